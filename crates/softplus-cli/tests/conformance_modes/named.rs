//! Each mode, on an implementation that has it and nothing else.

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::family::Function;

use super::{assert_modes, faults::*, number, of_one, of_two, report, text};

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
fn overflow_below_a_threshold() {
    fn named<T: Float>(limit: f64, threshold: f64) {
        let f = |x: T, _| if x.to_f64() > threshold { x } else { softplus::formulas::log1p_exp(x) };
        let report = of_one(Function::Softplus, f);
        assert_modes(&report, &["overflow"]);
        assert_eq!(number(&report, "overflow", "limit"), limit);
        assert!((number(&report, "overflow", "from") - limit).abs() < limit / 100.0, "{report}");
        assert_eq!(number(&report, "overflow", "to"), threshold, "{report}");
        let range = format!(" to {threshold} (and not beyond)");
        assert!(report.to_string().contains(&range), "{report}");
        // Without the threshold there is no end.
        let report = of_one(Function::Softplus, |x: T, _| softplus::formulas::log1p_exp(x));
        assert!(number(&report, "overflow", "to") > 1e4, "{report}");
        assert!(report.to_string().contains(" on: e^t"), "{report}");
    }
    // PyTorch's threshold, and others behind the limit.
    named::<f16>(11.089_866_488_461_016, 20.0);
    named::<f32>(88.722_839_052_068_35, 100.0);
    named::<f64>(709.782_712_893_384, 1000.0);
    let sigmoid = |x: f32, y| if x < -100.0 { y } else { naive_sigmoid(x, y) };
    let report = of_one(Function::Sigmoid, sigmoid);
    assert_modes(&report, &["overflow"]);
    assert_eq!(number(&report, "overflow", "to"), -100.0, "{report}");
    // Results that are infinite here and there have another cause.
    let f = |x: f32, y| if x > 88.73 && x.to_bits().is_multiple_of(2) { f32::INFINITY } else { y };
    assert_modes(&of_one(Function::Softplus, f), &["unexplained"]);
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
fn overflow_in_a_quotient() {
    fn named<T: Float>() {
        let report = of_one(Function::Sigmoid, naive_sigmoid::<T>);
        assert_modes(&report, &["overflow"]);
        assert!(text(&report, "overflow", "intermediate").contains(T::NAME), "{report}");
    }
    named::<f16>();
    named::<f32>();
    named::<f64>();
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
        assert_eq!(text(&report, "narrow-type", "rounded"), "inputs and results", "{report}");
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
            if x.to_f64().abs() < 1.0 && exact.to_f64() != 0.0 {
                T::from_f64(y.to_f64() - ln_2.to_f64())
            } else {
                exact
            }
        };
        assert_modes(&of_one(Function::ShiftedSoftplus, shifted), &["cancellation"]);
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
