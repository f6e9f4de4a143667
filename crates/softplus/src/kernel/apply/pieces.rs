//! A function with direct kernels: the direct kernel, then the fast phase for what it left unsure, then the accurate
//! phase for what that left.

use core::marker::PhantomData;

use super::{Input, decide, settle_one};
use crate::{
    Float,
    kernel::Pieces,
    lanes::{Backend, Lanes, Level, MAX_COUNT, Mask, One, Task, dispatch},
};

/// The function at one value.
#[inline]
pub(crate) fn value<F: Pieces, T: Float>(x: T) -> T {
    let mut result = [T::default()];
    let (y, unsure) = T::direct::<F, One>(T::load::<One>((), &[x]));
    T::store::<One>(y, &mut result);
    if unsure.bits() == 0 { result[0] } else { settle_one::<F, T, 1>([x.to_f64()]) }
}

/// The function of each element.
pub(crate) fn run<F: Pieces, T: Float>(level: Level, input: Input<T>, out: &mut [T]) {
    let input = match input {
        Input::Each(xs) => Some(xs),
        Input::Output => None,
        Input::All(x) => return out.fill(value::<F, T>(x)),
    };
    dispatch(level, Apply::<F, T> { input, output: out, function: PhantomData });
}

/// Elements after which the unsure ones among them are settled at the latest: a number that the caches hold and that
/// 16 bits can count.
const CHUNK: usize = 16384;
/// The same where the inputs must be copied, so that those of the unsure elements outlive the first results.
const COPIED: usize = 1024;
/// Unsure elements that are settled together: their number fills vectors and hides what each start costs. Not a power
/// of two: where the buffers of inputs and results lie 4096 bytes apart, the CPU takes each load for one that follows a
/// store to the same place, and f32's tail took 12 % longer.
const MANY: usize = 992;
/// The same for a slice of at most `SHORT` elements, for the few that the fine kernel leaves, and for f16 and bf16, which
/// need more room for each.
const FEW: usize = 224;
const SHORT: usize = 2048;
/// Elements whose unsure ones are collected at a time.
const GROUP: usize = 64;

/// `input` is absent where `output` holds it.
struct Apply<'a, F, T> {
    input: Option<&'a [T]>,
    output: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Pieces, T: Float> Task for Apply<'_, F, T> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        if self.output.len() <= SHORT || T::BITS == 16 {
            self.in_chunks::<B, FEW>(token);
        } else {
            self.in_chunks::<B, MANY>(token);
        }
    }
}

impl<F: Pieces, T: Float> Apply<'_, F, T> {
    #[inline(always)]
    fn in_chunks<B: Backend, const N: usize>(self, token: B::Token) {
        let Self { input, output, .. } = self;
        let mut unsure = Unsure::<N>::new();
        let (step, len) = (T::Vector::<B>::COUNT, output.len());
        let (whole, rest) = output.split_at_mut(len - len % step);
        let mut first = 0;
        while first < whole.len() {
            first += if let Some(xs) = input {
                let end = whole.len().min(first + CHUNK);
                chunk::<F, T, B, N>(token, &xs[first..end], &mut whole[first..end], &mut unsure)
            } else {
                let end = whole.len().min(first + COPIED);
                let mut xs = [T::default(); COPIED];
                let xs = &mut xs[..end - first];
                xs.copy_from_slice(&whole[first..end]);
                chunk::<F, T, B, N>(token, xs, &mut whole[first..end], &mut unsure)
            };
        }
        // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
        if !rest.is_empty() {
            let (mut xs, mut out) = ([T::default(); MAX_COUNT], [T::default(); MAX_COUNT]);
            xs[..rest.len()].copy_from_slice(input.map_or(&*rest, |xs| &xs[len - rest.len()..]));
            chunk::<F, T, B, N>(token, &xs[..step], &mut out[..step], &mut unsure);
            rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

/// The function of the first elements, in whole vectors: of all, or until there are many unsure ones. How many.
#[inline(always)]
fn chunk<F: Pieces, T: Float, B: Backend, const N: usize>(
    token: B::Token,
    xs: &[T],
    out: &mut [T],
    unsure: &mut Unsure<N>,
) -> usize {
    unsure.count = 0;
    let done = B::enter(token, Direct::<F, T, N, false> { xs, out, unsure, function: PhantomData });
    if unsure.count > 0 {
        settle::<F, T, B, N>(token, xs, out, unsure);
    }
    done
}

/// The results of the unsure elements.
#[inline(always)]
fn settle<F: Pieces, T: Float, B: Backend, const N: usize>(
    token: B::Token,
    xs: &[T],
    out: &mut [T],
    unsure: &Unsure<N>,
) {
    let (mut values, mut results) = ([T::default(); N], [T::default(); N]);
    let values = unsure.gather(xs, &mut values);
    let fine = |x: &&T| F::is_fine(x.to_f64());
    if T::FINE && 2 * values.iter().filter(fine).count() >= unsure.count {
        finer::<F, T, B>(token, values, &mut results);
    } else {
        B::enter(token, Fast::<F, T, N> { xs: values, out: &mut results, function: PhantomData });
    }
    unsure.scatter(&results, out);
}

/// The fine kernel, and the fast phase for what that leaves. The slices have room for whole vectors.
#[inline(always)]
fn finer<F: Pieces, T: Float, B: Backend>(token: B::Token, xs: &[T], out: &mut [T]) {
    let mut unsure = Unsure::<FEW>::new();
    let mut first = 0;
    while first < xs.len() {
        let (xs, out) = (&xs[first..], &mut out[first..]);
        let out = &mut out[..xs.len()];
        unsure.count = 0;
        first += B::enter(
            token,
            Direct::<F, T, FEW, true> { xs, out, unsure: &mut unsure, function: PhantomData },
        );
        if unsure.count > 0 {
            let (mut values, mut results) = ([T::default(); FEW], [T::default(); FEW]);
            let values = unsure.gather(xs, &mut values);
            B::enter(token, Fast::<F, T, FEW> { xs: values, out: &mut results, function: PhantomData });
            unsure.scatter(&results, out);
        }
    }
}

/// The places of the elements that a kernel left unsure, at most N.
struct Unsure<const N: usize> {
    at: [u16; N],
    count: usize,
}

impl<const N: usize> Unsure<N> {
    #[inline(always)]
    fn new() -> Self {
        const { assert!(N >= GROUP && N.is_multiple_of(MAX_COUNT) && CHUNK < 1 << 16) };
        Self { at: [0; N], count: 0 }
    }

    /// Whether a group more may be collected.
    #[inline(always)]
    fn has_room(&self) -> bool {
        self.count + GROUP <= N
    }

    /// Adds the places of the set bits, from `first` on.
    ///
    /// The first few are written always: a branch that depends on random bits would cost more.
    #[inline(always)]
    fn collect(&mut self, mut bits: u64, first: usize) {
        const EXPECTED: usize = 6;
        let total = bits.count_ones() as usize;
        let free = &mut self.at[self.count..];
        let mut next = || {
            let at = first as u16 + bits.trailing_zeros() as u16;
            bits &= bits.wrapping_sub(1);
            at
        };
        if total <= EXPECTED {
            free[..EXPECTED].fill_with(&mut next);
        } else {
            free[..total].fill_with(&mut next);
        }
        self.count += total;
    }

    /// The elements at these places, and what fills the last vector.
    #[inline(always)]
    fn gather<'a, T: Float>(&self, xs: &[T], values: &'a mut [T; N]) -> &'a [T] {
        for (&at, value) in self.at[..self.count].iter().zip(&mut *values) {
            *value = xs[usize::from(at)];
        }
        &values[..self.count.next_multiple_of(MAX_COUNT)]
    }

    /// The results, to their places.
    #[inline(always)]
    fn scatter<T: Float>(&self, results: &[T; N], out: &mut [T]) {
        for (&at, &result) in self.at[..self.count].iter().zip(results) {
            out[usize::from(at)] = result;
        }
    }
}

