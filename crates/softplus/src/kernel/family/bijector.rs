//! The constraint value = low + ln(1+e^βx)/β, its inverse, and the logarithms of both derivatives.

use super::{
    beta::{scaled_softplus, scaled_tail},
    softplus::softplus,
    softplus_inverse::{log1mexp, softplus_inverse},
};
use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{DEEP, Decay, log_complement, magnitude, nowhere},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// low + ln(1+e^βx)/β for finite β > 0 and low ≠ 0; for low = 0 it is `SoftplusBeta`.
#[derive(Debug, Clone, Copy)]
pub struct Forward;

impl Function<3> for Forward {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x, beta, low]: [L; 3]) -> Estimate<L, R> {
        let (linear, tail, _) = scaled_softplus::<L, R>(x, beta, false);
        let value = (R::exact(low) + R::exact(linear)) + tail;
        let magnitude = low.abs() + linear + tail.head();
        let estimate = Estimate::relative(value).of(magnitude).signed();
        if R::LIFTS {
            estimate.above(-60, beta).below(60, beta).above(-200, low.abs()).below(1000, low.abs())
        } else {
            estimate
        }
    }

    fn accurate<const N: usize>([x, beta, low]: [Wide<N>; 3]) -> Ball<N> {
        let tail = scaled_tail(x, beta);
        let linear = if x.negative { Ball::exact(low) } else { Ball::exact(x).add(Ball::exact(low)) };
        // Beside it, what is smaller than 2^−200 decides only ties.
        let least = if linear.is_zero() { i32::MIN } else { linear.exponent() - 200 };
        linear.add(tail.at_least(least))
    }

    fn special([x, _, low]: [f64; 3]) -> Option<f64> {
        (!x.is_finite()).then_some(if x == f64::NEG_INFINITY { low } else { x })
    }
}

/// ln(e^(β·(y−low))−1)/β.
#[derive(Debug, Clone, Copy)]
pub struct Inverse;

impl Function<3> for Inverse {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([y, beta, low]: [L; 3]) -> Estimate<L, R> {
        let above = R::sum(y, low * -1.0);
        let rest = log_complement(above * R::exact(beta), nowhere(y));
        let value = above + rest.value / R::exact(beta);
        let estimate = Estimate::relative(value).of(above.head() + rest.magnitude / beta).signed();
        let estimate = estimate.above(-900, above.head()).below(900, above.head());
        if R::LIFTS {
            estimate.above(-60, beta).below(60, beta)
        } else {
            estimate.above(-1000, above.head() * beta).below(1000, above.head() * beta)
        }
    }

    fn accurate<const N: usize>([y, beta, low]: [Wide<N>; 3]) -> Ball<N> {
        let above = Ball::exact(y).sub(Ball::exact(low));
        let beta = Ball::exact(beta);
        let z = above.mul(beta);
        if z.exponent() <= 0 {
            return softplus_inverse(z).div(beta);
        }
        // Beside the first term, what is smaller than 2^−200 of it decides only ties.
        above.add(log1mexp(z).div(beta).at_least(above.exponent() - 200))
    }

    fn special([y, _, low]: [f64; 3]) -> Option<f64> {
        outside(y, low, f64::INFINITY)
    }
}

/// The value where y is not above low, and the limit.
fn outside(y: f64, low: f64, limit: f64) -> Option<f64> {
    if y == low {
        return Some(f64::NEG_INFINITY);
    }
    if y == f64::INFINITY {
        return Some(limit);
    }
    (y < low || y.is_nan()).then_some(f64::NAN)
}

/// ln σ(βx).
#[derive(Debug, Clone, Copy)]
pub struct ForwardLogDet;

impl Function<2> for ForwardLogDet {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x, beta]: [L; 2]) -> Estimate<L, R> {
        let (t, negative) = magnitude(R::product(x, beta));
        let positive = x.splat(0.0).lt(x);
        let tail = Decay::new(t, positive, DEEP);
        let linear = R::select(negative, t, R::exact(x.splat(0.0)));
        let estimate = Estimate::relative(-(linear + tail.lifted.log1p())).scaled(tail.scale);
        if R::LIFTS { estimate.above(-60, beta).below(60, beta) } else { estimate }
    }

    fn accurate<const N: usize>([x, beta]: [Wide<N>; 2]) -> Ball<N> {
        let z = Ball::exact(x).mul(Ball::exact(beta)).neg();
        if z.is_negative() {
            return softplus(z).neg();
        }
        // The product may be a tie, and what is smaller than 2^−200 of it decides only that.
        z.add(exp_of_minus(z).ln_1p().at_least(z.exponent() - 200)).neg()
    }

    fn special([x, _]: [f64; 2]) -> Option<f64> {
        (!x.is_finite()).then_some(if x == f64::INFINITY { -0.0 } else { x })
    }
}

/// −ln(1−e^(−β·(y−low))), the logarithm of the inverse's derivative.
#[derive(Debug, Clone, Copy)]
pub struct InverseLogDet;

impl Function<3> for InverseLogDet {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([y, beta, low]: [L; 3]) -> Estimate<L, R> {
        let t = R::sum(y, low * -1.0) * R::exact(beta);
        let log = log_complement(t, y.splat(0.0).lt(t.head()));
        let estimate = Estimate::relative(-log.value).of(log.magnitude).scaled(log.scale);
        let estimate = estimate.above(-1000, t.head()).below(1000, t.head());
        if R::LIFTS { estimate.above(-60, beta).below(60, beta) } else { estimate }
    }

    fn accurate<const N: usize>([y, beta, low]: [Wide<N>; 3]) -> Ball<N> {
        log1mexp(Ball::exact(y).sub(Ball::exact(low)).mul(Ball::exact(beta))).neg()
    }

    fn special([y, _, low]: [f64; 3]) -> Option<f64> {
        outside(y, low, -0.0).map(|value| -value)
    }
}
