//! Every f32 against MPFR, with few evaluations of MPFR.
//!
//! The exact function and the rounding are monotonic. Where a run of neighbouring inputs has one and the same result,
//! and that result is right at the run's two ends, it is right everywhere between them; so MPFR is asked at the ends
//! only. Above `IDENTITY` every result must be its input: for x ≥ 16, ln(1+e^−x) ≤ e^−16 < 2^−23 while half a unit
//! of the last place of an f32 in [16, 32) is 2^−20, and the ratio grows with x.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::{functions::Function, harness::Report, progress, reference};

/// From here on upwards softplus(x) = x in f32.
const IDENTITY: f32 = 16.0;
/// Inputs of one task.
const BLOCK: u64 = 1 << 18;

/// All 2^32 inputs of softplus-like functions: monotonic, and the identity from 16 on.
pub fn run<F: Function>() -> (Report, u64) {
    let evaluations = AtomicU64::new(0);
    let bar = progress::bar("f32 against MPFR", 1 << 32);
    let block = |number: u64| {
        let bits = number * BLOCK..(number + 1) * BLOCK;
        let xs: Vec<f32> = bits.map(|bits| f32::from_bits(bits as u32)).collect();
        let mut ys = vec![0.0; xs.len()];
        F::slice(&xs, &mut ys);
        let (report, count) = runs::<F>(&xs, &ys);
        evaluations.fetch_add(count, Ordering::Relaxed);
        bar.inc(BLOCK);
        report
    };
    let report = (0..(1 << 32) / BLOCK).into_par_iter().map(block).reduce(Report::default, Report::and);
    bar.finish_and_clear();
    (report, evaluations.into_inner())
}

/// The results of neighbouring inputs of one sign, and the count of MPFR's evaluations.
pub fn runs<F: Function>(xs: &[f32], ys: &[f32]) -> (Report, u64) {
    let mut report = Report::default();
    let mut evaluations = 0;
    let mut start = 0;
    while start < xs.len() {
        let end = start + ys[start..].iter().take_while(|y| y.to_bits() == ys[start].to_bits()).count();
        let expected = |x: f32| if x >= IDENTITY { x } else { reference::value::<F, f32>(x) };
        let first = expected(xs[start]);
        let last = if end - start == 1 { first } else { expected(xs[end - 1]) };
        evaluations += u64::from(xs[start] < IDENTITY) * (1 + u64::from(end - start > 1));
        let y = ys[start];
        report = report.and(Report::one(xs[start], y, first));
        let both_right = report.misrounded == 0 && Report::one(xs[start], y, last).misrounded == 0;
        let rest = &xs[start + 1..end];
        if both_right && first.to_bits() == last.to_bits() {
            report.checked += rest.len() as u64;
        } else {
            // Something is wrong in this run or before it: count exactly.
            evaluations += rest.len() as u64;
            report = rest.iter().map(|&x| Report::one(x, y, expected(x))).fold(report, Report::and);
        }
        start = end;
    }
    (report, evaluations)
}
