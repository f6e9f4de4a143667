//! softplus(x) = max(x, 0) + ln(1+e^−|x|) in lanes.
//!
//! # From the exponential and the logarithm
//! Both terms are positive, so that no digit cancels: the relative error of the sum is at most that of the second
//! term plus the last additions'.
//!
//! | | narrow (f32, f16, bf16) | wide (f64, and hard cases of the others) |
//! |---|---|---|
//! | e^t | 2^−47.2 | 2^−97.8 |
//! | ln(1+u), which does not amplify the error of u | 2^−47.8 | 2^−92.6 |
//! | last sum | 2^−53 | 2^−102 |
//! | total, proven in proofs/softplus (ACCURACY.md has the measured errors) | 2^−46.5 | 2^−92.5 |
//! | bound used by the rounding test | 2^−44 | 2^−90 |
//!
//! The direct kernels, which come before these, are in `softplus/direct.rs`.

use super::{Scaled, narrow, wide};
use crate::{
    lanes::Doubles,
    num::double_double::{fast_two_sum, two_sum},
};

mod direct;
#[rustfmt::skip]
mod tables;

#[cfg(feature = "probe")]
pub(crate) use {
    direct::DOUBLE,
    tables::{FINE, HALF, RAISED, SINGLE},
};

pub(crate) use direct::{
    DOUBLE_ERROR, FIRST, LAST, LIMIT, double, double_sum, ends, fine, fine_sum, half, single, single_sum,
};
/// 2^−44.
pub(crate) const NARROW_ERROR: f64 = 1.0 / (1_u64 << 44) as f64;
/// 2^−90.
pub(crate) const WIDE_ERROR: f64 = 1.0 / (1_u128 << 90) as f64;

/// e^−150 is below half of the smallest positive f32 and bf16, 2^−150.
const NARROW_LIMIT: f64 = 150.0;
/// e^−746 is below half of the smallest positive f64, 2^−1075.
const WIDE_LIMIT: f64 = 746.0;
/// From here on downwards the logarithm works on u·2^400: u < 2^−548, so that u·2^400 < 2^−148 still equals its
/// logarithm, and no part of the double-double is subnormal.
const DEEP: f64 = -380.0;
const LIFT: f64 = f64::from_bits((1023 + 400) << 52);
const LOWER: f64 = f64::from_bits((1023 - 400) << 52);
/// From here on upwards the result is x: e^−40 < 2^−57 is below half a unit of the last place of 40, 2^−48.
const IDENTITY: f64 = 40.0;

#[inline(always)]
pub(crate) fn narrow<L: Doubles>(x: L) -> L {
    positive_part(x) + narrow::log1p(narrow::exp(minus_magnitude(x, NARROW_LIMIT)))
}

#[inline(always)]
pub(crate) fn wide<L: Doubles>(x: L) -> Scaled<L> {
    let t = minus_magnitude(x, WIDE_LIMIT);
    let deep = t.lt(x.splat(DEEP));
    let one = x.splat(1.0);
    let (tail, tail_low) = wide::log1p(wide::exp(t, L::select(deep, x.splat(LIFT), one)));
    let (sum, error) = two_sum(positive_part(x), tail);
    let (hi, lo) = fast_two_sum(sum, error + tail_low);
    Scaled { hi, lo, scale: L::select(deep, x.splat(LOWER), one) }
}

/// NaN, +∞, and the large inputs, whose tail was lifted for nothing. −∞ needs nothing: it is clamped.
#[inline(always)]
pub(crate) fn finish<L: Doubles>(x: L, rounded: L) -> L {
    L::select(x.lt(x.splat(IDENTITY)), rounded, x + 0.0)
}

/// −min(|x|, limit); −limit for NaN, so that every table index is in range.
#[inline(always)]
fn minus_magnitude<L: Doubles>(x: L, limit: f64) -> L {
    let (magnitude, limit) = (x.abs(), x.splat(limit));
    x.splat(0.0) - L::select(magnitude.lt(limit), magnitude, limit)
}

/// max(x, 0), and NaN for NaN.
#[inline(always)]
fn positive_part<L: Doubles>(x: L) -> L {
    let zero = x.splat(0.0);
    L::select(x.lt(zero), zero, x)
}
