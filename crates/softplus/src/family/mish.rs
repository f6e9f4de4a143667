//! mish(x) = x·tanh(softplus(x)).

use crate::{
    Float,
    kernel::{Function, family::Mish},
};

/// The activation mish(x) = x·tanh([`softplus`](crate::softplus())(x)) = x·((1+eˣ)²−1)/((1+eˣ)²+1).
///
/// Smooth, not monotonic: its minimum is about −0.309 at x ≈ −1.19.
///
/// Elsewhere: `torch.nn.functional.mish`, `jax.nn.mish`, `keras.activations.mish`, `NNlib.mish` in Julia.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | mish(x) |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | +∞ |
/// | −∞ | −0: x·eˣ tends to 0 from below |
/// | ±0 | ±0 |
///
/// # Examples
/// ```
/// assert_eq!(softplus::mish(0.0_f32), 0.0);
/// assert_eq!(softplus::mish(100.0_f32), 100.0);
/// assert_eq!(softplus::mish(-50.0_f64), -9.643749239819589e-21);
/// assert!(softplus::mish(f32::NEG_INFINITY).is_sign_negative());
/// ```
///
/// # Source
/// D. Misra, *Mish: A self regularized non-monotonic activation function*, BMVC 2020. The method is described in DESIGN.md of
/// the repository.
#[must_use]
#[inline]
pub fn mish<T: Float>(x: T) -> T {
    Mish::value([x])
}

crate::slice::functions! {
    mish: Mish(xs),
    mish_in_place, par_mish, par_mish_in_place
}
