//! The direct kernels of logaddexp(a, b) = max(a, b) + ln(1+e^−|a−b|): softplus's pieces at −|a−b|, which has two parts.

use super::{
    DOUBLE_ERROR, FIRST, LIMIT,
    direct::{CLAMP, HALVES, SINGLE, double_sum_of_two, head, rounded_within},
};
use crate::{
    lanes::{Doubles, Singles},
    num::double_double::{fast_two_sum, two_difference, two_sum},
};

/// logaddexp for f32: the sum of [`single_sum`], rounded.
#[inline(always)]
pub(crate) fn single<L: Singles>(x: [L; 2]) -> (L, L::Mask) {
    let (sum, rest, width) = single_sum(x);
    rounded_within(sum, rest, width)
}

/// The error of [`single_sum`] as a part of the tail …
///
/// | error of | units of 2^−24 of the tail |
/// |---|---|
/// | the polynomial, its last sum, d², the product and the sum with the rest, as for softplus | 5.41 |
/// | the second part of d, 2^−24 of it at the most, which the tail does without | 2.3 |
/// | the rounding test's sums | 1 |
pub(crate) const TAIL: f32 = 10.0 / (1 << 24) as f32;
/// … and of max(a, b) and the head: what is below the last place of those has a few roundings.
const HEAD: f32 = 1.0 / (1_u64 << 44) as f32;
/// The largest tail above the pieces, of which the table says the half.
const ABOVE: f32 = 1.0 / (1 << 22) as f32;

/// logaddexp for f32 in two parts, and a bound of their error.
#[inline(always)]
pub(crate) fn single_sum<L: Singles>([a, b]: [L; 2]) -> (L, L, L) {
    let (large, small) = (a.max(b), b.min(a));
    let (t, t_low) = two_difference(large, small);
    let clamped = t.magnitude(CLAMP);
    let biased = clamped + HALVES;
    let columns: [L; 9] = biased.columns(&SINGLE);
    // The difference is exact, and 0 or no smaller than the second part of t.
    let (d, d_low) = fast_two_sum(clamped - columns[0], t_low);
    let linear = head(biased, columns, d);
    let (sum, error) = two_sum(large, linear.head);
    let rest = columns[3].mul_add(d_low, linear.rest) + error;
    let (square, q) = linear.curve();
    let width = (square * TAIL).mul_add(q, (large.abs() + linear.head) * HEAD);
    // Above the pieces, the tail lies between 0 and twice what the table says.
    let width = L::select(t.splat(LIMIT).lt(t), t.splat(ABOVE), width);
    (sum, square.mul_add(q, rest), width)
}

/// logaddexp for f64: the sum of [`double_sum`], rounded.
#[inline(always)]
pub(crate) fn double<L: Doubles>(x: [L; 2]) -> (L, L::Mask) {
    let (sum, rest, width) = double_sum(x);
    rounded_within(sum, rest, width)
}

/// The roundings of what is below the last place of the sum.
const SUM: f64 = 1.0 / (1_u128 << 104) as f64;

/// logaddexp for f64 in two parts, and a bound of their error.
#[inline(always)]
pub(crate) fn double_sum<L: Doubles>([a, b]: [L; 2]) -> (L, L, L) {
    let (large, small) = (a.max(b), b.min(a));
    let (x, x_low) = two_difference(small, large);
    let first = x.splat(FIRST);
    let below = x.lt(first);
    // There the second part may be as large as an argument, and would leave the piece.
    let (tail, tail_low) = double_sum_of_two(x.max(first), L::select(below, x.splat(0.0), x_low));
    let (sum, error) = two_sum(large, tail);
    let width = tail.mul_add(x.splat(DOUBLE_ERROR), sum.abs() * SUM);
    // The tail lies between 0 and the last one's; with room for the roundings.
    let width = L::select(below, tail + tail, width);
    (sum, error + tail_low, width)
}
