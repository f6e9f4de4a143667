//! T0: all inputs of the 16-bit types; of the others special values, every threshold with four neighbours on both
//! sides, and the hard cases; of several arguments the special values in every combination.

use half::{bf16, f16};
use softplus::Float;
use softplus_oracle::{
    cases, for_each, for_each_unary,
    functions::Function,
    harness::{Report, compare_all},
    inputs, search,
};

fn every_input<F: Function<1>, T: Float>() {
    let inputs = inputs::points(&inputs::every_16_bit::<T>());
    assert_eq!(inputs.len(), 65_536);
    compare_all::<F, T, 1>(&inputs).assert_exact(&format!("{} {}, all inputs", F::NAME, T::NAME));
}

fn special<F: Function<A>, T: Float, const A: usize>() {
    compare_all::<F, T, A>(&inputs::special_points()).assert_exact(&format!(
        "{} {}, special",
        F::NAME,
        T::NAME
    ));
}

fn thresholds<F: Function<1>, T: Float>() {
    compare_all::<F, T, 1>(&inputs::points(&inputs::thresholds())).assert_exact(&format!(
        "{} {}, thresholds",
        F::NAME,
        T::NAME
    ));
}

fn hard_cases<F: Function<1>>() {
    let cases = cases::read(F::NAME).expect("the cases are committed");
    assert!(cases.len() >= 9, "{} has {} cases only", F::NAME, cases.len());
    let mut report = Report::default();
    for case in &cases {
        let (x, y) = (f64::from_bits(case.x), f64::from_bits(case.y));
        let bits = cases::identical_bits::<F>(x);
        assert_eq!(bits, case.bits, "{} at {x:e}: identical bits", F::NAME);
        assert!(bits >= search::WANTED);
        // The file's result, written by an earlier run of MPFR, against the crate; `compare_all` asks MPFR anew.
        report = report.and(Report::one([x], F::of([x]), y));
    }
    report.assert_exact(&format!("{} f64, hard cases", F::NAME));
    let inputs: Vec<[f64; 1]> = cases.iter().map(|case| [f64::from_bits(case.x)]).collect();
    compare_all::<F, f64, 1>(&inputs).assert_exact(&format!("{} f64, hard cases", F::NAME));
}

#[test]
fn all_f16_inputs() {
    for_each_unary!(all_f16());
}

#[test]
fn all_bf16_inputs() {
    for_each_unary!(all_bf16());
}

#[test]
fn special_values() {
    for_each!(special_of_every_type());
}

#[test]
fn f32_thresholds() {
    for_each_unary!(thresholds_f32());
}

/// Next to 0, a function like 1/2 + x/4 has ties and near-ties side by side: in one vector then, some lanes need finer
/// kernels than others.
#[test]
fn f32_near_ties_side_by_side() {
    for_each_unary!(near_ties());
}

#[test]
fn f64_thresholds() {
    for_each_unary!(thresholds_f64());
}

/// Of several arguments: the borders of the formulas.
#[test]
fn borders() {
    for_each!(borders_of_every_type());
}

fn borders_of_every_type<F: Function<A>, const A: usize>() {
    if A > 1 {
        borders_of::<F, f16, A>();
        borders_of::<F, bf16, A>();
        borders_of::<F, f32, A>();
        borders_of::<F, f64, A>();
    }
}

fn borders_of<F: Function<A>, T: Float, const A: usize>() {
    let points = inputs::border_points::<T, A>();
    assert!(points.len() > 4000);
    compare_all::<F, T, A>(&points).assert_exact(&format!("{} {}, borders", F::NAME, T::NAME));
}

#[test]
fn f64_hard_cases() {
    for_each_unary!(hard_cases());
}

fn all_f16<F: Function<1>>() {
    every_input::<F, f16>();
}

fn all_bf16<F: Function<1>>() {
    every_input::<F, bf16>();
}

fn special_of_every_type<F: Function<A>, const A: usize>() {
    special::<F, f16, A>();
    special::<F, bf16, A>();
    special::<F, f32, A>();
    special::<F, f64, A>();
}

fn thresholds_f32<F: Function<1>>() {
    thresholds::<F, f32>();
}

fn near_ties<F: Function<1>>() {
    const AROUND: u32 = 8;
    let ties = (-26..=-8).flat_map(|exponent| [1.0, 3.0, 5.0].map(|odd| odd * 2_f32.powi(exponent)));
    let inputs: Vec<[f32; 1]> = ties
        .flat_map(|tie| tie.to_bits() - AROUND..=tie.to_bits() + AROUND)
        .flat_map(|bits| [bits, bits | 1 << 31])
        .map(|bits| [f32::from_bits(bits)])
        .collect();
    compare_all::<F, f32, 1>(&inputs).assert_exact(&format!("{} f32, near-ties", F::NAME));
}

fn thresholds_f64<F: Function<1>>() {
    thresholds::<F, f64>();
}
