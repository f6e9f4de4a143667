//! eˣ in wide precision.

use super::constants::LN2;
use crate::num::wide::Wide;

/// Halvings of the argument before the series, undone by squarings: 8 cost less than the terms they save.
const HALVINGS: i32 = 8;

/// ln 2, truncated.
pub(crate) fn ln2<const N: usize>() -> Wide<N> {
    const { assert!(N <= LN2.len()) };
    Wide { negative: false, exponent: 0, limbs: core::array::from_fn(|i| LN2[LN2.len() - N + i]) }
}

/// eˣ for |x| ≤ 1000.
///
/// x = k·ln 2 + r with |r| ≤ 0.35; eˣ = 2^k·(e^(r/256))^256. With U = 2^(1−64·N): r has an absolute error below
/// 3·2^10·U from k·ln 2, so r/256 below 12·U; the series adds less than 40·U; the squarings double the relative
/// error eight times and add less than 2^9·U. The relative error is below 2^14·U = 2^(15−64·N).
pub(crate) fn exp<const N: usize>(x: Wide<N>) -> Wide<N> {
    // Below a quarter k is 0, and x may be too small for `to_f64_approx`.
    let k = if x.exponent < -1 { 0 } else { nearest(x.to_f64_approx() / core::f64::consts::LN_2) };
    let r = x.sub(ln2().mul(Wide::from_f64(f64::from(k)))).scale(-HALVINGS);
    let mut sum = Wide::from_f64(1.0);
    let mut term = sum;
    let mut n = 0;
    while !term.is_zero() && term.exponent > -64 * N as i32 {
        n += 1;
        term = term.mul(r).div_small(n);
        sum = sum.add(term);
    }
    for _ in 0..HALVINGS {
        sum = sum.mul(sum);
    }
    sum.scale(k)
}

fn nearest(x: f64) -> i32 {
    (if x < 0.0 { x - 0.5 } else { x + 0.5 }) as i32
}
