//! logaddexp(a, b) = ln(eᵃ+eᵇ).

use crate::{
    Float,
    kernel::{Function, family::LogAddExp},
};

/// ln(eᵃ+eᵇ) = max(a, b) + [`softplus`](crate::softplus())(−|a−b|): the sum of two numbers that are given by their
/// logarithms.
///
/// Where eᵃ+eᵇ is near 1 the result is near 0, and keeps all its digits.
///
/// Elsewhere: `np.logaddexp`, `torch.logaddexp`, `jax.numpy.logaddexp`, `tfp.math.log_add_exp`, Stan's `log_sum_exp(a, b)`,
/// `logaddexp` of Julia's LogExpFunctions, `DPQ::logspace.add` in R.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// NaN wins over all, then +∞.
///
/// | a | b | logaddexp(a, b) |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | +∞ | any but NaN | +∞, and with both exchanged |
/// | −∞ | b | b, and with both exchanged; −∞ for both |
///
/// # Examples
/// ```
/// assert_eq!(softplus::logaddexp(0.0_f64, 0.0), std::f64::consts::LN_2);
/// assert_eq!(softplus::logaddexp(-1000.0_f64, -1000.0), -999.3068528194401); // e^−1000 underflows
/// assert_eq!(softplus::logaddexp(f32::NEG_INFINITY, 1.0), 1.0);
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias("log_sum_exp", "logsumexp", "log_add_exp", "logspace_add"))]
#[must_use]
#[inline]
pub fn logaddexp<T: Float>(a: T, b: T) -> T {
    LogAddExp::value([a, b])
}

crate::slice::functions! {
    logaddexp: LogAddExp(a, b),
    logaddexp_in_place, par_logaddexp, par_logaddexp_in_place
}
