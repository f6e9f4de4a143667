//! The failure modes: each on an implementation that has it and nothing else, and implementations that have none, or a
//! fault that has no name.

#[path = "conformance_modes/faults.rs"]
mod faults;

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::{
    conformance::{Report, Set, Size, judge},
    family::Function,
};

use faults::*;

/// The report on results at the small set's inputs.
fn report<T: Float>(function: Function, results: impl Fn(&Set<T>) -> Vec<T>) -> Report {
    let set = Set::new(function, Size::Small);
    let results = results(&set);
    judge(function, set.columns, results, 0.5)
}

/// The same of a function of one number.
fn of_one<T: Float>(function: Function, f: impl Fn(T) -> T) -> Report {
    report(function, |set: &Set<T>| set.columns[0].iter().map(|&x| f(x)).collect())
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

macro_rules! each_type {
    ($function:ident $(, $argument:expr)*) => {
        $function::<f16>($($argument),*);
        $function::<bf16>($($argument),*);
        $function::<f32>($($argument),*);
        $function::<f64>($($argument),*);
    };
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
        let report = of_one(Function::Softplus, stable::<T>);
        assert_modes(&report, &[]);
        assert!(report.accuracy.misrounded > 0 && report.accuracy.max_ulp < 2.5, "{report}");
        assert!(!report.conforms);
        let report = of_one(Function::Sigmoid, good_sigmoid::<T>);
        assert_modes(&report, &[]);
    }
    each_type!(none);
}

#[test]
fn overflow() {
    fn named<T: Float>(limit: f64, name: &str) {
        let report = of_one(Function::Softplus, softplus::formulas::log1p_exp::<T>);
        assert_modes(&report, &["overflow"]);
        assert_eq!(number(&report, "overflow", "limit"), limit);
        assert_eq!(text(&report, "overflow", "intermediate"), name);
        assert!((number(&report, "overflow", "from") - limit).abs() < limit / 100.0, "{report}");
    }
    named::<f16>(11.089_866_488_461_016, "e^t of f16");
    named::<f32>(88.722_839_052_068_35, "e^t of f32");
    named::<f64>(709.782_712_893_384, "e^t of f64");
    // bf16 and f32 overflow between the same two values of bf16.
    let report = of_one(Function::Softplus, softplus::formulas::log1p_exp::<bf16>);
    assert_modes(&report, &["overflow"]);

    // The same in other functions.
    let log_sigmoid = |x: f32| -softplus::formulas::log1p_exp(-x);
    assert_modes(&of_one(Function::LogSigmoid, log_sigmoid), &["overflow"]);
    let inverse = |y: f32| if y > 88.7 { y.exp() } else { softplus::softplus_inverse(y) };
    let inverse = of_one(Function::SoftplusInverse, inverse);
    assert_modes(&inverse, &["overflow"]);
    let sigmoid = |x: f64| if x > 709.79 { f64::NAN } else { softplus::sigmoid(x) };
    assert_modes(&of_one(Function::Sigmoid, sigmoid), &["overflow", "wrong-limit"]);
    let mish = |x: f32| if x > 44.4 { f32::NAN } else { softplus::mish(x) };
    let report = of_one(Function::Mish, mish);
    assert_modes(&report, &["overflow", "wrong-limit"]);
    assert_eq!(text(&report, "overflow", "intermediate"), "e^2t of f32");
    let sum = of_two(Function::LogAddExp, |a: f64, b: f64| (a.exp() + b.exp()).ln());
    assert!(sum.modes.iter().any(|mode| mode.id == "overflow"), "{sum}");
    assert!(sum.modes.iter().any(|mode| mode.id == "underflow"), "{sum}");
}

fn of_two<T: Float>(function: Function, f: impl Fn(T, T) -> T) -> Report {
    report(function, |set: &Set<T>| {
        set.columns[0].iter().zip(&set.columns[1]).map(|(&a, &b)| f(a, b)).collect()
    })
}

fn in_f32<T: Float>() {
    let f = |x: T| T::from_f64(softplus::formulas::stable(x.to_f64() as f32).into());
    let report = of_one(Function::Softplus, f);
    assert_modes(&report, &["log-not-log1p"]);
    assert_eq!(text(&report, "log-not-log1p", "sum_type"), "f32");
}

#[test]
fn log_instead_of_log1p() {
    fn named<T: Float>() {
        let report = of_one(Function::Softplus, softplus::formulas::stable::<T>);
        assert_modes(&report, &["log-not-log1p"]);
        assert_eq!(text(&report, "log-not-log1p", "sum_type"), T::NAME);
        let log_sigmoid = |x: T| negated(softplus::formulas::stable(negated(x)));
        assert_modes(&of_one(Function::LogSigmoid, log_sigmoid), &["log-not-log1p"]);
        let naive = of_one(Function::Softplus, softplus::formulas::naive::<T>);
        assert_modes(&naive, &["log-not-log1p", "overflow"]);
    }
    each_type!(named);
    // In half types computed in f32.
    in_f32::<f16>();
    in_f32::<bf16>();
    let mish = |x: f32| x * softplus::formulas::stable(x).tanh();
    assert_modes(&of_one(Function::Mish, mish), &["log-not-log1p"]);
}

