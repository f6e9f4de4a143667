//! The phases by themselves, so that the oracle can test each where the other would hide its faults.

mod constants;
mod operations;
mod parts;

use core::marker::PhantomData;

pub use self::{
    constants::{DIRECT_ERROR, MIDDLE_ERROR, NARROW_ERROR, SINGLE_ERROR, WIDE_ERROR, constants, ln2_limbs},
    operations::{WrongOperation, check_operations, count},
    parts::{Ends, Parts},
};
use crate::{
    Float, accurate,
    kernel::{Input, Scaled},
    lanes::{Backend, Lanes, Level, MAX_COUNT, Singles, Task, dispatch},
};
pub use crate::{
    kernel::{Function, Pieces, family::*},
    lanes::Arithmetic,
};

/// The accurate phase's result, special values included.
#[must_use]
pub fn accurate<F: Function<A>, T: Float, const A: usize>(x: [T; A]) -> T {
    accurate::decide::<F, T, A>(x.map(T::to_f64))
}

/// Whether the function has a special value there, which no kernel computes.
#[must_use]
pub fn is_special<F: Function<A>, const A: usize>(x: [f64; A]) -> bool {
    F::special(x).is_some()
}

/// What the accurate phase computes with N limbs of 64 bits before it rounds: whether it is negative; the significand in
/// \[1/2, 1\), the least significant limb first; its exponent; and the exponent of the power of two that bounds the error.
#[must_use]
pub fn accurate_limbs<F: Function<A>, const A: usize, const N: usize>(
    x: [f64; A],
) -> (bool, [u64; N], i32, i32) {
    let accurate::Ball { value, error } = F::accurate(x.map(crate::num::wide::Wide::<N>::from_f64));
    (value.negative, value.limbs, value.exponent, error)
}

/// The slice function as one level computes it; other threads keep theirs.
///
/// # Panics
/// If the slices differ in length.
pub fn slice<F: Function<A>, T: Float, const A: usize>(level: Level, inputs: [&[T]; A], out: &mut [T]) {
    for input in inputs {
        assert_eq!(input.len(), out.len(), "probe::slice: lengths");
    }
    F::run(level, inputs.map(Input::Each), out);
}

/// The slice function in place of its first argument as one level computes it.
///
/// # Panics
/// If the slices differ in length.
pub fn slice_in_place<F: Function<A>, T: Float, const A: usize>(
    level: Level,
    inputs: [&[T]; A],
    out: &mut [T],
) {
    let mut inputs = inputs.map(Input::Each);
    inputs[0] = Input::Output;
    F::run(level, inputs, out);
}

/// The narrow kernel's values before rounding, as (value, bound of the error).
pub fn narrow<F: Function<A>, const A: usize>(level: Level, xs: &[[f64; A]], out: &mut [[f64; 2]]) {
    dispatch(level, Narrow::<F, A> { xs, out, function: PhantomData });
}

/// The wide kernel's values before rounding, or the middle one's, as (hi, lo, bound of the error, scale).
pub fn wide<F: Function<A>, const A: usize>(
    level: Level,
    middle: bool,
    xs: &[[f64; A]],
    out: &mut [[f64; 4]],
) {
    dispatch(level, Wide::<F, A> { middle, xs, out, function: PhantomData });
}

/// The direct kernel's f64 values before rounding, as (sum, rest, bound of the error).
pub fn direct<F: Parts<A>, const A: usize>(level: Level, xs: &[[f64; A]], out: &mut [[f64; 3]]) {
    dispatch(level, Direct::<F, A> { xs, out, function: PhantomData });
}

/// The direct kernel's f32 values before rounding, as (sum, rest).
pub fn single<F: Ends>(level: Level, xs: &[f32], out: &mut [[f32; 2]]) {
    dispatch(level, Single::<F> { xs, out, function: PhantomData });
}

/// The f32 values before rounding of the kernel with a bound, as (sum, rest, bound of the error).
pub fn fine<F: Parts<A>, const A: usize>(level: Level, xs: &[[f32; A]], out: &mut [[f32; 3]]) {
    dispatch(level, Fine::<F, A> { xs, out, function: PhantomData });
}

/// How the level rounds f32.
#[must_use]
pub fn arithmetic(level: Level) -> Arithmetic {
    dispatch(level, HowToRound)
}

struct HowToRound;

impl Task for HowToRound {
    type Output = Arithmetic;
    fn run<B: Backend>(self, _: B::Token) -> Arithmetic {
        B::Single::ARITHMETIC
    }
}

struct Fine<'a, F, const A: usize> {
    xs: &'a [[f32; A]],
    out: &'a mut [[f32; 3]],
    function: PhantomData<F>,
}

impl<F: Parts<A>, const A: usize> Task for Fine<'_, F, A> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each_point(token, self.xs, self.out, |x: [B::Single; A]| <[_; 3]>::from(F::single_parts(x)));
    }
}

struct Single<'a, F> {
    xs: &'a [f32],
    out: &'a mut [[f32; 2]],
    function: PhantomData<F>,
}

impl<F: Ends> Task for Single<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        let points = self.xs.as_chunks().0;
        each_point(token, points, self.out, |[x]: [B::Single; 1]| <[_; 2]>::from(F::single_sum(x)));
    }
}

struct Narrow<'a, F, const A: usize> {
    xs: &'a [[f64; A]],
    out: &'a mut [[f64; 2]],
    function: PhantomData<F>,
}

impl<F: Function<A>, const A: usize> Task for Narrow<'_, F, A> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each_point(token, self.xs, self.out, |x: [B::Double; A]| <[_; 2]>::from(F::narrow(x)));
    }
}

struct Direct<'a, F, const A: usize> {
    xs: &'a [[f64; A]],
    out: &'a mut [[f64; 3]],
    function: PhantomData<F>,
}

impl<F: Parts<A>, const A: usize> Task for Direct<'_, F, A> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each_point(token, self.xs, self.out, |x: [B::Double; A]| <[_; 3]>::from(F::double_parts(x)));
    }
}

struct Wide<'a, F, const A: usize> {
    middle: bool,
    xs: &'a [[f64; A]],
    out: &'a mut [[f64; 4]],
    function: PhantomData<F>,
}

impl<F: Function<A>, const A: usize> Task for Wide<'_, F, A> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each_point(token, self.xs, self.out, |x: [B::Double; A]| {
            let Scaled { hi, lo, error, scale } = if self.middle { F::middle(x) } else { F::wide(x) };
            [hi, lo, error, scale]
        });
    }
}

/// The kernel's parts at each point.
#[inline(always)]
fn each_point<L: Lanes, const A: usize, const PARTS: usize>(
    token: L::Token,
    xs: &[[L::Element; A]],
    out: &mut [[L::Element; PARTS]],
    kernel: impl Fn([L; A]) -> [L; PARTS],
) {
    for (xs, out) in xs.chunks(L::COUNT).zip(out.chunks_mut(L::COUNT)) {
        let x = core::array::from_fn(|a| {
            let mut full = [L::Element::default(); MAX_COUNT];
            xs.iter().zip(&mut full).for_each(|(x, full)| *full = x[a]);
            L::load(token, &full)
        });
        let parts = kernel(x).map(values);
        for (i, out) in out.iter_mut().enumerate() {
            *out = parts.map(|part| part[i]);
        }
    }
}

#[inline(always)]
fn values<L: Lanes>(y: L) -> [L::Element; MAX_COUNT] {
    let mut all = [L::Element::default(); MAX_COUNT];
    y.store(&mut all);
    all
}
