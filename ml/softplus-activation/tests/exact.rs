//! The derivatives against MPFR: bits where they are rounded once, and units in the last place where they are computed in
//! doubles.

mod definitions;

use definitions::{BITS, Point, mish_first, mish_second, sigmoid_second, slopes_of_beta};
use half::{bf16, f16};
use rug::Float as Mpfr;
use softplus::{Float, probe};
use softplus_activation::{Function, Partial, View, backward, double_backward, partial, partial_sum};
use softplus_oracle::{inputs, reference};

const COUNT: usize = 2000;

fn columns<T: Float>(seed: u64) -> [Vec<T>; 3] {
    let mut points = inputs::random_points::<T, 3>(seed, 0, COUNT);
    points.extend(inputs::special_points::<T, 3>());
    std::array::from_fn(|i| points.iter().map(|point| point[i]).collect())
}

fn negated<T: Float>(x: T) -> T {
    T::from_f64(-x.to_f64())
}

/// Equal bits, NaN by kind.
fn assert_same<T: Float>(what: &str, got: &[T], expected: impl Fn(usize) -> T) {
    for (i, got) in got.iter().enumerate() {
        let expected = expected(i);
        let same = got.to_bits_u64() == expected.to_bits_u64()
            || got.to_f64().is_nan() && expected.to_f64().is_nan();
        assert!(same, "{what} of {} number {i}: {got}, not {expected}", T::NAME);
    }
}

fn rounded_once<T: Float>() {
    let [h, g, x] = columns::<T>(1);
    let one = T::from_f64(1.0);
    let first = |function| backward(function, &View::contiguous(&g), &View::contiguous(&x));
    let second = |function| {
        double_backward(function, &View::contiguous(&h), &View::contiguous(&g), &View::contiguous(&x))
    };
    let once = |point: [T; 2]| reference::value::<probe::SoftplusBackward, T, 2>(point);
    let twice = |point: [T; 3]| reference::value::<probe::SoftplusDoubleBackward, T, 3>(point);
    for function in [Function::Softplus, Function::ShiftedSoftplus] {
        assert_same(function.names()[1], &first(function), |i| once([g[i], x[i]]));
        assert_same(function.names()[2], &second(function), |i| twice([h[i], g[i], x[i]]));
    }
    let function = Function::LogSigmoid;
    assert_same(function.names()[1], &first(function), |i| once([g[i], negated(x[i])]));
    assert_same(function.names()[2], &second(function), |i| negated(twice([h[i], g[i], x[i]])));
    assert_same("sigmoid_backward", &first(Function::Sigmoid), |i| twice([g[i], one, x[i]]));
}

#[test]
fn rounded_once_are_the_oracles() {
    rounded_once::<f16>();
    rounded_once::<bf16>();
    rounded_once::<f32>();
    rounded_once::<f64>();
}

/// (got − exact) in units in the last place of `beside`, or of the exact value if that is larger.
fn units<T: Float>(got: T, exact: &Mpfr, beside: f64) -> f64 {
    let size = Mpfr::with_val(64, exact.abs_ref()).max(&Mpfr::with_val(64, beside));
    let binade = size.get_exp().map_or(T::MIN_EXPONENT, |exponent| (exponent - 1).max(T::MIN_EXPONENT));
    let unit = binade - T::MANTISSA_DIGITS as i32 + 1;
    let difference = Mpfr::with_val(BITS, got.to_f64()) - exact;
    (difference >> unit).to_f64().abs()
}

/// x in the range where the derivatives are not saturated, evenly, and as many near 0.
fn range<T: Float>(limit: f64) -> Vec<T> {
    let mut state = 7;
    let mut number = || inputs::splitmix(&mut state) as f64 / 2.0_f64.powi(63) - 1.0;
    let even = (0..COUNT).map(|i| if i % 2 == 0 { number() * limit } else { number().powi(9) });
    even.map(T::from_f64).collect()
}

/// The largest error of the derivatives in doubles, weights 1.
fn largest_error<T: Float>(got: &[T], xs: &[T], exact: impl Fn(f64) -> Mpfr, beside: f64) -> f64 {
    let errors = got.iter().zip(xs).map(|(got, x)| units(*got, &exact(x.to_f64()), beside));
    errors.fold(0.0, f64::max)
}

