//! The exponential and the logarithm in double-double, for results of 53 bits and their hard cases.

use super::constants::wide::{
    EXP, EXP_HEAD, EXP2_HIGH, EXP2_LOW, LOG1P, LOG1P_HEAD, MINUS_LN_HIGH, MINUS_LN_LOW, RECIPROCAL,
    STEP_HIGH, STEP_LOW, STEP_MIDDLE, STEPS_PER_UNIT,
};
use crate::{
    lanes::{Doubles, ROUNDER},
    num::{
        double_double::{add, fast_two_sum, horner, mul, two_difference, two_sum},
        poly,
    },
};

/// e^t·lift as (high, low) for −800 ≤ t ≤ 100 given as (high, low), where lift is a power of two that keeps the result
/// above 2^−900.
///
/// t = k·ln 2/128 + r with |r| ≤ ln 2/256 < 2^−8.5. k has at most 18 bits: k·`STEP_HIGH` and k·`STEP_MIDDLE` are
/// exact, and so is the difference of t and the first (Sterbenz). r in two parts has an absolute error below 2^−97, where t
/// has a low part next to −800; below 2^−103 from −8 on.
/// e^r = 1 + r·(1 + r·(1/2 + r·(1/6 + r·(1/24 + r·p(r))))), p in plain doubles, the rest in double-double.
///
/// Relative error: r 2^−97; polynomial 2^−98; r⁵·p(r), at most 2^−49.4, has four roundings, 2^−100; the arithmetic in two
/// parts and the table 2^−100. Together below 2^−96.4 (`proofs/softplus/wide_exp.gappa`).
#[inline(always)]
pub(crate) fn exp<L: Doubles>(t: (L, L), lift: L) -> (L, L) {
    let (step, growth, scale) = step_and_growth(t, lift);
    let (high, low) = add(step, mul(step, growth));
    let (high, low) = fast_two_sum(high, low);
    (high * scale, low * scale)
}

/// 1 − e^t for −380 ≤ t ≤ 100, as (1 − scale·step) − scale·step·growth. Where t is near 0, the step is 1, and the growth
/// keeps its relative error, 2^−89.5 where the polynomial's is the largest; the whole has one below 2^−89.4. That is more than
/// a formula's ε, and those that use it near 0 claim more, as by `COMPLEMENT`.
#[inline(always)]
pub(crate) fn one_minus_exp<L: Doubles>(t: (L, L)) -> (L, L) {
    let one = t.0.splat(1.0);
    let ((step, step_low), growth, scale) = step_and_growth(t, one);
    let step = (step * scale, step_low * scale);
    let (rest, rest_low) = mul(step, growth);
    let (fall, fall_low) = two_difference(one, step.0);
    let (sum, error) = fast_two_sum(fall, one.splat(0.0) - rest);
    (sum, error + ((fall_low - step.1) - rest_low))
}

/// (s, g, scale) with e^t = (s + s·g)·scale and s from 1 to 2.
#[inline(always)]
fn step_and_growth<L: Doubles>((t, t_low): (L, L), lift: L) -> ((L, L), (L, L), L) {
    let biased = t * STEPS_PER_UNIT + ROUNDER;
    let k = biased - ROUNDER;
    let (r, r_middle) = two_sum(t - k * STEP_HIGH, k * -STEP_MIDDLE);
    // t_low may be a large part of a small r.
    let r = fast_two_sum(r, k.mul_add(t.splat(-STEP_LOW), r_middle) + t_low);
    let factor = horner(r, &EXP_HEAD, poly::horner(r.0, &EXP));
    let growth = mul(r, factor);
    let step = (biased.lookup(&EXP2_HIGH), biased.lookup(&EXP2_LOW));
    (step, growth, lift.times_exp2::<7>(biased))
}

/// ln(1+u) as (high, low), not normalised (|low| < 2^−40·high), for 0 ≤ u ≤ 1 given as (high, low).
///
/// With i = round(127·u), c ≈ 1/(1+i/127): ln(1+u) = −ln c + ln(1+r), r = c·u + (c−1), |r| ≤ 1/254 + 2^−52. c−1 is
/// exact, c·u an exact product. For i = 0, c is 1 and r is u, so that the error stays relative; for i > 0 the result
/// is above 2^−8.
/// ln(1+r) = r·(1 − r·(1/2 − r·(1/3 − r·(1/4 − r·(1/5 + r·q(r)))))), q in plain doubles, the rest in double-double.
///
/// Relative error, largest where u is next to 1/254: polynomial 2^−99; r⁶·q(r), at most 2^−42.5 of the result, has
/// seven roundings of decreasing weight, 2^−94, and does without the low part of r, for i > 0 2^−94.5; arithmetic in two
/// parts 2^−98; r, for i > 0, 2^−97. Together below 2^−92.6 (`proofs/softplus/wide_log1p.gappa`).
#[inline(always)]
pub(crate) fn log1p<L: Doubles>((u, u_low): (L, L)) -> (L, L) {
    let index = u * 127.0 + ROUNDER;
    let c = index.lookup(&RECIPROCAL);
    let (product, product_low) = u.two_prod(c);
    let (r, r_middle) = two_sum(product, c - 1.0);
    let r = (r, r_middle + u_low.mul_add(c, product_low));

    let factor = horner(r, &LOG1P_HEAD, poly::horner(r.0, &LOG1P));
    add((index.lookup(&MINUS_LN_HIGH), index.lookup(&MINUS_LN_LOW)), mul(r, factor))
}

/// k·ln 2 as (high, low) for |k| < 2^11: two exact products, and a rest below 2^−64. The error is below 2^−95.9.
#[inline(always)]
pub(crate) fn ln2_times<L: Doubles>(k: L) -> (L, L) {
    let (high, middle) = (k * (128.0 * STEP_HIGH), k * (128.0 * STEP_MIDDLE));
    let (sum, error) = fast_two_sum(high, middle);
    (sum, k.mul_add(k.splat(128.0 * STEP_LOW), error))
}
