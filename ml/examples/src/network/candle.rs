//! The network in candle.

use anyhow::{Result, bail};
use candle_core::{Device, Module, Tensor, Var};
use candle_nn::{Linear, Optimizer, SGD, loss::cross_entropy};
use softplus_candle::ExactActivations;

use super::{Layer, Network};
use crate::{activation::Activation, digits::PIXELS};

/// The activation of each element.
pub fn activate(x: &Tensor, activation: Activation) -> candle_core::Result<Tensor> {
    match activation {
        Activation::Naive => (x.exp()? + 1.0)?.log(),
        Activation::Stable => (x.abs()?.neg()?.exp()? + 1.0)?.log()? + x.relu()?,
        Activation::Framework => candle_core::bail!("candle has no softplus of its own"),
        Activation::Softplus => x.softplus(),
        Activation::Relu => x.relu(),
        Activation::Mish => ExactActivations::mish(x),
    }
}

/// The network with its optimizer.
pub struct Mlp {
    layers: Vec<Linear>,
    activation: Activation,
    optimizer: SGD,
    /// Weight and bias of each layer.
    variables: Vec<[Var; 2]>,
}

impl Mlp {
    /// The network with these weights.
    pub fn new(layers: &[Layer], activation: Activation) -> Result<Self> {
        let (mut linears, mut variables) = (Vec::new(), Vec::new());
        for layer in layers {
            let weight = Tensor::from_slice(&layer.weight, (layer.inputs, layer.outputs), &Device::Cpu)?;
            // candle keeps the weights of one output together.
            let weight = Var::from_tensor(&weight.t()?.contiguous()?)?;
            let bias = Var::from_slice(&layer.bias, layer.outputs, &Device::Cpu)?;
            linears.push(Linear::new(weight.as_tensor().clone(), Some(bias.as_tensor().clone())));
            variables.push([weight, bias]);
        }
        let optimizer = SGD::new(variables.iter().flatten().cloned().collect(), 0.0)?;
        Ok(Self { layers: linears, activation, optimizer, variables })
    }

    fn forward(&self, pixels: &[f32]) -> Result<Tensor> {
        let Some((last, hidden)) = self.layers.split_last() else { bail!("a network without layers") };
        let mut x = Tensor::from_slice(pixels, (pixels.len() / PIXELS, PIXELS), &Device::Cpu)?;
        for layer in hidden {
            x = activate(&layer.forward(&x)?, self.activation)?;
        }
        Ok(last.forward(&x)?)
    }
}

impl Network for Mlp {
    fn step(&mut self, pixels: &[f32], labels: &[u8], rate: f64) -> Result<f64> {
        let labels: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
        let labels = Tensor::from_vec(labels, pixels.len() / PIXELS, &Device::Cpu)?;
        let loss = cross_entropy(&self.forward(pixels)?, &labels)?;
        self.optimizer.set_learning_rate(rate);
        self.optimizer.backward_step(&loss)?;
        Ok(f64::from(loss.to_scalar::<f32>()?))
    }

    fn logits(&self, pixels: &[f32]) -> Result<Vec<f32>> {
        Ok(self.forward(pixels)?.flatten_all()?.to_vec1()?)
    }

    fn weights(&self) -> Result<Vec<f32>> {
        let mut all: Vec<f32> = Vec::new();
        for [weight, bias] in &self.variables {
            all.extend(weight.t()?.flatten_all()?.to_vec1::<f32>()?);
            all.extend(bias.to_vec1::<f32>()?);
        }
        Ok(all)
    }
}
