//! The ends of the f32 kernel's rounding test, tried at every input.
//!
//! The kernel has two parts, sum and rest, and rounds sum + rest·(1 − a) and sum + rest·(1 + b). Where the true value
//! lies between the two, and both round to one number, so does the true value. Where it does not, it must at least
//! round to `sum` as the two ends do, being less than half a unit of its last place away from it.
//!
//! The true value is the formula's in two parts, whose error is below 2^−64 (for softplus that is proven, for sigmoid
//! measured), 2^−15 of a unit of `rest` at the least; an input that comes near to an end is decided by MPFR.

use std::sync::Once;

use rayon::prelude::*;
use softplus::{
    Level,
    probe::{self, Arithmetic, Ends, Softplus, SoftplusBackward},
};

use crate::{
    functions::{Function, exact},
    progress,
};

/// Half a unit of the last place of 1.
const UNIT: f64 = 1.0 / (1 << 24) as f64;
/// From here on upwards the sum is x, and the rest is far below half a unit of its last place.
const LAST: f32 = 32.0;
/// Inputs of one task.
const BLOCK: u32 = 1 << 16;
/// Bits of MPFR's values.
const PRECISION: u32 = 128;

/// How far the truth lies below and above the computed rest, in units of 2^−24 of it; where that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Widths {
    /// Inputs that were tried.
    pub inputs: u64,
    /// The largest width below, and its input.
    pub below: (f64, f32),
    /// The largest width above, and its input.
    pub above: (f64, f32),
    /// Inputs among them that the kernel with a bound is for.
    pub fine_inputs: u64,
    /// The largest error of that kernel's rest, as a part of the bound that comes with it, and its input.
    pub fine: (f64, f32),
    /// Inputs whose truth is outside of the kernel's ends.
    pub outside: u64,
}

/// A kernel whose bound comes with its value, which rounds more than the ends' kernel, but holds without exceptions.
#[derive(Clone, Copy)]
pub struct Fine {
    /// The values before rounding, as (sum, rest, bound of the error).
    pub values: fn(Level, &[f32], &mut [[f32; 3]]),
    /// The share of the bound that the error may take.
    pub part: f64,
}

/// softplus's fine kernel. The sums of rest and bound round, too: by 2^−49 of the sum at the most, 2^−5 of a bound that is
/// never below 2^−44 of it.
pub const FINE: Fine = Fine {
    values: |level, xs, out| probe::fine::<Softplus, 1>(level, xs.as_chunks().0, out),
    part: 1.0 - 1.0 / 32.0,
};

/// That of 1·σ(x), for the product's roundings are the same with any gradient. Of the bound's 9 units (directed), 11 (fused)
/// or 14 (unfused), the roundings of the product and of the test take 2, 2 or 3, and of what is a part of grad an eighth.
pub const BACKWARD: Fine = Fine {
    values: |level, xs, out| {
        let xs: Vec<[f32; 2]> = xs.iter().map(|&x| [1.0, x]).collect();
        probe::fine::<SoftplusBackward, 2>(level, &xs, out);
    },
    part: 7.0 / 9.0,
};

/// More units than a rest has.
const HUGE: f64 = 1e30;

impl Widths {
    const NONE: Self = Self {
        inputs: 0,
        below: (-HUGE, 0.0),
        above: (-HUGE, 0.0),
        fine_inputs: 0,
        fine: (0.0, 0.0),
        outside: 0,
    };

    fn and(self, other: Self) -> Self {
        let larger = |a: (f64, f32), b: (f64, f32)| if b.0 > a.0 { b } else { a };
        Self {
            inputs: self.inputs + other.inputs,
            fine_inputs: self.fine_inputs + other.fine_inputs,
            below: larger(self.below, other.below),
            above: larger(self.above, other.above),
            fine: larger(self.fine, other.fine),
            outside: self.outside + other.outside,
        }
    }
}

/// All inputs between −LAST and LAST at each of these levels, which share the truths. The first block with an input outside
/// is reported at once.
pub fn every_input<F: Function<1> + Ends>(levels: &[Level], fine: Fine) -> Vec<Widths> {
    let count = LAST.to_bits();
    let bar = progress::bar("f32 ends", 2 * u64::from(count));
    let outside = Once::new();
    let block = |number: u32| {
        let bits = number * BLOCK..count.min((number + 1) * BLOCK);
        let xs: Vec<f32> =
            bits.clone().chain(bits.clone().map(|bits| bits | 1 << 31)).map(f32::from_bits).collect();
        let all = some::<F>(levels, fine, &xs);
        if let Some((level, widths)) = levels.iter().zip(&all).find(|(_, widths)| widths.outside > 0) {
            outside.call_once(|| bar.suspend(|| eprintln!("{} at {level}: {widths:?}", F::NAME)));
        }
        bar.inc(xs.len() as u64);
        all
    };
    let none = || vec![Widths::NONE; levels.len()];
    let both = |a: Vec<Widths>, b: Vec<Widths>| a.into_iter().zip(b).map(|(a, b)| a.and(b)).collect();
    let all = (0..count.div_ceil(BLOCK)).into_par_iter().map(block).reduce(none, both);
    bar.finish_and_clear();
    all
}

/// These inputs at each level; where the kernel is never sure, it needs no ends.
pub fn some<F: Function<1> + Ends>(levels: &[Level], fine: Fine, xs: &[f32]) -> Vec<Widths> {
    let points: Vec<[f64; 1]> = xs.iter().map(|&x| [x.into()]).collect();
    let mut truths = vec![[0.0; 4]; xs.len()];
    probe::wide::<F, 1>(Level::current(), true, &points, &mut truths);
    levels.iter().map(|&level| at_level::<F>(level, fine, xs, &truths)).collect()
}

