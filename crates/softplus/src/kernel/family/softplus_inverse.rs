//! `softplus_inverse(y)` = ln(eʸ−1) = y + ln(1−e^−y), and log1mexp(x) = ln(1−e^−x).

use crate::{
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Real,
        parts::{LogComplement, log_complement, reduce},
    },
    lanes::Doubles,
    num::wide::Wide,
};

/// ln(eʸ−1).
#[derive(Debug, Clone, Copy)]
pub struct SoftplusInverse;

/// From here on e^−y is less than 2^−94 of y.
const LAST: f64 = 62.0;

impl Function<1> for SoftplusInverse {
    /// The logarithm of eʸ−1, whose error is absolute.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([y]: [L; 1]) -> Estimate<L, R> {
        let one = y.splat(1.0);
        let w = -R::exact(y.min(y.splat(LAST))).one_minus_exp();
        let (k, f) = reduce(w);
        let log = R::ln2_times(k) + f.log1p();
        let value = R::select(y.lt(y.splat(LAST)), log, R::exact(y));
        let magnitude = (value.head().abs() + 1.0) * L::select(y.lt(one), y.splat(R::COMPLEMENT), one);
        Estimate::relative(value).of(magnitude).above(-1000, y).below(1000, y)
    }

    fn accurate<const N: usize>([y]: [Wide<N>; 1]) -> Ball<N> {
        softplus_inverse(Ball::exact(y))
    }

    fn special([y]: [f64; 1]) -> Option<f64> {
        positive(y, f64::INFINITY)
    }
}

/// The values of ln(eʸ−1) and ln(1−e^−y) at 0 and outside of their domain, and the limit.
pub(super) fn positive(y: f64, limit: f64) -> Option<f64> {
    match y {
        0.0 => Some(f64::NEG_INFINITY),
        f64::INFINITY => Some(limit),
        _ => (y < 0.0 || y.is_nan()).then_some(f64::NAN),
    }
}

/// ln(eʸ−1); from 1 on as y + ln(1−e^−y).
pub(super) fn softplus_inverse<const N: usize>(y: Ball<N>) -> Ball<N> {
    if y.exponent() <= 0 { y.exp_m1().ln() } else { y.add(exp_of_minus(y).neg().ln_1p()) }
}

/// ln(1−e^−x).
#[derive(Debug, Clone, Copy)]
pub struct Log1mExp;

impl Function<1> for Log1mExp {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let LogComplement { value, magnitude, scale } = log_complement(R::exact(x), x.splat(0.0).lt(x));
        Estimate::relative(value).of(magnitude).scaled(scale).above(-1000, x).below(1000, x)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        log1mexp(Ball::exact(x))
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        positive(x, -0.0)
    }
}

/// ln(1−e^−x); below 1 as ln(−(e^−x−1)).
pub(super) fn log1mexp<const N: usize>(x: Ball<N>) -> Ball<N> {
    if x.exponent() <= 0 { x.neg().exp_m1().neg().ln() } else { exp_of_minus(x).neg().ln_1p() }
}
