//! The failure modes: each on an implementation that has it and nothing else, and implementations that have none, or a
//! fault that has no name.

#[path = "conformance_modes/faults.rs"]
mod faults;

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
fn overflow() {
    fn named<T: Float>(limit: f64, name: &str) {
        let report = of_one(Function::Softplus, |x: T, _| softplus::formulas::log1p_exp(x));
        assert_modes(&report, &["overflow"]);
        assert_eq!(number(&report, "overflow", "limit"), limit);
        assert_eq!(text(&report, "overflow", "intermediate"), name);
        assert!((number(&report, "overflow", "from") - limit).abs() < limit / 100.0, "{report}");
    }
    named::<f16>(11.089_866_488_461_016, "e^t of f16");
    named::<f32>(88.722_839_052_068_35, "e^t of f32");
    named::<f64>(709.782_712_893_384, "e^t of f64");
    // bf16 and f32 overflow between the same two values of bf16.
    let report = of_one(Function::Softplus, |x: bf16, _| softplus::formulas::log1p_exp(x));
    assert_modes(&report, &["overflow"]);
}

#[test]
fn overflow_of_other_functions() {
    let log_sigmoid = |x: f32, _| -softplus::formulas::log1p_exp(-x);
    assert_modes(&of_one(Function::LogSigmoid, log_sigmoid), &["overflow"]);
    let inverse = |y: f32, exact| if y.exp().is_infinite() { f32::INFINITY } else { exact };
    assert_modes(&of_one(Function::SoftplusInverse, inverse), &["overflow"]);
    let sigmoid = |x: f64, exact| if x > 709.79 { f64::NAN } else { exact };
    assert_modes(&of_one(Function::Sigmoid, sigmoid), &["overflow"]);
    let mish = |x: f32, exact| if x > 44.4 { f32::NAN } else { exact };
    let report = of_one(Function::Mish, mish);
    assert_modes(&report, &["overflow"]);
    assert_eq!(text(&report, "overflow", "intermediate"), "e^2t of f32");
    let beta = |x: f32, beta: f32, exact: f32| {
        let overflows = (x * beta).exp() == f32::INFINITY && !exact.is_nan();
        if overflows { f32::INFINITY.copysign(beta) } else { exact }
    };
    assert_modes(&of_two(Function::SoftplusBeta, beta), &["overflow"]);
    // Where both underflow, the logarithm of 0.
    let sum = |a: f64, b: f64, exact: f64| {
        let naive = (a.exp() + b.exp()).ln();
        if exact.is_finite() && naive.is_infinite() { naive } else { exact }
    };
    assert_modes(&of_two(Function::LogAddExp, sum), &["overflow", "underflow"]);
    let report =
        of_one(Function::LogSoftplus, |x: f32, exact| if x < -103.98 { f32::NEG_INFINITY } else { exact });
    assert_modes(&report, &["underflow"]);
}

#[test]
fn log_instead_of_log1p() {
    fn named<T: Float>() {
        let report = of_one(Function::Softplus, |x: T, _| softplus::formulas::stable(x));
        assert_modes(&report, &["log-not-log1p"]);
        assert_eq!(text(&report, "log-not-log1p", "sum_type"), T::NAME);
        let log_sigmoid = |x: T, _| negated(softplus::formulas::stable(negated(x)));
        assert_modes(&of_one(Function::LogSigmoid, log_sigmoid), &["log-not-log1p"]);
        let naive = of_one(Function::Softplus, |x: T, _| softplus::formulas::naive(x));
        assert_modes(&naive, &["log-not-log1p", "overflow"]);
    }
    each_type!(named);
    // bf16 computed in f32; f16 ends before that shows.
    let f = |x: bf16, _| bf16::from_f64(softplus::formulas::stable(x.to_f32()).into());
    let report = of_one(Function::Softplus, f);
    assert_modes(&report, &["log-not-log1p"]);
    assert_eq!(text(&report, "log-not-log1p", "sum_type"), "f32");
    let mish = |x: f32, exact: f32| {
        if x < 0.0 && x.is_finite() { x * softplus::formulas::stable(x).tanh() } else { exact }
    };
    let report = of_one(Function::Mish, mish);
    assert_modes(&report, &["log-not-log1p"]);
}

