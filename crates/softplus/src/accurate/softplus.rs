//! softplus in wide precision.

use super::{exp::exp, log1p::log1p};
use crate::num::wide::Wide;

/// max(x, 0) + ln(1+e^−|x|): two positive terms, so that no digit cancels and the relative error is that of the
/// worse term, below 2^(26−64·N).
pub(crate) fn accurate<const N: usize>(x: Wide<N>) -> Wide<N> {
    let magnitude = x.abs();
    // e^−1000 is below 2^−1442, where every type rounds to zero; beside a positive x as large it changes no rounding.
    let limit = Wide::from_f64(1000.0);
    let t = if limit.sub(magnitude).negative { limit } else { magnitude };
    let tail = log1p(exp(t.neg()));
    if x.negative { tail } else { x.add(tail) }
}
