//! The family in wide precision. Each x is finite; what is exact, a limit, or NaN is decided before.

use super::Ball;
use crate::num::wide::Wide;

/// For t ≥ 2^13, e^−t is less than two to this, and decides no rounding, whatever it is.
const NOTHING: i32 = -11_000;

/// e^−|x|.
fn exp_of_minus<const N: usize>(x: Wide<N>) -> Ball<N> {
    if x.exponent > 13 { Ball::integer(1).scale(NOTHING) } else { Ball::exact(x.abs().neg()).exp() }
}

/// max(x, 0) + ln(1+e^−|x|): two positive terms, so that no digit cancels.
pub(crate) fn softplus<const N: usize>(x: Wide<N>) -> Ball<N> {
    let tail = exp_of_minus(x).ln_1p();
    if x.negative { tail } else { Ball::exact(x).add(tail) }
}

/// −softplus(−x).
pub(crate) fn log_sigmoid<const N: usize>(x: Wide<N>) -> Ball<N> {
    softplus(x.neg()).neg()
}

/// 1/(1+e^−x); for x < 0 as u/(1+u) with u = eˣ.
pub(crate) fn sigmoid<const N: usize>(x: Wide<N>) -> Ball<N> {
    let (one, u) = (Ball::integer(1), exp_of_minus(x));
    (if x.negative { u } else { one }).div(one.add(u))
}

/// u/(1+u)² with u = e^−|x|.
pub(crate) fn second_derivative<const N: usize>(x: Wide<N>) -> Ball<N> {
    let u = exp_of_minus(x);
    let sum = Ball::integer(1).add(u);
    u.div(sum.mul(sum))
}

/// ln((1+eˣ)/2): near 0 as ln(1+(eˣ−1)/2), whose first digits are x/2.
pub(crate) fn shifted_softplus<const N: usize>(x: Wide<N>) -> Ball<N> {
    if x.exponent < 0 {
        return Ball::exact(x).exp_m1().scale(-1).ln_1p();
    }
    softplus(x).sub(Ball::ln2())
}

/// x·tanh(softplus(x)) = x·w/(w+2), w = e^2x + 2eˣ; for x ≥ 0 with u = e^−x: x·(1+2u)/(1+2u+2u²).
pub(crate) fn mish<const N: usize>(x: Wide<N>) -> Ball<N> {
    let u = exp_of_minus(x);
    let (square, twice) = (u.mul(u), u.scale(1));
    let (numerator, rest) = if x.negative {
        (square.add(twice), Ball::integer(2))
    } else {
        (Ball::integer(1).add(twice), square.scale(1))
    };
    Ball::exact(x).mul(numerator).div(numerator.add(rest))
}

/// ln(softplus(x)); for x < 0 as x + ln(ln(1+u)/u) with u = eˣ, where both terms are negative.
pub(crate) fn log_softplus<const N: usize>(x: Wide<N>) -> Ball<N> {
    if !x.negative {
        return softplus(x).ln();
    }
    let u = exp_of_minus(x);
    Ball::exact(x).add(u.ln_1p().div(u).ln())
}

/// ln(eʸ−1) for y > 0; from 1 on as y + ln(1−e^−y).
pub(crate) fn softplus_inverse<const N: usize>(y: Wide<N>) -> Ball<N> {
    if y.exponent <= 0 {
        return Ball::exact(y).exp_m1().ln();
    }
    Ball::exact(y).add(exp_of_minus(y).neg().ln_1p())
}

/// ln(1−e^−x) for x > 0; below 1/2 as ln(−(e^−x−1)).
pub(crate) fn log1mexp<const N: usize>(x: Ball<N>) -> Ball<N> {
    if x.value.exponent < 0 {
        return x.neg().exp_m1().neg().ln();
    }
    exp_of_minus_ball(x).neg().ln_1p()
}

fn exp_of_minus_ball<const N: usize>(t: Ball<N>) -> Ball<N> {
    if t.value.exponent > 13 { Ball::integer(1).scale(NOTHING) } else { t.neg().exp() }
}
