//! T0: all inputs of the 16-bit types, and of the others special values, every threshold with four neighbours on
//! both sides, and the hard cases.

use half::{bf16, f16};
use softplus::Float;
use softplus_oracle::{
    cases, for_each_function,
    functions::Function,
    harness::{Report, compare_all},
    inputs, search,
};

fn every_input<F: Function, T: Float>() {
    let inputs = inputs::every_16_bit::<T>();
    assert_eq!(inputs.len(), 65_536);
    compare_all::<F, T>(&inputs).assert_exact(&format!("{} {}, all inputs", F::NAME, T::NAME));
}

fn special_and_thresholds<F: Function, T: Float>() {
    let inputs: Vec<T> = inputs::special().into_iter().chain(inputs::thresholds()).collect();
    compare_all::<F, T>(&inputs).assert_exact(&format!("{} {}, thresholds", F::NAME, T::NAME));
}

fn hard_cases<F: Function>() {
    let cases = cases::read::<F>().expect("the cases are committed");
    assert!(cases.len() >= 200, "{} has {} cases only", F::NAME, cases.len());
    let mut report = Report::default();
    for case in &cases {
        let (x, y) = (f64::from_bits(case.x), f64::from_bits(case.y));
        let bits = cases::identical_bits::<F>(x);
        assert_eq!(bits, case.bits, "{} at {x:e}: identical bits", F::NAME);
        assert!(bits >= search::WANTED);
        // The file's result, written by an earlier run of MPFR, against the crate; `compare_all` asks MPFR anew.
        report = report.and(Report::one(x, F::value(x), y));
    }
    report.assert_exact(&format!("{} f64, hard cases", F::NAME));
    let inputs: Vec<f64> = cases.iter().map(|case| f64::from_bits(case.x)).collect();
    compare_all::<F, f64>(&inputs).assert_exact(&format!("{} f64, hard cases", F::NAME));
}

#[test]
fn all_f16_inputs() {
    for_each_function!(all_f16());
}

#[test]
fn all_bf16_inputs() {
    for_each_function!(all_bf16());
}

#[test]
fn f32_special_values_and_thresholds() {
    for_each_function!(thresholds_f32());
}

#[test]
fn f64_special_values_and_thresholds() {
    for_each_function!(thresholds_f64());
}

#[test]
fn f64_hard_cases() {
    for_each_function!(hard_cases());
}

fn all_f16<F: Function>() {
    every_input::<F, f16>();
}

fn all_bf16<F: Function>() {
    every_input::<F, bf16>();
}

fn thresholds_f32<F: Function>() {
    special_and_thresholds::<F, f32>();
}

fn thresholds_f64<F: Function>() {
    special_and_thresholds::<F, f64>();
}
