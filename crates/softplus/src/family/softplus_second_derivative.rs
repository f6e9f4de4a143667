//! softplus″(x) = σ(x)·σ(−x).

use crate::{
    Float,
    kernel::{Function, family::SoftplusSecondDerivative},
};

/// The second derivative of [`softplus`](crate::softplus()), σ(x)·σ(−x) = eˣ/(1+eˣ)²: the derivative of
/// [`sigmoid`](crate::sigmoid()), and the density of the standard logistic distribution.
///
/// It is the same for x and −x, at most 1/4, and has no saturation: written as σ·(1−σ) it would be 0 from x ≈ 37 on.
///
/// Elsewhere: `dlogis` in R; most libraries compute `s * (1 - s)`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | softplus_second_derivative(x) |
/// |---|---|
/// | NaN | NaN |
/// | ±∞ | +0 |
/// | ±0 | 1/4, exactly |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_second_derivative(0.0_f64), 0.25);
/// let y = softplus::softplus_second_derivative(37.4_f64);
/// assert_eq!(y, softplus::softplus_second_derivative(-37.4));
/// assert!(y > 5.7e-17 && y < 5.8e-17); // s·(1−s) is 0 here
/// ```
///
/// # Source
/// The derivative of the logistic sigmoid. The method is described in DESIGN.md of the repository.
#[doc(alias("sigmoid_derivative", "dlogis"))]
#[must_use]
#[inline]
pub fn softplus_second_derivative<T: Float>(x: T) -> T {
    SoftplusSecondDerivative::value([x])
}

crate::slice::functions! {
    softplus_second_derivative: SoftplusSecondDerivative(xs),
    softplus_second_derivative_in_place, par_softplus_second_derivative, par_softplus_second_derivative_in_place
}