#[test]
fn thresholds() {
    fn named<T: Float>(threshold: f64) {
        let report = of_one(Function::Softplus, |x: T, y| if x.to_f64() > threshold { x } else { y });
        assert_modes(&report, &["threshold"]);
        assert_eq!(number(&report, "threshold", "threshold"), threshold, "{report}");
        assert_eq!(text(&report, "threshold", "returned"), "x");
    }
    named::<f64>(20.0);
    named::<f64>(30.0);
    named::<f32>(8.0);
    named::<f32>(10.0);
    named::<f16>(3.0);
    // Where the exact result is x anyhow, a threshold is no fault.
    let report = of_one(Function::Softplus, |x: f32, y| if x > 20.0 { x } else { y });
    assert_modes(&report, &[]);
    let report = of_one(Function::LogSigmoid, |x: f64, y| if x < -20.0 { x } else { y });
    assert_modes(&report, &["threshold"]);
    assert_eq!(number(&report, "threshold", "threshold"), -20.0);
    let beta = |x: f64, beta: f64, y| if beta > 0.0 && x * beta > 20.0 { x } else { y };
    assert_modes(&of_two(Function::SoftplusBeta, beta), &["threshold"]);
}

#[test]
fn low_thresholds() {
    fn named<T: Float>(epsilon: f64) {
        let cut = epsilon.ln() + 2.0;
        let f = |x: T, y| if x.to_f64() < cut { T::from_f64(x.to_f64().exp()) } else { y };
        let report = of_one(Function::Softplus, f);
        assert_modes(&report, &["threshold"]);
        assert_eq!(text(&report, "threshold", "returned"), "e^x");
        assert!((number(&report, "threshold", "threshold") - cut).abs() < 1e-6, "{report}");
    }
    named::<f32>(f32::EPSILON.into());
    named::<f64>(f64::EPSILON);
}

#[test]
fn tails_that_are_cut() {
    fn cut<T: Float>(at: f64) {
        let report = of_one(Function::Softplus, |x: T, y| if x.to_f64() < at { T::default() } else { y });
        assert_modes(&report, &["tail-cut"]);
        assert_eq!(number(&report, "tail-cut", "threshold"), at, "{report}");
    }
    cut::<f16>(-5.0);
    cut::<bf16>(-5.0);
    cut::<f32>(-15.0);
    cut::<f64>(-30.0);
}

#[test]
fn flushed_results() {
    fn named<T: Float>() {
        for function in [Function::Softplus, Function::Sigmoid, Function::SoftplusSecondDerivative] {
            assert_modes(&of_one(function, |_, y: T| flush(y)), &["flushed-subnormal-results"]);
        }
    }
    each_type!(named);
    // The lower half of them only.
    let lower = |_, y: f32| if y < f32::MIN_POSITIVE / 64.0 { 0.0 } else { y };
    assert_modes(&of_one(Function::Softplus, lower), &["flushed-subnormal-results"]);
}

#[test]
fn flushed_inputs() {
    fn named<T: Float>() {
        // log1mexp(±0) = −∞, mish(±0) = ±0.
        let changed = |x: T| x.to_f64() != 0.0 && flush(x).to_f64() == 0.0;
        let f = |x: T, y| if changed(x) { T::from_f64(f64::NEG_INFINITY) } else { y };
        assert_modes(&of_one(Function::Log1mExp, f), &["flushed-subnormal-inputs"]);
        let f = |x: T, y| if changed(x) { flush(x) } else { y };
        assert_modes(&of_one(Function::Mish, f), &["flushed-subnormal-inputs"]);
    }
    named::<bf16>();
    named::<f32>();
    named::<f64>();
}

#[test]
fn absolute_errors() {
    fn named<T: Float>(f: impl Fn(T) -> T) {
        assert_modes(&of_one(Function::Softplus, |x: T, _| f(x)), &["absolute-error"]);
    }
    named::<f32>(interpolated);
    named::<f64>(interpolated);
    named::<bf16>(interpolated);
    named::<f32>(chebyshev);
    named::<f64>(chebyshev);
}

#[test]
fn narrower_types() {
    fn through<T: Float, P: Float>(function: Function, f: fn(f64) -> f64) {
        let of_narrow = |x: T, _| {
            let y = P::from_f64(f(P::from_f64(x.to_f64()).to_f64()));
            T::from_f64(y.to_f64())
        };
        let report = of_one(function, of_narrow);
        assert_modes(&report, &["narrow-type"]);
        assert_eq!(text(&report, "narrow-type", "type"), P::NAME);
    }
    through::<f64, f32>(Function::Softplus, stable);
    through::<f64, f32>(Function::Sigmoid, good_sigmoid);
    through::<f64, bf16>(Function::Softplus, stable);
    through::<f32, bf16>(Function::Softplus, stable);
    through::<f32, bf16>(Function::Sigmoid, good_sigmoid);
    through::<f32, f16>(Function::Softplus, stable);
    through::<f16, bf16>(Function::Softplus, stable);
}

