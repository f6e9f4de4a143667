//! A function with direct kernels: the direct kernel, then the fast phase for what it left unsure, then the accurate
//! phase for what that left.

use core::marker::PhantomData;

use super::{Input, decide, settle_one};
use crate::{
    Float,
    kernel::Pieces,
    lanes::{Backend, Lanes, Level, MAX_COUNT, Mask, One, Task, dispatch},
};

/// The function at one point.
#[inline]
pub(crate) fn value<F: Pieces<A>, T: Float, const A: usize>(x: [T; A]) -> T {
    let mut result = [T::default()];
    let (y, unsure) = T::direct::<F, One, A>(x.map(|x| T::load::<One>((), &[x])));
    T::store::<One>(y, &mut result);
    if unsure.bits() == 0 { result[0] } else { settle_one::<F, T, A>(x.map(T::to_f64)) }
}

/// The function of each element.
pub(crate) fn run<F: Pieces<A>, T: Float, const A: usize>(
    level: Level,
    inputs: [Input<T>; A],
    out: &mut [T],
) {
    dispatch(level, Apply::<F, T, A> { inputs, output: out, function: PhantomData });
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
/// The same for a slice of at most `SHORT` elements, for f32 whose inputs are copied, for the few that the fine kernel
/// leaves, and for f16 and bf16, which need more room for each.
const FEW: usize = 224;
const SHORT: usize = 2048;
/// Elements whose unsure ones are collected at a time.
const GROUP: usize = 64;

struct Apply<'a, F, T, const A: usize> {
    inputs: [Input<'a, T>; A],
    output: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Pieces<A>, T: Float, const A: usize> Task for Apply<'_, F, T, A> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let in_place = self.inputs.iter().any(|input| !matches!(input, Input::Each(_)));
        let few = self.output.len() <= SHORT || T::BITS == 16 || (T::BITS == 32 && in_place);
        if few {
            self.in_chunks::<B, FEW>(token, in_place);
        } else {
            self.in_chunks::<B, MANY>(token, in_place);
        }
    }
}

impl<F: Pieces<A>, T: Float, const A: usize> Apply<'_, F, T, A> {
    #[inline(always)]
    fn in_chunks<B: Backend, const N: usize>(self, token: B::Token, in_place: bool) {
        let Self { inputs, output, .. } = self;
        let mut unsure = Unsure::<N>::new();
        let (step, len) = (T::Vector::<B>::COUNT, output.len());
        let (whole, rest) = output.split_at_mut(len - len % step);
        let mut first = 0;
        if in_place {
            let mut copies = [[T::default(); COPIED]; A];
            while first < whole.len() {
                let end = whole.len().min(first + COPIED);
                let out = &mut whole[first..end];
                let xs = copied(&inputs, &mut copies, first, out);
                first += chunk::<F, T, B, N, A>(token, xs, out, &mut unsure);
            }
        }
        while first < whole.len() {
            let end = whole.len().min(first + CHUNK);
            let mut xs: [&[T]; A] = [&[]; A];
            for (xs, input) in xs.iter_mut().zip(&inputs) {
                if let Input::Each(all) = input {
                    *xs = &all[first..end];
                }
            }
            first += chunk::<F, T, B, N, A>(token, xs, &mut whole[first..end], &mut unsure);
        }
        // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
        if !rest.is_empty() {
            let (mut copies, mut out) = ([[T::default(); MAX_COUNT]; A], [T::default(); MAX_COUNT]);
            copied(&inputs, &mut copies, len - rest.len(), rest);
            chunk::<F, T, B, N, A>(
                token,
                copies.each_ref().map(|xs| &xs[..step]),
                &mut out[..step],
                &mut unsure,
            );
            rest.copy_from_slice(&out[..rest.len()]);
        }
    }
}

/// Copies of the inputs for these results, which begin at `first`.
fn copied<'a, T: Float, const N: usize, const A: usize>(
    inputs: &[Input<T>; A],
    copies: &'a mut [[T; N]; A],
    first: usize,
    out: &[T],
) -> [&'a [T]; A] {
    for (copy, input) in copies.iter_mut().zip(inputs) {
        let copy = &mut copy[..out.len()];
        match input {
            Input::Each(xs) => copy.copy_from_slice(&xs[first..first + out.len()]),
            Input::Output => copy.copy_from_slice(out),
            Input::All(x) => copy.fill(*x),
        }
    }
    copies.each_ref().map(|copy| &copy[..out.len()])
}

/// The function of the first elements, in whole vectors: of all, or until there are many unsure ones. How many.
#[inline(always)]
fn chunk<F: Pieces<A>, T: Float, B: Backend, const N: usize, const A: usize>(
    token: B::Token,
    xs: [&[T]; A],
    out: &mut [T],
    unsure: &mut Unsure<N>,
) -> usize {
    unsure.count = 0;
    let done = B::enter(token, Direct::<F, T, N, A, false> { xs, out, unsure, function: PhantomData });
    if unsure.count > 0 {
        settle::<F, T, B, N, A>(token, xs, out, unsure);
    }
    done
}

/// The results of the unsure elements.
#[inline(always)]
fn settle<F: Pieces<A>, T: Float, B: Backend, const N: usize, const A: usize>(
    token: B::Token,
    xs: [&[T]; A],
    out: &mut [T],
    unsure: &Unsure<N>,
) {
    let (mut values, mut results) = ([[T::default(); N]; A], [T::default(); N]);
    let values = unsure.gather(xs, &mut values);
    if T::FINE && 2 * fine_count::<F, T, A>(values) >= unsure.count {
        finer::<F, T, B, A>(token, values, &mut results);
    } else {
        B::enter(token, Fast::<F, T, N, A> { xs: values, out: &mut results, function: PhantomData });
    }
    unsure.scatter(&results, out);
}

