//! The phases by themselves, so that the oracle can test each where the other would hide its faults.

mod constants;
mod operations;

use core::marker::PhantomData;

pub use self::{
    constants::{constants, ln2_limbs},
    operations::{WrongOperation, check_operations, count},
};
use crate::{
    Float, accurate,
    kernel::{Scaled, apply},
    lanes::{Backend, Lanes, Level, MAX_COUNT, Singles, Task, dispatch},
};
pub use crate::{kernel::Unary, lanes::Arithmetic};

macro_rules! export {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(pub use crate::kernel::$marker;)*
    };
}
crate::for_each_unary!(export);

/// The accurate phase's result, for every finite input.
#[must_use]
pub fn accurate<F: Unary, T: Float>(x: T) -> T {
    accurate::decide::<F, T>(x.to_f64())
}

/// What the accurate phase computes with N limbs of 64 bits before it rounds: the significand in \[1/2, 1\), the least
/// significant limb first; its exponent; and the exponent of the power of two that bounds the error.
#[must_use]
pub fn accurate_limbs<F: Unary, const N: usize>(x: f64) -> ([u64; N], i32, i32) {
    let accurate::Ball { value, error } = F::accurate(crate::num::wide::Wide::<N>::from_f64(x));
    (value.limbs, value.exponent, error)
}

/// The same of a function of the family that has no kernels yet.
#[must_use]
pub fn family_limbs<const N: usize>(name: &str, x: f64) -> ([u64; N], i32, i32) {
    use accurate::{Ball, family};
    let x = crate::num::wide::Wide::<N>::from_f64(x);
    let Ball { value, error } = match name {
        "log_sigmoid" => family::log_sigmoid(x),
        "sigmoid" => family::sigmoid(x),
        "second_derivative" => family::second_derivative(x),
        "shifted_softplus" => family::shifted_softplus(x),
        "mish" => family::mish(x),
        "log_softplus" => family::log_softplus(x),
        "softplus_inverse" => family::softplus_inverse(x),
        "log1mexp" => family::log1mexp(Ball::exact(x)),
        _ => family::softplus(x),
    };
    (value.limbs, value.exponent, error)
}

/// The slice function as one level computes it; other threads keep theirs.
///
/// # Panics
/// If the slices differ in length.
pub fn slice<F: Unary, T: Float>(level: Level, xs: &[T], out: &mut [T]) {
    crate::slice::check_lengths("probe::slice", xs.len(), out.len());
    apply::slice_at::<F, T>(level, xs, out);
}

/// The slice function in place as one level computes it.
pub fn slice_in_place<F: Unary, T: Float>(level: Level, xs: &mut [T]) {
    apply::slice_in_place_at::<F, T>(level, xs);
}

/// The narrow kernel's values before rounding.
pub fn narrow<F: Unary>(level: Level, xs: &[f64], out: &mut [f64]) {
    dispatch(level, Narrow::<F> { xs, out, function: PhantomData });
}

/// The direct kernel's f64 values before rounding, as (sum, rest).
pub fn direct<F: Unary>(level: Level, xs: &[f64], out: &mut [[f64; 2]]) {
    dispatch(level, Direct::<F> { xs, out, function: PhantomData });
}

/// The wide kernel's values before rounding, as (hi, lo, scale).
pub fn wide<F: Unary>(level: Level, xs: &[f64], out: &mut [[f64; 3]]) {
    dispatch(level, Wide::<F> { xs, out, function: PhantomData });
}

/// The direct kernel's f32 values before rounding, as (sum, rest).
pub fn single<F: Unary>(level: Level, xs: &[f32], out: &mut [[f32; 2]]) {
    dispatch(level, Single::<F> { xs, out, function: PhantomData });
}

/// The fine kernel's f32 values before rounding, as (sum, rest, bound of the error).
pub fn fine<F: Unary>(level: Level, xs: &[f32], out: &mut [[f32; 3]]) {
    dispatch(level, Fine::<F> { xs, out, function: PhantomData });
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

struct Fine<'a, F> {
    xs: &'a [f32],
    out: &'a mut [[f32; 3]],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Fine<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each(token, self.xs, self.out, |x: B::Single| <[_; 3]>::from(F::fine_sum(x)));
    }
}

struct Single<'a, F> {
    xs: &'a [f32],
    out: &'a mut [[f32; 2]],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Single<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each(token, self.xs, self.out, |x: B::Single| <[_; 2]>::from(F::single_sum(x)));
    }
}

struct Narrow<'a, F> {
    xs: &'a [f64],
    out: &'a mut [f64],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Narrow<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        for (xs, out) in self.xs.chunks(B::Double::COUNT).zip(self.out.chunks_mut(B::Double::COUNT)) {
            out.copy_from_slice(&values(F::narrow(padded::<B::Double>(token, xs)))[..xs.len()]);
        }
    }
}

struct Direct<'a, F> {
    xs: &'a [f64],
    out: &'a mut [[f64; 2]],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Direct<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each(token, self.xs, self.out, |x: B::Double| <[_; 2]>::from(F::double_sum(x)));
    }
}

struct Wide<'a, F> {
    xs: &'a [f64],
    out: &'a mut [[f64; 3]],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Wide<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<B: Backend>(self, token: B::Token) {
        each(token, self.xs, self.out, |x: B::Double| {
            let Scaled { hi, lo, scale } = F::wide(x);
            [hi, lo, scale]
        });
    }
}

/// The kernel's parts for each element.
#[inline(always)]
fn each<L: Lanes, const PARTS: usize>(
    token: L::Token,
    xs: &[L::Element],
    out: &mut [[L::Element; PARTS]],
    kernel: impl Fn(L) -> [L; PARTS],
) {
    for (xs, out) in xs.chunks(L::COUNT).zip(out.chunks_mut(L::COUNT)) {
        let parts = kernel(padded(token, xs)).map(values);
        for (i, out) in out.iter_mut().enumerate() {
            *out = parts.map(|part| part[i]);
        }
    }
}

#[inline(always)]
fn padded<L: Lanes>(token: L::Token, xs: &[L::Element]) -> L {
    let mut full = [L::Element::default(); MAX_COUNT];
    full[..xs.len()].copy_from_slice(xs);
    L::load(token, &full)
}

#[inline(always)]
fn values<L: Lanes>(y: L) -> [L::Element; MAX_COUNT] {
    let mut all = [L::Element::default(); MAX_COUNT];
    y.store(&mut all);
    all
}
