//! softplus(x) = ln(1+eˣ).

use crate::{
    Float,
    kernel::{Function, family::Softplus},
};

/// softplus(x) = ln(1+eˣ), correctly rounded: the value of `T` nearest to the exact result, ties to even.
///
/// A smooth form of ReLU, max(x, 0), above which it lies by ln(1+e^−|x|), at most ln 2. Its derivative is the
/// logistic sigmoid, [`sigmoid`](crate::sigmoid()).
///
/// Its inverse is [`softplus_inverse`](crate::softplus_inverse()).
///
/// Elsewhere: `torch.nn.functional.softplus`, `jax.nn.softplus`, `tf.math.softplus`, `scipy.special.softplus`, Stan's
/// `log1p_exp`, `log1pexp` of Julia's LogExpFunctions and of the R package copula; in MXNet softrelu.
///
/// # Accuracy
/// Error at most half a unit in the last place (ulp) for every input, subnormal results included; the same bits on
/// every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | softplus(x) |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | +∞ |
/// | −∞ | +0 |
/// | ±0 | ln 2, rounded |
///
/// The result is never negative. It is +0 where the exact value is at most half of the smallest positive `T`: for
/// f64 below about −745.13, for f32 below about −103.97. It never overflows.
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus(0.0_f32), std::f32::consts::LN_2);
/// assert_eq!(softplus::softplus(100.0_f32), 100.0); // ln(1+e^100): e^100 overflows f32
/// assert_eq!(softplus::softplus(-50.0_f64), 1.9287498479639178e-22); // 1+e^−50 rounds to 1
/// ```
///
/// # Source
/// C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, *Incorporating second-order functional knowledge for better
/// option pricing*, NIPS 2000. The method is described in DESIGN.md of the repository.
#[doc(alias("log1pexp", "log1p_exp", "ln_1p_exp", "softrelu", "soft_relu", "log_one_plus_exp"))]
#[must_use]
#[inline]
pub fn softplus<T: Float>(x: T) -> T {
    Softplus::value([x])
}

crate::slice::functions! {
    softplus: Softplus(xs),
    softplus_in_place, par_softplus, par_softplus_in_place
}