#[test]
fn thresholds() {
    fn named<T: Float>(threshold: f64) {
        let f = |x: T| if x.to_f64() > threshold { x } else { softplus::softplus(x) };
        let report = of_one(Function::Softplus, f);
        assert_modes(&report, &["threshold"]);
        assert_eq!(number(&report, "threshold", "threshold"), threshold, "{report}");
        assert_eq!(text(&report, "threshold", "returned"), "x");
    }
    named::<f64>(20.0);
    named::<f64>(30.0);
    named::<f32>(8.0);
    named::<f32>(10.0);
    // Where the exact result is x anyhow, a threshold is no fault.
    let report = of_one(Function::Softplus, |x: f32| if x > 20.0 { x } else { softplus::softplus(x) });
    assert_modes(&report, &[]);
    let log_sigmoid = |x: f64| if x < -20.0 { x } else { softplus::log_sigmoid(x) };
    let report = of_one(Function::LogSigmoid, log_sigmoid);
    assert_modes(&report, &["threshold"]);
    assert_eq!(number(&report, "threshold", "threshold"), -20.0);
    let beta = of_two(Function::SoftplusBeta, |x: f64, beta: f64| {
        if beta > 0.0 && x * beta > 20.0 { x } else { softplus::softplus_beta(x, beta) }
    });
    assert_modes(&beta, &["threshold"]);
}

fn cut<T: Float>(at: f64) {
    let f = |x: T| if x.to_f64() < at { T::default() } else { softplus::softplus(x) };
    let report = of_one(Function::Softplus, f);
    assert_modes(&report, &["tail-cut"]);
    assert_eq!(number(&report, "tail-cut", "threshold"), at, "{report}");
}

#[test]
fn low_thresholds() {
    fn named<T: Float>(epsilon: f64) {
        let cut = epsilon.ln() + 2.0;
        let f = |x: T| if x.to_f64() < cut { T::from_f64(x.to_f64().exp()) } else { softplus::softplus(x) };
        let report = of_one(Function::Softplus, f);
        assert_modes(&report, &["threshold"]);
        assert_eq!(text(&report, "threshold", "returned"), "e^x");
        assert!((number(&report, "threshold", "threshold") - cut).abs() < 1e-6, "{report}");
    }
    named::<f32>(f32::EPSILON.into());
    named::<f64>(f64::EPSILON);
    cut::<f16>(-5.0);
    cut::<bf16>(-5.0);
    cut::<f32>(-15.0);
    cut::<f64>(-30.0);
}

#[test]
fn flushed_results() {
    fn named<T: Float>(function: Function) {
        let f = |x: T| flush(function.value(&[x]));
        assert_modes(&of_one(function, f), &["flushed-subnormal-results"]);
    }
    each_type!(named, Function::Softplus);
    each_type!(named, Function::Sigmoid);
    each_type!(named, Function::SoftplusSecondDerivative);
    // The lower half of them only.
    let half = |x: f32| {
        let y = softplus::softplus(x);
        if y < f32::MIN_POSITIVE / 64.0 { 0.0 } else { y }
    };
    assert_modes(&of_one(Function::Softplus, half), &["flushed-subnormal-results"]);
}

#[test]
fn flushed_inputs() {
    fn named<T: Float>() {
        let f = |x: T| softplus::log1mexp(flush(x));
        assert_modes(&of_one(Function::Log1mExp, f), &["flushed-subnormal-inputs"]);
        let f = |x: T| softplus::mish(flush(x));
        assert_modes(&of_one(Function::Mish, f), &["flushed-subnormal-inputs"]);
    }
    named::<bf16>();
    named::<f32>();
    named::<f64>();
}

#[test]
fn absolute_errors() {
    fn named<T: Float>(f: impl Fn(T) -> T) {
        assert_modes(&of_one(Function::Softplus, f), &["absolute-error"]);
    }
    named::<f32>(interpolated);
    named::<f64>(interpolated);
    named::<bf16>(interpolated);
    named::<f32>(chebyshev);
}

#[test]
fn narrower_types() {
    fn through<T: Float, P: Float>(function: Function) {
        let report = report(function, |set: &Set<T>| {
            let point = |case: usize| -> Vec<P> {
                set.columns.iter().map(|column| P::from_f64(column[case].to_f64())).collect()
            };
            (0..set.results.len()).map(|case| T::from_f64(function.value(&point(case)).to_f64())).collect()
        });
        assert!(report.modes.iter().any(|mode| mode.id == "narrow-type"), "{report}");
        assert_eq!(text(&report, "narrow-type", "type"), P::NAME);
        // Beyond P's range, the results are wrong for other reasons.
        let others = ["narrow-type", "overflow", "unexplained", "flushed-subnormal-inputs", "zero-sign"];
        assert!(report.modes.iter().all(|mode| others.contains(&mode.id)), "{report}");
    }
    through::<f64, f32>(Function::Softplus);
    through::<f64, f32>(Function::Sigmoid);
    through::<f32, bf16>(Function::Softplus);
    through::<f32, f16>(Function::Softplus);
    through::<f64, bf16>(Function::Sigmoid);
    through::<f64, f32>(Function::LogAddExp);
}

