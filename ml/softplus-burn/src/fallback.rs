//! burn's own functions, for backends and types that have no others. Not exact.

use burn::tensor::{Tensor, activation};
use softplus_activation::Function;

/// The function by burn's means.
pub fn apply<const D: usize>(x: Tensor<D>, function: Function) -> Tensor<D> {
    match function {
        Function::Softplus => activation::softplus(x, 1.0),
        Function::Sigmoid => activation::sigmoid(x),
        Function::LogSigmoid => activation::log_sigmoid(x),
        Function::Mish => activation::mish(x),
        Function::ShiftedSoftplus => activation::softplus(x, 1.0) - std::f64::consts::LN_2,
        Function::SoftplusBeta(beta) => activation::softplus(x, beta),
        other => unimplemented!("{} on this backend", other.name()),
    }
}

/// softplus(βx)/β.
pub fn learned_beta<const D: usize>(x: Tensor<D>, beta: Tensor<1>) -> Tensor<D> {
    let beta = beta.reshape([1; D]);
    activation::softplus(x * beta.clone(), 1.0) / beta
}

/// grad·f′(x), by formulas of the same functions.
pub fn backward<const D: usize>(function: Function, grad: Tensor<D>, x: Tensor<D>) -> Tensor<D> {
    let slope = match function {
        Function::Softplus | Function::ShiftedSoftplus => activation::sigmoid(x),
        Function::Sigmoid => activation::sigmoid(x.clone()) * activation::sigmoid(-x),
        Function::LogSigmoid => activation::sigmoid(-x),
        // tanh(softplus(x)) + x·(1 − tanh²(softplus(x)))·σ(x)
        Function::Mish => {
            let t = activation::softplus(x.clone(), 1.0).tanh();
            t.clone() + x.clone() * (-(t.clone() * t) + 1.0) * activation::sigmoid(x)
        }
        Function::SoftplusBeta(beta) => activation::sigmoid(x * beta),
        other => unimplemented!("{} on this backend", other.names()[1]),
    };
    grad * slope
}
