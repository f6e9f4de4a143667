//! One function over a slice, or at one value: the direct kernel, then the fast phase for what it left unsure, then
//! the accurate phase for what that left.

use core::marker::PhantomData;

use super::Unary;
use crate::{
    Float,
    accurate::decide,
    lanes::{Backend, Lanes, Level, MAX_COUNT, Mask, One, OneDouble, Task, dispatch},
};

/// The function at one value.
#[inline]
pub(crate) fn value<F: Unary, T: Float>(x: T) -> T {
    let mut result = [T::default()];
    let (y, unsure) = T::direct::<F, One>(T::load::<One>((), &[x]));
    T::store::<One>(y, &mut result);
    if unsure.bits() == 0 { result[0] } else { settle_one::<F, T>(x.to_f64()) }
}

/// The function at a value that the direct kernel left unsure.
#[cold]
#[inline(never)]
fn settle_one<F: Unary, T: Float>(x: f64) -> T {
    let (OneDouble(y), unsure) = T::fast::<F, OneDouble>(OneDouble(x));
    if unsure { decide::<F, T>(x) } else { T::from_f64(y) }
}

/// The function of each element of `xs`, into `out`, which is as long.
pub(crate) fn slice<F: Unary, T: Float>(xs: &[T], out: &mut [T]) {
    slice_at::<F, T>(Level::current(), xs, out);
}

/// The same at a level.
pub(crate) fn slice_at<F: Unary, T: Float>(level: Level, xs: &[T], out: &mut [T]) {
    dispatch(level, Apply::<F, T> { input: Some(xs), output: out, function: PhantomData });
}

/// The function of each element of `xs`, in place.
pub(crate) fn slice_in_place<F: Unary, T: Float>(xs: &mut [T]) {
    slice_in_place_at::<F, T>(Level::current(), xs);
}

/// The same at a level.
pub(crate) fn slice_in_place_at<F: Unary, T: Float>(level: Level, xs: &mut [T]) {
    dispatch(level, Apply::<F, T> { input: None, output: xs, function: PhantomData });
}

/// Elements after which the unsure ones among them are settled at the latest: a number that the caches hold and 16 bits
/// can count.
const CHUNK: usize = 8192;
/// The same where the elements' inputs must be copied, so that they outlive the first results.
const COPIED: usize = 1024;
/// Unsure elements that are settled together: enough to fill vectors, few enough that a short slice pays little for them.
const BATCH: usize = 512;
/// The same for what the finer kernel leaves.
const FEW: usize = 128;
/// Elements whose unsure ones are collected at a time.
const GROUP: usize = 64;

/// `input` is absent where `output` holds it.
struct Apply<'a, F, T> {
    input: Option<&'a [T]>,
    output: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Unary, T: Float> Task for Apply<'_, F, T> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        if self.output.len() <= GROUP {
            self.in_batches::<B, GROUP>(token);
        } else {
            self.in_batches::<B, BATCH>(token);
        }
    }
}

