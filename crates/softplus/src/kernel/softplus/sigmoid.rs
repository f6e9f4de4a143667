//! The direct kernel of σ(x) for f32: softplus's with narrower pieces.

use super::{
    direct::{Linear, head, rounded},
    tables,
};
use crate::lanes::{Arithmetic, Singles, Table};

/// The pieces end here; what is behind them is unsure by its row.
#[cfg(feature = "probe")]
pub(crate) const LIMIT: f32 = 11.4375;
/// What is larger is in the row behind the pieces.
const CLAMP: f32 = 11.625;
/// Their centres are at 3k/8.
const PIECES_PER_UNIT: f32 = 8.0 / 3.0;
/// 1.5·2^23: adding it rounds to a whole number, which stands in the low bits.
const WHOLE: f32 = 12_582_912.0;

/// Behind the pieces: a rest that is not a number, so that the lane is unsure, be it multiplied by zero.
const ABOVE: [f64; 9] = [0.0, 0.0, f64::NAN, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

static NEAREST: Table<9> = Table::new(&tables::SIGMOID, ABOVE);
static RAISED: Table<9> = Table::new(&tables::SIGMOID_RAISED, ABOVE);

/// As softplus's ends. They are wider for the piece next to 0, whose tail is small and meets a rest of the other sign; where
/// sums are rounded up the table has its tail raised by 4.5 units. `softplus-oracle ends` tries every input; an upper end of
/// an odd number of units would be rounded to an even one.
pub(crate) const fn ends(arithmetic: Arithmetic) -> (f32, f32) {
    match arithmetic {
        Arithmetic::Directed => (11.0, 0.0),
        Arithmetic::Fused => (8.0, 8.0),
        Arithmetic::Unfused => (11.0, 8.0),
    }
}

/// σ for f32: the magnitude of the sum of [`single_sum`], rounded.
#[inline(always)]
pub(crate) fn single<L: Singles>(x: L) -> (L, L::Mask) {
    let (sum, rest) = single_sum(x);
    let (y, unsure) = rounded::<L>(sum, rest, ends(L::ARITHMETIC));
    (y.abs(), unsure)
}

/// σ(−|x|), and for x > 0 σ(−|x|) − 1 = −σ(x), in two parts: so its rest may be rounded up.
#[inline(always)]
pub(crate) fn single_sum<L: Singles>(x: L) -> (L, L) {
    let zero = x.splat(0.0);
    let linear = linear(x);
    let base = L::select(zero.lt(x), x.splat(-1.0), zero);
    let sum = linear.head.add_down(base);
    let error = linear.head - (sum - base);
    (sum, linear.with_tail(linear.rest.add_up(error)))
}

/// As softplus's, in pieces of another width.
#[inline(always)]
fn linear<L: Singles>(x: L) -> Linear<L> {
    let table = if matches!(L::ARITHMETIC, Arithmetic::Directed) { &RAISED } else { &NEAREST };
    let t = x.magnitude(CLAMP);
    let biased = t.mul_add(x.splat(PIECES_PER_UNIT), x.splat(WHOLE));
    let columns: [L; 9] = biased.columns(table);
    let d = t - columns[0];
    head(biased, columns, d)
}
