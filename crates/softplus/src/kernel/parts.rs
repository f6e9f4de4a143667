//! What several formulas are made of: e^−t, the logistic function, ln v, ln(1−e^−t).

use super::real::{Real, power_of_two};
use crate::lanes::{Doubles, Lanes, ROUNDER};

/// In the lifted lanes e^−t is multiplied by this, so that no part of a double-double is subnormal.
const LIFT: f64 = power_of_two(400);
const LOWER: f64 = power_of_two(-400);
/// e^−t is 2^−1154 at the end: times t, and divided by a β or β² down to 2^−60, still less than half of the smallest double.
const LAST: f64 = 800.0;
/// In plain doubles nothing is lifted; e^−300 = 2^−432, times the largest f32, is far below the smallest.
const LAST_PLAIN: f64 = 300.0;

/// Where lifting starts, if the logarithm is taken of the lifted value: u·2^400 < 2^−148 there still equals ln(1+u·2^400).
pub(crate) const DEEP: f64 = 380.0;
/// Where it starts if the value is multiplied by something down to 2^−300.
pub(crate) const DEEP_FACTOR: f64 = 200.0;

/// e^−t.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay<L, R> {
    /// e^−t, in deep lanes 2^400 times that.
    pub(crate) lifted: R,
    /// 1, in deep lanes 2^−400.
    pub(crate) scale: L,
    /// −t, as far as it is taken.
    pub(crate) exponent: R,
}

impl<L: Doubles, R: Real<L>> Decay<L, R> {
    /// e^−t for t ≥ −100. In lanes that may be lifted it is right down to the smallest double; elsewhere t ends at `deep`.
    #[inline(always)]
    pub(crate) fn new(t: R, may_lift: L::Mask, deep: f64) -> Self {
        let head = t.head();
        let one = head.splat(1.0);
        if !R::LIFTS {
            let limit = head.splat(LAST_PLAIN);
            let exponent = -R::select(limit.lt(head), R::exact(limit), t);
            return Self { lifted: exponent.exp(one), scale: one, exponent };
        }
        let deep = head.splat(deep);
        let lift = may_lift & deep.lt(head);
        let limit = L::select(lift, head.splat(LAST), deep);
        let exponent = -R::select(limit.lt(head), R::exact(limit), t);
        Self {
            lifted: exponent.exp(L::select(lift, head.splat(LIFT), one)),
            scale: L::select(lift, head.splat(LOWER), one),
            exponent,
        }
    }

    /// e^−t without lift, to be added to numbers near 1.
    #[inline(always)]
    pub(crate) fn plain(self) -> R {
        if R::LIFTS { self.lifted.times(self.scale) } else { self.lifted }
    }

    /// 1 − e^−t, which keeps its relative error next to t = 0.
    #[inline(always)]
    pub(crate) fn complement(self) -> R {
        if !R::LIFTS {
            return self.exponent.one_minus_exp();
        }
        // Without lift, e^−t must be normal; 1 − 2^−548 is as good as the right value.
        let (head, last) = (self.exponent.head(), self.scale.splat(-DEEP));
        R::select(last.lt(head), self.exponent, R::exact(last)).one_minus_exp()
    }
}

/// A mask without lanes.
#[inline(always)]
pub(crate) fn nowhere<L: Lanes>(x: L) -> L::Mask {
    x.splat(1.0.into()).lt(x.splat(0.0.into()))
}

/// A mask of all lanes.
#[inline(always)]
pub(crate) fn everywhere<L: Lanes>(x: L) -> L::Mask {
    x.splat(0.0.into()).lt(x.splat(1.0.into()))
}

/// |z| and where z is negative.
#[inline(always)]
pub(crate) fn magnitude<L: Doubles, R: Real<L>>(z: R) -> (R, L::Mask) {
    let head = z.head();
    let negative = head.lt(head.splat(0.0));
    (R::select(negative, -z, z), negative)
}

/// max(x, 0), and NaN for NaN.
#[inline(always)]
pub(crate) fn positive_part<L: Doubles>(x: L) -> L {
    let zero = x.splat(0.0);
    L::select(x.lt(zero), zero, x)
}

/// (numerator, denominator, scale) of σ(z) = u/(1+u) for z < 0, else 1/(1+u), with u = e^−|z|.
#[inline(always)]
pub(crate) fn logistic<L: Doubles, R: Real<L>>(z: R) -> (R, R, L) {
    let (t, negative) = magnitude(z);
    let u = Decay::new(t, negative, DEEP_FACTOR);
    let one = R::exact(u.scale.splat(1.0));
    (R::select(negative, u.lifted, one), one + u.plain(), u.scale)
}

/// (k, f) with v = 2^k·(1+f) and 0 ≤ f < 1, for normal v > 0; the logarithm is k·ln 2 + ln(1+f).
#[inline(always)]
pub(crate) fn reduce<L: Doubles, R: Real<L>>(v: R) -> (L, R) {
    let k = v.head().exponent();
    let one = k.splat(1.0);
    let power = one.times_exp2::<0>(k.splat(ROUNDER) - k);
    (k, v.times(power) - R::exact(one))
}

/// ln(1−e^−t) for t > 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogComplement<L, R> {
    pub(crate) value: R,
    pub(crate) magnitude: L,
    pub(crate) scale: L,
}

/// Up to ln 2, 1−e^−t by itself, and its logarithm; above, 1−u = 1/(1+w) with w = u/(1−u) ≤ 1, and −ln(1+w).
#[inline(always)]
pub(crate) fn log_complement<L: Doubles, R: Real<L>>(t: R, may_lift: L::Mask) -> LogComplement<L, R> {
    let small = t.head().lt(t.head().splat(core::f64::consts::LN_2));
    let u = Decay::new(t, may_lift, DEEP);
    let complement = u.complement();
    let (k, f) = reduce(complement);
    let log = R::select(small, f, u.lifted / complement).log1p();
    let value = R::select(small, R::ln2_times(k) + log, -log);
    let magnitude = value.head().abs();
    let magnitude = L::select(small, (magnitude + 1.0) * R::COMPLEMENT, magnitude);
    LogComplement { value, magnitude, scale: u.scale }
}