#[test]
fn beta() {
    fn named<T: Float>() {
        let undivided =
            |x: T, beta: T| T::from_f64(softplus::softplus_beta(x.to_f64(), beta.to_f64()) * beta.to_f64());
        let report = of_two(Function::SoftplusBeta, undivided);
        assert!(report.modes.iter().any(|mode| mode.id == "missing-division-by-beta"), "{report}");
        assert_modes(&of_two(Function::SoftplusBeta, |x: T, _| softplus::softplus(x)), &["beta-ignored"]);
    }
    named::<f16>();
    named::<f32>();
    named::<f64>();
}

#[test]
fn length_dependence() {
    fn named<T: Float>() {
        // The last 13 elements by another path, which is less exact, as in pytorch#48235.
        let rest = |set: &Set<T>| {
            let cut = set.results.len() - 13;
            let by_another = |(case, &y): (usize, &T)| {
                if case >= cut { stable_but_last_place(y) } else { y }
            };
            set.results.iter().enumerate().map(by_another).collect()
        };
        let report = report(Function::Softplus, rest);
        assert_modes(&report, &["length-dependent"]);
        let mode = &report.modes[0];
        assert!(mode.summary.contains("within the last 13"), "{}", mode.summary);
        assert!(!mode.differences.is_empty());
    }
    each_type!(named);
}

#[test]
fn nan_swallowed() {
    fn named<T: Float>() {
        let f = |x: T| if x.to_f64().is_nan() { T::default() } else { softplus::softplus(x) };
        assert_modes(&of_one(Function::Softplus, f), &["nan-swallowed"]);
        let sum = |a: T, b: T| {
            if a.to_f64().is_nan() { b } else { softplus::logaddexp(a, b) }
        };
        assert_modes(&of_two(Function::LogAddExp, sum), &["nan-swallowed"]);
    }
    each_type!(named);
}

#[test]
fn limits_and_zeros() {
    fn named<T: Float>() {
        let f = |x: T| {
            if x.to_f64() == f64::NEG_INFINITY { T::from_f64(f64::NAN) } else { softplus::softplus(x) }
        };
        assert_modes(&of_one(Function::Softplus, f), &["wrong-limit"]);
        let f = |x: T| if x.to_f64() == 0.0 { T::default() } else { softplus::mish(x) };
        assert_modes(&of_one(Function::Mish, f), &["zero-sign"]);
    }
    each_type!(named);
}

#[test]
fn two_faults_have_two_names() {
    let f = |x: f64| if x > 20.0 { x } else { flush(softplus::softplus(x)) };
    assert_modes(&of_one(Function::Softplus, f), &["flushed-subnormal-results", "threshold"]);
    let f = |x: f32| {
        if x > 88.8 {
            f32::INFINITY
        } else if x.is_nan() {
            0.0
        } else {
            softplus::softplus(x)
        }
    };
    assert_modes(&of_one(Function::Softplus, f), &["nan-swallowed", "overflow"]);
    let f = |x: f32| if x > 88.73 { f32::INFINITY } else { flush(softplus::softplus(x)) };
    assert_modes(&of_one(Function::Softplus, f), &["flushed-subnormal-results", "overflow"]);
    let f = |x: f32| {
        if x < -50.0 {
            0.0
        } else if x > 8.0 {
            x
        } else {
            softplus::softplus(x)
        }
    };
    assert_modes(&of_one(Function::Softplus, f), &["tail-cut", "threshold"]);
    // Flushed by all but the rest of the length: PyTorch's f32.
    let report = report(Function::Softplus, |set: &Set<f32>| {
        let cut = set.results.len() - 13;
        set.results.iter().enumerate().map(|(case, &y)| if case < cut { flush(y) } else { y }).collect()
    });
    assert_modes(&report, &["flushed-subnormal-results", "length-dependent"]);
    let f = |x: f64| f64::from(if x > 88.8 { f32::INFINITY } else { softplus::softplus(x as f32) });
    assert_modes(&of_one(Function::Softplus, f), &["narrow-type", "overflow"]);
    let f = |x: f32| if x == -5.0 { 1.0 } else { flush(softplus::softplus(x)) };
    assert_modes(&of_one(Function::Softplus, f), &["flushed-subnormal-results", "unexplained"]);
}

#[test]
fn other_faults_are_unexplained() {
    fn unexplained<T: Float>() {
        for (name, fault) in unnamed::<T>() {
            let report = report(Function::Softplus, |set: &Set<T>| fault(set));
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
