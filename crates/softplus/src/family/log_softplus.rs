//! `log_softplus(x)` = ln(softplus(x)).

use crate::{
    Float,
    kernel::{Function, family::LogSoftplus},
};

/// ln(softplus(x)) = ln(ln(1+eˣ)): the logarithm of a positive parameter, from its unconstrained value.
///
/// For x → −∞ it tends to x, where softplus itself underflows; for x → +∞ to ln x. It is 0 at x ≈ 0.541.
///
/// Elsewhere: no library that we know of has it; `log(log1p(exp(x)))` is what it replaces.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | `log_softplus(x)` |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | +∞ |
/// | −∞ | −∞ |
/// | ±0 | ln(ln 2), rounded |
///
/// # Examples
/// ```
/// assert_eq!(softplus::log_softplus(-1000.0_f32), -1000.0); // softplus(−1000) is 0
/// assert_eq!(softplus::log_softplus(0.0_f64), -0.36651292058166435);
/// assert_eq!(softplus::log_softplus(1e300_f64), 690.7755278982137);
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias("logsoftplus", "log_log1pexp"))]
#[must_use]
#[inline]
pub fn log_softplus<T: Float>(x: T) -> T {
    LogSoftplus::value([x])
}

crate::slice::functions! {
    log_softplus: LogSoftplus(xs),
    log_softplus_in_place, par_log_softplus, par_log_softplus_in_place
}
