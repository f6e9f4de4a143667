//! The largest errors of the kernels, against the bounds that their rounding tests rely on.

use rayon::prelude::*;
use rug::Float as Mpfr;
use softplus::{
    Level,
    probe::{self, Parts},
};

use crate::{definitions::Defined, functions::Function, inputs, progress};

/// A kernel's largest error as log₂ of its part of the bound that comes with the value, and where.
#[derive(Debug, Clone, Copy)]
pub struct Largest {
    /// log₂ of the error's part of the bound.
    pub log2: f64,
    /// The arguments, as far as the function has them.
    pub at: [f64; 3],
}

impl Largest {
    /// Less than any.
    pub const NONE: Self = Self { log2: f64::NEG_INFINITY, at: [0.0; 3] };

    /// The larger of the two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if other.log2 > self.log2 { other } else { self }
    }
}

/// A kernel's values before rounding as MPFR numbers of `PRECISION` bits, and their bounds.
type Kernel<const A: usize> = fn(Level, &[[f64; A]]) -> Vec<(Mpfr, Mpfr)>;

const PRECISION: u32 = 256;
const CHUNK: usize = 1 << 12;

/// The narrow kernel's, for arguments that are f32.
pub fn narrow<F: Function<A>, const A: usize>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel<A> = |level, xs| {
        let mut ys = vec![[0.0; 2]; xs.len()];
        probe::narrow::<F, A>(level, xs, &mut ys);
        ys.into_iter().map(|[y, bound]| (wide(y), wide(bound))).collect()
    };
    largest::<F, A>((level, count, seed), (-155, 2_f64.powi(-27)), random_f32, (-104.0, 40.0), values)
}

/// The direct kernel's for f64.
pub fn direct<F: Function<A> + Parts<A>, const A: usize>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel<A> = |level, xs| {
        let mut ys = vec![[0.0; 3]; xs.len()];
        probe::direct::<F, A>(level, xs, &mut ys);
        ys.into_iter().map(|[sum, rest, bound]| (wide(sum) + rest, wide(bound.abs()))).collect()
    };
    largest::<F, A>(
        (level, count, seed),
        (-1080, 0.0),
        inputs::random_points::<f64, A>,
        (-40.0, 40.0),
        values,
    )
}

/// That of the f32 kernel with a bound, for softplus its fine one.
pub fn single<F: Function<A> + Parts<A>, const A: usize>(level: Level, count: u64, seed: u64) -> Largest {
    let values: Kernel<A> = |level, xs| {
        let xs: Vec<[f32; A]> = xs.iter().map(|x| x.map(|x| x as f32)).collect();
        let mut ys = vec![[0.0; 3]; xs.len()];
        probe::fine::<F, A>(level, &xs, &mut ys);
        let each = ys.into_iter().map(|parts| parts.map(f64::from));
        each.map(|[sum, rest, bound]| (wide(sum) + rest, wide(bound.abs()))).collect()
    };
    largest::<F, A>((level, count, seed), (-155, 0.0), random_f32, (-15.0, 15.0), values)
}

fn random_f32<const A: usize>(seed: u64, start: u64, count: usize) -> Vec<[f64; A]> {
    let points = inputs::random_points::<f32, A>(seed, start, count);
    points.into_iter().map(|x| x.map(f64::from)).collect()
}

/// The middle kernel's.
pub fn middle<F: Function<A>, const A: usize>(level: Level, count: u64, seed: u64) -> Largest {
    twofold::<F, A>(level, count, seed, |level, xs, ys| probe::wide::<F, A>(level, true, xs, ys))
}

/// The wide kernel's.
pub fn wide_kernel<F: Function<A>, const A: usize>(level: Level, count: u64, seed: u64) -> Largest {
    twofold::<F, A>(level, count, seed, |level, xs, ys| probe::wide::<F, A>(level, false, xs, ys))
}

fn twofold<F: Function<A>, const A: usize>(
    level: Level,
    count: u64,
    seed: u64,
    kernel: impl Fn(Level, &[[f64; A]], &mut [[f64; 4]]) + Sync,
) -> Largest {
    let values = |level, xs: &[[f64; A]]| {
        let mut ys = vec![[0.0; 4]; xs.len()];
        kernel(level, xs, &mut ys);
        let each =
            ys.into_iter().map(|[hi, lo, bound, scale]| ((wide(hi) + lo) * scale, wide(bound) * scale));
        each.collect()
    };
    largest::<F, A>(
        (level, count, seed),
        (-1080, 2_f64.powi(-55)),
        inputs::random_points::<f64, A>,
        (-746.0, 40.0),
        values,
    )
}

fn wide(x: f64) -> Mpfr {
    Mpfr::with_val(PRECISION, x)
}

/// Of values from 2^smallest on. Random points, every other one with arguments of the range. A bound that is infinite or
/// no number leaves the input to another phase, and so does an input that is special.
fn largest<F: Function<A>, const A: usize>(
    (level, count, seed): (Level, u64, u64),
    (smallest, tiny): (i32, f64),
    random: impl Fn(u64, u64, usize) -> Vec<[f64; A]> + Sync,
    range: (f64, f64),
    values: impl Fn(Level, &[[f64; A]]) -> Vec<(Mpfr, Mpfr)> + Sync,
) -> Largest {
    let bar = progress::bar("kernel", count);
    let chunk = |number: u64| {
        let mut xs = random(seed, number * CHUNK as u64, CHUNK);
        // Half of those of one argument are spread evenly, so that no range is thin.
        for (i, x) in xs.iter_mut().enumerate() {
            if A == 1 && i % 2 == 0 {
                *x = x.map(|x| within(x, range));
            }
        }
        let ys = values(level, &xs);
        bar.inc(CHUNK as u64);
        let errors = xs.iter().zip(ys).map(|(&x, (y, bound))| {
            // Where only the side of a tie counts, the formula takes another number for a tiny x.
            let tiny = F::NAME == "shifted_softplus" && x[0].abs() < tiny;
            let usable = x.iter().all(|x| x.abs() < 2_f64.powi(900)) && !tiny;
            if !usable || !bound.is_finite() || bound.is_zero() || probe::is_special::<F, A>(x) {
                return Largest::NONE;
            }
            let Defined::Near { value, largest } = F::definition(x, PRECISION) else { return Largest::NONE };
            // What underflows need not be precise.
            if value.get_exp().is_none_or(|exponent| exponent < smallest) {
                return Largest::NONE;
            }
            // Where the definition itself has not enough digits left, it says nothing.
            let blur = Mpfr::with_val(64, 1) << (largest + 12 - PRECISION as i32);
            if blur > Mpfr::with_val(64, &bound >> 12_u32) {
                return Largest::NONE;
            }
            let part = Mpfr::with_val(64, (y - &value) / bound).abs();
            let log2 = if part.is_zero() { f64::NEG_INFINITY } else { part.log2().to_f64() };
            Largest { log2, at: std::array::from_fn(|a| x.get(a).copied().unwrap_or(0.0)) }
        });
        errors.fold(Largest::NONE, Largest::max)
    };
    let found =
        (0..count.div_ceil(CHUNK as u64)).into_par_iter().map(chunk).reduce(|| Largest::NONE, Largest::max);
    bar.finish_and_clear();
    found
}

/// A number of the range, from the bits of x.
fn within(x: f64, (start, end): (f64, f64)) -> f64 {
    let mut state = x.to_bits();
    let unit = (inputs::splitmix(&mut state) >> 11) as f64 / 2_f64.powi(53);
    start + (end - start) * unit
}