impl<F: Unary, T: Float> Apply<'_, F, T> {
    #[inline(always)]
    fn in_batches<B: Backend, const N: usize>(self, token: B::Token) {
        let Self { input, output, .. } = self;
        let mut work = Work::<T, N> { unsure: Unsure::new(), left: Unsure::new() };
        let (step, len) = (T::Vector::<B>::COUNT, output.len());
        let (whole, rest) = output.split_at_mut(len - len % step);
        let mut first = 0;
        while first < whole.len() {
            first += if let Some(xs) = input {
                let end = whole.len().min(first + CHUNK);
                chunk::<F, T, B, N>(token, &xs[first..end], &mut whole[first..end], &mut work)
            } else {
                let end = whole.len().min(first + COPIED);
                let mut xs = [T::default(); COPIED];
                let xs = &mut xs[..end - first];
                xs.copy_from_slice(&whole[first..end]);
                chunk::<F, T, B, N>(token, xs, &mut whole[first..end], &mut work)
            };
        }
        // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
        if !rest.is_empty() {
            let (mut xs, mut out) = ([T::default(); MAX_COUNT], [T::default(); MAX_COUNT]);
            xs[..rest.len()].copy_from_slice(input.map_or(&*rest, |xs| &xs[len - rest.len()..]));
            chunk::<F, T, B, N>(token, &xs[..step], &mut out[..step], &mut work);
            rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

/// The function of the first elements, in whole vectors, until the chunk ends or there are many unsure ones; how many
/// elements that are.
#[inline(always)]
fn chunk<F: Unary, T: Float, B: Backend, const N: usize>(
    token: B::Token,
    xs: &[T],
    out: &mut [T],
    work: &mut Work<T, N>,
) -> usize {
    let unsure = &mut work.unsure;
    let done = B::enter(token, Direct::<F, T, N, false> { xs, out, unsure, function: PhantomData });
    if unsure.count > 0 {
        settle::<F, T, B, N>(token, xs, out, work);
    }
    done
}

/// The results of what the direct kernel left unsure, into `out`.
#[inline(always)]
fn settle<F: Unary, T: Float, B: Backend, const N: usize>(
    token: B::Token,
    xs: &[T],
    out: &mut [T],
    Work { unsure, left }: &mut Work<T, N>,
) {
    unsure.take(xs);
    let fine = |x: &&T| x.to_f64() >= F::FINE_FROM;
    if !T::FINE || 2 * unsure.values[..unsure.count].iter().filter(fine).count() < unsure.count {
        B::enter(token, Settle::<F, T, N> { unsure, function: PhantomData });
        unsure.put(out);
        return;
    }
    let whole = unsure.count.next_multiple_of(T::Vector::<B>::COUNT);
    let mut first = 0;
    while first < whole {
        let (xs, out) = (&unsure.values[first..whole], &mut unsure.results[first..whole]);
        first += B::enter(token, Direct::<F, T, FEW, true> { xs, out, unsure: left, function: PhantomData });
        if left.count > 0 {
            left.take(xs);
            B::enter(token, Settle::<F, T, FEW> { unsure: left, function: PhantomData });
            left.put(out);
        }
    }
    unsure.put(out);
}

struct Work<T, const N: usize> {
    unsure: Unsure<T, N>,
    left: Unsure<T, FEW>,
}

/// The elements of a slice that a kernel left unsure, at most N.
struct Unsure<T, const N: usize> {
    count: usize,
    at: [u16; N],
    values: [T; N],
    results: [T; N],
}

impl<T: Float, const N: usize> Unsure<T, N> {
    #[inline(always)]
    fn new() -> Self {
        Self { count: 0, at: [0; N], values: [T::default(); N], results: [T::default(); N] }
    }

    /// Whether a group more may be collected.
    #[inline(always)]
    fn has_room(&self) -> bool {
        self.count + GROUP <= N
    }

    /// Adds the elements of the group from `first` on whose bits are set.
    ///
    /// The first few are written always: a branch that depends on random bits would cost more.
    #[inline(always)]
    fn collect(&mut self, mut bits: u64, first: usize) {
        const EXPECTED: usize = 6;
        let total = bits.count_ones() as usize;
        let at = &mut self.at[self.count..];
        let mut next = || {
            let at = first as u16 + bits.trailing_zeros() as u16;
            bits &= bits.wrapping_sub(1);
            at
        };
        if total <= EXPECTED {
            at[..EXPECTED].fill_with(&mut next);
        } else {
            at[..total].fill_with(&mut next);
        }
        self.count += total;
    }

    /// Takes their values from the slice.
    #[inline(always)]
    fn take(&mut self, xs: &[T]) {
        for (&at, value) in self.at[..self.count].iter().zip(&mut self.values) {
            *value = xs[usize::from(at)];
        }
    }

    /// The results, into the slice.
    #[inline(always)]
    fn put(&mut self, out: &mut [T]) {
        for (&at, &result) in self.at[..self.count].iter().zip(&self.results) {
            out[usize::from(at)] = result;
        }
        self.count = 0;
    }
}

/// The direct kernel over whole vectors, or the fine one, with the unsure elements, as far as there is room for these.
struct Direct<'a, F, T, const N: usize, const FINE: bool> {
    xs: &'a [T],
    out: &'a mut [T],
    unsure: &'a mut Unsure<T, N>,
    function: PhantomData<F>,
}

impl<F: Unary, T: Float, const N: usize, const FINE: bool> Task for Direct<'_, F, T, N, FINE> {
    /// How many elements were computed.
    type Output = usize;

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) -> usize {
        let mut done = 0;
        for (xs, out) in self.xs.chunks(GROUP).zip(self.out.chunks_mut(GROUP)) {
            if !self.unsure.has_room() {
                break;
            }
            self.unsure.collect(group::<F, T, B, FINE>(token, xs, out), done);
            done += xs.len();
        }
        done
    }
}

/// One bit for each element of the group: whether it is unsure.
#[inline(always)]
fn group<F: Unary, T: Float, B: Backend, const FINE: bool>(token: B::Token, xs: &[T], out: &mut [T]) -> u64 {
    let step = T::Vector::<B>::COUNT;
    let mut bits = 0;
    for (number, (xs, out)) in xs.chunks_exact(step).zip(out.chunks_exact_mut(step)).enumerate() {
        let x = T::load::<B>(token, xs);
        let (y, unsure) = if FINE { T::fine::<F, B>(x) } else { T::direct::<F, B>(x) };
        T::store::<B>(y, out);
        bits |= u64::from(unsure.bits()) << (number * step);
    }
    bits
}

/// The fast phase for unsure elements, and the accurate phase for what it leaves.
struct Settle<'a, F, T, const N: usize> {
    unsure: &'a mut Unsure<T, N>,
    function: PhantomData<F>,
}

impl<F: Unary, T: Float, const N: usize> Task for Settle<'_, F, T, N> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let step = B::Settling::COUNT;
        let Unsure { count, values, results, .. } = self.unsure;
        let vectors = count.div_ceil(step);
        let mut undecided = [0; N];
        let (inputs, outputs) = (values.chunks_exact(step), results.chunks_exact_mut(step));
        for ((xs, out), left) in inputs.zip(outputs).zip(&mut undecided).take(vectors) {
            let (rounded, mask) = T::fast::<F, B::Settling>(T::load_wide(token, xs));
            T::store_wide(rounded, out);
            *left = mask.bits();
        }
        // A call in the loop above would make it load all its constants for each vector.
        for (number, &left) in undecided[..vectors].iter().enumerate() {
            if left != 0 {
                let vector = number * step..(number + 1) * step;
                repair::<F, T>(left, &values[vector.clone()], &mut results[vector]);
            }
        }
    }
}

/// Puts the accurate phase's results into the undecided elements of a vector.
#[cold]
#[inline(never)]
fn repair<F: Unary, T: Float>(undecided: u32, xs: &[T], out: &mut [T]) {
    for (lane, (&x, y)) in xs.iter().zip(out).enumerate() {
        if undecided >> lane & 1 == 1 {
            *y = decide::<F, T>(x.to_f64());
        }
    }
}
