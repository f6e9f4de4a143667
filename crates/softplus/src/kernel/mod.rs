//! Each function in lanes, with error bounds that its rounding tests use: the direct kernels, piecewise polynomials
//! that decide most elements, and the fast phase, an exponential and a logarithm, for the others.
//!
//! [`apply`] runs them over slices and single values; [`rounding`] decides for the fast phase. `narrow.rs` and
//! `wide.rs` hold the exponential and the logarithm, each with its error budget.

use crate::{
    accurate::Ball,
    lanes::{Arithmetic, Doubles, Singles},
    num::wide::Wide,
};

pub(crate) mod apply;
#[rustfmt::skip]
pub(crate) mod constants;
mod narrow;
pub(crate) mod rounding;
mod wide;

crate::for_each_unary!(declare_modules);

/// A function of the family: its direct kernels, its fast kernels and its accurate phase.
pub trait Unary: 'static {
    /// Relative error bound of [`Unary::double_sum`] …
    const DOUBLE_ERROR: f64;
    /// … and where it holds.
    const DOUBLE_RANGE: core::ops::Range<f64>;
    /// Relative error bound of [`Unary::narrow`].
    const NARROW_ERROR: f64;
    /// Relative error bound of [`Unary::wide`].
    const WIDE_ERROR: f64;
    /// How far the true rest may be below and above that of [`Unary::single_sum`], in units of 2^−24 of it.
    fn ends(arithmetic: Arithmetic) -> (f32, f32);
    /// Below, [`Unary::fine`] leaves everything unsure.
    const FINE_FROM: f64;
    /// f32 results and the unsure lanes.
    fn single<L: Singles>(x: L) -> (L, L::Mask);
    /// What [`Unary::single`] rounds, in two parts.
    fn single_sum<L: Singles>(x: L) -> (L, L);
    /// The same for what that leaves unsure, from [`Unary::FINE_FROM`] on.
    fn fine<L: Singles>(x: L) -> (L, L::Mask);
    /// What [`Unary::fine`] rounds, in two parts, and a bound of their error.
    fn fine_sum<L: Singles>(x: L) -> (L, L, L);
    /// The same for types of `DROPPED` bits less than f32; results are still to be rounded.
    fn half<L: Singles, const DROPPED: u32>(x: L, smallest_normal: f32) -> (L, L::Mask);
    /// f64 results and the unsure lanes.
    fn double<L: Doubles>(x: L) -> (L, L::Mask);
    /// What [`Unary::double`] rounds, in two parts.
    fn double_sum<L: Doubles>(x: L) -> (L, L);
    /// The function for f32, f16 and bf16 inputs, special values included.
    fn narrow<L: Doubles>(x: L) -> L;
    /// The function for f64 inputs.
    fn wide<L: Doubles>(x: L) -> Scaled<L>;
    /// The f64 result from the rounded value of [`Unary::wide`], with the special values put in.
    fn finish<L: Doubles>(x: L, rounded: L) -> L;
    /// The function at a finite x, with N limbs.
    fn accurate<const N: usize>(x: Wide<N>) -> Ball<N>;
}

/// (hi + lo)·scale, not negative, with hi = fl(hi + lo).
///
/// `scale` is 1, or 2^−400 in lanes whose true value may be subnormal: hi and lo are then normal numbers, and the
/// final multiplication is exact. `scale` is 1 only where the value is at least 2^−622.
#[derive(Debug, Clone, Copy)]
pub struct Scaled<L> {
    pub(crate) hi: L,
    pub(crate) lo: L,
    pub(crate) scale: L,
}

/// One marker type for each line of the table of functions.
macro_rules! markers {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(
            #[doc = concat!("The kernels of `", stringify!($name), "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $marker;

            impl Unary for $marker {
                const DOUBLE_ERROR: f64 = $name::DOUBLE_ERROR;
                const DOUBLE_RANGE: core::ops::Range<f64> = $name::FIRST..$name::LAST;
                const NARROW_ERROR: f64 = $name::NARROW_ERROR;
                const WIDE_ERROR: f64 = $name::WIDE_ERROR;
                const FINE_FROM: f64 = -($name::LIMIT as f64);
                fn ends(arithmetic: Arithmetic) -> (f32, f32) {
                    $name::ends(arithmetic)
                }
                #[inline(always)]
                fn single<L: Singles>(x: L) -> (L, L::Mask) {
                    $name::single::<L>(x)
                }
                #[inline(always)]
                fn single_sum<L: Singles>(x: L) -> (L, L) {
                    $name::single_sum::<L>(x)
                }
                #[inline(always)]
                fn fine<L: Singles>(x: L) -> (L, L::Mask) {
                    $name::fine::<L>(x)
                }
                #[inline(always)]
                fn fine_sum<L: Singles>(x: L) -> (L, L, L) {
                    $name::fine_sum::<L>(x)
                }
                #[inline(always)]
                fn half<L: Singles, const DROPPED: u32>(
                    x: L,
                    smallest_normal: f32,
                ) -> (L, L::Mask) {
                    $name::half::<L, DROPPED>(x, smallest_normal)
                }
                #[inline(always)]
                fn double<L: Doubles>(x: L) -> (L, L::Mask) {
                    $name::double(x)
                }
                #[inline(always)]
                fn double_sum<L: Doubles>(x: L) -> (L, L) {
                    $name::double_sum(x)
                }
                #[inline(always)]
                fn narrow<L: Doubles>(x: L) -> L {
                    $name::narrow(x)
                }
                #[inline(always)]
                fn wide<L: Doubles>(x: L) -> Scaled<L> {
                    $name::wide(x)
                }
                #[inline(always)]
                fn finish<L: Doubles>(x: L, rounded: L) -> L {
                    $name::finish(x, rounded)
                }
                fn accurate<const N: usize>(x: Wide<N>) -> Ball<N> {
                    crate::accurate::family::$name(x)
                }
            }
        )*
    };
}
crate::for_each_unary!(markers);