fn at_level<F: Function<1> + Ends>(level: Level, fine: Fine, xs: &[f32], truths: &[[f64; 4]]) -> Widths {
    let mut parts = vec![[0.0; 2]; xs.len()];
    probe::single::<F>(level, xs, &mut parts);
    let mut fine_parts = vec![[0.0; 3]; xs.len()];
    (fine.values)(level, xs, &mut fine_parts);
    let arithmetic = probe::arithmetic(level);
    let each = xs.iter().zip(parts).zip(fine_parts).zip(truths);
    each.filter(|(((x, _), _), _)| F::is_decided(f64::from(**x)))
        .map(|(((&x, parts), fine_parts), &[high, low, ..])| {
            // A kernel may compute the negative of its result.
            let sign = if (parts[0] < 0.0) == (high < 0.0) { 1.0 } else { -1.0 };
            let truth = [sign * high, sign * low];
            let widths = one::<F>(x, parts, truth, arithmetic);
            if F::is_decided(f64::from(-x)) {
                widths.and(one_fine(x, fine_parts, [high, low], fine.part))
            } else {
                widths
            }
        })
        .fold(Widths::NONE, Widths::and)
}

/// One input of the kernel with a bound.
fn one_fine(x: f32, [sum, rest, bound]: [f32; 3], [high, low]: [f64; 2], most: f64) -> Widths {
    let error = ((high - f64::from(sum)) + low - f64::from(rest)).abs();
    let part = error / f64::from(bound.abs());
    // NaN is outside, too.
    let inside = part <= most;
    Widths { fine_inputs: 1, fine: (part, x), outside: u64::from(!inside), ..Widths::NONE }
}

fn one<F: Function<1> + Ends>(
    x: f32,
    [sum, rest]: [f32; 2],
    [high, low]: [f64; 2],
    arithmetic: Arithmetic,
) -> Widths {
    // Exact: sum is next to high.
    let true_rest = (high - f64::from(sum)) + low;
    let (ends, fused) = (F::ends(arithmetic), arithmetic != Arithmetic::Unfused);
    let widths = compared(x, sum, rest, true_rest, ends, fused);
    if widths.outside == 0
        && widths.below.0 + 0.01 < f64::from(ends.0)
        && widths.above.0 + 0.01 < f64::from(ends.1)
    {
        return widths;
    }
    let exact = exact::<F>(x.into(), PRECISION);
    let exact = if exact.is_sign_negative() == (sum < 0.0) { exact } else { -exact } - sum;
    compared(x, sum, rest, exact.to_f64(), ends, fused)
}

/// One input, with the rest that the true value leaves to `sum`.
fn compared(x: f32, sum: f32, rest: f32, true_rest: f64, ends: (f32, f32), fused: bool) -> Widths {
    let neighbour = if true_rest > 0.0 { sum.next_up() } else { sum.next_down() };
    let half_unit = f64::from((neighbour - sum).abs()) / 2.0;
    let computed = f64::from(rest);
    let mut widths = Widths { inputs: 1, ..Widths::NONE };
    // Here both the truth and the ends, at most 2^−20 of the rest away from it, round to the sum.
    if true_rest.abs() < half_unit && computed.abs() < half_unit * (1.0 - 16.0 * UNIT) {
        return widths;
    }
    let distance = (true_rest - computed) / computed / UNIT;
    widths.below = (-distance, x);
    widths.above = (distance, x);
    let end = |factor: f32| {
        let exact = computed * f64::from(factor);
        if fused { exact } else { f64::from(exact as f32) }
    };
    let (low, high) = (end(1.0 - ends.0 * UNIT as f32), end(1.0 + ends.1 * UNIT as f32));
    widths.outside = u64::from(!(low.min(high)..=low.max(high)).contains(&true_rest));
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends that are too narrow for an input are seen, and so is a rest of the wrong sign.
    #[test]
    fn a_truth_outside_of_the_ends_is_counted() {
        let (sum, rest) = (1.0_f32, 1.5 * UNIT as f32);
        let truth = |units: f64| f64::from(rest) * (1.0 + units * UNIT);
        let outside = |units, fused| compared(0.0, sum, rest, truth(units), (6.0, 4.0), fused).outside;
        assert_eq!([-6.5, -5.5, 0.0, 3.5, 4.5].map(|units| outside(units, true)), [1, 0, 0, 0, 1]);
        assert_eq!(compared(0.0, sum, rest, -truth(0.0), (6.0, 4.0), true).outside, 1);
        assert_eq!(
            compared(0.0, sum, rest / 4.0, truth(0.0) / 8.0, (6.0, 4.0), true).outside,
            0,
            "rounds to the sum"
        );
        let raised = |units| compared(0.0, sum, rest, truth(units), (8.0, 0.0), true).outside;
        assert_eq!([-8.5, -7.5, 0.0, 0.5].map(raised), [1, 0, 0, 1]);
        let widths = compared(0.5, sum, rest, truth(-5.5), (6.0, 4.0), true);
        assert!((widths.below.0 - 5.5).abs() < 1e-3 && widths.below.1 == 0.5, "{widths:?}");
    }

    /// An error of the fine kernel that its rounding test does not allow for is seen, and so is NaN.
    #[test]
    fn an_error_above_the_fine_kernels_bound_is_counted() {
        let bound = 1.0 / (1_u64 << 44) as f32;
        let at = |part: f64| one_fine(0.0, [1.0, 0.0, bound], [1.0, part * f64::from(bound)], FINE.part);
        assert_eq!([-0.98, -0.9, 0.0, 0.9, 0.98, f64::NAN].map(|part| at(part).outside), [1, 0, 0, 0, 1, 1]);
        assert_eq!((at(0.5).fine, at(0.5).fine_inputs), ((0.5, 0.0), 1));
    }
}
