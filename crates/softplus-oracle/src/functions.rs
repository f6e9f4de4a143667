//! The table of functions, each with its definition in MPFR.

use rug::Float as Mpfr;
use softplus::{Float, probe};

use crate::definitions::{self, Defined};

/// A function of the family, as the oracle sees it.
pub trait Function<const A: usize>: probe::Function<A> + Sync + Send {
    /// The function's name.
    const NAME: &'static str;
    /// The function by its definition, computed with `precision` bits in every operation.
    fn definition(x: [f64; A], precision: u32) -> Defined;
    /// The crate's function of one point.
    fn of<T: Float>(x: [T; A]) -> T;
}

/// The definition's value at x.
pub fn exact<F: Function<1>>(x: f64, precision: u32) -> Mpfr {
    F::definition([x], precision).value()
}

/// The code, if there is one argument.
#[doc(hidden)]
#[macro_export]
macro_rules! if_one {
    (($one:ident) $code:block) => {
        $code
    };
    (($($more:ident)+) $code:block) => {};
}

macro_rules! implement {
    ($($name:ident: $marker:ident($($argument:ident),+);)*) => {
        $(
            impl Function<{ [$(stringify!($argument)),+].len() }> for probe::$marker {
                const NAME: &'static str = stringify!($name);
                fn definition(x: [f64; [$(stringify!($argument)),+].len()], precision: u32) -> Defined {
                    definitions::$name(x, precision)
                }
                fn of<T: Float>([$($argument),+]: [T; [$(stringify!($argument)),+].len()]) -> T {
                    softplus::$name($($argument),+)
                }
            }
        )*

        /// Calls `$call::<F, A>($arguments)` for every function F of A arguments of the table.
        #[macro_export]
        macro_rules! for_each {
            ($call:ident $arguments:tt) => {
                $( $call::<softplus::probe::$marker, { [$(stringify!($argument)),+].len() }> $arguments; )*
            };
        }

        /// Calls `$call::<F>($arguments)` for every function F of one argument of the table.
        #[macro_export]
        macro_rules! for_each_unary {
            ($call:ident $arguments:tt) => {
                $( $crate::if_one!(($($argument)+) { $call::<softplus::probe::$marker> $arguments; }); )*
            };
        }
    };
}
softplus::for_each_function!(implement);

/// The bijector's functions are not in the public table: their parameters are checked before.
macro_rules! implement_bijector {
    ($($name:ident: $marker:ident, $arity:literal;)*) => {
        $(
            impl Function<$arity> for probe::$marker {
                const NAME: &'static str = stringify!($name);
                fn definition(x: [f64; $arity], precision: u32) -> Defined {
                    definitions::$name(x, precision)
                }
                fn of<T: Float>(x: [T; $arity]) -> T {
                    <Self as probe::Function<$arity>>::value(x)
                }
            }
        )*
    };
}
implement_bijector! {
    forward: Forward, 3;
    inverse: Inverse, 3;
    forward_log_det: ForwardLogDet, 2;
    inverse_log_det: InverseLogDet, 3;
}
