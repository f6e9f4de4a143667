//! The largest relative error of the fast phase, against the bound that its rounding test relies on.

use rayon::prelude::*;
use rug::Float as Mpfr;
use softplus::{Level, probe};

use crate::{functions::Function, inputs, progress};

/// A kernel's largest error as log₂ of the relative error, and where.
#[derive(Debug, Clone, Copy)]
pub struct Largest {
    /// log₂ of the relative error.
    pub log2: f64,
    /// The input.
    pub at: f64,
}

impl Largest {
    /// Less than any.
    pub const NONE: Self = Self { log2: f64::NEG_INFINITY, at: 0.0 };

    /// The larger of the two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if other.log2 > self.log2 { other } else { self }
    }
}

/// A kernel's values before rounding, as MPFR numbers of `PRECISION` bits.
type Kernel = fn(Level, &[f64]) -> Vec<Mpfr>;

const PRECISION: u32 = 192;
const CHUNK: usize = 1 << 12;

/// The narrow kernel's, over inputs from −104 to 40.
pub fn narrow<F: Function>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel = |level, xs| {
        let mut ys = vec![0.0; xs.len()];
        probe::narrow::<F>(level, xs, &mut ys);
        ys.into_iter().map(|y| Mpfr::with_val(PRECISION, y)).collect()
    };
    largest::<F>(level, count, seed, -104.0..40.0, values)
}

/// The direct kernel's for f64, over its pieces.
pub fn direct<F: Function>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel = |level, xs| {
        let mut ys = vec![[0.0; 2]; xs.len()];
        probe::direct::<F>(level, xs, &mut ys);
        ys.into_iter().map(|[sum, rest]| Mpfr::with_val(PRECISION, sum) + rest).collect()
    };
    largest::<F>(level, count, seed, F::DOUBLE_RANGE, values)
}

/// The wide kernel's, over inputs from −746 to 40.
pub fn wide<F: Function>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel = |level, xs| {
        let mut ys = vec![[0.0; 3]; xs.len()];
        probe::wide::<F>(level, xs, &mut ys);
        ys.into_iter().map(|[hi, lo, scale]| (Mpfr::with_val(PRECISION, hi) + lo) * scale).collect()
    };
    largest::<F>(level, count, seed, -746.0..40.0, values)
}

fn largest<F: Function>(
    level: Level,
    count: u64,
    seed: u64,
    range: std::ops::Range<f64>,
    values: Kernel,
) -> Largest {
    let bar = progress::bar("fast phase", count);
    let chunk = |number: u64| {
        let random = inputs::random::<f64>(seed, number * CHUNK as u64, CHUNK);
        // Half of them spread evenly, so that no range is thin.
        let xs: Vec<f64> = random
            .enumerate()
            .map(|(i, x)| if i % 2 == 0 || !range.contains(&x) { within(x, &range) } else { x })
            .collect();
        let ys = values(level, &xs);
        bar.inc(CHUNK as u64);
        let errors = xs.iter().zip(ys).map(|(&x, y)| {
            let exact = F::definition(x, PRECISION);
            let relative = ((y - &exact) / exact).abs();
            let log2 = if relative.is_zero() { f64::NEG_INFINITY } else { relative.log2().to_f64() };
            Largest { log2, at: x }
        });
        errors.fold(Largest::NONE, Largest::max)
    };
    let found =
        (0..count.div_ceil(CHUNK as u64)).into_par_iter().map(chunk).reduce(|| Largest::NONE, Largest::max);
    bar.finish_and_clear();
    found
}

/// A number of the range, from the bits of x.
fn within(x: f64, range: &std::ops::Range<f64>) -> f64 {
    let mut state = x.to_bits();
    let unit = (inputs::splitmix(&mut state) >> 11) as f64 / 2_f64.powi(53);
    range.start + (range.end - range.start) * unit
}