/// The direct kernel over whole vectors, or the fine one, as long as there is room for unsure elements.
struct Direct<'a, F, T, const N: usize, const FINE: bool> {
    xs: &'a [T],
    out: &'a mut [T],
    unsure: &'a mut Unsure<N>,
    function: PhantomData<F>,
}

impl<F: Pieces, T: Float, const N: usize, const FINE: bool> Task for Direct<'_, F, T, N, FINE> {
    /// How many elements were computed.
    type Output = usize;

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) -> usize {
        let step = T::Vector::<B>::COUNT;
        let mut done = 0;
        for (xs, out) in self.xs.chunks(GROUP).zip(self.out.chunks_mut(GROUP)) {
            if !self.unsure.has_room() {
                break;
            }
            let mut bits = 0;
            for (number, (xs, out)) in xs.chunks_exact(step).zip(out.chunks_exact_mut(step)).enumerate() {
                let x = T::load::<B>(token, xs);
                let (y, unsure) = if FINE { T::fine::<F, B>(x) } else { T::direct::<F, B>(x) };
                T::store::<B>(y, out);
                bits |= u64::from(unsure.bits()) << (number * step);
            }
            self.unsure.collect(bits, done);
            done += xs.len();
        }
        done
    }
}

/// The fast phase over whole vectors, and the accurate phase for what it leaves.
struct Fast<'a, F, T, const N: usize> {
    xs: &'a [T],
    out: &'a mut [T; N],
    function: PhantomData<F>,
}

impl<F: Pieces, T: Float, const N: usize> Task for Fast<'_, F, T, N> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let step = B::Settling::COUNT;
        let mut undecided = [0; N];
        let out = &mut self.out[..self.xs.len()];
        let (mut inputs, mut results) = ([T::Wide::default(); N], [T::Wide::default(); N]);
        let (inputs, results) = (&mut inputs[..out.len()], &mut results[..out.len()]);
        let wide = T::widen::<B>(token, self.xs, inputs).chunks_exact(step);
        for ((xs, ys), left) in wide.zip(T::target(out, results).chunks_exact_mut(step)).zip(&mut undecided) {
            let (rounded, mask) = T::fast::<F, B::Settling, 1>([T::load_wide(token, xs)]);
            T::store_wide(rounded, ys);
            *left = mask.bits();
        }
        T::narrow::<B>(token, results, out);
        // With this call in the loop above, that would load all its constants for each vector.
        for (number, &left) in undecided[..self.xs.len() / step].iter().enumerate() {
            if left != 0 {
                let vector = number * step..(number + 1) * step;
                repair::<F, T>(left, &self.xs[vector.clone()], &mut out[vector]);
            }
        }
    }
}

/// Puts the accurate phase's results into the undecided elements of a vector.
#[cold]
#[inline(never)]
fn repair<F: Pieces, T: Float>(undecided: u32, xs: &[T], out: &mut [T]) {
    for (lane, (&x, y)) in xs.iter().zip(out).enumerate() {
        if undecided >> lane & 1 == 1 {
            *y = decide::<F, T, 1>([x.to_f64()]);
        }
    }
}
