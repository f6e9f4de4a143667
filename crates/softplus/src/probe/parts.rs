//! What the direct kernels round, for the evidence.

use super::{Arithmetic, LogAddExp, LogSigmoid, Pieces, Sigmoid, Softplus, SoftplusBackward};
use crate::{
    kernel::{family::minus, softplus as direct},
    lanes::{Doubles, Singles},
};

/// An f32 kernel whose rounding test is tried at every input.
pub trait Ends: Pieces {
    /// How far the true rest may be below and above that of [`Ends::single_sum`], in units of 2^−24 of it.
    fn ends(arithmetic: Arithmetic) -> (f32, f32);
    /// What [`Pieces::single`] rounds, in two parts.
    fn single_sum<L: Singles>(x: L) -> (L, L);
    /// Where [`Pieces::single`] may be sure.
    fn is_decided(x: f64) -> bool;
}

/// Kernels with bounds of their errors.
pub trait Parts<const A: usize>: Pieces<A> {
    /// What the f32 kernel rounds, softplus's fine one, in two parts; and a bound of their error.
    fn single_parts<L: Singles>(x: [L; A]) -> (L, L, L);
    /// What [`Pieces::double`] rounds, in two parts; and a bound of their error, infinite where it is always unsure.
    fn double_parts<L: Doubles>(x: [L; A]) -> (L, L, L);
}

impl Ends for Softplus {
    fn ends(arithmetic: Arithmetic) -> (f32, f32) {
        direct::ends(arithmetic)
    }
    #[inline(always)]
    fn single_sum<L: Singles>(x: L) -> (L, L) {
        direct::single_sum(x)
    }
    fn is_decided(x: f64) -> bool {
        Self::is_fine([x])
    }
}

impl Parts<1> for Softplus {
    #[inline(always)]
    fn single_parts<L: Singles>([x]: [L; 1]) -> (L, L, L) {
        direct::fine_sum(x)
    }
    #[inline(always)]
    fn double_parts<L: Doubles>([x]: [L; 1]) -> (L, L, L) {
        direct::double_parts(x)
    }
}

impl Ends for LogSigmoid {
    fn ends(arithmetic: Arithmetic) -> (f32, f32) {
        direct::ends(arithmetic)
    }
    #[inline(always)]
    fn single_sum<L: Singles>(x: L) -> (L, L) {
        let (sum, rest) = direct::single_sum(minus(x));
        (minus(sum), minus(rest))
    }
    fn is_decided(x: f64) -> bool {
        Self::is_fine([x])
    }
}

impl Parts<1> for LogSigmoid {
    #[inline(always)]
    fn single_parts<L: Singles>([x]: [L; 1]) -> (L, L, L) {
        let (sum, rest, width) = direct::fine_sum(minus(x));
        (minus(sum), minus(rest), width)
    }
    #[inline(always)]
    fn double_parts<L: Doubles>([x]: [L; 1]) -> (L, L, L) {
        let (sum, rest, width) = direct::double_parts(minus(x));
        (minus(sum), minus(rest), width)
    }
}

impl Ends for Sigmoid {
    fn ends(arithmetic: Arithmetic) -> (f32, f32) {
        direct::sigmoid::ends(arithmetic)
    }
    #[inline(always)]
    fn single_sum<L: Singles>(x: L) -> (L, L) {
        direct::sigmoid::single_sum(x)
    }
    fn is_decided(x: f64) -> bool {
        x.abs() < f64::from(direct::sigmoid::LIMIT)
    }
}

impl Parts<2> for SoftplusBackward {
    #[inline(always)]
    fn single_parts<L: Singles>([grad, x]: [L; 2]) -> (L, L, L) {
        let (sum, rest, width) = direct::backward::single_sum([grad, x]);
        let tiny = grad.abs().lt(grad.splat(direct::backward::SMALLEST));
        (sum, rest, L::select(tiny, grad.splat(f32::INFINITY), width))
    }
    /// There is none.
    #[inline(always)]
    fn double_parts<L: Doubles>([grad, x]: [L; 2]) -> (L, L, L) {
        (grad, x, x.splat(f64::INFINITY))
    }
}

impl Parts<2> for LogAddExp {
    #[inline(always)]
    fn single_parts<L: Singles>(x: [L; 2]) -> (L, L, L) {
        direct::log_sum::single_sum(x)
    }
    #[inline(always)]
    fn double_parts<L: Doubles>(x: [L; 2]) -> (L, L, L) {
        direct::log_sum::double_sum(x)
    }
}
