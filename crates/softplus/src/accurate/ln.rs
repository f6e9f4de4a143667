//! ln(1+u) in wide precision.

use super::exp::{exp, ln2};
use crate::num::wide::Wide;

/// The relative error of [`ln_1p`] is below 2^(ERROR−64·N).
pub(super) const ERROR: i32 = 25;

/// ln(1+u) for −1/2 ≤ u ≤ 1.
///
/// Small u: the series of [`series`], relative error below 2^6·U with U = 2^(1−64·N). Otherwise |u| ≥ 2^−8: a
/// double y near ln(1+u) is taken out exactly, ln(1+u) = y + ln(1+d) with 1+d = (1+u)·e^−y. The error of e^−y,
/// 2^10·U, is then an absolute one; against the result, at least 2^−9, it is 2^19·U. The relative error is below
/// 2^24·U = 2^(25−64·N).
pub(super) fn ln_1p<const N: usize>(u: Wide<N>) -> Wide<N> {
    if u.exponent < -7 {
        return series(u);
    }
    let y = Wide::from_f64(estimate(u.to_f64_approx()));
    let one = Wide::from_f64(1.0);
    let d = one.add(u).mul(exp(y.neg())).sub(one);
    y.add(series(d))
}

/// ln v for v > 0, and the exponent of a bound of its error: v = 2^k·m with m in [3/4, 3/2), so that a v near 1 has k = 0.
pub(super) fn ln<const N: usize>(v: Wide<N>) -> (Wide<N>, i32) {
    // The significand is in [1/2, 1); from 3/4 on it is m, below that half of it.
    let k = v.exponent - i32::from(v.limbs[N - 1] >> 62 < 3);
    let from_one = v.scale(-k).sub(Wide::from_f64(1.0));
    let ln_m = ln_1p(from_one);
    if k == 0 {
        // The difference from 1 may have lost one unit.
        return (ln_m, ln_m.exponent.max(1) + ERROR + 2 - 64 * N as i32);
    }
    let value = ln2().mul(Wide::from_f64(k.into())).add(ln_m);
    (value, value.exponent.max(1) + ERROR + 2 - 64 * N as i32)
}

/// ln(1+u) = 2·atanh(v) = 2·(v + v³/3 + v⁵/5 + …) with v = u/(2+u), for |u| ≤ 2^−8.
fn series<const N: usize>(u: Wide<N>) -> Wide<N> {
    let v = u.mul(Wide::from_f64(2.0).add(u).recip());
    let square = v.mul(v);
    let (mut sum, mut power) = (v, v);
    let mut n = 1;
    while !power.is_zero() && power.exponent > sum.exponent - 64 * N as i32 {
        n += 2;
        power = power.mul(square);
        sum = sum.add(power.div_small(n));
    }
    sum.scale(1)
}

/// ln(1+u) to about 30 bits: the series in doubles; |v| ≤ 1/3, and ten terms leave 2^−33.
fn estimate(u: f64) -> f64 {
    let v = u / (2.0 + u);
    let square = v * v;
    let mut sum = 0.0;
    for n in (0..10).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    2.0 * v * sum
}
