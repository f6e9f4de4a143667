//! The direct kernels: softplus as a piecewise polynomial, rounded at once. Most elements need nothing else.
//!
//! One lookup brings the coefficients of the piece that x lies in. The leading terms are summed without error; the
//! rest, and with it its rounding errors, is smaller by a power of the distance d to the piece's centre.
//!
//! Every kernel returns the results and the unsure lanes: those whose rounding is not decided, and those below the
//! pieces.

use super::tables;
use crate::{
    lanes::{Arithmetic, Doubles, Lanes, ROW, Rows, Singles, Table},
    num::{
        double_double::fast_two_sum,
        poly::{horner_each, horner_pairs},
    },
};

/// The pieces of the narrow types end here. Above, ln(1+e^−|x|) < 2^−22 is less than half a unit of the last place of
/// x, 2^−21; below the negative of it, the lanes are unsure.
pub(crate) const LIMIT: f32 = 15.25;
/// What is larger is in the row behind the pieces.
pub(super) const CLAMP: f32 = 15.5;

/// 1.5·2^22: adding it to |x| rounds that to a half, and twice that stands in the low bits.
pub(super) const HALVES: f32 = 6_291_456.0;

/// The rows above the last piece. For x > 0, max(x, 0) plus nearly nothing is x, the result. For x < 0, nearly nothing
/// decides no rounding, be it all of the rest or, of f16 and bf16, a number below the normal ones and a tie.
const ABOVE_SINGLE: [f64; 9] = [0.0, 0.0, ALMOST_NOTHING, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
const ABOVE_HALF: [f64; 5] = [ALMOST_NOTHING * (1.0 + 1.0 / 256.0), 0.0, 0.0, 0.0, 0.0];
/// 2^−23: ln(1+e^−15.25) is less than twice that, and half a unit of the last place of 15.25 four times that.
const ALMOST_NOTHING: f64 = 1.0 / (1 << 23) as f64;

pub(super) static SINGLE: Table<9> = Table::new(&tables::SINGLE, ABOVE_SINGLE);
static RAISED: Table<9> = Table::new(&tables::RAISED, ABOVE_SINGLE);
static FINE: Table<7> = Table::new(&tables::FINE, [0.0; 7]);
static HALF: Table<5> = Table::new(&tables::HALF, ABOVE_HALF);

/// Where the true value's rest ends below and above, seen from the computed one, in units of 2^−24 of it.
///
/// | error of | fused | with two roundings in a multiply-add |
/// |---|---|---|
/// | the polynomial, its coefficients rounded | 1.23 | 1.23 |
/// | its last sum, and the products before it | 1.09 | 1.18 |
/// | d² | 1 | 1 |
/// | the tail's product | | 1 |
/// | the tail's sum with the rest | 1 | 1 |
/// | together, for a long tail | 4.32 | 5.41 |
/// | the product with the ends themselves | | 1 |
///
/// Where sums can be rounded down at no cost, and what they leave up, the rest is never negative, and with a tail that is
/// raised by 3.5 units in the table it is the upper end itself: rounding that costs an addition, and no multiply-add.
/// Else it is raised by half a unit: singles are twice as far apart above 1 as below it.
///
/// A tail of few half units may meet a rest of the other sign; then all errors are larger in units of their sum. No
/// bound of each by itself is sharp there, but the inputs are few: `cargo xtask prove` tries every one. None needs more
/// than these, but for the product with the ends, which has room.
pub(crate) const fn ends(arithmetic: Arithmetic) -> (f32, f32) {
    match arithmetic {
        Arithmetic::Directed => (8.0, 0.0),
        Arithmetic::Fused => (6.0, 4.0),
        Arithmetic::Unfused => (8.0, 6.0),
    }
}

/// softplus for f32: the sum of [`single_sum`], rounded.
#[inline(always)]
pub(crate) fn single<L: Singles>(x: L) -> (L, L::Mask) {
    let (sum, rest) = single_sum(x);
    rounded::<L>(sum, rest, ends(L::ARITHMETIC))
}

/// sum + rest, rounded, and where its two ends differ.
#[inline(always)]
pub(super) fn rounded<L: Singles>(sum: L, rest: L, (below, above): (f32, f32)) -> (L, L::Mask) {
    const UNIT: f32 = 1.0 / (1 << 24) as f32;
    // The ends of the tail, taken as ends of tail and rest, which covers the rest's own roundings where they count:
    // where the sum is next to a tie, the rest is near half a unit of its last place.
    let low = rest.mul_add(sum.splat(1.0 - below * UNIT), sum);
    let high = if above == 0.0 { sum + rest } else { rest.mul_add(sum.splat(1.0 + above * UNIT), sum) };
    // Infinity gives NaN here, and is unsure with it.
    (high, low.ne(high))
}

/// sum + rest, rounded, and where it differs between both sides of `width`; NaN is unsure.
#[inline(always)]
pub(super) fn rounded_within<L: Lanes>(sum: L, rest: L, width: L) -> (L, L::Mask) {
    let (low, high) = (sum + (rest - width), sum + (rest + width));
    (high, low.ne(high))
}

/// softplus for f32 in two parts.
#[inline(always)]
pub(crate) fn single_sum<L: Singles>(x: L) -> (L, L) {
    let linear = linear(x, &SINGLE, &RAISED);
    let (sum, rest) = with_positive_part(x, &linear);
    (sum, linear.with_tail(rest))
}

/// A piece without its tail.
pub(super) struct Linear<L> {
    /// Which piece.
    biased: L,
    columns: [L; 9],
    /// The distance to the piece's centre.
    d: L,
    /// c0 + c1·d in two parts.
    pub(super) head: L,
    pub(super) rest: L,
}

impl<L: Singles> Linear<L> {
    /// The rest and the tail.
    #[inline(always)]
    pub(super) fn with_tail(&self, rest: L) -> L {
        let (square, q) = self.curve();
        square.mul_add_up(q, rest)
    }

    /// d² and q(d), whose product is the tail.
    #[inline(always)]
    pub(super) fn curve(&self) -> (L, L) {
        let Self { d, columns: [.., q0, q1, q2, q3, q4], .. } = *self;
        let square = d * d;
        // In this order, three multiply-adds follow one another and not four.
        (square, square.mul_add(q4.mul_add(d, q3), q2.mul_add(d, q1)).mul_add(d, q0))
    }
}

/// With t = |x| in the piece around m: ln(1+e^−t) = c0 + c1·d + d²·q(d), d = t − m exact, |d| < 1/4 + 2^−7. c0 has two
/// parts, and m is chosen such that c1 needs one. The head c0 + c1·d is exact as a sum of two, also where it is rounded
/// down.
#[inline(always)]
pub(super) fn linear<L: Singles>(x: L, nearest: &'static Table<9>, raised: &'static Table<9>) -> Linear<L> {
    let table = if matches!(L::ARITHMETIC, Arithmetic::Directed) { raised } else { nearest };
    let t = x.magnitude(CLAMP);
    let biased = t + HALVES;
    let columns: [L; 9] = biased.columns(table);
    let d = t - columns[0];
    head(biased, columns, d)
}

/// The head of the piece at d.
#[inline(always)]
pub(super) fn head<L: Singles>(biased: L, columns: [L; 9], d: L) -> Linear<L> {
    let [_, c0, c0_low, c1, ..] = columns;
    let head = c1.mul_add_down(d, c0);
    let rest = c1.residue(d, c0 - head).add_up(c0_low);
    Linear { biased, columns, d, head, rest }
}

/// max(x, 0) plus the head, exact as a sum of two, and the rest.
#[inline(always)]
fn with_positive_part<L: Singles>(x: L, &Linear { head, rest, .. }: &Linear<L>) -> (L, L) {
    // The larger first, so that the sum's error is exact; NaN stays.
    let positive = x.splat(0.0).max(x);
    let (large, small) = (head.max(positive), head.min(positive));
    let sum = large.add_down(small);
    let error = small - (sum - large);
    (sum, rest.add_up(error))
}

/// softplus for f32 where [`single`] is unsure: the sum of [`fine_sum`], rounded.
#[inline(always)]
pub(crate) fn fine<L: Singles>(x: L) -> (L, L::Mask) {
    let (sum, rest, width) = fine_sum(x);
    let (y, unsure) = rounded_within(sum, rest, width);
    (y, unsure | x.lt(x.splat(-LIMIT)))
}

/// The error of [`fine_sum`]: of the tail, its share in the roundings of q's terms but the first, d/3 at the most …
const FINE_TAIL: f32 = 0.3 / (1 << 24) as f32;
/// … and of the sum, the roundings of what is below its last place.
const FINE_SUM: f32 = 1.0 / (1_u64 << 44) as f32;

/// softplus for f32 in two parts, of which the tail has two as well, and a bound of their error, which is tried at every
/// input: in the pieces.
#[inline(always)]
pub(crate) fn fine_sum<L: Singles>(x: L) -> (L, L, L) {
    let linear = linear(x, &SINGLE, &RAISED);
    let (sum, rest) = with_positive_part(x, &linear);
    let Linear { biased, d, .. } = linear;
    let [q0, q0_low, q1, q2, q3, q4, q5]: [L; 7] = biased.columns(&FINE);
    let (square, square_low) = d.two_prod(d);
    let (q, q_low) = fast_two_sum(q0, d * horner_pairs(d, square, &[q1, q2, q3, q4, q5]));
    let (tail, tail_low) = square.two_prod(q);
    let tail_low = tail_low + square_low.mul_add(q, square * (q_low + q0_low));
    let (sum, error) = fast_two_sum(sum, tail);
    (sum, error + (rest + tail_low), tail.mul_add(x.splat(FINE_TAIL), sum * FINE_SUM))
}

/// softplus for f16 and bf16: what `DROPPED` bits fewer than an f32 can hold.
///
/// As for f32, but max(x, 0) + p(d) in plain singles. Relative error: the polynomial 2^−20.8; its last sum and
/// max(x, 0) plus that 2^−24 each, twice that in a multiply-add of two roundings; together below 2^−20.2, 14 units in
/// the last place of a single at the most.
#[inline(always)]
pub(crate) fn half<L: Singles, const DROPPED: u32>(x: L, smallest_normal: f32) -> (L, L::Mask) {
    let t = x.magnitude(CLAMP);
    let biased = t + HALVES;
    let d = t - (biased - HALVES);
    let y = x.splat(0.0).max(x) + horner_each(d, &biased.columns::<5>(&HALF));
    // Fewer bits remain below the smallest normal number: what follows is not the tie there.
    (y, y.near_tie::<DROPPED>(16) | y.lt(x.splat(smallest_normal)))
}

/// The pieces of f64 have their centres at k/16 from here …
pub(crate) const FIRST: f64 = -40.0;
/// … to here; from here on upwards the result is x, because e^−34 is below half a unit of the last place of 34, 2^−48.
pub(crate) const LAST: f64 = 34.0;
const PIECES_PER_UNIT: usize = 16;
const PIECES: usize = PIECES_PER_UNIT * (LAST - FIRST) as usize + 1;

/// 1.5·2^48: adding it to x rounds that to a sixteenth, and sixteen times that stands in the low bits.
const SIXTEENTHS: f64 = 422_212_465_065_984.0;

pub(crate) static DOUBLE: Rows<f64, PIECES> = Rows(double_rows());

/// Relative error bound of [`double_sum`].
pub(crate) const DOUBLE_ERROR: f64 = 1.0 / (1_u128 << 66) as f64;

/// softplus for f64: the sum of [`double_sum`], rounded.
#[inline(always)]
pub(crate) fn double<L: Doubles>(x: L) -> (L, L::Mask) {
    let (sum, rest) = double_sum(x);
    let width = sum * DOUBLE_ERROR;
    let (low, high) = (sum + (rest - width), sum + (rest + width));
    let computed = x.lt(x.splat(LAST));
    (L::select(computed, high, x), low.lt(high) & computed | x.lt(x.splat(FIRST)))
}

/// softplus for f64 in two parts, and a bound of their error, infinite outside of the pieces.
#[inline(always)]
pub(crate) fn double_parts<L: Doubles>(x: L) -> (L, L, L) {
    let (sum, rest) = double_sum(x);
    let inside = x.splat(FIRST).lt(x) & x.lt(x.splat(LAST));
    (sum, rest, L::select(inside, sum * DOUBLE_ERROR, x.splat(f64::INFINITY)))
}

/// softplus for f64 in two parts.
///
/// With x in the piece around m: c0 + c1·d + d²·(c2 + c3·d + d²·q(d)), d = x − m exact, |d| ≤ 1/32; c0 to c2 have two
/// parts. Relative error: polynomial 2^−67.2; c3·d³, at most 2^−17.5 of the result, with the roundings of c3 and of its
/// product with d, 2^−69.5; d⁴·q(d) and the low parts, each at most 2^−24.5, with some six roundings, 2^−74. Together
/// below 2^−66.9. Outside of the pieces it is some number.
#[inline(always)]
pub(crate) fn double_sum<L: Doubles>(x: L) -> (L, L) {
    let biased = x + (SIXTEENTHS - FIRST);
    let d = x - (biased - (SIXTEENTHS - FIRST));
    let [c0, c0_low, c1, c1_low, c2, c2_low, c3, q @ ..]: [L; ROW] = biased.columns(&DOUBLE);
    let (heads, low) = ([c0, c1, c2, c3], [c0_low, c1_low, c2_low]);
    if L::FUSED { fused(d, heads, low, &q) } else { unfused(d, heads, low, &q) }
}

/// The same at x + `x_low`, for which `x_low`·slope is added: that neglects less than 2^−69 of the result.
#[inline(always)]
pub(super) fn double_sum_of_two<L: Doubles>(x: L, x_low: L) -> (L, L) {
    let biased = x + (SIXTEENTHS - FIRST);
    // The difference is exact, and 0 or no smaller than the second part.
    let (d, d_low) = fast_two_sum(x - (biased - (SIXTEENTHS - FIRST)), x_low);
    let [c0, c0_low, c1, c1_low, c2, c2_low, c3, q @ ..]: [L; ROW] = biased.columns(&DOUBLE);
    let (heads, low) = ([c0, c1, c2, c3], [c0_low, c1_low, c2_low]);
    let (sum, rest) = if L::FUSED { fused(d, heads, low, &q) } else { unfused(d, heads, low, &q) };
    (sum, c2.mul_add(d + d, c1).mul_add(d_low, rest))
}

/// The sum of the piece's terms in two parts, by exact products.
#[inline(always)]
fn fused<L: Doubles>(d: L, [c0, c1, c2, c3]: [L; 4], low: [L; 3], q: &[L; 5]) -> (L, L) {
    let (square, square_low) = d.two_prod(d);
    let (curve, curve_low) = fast_two_sum(c2, c3 * d);
    let curve_low = square.mul_add(horner_pairs(d, square, q), curve_low + low[2]);
    let (tail, tail_low) = square.two_prod(curve);
    let tail_low = tail_low + square_low.mul_add(curve, square * curve_low);

    let head = c1.mul_add(d, c0);
    let head_low = c1.residue(d, c0 - head) + low[1].mul_add(d, low[0]);
    let (sum, error) = fast_two_sum(head, tail);
    (sum, error + (head_low + tail_low))
}

/// 1.5·2^32: adding it rounds to a multiple of 2^−20.
const SHORT: f64 = 6_442_450_944.0;
/// 2^33 + 1: splits off 20 bits (Veltkamp).
const SPLIT_20: f64 = 8_589_934_593.0;

/// The same without a fused multiply-add, where an exact product of two doubles takes 17 operations.
///
/// d = s + r, where s has 16 bits, so that its products with c1 (36 bits) and with itself are exact, and r is below
/// 2^−21, so that the roundings in what r contributes do not count.
#[inline(always)]
fn unfused<L: Doubles>(d: L, [c0, c1, c2, c3]: [L; 4], low: [L; 3], q: &[L; 5]) -> (L, L) {
    let s = (d + SHORT) - SHORT;
    let r = d - s;
    let (head, head_low) = fast_two_sum(c0, c1 * s);
    let (curve, curve_low) = fast_two_sum(c2, c3 * s);
    let square = s * s;
    let scaled = curve * SPLIT_20;
    let short = scaled - (scaled - curve);
    let tail = square * short;
    let tail_low = square * ((curve - short) + curve_low);

    let twice = d + s;
    let slope = c1 + (c2 * twice + c3 * (d * twice + square));
    let second = d * d;
    let fourth = second * (second * horner_pairs(d, second, q) + low[2]);
    let small = r * slope + (fourth + (low[1] * d + low[0]));
    let (sum, error) = fast_two_sum(head, tail);
    (sum, error + (head_low + (tail_low + small)))
}

/// 1.5·2^16: adding it rounds to a multiple of 2^−36.
const SHORT_SLOPE: f64 = 98_304.0;

/// The rows of all pieces: the table has those of x ≤ 0; softplus(x) = x + softplus(−x) gives the others.
#[allow(clippy::large_stack_arrays, reason = "it runs at compile time")]
const fn double_rows() -> [[f64; ROW]; PIECES] {
    let mut rows = [[0.0; ROW]; PIECES];
    let zero = -FIRST as usize * PIECES_PER_UNIT;
    let mut k = 0;
    while k <= zero {
        let row = &tables::DOUBLE[k];
        let mut c = 0;
        while c < row.len() {
            rows[zero - k][c] = row[c];
            if zero + k < PIECES {
                // Columns 0 to 5 are c0 to c2 in two parts, then c3, c4 …
                let power = if c < 6 { c / 2 } else { c - 3 };
                rows[zero + k][c] = if power % 2 == 1 { -row[c] } else { row[c] };
            }
            c += 1;
        }
        if zero + k < PIECES {
            let m = k as f64 / PIECES_PER_UNIT as f64;
            (rows[zero + k][0], rows[zero + k][1]) = sum(m, row[0], row[1]);
            // 1 − c1, too, keeps its first 36 bits in its first part.
            let (slope, rest) = sum(1.0, -row[2], -row[3]);
            let short = (slope + SHORT_SLOPE) - SHORT_SLOPE;
            (rows[zero + k][2], rows[zero + k][3]) = (short, rest + (slope - short));
        }
        k += 1;
    }
    rows
}

/// a + high + low in two parts.
const fn sum(a: f64, high: f64, low: f64) -> (f64, f64) {
    let s = a + high;
    let part = s - a;
    let rest = ((a - (s - part)) + (high - part)) + low;
    let total = s + rest;
    (total, rest - (total - s))
}
