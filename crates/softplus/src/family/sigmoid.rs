//! σ(x) = 1/(1+e^−x).

use crate::{
    Float,
    kernel::{Function, family::Sigmoid},
};

/// The logistic sigmoid σ(x) = 1/(1+e^−x), the derivative of [`softplus`](crate::softplus()).
///
/// Elsewhere: `torch.sigmoid`, `jax.nn.sigmoid`, `tf.math.sigmoid`, `scipy.special.expit`, Stan's `inv_logit`, `logistic` of
/// Julia's LogExpFunctions, R's `plogis`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | sigmoid(x) |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | 1 |
/// | −∞ | +0 |
/// | ±0 | 1/2, exactly |
///
/// Next to 0 the values lie beside ties: σ(x) = 1/2 + x/4 − x³/48 + …, and for x = 3·2^−52 the third term decides, which is
/// less than 2^−156. The left tail goes down to subnormal numbers as eˣ does; nothing is flushed to zero.
///
/// # Examples
/// ```
/// assert_eq!(softplus::sigmoid(0.0_f32), 0.5);
/// assert_eq!(softplus::sigmoid(-100.0_f32), 3.783506e-44); // e^−100, subnormal
/// assert_eq!(softplus::sigmoid(40.0_f64), 1.0);
/// ```
///
/// # Source
/// P. F. Verhulst, *Recherches mathématiques sur la loi d'accroissement de la population*, 1845. The method is described in
/// DESIGN.md of the repository.
#[doc(alias("expit", "logistic", "inv_logit", "invlogit", "plogis", "softplus_derivative", "dsoftplus"))]
#[must_use]
#[inline]
pub fn sigmoid<T: Float>(x: T) -> T {
    Sigmoid::value([x])
}

crate::slice::functions! {
    sigmoid: Sigmoid(xs),
    sigmoid_in_place, par_sigmoid, par_sigmoid_in_place
}
