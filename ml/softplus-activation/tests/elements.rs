//! What a result depends on: its own element, and nothing else. And the values at the ends.

use half::{bf16, f16};
use softplus::Float;
use softplus_activation::{
    Function, Partial, View, backward, double_backward, forward, partial, partial_sum,
};

const ALL: [Function; 6] = [
    Function::Softplus,
    Function::Sigmoid,
    Function::LogSigmoid,
    Function::Mish,
    Function::ShiftedSoftplus,
    Function::SoftplusBeta(2.5),
];

/// Numbers of every size, NaN and infinities among them.
fn numbers<T: Float>(count: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let number = |i| {
        let bits = softplus_oracle::inputs::splitmix(&mut state);
        if i % 2 == 0 {
            T::from_bits_u64(bits >> (64 - T::BITS))
        } else {
            T::from_f64(bits as f64 / 1e18 - 9.0)
        }
    };
    (0..count).map(number).collect()
}

fn bits<T: Float>(numbers: &[T]) -> Vec<u64> {
    // One kind of NaN.
    numbers.iter().map(|x| if x.to_f64().is_nan() { u64::MAX } else { x.to_bits_u64() }).collect()
}

fn alone<T: Float>() {
    let len = 40_000;
    let [h, g, x] = [1, 2, 3].map(|seed| numbers::<T>(len, seed));
    for function in ALL {
        let batch = [
            forward(function, &View::contiguous(&x)),
            backward(function, &View::contiguous(&g), &View::contiguous(&x)),
            double_backward(function, &View::contiguous(&h), &View::contiguous(&g), &View::contiguous(&x)),
        ];
        // The first and last thousand, and the ends of a parallel task.
        for i in (0..1000).chain(16_300..16_500).chain(len - 1000..len) {
            let [h, g, x] = [&h[i..=i], &g[i..=i], &x[i..=i]].map(View::contiguous);
            let single =
                [forward(function, &x), backward(function, &g, &x), double_backward(function, &h, &g, &x)];
            for (order, (batch, single)) in batch.iter().zip(&single).enumerate() {
                assert_eq!(
                    bits(&batch[i..=i]),
                    bits(single),
                    "{} of {}, {i}",
                    function.names()[order],
                    T::NAME
                );
            }
        }
    }
}

#[test]
fn an_element_has_the_bits_that_it_has_alone() {
    alone::<f16>();
    alone::<bf16>();
    alone::<f32>();
    alone::<f64>();
}

#[test]
fn neither_layout_nor_threads_change_a_bit() {
    let (rows, columns) = (300, 200);
    let [g, x] = [5, 6].map(|seed| numbers::<f32>(rows * columns, seed));
    let transposed: Vec<f32> = (0..rows * columns).map(|i| x[(i % rows) * columns + i / rows]).collect();
    // The same logical elements, in memory by rows and by columns.
    let plain = View::contiguous(&x);
    let strided = View::new(&transposed, 0, &[rows, columns], [1, rows as isize]);
    let g = View::contiguous(&g);
    let all = |x: &View<f32>| -> Vec<Vec<u64>> {
        let functions = ALL.iter().flat_map(|&function| {
            [forward(function, x), backward(function, &g, x), double_backward(function, &g, &g, x)]
        });
        let beta = [Partial::X, Partial::BetaTwice]
            .into_iter()
            .flat_map(|which| [partial(which, &g, x, 0.75), vec![partial_sum(which, &g, x, 0.75)]]);
        functions.chain(beta).map(|numbers| bits(&numbers)).collect()
    };
    let expected = all(&plain);
    assert_eq!(all(&strided), expected);
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| all(&strided)), expected, "{threads} threads");
    }
}

/// Finite sums too: those above are NaN.
#[test]
fn a_sum_does_not_depend_on_threads() {
    let x: Vec<f64> = (0..100_000).map(|i| f64::from(i).sin() * 30.0).collect();
    let g: Vec<f64> = (0..100_000).map(|i| f64::from(i * i).cos()).collect();
    let sum = || partial_sum(Partial::Beta, &View::contiguous(&g), &View::contiguous(&x), 1.5);
    let expected = sum();
    assert!(expected.is_finite() && expected != 0.0);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(sum).to_bits(), expected.to_bits());
    }
}

