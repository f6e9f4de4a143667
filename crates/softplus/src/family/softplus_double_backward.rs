//! The double backward pass of softplus, in x.

use crate::{
    Float,
    kernel::{Function, family::SoftplusDoubleBackward},
};

/// The backward pass of [`softplus_backward`](crate::softplus_backward()) in x: `grad_grad·grad·σ(x)·σ(−x)`, where `grad_grad`
/// is the gradient of that function's output, in one rounding. Its backward pass in `grad` is `grad_grad·σ(x)`, which is
/// `softplus_backward(grad_grad, x)`.
///
/// Elsewhere: `softplus_double_backward` inside PyTorch, which takes the product `grad_grad·grad`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// `grad_grad` and grad may be exchanged; the sign of a zero or infinite result is that of their product.
///
/// | `grad_grad` | grad | x | `softplus_double_backward(grad_grad, grad, x)` |
/// |---|---|---|---|
/// | any | any | NaN | NaN; so it is if another is NaN |
/// | a, finite | b, finite | ±0 | a·b/4, rounded once |
/// | ±0 | finite | any but NaN | ±0 |
/// | finite | finite | ±∞ | ±0 |
/// | ±∞ | not 0 | finite | ±∞ |
/// | ±∞ | ±0 | any | NaN |
/// | ±∞ | any | ±∞ | NaN |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_double_backward(1.0_f32, 1.0, 0.0), 0.25);
/// assert_eq!(
///     softplus::softplus_double_backward(1.0_f64, 1.0, 40.0),
///     softplus::softplus_second_derivative(40.0_f64),
/// );
/// // The first product overflows, the last factor underflows; their product does neither.
/// assert_eq!(softplus::softplus_double_backward(1e200_f64, 1e200, 1000.0), 5.075958897549456e-35);
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[must_use]
#[inline]
pub fn softplus_double_backward<T: Float>(grad_grad: T, grad: T, x: T) -> T {
    SoftplusDoubleBackward::value([grad_grad, grad, x])
}

crate::slice::functions! {
    softplus_double_backward: SoftplusDoubleBackward(grad_grads, grads, xs),
    softplus_double_backward_in_place, par_softplus_double_backward, par_softplus_double_backward_in_place
}
