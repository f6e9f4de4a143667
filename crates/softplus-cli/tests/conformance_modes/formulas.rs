//! Whole formulas as people write them, each operation rounded: several faults at once, each under its name.

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::family::{self, Function};

use super::{assert_modes, faults::*, of_one, of_two, report, text};

/// An operation's result, rounded to T.
fn rounded<T: Float>(x: T, f: impl Fn(f64) -> f64) -> T {
    T::from_f64(f(x.to_f64()))
}

#[test]
fn the_inverse_by_log_of_exp_minus_one() {
    fn named<T: Float>(last: &str) {
        let f = |y: T, _| rounded(rounded(rounded(y, f64::exp), |power| power - 1.0), f64::ln);
        let report = of_one(Function::SoftplusInverse, f);
        // It is −∞ from the rounding of 1 + y on, for normal numbers too: that is no flushing.
        assert_modes(&report, &["cancellation", "overflow", last]);
        assert!(text(&report, "overflow", "intermediate").contains(T::NAME), "{report}");
        if last == "exp-not-expm1" {
            assert_eq!(text(&report, last, "sum_type"), T::NAME, "{report}");
        }
    }
    named::<f16>("exp-not-expm1");
    named::<f32>("exp-not-expm1");
    named::<f64>("exp-not-expm1");
    // Its eight digits hardly show the steps.
    named::<bf16>("unexplained");
}

#[test]
fn log1mexp_by_log_of_one_minus_exp() {
    fn named<T: Float>() {
        let f = |x: T, _| rounded(rounded(rounded(x, |x| (-x).exp()), |power| 1.0 - power), f64::ln);
        let report = of_one(Function::Log1mExp, f);
        // And ln 1 is 0 where the exact result is −0.
        assert_modes(&report, &["exp-not-expm1", "log-not-log1p", "zero-sign"]);
    }
    named::<f16>();
    named::<f32>();
    named::<f64>();
}

#[test]
fn logaddexp_of_a_product_that_is_not_divided() {
    fn named<T: Float>() {
        let f = |x: T, beta: T, exact: T| {
            // ∞·0 is another matter.
            let product: T = T::from_f64(x.to_f64() * beta.to_f64());
            if exact.to_f64().is_nan() { exact } else { stable(product) }
        };
        assert_modes(&of_two(Function::SoftplusBeta, f), &["missing-division-by-beta"]);
    }
    each_type!(named);
}

#[test]
fn results_or_inputs_through_a_narrower_type() {
    fn through<T: family::Float, P: Float>(function: Function) {
        let narrow = |x: T| T::from_f64(P::from_f64(x.to_f64()).to_f64());
        let results = report(function, |set: &Set<T>| set.results.iter().map(|&y| narrow(y)).collect());
        assert_modes(&results, &["narrow-type"]);
        assert_eq!(text(&results, "narrow-type", "type"), P::NAME);
        assert_eq!(text(&results, "narrow-type", "rounded"), "results", "{results}");
        let inputs = report(function, |set: &Set<T>| {
            let point = |i: usize| set.columns.iter().map(|column| narrow(column[i])).collect::<Vec<T>>();
            (0..set.results.len()).map(|i| function.value(&point(i))).collect()
        });
        assert_modes(&inputs, &["narrow-type"]);
        assert_eq!(text(&inputs, "narrow-type", "type"), P::NAME);
        assert_eq!(text(&inputs, "narrow-type", "rounded"), "inputs", "{inputs}");
    }
    for function in [Function::Softplus, Function::Sigmoid, Function::Mish, Function::LogAddExp] {
        through::<f64, f32>(function);
        through::<f32, bf16>(function);
        through::<f32, f16>(function);
    }
}

#[test]
fn sigmoid_by_tanh() {
    fn named<T: Float>() {
        // ½(1 + tanh(x/2)): 1 + tanh is a multiple of ε.
        let f = |x: T, _| rounded(rounded(rounded(x, |x| (x / 2.0).tanh()), |t| 1.0 + t), |sum| sum / 2.0);
        assert_modes(&of_one(Function::Sigmoid, f), &["absolute-error"]);
    }
    named::<f16>();
    named::<f32>();
    named::<f64>();
}

#[test]
fn mish_as_it_is_written() {
    fn named<T: Float>(modes: &[&str]) {
        let f = |x: T, _| {
            let softplus: T = softplus::formulas::naive(x);
            let tanh: T = rounded(softplus, f64::tanh);
            T::from_f64(x.to_f64() * tanh.to_f64())
        };
        // −∞·0 is NaN, which the many wrong results of negative inputs do not hide.
        assert_modes(&of_one(Function::Mish, f), modes);
    }
    named::<f32>(&["log-not-log1p", "wrong-limit"]);
    named::<f64>(&["log-not-log1p", "wrong-limit"]);
}