/// How many of the points the fine kernel is for.
#[inline(always)]
fn fine_count<F: Pieces<A>, T: Float, const A: usize>(xs: [&[T]; A]) -> usize {
    let point = |i: usize| xs.map(|xs| xs[i].to_f64());
    (0..xs[0].len()).filter(|&i| F::is_fine(point(i))).count()
}

/// The fine kernel, and the fast phase for what that leaves. The slices have room for whole vectors.
#[inline(always)]
fn finer<F: Pieces<A>, T: Float, B: Backend, const A: usize>(token: B::Token, xs: [&[T]; A], out: &mut [T]) {
    let mut unsure = Unsure::<FEW>::new();
    let (mut first, len) = (0, xs[0].len());
    while first < len {
        let (xs, out) = (xs.map(|xs| &xs[first..]), &mut out[first..len]);
        unsure.count = 0;
        first += B::enter(
            token,
            Direct::<F, T, FEW, A, true> { xs, out, unsure: &mut unsure, function: PhantomData },
        );
        if unsure.count > 0 {
            let (mut values, mut results) = ([[T::default(); FEW]; A], [T::default(); FEW]);
            let values = unsure.gather(xs, &mut values);
            B::enter(token, Fast::<F, T, FEW, A> { xs: values, out: &mut results, function: PhantomData });
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
    fn gather<'a, T: Float, const A: usize>(
        &self,
        xs: [&[T]; A],
        values: &'a mut [[T; N]; A],
    ) -> [&'a [T]; A] {
        for (values, xs) in values.iter_mut().zip(xs) {
            for (&at, value) in self.at[..self.count].iter().zip(values) {
                *value = xs[usize::from(at)];
            }
        }
        values.each_ref().map(|values| &values[..self.count.next_multiple_of(MAX_COUNT)])
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
struct Direct<'a, F, T, const N: usize, const A: usize, const FINE: bool> {
    xs: [&'a [T]; A],
    out: &'a mut [T],
    unsure: &'a mut Unsure<N>,
    function: PhantomData<F>,
}

impl<F: Pieces<A>, T: Float, const N: usize, const A: usize, const FINE: bool> Task
    for Direct<'_, F, T, N, A, FINE>
{
    /// How many elements were computed.
    type Output = usize;

    #[allow(clippy::needless_range_loop, reason = "an iterator would keep vectors in memory")]
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) -> usize {
        let step = T::Vector::<B>::COUNT;
        let mut done = 0;
        for out in self.out.chunks_mut(GROUP) {
            if !self.unsure.has_room() {
                break;
            }
            let mut bits = 0;
            for (number, out) in out.chunks_exact_mut(step).enumerate() {
                let first = done + number * step;
                // Closures would not be inlined, and run without the CPU's features.
                let mut x = [T::load::<B>(token, &self.xs[0][first..]); A];
                for a in 1..A {
                    x[a] = T::load::<B>(token, &self.xs[a][first..]);
                }
                let (y, unsure) = if FINE { T::fine::<F, B, A>(x) } else { T::direct::<F, B, A>(x) };
                T::store::<B>(y, out);
                bits |= u64::from(unsure.bits()) << (number * step);
            }
            self.unsure.collect(bits, done);
            done += out.len();
        }
        done
    }
}

/// The fast phase over whole vectors, and the accurate phase for what it leaves.
struct Fast<'a, F, T, const N: usize, const A: usize> {
    xs: [&'a [T]; A],
    out: &'a mut [T; N],
    function: PhantomData<F>,
}

impl<F: Pieces<A>, T: Float, const N: usize, const A: usize> Task for Fast<'_, F, T, N, A> {
    type Output = ();

    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let (step, len) = (B::Settling::COUNT, self.xs[0].len());
        let mut undecided = [0; N];
        let out = &mut self.out[..len];
        let (mut rooms, mut results) = ([[T::Wide::default(); N]; A], [T::Wide::default(); N]);
        let mut wide: [&[T::Wide]; A] = [&[]; A];
        for ((wide, room), xs) in wide.iter_mut().zip(&mut rooms).zip(self.xs) {
            *wide = T::widen::<B>(token, xs, &mut room[..len]);
        }
        let ys = T::target(out, &mut results[..len]);
        for (number, (ys, left)) in ys.chunks_exact_mut(step).zip(&mut undecided).enumerate() {
            let mut x = [T::load_wide::<B::Settling>(token, &wide[0][number * step..]); A];
            for a in 1..A {
                x[a] = T::load_wide(token, &wide[a][number * step..]);
            }
            let (rounded, mask) = T::fast::<F, B::Settling, A>(x);
            T::store_wide(rounded, ys);
            *left = mask.bits();
        }
        T::narrow::<B>(token, &results[..len], out);
        // With this call in the loop above, that would load all its constants for each vector.
        for (number, &left) in undecided[..len / step].iter().enumerate() {
            if left != 0 {
                let first = number * step;
                repair::<F, T, A>(left, self.xs.map(|xs| &xs[first..]), &mut out[first..first + step]);
            }
        }
    }
}

/// Puts the accurate phase's results into the undecided elements of a vector.
#[cold]
#[inline(never)]
fn repair<F: Pieces<A>, T: Float, const A: usize>(undecided: u32, xs: [&[T]; A], out: &mut [T]) {
    for (lane, y) in out.iter_mut().enumerate() {
        if undecided >> lane & 1 == 1 {
            *y = decide::<F, T, A>(xs.map(|xs| xs[lane].to_f64()));
        }
    }
}
