//! Derivatives of softplus: the logistic function σ(x) = 1/(1+e^−x), σ′(x) = σ(x)·σ(−x), and their products with
//! gradients.

use crate::{
    Float,
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Input, Pieces, Real, apply,
        parts::{DEEP_FACTOR, Decay, everywhere, logistic},
        softplus::{backward, sigmoid as direct},
    },
    lanes::{Doubles, Level, Singles},
    num::{round::round, wide::Wide},
};

/// σ(x).
#[derive(Debug, Clone, Copy)]
pub struct Sigmoid;

impl Function<1> for Sigmoid {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let (numerator, denominator, scale) = logistic(R::exact(x));
        Estimate::relative(numerator / denominator).scaled(scale)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        sigmoid(Ball::exact(not_too_small(x)))
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        match x {
            0.0 => Some(0.5),
            f64::INFINITY => Some(1.0),
            f64::NEG_INFINITY => Some(0.0),
            _ => x.is_nan().then_some(x),
        }
    }

    #[inline]
    fn value<T: Float>(x: [T; 1]) -> T {
        apply::value::<Self, T, 1>(T::BITS == 32, x)
    }

    #[inline]
    fn run<T: Float>(level: Level, inputs: [Input<T>; 1], out: &mut [T]) {
        apply::run::<Self, T, 1>(T::BITS == 32, level, inputs, out);
    }
}

impl Pieces for Sigmoid {
    #[inline(always)]
    fn single<L: Singles>([x]: [L; 1]) -> (L, L::Mask) {
        direct::single(x)
    }
}

/// 1/(1+e^−z); for z < 0 as u/(1+u) with u = e^z.
pub(super) fn sigmoid<const N: usize>(z: Ball<N>) -> Ball<N> {
    let (one, u) = (Ball::integer(1), exp_of_minus(z.abs()));
    (if z.is_negative() { u } else { one }).div(one.add(u))
}

/// x, or ±2^−200 nearer to zero: for so small numbers σ and σ′ are so near to their values at 0 that only the side counts,
/// and the rounding is decided with few bits.
pub(super) fn not_too_small<const N: usize>(x: Wide<N>) -> Wide<N> {
    if x.exponent < -200 { Wide { negative: x.negative, ..Wide::from_f64(1.0).scale(-200) } } else { x }
}

/// σ′(x) = u/(1+u)² with u = e^−|x|.
#[derive(Debug, Clone, Copy)]
pub struct SoftplusSecondDerivative;

impl Function<1> for SoftplusSecondDerivative {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let (numerator, denominator, scale): (R, R, L) = bell(x);
        Estimate::relative(numerator / denominator).scaled(scale)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        second_derivative(x)
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        if x == 0.0 {
            return Some(0.25);
        }
        (!x.is_finite()).then_some(if x.is_nan() { x } else { 0.0 })
    }
}

/// (numerator, denominator, scale) of σ′(x).
#[inline(always)]
fn bell<L: Doubles, R: Real<L>>(x: L) -> (R, R, L) {
    let u = Decay::new(R::exact(x.abs()), everywhere(x), DEEP_FACTOR);
    let sum = R::exact(x.splat(1.0)) + u.plain();
    (u.lifted, sum * sum, u.scale)
}

fn second_derivative<const N: usize>(x: Wide<N>) -> Ball<N> {
    let u = exp_of_minus(Ball::exact(not_too_small(x).abs()));
    let sum = Ball::integer(1).add(u);
    u.div(sum.mul(sum))
}

/// grad·σ(x).
#[derive(Debug, Clone, Copy)]
pub struct SoftplusBackward;

impl Function<2> for SoftplusBackward {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([grad, x]: [L; 2]) -> Estimate<L, R> {
        let (numerator, denominator, scale) = logistic(R::exact(x));
        let estimate = Estimate::relative(R::exact(grad) * numerator / denominator).scaled(scale);
        if R::LIFTS {
            estimate.above(-300, grad.abs()).below(300, grad.abs()).below(9, x.abs())
        } else {
            estimate
        }
    }

    fn accurate<const N: usize>([grad, x]: [Wide<N>; 2]) -> Ball<N> {
        Ball::exact(grad).mul(sigmoid(Ball::exact(not_too_small(x))))
    }

    fn special([grad, x]: [f64; 2]) -> Option<f64> {
        if grad.is_nan() {
            return Some(grad);
        }
        let slope = Sigmoid::special([x]);
        match slope {
            Some(slope) => Some(grad * slope),
            None => (!grad.is_finite() || grad == 0.0).then_some(grad),
        }
    }

    #[inline]
    fn value<T: Float>(x: [T; 2]) -> T {
        apply::value::<Self, T, 2>(T::BITS == 32, x)
    }

    #[inline]
    fn run<T: Float>(level: Level, inputs: [Input<T>; 2], out: &mut [T]) {
        apply::run::<Self, T, 2>(T::BITS == 32, level, inputs, out);
    }
}

impl Pieces<2> for SoftplusBackward {
    #[inline(always)]
    fn single<L: Singles>(x: [L; 2]) -> (L, L::Mask) {
        backward::single(x)
    }
}

/// a·b·σ′(x).
#[derive(Debug, Clone, Copy)]
pub struct SoftplusDoubleBackward;

impl Function<3> for SoftplusDoubleBackward {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([a, b, x]: [L; 3]) -> Estimate<L, R> {
        let (numerator, denominator, scale) = bell(x);
        let value: R = R::product(a, b) * numerator / denominator;
        let estimate = Estimate::relative(value).scaled(scale);
        if R::LIFTS {
            let (a, b) = (a.abs(), b.abs());
            estimate.above(-150, a).below(150, a).above(-150, b).below(150, b).below(9, x.abs())
        } else {
            estimate
        }
    }

    fn accurate<const N: usize>([a, b, x]: [Wide<N>; 3]) -> Ball<N> {
        Ball::exact(a).mul(Ball::exact(b)).mul(second_derivative(x))
    }

    fn special([a, b, x]: [f64; 3]) -> Option<f64> {
        if x == 0.0 && a.is_finite() && b.is_finite() {
            // The exact product of two doubles has 106 bits: one rounding.
            let product = Wide::<3>::from_f64(a).mul(Wide::from_f64(b)).scale(-2);
            return Some(if product.is_zero() { a * b } else { round(&product) });
        }
        if x.is_finite() {
            return (a == 0.0 || b == 0.0 || !a.is_finite() || !b.is_finite()).then_some(a * b);
        }
        // σ′ first, which is 0 or NaN there, so that no product of large factors overflows.
        SoftplusSecondDerivative::special([x]).map(|slope| slope * a * b)
    }
}
