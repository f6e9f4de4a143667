//! The fast phase: each function in lanes of doubles, with an error bound that the rounding test uses.
//!
//! [`apply`] runs it over slices and single values; [`rounding`] decides. `narrow.rs` and `wide.rs` hold the
//! exponential and the logarithm that the functions are built from, each with its error budget.

use crate::{lanes::Lanes, num::wide::Wide};

pub(crate) mod apply;
#[rustfmt::skip]
mod constants;
mod narrow;
pub(crate) mod rounding;
mod wide;

crate::for_each_unary!(declare_modules);

/// A function of the family: its two fast kernels and its accurate phase.
pub trait Unary: 'static {
    /// Relative error bound of [`Unary::narrow`].
    const NARROW_ERROR: f64;
    /// Relative error bound of [`Unary::wide`].
    const WIDE_ERROR: f64;
    /// The function for f32, f16 and bf16 inputs, special values included.
    fn narrow<L: Lanes>(x: L) -> L;
    /// The function for f64 inputs.
    fn wide<L: Lanes>(x: L) -> Scaled<L>;
    /// The f64 result from the rounded value of [`Unary::wide`], with the special values put in.
    fn finish<L: Lanes>(x: L, rounded: L) -> L;
    /// The function at a finite x, with a relative error below 2^(32−64·N).
    fn accurate<const N: usize>(x: Wide<N>) -> Wide<N>;
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
                const NARROW_ERROR: f64 = $name::NARROW_ERROR;
                const WIDE_ERROR: f64 = $name::WIDE_ERROR;
                #[inline(always)]
                fn narrow<L: Lanes>(x: L) -> L {
                    $name::narrow(x)
                }
                #[inline(always)]
                fn wide<L: Lanes>(x: L) -> Scaled<L> {
                    $name::wide(x)
                }
                #[inline(always)]
                fn finish<L: Lanes>(x: L, rounded: L) -> L {
                    $name::finish(x, rounded)
                }
                fn accurate<const N: usize>(x: Wide<N>) -> Wide<N> {
                    crate::accurate::$name::accurate(x)
                }
            }
        )*
    };
}
crate::for_each_unary!(markers);
