//! The backward pass of softplus, grad·σ(x).

use crate::{
    Float,
    kernel::{Function, family::SoftplusBackward},
};

/// The backward pass of [`softplus`](crate::softplus()): the gradient of its input x from that of its output, grad·σ(x), in
/// one rounding.
///
/// `grad` comes first, so that the function in place of a slice replaces the gradients.
///
/// Elsewhere: `softplus_backward` in PyTorch's `torch.ops.aten`, `tf.raw_ops.SoftplusGrad`.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | grad | x | `softplus_backward(grad, x)` |
/// |---|---|---|
/// | NaN | any | NaN, and with both exchanged |
/// | grad | ±0 | grad/2 |
/// | grad | +∞ | grad |
/// | finite | −∞ | ±0, with grad's sign |
/// | ±∞ | finite | ±∞ |
/// | ±∞ | −∞ | NaN |
/// | ±0 | any but NaN | ±0 |
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_backward(1.0_f32, 0.0), 0.5);
/// assert_eq!(softplus::softplus_backward(3.0_f64, -50.0), 5.786249543891753e-22);
/// // σ(−720) is subnormal, and a product with it has lost digits: 2.03223080241836e-13.
/// assert_eq!(softplus::softplus_backward(1e300_f64, -720.0), 2.0322308024242932e-13);
/// ```
///
/// # Source
/// The method is described in DESIGN.md of the repository.
#[doc(alias("softplus_grad", "SoftplusGrad"))]
#[must_use]
#[inline]
pub fn softplus_backward<T: Float>(grad: T, x: T) -> T {
    SoftplusBackward::value([grad, x])
}

crate::slice::functions! {
    softplus_backward: SoftplusBackward(grads, xs),
    softplus_backward_in_place, par_softplus_backward, par_softplus_backward_in_place
}
