//! mish(x) = x·tanh(softplus(x)).

use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{DEEP, Decay},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// x·tanh(softplus(x)).
#[derive(Debug, Clone, Copy)]
pub struct Mish;

/// From here on 2/(w+2) is less than 2^−100.
const LAST: f64 = 36.0;

impl Function<1> for Mish {
    /// tanh(ln(1+v)) = w/(w+2) with v = eˣ and w = v·(v+2).
    ///
    /// For a tiny x the result is near 3x/5, which is at least a tenth of its last place away from any tie.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let two = R::exact(x.splat(2.0));
        let negative = x.lt(x.splat(0.0));
        let v = Decay::new(R::exact(x.min(x.splat(LAST)) * -1.0), negative, DEEP);
        let factor = v.plain() + two;
        let ratio = v.lifted * factor / (v.plain() * factor + two);
        if !R::LIFTS {
            return Estimate::relative(R::exact(x) * ratio);
        }
        // Where eˣ ends, the result is zero; x must not grow beyond that.
        let bounded = x.max(x.splat(-1000.0));
        let estimate = Estimate::relative(R::exact(bounded) * ratio).scaled(v.scale);
        estimate.above(-300, x.abs()).below(1000, x.abs())
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
