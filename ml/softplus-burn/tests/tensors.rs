//! Values and gradients through burn's tensors: the bits of the core, in every layout and type, forward, backward and
//! twice backward.

use burn::{
    backend::{Autodiff, AutodiffBackend, Flex, TensorMetadata, tensor::FloatTensor},
    tensor::{DType, Device, Element, Tensor, TensorData},
};
use half::{bf16, f16};
use softplus_activation::Float;
use softplus_burn::{ActivationBackend, Function, apply, backward, require_exact};

/// A function of the core, of one number.
type Scalar<T> = fn(T) -> T;

fn functions<T: Float>() -> [(Function, Scalar<T>); 6] {
    [
        (Function::Softplus, softplus::softplus),
        (Function::Sigmoid, softplus::sigmoid),
        (Function::LogSigmoid, softplus::log_sigmoid),
        (Function::Mish, softplus::mish),
        (Function::ShiftedSoftplus, softplus::shifted_softplus),
        (Function::SoftplusBeta(0.75), |x| softplus::softplus_beta(x, T::from_f64(0.75))),
    ]
}

fn numbers<T: Float>(count: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let number =
        |_| T::from_f64(softplus_oracle::inputs::splitmix(&mut state) as f64 / 2.0_f64.powi(59) - 16.0);
    (0..count).map(number).collect()
}

fn tensor<T: Element, const D: usize>(numbers: &[T], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(numbers.to_vec(), shape), (device, T::dtype()))
}

fn elements<T: Element, const D: usize>(tensor: &Tensor<D>) -> Vec<T> {
    tensor.to_data().try_into_vec().unwrap()
}

fn assert_bits<T: Float>(what: &str, got: &[T], expected: &[T]) {
    assert_eq!(got.len(), expected.len(), "{what}");
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        assert_eq!(got.to_bits_u64(), expected.to_bits_u64(), "{what}, {i}: {got}, not {expected}");
    }
}

/// Each layout of burn's views.
fn layouts<T: Float + Element>(count: usize, device: &Device) -> Vec<(&'static str, Tensor<2>)> {
    let rows = count / 20;
    let flat = tensor(&numbers::<T>(rows * 20, 3), [rows, 20], device);
    vec![
        ("contiguous", flat.clone()),
        ("transposed", flat.clone().transpose()),
        ("rows", flat.clone().slice([1..rows - 1, 0..20])),
        ("columns", flat.clone().slice([0..rows, 3..10])),
        ("flipped", flat.clone().flip([0, 1])),
        ("broadcast", flat.clone().slice([2..3, 0..20]).expand([rows, 20])),
        ("one", flat.slice([1..2, 1..2])),
    ]
}

fn values<T: Float + Element>() {
    for device in [Device::flex(), Device::flex().autodiff()] {
        for count in [60, 40_000] {
            for (layout, x) in layouts::<T>(count, &device) {
                let xs = elements::<T, 2>(&x);
                for (function, scalar) in functions::<T>() {
                    let what = format!("{} of {}, {layout}", function.name(), T::NAME);
                    let y = apply(x.clone(), function);
                    assert_eq!((y.dims(), y.dtype()), (x.dims(), x.dtype()), "{what}");
                    let expected: Vec<T> = xs.iter().map(|x| scalar(*x)).collect();
                    assert_bits(&what, &elements::<T, 2>(&y), &expected);
                }
            }
        }
    }
}

#[test]
fn values_have_the_bits_of_the_core() {
    values::<f16>();
    values::<bf16>();
    values::<f32>();
    values::<f64>();
}

fn gradients<T: Float + Element>(device: &Device) {
    let shape = [150, 120];
    let (xs, weights) = (numbers::<T>(18_000, 1), numbers::<T>(18_000, 2));
    let x = tensor(&xs, shape, device).require_grad();
    let weight = tensor(&weights, shape, device);
    // The gradient of the function's value is the weight, which comes in transposed.
    let loss = (softplus_burn::softplus(x.clone()).transpose() * weight.clone().transpose()).sum();
    let gradient = x.grad(&loss.backward()).unwrap();
    let expected: Vec<T> =
        weights.iter().zip(&xs).map(|(w, x)| softplus::softplus_backward(*w, *x)).collect();
    assert_bits(&format!("gradient of {}", T::NAME), &elements::<T, 2>(&gradient), &expected);
    // Of a transposed x, whose gradient goes back into order.
    let loss = (softplus_burn::log_sigmoid(x.clone().transpose()) * weight.transpose()).sum();
    let gradient = x.grad(&loss.backward()).unwrap();
    let negated = |x: &T| T::from_f64(-x.to_f64());
    let expected: Vec<T> =
        weights.iter().zip(&xs).map(|(w, x)| softplus::softplus_backward(*w, negated(x))).collect();
    assert_bits(&format!("gradient of {}, transposed", T::NAME), &elements::<T, 2>(&gradient), &expected);
}

#[test]
fn gradients_have_the_bits_of_the_core() {
    for device in [Device::flex().autodiff(), Device::flex().autodiff().gradient_checkpointing()] {
        gradients::<f16>(&device);
        gradients::<bf16>(&device);
        gradients::<f32>(&device);
        gradients::<f64>(&device);
    }
}

#[test]
fn gradients_are_the_limits_of_differences() {
    let xs = [-20.0, -3.0, -0.5, 0.0, 0.5, 2.0, 15.0];
    let (h, device) = (1e-5, Device::flex().autodiff());
    for (function, _) in functions::<f64>() {
        let at = |shift: f64| elements::<f64, 1>(&apply(tensor(&xs, [7], &device) + shift, function));
        let (above, below) = (at(h), at(-h));
        let x = tensor(&xs, [7], &device).require_grad();
        let slopes = elements::<f64, 1>(&x.grad(&apply(x.clone(), function).backward()).unwrap());
        for i in 0..xs.len() {
            let difference = (above[i] - below[i]) / (2.0 * h);
            assert!((difference - slopes[i]).abs() < 1e-9, "{} at {}", function.name(), xs[i]);
        }
    }
}

