//! `shifted_softplus(x)` = ln((1+eˣ)/2) = softplus(x) − ln 2, which is 0 at 0.

use super::softplus::softplus;
use crate::{
    accurate::Ball,
    kernel::{
        Estimate, Function, Real,
        parts::{DEEP, Decay, nowhere, positive_part},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// ln((1+eˣ)/2).
#[derive(Debug, Clone, Copy)]
pub struct ShiftedSoftplus;

/// Up to here x/2 + ln cosh(x/2), whose second term is ½·ln(1+sinh²(x/2)), and sinh²(x/2) < 1.
const CENTRE: f64 = 1.5;

impl Function<1> for ShiftedSoftplus {
    /// sinh²(x/2) = (1−u)²/(4u) with u = e^−|x|.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let t = x.abs();
        let central = t.lt(x.splat(CENTRE));
        let u = Decay::new(R::exact(t), nowhere(x), DEEP);
        let complement = u.complement();
        let square = complement * complement / u.lifted.times(x.splat(4.0));
        let log = R::select(central, square, u.lifted).log1p();
        // For a tiny x, x/2 is the result or a tie, and what is added to it only breaks the tie.
        let even = log.times(x.splat(0.5));
        let least = t * R::NUDGE;
        let even = R::select(even.head().lt(least), R::exact(least), even);
        let value = R::select(
            central,
            R::exact(x * 0.5) + even,
            R::exact(positive_part(x)) - R::ln2_times(x.splat(1.0)) + log,
        );
        // The terms: for x < 0 the larger is ln 2, however far x is away.
        let magnitude = L::select(central, t, positive_part(x) + 2.0);
        let estimate = Estimate::relative(value).of(magnitude);
        if R::LIFTS { estimate.above(-600, t).below(1000, t) } else { estimate }
    }

    /// Near 0 as ln(1+(eˣ−1)/2), whose first digits are x/2.
    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        if x.exponent < -200 {
            return Ball::exact(x.scale(-1)).add(Ball::exact(x.abs().scale(-100)));
        }
        if x.exponent < 0 {
            return Ball::exact(x).exp_m1().scale(-1).ln_1p();
        }
        softplus(Ball::exact(x)).sub(Ball::ln2())
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        match x {
            0.0 => Some(0.0),
            f64::NEG_INFINITY => Some(-core::f64::consts::LN_2),
            _ => (!x.is_finite()).then_some(x),
        }
    }
}
