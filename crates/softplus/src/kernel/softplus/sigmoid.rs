//! The direct kernel of σ(x) for f32: softplus's pieces with another table.

use super::{
    direct::{linear, rounded},
    tables,
};
use crate::lanes::{Arithmetic, Singles, Table};

/// Behind the pieces: a rest whose ends differ, so that the lane is unsure.
const ABOVE: [f64; 9] = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

static NEAREST: Table<9> = Table::new(&tables::SIGMOID, ABOVE);
static RAISED: Table<9> = Table::new(&tables::SIGMOID_RAISED, ABOVE);

/// As softplus's ends. They are wider, because the polynomials of the pieces next to 0 have errors of 3 to 4 units, and the
/// tail of the first is small and meets a rest of the other sign. With the tail raised by 6.5 units in the table, the
/// upper end is again the rest itself where sums are rounded up. `softplus-oracle ends` tries every input; an upper end of
/// an odd number of units would be rounded to an even one.
pub(crate) const fn ends(arithmetic: Arithmetic) -> (f32, f32) {
    match arithmetic {
        Arithmetic::Directed => (15.0, 0.0),
        Arithmetic::Fused => (8.0, 10.0),
        Arithmetic::Unfused => (10.0, 12.0),
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
    let linear = linear(x, &NEAREST, &RAISED);
    let positive = zero.lt(x);
    let sum = L::select(positive, linear.head.add_down(x.splat(-1.0)), linear.head);
    // Exact: the head is at most 1/2.
    let error = L::select(positive, linear.head - (sum + 1.0), zero);
    (sum, linear.with_tail(linear.rest.add_up(error)))
}