/// Central differences of the function below, at points that are far from where a derivative vanishes.
#[test]
fn derivatives_are_the_limits_of_differences() {
    let h = 1e-5;
    let at = |f: &dyn Fn(f64) -> f64, x: f64| (f(x + h) - f(x - h)) / (2.0 * h);
    for function in ALL {
        let value = |x: f64| forward(function, &View::contiguous(&[x]))[0];
        let first = |x: f64| backward(function, &View::contiguous(&[1.0]), &View::contiguous(&[x]))[0];
        let second = |x: f64| {
            let one = View::contiguous(&[1.0]).clone();
            double_backward(function, &one, &one, &View::contiguous(&[x]))[0]
        };
        for x in [-12.0, -3.0, -0.5, 0.0, 0.3, 2.0, 9.0] {
            // The third derivatives are below 4, and a difference has an error of some 1e−16/h.
            for (difference, derivative) in [(at(&value, x), first(x)), (at(&first, x), second(x))] {
                assert!(
                    (difference - derivative).abs() < 1e-9,
                    "{} at {x}: {difference} {derivative}",
                    function.name()
                );
            }
        }
    }
    let of = |which: Partial, x: f64, beta: f64| {
        partial(which, &View::contiguous(&[1.0]), &View::contiguous(&[x]), beta)[0]
    };
    for (x, beta) in [(-2.0, 0.8), (0.0, 1.0), (0.7, 3.0), (5.0, 1.5)] {
        let value = |beta: f64| softplus::softplus_beta(x, beta);
        assert!((at(&value, beta) - of(Partial::Beta, x, beta)).abs() < 1e-9);
        for which in [Partial::X, Partial::Beta] {
            let in_x = of(which.in_x().unwrap(), x, beta);
            let in_beta = of(which.in_beta().unwrap(), x, beta);
            assert!((at(&|x| of(which, x, beta), x) - in_x).abs() < 1e-9, "{which:?} in x at {x}, {beta}");
            assert!(
                (at(&|beta| of(which, x, beta), beta) - in_beta).abs() < 1e-9,
                "{which:?} in β at {x}, {beta}"
            );
        }
    }
}

#[test]
fn values_at_the_ends() {
    let (inf, ln2) = (f64::INFINITY, std::f64::consts::LN_2);
    let xs = [-inf, 0.0, inf];
    // Value, first and second derivative at −∞, 0 and ∞.
    let table = [
        (Function::Softplus, [[0.0, ln2, inf], [0.0, 0.5, 1.0], [0.0, 0.25, 0.0]]),
        (Function::Sigmoid, [[0.0, 0.5, 1.0], [0.0, 0.25, 0.0], [0.0, 0.0, 0.0]]),
        (Function::LogSigmoid, [[-inf, -ln2, 0.0], [1.0, 0.5, 0.0], [0.0, -0.25, 0.0]]),
        (Function::Mish, [[0.0, 0.0, inf], [0.0, 0.6, 1.0], [0.0, 0.64, 0.0]]),
        (Function::ShiftedSoftplus, [[-ln2, 0.0, inf], [0.0, 0.5, 1.0], [0.0, 0.25, 0.0]]),
        (Function::SoftplusBeta(2.0), [[0.0, ln2 / 2.0, inf], [0.0, 0.5, 1.0], [0.0, 0.5, 0.0]]),
    ];
    let (x, nan, one) = (View::contiguous(&xs), [f64::NAN], [1.0; 3]);
    for (function, expected) in table {
        let (nan, ones, first) =
            (View::contiguous(&nan), View::contiguous(&one), View::contiguous(&one[..1]));
        let got = [
            forward(function, &x),
            backward(function, &ones, &x),
            double_backward(function, &ones, &ones, &x),
        ];
        for (order, (got, expected)) in got.iter().zip(expected).enumerate() {
            assert!(got == &expected, "{}: {got:?}, not {expected:?}", function.names()[order]);
        }
        let of_nan = [
            forward(function, &nan),
            backward(function, &first, &nan),
            double_backward(function, &first, &first, &nan),
        ];
        assert!(of_nan.iter().all(|y| y[0].is_nan()), "{}", function.name());
    }
    for which in [Partial::X, Partial::Beta, Partial::XTwice, Partial::XAndBeta, Partial::BetaTwice] {
        let got = partial(which, &View::contiguous(&one), &x, 2.0);
        let expected = match which {
            Partial::X => [0.0, 0.5, 1.0],
            Partial::Beta => [0.0, -ln2 / 4.0, 0.0],
            Partial::XTwice => [0.0, 0.5, 0.0],
            Partial::XAndBeta => [0.0, 0.0, 0.0],
            Partial::BetaTwice => [0.0, ln2 / 4.0, 0.0],
        };
        assert!(got == expected, "{which:?}: {got:?}, not {expected:?}");
    }
}

/// σ(x)·(1−σ(x)) is 0 soon after, as 1−σ(x) is.
#[test]
fn second_derivatives_do_not_vanish_early() {
    let one = View::contiguous(&[1.0]).clone();
    let at = |function, x: f64| double_backward(function, &one, &one, &View::contiguous(&[x]))[0];
    assert_eq!(at(Function::Softplus, 37.4), softplus::softplus_second_derivative(37.4));
    // e^−37.4, and what mish″ = 8·e^−2x·(1−x) is for large x; the references have three digits.
    assert!((at(Function::Softplus, 37.4) / 5.720e-17 - 1.0).abs() < 1e-3);
    assert!((at(Function::Sigmoid, 37.4) / -5.720e-17 - 1.0).abs() < 1e-3);
    assert!((at(Function::Mish, 37.4) / (8.0 * (-74.8_f64).exp() * -36.4) - 1.0).abs() < 1e-12);
    assert_eq!(softplus::sigmoid(37.5_f64) * (1.0 - softplus::sigmoid(37.5_f64)), 0.0);
    assert!(at(Function::Softplus, 37.5) > 5.1e-17);
}
