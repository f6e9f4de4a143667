//! The exponential and the logarithm in plain doubles, for results of at most 24 bits.

use super::constants::narrow::{EXP, EXP2, LOG1P, MINUS_LN, RECIPROCAL, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT};
use crate::{
    lanes::{Doubles, ROUNDER},
    num::poly::horner,
};

/// e^t for −300 ≤ t ≤ 100.
///
/// t = k·ln 2/16 + r with |r| ≤ ln 2/32, k·`STEP_HIGH` and its difference from t exact; r has an absolute error below
/// 2^−58. e^t = 2^⌊k/16⌋·T + T·(r + r²·p(r)) with T = 2^((k mod 16)/16).
///
/// Relative error: polynomial 2^−47.3, table and its product 2^−52, the rest 2^−52; together below 2^−47.2
/// (`proofs/softplus/narrow.gappa`).
#[inline(always)]
pub(crate) fn exp<L: Doubles>(t: L) -> L {
    let (step, growth) = step_and_growth(t);
    step.mul_add(growth, step)
}

/// 1 − e^t likewise, as (1 − step) − step·growth. For |t| < ln 2/32 the step is 1, and the growth has the polynomial's
/// error relative to t, below 2^−40.4. Elsewhere the absolute error is below 2^−47.3, the relative one below 2^−41.7.
#[inline(always)]
pub(crate) fn one_minus_exp<L: Doubles>(t: L) -> L {
    let (step, growth) = step_and_growth(t);
    (step.splat(1.0) - step) - step * growth
}

/// (s, g) with e^t = s + s·g.
#[inline(always)]
fn step_and_growth<L: Doubles>(t: L) -> (L, L) {
    let biased = t.mul_add(t.splat(STEPS_PER_UNIT), t.splat(ROUNDER));
    let k = biased - ROUNDER;
    let r = k.mul_add(t.splat(-STEP_LOW), k.mul_add(t.splat(-STEP_HIGH), t));
    let step = biased.lookup(&EXP2).times_exp2::<4>(biased);
    let growth = (r * r).mul_add(horner(r, &EXP), r);
    (step, growth)
}

/// k·ln 2 for |k| < 2^11; relative error below 2^−52.9.
#[inline(always)]
pub(crate) fn ln2_times<L: Doubles>(k: L) -> L {
    k.mul_add(k.splat(16.0 * STEP_LOW), k * (16.0 * STEP_HIGH))
}

/// ln(1+u) for 0 ≤ u ≤ 1.
///
/// With i = round(15·u), c ≈ 1/(1+i/15): ln(1+u) = −ln c + ln(1+r), r = u·c + (c−1), |r| ≤ 1/30 + 2^−53. For i = 0,
/// c is 1 and r is u, so that the relative error stays small for tiny u; for i > 0 the result is above 2^−5 and the
/// rounding of r (2^−53, twice where the multiply-add rounds twice) counts 2^−47.9 at the most.
///
/// Relative error: polynomial 2^−49.1, r 2^−47.9, the sum 2^−52; together below 2^−47.8
/// (`proofs/softplus/narrow.gappa`).
#[inline(always)]
pub(crate) fn log1p<L: Doubles>(u: L) -> L {
    let index = u.mul_add(u.splat(15.0), u.splat(ROUNDER));
    let c = index.lookup(&RECIPROCAL);
    let r = u.mul_add(c, c - 1.0);
    let curve = (r * r).mul_add(horner(r, &LOG1P), r);
    index.lookup(&MINUS_LN) + curve
}
