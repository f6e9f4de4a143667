//! `softplus_beta(x, β)` = ln(1+e^βx)/β.

use crate::{
    Float,
    kernel::{Function, family::SoftplusBeta},
};

/// ln(1+e^βx)/β as one operation: [`softplus`](crate::softplus()) with the sharpness β, one rounding of the exact value. For
/// large β it is near ReLU.
///
/// A negative β gives the reflection: `softplus_beta(x, −β)` = −`softplus_beta(−x, β)`, which is near min(x, 0).
///
/// PyTorch's form with a threshold is [`softplus_threshold`](crate::softplus_threshold()).
///
/// Elsewhere: `softplus(x, beta)` of Julia's LogExpFunctions, `tfp.bijectors.Softplus(hinge_softness=1/beta)`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// The sign of a zero β counts, and a zero result has β's sign.
///
/// | x | β | `softplus_beta(x, β)` |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | x | +∞ | max(x, 0), +0 where that is 0 |
/// | x | −∞ | min(x, 0), −0 where that is 0 |
/// | +∞ | positive | +∞ |
/// | −∞ | positive | +0 |
/// | +∞ | negative | −0 |
/// | −∞ | negative | −∞ |
/// | finite, or infinite with β's sign | ±0 | ±∞ with β's sign: ln 2/β and more |
/// | infinite with the other sign | ±0 | NaN |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_beta(0.0_f64, 2.0), std::f64::consts::LN_2 / 2.0);
/// assert_eq!(softplus::softplus_beta(1.0_f32, 100.0), 1.0);
/// assert_eq!(softplus::softplus_beta(-1.5_f64, -2.0), -softplus::softplus_beta(1.5_f64, 2.0));
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias("sharpness", "hinge_softness"))]
#[must_use]
#[inline]
pub fn softplus_beta<T: Float>(x: T, beta: T) -> T {
    SoftplusBeta::value([x, beta])
}

crate::slice::functions! {
    softplus_beta: SoftplusBeta(xs; beta),
    softplus_beta_in_place, par_softplus_beta, par_softplus_beta_in_place
}
