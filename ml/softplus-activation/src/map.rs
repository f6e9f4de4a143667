//! A kernel over all elements, on all cores.

use rayon::prelude::*;
use softplus::Float;

use crate::View;

/// Elements of one parallel task, as in the core: large enough to hide its cost, small enough for the first caches.
pub const CHUNK: usize = 1 << 14;
/// Elements that are copied together where they are no neighbours in memory.
const BLOCK: usize = 1 << 10;
/// Runs of at least this length are read where they lie.
const LONG: usize = 64;

/// The kernel of each element, in logical order.
///
/// # Panics
/// If the views differ in length.
pub fn map<T: Float, const A: usize>(
    inputs: [&View<T>; A],
    kernel: &(impl Fn([&[T]; A], &mut [T]) + Sync),
) -> Vec<T> {
    let len = length(inputs);
    let mut out = vec![T::default(); len];
    // A closure for all: a small tensor need not wake other threads.
    let chunk = |(number, out): (usize, &mut [T])| {
        parts(inputs, number * CHUNK, out.len(), |at, inputs| {
            kernel(inputs, &mut out[at..at + inputs[0].len()]);
        });
    };
    if len <= CHUNK {
        chunk((0, &mut out));
    } else {
        out.par_chunks_mut(CHUNK).enumerate().for_each(chunk);
    }
    out
}

/// The sum of what `add` adds for each element. The order is that of the elements, whatever their layout and the number
/// of threads.
pub fn sum<T: Float, const A: usize>(
    inputs: [&View<T>; A],
    add: &(impl Fn([&[T]; A], &mut Sum) + Sync),
) -> f64 {
    let len = length(inputs);
    let chunk = |number: usize| {
        let first = number * CHUNK;
        let mut sum = Sum::default();
        parts(inputs, first, CHUNK.min(len - first), |_, inputs| add(inputs, &mut sum));
        sum.value()
    };
    let mut sums: Vec<f64> = Vec::new();
    (0..len.div_ceil(CHUNK)).into_par_iter().map(chunk).collect_into_vec(&mut sums);
    sums.into_iter().collect::<Sum>().value()
}

fn length<T: Float, const A: usize>(inputs: [&View<T>; A]) -> usize {
    let len = inputs[0].len();
    for input in inputs {
        assert!(
            input.len() == len,
            "the gradient has {} elements, and what it belongs to {}",
            len,
            input.len()
        );
    }
    len
}

/// Calls `visit` with `len` elements from number `first` on, part by part: where each part begins, and its elements.
fn parts<T: Float, const A: usize>(
    inputs: [&View<T>; A],
    first: usize,
    len: usize,
    mut visit: impl FnMut(usize, [&[T]; A]),
) {
    let shortest = inputs.iter().map(|input| input.run_length()).min().unwrap_or(0);
    let mut copies: [Vec<T>; A] = std::array::from_fn(|_| Vec::new());
    let mut at = 0;
    while at < len {
        let runs = inputs.map(|input| input.run(first + at));
        let shared = runs.iter().map(|run| run.len()).min().unwrap_or(0);
        if shortest >= LONG || shared >= len - at {
            let count = shared.min(len - at);
            visit(at, runs.map(|run| &run[..count]));
            at += count;
            continue;
        }
        let count = BLOCK.min(len - at);
        for ((copy, run), input) in copies.iter_mut().zip(runs).zip(inputs) {
            if run.len() < count {
                copy.resize(count, T::default());
                input.copy_to(first + at, copy);
            }
        }
        let part = |i: usize| if runs[i].len() < count { &copies[i][..count] } else { &runs[i][..count] };
        visit(at, std::array::from_fn(part));
        at += count;
    }
}

/// A sum with what its roundings lost (Neumaier).
#[derive(Default)]
pub struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - sum) + x } else { (x - sum) + self.sum };
        self.sum = sum;
    }

    pub fn value(&self) -> f64 {
        // ∞ − ∞ is lost of an infinite sum.
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::default();
        numbers.into_iter().for_each(|number| sum.add(number));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_what_rounding_loses() {
        assert_eq!([1.0, 1e100, 1.0, -1e100].into_iter().collect::<Sum>().value(), 2.0);
        assert_eq!([f64::INFINITY, 1.0].into_iter().collect::<Sum>().value(), f64::INFINITY);
        assert!([f64::INFINITY, f64::NEG_INFINITY].into_iter().collect::<Sum>().value().is_nan());
    }

    #[test]
    fn every_layout_reaches_the_kernel_whole() {
        let storage: Vec<f32> = (0..200_000).map(|i| i as f32).collect();
        let rows = View::new(&storage, 0, &[1000, 100], [200, 1]);
        let columns = View::new(&storage, 1, &[1000, 100], [2, 2000]);
        let short = View::new(&storage, 0, &[20_000, 5], [10, 1]);
        let one = View::new(&storage, 7, &[1000, 100], [0, 0]);
        for first in [&rows, &columns, &short, &one] {
            for second in [&rows, &columns, &short, &one] {
                let out = map([first, second], &|[a, b], out: &mut [f32]| {
                    for ((a, b), out) in a.iter().zip(b).zip(out) {
                        *out = a - 2.0 * b;
                    }
                });
                let (mut a, mut b) = (vec![0.0; 100_000], vec![0.0; 100_000]);
                first.copy_to(0, &mut a);
                second.copy_to(0, &mut b);
                assert!(out.iter().zip(a.iter().zip(&b)).all(|(out, (a, b))| *out == a - 2.0 * b));
                let total = sum([first, second], &|[a, b], sum| {
                    a.iter().zip(b).for_each(|(a, b)| sum.add(f64::from(a - 2.0 * b)));
                });
                assert_eq!(
                    total,
                    out.iter().map(|y| f64::from(*y)).sum::<f64>(),
                    "exact, as all are integers"
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "the gradient has 3 elements, and what it belongs to 2")]
    fn lengths_must_agree() {
        let _ = map([&View::contiguous(&[0.0_f32; 3]), &View::contiguous(&[0.0; 2])], &|_, _| ());
    }
}
