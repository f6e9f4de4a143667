//! Every f32 against MPFR, with few evaluations of MPFR.
//!
//! The system's double-precision functions give a value with an error far below [`MARGIN`] of its largest term. Where both
//! ends of the interval around it round to the same f32, that is the right one; all others, one in a million, are MPFR's. A
//! test compares the margin with the error that it is for.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use softplus::Level;

use crate::{
    functions::Function,
    harness::{Report, at_level},
    progress, reference,
};

/// Inputs of one task.
const BLOCK: u64 = 1 << 18;
/// The functions of a mathematical library have errors of 2^−52, and a formula a handful of them.
pub const MARGIN: f64 = 1.0 / (1_u64 << 45) as f64;

/// A value, and its largest term.
#[derive(Debug, Clone, Copy)]
pub struct Approximation {
    /// The value.
    pub value: f64,
    /// What its error is relative to.
    pub largest: f64,
}

/// The function in double precision.
pub trait Approximate {
    /// Its value for a finite x.
    fn approximate(x: f64) -> Approximation;
}

macro_rules! approximate {
    ($($marker:ident, |$x:ident, $u:ident| $value:expr, $largest:expr;)*) => {
        $(
            impl Approximate for softplus::probe::$marker {
                fn approximate($x: f64) -> Approximation {
                    // Far below the smallest f32, and not 0, which would hide the sign.
                    let $u = (-$x.abs().min(600.0)).exp();
                    let _ = $u;
                    let value = $value;
                    let largest: fn(f64, f64) -> f64 = $largest;
                    Approximation { value, largest: largest($x, value).abs() }
                }
            }
        )*
    };
}
approximate! {
    Softplus, |x, u| x.max(0.0) + u.ln_1p(), |_, y| y;
    Sigmoid, |x, u| if x < 0.0 { u / (1.0 + u) } else { 1.0 / (1.0 + u) }, |_, y| y;
    SoftplusSecondDerivative, |x, u| u / (1.0 + u).powi(2), |_, y| y;
    LogSigmoid, |x, u| x.min(0.0) - u.ln_1p(), |_, y| y;
    SoftplusInverse, |y, u| y + log_complement(y, u), |y, x| y + (y - x);
    Log1mExp, |x, u| log_complement(x, u), |_, y| y;
    ShiftedSoftplus, |x, u| if x.abs() < 0.5 { (x.exp_m1() / 2.0).ln_1p() } else {
        x.max(0.0) - std::f64::consts::LN_2 + u.ln_1p()
    }, |x, y| if x.abs() < 0.5 { y } else { y.abs() + 1.0 };
    Mish, |x, u| (x.max(0.0) + u.ln_1p()).tanh() * x, |_, y| y;
    LogSoftplus, |x, u| if x < -200.0 { x } else { (x.max(0.0) + u.ln_1p()).ln() }, |_, y| y.abs() + 1.0;
}

/// ln(1−e^−x), u = e^−x.
fn log_complement(x: f64, u: f64) -> f64 {
    if x < std::f64::consts::LN_2 { (-(-x).exp_m1()).ln() } else { (-u).ln_1p() }
}

/// The correctly rounded value, and whether MPFR had to be asked.
fn expected<F: Function<1> + Approximate>(x: f32) -> (f32, bool) {
    if x.is_nan() {
        return (x, false);
    }
    let Approximation { value, largest } = F::approximate(x.into());
    let margin = largest * MARGIN;
    let (below, above) = ((value - margin) as f32, (value + margin) as f32);
    // A value next to zero has no certain sign.
    if x.is_finite() && below.to_bits() == above.to_bits() && margin < value.abs() {
        return (above, false);
    }
    (reference::value::<F, f32, 1>([x]), true)
}

/// All 2^32 inputs; the report, and how many results MPFR gave.
pub fn run<F: Function<1> + Approximate>() -> (Report, u64) {
    let evaluations = AtomicU64::new(0);
    let bar = progress::bar("f32 against MPFR", 1 << 32);
    let block = |number: u64| {
        let bits = number * BLOCK..(number + 1) * BLOCK;
        let xs: Vec<[f32; 1]> = bits.map(|bits| [f32::from_bits(bits as u32)]).collect();
        let mut ys = vec![0.0; xs.len()];
        at_level::<F, f32, 1>(Level::current(), &xs, &mut ys);
        let (report, count) = compared::<F>(&xs, &ys);
        evaluations.fetch_add(count, Ordering::Relaxed);
        bar.inc(BLOCK);
        report
    };
    let report = (0..(1 << 32) / BLOCK).into_par_iter().map(block).reduce(Report::default, Report::and);
    bar.finish_and_clear();
    (report, evaluations.into_inner())
}

/// These results, and how many MPFR gave.
pub fn compared<F: Function<1> + Approximate>(xs: &[[f32; 1]], ys: &[f32]) -> (Report, u64) {
    let mut evaluations = 0;
    let mut report = Report::default();
    for (&[x], &y) in xs.iter().zip(ys) {
        let (expected, asked) = expected::<F>(x);
        evaluations += u64::from(asked);
        if y.to_bits() == expected.to_bits() {
            report.checked += 1;
        } else {
            report = report.and(Report::one([x], y, expected));
        }
    }
    (report, evaluations)
}
