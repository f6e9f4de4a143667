//! The derivative of `softplus_beta` in x, σ(βx).

use crate::{
    Float,
    kernel::{Function, family::SoftplusBetaDerivative},
};

/// The derivative of [`softplus_beta`](crate::softplus_beta()) in x: σ(βx) = 1/(1+e^−βx), with the exact product: to round
/// that first would cost up to |βx| units in the left tail.
///
/// Elsewhere: no library that we know of has it as one operation.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | β | `softplus_beta_derivative(x, β)` |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | ±0 | finite | 1/2, exactly, and with both exchanged |
/// | ±∞ | not 0, of x's sign | 1, and with both exchanged |
/// | ±∞ | not 0, of the other sign | +0, and with both exchanged |
/// | ±∞ | ±0 | NaN, and with both exchanged |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_beta_derivative(0.0_f32, 3.0), 0.5);
/// assert_eq!(softplus::softplus_beta_derivative(2.0_f64, 0.5), softplus::sigmoid(1.0_f64));
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[must_use]
#[inline]
pub fn softplus_beta_derivative<T: Float>(x: T, beta: T) -> T {
    SoftplusBetaDerivative::value([x, beta])
}

crate::slice::functions! {
    softplus_beta_derivative: SoftplusBetaDerivative(xs; beta),
    softplus_beta_derivative_in_place, par_softplus_beta_derivative, par_softplus_beta_derivative_in_place
}
