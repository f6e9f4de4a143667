//! The derivative of `softplus_beta` in β.

use crate::{
    Float,
    kernel::{Function, family::SoftplusBetaDerivativeInBeta},
};

/// The derivative of [`softplus_beta`](crate::softplus_beta()) in β: x·σ(βx)/β − ln(1+e^βx)/β², which is
/// −(t·u/(1+u) + ln(1+u))/β² with t = |βx| and u = e^−t. It is negative, and the same for x and −x, β and −β.
///
/// Elsewhere: no library that we know of has it; the two terms of the derivative as it is written cancel for large βx.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | β | `softplus_beta_derivative_in_beta(x, β)` |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | finite | ±0 | −∞ |
/// | ±∞ | ±0 | NaN |
/// | ±∞ | other | −0 |
/// | any but NaN | ±∞ | −0 |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_beta_derivative_in_beta(0.0_f64, 1.0), -std::f64::consts::LN_2);
/// // x·σ(βx)/β − ln(1+e^βx)/β² is 50 − 50 here.
/// assert_eq!(softplus::softplus_beta_derivative_in_beta(50.0_f64, 1.0), -9.83662422461598e-21);
/// assert_eq!(
///     softplus::softplus_beta_derivative_in_beta(2.0_f64, 1.5),
///     softplus::softplus_beta_derivative_in_beta(-2.0_f64, 1.5),
/// );
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[must_use]
#[inline]
pub fn softplus_beta_derivative_in_beta<T: Float>(x: T, beta: T) -> T {
    SoftplusBetaDerivativeInBeta::value([x, beta])
}

crate::slice::functions! {
    softplus_beta_derivative_in_beta: SoftplusBetaDerivativeInBeta(xs; beta),
    softplus_beta_derivative_in_beta_in_place, par_softplus_beta_derivative_in_beta, par_softplus_beta_derivative_in_beta_in_place
}