#[test]
fn beta() {
    fn named<T: Float>() {
        let product = |x: T, beta: T| T::from_f64(stable(x.to_f64() * beta.to_f64()));
        let undivided = of_two(Function::SoftplusBeta, |x: T, beta: T, exact: T| {
            // ∞·0 is another matter.
            if exact.to_f64().is_nan() { exact } else { product(x, beta) }
        });
        assert_modes(&undivided, &["missing-division-by-beta"]);
        let ignored = of_two(Function::SoftplusBeta, |x: T, beta: T, exact: T| {
            if beta.to_f64().is_nan() { exact } else { T::from_f64(stable(x.to_f64())) }
        });
        assert_modes(&ignored, &["beta-ignored"]);
    }
    named::<f16>();
    named::<bf16>();
    named::<f32>();
}

#[test]
fn rounded_products() {
    fn named<T: Float>() {
        let f = |x: T, beta: T, exact: T| {
            let product: T = T::from_f64(x.to_f64() * beta.to_f64());
            let usual = product.to_f64().is_finite() && beta.to_f64() != 0.0 && x.to_f64().is_finite();
            if usual { T::from_f64(stable(product.to_f64()) / beta.to_f64()) } else { exact }
        };
        assert_modes(&of_two(Function::SoftplusBeta, f), &["rounded-product"]);
    }
    named::<f32>();
    named::<f64>();
}

#[test]
fn cancellation() {
    fn named<T: Float>() {
        // log(expm1(y)), log(softplus(x)), each operation rounded.
        let inverse = |y: T, exact: T| {
            let power: T = T::from_f64(y.to_f64().exp_m1());
            if y.to_f64() < 5.0 { T::from_f64(power.to_f64().ln()) } else { exact }
        };
        assert_modes(&of_one(Function::SoftplusInverse, inverse), &["cancellation"]);
        let logarithm = |x: T, exact: T| {
            let y: T = stable(x);
            if x.to_f64().abs() < 5.0 { T::from_f64(y.to_f64().ln()) } else { exact }
        };
        assert_modes(&of_one(Function::LogSoftplus, logarithm), &["cancellation"]);
        let shifted = |x: T, exact: T| {
            let y: T = stable(x);
            let ln_2: T = T::from_f64(std::f64::consts::LN_2);
            if x.to_f64().abs() < 1.0 { T::from_f64(y.to_f64() - ln_2.to_f64()) } else { exact }
        };
        assert!(
            of_one(Function::ShiftedSoftplus, shifted).modes.iter().any(|mode| mode.id == "cancellation")
        );
    }
    each_type!(named);
}

#[test]
fn subnormal_factors() {
    fn named<T: Float>() {
        let f = |x: T, exact: T| {
            let factor: T = T::from_f64(exact.to_f64() / x.to_f64());
            if x.to_f64() < -5.0 && x.to_f64().is_finite() {
                T::from_f64(x.to_f64() * factor.to_f64())
            } else {
                exact
            }
        };
        assert_modes(&of_one(Function::Mish, f), &["subnormal-factor"]);
    }
    named::<f32>();
    named::<f64>();
}

#[test]
fn length_dependence() {
    fn named<T: Float>() {
        // The last 13 elements by another path, which is less exact, as in pytorch#48235.
        let report = report(Function::Softplus, |set: &Set<T>| set.rest_otherwise(|y| y, one_more));
        assert_modes(&report, &["length-dependent"]);
        let mode = &report.modes[0];
        assert!(mode.summary.contains("within the last 1"), "{}", mode.summary);
        assert!(!mode.differences.is_empty());
    }
    each_type!(named);
}

#[test]
fn nan_swallowed() {
    fn named<T: Float>() {
        let f = |x: T, y| if x.to_f64().is_nan() { T::default() } else { y };
        assert_modes(&of_one(Function::Softplus, f), &["nan-swallowed"]);
        let sum = |a: T, b, y| if a.to_f64().is_nan() { b } else { y };
        assert_modes(&of_two(Function::LogAddExp, sum), &["nan-swallowed"]);
    }
    each_type!(named);
}

#[test]
fn limits_and_zeros() {
    fn named<T: Float>() {
        let f = |x: T, y| if x.to_f64() == f64::NEG_INFINITY { T::from_f64(f64::NAN) } else { y };
        assert_modes(&of_one(Function::Softplus, f), &["wrong-limit"]);
        let f = |x: T, y| if x.to_f64() == 0.0 { T::default() } else { y };
        assert_modes(&of_one(Function::Mish, f), &["zero-sign"]);
    }
    each_type!(named);
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
