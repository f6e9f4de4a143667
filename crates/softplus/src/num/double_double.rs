//! Error-free sums in lanes (Dekker 1971, Knuth 1969; the product is [`Lanes::two_prod`]).

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
