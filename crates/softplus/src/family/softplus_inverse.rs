//! `softplus_inverse(y)` = ln(eʸ−1).

use crate::{
    Float,
    kernel::{Function, family::SoftplusInverse},
};

/// The inverse of [`softplus`](crate::softplus()): the x with ln(1+eˣ) = y, which is ln(eʸ−1) = y + ln(1−e^−y), for y > 0.
///
/// Where the result is near 0, at y = ln 2, the usual formulas lose all digits; this one keeps them.
///
/// Elsewhere: `tfp.math.softplus_inverse`, `logexpm1` (or `invsoftplus`) of Julia's LogExpFunctions, `softplusinv` of the R
/// package condmixt; in PyTorch `SoftplusTransform().inv` of `torch.distributions`. JAX, SciPy and Stan have none.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | y | `softplus_inverse(y)` |
/// |---|---|
/// | NaN | NaN |
/// | below 0, −∞ | NaN |
/// | ±0 | −∞ |
/// | +∞ | +∞ |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_inverse(100.0_f32), 100.0);
/// assert_eq!(softplus::softplus_inverse(1.0_f64), 0.5413248546129181);
/// assert_eq!(softplus::softplus_inverse(1e-300_f64), -690.7755278982137);
/// assert!(softplus::softplus_inverse(-1.0_f32).is_nan());
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias(
    "logexpm1",
    "log_expm1",
    "ln_exp_m1",
    "inv_softplus",
    "invsoftplus",
    "inverse_softplus",
    "softplusinv"
))]
#[must_use]
#[inline]
pub fn softplus_inverse<T: Float>(y: T) -> T {
    SoftplusInverse::value([y])
}

crate::slice::functions! {
    softplus_inverse: SoftplusInverse(ys),
    softplus_inverse_in_place, par_softplus_inverse, par_softplus_inverse_in_place
}
