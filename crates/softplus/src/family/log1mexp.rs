//! log1mexp(x) = ln(1−e^−x).

use crate::{
    Float,
    kernel::{Function, family::Log1mExp},
};

/// ln(1−e^−x) for x > 0: the logarithm of a complement, as in ln(1−p) for p = e^−x.
///
/// **The sign differs between libraries.** Here, as in `jax.nn.log1mexp` and in R (`log1mexp` of copula, Rmpfr, VGAM), the
/// argument is the positive x of ln(1−e^−x); `tfp.math.log1mexp` takes |x|. Stan's `log1m_exp`, `log1mexp` of Julia's
/// LogExpFunctions and `pytensor.tensor.log1mexp` are ln(1−eᵃ) for a < 0: that is `log1mexp(-a)` here. PyTorch, NumPy and
/// SciPy have none.
///
/// It is its own inverse, up to the signs: with y = log1mexp(x), log1mexp(−y) = −x.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | log1mexp(x) |
/// |---|---|
/// | NaN | NaN |
/// | below 0, −∞ | NaN |
/// | ±0 | −∞ |
/// | +∞ | −0 |
///
/// # Examples
/// ```
/// assert_eq!(softplus::log1mexp(1e-300_f64), -690.7755278982137); // ln(1e−300)
/// assert_eq!(softplus::log1mexp(50.0_f64), -1.9287498479639178e-22);
/// assert_eq!(softplus::log1mexp(0.0_f32), f32::NEG_INFINITY);
/// let log_p = -1e-10_f64; // the logarithm of a probability p: so is that of 1−p
/// assert_eq!(softplus::log1mexp(-log_p), -23.025850929990458);
/// ```
///
/// # Source
/// M. Mächler, *Accurately computing log(1 − exp(−|a|))*, 2012 (vignette of the R package Rmpfr). The method is described in
/// DESIGN.md of the repository.
#[doc(alias("log1m_exp", "ln_1m_exp", "log_one_minus_exp"))]
#[must_use]
#[inline]
pub fn log1mexp<T: Float>(x: T) -> T {
    Log1mExp::value([x])
}

crate::slice::functions! {
    log1mexp: Log1mExp(xs),
    log1mexp_in_place, par_log1mexp, par_log1mexp_in_place
}
