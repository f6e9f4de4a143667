//! The harness must see planted faults, and must not see any in the reference itself.

use half::{bf16, f16};
use rug::Float as Mpfr;
use softplus::{Float, Level, formulas, probe::Softplus};
use softplus_oracle::{
    exhaustive::{self, Approximate, Approximation},
    for_each_unary,
    functions::{Function, exact as exact_value},
    harness::{Report, Slices, at_level, compare},
    inputs, reference,
};

fn report<T: Float>(inputs: &[T], function: impl Fn(T) -> T + Sync) -> Report {
    let slices = |xs: &[[T; 1]], ys: &mut [T]| xs.iter().zip(ys).for_each(|(&[x], y)| *y = function(x));
    let slices: Slices<T, 1> = &slices;
    compare::<Softplus, T, 1>(&inputs::points(inputs), &[slices])
}

fn exact<T: Float>(x: T) -> T {
    reference::value::<Softplus, T, 1>([x])
}

fn next<T: Float>(y: T) -> T {
    T::from_bits_u64(y.to_bits_u64() + 1)
}

fn some<T: Float>() -> Vec<T> {
    inputs::special().into_iter().chain(inputs::random(7, 0, 20_000)).collect()
}

#[test]
fn the_reference_has_no_fault() {
    report::<f32>(&some(), exact).assert_exact("reference");
    report::<f64>(&some(), exact).assert_exact("reference");
}

#[test]
fn one_ulp_at_one_input_is_seen() {
    let faulty = |x: f64| if x == 5e-324 { next(exact(x)) } else { exact(x) };
    let report = report(&some(), faulty);
    let worst = report.worst.expect("a fault was planted");
    assert_eq!((report.misrounded, worst.ulps, worst.input), (1, 1, [1, 0, 0]));
}

#[test]
fn a_fault_in_the_last_lane_of_one_function_is_seen() {
    let good = |xs: &[[f32; 1]], ys: &mut [f32]| at_level::<Softplus, f32, 1>(Level::current(), xs, ys);
    let bad = |xs: &[[f32; 1]], ys: &mut [f32]| {
        good(xs, ys);
        if let Some(last) = ys.last_mut() {
            *last = next(*last);
        }
    };
    let ones = vec![[1.0]; 5000];
    assert_eq!(compare::<Softplus, f32, 1>(&ones, &[&good, &good]).misrounded, 0);
    assert_eq!(compare::<Softplus, f32, 1>(&ones, &[&good, &bad]).misrounded, 2, "in two chunks");
}

#[test]
fn double_rounding_is_seen() {
    // Through f16's eleven bits: wrong where they make a tie of eight.
    let in_range = |x: &bf16| x.to_f64().abs() < 8.0;
    let inputs: Vec<bf16> = inputs::every_16_bit().into_iter().filter(in_range).collect();
    let twice =
        |x: bf16| bf16::from_f64(reference::round::<f16>(&exact_value::<Softplus>(x.to_f64(), 200)).to_f64());
    let report = report(&inputs, twice);
    let worst = report.worst.expect("at some inputs");
    assert!(report.misrounded > 10 && worst.ulps == 1, "{report}");
}

#[test]
fn wrong_signs_of_zero_and_lost_nans_are_seen() {
    let negative_zero = |x: f32| if exact(x) == 0.0 { -0.0 } else { exact(x) };
    assert!(report(&some(), negative_zero).misrounded > 0);
    let lost = |x: f32| if x.is_nan() { 0.0 } else { exact(x) };
    assert!(report(&some(), lost).worst.is_some_and(|worst| worst.ulps == u64::MAX));
    let invented = |x: f32| if x == f32::INFINITY { f32::NAN } else { exact(x) };
    assert!(report(&some(), invented).misrounded > 0);
}

#[test]
fn the_formulas_in_use_are_seen_to_be_wrong() {
    for formula in [formulas::naive::<f32>, formulas::log1p_exp, formulas::stable] {
        let report = report(&some(), formula);
        assert!(report.misrounded > 1000, "{report}");
    }
}

/// The exhaustive run asks MPFR seldom: it must see a fault anywhere all the same.
fn sees_a_fault_anywhere<F: Function<1> + Approximate>() {
    for first in [0x3380_0000_u32, 0x3f80_0000, 0x4170_0000, 0x417f_ff00, 0xb000_0000, 0xc2ce_0000] {
        let xs: Vec<[f32; 1]> = (first..first + 512).map(|bits| [f32::from_bits(bits)]).collect();
        let mut ys = vec![0.0; xs.len()];
        at_level::<F, f32, 1>(Level::current(), &xs, &mut ys);
        let (report, asked) = exhaustive::compared::<F>(&xs, &ys);
        assert_eq!(report, Report { checked: 512, ..Report::default() }, "{}", F::NAME);
        if ys.iter().any(|y| y.is_nan()) {
            continue;
        }
        assert!(asked < 200 || first < 0x3f80_0000, "{} {first:#x}: MPFR was asked {asked} times", F::NAME);
        for fault in [0, 1, 17, 255, 510, 511] {
            let right = ys[fault];
            ys[fault] = next(right);
            let (report, _) = exhaustive::compared::<F>(&xs, &ys);
            assert_eq!((report.checked, report.misrounded), (512, 1), "{first:#x} + {fault}");
            ys[fault] = right;
        }
    }
}

#[test]
fn the_exhaustive_run_sees_a_fault_anywhere() {
    for_each_unary!(sees_a_fault_anywhere());
}

/// What decides most of the exhaustive run has an error far below its margin.
fn has_room<F: Function<1> + Approximate>() {
    let mut largest = 0.0_f64;
    // Beyond, the value is x, or less than the smallest f32, and not meant to be right.
    for x in inputs::random::<f32>(11, 0, 200_000).filter(|x| x.abs() < 600.0) {
        let Approximation { value, largest: term } = F::approximate(x.into());
        let exact = exact_value::<F>(x.into(), 160);
        if value.is_finite() && term > 1e-300 {
            let error = (Mpfr::with_val(160, value) - exact).abs().to_f64();
            largest = largest.max(error / (term * exhaustive::MARGIN));
        }
    }
    assert!(largest < 0.125, "{}: {largest} of the margin", F::NAME);
    assert!(largest > 1e-4, "{}: {largest} of the margin is too good to be true", F::NAME);
}

#[test]
fn the_margin_of_the_exhaustive_run_has_room() {
    for_each_unary!(has_room());
}
