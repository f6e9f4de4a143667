//! eˣ and eˣ − 1 in wide precision.

use super::constants::LN2;
use crate::num::wide::Wide;

/// Halvings of the argument before the series, undone by doublings: 8 cost less than the terms they save.
const HALVINGS: i32 = 8;

/// ln 2, truncated.
pub(crate) fn ln2<const N: usize>() -> Wide<N> {
    const { assert!(N <= LN2.len()) };
    Wide { negative: false, exponent: 0, limbs: core::array::from_fn(|i| LN2[LN2.len() - N + i]) }
}

/// eˣ for |x| ≤ 2^13; relative error below 2^([`error`]−64·N).
pub(super) fn exp<const N: usize>(x: Wide<N>) -> Wide<N> {
    let (k, growth) = reduced(x);
    Wide::from_f64(1.0).add(growth).scale(k)
}

/// With U = 2^(1−64·N), and |x| < 2^e: r has an absolute error below U·2^(e+3) from k·ln 2, and e^r − 1 is at most 1/2
/// with a relative error below 2^8·U.
pub(super) fn error<const N: usize>(x: Wide<N>) -> i32 {
    (x.exponent + 3).max(8) + 2
}

/// eˣ − 1 for |x| ≤ 2^13, and the exponent of a bound of its error, which is relative to a small value.
pub(super) fn exp_m1<const N: usize>(x: Wide<N>) -> (Wide<N>, i32) {
    let (k, growth) = reduced(x);
    if k == 0 {
        return (growth, growth.exponent + 9 - 64 * N as i32);
    }
    let power = Wide::from_f64(1.0).add(growth).scale(k);
    // The difference of numbers of which the larger is at most twice the power, or 1.
    (power.sub(Wide::from_f64(1.0)), power.exponent.max(1) + error(x) + 1 - 64 * N as i32)
}

/// (k, e^r − 1) with x = k·ln 2 + r and |r| ≤ 0.35; k is 0 for |x| below a quarter.
///
/// From r/256, whose series has terms that fall by 2^9, e^r − 1 in eight steps: with g = e^s − 1, e^2s − 1 = g·(2+g). Each
/// has a relative error of three U, and the earlier ones grow by less than a quarter altogether.
fn reduced<const N: usize>(x: Wide<N>) -> (i32, Wide<N>) {
    // x may be too small for `to_f64_approx`.
    let k = if x.exponent < -1 { 0 } else { nearest(x.to_f64_approx() / core::f64::consts::LN_2) };
    let r = if k == 0 { x } else { x.sub(ln2().mul(Wide::from_f64(f64::from(k)))) }.scale(-HALVINGS);
    let (mut growth, mut term) = (r, r);
    let mut n = 1;
    while !term.is_zero() && term.exponent > growth.exponent - 64 * N as i32 {
        n += 1;
        term = term.mul(r).div_small(n);
        growth = growth.add(term);
    }
    let two = Wide::from_f64(2.0);
    for _ in 0..HALVINGS {
        growth = growth.mul(two.add(growth));
    }
    (k, growth)
}

fn nearest(x: f64) -> i32 {
    (if x < 0.0 { x - 0.5 } else { x + 0.5 }) as i32
}
