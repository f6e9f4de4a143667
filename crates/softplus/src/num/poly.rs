//! Polynomials in lanes.

use crate::lanes::Lanes;

/// c₀ + c₁·x + c₂·x² + … by Horner's scheme. The error bound of each use holds for one rounding and for two in a
/// multiply-add.
#[inline(always)]
pub(crate) fn horner<L: Lanes, const N: usize>(x: L, coefficients: &[L::Element; N]) -> L {
    let mut sum = x.splat(coefficients[N - 1]);
    for &c in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, x.splat(c));
    }
    sum
}

/// The same, each lane with coefficients of its own.
#[inline(always)]
pub(crate) fn horner_each<L: Lanes, const N: usize>(x: L, coefficients: &[L; N]) -> L {
    let mut sum = coefficients[N - 1];
    for &c in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, c);
    }
    sum
}

/// The same in half the time from x to the result: a polynomial in x² whose coefficients are c₂ₖ + c₂ₖ₊₁·x.
#[inline(always)]
pub(crate) fn horner_pairs<L: Lanes, const N: usize>(x: L, square: L, coefficients: &[L; N]) -> L {
    const { assert!(N % 2 == 1) };
    let mut sum = coefficients[N - 1];
    for pair in coefficients[..N - 1].chunks_exact(2).rev() {
        sum = sum.mul_add(square, pair[1].mul_add(x, pair[0]));
    }
    sum
}
