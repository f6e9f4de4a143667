//! Error-free sums in lanes (Dekker 1971, Knuth 1969; the product is [`Lanes::two_prod`]), and arithmetic on numbers in
//! two parts (high, low) with |low| at most some 2^−50·|high|.

use crate::lanes::Lanes;

/// (s, e) with s = fl(a+b) and s + e = a + b exactly, for |a| ≥ |b| or a = 0.
#[inline(always)]
pub(crate) fn fast_two_sum<L: Lanes>(a: L, b: L) -> (L, L) {
    let s = a + b;
    (s, b - (s - a))
}

/// (s, e) with s = fl(a+b) and s + e = a + b exactly, for any finite a and b whose sum does not overflow.
#[inline(always)]
pub(crate) fn two_sum<L: Lanes>(a: L, b: L) -> (L, L) {
    let s = a + b;
    let b_part = s - a;
    let a_part = s - b_part;
    (s, (a - a_part) + (b - b_part))
}

/// (d, e) with d = fl(a−b) and d + e = a − b exactly, for any finite a and b whose difference does not overflow.
#[inline(always)]
pub(crate) fn two_difference<L: Lanes>(a: L, b: L) -> (L, L) {
    let d = a - b;
    let minus_b = d - a;
    (d, (a - (d - minus_b)) - (b + minus_b))
}

/// a + b for |a| ≥ |b| or a = 0; error below 2^−102 of the larger.
#[inline(always)]
pub(crate) fn add<L: Lanes>((a, a_low): (L, L), (b, b_low): (L, L)) -> (L, L) {
    let (sum, error) = fast_two_sum(a, b);
    (sum, error + (a_low + b_low))
}

/// a·b; relative error below 2^−99.
#[inline(always)]
pub(crate) fn mul<L: Lanes>((a, a_low): (L, L), (b, b_low): (L, L)) -> (L, L) {
    let (product, error) = a.two_prod(b);
    (product, error + a.mul_add(b_low, a_low * b))
}

/// c₀ + c₁·x + … + x^N·rest by Horner's scheme, for |x| ≤ 1/2·|cᵢ/cᵢ₊₁|.
#[inline(always)]
pub(crate) fn horner<L: Lanes, const N: usize>(
    x: (L, L),
    coefficients: &[(L::Element, L::Element); N],
    rest: L,
) -> (L, L) {
    let pair = |(high, low)| (x.0.splat(high), x.0.splat(low));
    let mut term = (x.0 * rest, x.0.splat(0.0.into()));
    for &c in coefficients[1..].iter().rev() {
        term = mul(x, add(pair(c), term));
    }
    add(pair(coefficients[0]), term)
}
