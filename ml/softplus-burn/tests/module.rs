//! The layers: a fixed and a learned β, its gradient, records, and the optimizer's view of them.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    store::ModuleRecord,
    tensor::{Device, Tensor, TensorData},
};
use softplus_burn::{Activation, Function, Softplus, SoftplusConfig};

#[derive(Module, Debug)]
struct Network {
    hidden: Linear,
    activation: Softplus,
    gate: Activation,
    logits: Linear,
}

impl Network {
    fn new(config: &SoftplusConfig, device: &Device) -> Self {
        Self {
            hidden: LinearConfig::new(6, 8).init(device),
            activation: config.init(device),
            gate: Activation::new(Function::Sigmoid),
            logits: LinearConfig::new(8, 3).init(device),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let hidden = self.activation.forward(self.hidden.forward(x));
        self.logits.forward(self.gate.forward(hidden))
    }
}

fn numbers(count: usize) -> Vec<f32> {
    let mut state = 9;
    let number = |_| softplus_oracle::inputs::splitmix(&mut state) as f32 / 2.0_f32.powi(62) - 2.0;
    (0..count).map(number).collect()
}

fn elements<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    tensor.to_data().try_into_vec().unwrap()
}

#[test]
fn a_record_holds_a_learned_beta_and_no_other() {
    let device = Device::flex();
    let x = Tensor::from_data(TensorData::new(numbers(24), [4, 6]), &device);
    for (learnable, parameters) in [(false, 4), (true, 5)] {
        let config = SoftplusConfig::new().with_beta(2.5).with_learnable(learnable);
        let network = Network::new(&config, &device);
        let expected = elements(&network.forward(x.clone()));
        let record = network.into_record();
        assert_eq!(record.len(), parameters);
        let bytes = record.into_bytes().unwrap();
        // The layer that loads it begins with another β where it is learned.
        let beta = if learnable { 1.0 } else { 2.5 };
        let other = Network::new(&config.with_beta(beta), &device);
        let loaded = other.load_record(ModuleRecord::from_bytes(bytes).unwrap());
        assert_eq!(loaded.activation.beta(), 2.5);
        assert_eq!(elements(&loaded.forward(x.clone())), expected);
    }
}

/// The gradient of a learned β is the sum of the exact derivatives, in f64, rounded once.
#[test]
fn the_gradient_of_beta_is_exact() {
    let device = Device::flex().autodiff();
    let layer = SoftplusConfig::new().with_beta(1.5).with_learnable(true).init(&device);
    let (xs, weights) = (numbers(50_000), numbers(50_000).into_iter().rev().collect::<Vec<f32>>());
    let x = Tensor::<1>::from_data(xs.as_slice(), &device).require_grad();
    let weight = Tensor::<1>::from_data(weights.as_slice(), &device);
    let gradients = (layer.forward(x.clone()) * weight).sum().backward();
    let mut parameters = Parameters(Vec::new(), &gradients);
    layer.visit(&mut parameters);
    // Terms that no rounding disturbs: f64 has 29 digits more.
    let terms = xs
        .iter()
        .zip(&weights)
        .map(|(x, w)| f64::from(*w) * softplus::softplus_beta_derivative_in_beta(f64::from(*x), 1.5));
    assert_eq!(parameters.0, [terms.sum::<f64>() as f32]);
    let slopes = elements(&x.grad(&gradients).unwrap());
    for (i, slope) in slopes.iter().enumerate() {
        let exact = f64::from(weights[i]) * softplus::softplus_beta_derivative(f64::from(xs[i]), 1.5);
        assert_eq!(*slope, exact as f32);
    }
}

struct Parameters<'a>(Vec<f32>, &'a burn::tensor::Gradients);

impl burn::module::ModuleVisitor for Parameters<'_> {
    fn visit_float<const D: usize>(&mut self, parameter: &burn::module::Param<Tensor<D>>) {
        self.0.extend(elements(&parameter.val().grad(self.1).unwrap()));
    }
}

#[test]
fn a_fixed_beta_is_that_of_the_core() {
    let device = Device::flex();
    let xs = numbers(1000);
    let x = Tensor::<1>::from_data(xs.as_slice(), &device);
    for beta in [1.0, 0.3] {
        let layer = SoftplusConfig::new().with_beta(beta).init(&device);
        let expected: Vec<f32> = xs.iter().map(|x| softplus::softplus_beta(*x, beta as f32)).collect();
        assert_eq!(elements(&layer.forward(x.clone())), expected);
        assert_eq!(layer.beta(), beta);
    }
}

#[test]
#[should_panic(expected = "beta must be a positive finite number of f32, and is -1.0")]
fn a_negative_beta_is_refused() {
    let _ = SoftplusConfig::new().with_beta(-1.0).init(&Device::flex());
}

#[test]
#[should_panic(expected = "beta must be a positive finite number of f32, and is 1e-50")]
fn a_beta_that_is_zero_in_singles_is_refused() {
    let _ = SoftplusConfig::new().with_beta(1e-50).init(&Device::flex());
}
