//! softplus(x) = max(x, 0) + ln(1+e^−|x|), and `log_sigmoid(x)` = −softplus(−x).

use crate::{
    Float,
    accurate::{Ball, exp_of_minus},
    kernel::{
        Estimate, Function, Input, Pieces, Real, Scaled, apply,
        parts::{DEEP, Decay, positive_part},
        softplus as direct,
    },
    lanes::{Doubles, Lanes, Level, Singles},
    num::wide::Wide,
};

/// ln(1+eˣ).
#[derive(Debug, Clone, Copy)]
pub struct Softplus;

impl Function<1> for Softplus {
    /// Both terms are positive, so that no digit cancels.
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let u = Decay::new(R::exact(x.abs()), x.lt(x.splat(0.0)), DEEP);
        Estimate::relative(R::exact(positive_part(x)) + u.lifted.log1p()).scaled(u.scale)
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        softplus(Ball::exact(x))
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        (!x.is_finite()).then_some(if x == f64::NEG_INFINITY { 0.0 } else { x })
    }

    /// The f64 kernel where it holds.
    #[inline(always)]
    fn middle<L: Doubles>([x]: [L; 1]) -> Scaled<L> {
        let (hi, lo, error) = direct::double_parts(x);
        Scaled { hi, lo, error, scale: x.splat(1.0) }
    }

    #[inline]
    fn value<T: Float>(x: [T; 1]) -> T {
        apply::pieces::value::<Self, T, 1>(x)
    }

    #[inline]
    fn run<T: Float>(level: Level, input: [Input<T>; 1], out: &mut [T]) {
        apply::pieces::run::<Self, T, 1>(level, input, out);
    }
}

/// max(z, 0) + ln(1+e^−|z|).
pub(super) fn softplus<const N: usize>(z: Ball<N>) -> Ball<N> {
    // The first term that the series leaves out is below 2^(−11−64·N).
    if 6 * z.exponent() <= -64 * N as i32 {
        return near_zero(z).and(-11 - 64 * N as i32);
    }
    let tail = exp_of_minus(z.abs()).ln_1p();
    if z.is_negative() { tail } else { z.add(tail) }
}

/// ln 2 + z/2 + z²/8 − z⁴/192 (+ z⁶/2880 − …). Half of all floating-point numbers are small, and since their results are so
/// regular, most of the hardest inputs are there.
fn near_zero<const N: usize>(z: Ball<N>) -> Ball<N> {
    let square = z.mul(z);
    let curve = square.scale(-3).sub(square.mul(square).div_small(192));
    Ball::ln2().add(z.scale(-1)).add(curve)
}

impl Pieces for Softplus {
    #[inline(always)]
    fn single<L: Singles>([x]: [L; 1]) -> (L, L::Mask) {
        direct::single(x)
    }
    #[inline(always)]
    fn is_fine([x]: [f64; 1]) -> bool {
        x >= -f64::from(direct::LIMIT)
    }
    #[inline(always)]
    fn fine<L: Singles>([x]: [L; 1]) -> (L, L::Mask) {
        direct::fine(x)
    }
    #[inline(always)]
    fn half<L: Singles, const DROPPED: u32>([x]: [L; 1], smallest_normal: f32) -> (L, L::Mask) {
        direct::half::<L, DROPPED>(x, smallest_normal)
    }
    #[inline(always)]
    fn double<L: Doubles>([x]: [L; 1]) -> (L, L::Mask) {
        direct::double(x)
    }
}

/// −softplus(−x): softplus's kernels with both signs turned. (Passed to a function, they would not be inlined, and run
/// without the CPU's features.)
#[derive(Debug, Clone, Copy)]
pub struct LogSigmoid;

impl Function<1> for LogSigmoid {
    #[inline(always)]
    fn formula<L: Doubles, R: Real<L>>([x]: [L; 1]) -> Estimate<L, R> {
        let estimate = Softplus::formula::<L, R>([minus(x)]);
        Estimate { value: -estimate.value, ..estimate }
    }

    fn accurate<const N: usize>([x]: [Wide<N>; 1]) -> Ball<N> {
        softplus(Ball::exact(x.neg())).neg()
    }

    fn special([x]: [f64; 1]) -> Option<f64> {
        Softplus::special([-x]).map(|y| -y)
    }

    #[inline(always)]
    fn middle<L: Doubles>([x]: [L; 1]) -> Scaled<L> {
        let Scaled { hi, lo, error, scale } = Softplus::middle([minus(x)]);
        Scaled { hi: minus(hi), lo: minus(lo), error, scale }
    }

    #[inline]
    fn value<T: Float>(x: [T; 1]) -> T {
        apply::pieces::value::<Self, T, 1>(x)
    }

    #[inline]
    fn run<T: Float>(level: Level, input: [Input<T>; 1], out: &mut [T]) {
        apply::pieces::run::<Self, T, 1>(level, input, out);
    }
}

/// −x.
#[inline(always)]
pub(crate) fn minus<L: Lanes>(x: L) -> L {
    x * L::Element::from(-1.0)
}

impl Pieces for LogSigmoid {
    #[inline(always)]
    fn single<L: Singles>([x]: [L; 1]) -> (L, L::Mask) {
        let (y, unsure) = direct::single(minus(x));
        (minus(y), unsure)
    }
    #[inline(always)]
    fn is_fine([x]: [f64; 1]) -> bool {
        Softplus::is_fine([-x])
    }
    #[inline(always)]
    fn fine<L: Singles>([x]: [L; 1]) -> (L, L::Mask) {
        let (y, unsure) = direct::fine(minus(x));
        (minus(y), unsure)
    }
    #[inline(always)]
    fn half<L: Singles, const DROPPED: u32>([x]: [L; 1], smallest_normal: f32) -> (L, L::Mask) {
        let (y, unsure) = direct::half::<L, DROPPED>(minus(x), smallest_normal);
        (minus(y), unsure)
    }
    #[inline(always)]
    fn double<L: Doubles>([x]: [L; 1]) -> (L, L::Mask) {
        let (y, unsure) = direct::double(minus(x));
        (minus(y), unsure)
    }
}
