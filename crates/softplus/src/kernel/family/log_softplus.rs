//! `log_softplus(x)` = ln(ln(1+eˣ)).

use super::softplus::softplus;
use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{Decay, nowhere, reduce},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// ln(softplus(x)).
#[derive(Debug, Clone, Copy)]
pub struct LogSoftplus;

/// From here on e^−|x|, less than 2^−144, is what decides no rounding beside x.
const END: f64 = 100.0;

impl Function<1> for LogSoftplus {
    /// For x < 0: x + ln(ln(1+u)/u) with u = eˣ, where both terms are negative.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let negative = x.lt(x.splat(0.0));
        let u = Decay::new(R::exact(x.abs()), nowhere(x), END).lifted;
        let tail = u.log1p();
        let (k, f) = reduce(R::select(negative, tail / u, R::exact(x) + tail));
        let log = R::ln2_times(k) + f.log1p();
        let value = R::select(negative, R::exact(x) + log, log);
        Estimate::relative(value).of(value.head().abs() + 1.0)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        if !x.negative {
            return softplus(Ball::exact(x)).ln();
        }
        let u = exp_of_minus(Ball::exact(x.abs()));
        Ball::exact(x).add(u.ln_1p().div(u).ln())
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        (!x.is_finite()).then_some(x)
    }
}
