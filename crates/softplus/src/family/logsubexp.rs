//! logsubexp(a, b) = ln(eᵃ−eᵇ).

use crate::{
    Float,
    kernel::{Function, family::LogSubExp},
};

/// ln(eᵃ−eᵇ) = a + ln(1−e^−(a−b)) for a ≥ b: the difference of two numbers that are given by their logarithms.
///
/// Elsewhere: Stan's `log_diff_exp`, `DPQ::logspace.sub` in R, PyMC's `logdiffexp`. `logsubexp` of Julia's LogExpFunctions and
/// `tfp.math.log_sub_exp` take |eᵃ−eᵇ|, in either order; here, as in Stan, a < b gives NaN.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | a | b | logsubexp(a, b) |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | less than b | | NaN: the difference is negative |
/// | equal to b, finite or −∞ | | −∞ |
/// | +∞ | +∞ | NaN |
/// | +∞ | less than +∞ | +∞ |
/// | a | −∞ | a |
///
/// # Examples
/// ```
/// assert_eq!(softplus::logsubexp(1.0_f64, 0.0), 0.5413248546129181); // ln(e−1)
/// assert_eq!(softplus::logsubexp(-1000.0_f64, -1001.0), -1000.4586751453871); // both exponentials underflow
/// assert!(softplus::logsubexp(0.0_f32, 1.0).is_nan());
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias("log_diff_exp", "log_sub_exp", "logdiffexp", "logspace_sub"))]
#[must_use]
#[inline]
pub fn logsubexp<T: Float>(a: T, b: T) -> T {
    LogSubExp::value([a, b])
}

crate::slice::functions! {
    logsubexp: LogSubExp(a, b),
    logsubexp_in_place, par_logsubexp, par_logsubexp_in_place
}
