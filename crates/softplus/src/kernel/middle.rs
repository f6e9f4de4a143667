//! The exponential and the logarithm to some 2^−62: the wide ones' tables and reductions, and polynomials of which only
//! the first terms have two parts.

use super::constants::wide::{
    EXP, EXP_HEAD, EXP2_HIGH, EXP2_LOW, LOG1P, LOG1P_HEAD, MINUS_LN_HIGH, MINUS_LN_LOW, RECIPROCAL,
    STEP_HIGH, STEP_LOW, STEP_MIDDLE, STEPS_PER_UNIT,
};
use crate::{
    lanes::{Doubles, ROUNDER},
    num::{
        double_double::{fast_two_sum, two_difference, two_sum},
        poly::horner,
    },
};

/// e^r = 1 + r + r²·(c₀ + c₁·r + …) for |r| < 2^−8.5: the next term is below 2^−69.
const CURVE: [f64; 5] = [EXP_HEAD[1].0, EXP_HEAD[2].0, EXP_HEAD[3].0, EXP[0], EXP[1]];
/// ln(1+r) = r − r²/2 + r³·(c₀ + c₁·r + …) for |r| < 2^−7.98: the next term is below 2^−66·r.
const LOG_CURVE: [f64; 6] = [LOG1P_HEAD[2].0, LOG1P_HEAD[3].0, LOG1P_HEAD[4].0, LOG1P[0], LOG1P[1], LOG1P[2]];

/// e^t·lift as (high, low) for −800 ≤ t ≤ 100 given as (high, low), where lift is a power of two that keeps the result
/// above 2^−960. Relative error below 2^−67.2: the low part of the growth, at most 2^−18, is rounded a few times
/// (`proofs/softplus/middle.gappa`, as for all here).
#[inline(always)]
pub(crate) fn exp<L: Doubles>(t: (L, L), lift: L) -> (L, L) {
    let ((step, step_low), (growth, growth_low), scale) = step_and_growth(t, lift);
    let (product, error) = step.two_prod(growth);
    let low = step.mul_add(growth_low, step_low.mul_add(growth, error));
    let (high, rest) = fast_two_sum(step, product);
    let (high, low) = fast_two_sum(high, rest + (step_low + low));
    (high * scale, low * scale)
}

/// 1 − e^t for −380 ≤ t ≤ 100. Relative error below 2^−59.5, where |t| is near ln 2/256 and the growth is nearly all; for
/// t ≤ 0 the absolute error is below 2^−68.2.
#[inline(always)]
pub(crate) fn one_minus_exp<L: Doubles>(t: (L, L)) -> (L, L) {
    let one = t.0.splat(1.0);
    let ((step, step_low), (growth, growth_low), scale) = step_and_growth(t, one);
    let (step, step_low) = (step * scale, step_low * scale);
    let (product, error) = step.two_prod(growth);
    let low = step.mul_add(growth_low, step_low.mul_add(growth, error));
    let (fall, fall_low) = two_difference(one, step);
    let (sum, error) = fast_two_sum(fall, one.splat(0.0) - product);
    fast_two_sum(sum, error + ((fall_low - step_low) - low))
}

/// (s, g, scale) with e^t = (s + s·g)·scale and s from 1 to 2.
#[inline(always)]
fn step_and_growth<L: Doubles>((t, t_low): (L, L), lift: L) -> ((L, L), (L, L), L) {
    let biased = t * STEPS_PER_UNIT + ROUNDER;
    let k = biased - ROUNDER;
    let (r, r_middle) = two_sum(t - k * STEP_HIGH, k * -STEP_MIDDLE);
    // t_low may be a large part of a small r.
    let (r, r_low) = fast_two_sum(r, k.mul_add(t.splat(-STEP_LOW), r_middle) + t_low);
    let growth_low = (r * r).mul_add(horner(r, &CURVE), r_low);
    let step = (biased.lookup(&EXP2_HIGH), biased.lookup(&EXP2_LOW));
    (step, (r, growth_low), lift.times_exp2::<7>(biased))
}

/// ln(1+u) as (high, low) for 0 ≤ u ≤ 1 given as (high, low). Relative error below 2^−65.5, where u is next
/// to 1/254 and the polynomial's error is the largest.
#[inline(always)]
pub(crate) fn log1p<L: Doubles>((u, u_low): (L, L)) -> (L, L) {
    let index = u * 127.0 + ROUNDER;
    let c = index.lookup(&RECIPROCAL);
    let (product, product_low) = u.two_prod(c);
    let (r, r_middle) = two_sum(product, c - 1.0);
    let r_low = r_middle + u_low.mul_add(c, product_low);

    let (square, square_low) = r.two_prod(r);
    let (sum, first) = fast_two_sum(index.lookup(&MINUS_LN_HIGH), r);
    let (sum, second) = fast_two_sum(sum, square * -0.5);
    // r_low counts as r_low·(1−r), the derivative of the logarithm.
    let low = (square * r).mul_add(horner(r, &LOG_CURVE), square_low * -0.5);
    let low = low + (r_low - r_low * r) + index.lookup(&MINUS_LN_LOW);
    fast_two_sum(sum, low + (first + second))
}
