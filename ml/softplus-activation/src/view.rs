//! Where the elements of a tensor lie in memory.

/// The elements of a tensor in their logical order: a slice of its storage, and for each dimension how many there are and
/// how far it is from one to the next.
///
/// Strides are counted in elements. They may be 0 (broadcast) or negative (flipped).
#[derive(Debug, Clone)]
pub struct View<'a, T> {
    storage: &'a [T],
    start: usize,
    /// Length and stride, from the outermost dimension; none has length 1, and no two neighbours could be one.
    dimensions: Vec<(usize, isize)>,
    len: usize,
}

impl<'a, T: Copy> View<'a, T> {
    /// The elements of `storage` whose first is at `start`, in the shape `lengths` with these strides.
    ///
    /// # Panics
    /// If there are not as many strides as lengths.
    #[must_use]
    pub fn new(
        storage: &'a [T],
        start: usize,
        lengths: &[usize],
        strides: impl IntoIterator<Item = isize, IntoIter: ExactSizeIterator>,
    ) -> Self {
        let strides = strides.into_iter();
        assert!(strides.len() == lengths.len(), "{} strides for {} lengths", strides.len(), lengths.len());
        let mut dimensions: Vec<(usize, isize)> = Vec::with_capacity(lengths.len());
        for (&length, stride) in lengths.iter().zip(strides).filter(|(length, _)| **length != 1) {
            match dimensions.last_mut() {
                // A step of the outer dimension leads where this one ends: together they are one.
                Some(outer) if outer.1 == length as isize * stride => *outer = (outer.0 * length, stride),
                _ => dimensions.push((length, stride)),
            }
        }
        Self { storage, start, dimensions, len: lengths.iter().product() }
    }

    /// The elements of a slice.
    #[must_use]
    pub fn contiguous(storage: &'a [T]) -> Self {
        Self::new(storage, 0, &[storage.len()], [1])
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many neighbours in order are neighbours in memory too: the length of a run, 1 if there is none.
    pub(crate) fn run_length(&self) -> usize {
        match self.dimensions.last() {
            None => self.len,
            Some(&(length, 1)) => length,
            Some(_) => 1,
        }
    }

    /// The elements from number `at` to the end of their run.
    pub(crate) fn run(&self, at: usize) -> &'a [T] {
        let place = self.place(at);
        let run = self.run_length();
        &self.storage[place..place + run - at % run]
    }

    /// Copies the elements from number `at` on.
    pub(crate) fn copy_to(&self, at: usize, out: &mut [T]) {
        let Some(&(length, stride)) = self.dimensions.last() else {
            return out.fill(self.storage[self.start]);
        };
        let mut done = 0;
        while done < out.len() {
            let at = at + done;
            let (first, count) = (self.place(at), (length - at % length).min(out.len() - done));
            let row = &mut out[done..done + count];
            if stride == 1 {
                row.copy_from_slice(&self.storage[first..first + count]);
            } else {
                let mut place = first as isize;
                for element in row {
                    *element = self.storage[place as usize];
                    place += stride;
                }
            }
            done += count;
        }
    }

    /// Where element number `at` lies.
    fn place(&self, mut at: usize) -> usize {
        let mut place = self.start as isize;
        for &(length, stride) in self.dimensions.iter().rev() {
            place += (at % length) as isize * stride;
            at /= length;
        }
        place as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All elements, through copies of every length.
    fn elements(view: &View<u32>) -> Vec<u32> {
        let whole = copy(view, 0, view.len());
        for at in 0..view.len() {
            for len in 0..=view.len() - at {
                assert_eq!(copy(view, at, len), whole[at..at + len]);
            }
            let run = view.run(at);
            assert_eq!(run, &whole[at..at + run.len()]);
            assert!(run.len() == view.run_length() - at % view.run_length());
        }
        whole
    }

    fn copy(view: &View<u32>, at: usize, len: usize) -> Vec<u32> {
        let mut out = vec![u32::MAX; len];
        view.copy_to(at, &mut out);
        out
    }

    #[test]
    fn layouts() {
        let storage: Vec<u32> = (0..24).collect();
        let view = |start, lengths: &[usize], strides: &[isize]| {
            elements(&View::new(&storage, start, lengths, strides.iter().copied()))
        };
        assert_eq!(view(0, &[4, 6], &[6, 1]), storage);
        assert_eq!(view(0, &[3, 2], &[1, 3]), [0, 3, 1, 4, 2, 5], "transposed");
        assert_eq!(view(7, &[2, 3], &[6, 1]), [7, 8, 9, 13, 14, 15], "narrowed");
        assert_eq!(view(5, &[6], &[-1]), [5, 4, 3, 2, 1, 0], "flipped");
        assert_eq!(view(2, &[2, 3], &[0, 1]), [2, 3, 4, 2, 3, 4], "broadcast");
        assert_eq!(view(9, &[2, 2], &[0, 0]), [9; 4], "one number");
        assert_eq!(view(3, &[], &[]), [3], "a scalar");
        assert_eq!(view(4, &[1, 1], &[17, 99]), [4], "strides of length 1 mean nothing");
        assert_eq!(view(0, &[2, 3, 2], &[1, 8, 2]), [0, 2, 8, 10, 16, 18, 1, 3, 9, 11, 17, 19], "permuted");
        assert!(view(0, &[3, 0], &[1, 1]).is_empty());
    }

    #[test]
    fn dimensions_are_joined() {
        let storage = [0.0_f32; 24];
        assert_eq!(View::new(&storage, 0, &[2, 3, 4], [12, 4, 1]).run_length(), 24);
        assert_eq!(View::new(&storage, 0, &[2, 1, 4], [4, 77, 1]).run_length(), 8);
        assert_eq!(View::new(&storage, 0, &[3, 4], [8, 1]).run_length(), 4);
        assert_eq!(View::new(&storage, 0, &[4, 3], [1, 4]).run_length(), 1);
    }
}
