//! `softplus_beta(x, β)` = ln(1+e^βx)/β as one operation, and its derivatives.

use super::sigmoid::{not_too_small, sigmoid};
use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{DEEP, Decay, everywhere, logistic, magnitude},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// ln(1+e^βx)/β.
#[derive(Debug, Clone, Copy)]
pub struct SoftplusBeta;

impl Function<2> for SoftplusBeta {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x, beta]: [L; 2]) -> Estimate<L, R> {
        let (linear, tail, scale) = scaled_softplus::<L, R>(x, beta, true);
        let estimate = Estimate::relative(R::exact(linear) + tail).scaled(scale);
        if R::LIFTS { estimate.above(-60, beta.abs()).below(60, beta.abs()) } else { estimate }
    }

    fn accurate<const N: usize>([x, beta]: [Wide<N>; 2]) -> Ball<N> {
        let tail = scaled_tail(x, beta);
        // Beside x, which is a value of the type, a small second term decides nothing, whatever it is.
        if x.negative == beta.negative { Ball::exact(x).add(tail) } else { tail }
    }

    fn special([x, beta]: [f64; 2]) -> Option<f64> {
        if x.is_nan() || beta.is_nan() {
            return Some(f64::NAN);
        }
        if beta == 0.0 {
            // ln 2/β and more, but e^βx may tend to anything where x is infinite on the other side.
            let opposite = x.is_infinite() && x.is_sign_negative() != beta.is_sign_negative();
            return Some(if opposite { f64::NAN } else { f64::INFINITY.copysign(beta) });
        }
        if x.is_finite() && beta.is_finite() {
            return None;
        }
        // ReLU, or its reflection.
        let zero = 0.0_f64.copysign(beta);
        let above = (x > 0.0) == (beta > 0.0) && x != 0.0;
        Some(if above { x } else { zero })
    }
}

/// (x where βx > 0, else 0; ln(1+e^−|βx|)/β; scale).
#[inline(always)]
pub(super) fn scaled_softplus<L: Doubles, R: Real<L>>(x: L, beta: L, lifts: bool) -> (L, R, L) {
    let (t, negative) = magnitude(R::product(x, beta));
    let zero = x.splat(0.0);
    let may_lift = if lifts { negative } else { zero.lt(zero) };
    let u = Decay::new(t, may_lift, DEEP);
    (L::select(negative, zero, x), u.lifted.log1p() / R::exact(beta), u.scale)
}

/// ln(1+e^−|βx|)/β.
pub(super) fn scaled_tail<const N: usize>(x: Wide<N>, beta: Wide<N>) -> Ball<N> {
    let beta = Ball::exact(beta);
    exp_of_minus(Ball::exact(x).mul(beta).abs()).ln_1p().div(beta)
}

/// d/dx `softplus_beta(x, β)` = σ(βx).
#[derive(Debug, Clone, Copy)]
pub struct SoftplusBetaDerivative;

impl Function<2> for SoftplusBetaDerivative {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x, beta]: [L; 2]) -> Estimate<L, R> {
        let (numerator, denominator, scale) = logistic(R::product(x, beta));
        let estimate = Estimate::relative(numerator / denominator).scaled(scale);
        if R::LIFTS { estimate.above(-60, beta.abs()).below(60, beta.abs()) } else { estimate }
    }

    fn accurate<const N: usize>([x, beta]: [Wide<N>; 2]) -> Ball<N> {
        let z = Ball::exact(x).mul(Ball::exact(beta));
        sigmoid(if z.exponent() < -200 { Ball::exact(not_too_small(z.value)) } else { z })
    }

    fn special([x, beta]: [f64; 2]) -> Option<f64> {
        if x.is_finite() && beta.is_finite() {
            return (x == 0.0 || beta == 0.0).then_some(0.5);
        }
        // 0·∞ is NaN: σ may tend to anything there.
        let z = x * beta;
        Some(if z.is_nan() {
            f64::NAN
        } else if z > 0.0 {
            1.0
        } else {
            0.0
        })
    }
}

/// d/dβ `softplus_beta(x, β)` = −(t·u/(1+u) + ln(1+u))/β² with t = |βx| and u = e^−t.
#[derive(Debug, Clone, Copy)]
pub struct SoftplusBetaDerivativeInBeta;

impl Function<2> for SoftplusBetaDerivativeInBeta {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x, beta]: [L; 2]) -> Estimate<L, R> {
        let (t, _) = magnitude(R::product(x, beta));
        let u = Decay::new(t, everywhere(x), DEEP);
        let one = R::exact(x.splat(1.0));
        // −t as far as e^−t follows it: a larger t would raise that.
        let rest = u.exponent * u.lifted / (one + u.plain()) - u.lifted.log1p();
        let estimate = Estimate::relative(rest / R::product(beta, beta)).scaled(u.scale);
        if R::LIFTS { estimate.above(-30, beta.abs()).below(30, beta.abs()) } else { estimate }
    }

    fn accurate<const N: usize>([x, beta]: [Wide<N>; 2]) -> Ball<N> {
        let (x, beta) = (Ball::exact(x), Ball::exact(beta));
        let t = x.mul(beta).abs();
        let u = exp_of_minus(t);
        let sum = t.mul(u).div(Ball::integer(1).add(u)).add(u.ln_1p());
        sum.div(beta.mul(beta)).neg()
    }

    fn special([x, beta]: [f64; 2]) -> Option<f64> {
        if x.is_nan() || beta.is_nan() {
            return Some(f64::NAN);
        }
        if beta == 0.0 {
            return Some(if x.is_infinite() { f64::NAN } else { f64::NEG_INFINITY });
        }
        (!x.is_finite() || !beta.is_finite()).then_some(-0.0)
    }
}
