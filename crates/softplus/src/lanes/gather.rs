//! Tables of coefficients, and what every backend can do with them element by element.

use super::{Doubles, Element, Lanes, MAX_COUNT};

/// Elements of a row: a whole number of every backend's loads.
pub const ROW: usize = 12;

/// Rows of coefficients, each row in memory as one piece.
#[repr(C, align(64))]
pub struct Rows<E, const R: usize>(pub [[E; ROW]; R]);

/// 32 rows of C coefficients, by rows and by columns: a CPU that can permute two registers as a table reads columns.
#[repr(C, align(64))]
pub struct Table<const C: usize> {
    pub(super) rows: Rows<f32, 32>,
    #[allow(dead_code, reason = "read on CPUs with permutations of two registers")]
    pub(super) columns: [[f32; 32]; C],
}

impl<const C: usize> Table<C> {
    /// The table of these rows, and of `others` behind them; the values must be singles.
    pub const fn new<const R: usize>(values: &[[f64; C]; R], others: [f64; C]) -> Self {
        assert!(R <= 32, "a table has 32 rows");
        let mut table = Self { rows: Rows([[0.0; ROW]; 32]), columns: [[0.0; 32]; C] };
        let mut k = 0;
        while k < 32 {
            let mut c = 0;
            while c < C {
                let value = single(if k < R { values[k][c] } else { others[c] });
                table.rows.0[k][c] = value;
                table.columns[c][k] = value;
                c += 1;
            }
            k += 1;
        }
        table
    }
}

/// The number as a single, which it must be, or not a number.
const fn single(exact: f64) -> f32 {
    let value = exact as f32;
    assert!(value as f64 == exact || exact.is_nan(), "the value is not a single");
    value
}

/// The indices of the rows, from the low bits; the last row for what lies behind it.
#[inline(always)]
pub(super) fn indices<L: Lanes, const R: usize>(biased: L) -> [usize; MAX_COUNT] {
    let mut values = [L::Element::default(); MAX_COUNT];
    biased.store(&mut values);
    let mut indices = [0; MAX_COUNT];
    for i in 0..L::COUNT {
        indices[i] = (values[i].low_bits() & (R.next_power_of_two() - 1)).min(R - 1);
    }
    indices
}

/// The columns of the rows that `biased` names.
#[inline(always)]
pub(super) fn columns<L: Lanes, const R: usize, const C: usize>(
    biased: L,
    rows: &'static Rows<L::Element, R>,
) -> [L; C] {
    let indices = indices::<L, R>(biased);
    let mut columns = [biased; C];
    for (c, column) in columns.iter_mut().enumerate() {
        let mut values = [L::Element::default(); MAX_COUNT];
        for i in 0..L::COUNT {
            values[i] = rows.0[indices[i]][c];
        }
        *column = L::load(biased.token(), &values);
    }
    columns
}

/// The same for a CPU that transposes `N` vectors of `N` lanes in registers: each row is loaded in whole vectors.
#[allow(dead_code, reason = "not used where one lane is all")]
#[inline(always)]
pub(super) fn transposed<L: Lanes, const N: usize, const R: usize, const C: usize>(
    biased: L,
    rows: &'static Rows<L::Element, R>,
    transpose: impl Fn([L; N]) -> [L; N],
) -> [L; C] {
    const { assert!(N == L::COUNT) };
    let indices = indices::<L, R>(biased);
    let mut columns = [biased; C];
    for (number, columns) in columns.chunks_mut(N).enumerate() {
        let mut loaded = [biased; N];
        for (vector, &row) in loaded.iter_mut().zip(&indices) {
            *vector = L::load(biased.token(), &rows.0[row][N * number..]);
        }
        columns.copy_from_slice(&transpose(loaded)[..columns.len()]);
    }
    columns
}

/// `table[k mod N]` for biased = k + the rounder.
#[inline(always)]
pub(super) fn lookup<L: Doubles, const N: usize>(biased: L, table: &'static [f64; N]) -> L {
    let indices = indices::<L, N>(biased);
    let mut values = [0.0; MAX_COUNT];
    for i in 0..L::COUNT {
        values[i] = table[indices[i]];
    }
    L::load(biased.token(), &values)
}

/// Sixteen-bit elements, each widened.
#[cfg(feature = "half")]
#[inline(always)]
pub(super) fn load_half<L: super::Singles, H: Copy>(token: L::Token, xs: &[H], widen: fn(H) -> f32) -> L {
    let mut values = [0.0; MAX_COUNT];
    for (value, &x) in values.iter_mut().zip(&xs[..L::COUNT]) {
        *value = widen(x);
    }
    L::load(token, &values)
}

/// Each lane rounded to a sixteen-bit element.
#[cfg(feature = "half")]
#[inline(always)]
pub(super) fn store_half<L: super::Singles, H>(y: L, out: &mut [H], narrow: fn(f32) -> H) {
    let mut values = [0.0; MAX_COUNT];
    y.store(&mut values);
    for (out, &value) in out[..L::COUNT].iter_mut().zip(&values) {
        *out = narrow(value);
    }
}
