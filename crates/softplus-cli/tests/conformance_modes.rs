//! The failure modes: each on an implementation that has it and nothing else, and implementations that have none, or a
//! fault that has no name.

/// For each of the four types.
macro_rules! each_type {
    ($function:ident $(, $argument:expr)*) => {
        $function::<f16>($($argument),*);
        $function::<bf16>($($argument),*);
        $function::<f32>($($argument),*);
        $function::<f64>($($argument),*);
    };
}

#[path = "conformance_modes/faults.rs"]
mod faults;
#[path = "conformance_modes/formulas.rs"]
mod formulas;
#[path = "conformance_modes/named.rs"]
mod named;

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::{
    conformance::{Report, Size, judge, vectors},
    family::Function,
};

use faults::*;

/// The report on results at the small set's inputs.
fn report<T: Float>(function: Function, results: impl Fn(&Set<T>) -> Vec<T>) -> Report {
    let vectors = vectors(function, dtype::<T>(), Size::Small);
    let set = Set::new(&vectors);
    let results = encode(&results(&set));
    judge(function, dtype::<T>(), &vectors.columns, &results, 0.5).expect("columns of one length")
}

/// The same of a function of one number, from that and the exact result.
fn of_one<T: Float>(function: Function, f: impl Fn(T, T) -> T) -> Report {
    report(function, |set: &Set<T>| set.columns[0].iter().zip(&set.results).map(|(&x, &y)| f(x, y)).collect())
}

/// The same of two.
fn of_two<T: Float>(function: Function, f: impl Fn(T, T, T) -> T) -> Report {
    report(function, |set: &Set<T>| {
        (0..set.results.len()).map(|i| f(set.columns[0][i], set.columns[1][i], set.results[i])).collect()
    })
}

/// Exactly these modes, and "unexplained" where something is.
#[track_caller]
fn assert_modes(report: &Report, modes: &[&str]) {
    let mut found: Vec<&str> = report.modes.iter().map(|mode| mode.id).collect();
    found.extend(report.unexplained.as_ref().map(|_| "unexplained"));
    found.sort_unstable();
    let mut wanted = modes.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "\n{report}");
    assert_eq!(report.conforms, report.accuracy.misrounded == 0 && modes.is_empty(), "{report}");
}

/// A number of a mode.
#[track_caller]
fn number(report: &Report, mode: &str, name: &str) -> f64 {
    let mode = report.modes.iter().find(|found| found.id == mode).expect("this mode");
    mode.numbers[name].as_f64().expect("a number")
}

/// The text of a mode's number.
#[track_caller]
fn text<'a>(report: &'a Report, mode: &str, name: &str) -> &'a str {
    let mode = report.modes.iter().find(|found| found.id == mode).expect("this mode");
    mode.numbers[name].as_str().expect("a text")
}

#[test]
fn correct_implementations_have_none() {
    fn none<T: Float>() {
        for &function in Function::ALL {
            let report = report(function, |set: &Set<T>| set.results.clone());
            assert_modes(&report, &[]);
            assert_eq!(report.accuracy.misrounded, 0, "{report}");
            assert_eq!(report.verdict, "correctly rounded");
            assert!(report.accuracy.max_ulp <= 0.5, "{report}");
            assert!(report.properties.iter().all(|property| property.violations == 0), "{report}");
        }
    }
    each_type!(none);
}

#[test]
fn good_implementations_have_none() {
    fn none<T: Float>() {
        let report = of_one(Function::Softplus, |x: T, _| stable(x));
        assert_modes(&report, &[]);
        assert!(report.accuracy.misrounded > 0 && report.accuracy.max_ulp < 2.5, "{report}");
        assert!(!report.conforms);
        let report = of_one(Function::Sigmoid, |x: T, _| good_sigmoid(x));
        assert_modes(&report, &[]);
    }
    each_type!(none);
}

#[test]
fn two_faults_have_two_names() {
    let two = |report: &Report, modes: [&str; 2]| assert_modes(report, &modes);
    let f = |x: f64, y| if x > 20.0 { x } else { flush(y) };
    two(&of_one(Function::Softplus, f), ["flushed-subnormal-results", "threshold"]);
    let f = |x: f32, y: f32| {
        if x > 88.73 {
            f32::INFINITY
        } else if x.is_nan() {
            0.0
        } else {
            y
        }
    };
    two(&of_one(Function::Softplus, f), ["nan-swallowed", "overflow"]);
    let f = |x: f32, y| if x > 88.73 { f32::INFINITY } else { flush(y) };
    two(&of_one(Function::Softplus, f), ["flushed-subnormal-results", "overflow"]);
    let f = |x: f32, y| {
        if x < -50.0 {
            0.0
        } else if x > 8.0 {
            x
        } else {
            y
        }
    };
    two(&of_one(Function::Softplus, f), ["tail-cut", "threshold"]);
    // Flushed by all but the rest of the length: PyTorch's f32.
    let report = report(Function::Softplus, |set: &Set<f32>| set.rest_otherwise(flush, |y| y));
    two(&report, ["flushed-subnormal-results", "length-dependent"]);
    let f = |x: f64, _| f64::from(if x > 88.73 { f32::INFINITY } else { stable(f64::from(x as f32)) as f32 });
    two(&of_one(Function::Softplus, f), ["narrow-type", "overflow"]);
    let f = |x: f64, _| f64::from(softplus::formulas::stable(x as f32));
    two(&of_one(Function::Softplus, f), ["log-not-log1p", "narrow-type"]);
    let f = |x: f64, _| if x > 20.0 { x } else { softplus::formulas::naive(x) };
    two(&of_one(Function::Softplus, f), ["log-not-log1p", "threshold"]);
    // A named one does not hide another.
    let f = |x: f32, y| if x == -5.0 { 1.0 } else { flush(y) };
    two(&of_one(Function::Softplus, f), ["flushed-subnormal-results", "unexplained"]);
}

#[test]
fn other_faults_are_unexplained() {
    fn unexplained<T: Float>() {
        for (function, name, fault) in unnamed::<T>() {
            let report = report(function, |set: &Set<T>| fault(set));
            let found: Vec<&str> = report.modes.iter().map(|mode| mode.id).collect();
            assert!(found.is_empty(), "{name} of {}: {found:?}\n{report}", T::NAME);
            let unexplained = report.unexplained.as_ref();
            let unexplained =
                unexplained.unwrap_or_else(|| panic!("{name} of {}: nothing\n{report}", T::NAME));
            assert!(unexplained.count > 0 && unexplained.max_ulp > 4.0, "{name}");
            assert!(!unexplained.worst.is_empty() && !unexplained.by_binade.is_empty(), "{name}");
            assert!(!report.conforms, "{name}");
        }
    }
    each_type!(unexplained);
}
