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

/// Elements that are computed together, before the unsure ones among them: their number is large enough to fill
/// vectors, and inputs, results and masks stay in the first cache.
const CHUNK: usize = 2048;
/// The same for slices of at most as many elements, which would not pay for larger buffers.
const SHORT: usize = 64;

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
        if self.output.len() <= SHORT {
            self.in_chunks::<B, SHORT>(token);
        } else {
            self.in_chunks::<B, CHUNK>(token);
        }
    }
}

impl<F: Unary, T: Float> Apply<'_, F, T> {
    #[inline(always)]
    fn in_chunks<B: Backend, const N: usize>(self, token: B::Token) {
        let Self { input, output, .. } = self;
        let mut chunks = Chunks::<F, T, B, N>::new(token);
        let whole = output.len() - output.len() % T::Vector::<B>::COUNT;
        let (output, rest) = output.split_at_mut(whole);
        for (number, out) in output.chunks_mut(N).enumerate() {
            if let Some(xs) = input {
                chunks.run(&xs[number * N..number * N + out.len()], out);
            } else {
                // The unsure elements' inputs must outlive the first results.
                let mut xs = [T::default(); N];
                xs[..out.len()].copy_from_slice(out);
                chunks.run(&xs[..out.len()], out);
            }
        }
        // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
        if !rest.is_empty() {
            let (mut xs, mut out) = ([T::default(); MAX_COUNT], [T::default(); MAX_COUNT]);
            xs[..rest.len()].copy_from_slice(input.map_or(&*rest, |xs| &xs[whole..]));
            let step = T::Vector::<B>::COUNT;
            chunks.run(&xs[..step], &mut out[..step]);
            rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

/// A backend at work on the chunks of one slice.
struct Chunks<F, T, B: Backend, const N: usize> {
    /// One bit for each element: whether it is unsure.
    words: [u64; WORDS],
    /// The indices of the unsure elements.
    unsure: [u16; N],
    token: B::Token,
    function: PhantomData<(F, T)>,
}

impl<F: Unary, T: Float, B: Backend, const N: usize> Chunks<F, T, B, N> {
    fn new(token: B::Token) -> Self {
        Self { words: [0; WORDS], unsure: [0; N], token, function: PhantomData }
    }

    /// At most N elements, in whole vectors.
    #[inline(always)]
    fn run(&mut self, xs: &[T], out: &mut [T]) {
        let words = &mut self.words[..xs.len().div_ceil(64)];
        B::enter(self.token, Direct::<F, T> { xs, out, words, function: PhantomData });
        let count = indices(words, &mut self.unsure);
        if count > 0 {
            let unsure = &self.unsure[..count];
            B::enter(self.token, Settle::<F, T> { xs, out, unsure, function: PhantomData });
        }
    }
}

/// Words for the bits of one chunk.
const WORDS: usize = CHUNK / 64;

/// The direct kernel over whole vectors, with a bit for each unsure element.
struct Direct<'a, F, T> {
    xs: &'a [T],
    out: &'a mut [T],
    words: &'a mut [u64],
    function: PhantomData<F>,
}

impl<F: Unary, T: Float> Task for Direct<'_, F, T> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let step = T::Vector::<B>::COUNT;
        let mut word = 0;
        for (number, (xs, out)) in self.xs.chunks_exact(step).zip(self.out.chunks_exact_mut(step)).enumerate()
        {
            let (y, unsure) = T::direct::<F, B>(T::load::<B>(token, xs));
            T::store::<B>(y, out);
            // The newest bits on top: a word is whole after 64 elements, and every vector writes it.
            word = word >> (step % 64) | u64::from(unsure.bits()) << (64 - step);
            self.words[number * step / 64] = word;
        }
        if let Some(last) = self.words.last_mut() {
            *last >>= (64 - self.xs.len() % 64) % 64;
        }
    }
}

/// The fast phase for the elements at `unsure`, and the accurate phase for what it leaves.
struct Settle<'a, F, T> {
    xs: &'a [T],
    out: &'a mut [T],
    unsure: &'a [u16],
    function: PhantomData<F>,
}

impl<F: Unary, T: Float> Task for Settle<'_, F, T> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let Self { xs, out, unsure, .. } = self;
        let step = B::Settling::COUNT;
        // Three passes over each block: a vector can be loaded at full speed only some time after its elements were
        // stored one by one.
        for unsure in unsure.chunks(BLOCK) {
            let (mut values, mut results, mut undecided) =
                ([T::default(); BLOCK], [T::default(); BLOCK], [0; BLOCK]);
            for (value, &at) in values.iter_mut().zip(unsure) {
                *value = xs[usize::from(at)];
            }
            let vectors = unsure.len().div_ceil(step);
            let (inputs, outputs) = (values.chunks_exact(step), results.chunks_exact_mut(step));
            for ((x, y), mask) in inputs.zip(outputs).zip(&mut undecided).take(vectors) {
                let (rounded, left) = T::fast::<F, B::Settling>(T::load_wide(token, x));
                T::store_wide(rounded, y);
                *mask = left.bits() as u16;
            }
            for (&at, &result) in unsure.iter().zip(&results) {
                out[usize::from(at)] = result;
            }
            for (number, &mask) in undecided[..vectors].iter().enumerate() {
                if mask != 0 {
                    repair::<F, T>(mask, step * number, unsure, &values, out);
                }
            }
        }
    }
}

/// Elements that the fast phase computes together.
const BLOCK: usize = 64;

/// Puts the accurate phase's results into the undecided elements of a vector; those of its padding are none.
#[cold]
#[inline(never)]
fn repair<F: Unary, T: Float>(mask: u16, first: usize, unsure: &[u16], values: &[T], out: &mut [T]) {
    for (lane, &at) in unsure[first..].iter().enumerate().take(16) {
        if mask >> lane & 1 == 1 {
            out[usize::from(at)] = decide::<F, T>(values[first + lane].to_f64());
        }
    }
}

/// Unsure lanes of 64 whose indices are written without a branch; more are rare.
const EXPECTED: usize = 4;

/// The indices of the set bits, and their number.
///
/// The first few indices of each word are written always: a branch that depends on random bits would cost more.
#[inline(always)]
fn indices(words: &[u64], indices: &mut [u16]) -> usize {
    let mut count = 0;
    for (number, &word) in words.iter().enumerate() {
        let mut word = word;
        let total = word.count_ones() as usize;
        let mut next = || {
            let index = (64 * number) as u16 + word.trailing_zeros() as u16;
            word &= word.wrapping_sub(1);
            index
        };
        let free = &mut indices[count..];
        if total <= EXPECTED && free.len() >= EXPECTED {
            free[..EXPECTED].fill_with(&mut next);
        } else {
            free[..total].fill_with(&mut next);
        }
        count += total;
    }
    count
}
