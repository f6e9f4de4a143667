//! Polynomials in lanes.

use crate::lanes::Lanes;

/// c₀ + c₁·x + c₂·x² + … by Horner's scheme. The error bound of each use holds for one rounding and for two in a
/// multiply-add.
#[inline(always)]
pub(crate) fn horner<L: Lanes, const N: usize>(x: L, coefficients: &[f64; N]) -> L {
    let mut sum = x.splat(coefficients[N - 1]);
    for &c in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, x.splat(c));
    }
    sum
}