/// The backward pass as a function, and its gradients.
#[test]
fn second_derivatives() {
    let xs = [-30.0, -1.0, 0.0, 2.0, 37.4, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let device = Device::flex().autodiff();
    let x = tensor(&xs, [8], &device).require_grad();
    let first = backward(Function::Softplus, x.ones_like(), x.clone());
    assert_eq!(elements::<f64, 1>(&first)[2], 0.5);
    let second = elements::<f64, 1>(&x.grad(&first.backward()).unwrap());
    let expected: Vec<f64> = xs.iter().map(|x| softplus::softplus_second_derivative(*x)).collect();
    assert_bits("second derivative", &second[..7], &expected[..7]);
    assert!(second[7].is_nan() && second[4] > 5.7e-17);

    let grad = tensor(&[3.0, -2.0], [2], &device).require_grad();
    let x = tensor(&[1.5, -4.0], [2], &device).require_grad();
    let gradients = backward(Function::Softplus, grad.clone(), x.clone()).backward();
    let expected = [(3.0, 1.5), (-2.0, -4.0)].map(|(g, x)| softplus::softplus_double_backward(1.0, g, x));
    assert_eq!(elements::<f64, 1>(&x.grad(&gradients).unwrap()), expected);
    assert_eq!(elements::<f64, 1>(&grad.grad(&gradients).unwrap()), [1.5, -4.0].map(softplus::sigmoid));
}

type Once = Autodiff<Flex>;
type Twice = Autodiff<Once>;

/// Autodiff around autodiff: `y = softplus_beta(x, β)` with respect to x, and that with respect to both.
#[test]
fn nested_autodiff() {
    let inner = |numbers: &[f64]| -> FloatTensor<Once> {
        let flex = FloatTensor::<Flex>::from_data(TensorData::new(numbers.to_vec(), [numbers.len()]));
        FloatTensor::<Once>::new(flex).require_grad()
    };
    let number = |tensor: FloatTensor<Flex>| tensor.into_data().try_into_vec::<f64>().unwrap();
    let (point, sharpness) = ([0.8, -2.5, 37.4], [1.75]);
    let (x, beta) = (inner(&point), inner(&sharpness));
    let (outer_x, outer_beta) = (
        FloatTensor::<Twice>::new(x.clone()).require_grad(),
        FloatTensor::<Twice>::new(beta.clone()).require_grad(),
    );
    assert_eq!(outer_x.dtype(), DType::F64);

    let y = Twice::softplus_learned_beta(outer_x.clone(), outer_beta.clone());
    let grads = Twice::backward(y);
    let slope = Twice::grad(&outer_x, &grads).unwrap();
    let in_beta = Twice::grad(&outer_beta, &grads).unwrap();
    let second = Once::backward(slope);
    let third = Once::backward(in_beta);
    let curvature = number(Once::grad(&x, &second).unwrap());
    let mixed = number(Once::grad(&beta, &second).unwrap());
    let mixed_too = number(Once::grad(&x, &third).unwrap());

    let (mut sum, b) = (0.0, sharpness[0]);
    for (i, x) in point.into_iter().enumerate() {
        let s: f64 = softplus::softplus_second_derivative(b * x);
        assert!((curvature[i] / (b * s) - 1.0).abs() < 1e-13, "{} {}", curvature[i], b * s);
        assert!((mixed_too[i] / (x * s) - 1.0).abs() < 1e-13, "{} {}", mixed_too[i], x * s);
        sum += x * s;
    }
    assert!((mixed[0] / sum - 1.0).abs() < 1e-13, "{} {sum}", mixed[0]);
}

#[test]
fn elsewhere_burns_own_functions_run() {
    #[expect(deprecated, reason = "it is the other backend that needs no hardware")]
    let device = Device::ndarray().autodiff();
    let xs = numbers::<f32>(100, 4);
    let x = tensor(&xs, [100], &device).require_grad();
    let error = require_exact(&x).unwrap_err().to_string();
    assert!(error.contains("NdArray") && error.contains("x.to_device(&Device::flex())"), "{error}");
    for (function, scalar) in functions::<f32>() {
        let y = apply(x.clone(), function);
        let pairs = elements::<f32, 1>(&y).into_iter().zip(&xs).map(|(y, x)| (y, scalar(*x)));
        for (y, expected) in pairs {
            assert!(
                (y - expected).abs() < 1e-5 + 1e-5 * expected.abs(),
                "{}: {y} {expected}",
                function.name()
            );
        }
        let by_graph = elements::<f32, 1>(&x.grad(&y.backward()).unwrap());
        let by_function = elements::<f32, 1>(&backward(function, x.ones_like(), x.clone()));
        for (a, b) in by_graph.iter().zip(by_function) {
            assert!((a - b).abs() < 1e-5, "{}: {a} {b}", function.names()[1]);
        }
    }
    assert_eq!(require_exact(&tensor(&xs, [100], &Device::flex())), Ok(()));
}

#[test]
#[should_panic(expected = "softplus_backward: the gradient is [2] of F32, and x [3] of F32: they must agree")]
fn shapes_must_agree() {
    let device = Device::flex();
    let _ = backward(Function::Softplus, Tensor::<1>::zeros([2], &device), Tensor::zeros([3], &device));
}
