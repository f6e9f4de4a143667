//! softplus in wide precision.

use super::{
    exp::{exp, ln2},
    log1p::log1p,
};
use crate::num::wide::Wide;

/// max(x, 0) + ln(1+e^−|x|): two positive terms, so that no digit cancels and the relative error is that of the
/// worse term, below 2^(26−64·N).
pub(crate) fn accurate<const N: usize>(x: Wide<N>) -> Wide<N> {
    // The first term that the series leaves out is below 2^(−11−64·N).
    if 6 * x.exponent <= -64 * N as i32 {
        return near_zero(x);
    }
    let magnitude = x.abs();
    // e^−1000 is below 2^−1442, where every type rounds to zero; beside a positive x as large it changes no rounding.
    let limit = Wide::from_f64(1000.0);
    let t = if limit.sub(magnitude).negative { limit } else { magnitude };
    let tail = log1p(exp(t.neg()));
    if x.negative { tail } else { x.add(tail) }
}

/// ln 2 + x/2 + x²/8 − x⁴/192 (+ x⁶/2880 − …). Half of all floating-point numbers are small, and since their results are so
/// regular, most of the hardest inputs are there.
fn near_zero<const N: usize>(x: Wide<N>) -> Wide<N> {
    let square = x.mul(x);
    let curve = square.scale(-3).sub(square.mul(square).div_small(192));
    ln2().add(x.scale(-1)).add(curve)
}
