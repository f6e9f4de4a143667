//! The network in burn.

use anyhow::{Result, anyhow};
use burn::{
    module::{Module, Param},
    nn::{
        Linear, LinearConfig,
        loss::{CrossEntropyLoss, CrossEntropyLossConfig},
    },
    optim::{GradientsParams, ModuleOptimizer, SgdConfig},
    tensor::{Device, Int, Tensor, TensorData, activation},
};

use super::{Layer, Network};
use crate::{
    activation::Activation,
    digits::{CLASSES, PIXELS},
};

#[derive(Module, Debug)]
struct Model {
    first: Linear,
    second: Linear,
    logits: Linear,
    #[module(skip)]
    activation: Activation,
}

impl Model {
    fn forward(&self, pixels: Tensor<2>) -> Tensor<2> {
        let hidden = activate(self.first.forward(pixels), self.activation);
        let hidden = activate(self.second.forward(hidden), self.activation);
        self.logits.forward(hidden)
    }
}

/// The activation of each element.
pub fn activate<const D: usize>(x: Tensor<D>, activation: Activation) -> Tensor<D> {
    match activation {
        Activation::Naive => (x.exp() + 1.0).log(),
        Activation::Stable => ((-x.clone().abs()).exp() + 1.0).log() + activation::relu(x),
        Activation::Framework => activation::softplus(x, 1.0),
        Activation::Softplus => softplus_burn::softplus(x),
        Activation::Relu => activation::relu(x),
        Activation::Mish => softplus_burn::mish(x),
    }
}

/// The network with its optimizer.
pub struct Mlp {
    /// Taken out for a step, which consumes it.
    model: Option<Model>,
    loss: CrossEntropyLoss,
    optimizer: ModuleOptimizer,
    device: Device,
}

impl Mlp {
    /// The network with these weights.
    pub fn new(layers: &[Layer], activation: Activation) -> Self {
        let device = Device::flex().autodiff();
        let linear = |layer: &Layer| {
            let mut linear = LinearConfig::new(layer.inputs, layer.outputs).init(&device);
            let weight = TensorData::new(layer.weight.clone(), [layer.inputs, layer.outputs]);
            linear.weight = Param::from_tensor(Tensor::from_data(weight, &device));
            linear.bias = Some(Param::from_tensor(Tensor::from_data(layer.bias.as_slice(), &device)));
            linear
        };
        let [first, second, logits] = [&layers[0], &layers[1], &layers[2]].map(linear);
        Self {
            model: Some(Model { first, second, logits, activation }),
            loss: CrossEntropyLossConfig::new().init(&device),
            optimizer: SgdConfig::new().init(),
            device,
        }
    }

    fn model(&self) -> Result<&Model> {
        self.model.as_ref().ok_or_else(|| anyhow!("a step of this network has failed"))
    }
}

fn images(pixels: &[f32], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(pixels.to_vec(), [pixels.len() / PIXELS, PIXELS]), device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    tensor.into_data().try_into_vec().map_err(|error| anyhow!("burn: {error:?}"))
}

impl Network for Mlp {
    fn step(&mut self, pixels: &[f32], labels: &[u8], rate: f64) -> Result<f64> {
        let labels: Vec<i64> = labels.iter().map(|label| i64::from(*label)).collect();
        let labels = Tensor::<1, Int>::from_data(labels.as_slice(), &self.device);
        let logits = self.model()?.forward(images(pixels, &self.device));
        let loss = self.loss.forward(logits, labels);
        let mean = f64::from(loss.clone().into_scalar::<f32>());
        let model = self.model.take().ok_or_else(|| anyhow!("a step of this network has failed"))?;
        let gradients = GradientsParams::from_grads(loss.backward(), &model);
        self.model = Some(self.optimizer.step(rate, model, gradients));
        Ok(mean)
    }

    fn logits(&self, pixels: &[f32]) -> Result<Vec<f32>> {
        let logits = self.model()?.forward(images(pixels, &self.device));
        debug_assert_eq!(logits.dims()[1], CLASSES);
        numbers(logits)
    }

    fn weights(&self) -> Result<Vec<f32>> {
        let model = self.model()?;
        let mut all = Vec::new();
        for linear in [&model.first, &model.second, &model.logits] {
            all.extend(numbers(linear.weight.val())?);
            if let Some(bias) = &linear.bias {
                all.extend(numbers(bias.val())?);
            }
        }
        Ok(all)
    }
}
