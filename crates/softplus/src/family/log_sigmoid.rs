//! `log_sigmoid(x)` = ln σ(x) = −softplus(−x).

use crate::{
    Float,
    kernel::{Function, family::LogSigmoid},
};

/// The logarithm of the logistic sigmoid, ln σ(x) = −ln(1+e^−x) = −[`softplus`](crate::softplus())(−x).
///
/// Elsewhere: `torch.nn.functional.logsigmoid`, `jax.nn.log_sigmoid`, `tf.math.log_sigmoid`, `scipy.special.log_expit`,
/// Stan's `log_inv_logit`, `loglogistic` of Julia's LogExpFunctions, `plogis(x, log.p = TRUE)` in R.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | `log_sigmoid(x)` |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | −0 |
/// | −∞ | −∞ |
/// | ±0 | −ln 2, rounded |
///
/// The result is never positive; where it is too small for `T` it is −0.
///
/// # Examples
/// ```
/// assert_eq!(softplus::log_sigmoid(0.0_f32), -std::f32::consts::LN_2);
/// assert_eq!(softplus::log_sigmoid(-1000.0_f64), -1000.0); // ln of a number that underflows
/// assert_eq!(softplus::log_sigmoid(50.0_f64), -1.9287498479639178e-22);
/// ```
///
/// # Source
/// The log-likelihood of logistic regression. The method is described in DESIGN.md of the repository.
#[doc(alias("logsigmoid", "log_expit", "log_inv_logit", "ln_inv_logit", "loglogistic"))]
#[must_use]
#[inline]
pub fn log_sigmoid<T: Float>(x: T) -> T {
    LogSigmoid::value([x])
}

crate::slice::functions! {
    log_sigmoid: LogSigmoid(xs),
    log_sigmoid_in_place, par_log_sigmoid, par_log_sigmoid_in_place
}
