//! The search for hard f64 cases: inputs whose exact result has at least [`WANTED`] identical bits after the rounding
//! bit, about one input in 2^31.
//!
//! The result is measured in units of half its last place: a case lies within 2^−32 of an integer. Around a random
//! input the result is expanded in the number of steps from it (`expansion.rs`), and then
//!
//! - *scanned*: the next 2^15 inputs are evaluated in fixed point modulo one unit, two additions each;
//! - or, where the result moves by less than 2^−15 of a unit at a step, *solved*: the one input that comes nearest to
//!   the next integer is computed.
//!
//! MPFR then decides about every candidate, so that an inaccurate expansion could lose cases but not invent any.

mod expansion;

use expansion::Expansion;
use rayon::prelude::*;

use crate::{
    cases::{Case, identical_bits},
    functions::Function,
    harness::Report,
    inputs, progress, reference,
};

/// Identical bits after the rounding bit that make a case.
pub const WANTED: u32 = 32;
/// Cases kept of each region that is solved: there are as many as one likes.
const SOLVED_CASES: usize = 4;
/// Random inputs from which a region is solved.
const SOLVED_STARTS: u64 = 1 << 17;
/// Tasks of each region that is scanned.
const TASKS: u64 = 64;

/// e^−x is half the smallest double here.
const LAST: f64 = 745.1;

/// What [`run`] found.
#[derive(Debug)]
pub struct Found {
    /// The cases.
    pub cases: Vec<Case>,
    /// The crate's results on them, against MPFR.
    pub report: Report,
    /// Inputs scanned.
    pub scanned: u64,
}

/// A range of inputs, not across zero or a power of two.
#[derive(Debug, Clone, Copy)]
struct Region {
    from: f64,
    to: f64,
}

impl Region {
    /// A random input, evenly in the encodings.
    fn input(self, state: &mut u64) -> f64 {
        let (from, to) = (self.from.to_bits(), self.to.to_bits());
        f64::from_bits(from.min(to) + inputs::splitmix(state) % from.abs_diff(to))
    }
}

/// Where the result becomes x, or a limit, on this side of zero; nothing where it is not a number.
fn last<F: Function<1>>(sign: f64) -> Option<f64> {
    let value = |x: f64| reference::value::<F, f64, 1>([sign * x]);
    if value(1.0).is_nan() {
        return None;
    }
    let goes_on = |&k: &i32| {
        let (y, next) = (value(k.into()), value(f64::from(k) + 1.0));
        y.abs() != f64::from(k) && y != 0.0 && y != next
    };
    let whole = (1..745).take_while(goes_on).last().unwrap_or(0);
    Some(if whole == 744 { LAST } else { f64::from(whole + 1) })
}

/// The regions of a function: binades, and where the results are subnormal.
fn regions<F: Function<1>>() -> Vec<Region> {
    let of_sign = |sign: f64| {
        let end = last::<F>(sign).unwrap_or(0.0);
        let binade = move |k: i32| {
            let (from, to) = (2_f64.powi(k), 2_f64.powi(k + 1).min(end));
            (from < to).then_some(Region { from: sign * from, to: sign * to })
        };
        let deep = [(708.4, 736.0), (736.0, LAST)];
        let subnormal = move |(from, to): (f64, f64)| {
            let tiny = reference::value::<F, f64, 1>([sign * from]).abs() < f64::MIN_POSITIVE;
            (to <= end && tiny).then_some(Region { from: sign * from, to: sign * to })
        };
        (-52..10).filter_map(binade).chain(deep.into_iter().filter_map(subnormal)).collect::<Vec<_>>()
    };
    [-1.0, 1.0].into_iter().flat_map(of_sign).collect()
}

/// Searches all regions, 2^34·`effort` inputs among those that are scanned, and adds what was found to the known cases.
#[must_use]
pub fn run<F: Function<1>>(effort: u64, seed: u64, known: &[Case]) -> Found {
    let (solved, scanned): (Vec<Region>, Vec<Region>) = regions::<F>()
        .into_iter()
        .partition(|region| Expansion::at::<F>(region.from.midpoint(region.to)).is_slow());
    let tasks = scanned.len() as u64 * TASKS;
    let blocks = ((effort << 34) / Expansion::STEPS / tasks.max(1)).max(1);
    let bar = progress::bar("hard cases", tasks + solved.len() as u64);

    let scan = |number: u64| {
        let mut state = seed ^ number.wrapping_mul(0xd134_2543_de82_ef95);
        let region = scanned[(number / TASKS) as usize];
        let start = |_| Expansion::at::<F>(region.input(&mut state)).close(WANTED);
        let found: Vec<f64> = (0..blocks).flat_map(start).collect();
        bar.inc(1);
        found
    };
    let solve = |(number, region): (usize, &Region)| {
        let mut state = !seed ^ (number as u64).wrapping_mul(0xd134_2543_de82_ef95);
        let starts = (0..SOLVED_STARTS).filter_map(|_| Expansion::at::<F>(region.input(&mut state)).solve());
        let found: Vec<f64> =
            starts.filter(|&x| identical_bits::<F>(x) >= WANTED).take(SOLVED_CASES).collect();
        bar.inc(1);
        found
    };
    let mut candidates: Vec<f64> = solved.par_iter().enumerate().flat_map_iter(solve).collect();
    candidates.par_extend((0..tasks).into_par_iter().flat_map_iter(scan));
    bar.finish_and_clear();
    candidates.extend(known.iter().map(|case| f64::from_bits(case.x)));
    // Neighbouring starts may find one case twice.
    candidates.sort_unstable_by_key(|x| x.to_bits());
    candidates.dedup();
    let (cases, report) = verify::<F>(&candidates);
    Found { cases, report, scanned: tasks * blocks * Expansion::STEPS }
}

/// The candidates that MPFR confirms, and the crate's results on them.
fn verify<F: Function<1>>(candidates: &[f64]) -> (Vec<Case>, Report) {
    let mut cases = Vec::new();
    let mut report = Report::default();
    for &x in candidates {
        let bits = identical_bits::<F>(x);
        if bits >= WANTED {
            let y = reference::value::<F, f64, 1>([x]);
            cases.push(Case { x: x.to_bits(), y: y.to_bits(), bits });
            report = report.and(Report::one([x], F::of([x]), y));
        }
    }
    (cases, report)
}

#[cfg(test)]
mod tests {
    use softplus::probe::Softplus;

    use super::*;

    /// With a lower bar there are enough cases for counting: of n inputs, n·2^(1−bits) are expected.
    #[test]
    fn the_scan_finds_what_plain_counting_finds() {
        for from in [-700.0, -30.3, -0.7, -0.001, 0.01, 1.1, 9.0] {
            let expansion = Expansion::at::<Softplus>(from);
            let found = expansion.close(12);
            let step = |i: u64| f64::from_bits(from.to_bits() + i);
            let counted: Vec<f64> =
                (0..Expansion::STEPS).map(step).filter(|&x| identical_bits::<Softplus>(x) >= 12).collect();
            assert!(counted.len() > 4, "{from}: {}", counted.len());
            assert_eq!(found, counted, "from {from}");
        }
    }
}
