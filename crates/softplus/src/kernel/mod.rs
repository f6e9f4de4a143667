//! Each function in lanes, with the error bounds that its rounding tests use.
//!
//! `family/` has the functions: each is a formula, written once for every precision ([`real`]) from the exponential and
//! the logarithm (`narrow.rs`, `middle.rs`, `wide.rs`, each with its error budget); and its special values. Some have
//! direct kernels as well, piecewise polynomials that decide most elements (`softplus/`).
//!
//! [`apply`] runs them over slices and single values; [`rounding`] decides whether a result is certain.

use crate::{
    Float,
    accurate::Ball,
    lanes::{Doubles, Level, Singles},
    num::wide::Wide,
};

pub(crate) mod apply;
#[rustfmt::skip]
pub(crate) mod constants;
pub(crate) mod family;
mod middle;
mod narrow;
mod parts;
pub(crate) mod real;
pub(crate) mod rounding;
pub(crate) mod softplus;
mod wide;

pub(crate) use apply::Input;
use parts::everywhere;
pub(crate) use real::{Estimate, Plain, Real, Twofold};

/// A function of A numbers.
pub trait Function<const A: usize>: Sized + 'static {
    /// The function at finite numbers in lanes; NaN where one of them is, and anything where one is infinite.
    fn formula<L: Doubles, R: Real<L>>(x: [L; A]) -> Estimate<L, R>;
    /// The function at finite numbers for which it has no special value, with N limbs.
    fn accurate<const N: usize>(x: [Wide<N>; A]) -> Ball<N>;
    /// The value where it is exact, infinite, a limit, or NaN: for all inputs that are not finite, and whatever else
    /// [`Function::accurate`] does not do.
    fn special(x: [f64; A]) -> Option<f64>;

    /// The function for f32, f16 and bf16: the value, and a bound of its error.
    #[inline(always)]
    fn narrow<L: Doubles>(x: [L; A]) -> (L, L) {
        let Estimate { value: Plain(value), magnitude, .. } = Self::formula::<L, Plain<L>>(x);
        (value, magnitude * <Plain<L> as Real<L>>::ERROR)
    }
    /// The function for f64 inputs, for most of them.
    #[inline(always)]
    fn middle<L: Doubles>(x: [L; A]) -> Scaled<L> {
        Scaled::new(Self::formula::<L, Twofold<L, false>>(x))
    }
    /// The function for f64 inputs, and for what the other kernels leave.
    #[inline(always)]
    fn wide<L: Doubles>(x: [L; A]) -> Scaled<L> {
        Scaled::new(Self::formula::<L, Twofold<L, true>>(x))
    }

    /// The function at one point.
    #[inline]
    #[must_use]
    fn value<T: Float>(x: [T; A]) -> T {
        apply::lanes::value::<Self, T, A>(x)
    }
    /// The function of each element, into `out`, at a level. `out` itself is the first input where that is `Input::Output`.
    #[inline]
    fn run<T: Float>(level: Level, inputs: [Input<T>; A], out: &mut [T]) {
        apply::lanes::run::<Self, T, A>(level, inputs, out);
    }
}

/// The direct kernels of a function: for f32 at least; where there is no other, every lane is unsure.
pub trait Pieces<const A: usize = 1>: Function<A> {
    /// f32 results and the unsure lanes.
    fn single<L: Singles>(x: [L; A]) -> (L, L::Mask);
    /// Whether the fine kernel is for this point; elsewhere, it leaves everything unsure.
    #[inline(always)]
    #[must_use]
    fn is_fine(_: [f64; A]) -> bool {
        false
    }
    /// The same as [`Pieces::single`] for what that leaves unsure, where [`Pieces::is_fine`] says so.
    #[inline(always)]
    fn fine<L: Singles>(x: [L; A]) -> (L, L::Mask) {
        (x[0], everywhere(x[0]))
    }
    /// The same for types of `DROPPED` bits less than f32; results are still to be rounded.
    #[inline(always)]
    fn half<L: Singles, const DROPPED: u32>(x: [L; A], _: f32) -> (L, L::Mask) {
        (x[0], everywhere(x[0]))
    }
    /// f64 results and the unsure lanes.
    #[inline(always)]
    fn double<L: Doubles>(x: [L; A]) -> (L, L::Mask) {
        (x[0], everywhere(x[0]))
    }
}

/// (hi + lo)·scale with hi = fl(hi + lo), and an error below error·scale.
///
/// `scale` is 1, or 2^−400 in lanes whose true value may be subnormal: hi and lo are then normal numbers, and the
/// final multiplication is exact. `scale` is 1 only where the value is 0 or at least 2^−622.
#[derive(Debug, Clone, Copy)]
pub struct Scaled<L> {
    pub(crate) hi: L,
    pub(crate) lo: L,
    pub(crate) error: L,
    pub(crate) scale: L,
}

impl<L: Doubles> Scaled<L> {
    #[inline(always)]
    pub(crate) fn new<R: Real<L>>(estimate: Estimate<L, R>) -> Self {
        let (hi, lo) = estimate.value.parts();
        Self { hi, lo, error: estimate.magnitude * R::ERROR, scale: estimate.scale }
    }
}
