//! ln(1+u) in wide precision.

use super::exp::exp;
use crate::num::wide::Wide;

/// ln(1+u) for 0 ≤ u ≤ 1.
///
/// Small u: the series of [`log1p_series`], relative error below 2^6·U with U = 2^(1−64·N). Otherwise u ≥ 2^−8: a
/// double y near ln(1+u) is taken out exactly, ln(1+u) = y + ln(1+d) with 1+d = (1+u)·e^−y. The error of e^−y,
/// 2^14·U, is then an absolute one; against the result, at least 2^−9, it is 2^23·U. The relative error is below
/// 2^24·U = 2^(25−64·N).
pub(crate) fn log1p<const N: usize>(u: Wide<N>) -> Wide<N> {
    if u.exponent < -7 {
        return log1p_series(u);
    }
    let y = Wide::from_f64(log1p_estimate(u.to_f64_approx()));
    let one = Wide::from_f64(1.0);
    let d = one.add(u).mul(exp(y.neg())).sub(one);
    y.add(log1p_series(d))
}

/// ln(1+u) = 2·atanh(v) = 2·(v + v³/3 + v⁵/5 + …) with v = u/(2+u), for |u| ≤ 2^−8.
fn log1p_series<const N: usize>(u: Wide<N>) -> Wide<N> {
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

/// ln(1+u) to about 30 bits: the series in doubles; v ≤ 1/3, and ten terms leave 2^−33.
fn log1p_estimate(u: f64) -> f64 {
    let v = u / (2.0 + u);
    let square = v * v;
    let mut sum = 0.0;
    for n in (0..10).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    2.0 * v * sum
}
