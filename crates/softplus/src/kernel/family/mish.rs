//! mish(x) = x·tanh(softplus(x)).

use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{DEEP, Decay},
        real::power_of_two,
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// x·tanh(softplus(x)).
#[derive(Debug, Clone, Copy)]
pub struct Mish;

impl Function<1> for Mish {
    /// tanh(ln(1+v)) = w/(w+2) with v = eˣ and w = v²+2v; for x ≥ 0 with u = e^−x: (1+2u)/(1+2u+2u²).
    ///
    /// For a tiny x it is 3/5 + 8x/25. A product 3x/5 that is not a tie is 2^−57 of itself away from one (2^−28 for f32):
    /// with the 3/5 of a larger x of the same sign it rounds the same.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let (zero, one, two) = (x.splat(0.0), R::exact(x.splat(1.0)), R::exact(x.splat(2.0)));
        let negative = x.lt(zero);
        let least = x.splat(R::NUDGE);
        let magnitude = x.abs();
        let t = L::select(magnitude.lt(least), least, magnitude);
        let u = Decay::new(R::exact(t), negative, DEEP);
        let plain = u.plain();
        let twice = one + plain.times(x.splat(2.0));
        let square = plain * plain;
        let numerator = R::select(negative, u.lifted * (plain + two), twice);
        let denominator =
            R::select(negative, plain * (plain + two) + two, twice + square.times(x.splat(2.0)));
        if !R::LIFTS {
            return Estimate::relative(R::exact(x) * (numerator / denominator));
        }
        let small = magnitude.lt(x.splat(power_of_two(-300)));
        let lift = L::select(small, x.splat(power_of_two(400)), x.splat(1.0));
        let scale = L::select(small, x.splat(power_of_two(-400)), u.scale);
        // Where e^−|x| ends, the result is zero; x must not grow beyond that.
        let x = x.max(x.splat(-1000.0));
        let estimate = Estimate::relative(R::exact(x * lift) * (numerator / denominator)).scaled(scale);
        estimate.above(-1022, magnitude).below(1000, magnitude)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        let small = x.exponent < -100;
        let t = if small { Wide::from_f64(1.0).scale(-100) } else { x.abs() };
        let u = exp_of_minus(Ball::exact(t));
        let (square, twice) = (u.mul(u), u.scale(1));
        let (numerator, rest) = if x.negative {
            (square.add(twice), Ball::integer(2))
        } else {
            (Ball::integer(1).add(twice), square.scale(1))
        };
        Ball::exact(x).mul(numerator).div(numerator.add(rest))
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        if x == 0.0 {
            return Some(x);
        }
        (!x.is_finite()).then_some(if x == f64::NEG_INFINITY { -0.0 } else { x })
    }
}
