//! The table of functions, each with its definition in MPFR.

use rug::Float as Mpfr;
use softplus::{Float, probe::Unary};

/// A function of the family, as the oracle sees it.
pub trait Function: Unary + Sync + Send {
    /// The function's name.
    const NAME: &'static str;
    /// The function by its definition, computed with `precision` bits in every operation.
    fn definition(x: f64, precision: u32) -> Mpfr;
    /// The crate's function of one value.
    fn value<T: Float>(x: T) -> T;
    /// The crate's function of a slice.
    fn slice<T: Float>(xs: &[T], out: &mut [T]);
}

macro_rules! implement {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(
            impl Function for softplus::probe::$marker {
                const NAME: &'static str = stringify!($name);
                fn definition(x: f64, precision: u32) -> Mpfr {
                    let $x = Mpfr::with_val(precision, x);
                    let $max0 = Mpfr::with_val(precision, x.max(0.0));
                    let $nabs = Mpfr::with_val(precision, -x.abs());
                    let _ = &$x;
                    $definition
                }
                fn value<T: Float>(x: T) -> T {
                    softplus::$name(x)
                }
                fn slice<T: Float>(xs: &[T], out: &mut [T]) {
                    softplus::slice::$name(xs, out);
                }
            }
        )*

        /// Calls `$call::<F>($arguments)` for every function F of the table.
        #[macro_export]
        macro_rules! for_each_function {
            ($call:ident $arguments:tt) => {
                $( $call::<softplus::probe::$marker> $arguments; )*
            };
        }
    };
}
softplus::for_each_unary!(implement);