fn in_doubles<T: Float>(limit: f64, bound: f64) {
    let check = |what: &str, got: &[T], xs: &[T], exact: &dyn Fn(f64) -> Mpfr, beside: f64| {
        let error = largest_error(got, xs, exact, beside);
        println!("{what} of {}: {error:.3} units", T::NAME);
        assert!(error <= bound, "{what} of {}: {error} units", T::NAME);
    };
    let ones = vec![T::from_f64(1.0); COUNT];
    let one = View::contiguous(&ones);
    let xs = range::<T>(limit);
    let x = View::contiguous(&xs);
    let first = |function| backward(function, &one, &x);
    let second = |function| double_backward(function, &one, &one, &x);
    check("sigmoid twice", &second(Function::Sigmoid), &xs, &sigmoid_second, 0.0);
    // Relative to 2^−6 where they are smaller: that covers their zeros, and hides the tails, which have a test below.
    check("mish", &first(Function::Mish), &xs, &mish_first, 2.0_f64.powi(-6));
    check("mish twice", &second(Function::Mish), &xs, &mish_second, 2.0_f64.powi(-6));
    for beta in [0.37, 1.0, 5.5] {
        let beta = T::from_f64(beta);
        let wide = beta.to_f64();
        let xs = range::<T>(limit / wide);
        let x = View::contiguous(&xs);
        let function = Function::SoftplusBeta(wide);
        let exact = |which: Partial| move |x: f64| slopes_of_beta(which, Point { x, beta: wide });
        check("beta", &backward(function, &one, &x), &xs, &exact(Partial::X), 0.0);
        check("beta twice", &double_backward(function, &one, &one, &x), &xs, &exact(Partial::XTwice), 0.0);
        for which in [Partial::X, Partial::Beta, Partial::XTwice, Partial::XAndBeta, Partial::BetaTwice] {
            check(&format!("{which:?}"), &partial(which, &one, &x, beta), &xs, &exact(which), 0.0);
        }
    }
}

#[test]
fn in_doubles_are_within_the_documented_error() {
    // Half a unit is the rounding's own.
    in_doubles::<f16>(10.0, 0.501);
    in_doubles::<bf16>(60.0, 0.501);
    in_doubles::<f32>(60.0, 0.501);
    in_doubles::<f64>(600.0, F64_UNITS);
}

/// What the documentation says for f64, beside a zero relative to 2^−6.
const F64_UNITS: f64 = 8.0;

#[test]
fn the_sum_is_rounded_once() {
    let [_, g, x] = columns::<f32>(5);
    let finite = |x: &f32| x.is_finite() && x.abs() < 1e6;
    let (g, x): (Vec<f32>, Vec<f32>) = g.into_iter().zip(x).filter(|(g, x)| finite(g) && finite(x)).unzip();
    let beta = 1.25_f32;
    for which in [Partial::X, Partial::Beta, Partial::XAndBeta] {
        let terms = g.iter().zip(&x).map(|(g, x)| {
            Mpfr::with_val(BITS, *g) * slopes_of_beta(which, Point { x: f64::from(*x), beta: beta.into() })
        });
        let sum = terms.fold(Mpfr::with_val(BITS, 0), |sum, term| sum + term);
        let got = partial_sum(which, &View::contiguous(&g), &View::contiguous(&x), beta);
        assert_eq!(got.to_bits(), reference::round::<f32>(&sum).to_bits(), "{which:?}: {got}");
    }
}

/// In the tails nothing cancels: there the error is relative to the value.
#[test]
fn mish_keeps_its_digits_in_the_tails() {
    let xs: Vec<f64> =
        (0..COUNT).map(|i| (4.0 + 0.17 * i as f64) * if i % 2 == 0 { -1.0 } else { 1.0 }).collect();
    let ones = vec![1.0; COUNT];
    let (x, one) = (View::contiguous(&xs), View::contiguous(&ones));
    let first = largest_error(&backward(Function::Mish, &one, &x), &xs, mish_first, 0.0);
    let second = largest_error(&double_backward(Function::Mish, &one, &one, &x), &xs, mish_second, 0.0);
    println!("mish in the tails: {first:.3} and {second:.3} units");
    assert!(first <= F64_UNITS && second <= F64_UNITS, "{first} {second}");
}
