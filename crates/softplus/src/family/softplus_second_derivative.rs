//! softplus″(x) = σ(x)·σ(−x).

use crate::{
    Float,
    kernel::{Function, family::SoftplusSecondDerivative},
};

/// The second derivative of [`softplus`](crate::softplus()), σ(x)·σ(−x) = eˣ/(1+eˣ)²: the derivative of
/// [`sigmoid`](crate::sigmoid()), and the density of the standard logistic distribution.
///
/// It is the same for x and −x, at most 1/4, and falls as e^−|x|: written as σ·(1−σ) it would be 0 from x ≈ 37 on.
///
/// Elsewhere: `scipy.stats.logistic.pdf`, `dlogis` in R; frameworks differentiate the sigmoid as `s * (1 - s)`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | `softplus_second_derivative(x)` |
/// |---|---|
/// | NaN | NaN |
/// | ±∞ | +0 |
/// | ±0 | 1/4, exactly |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_second_derivative(0.0_f64), 0.25);
/// let (y, s) = (softplus::softplus_second_derivative(40.0_f64), softplus::sigmoid(40.0_f64));
/// assert!(y > 4.24e-18 && y < 4.25e-18);
/// assert_eq!(s * (1.0 - s), 0.0);
/// assert_eq!(y, softplus::softplus_second_derivative(-40.0));
/// ```
///
/// # Source
/// The derivative of the logistic sigmoid. The method is described in DESIGN.md of the repository.
#[doc(alias("sigmoid_derivative", "logistic_pdf", "dlogis", "d2softplus"))]
#[must_use]
#[inline]
pub fn softplus_second_derivative<T: Float>(x: T) -> T {
    SoftplusSecondDerivative::value([x])
}

crate::slice::functions! {
    softplus_second_derivative: SoftplusSecondDerivative(xs),
    softplus_second_derivative_in_place, par_softplus_second_derivative, par_softplus_second_derivative_in_place
}
