//! Sums and differences of exponentials in the logarithmic domain.

use super::softplus_inverse::log1mexp;
use crate::{
    Float,
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Input, Pieces, Real, apply,
        parts::{DEEP, Decay, log_complement, nowhere},
        softplus::log_sum,
    },
    lanes::{Doubles, Level, Singles},
    num::wide::Wide,
};

/// ln(eᵃ+eᵇ) = max(a, b) + ln(1+e^−|a−b|).
#[derive(Debug, Clone, Copy)]
pub struct LogAddExp;

impl Function<2> for LogAddExp {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([a, b]: [L; 2]) -> Estimate<L, R> {
        let (large, small) = (a.max(b), b.min(a));
        let t = R::sum(large, small * -1.0);
        let tail = Decay::new(t, nowhere(a), DEEP).lifted.log1p();
        let magnitude = large.abs() + tail.head();
        let estimate = Estimate::relative(R::exact(large) + tail).of(magnitude);
        if R::LIFTS { not_drowned(estimate, t.head(), large.abs()) } else { estimate }
    }

    fn accurate<const N: usize>([a, b]: [Wide<N>; 2]) -> Ball<N> {
        let (a, b) = (Ball::exact(a), Ball::exact(b));
        let difference = a.sub(b);
        let large = if difference.is_negative() { b } else { a };
        large.add(exp_of_minus(difference.abs()).ln_1p())
    }

    fn special([a, b]: [f64; 2]) -> Option<f64> {
        if a.is_nan() || b.is_nan() {
            return Some(f64::NAN);
        }
        if a == f64::NEG_INFINITY {
            return Some(b);
        }
        if b == f64::NEG_INFINITY || a == f64::INFINITY {
            return Some(a);
        }
        (b == f64::INFINITY).then_some(b)
    }

    #[inline]
    fn value<T: Float>(x: [T; 2]) -> T {
        apply::value::<Self, T, 2>(T::BITS > 16, x)
    }

    #[inline]
    fn run<T: Float>(level: Level, inputs: [Input<T>; 2], out: &mut [T]) {
        apply::run::<Self, T, 2>(T::BITS > 16, level, inputs, out);
    }
}

impl Pieces<2> for LogAddExp {
    #[inline(always)]
    fn single<L: Singles>(x: [L; 2]) -> (L, L::Mask) {
        log_sum::single(x)
    }
    #[inline(always)]
    fn double<L: Doubles>(x: [L; 2]) -> (L, L::Mask) {
        log_sum::double(x)
    }
}

/// Where t is large and the term beside e^−t so small that e^−380 counts, the formula does not hold.
#[inline(always)]
fn not_drowned<L: Doubles, R: Real<L>>(estimate: Estimate<L, R>, t: L, beside: L) -> Estimate<L, R> {
    estimate.only(t.lt(t.splat(DEEP)) | beside.splat(1e-100).lt(beside))
}

/// ln(eᵃ−eᵇ) = a + ln(1−e^−(a−b)) for a > b.
#[derive(Debug, Clone, Copy)]
pub struct LogSubExp;

impl Function<2> for LogSubExp {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([a, b]: [L; 2]) -> Estimate<L, R> {
        let t = R::sum(a, b * -1.0);
        let rest = log_complement(t, nowhere(a));
        let estimate = Estimate::relative(R::exact(a) + rest.value).of(a.abs() + rest.magnitude);
        let estimate = estimate.above(-1000, t.head()).below(1000, t.head());
        if R::LIFTS { not_drowned(estimate, t.head(), a.abs()) } else { estimate }
    }

    fn accurate<const N: usize>([a, b]: [Wide<N>; 2]) -> Ball<N> {
        let a = Ball::exact(a);
        a.add(log1mexp(a.sub(Ball::exact(b))))
    }

    fn special([a, b]: [f64; 2]) -> Option<f64> {
        if a.is_nan() || b.is_nan() || a < b || a == f64::INFINITY && b == f64::INFINITY {
            return Some(f64::NAN);
        }
        if a == b {
            return Some(f64::NEG_INFINITY);
        }
        (b == f64::NEG_INFINITY || a == f64::INFINITY).then_some(a)
    }
}
