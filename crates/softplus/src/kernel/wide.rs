//! The exponential and the logarithm in double-double, for results of 53 bits.

use super::constants::wide::{
    EXP, EXP2_HIGH, EXP2_LOW, LOG1P, MINUS_LN_HIGH, MINUS_LN_LOW, RECIPROCAL, STEP_HIGH, STEP_LOW,
    STEP_MIDDLE, STEPS_PER_UNIT,
};
use crate::{
    lanes::{Doubles, ROUNDER},
    num::{
        double_double::{fast_two_sum, two_sum},
        poly::horner,
    },
};

/// e^t·lift as (high, low) for −746 ≤ t ≤ 0, where lift is a power of two that keeps the result above 2^−900.
///
/// t = k·ln 2/128 + r with |r| ≤ ln 2/256 < 2^−8.5. k has at most 18 bits: k·`STEP_HIGH` and k·`STEP_MIDDLE` are
/// exact, and so is the difference of t and the first (Sterbenz). `r + r_low` has an absolute error below
/// 2^−113. e^r − 1 = r + r²/2 + r³·p(r), with r²/2 as an exact product and its cross term.
///
/// Relative error: polynomial 2^−77.2; roundings in r³·p(r), at most 2^−28.1 in size, and in the low part that it
/// is added to: 2^−76; low part of the product with the table 2^−76. Together below 2^−74.
#[inline(always)]
pub(crate) fn exp<L: Doubles>(t: L, lift: L) -> (L, L) {
    let biased = t * STEPS_PER_UNIT + ROUNDER;
    let k = biased - ROUNDER;
    let (r, r_middle) = two_sum(t - k * STEP_HIGH, k * -STEP_MIDDLE);
    let r_low = k.mul_add(t.splat(-STEP_LOW), r_middle);

    let (square, square_low) = r.two_prod(r);
    let (growth, growth_middle) = fast_two_sum(r, square * 0.5);
    let cubic = square * r * horner(r, &EXP);
    let growth_low = growth_middle + (r_low + (r.mul_add(r_low, square_low * 0.5) + cubic));

    let (step, step_low) = (biased.lookup(&EXP2_HIGH), biased.lookup(&EXP2_LOW));
    let (product, product_low) = step.two_prod(growth);
    let (high, middle) = fast_two_sum(step, product);
    let low = middle + (product_low + step.mul_add(growth_low, step_low.mul_add(growth, step_low)));
    let scale = lift.times_exp2::<7>(biased);
    let (high, low) = fast_two_sum(high, low);
    (high * scale, low * scale)
}

/// ln(1+u) as (high, low), not normalised (|low| < 2^−15·high), for 0 ≤ u ≤ 1 given as (high, low).
///
/// With i = round(127·u), c ≈ 1/(1+i/127): ln(1+u) = −ln c + ln(1+r), r = c·u + (c−1), |r| ≤ 1/254 + 2^−52. c−1 is
/// exact, c·u an exact product. For i = 0, c is 1 and r is u, so that the error stays relative; for i > 0 the result
/// is above 2^−8.
/// ln(1+r) = r − r²/2 + r³·q(r), with r²/2 as an exact product and its cross term.
///
/// Relative error, largest where u is just below 1/254: polynomial 2^−73.4; r³·q(r), at most 2^−17.5 of the result,
/// has four roundings, 2^−68.5; it takes part in three more additions, 2^−69; low parts 2^−72. Together below
/// 2^−67.7.
#[inline(always)]
pub(crate) fn log1p<L: Doubles>((u, u_low): (L, L)) -> (L, L) {
    let index = u * 127.0 + ROUNDER;
    let c = index.lookup(&RECIPROCAL);
    let (product, product_low) = u.two_prod(c);
    let (r, r_middle) = two_sum(product, c - 1.0);
    let r_low = r_middle + u_low.mul_add(c, product_low);

    let (square, square_low) = r.two_prod(r);
    let cubic = square * r * horner(r, &LOG1P);
    let (sum, sum_low) = fast_two_sum(index.lookup(&MINUS_LN_HIGH), r);
    let (high, middle) = fast_two_sum(sum, square * -0.5);
    let cross = square_low.mul_add(r.splat(-0.5), r_low - r * r_low);
    let low = cubic + (cross + index.lookup(&MINUS_LN_LOW));
    (high, (middle + sum_low) + low)
}
