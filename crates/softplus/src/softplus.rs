//! softplus(x) = ln(1+eˣ).

use crate::Float;

/// softplus(x) = ln(1+eˣ). PLACEHOLDER BODY.
#[must_use]
pub fn softplus<T: Float>(x: T) -> T {
    let x = x.to_f64();
    T::from_f64((-x.abs()).exp().ln_1p() + x.max(0.0))
}
