//! softplus(x) = ln(1+eˣ).

use crate::{
    Float,
    kernel::{Softplus, apply},
};

/// softplus(x) = ln(1+eˣ).
#[must_use]
#[inline]
pub fn softplus<T: Float>(x: T) -> T {
    apply::value::<Softplus, T>(x)
}
