//! The kernels' constants, for the oracle, which recomputes them, and for the proofs, which are about them.

use crate::{
    accurate,
    kernel::{
        Plain, Real, Twofold,
        constants::{narrow, wide},
        softplus,
    },
    lanes::{Arithmetic, OneDouble},
};

/// The error of a formula in plain doubles, as a part of its magnitude.
pub const NARROW_ERROR: f64 = <Plain<OneDouble> as Real<OneDouble>>::ERROR;
/// That of the direct kernels for f64, as a part of softplus …
pub const DIRECT_ERROR: f64 = softplus::DOUBLE_ERROR;
/// … for f32 of logaddexp, as a part of the tail …
pub const LOG_SUM_ERROR: f64 = softplus::log_sum::TAIL as f64;
/// … and of grad·σ(x), as a part of what is below the product, at the level where it is largest.
pub const BACKWARD_ERROR: f64 =
    (softplus::backward::reach(Arithmetic::Unfused).1 * softplus::backward::UNIT) as f64;
/// The same of the middle kernels.
pub const MIDDLE_ERROR: f64 = <Twofold<OneDouble, false> as Real<OneDouble>>::ERROR;
/// The same of the wide kernels.
pub const WIDE_ERROR: f64 = <Twofold<OneDouble, true> as Real<OneDouble>>::ERROR;

/// Calls `visit` with the name and the values of each row of each table. A number by itself, and a polynomial, is a
/// table of one row.
pub fn constants(visit: &mut dyn FnMut(&str, &[f64])) {
    macro_rules! visit {
        (numbers $($path:ident::$name:ident),*) => {
            $(visit(concat!(stringify!($path), "::", stringify!($name)), &[$path::$name.into()]);)*
        };
        (lists $($path:ident::$name:ident),*) => {
            $(visit(concat!(stringify!($path), "::", stringify!($name)), &$path::$name);)*
        };
        (pairs $($path:ident::$name:ident),*) => {
            $(for (high, low) in $path::$name {
                visit(concat!(stringify!($path), "::", stringify!($name)), &[high, low]);
            })*
        };
        (rows $($path:ident::$name:ident),*) => {
            $(for row in &$path::$name {
                visit(concat!(stringify!($path), "::", stringify!($name)), row);
            })*
        };
    }
    visit!(numbers narrow::STEPS_PER_UNIT, narrow::STEP_HIGH, narrow::STEP_LOW);
    visit!(lists narrow::EXP, narrow::EXP2, narrow::RECIPROCAL, narrow::MINUS_LN, narrow::LOG1P);
    visit!(numbers wide::STEPS_PER_UNIT, wide::STEP_HIGH, wide::STEP_MIDDLE, wide::STEP_LOW);
    visit!(lists wide::EXP, wide::EXP2_HIGH, wide::EXP2_LOW, wide::RECIPROCAL);
    visit!(lists wide::MINUS_LN_HIGH, wide::MINUS_LN_LOW, wide::LOG1P);
    visit!(pairs wide::EXP_HEAD, wide::LOG1P_HEAD);
    visit!(rows softplus::SINGLE, softplus::RAISED, softplus::FINE, softplus::HALF);
    visit!(rows softplus::SIGMOID, softplus::SIGMOID_RAISED);
    for row in &softplus::DOUBLE.0 {
        visit("softplus::DOUBLE", row);
    }
    visit!(numbers softplus::FIRST, softplus::LAST, softplus::LIMIT);
    visit("sigmoid::LIMIT", &[softplus::sigmoid::LIMIT.into()]);
    for arithmetic in Arithmetic::ALL {
        let (below, above) = softplus::ends(arithmetic);
        let (name, sigmoid) = match arithmetic {
            Arithmetic::Directed => ("softplus::ENDS_directed", "sigmoid::ENDS_directed"),
            Arithmetic::Fused => ("softplus::ENDS_fused", "sigmoid::ENDS_fused"),
            Arithmetic::Unfused => ("softplus::ENDS_unfused", "sigmoid::ENDS_unfused"),
        };
        visit(name, &[below.into(), above.into()]);
        let (below, above) = softplus::sigmoid::ends(arithmetic);
        visit(sigmoid, &[below.into(), above.into()]);
    }
    let bounds = [
        ("softplus::DOUBLE_ERROR", softplus::DOUBLE_ERROR),
        ("softplus::NARROW_ERROR", NARROW_ERROR),
        ("softplus::MIDDLE_ERROR", MIDDLE_ERROR),
        ("softplus::WIDE_ERROR", WIDE_ERROR),
    ];
    for (name, bound) in bounds {
        visit(name, &[bound]);
    }
}

/// ⌊ln 2·2^2048⌋ as the accurate phase has it, least significant limb first.
#[must_use]
pub fn ln2_limbs() -> &'static [u64] {
    &accurate::LN2
}
