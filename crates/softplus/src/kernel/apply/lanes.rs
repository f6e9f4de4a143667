//! A function by its formula: in lanes of doubles for all elements, then the finer phases for what that leaves.

use core::marker::PhantomData;

use super::{Input, settle_one};
use crate::{
    Float,
    kernel::Function,
    lanes::{Backend, Lanes, Level, MAX_COUNT, Mask, OneDouble, Task, dispatch},
};

/// The function at one point.
#[inline]
pub(crate) fn value<F: Function<A>, T: Float, const A: usize>(x: [T; A]) -> T {
    let x = x.map(T::to_f64);
    let (OneDouble(y), unsure) = T::first::<F, OneDouble, A>(x.map(OneDouble));
    if unsure { settle_one::<F, T, A>(x) } else { T::from_f64(y) }
}

/// The function of each element.
pub(crate) fn run<F: Function<A>, T: Float, const A: usize>(
    level: Level,
    inputs: [Input<T>; A],
    out: &mut [T],
) {
    dispatch(level, Apply::<F, T, A> { inputs, output: out, function: PhantomData });
}

/// Elements of one turn: the arguments' and the results' blocks stay in the first cache.
const BLOCK: usize = 256;

struct Apply<'a, F, T, const A: usize> {
    inputs: [Input<'a, T>; A],
    output: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Function<A>, T: Float, const A: usize> Task for Apply<'_, F, T, A> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        // One value for all fills a block once.
        let mut own = self.inputs.map(|input| match input {
            Input::All(value) => [value; BLOCK],
            _ => [T::default(); BLOCK],
        });
        let mut start = 0;
        let whole = self.output.len() - self.output.len() % MAX_COUNT;
        while start < self.output.len() {
            // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
            let rest = start == whole;
            let end = if rest { self.output.len() } else { whole.min(start + BLOCK) };
            let results = &mut self.output[start..end];
            for (own, input) in own.iter_mut().zip(&self.inputs) {
                match *input {
                    Input::Each(xs) if rest => own[..end - start].copy_from_slice(&xs[start..]),
                    Input::Output => own[..end - start].copy_from_slice(results),
                    _ => {}
                }
            }
            if rest {
                let xs = own.each_ref().map(|own| &own[..MAX_COUNT]);
                let mut padded = [T::default(); MAX_COUNT];
                B::enter(token, Block::<F, T, A> { xs, out: &mut padded, function: PhantomData });
                results.copy_from_slice(&padded[..results.len()]);
            } else {
                let xs = core::array::from_fn(|a| match self.inputs[a] {
                    Input::Each(xs) => &xs[start..end],
                    _ => &own[a][..end - start],
                });
                B::enter(token, Block::<F, T, A> { xs, out: results, function: PhantomData });
            }
            start = end;
        }
    }
}

/// At most `BLOCK` elements, in whole vectors.
struct Block<'a, F, T, const A: usize> {
    xs: [&'a [T]; A],
    out: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Function<A>, T: Float, const A: usize> Task for Block<'_, F, T, A> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let (step, len) = (B::Settling::COUNT, self.out.len());
        let mut undecided = [0; BLOCK];
        let mut rooms = [[T::Wide::default(); BLOCK]; A];
        let mut results = [T::Wide::default(); BLOCK];
        let mut xs: [&[T::Wide]; A] = [&[]; A];
        for ((wide, room), xs) in xs.iter_mut().zip(&mut rooms).zip(self.xs) {
            *wide = T::widen::<B>(token, xs, &mut room[..len]);
        }
        let ys = T::target(self.out, &mut results[..len]);
        for (number, (ys, left)) in ys.chunks_exact_mut(step).zip(&mut undecided).enumerate() {
            // Closures would not be inlined, and run without the CPU's features.
            let mut x = [T::load_wide::<B::Settling>(token, &xs[0][number * step..]); A];
            for a in 1..A {
                x[a] = T::load_wide(token, &xs[a][number * step..]);
            }
            let (y, mask) = T::first::<F, B::Settling, A>(x);
            T::store_wide(y, ys);
            *left = mask.bits();
        }
        T::narrow::<B>(token, &results[..len], self.out);
        // With this call in the loop above, that would load all its constants for each vector.
        for (number, &left) in undecided[..len / step].iter().enumerate() {
            if left != 0 {
                let first = number * step;
                repair::<F, T, A>(left, self.xs.map(|xs| &xs[first..]), &mut self.out[first..first + step]);
            }
        }
    }
}

/// Puts the results of the finer phases into the undecided elements of a vector: one at a time, because they are few, and
/// their code as vectors of every level would be most of the library.
#[cold]
#[inline(never)]
fn repair<F: Function<A>, T: Float, const A: usize>(undecided: u32, xs: [&[T]; A], out: &mut [T]) {
    for (lane, y) in out.iter_mut().enumerate() {
        if undecided >> lane & 1 == 1 {
            *y = settle_one::<F, T, A>(xs.map(|xs| xs[lane].to_f64()));
        }
    }
}
