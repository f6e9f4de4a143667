//! The network: two hidden layers with an activation after each, in burn and in candle.

pub mod burn;
pub mod candle;

use anyhow::{Result, bail};

use crate::{
    activation::{Activation, Framework},
    digits::{CLASSES, PIXELS},
    random::Random,
};

/// Numbers that enter each layer, and those that leave the last.
const WIDTHS: [usize; 4] = [PIXELS, 128, 64, CLASSES];

/// A network that learns.
pub trait Network {
    /// One step of gradient descent on these images: `rate` times the gradient of the mean loss (cross entropy), which is
    /// returned as it was before.
    fn step(&mut self, pixels: &[f32], labels: &[u8], rate: f64) -> Result<f64>;
    /// The ten logits of each image.
    fn logits(&self, pixels: &[f32]) -> Result<Vec<f32>>;
    /// All weights and biases, layer by layer, those of one input together.
    fn weights(&self) -> Result<Vec<f32>>;
}

/// A network with the weights of a seed.
pub fn new(framework: Framework, activation: Activation, seed: u64) -> Result<Box<dyn Network>> {
    if !framework.has(activation) {
        bail!("{framework} has no softplus of its own; choose naive, stable or softplus");
    }
    let layers = initial(seed);
    Ok(match framework {
        Framework::Burn => Box::new(burn::Mlp::new(&layers, activation)),
        Framework::Candle => Box::new(candle::Mlp::new(&layers, activation)?),
    })
}

/// A fully connected layer.
#[derive(Debug, Clone)]
pub struct Layer {
    inputs: usize,
    outputs: usize,
    /// Those of one input together.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

/// Uniform within ±1/√inputs, as PyTorch and candle begin; the same for both frameworks.
fn initial(seed: u64) -> Vec<Layer> {
    let mut random = Random::new(seed);
    let mut numbers = |inputs: usize, count: usize| -> Vec<f32> {
        let bound = 1.0 / (inputs as f32).sqrt();
        (0..count).map(|_| bound * random.uniform()).collect()
    };
    let layer = |widths: &[usize]| {
        let (inputs, outputs) = (widths[0], widths[1]);
        let weight = numbers(inputs, inputs * outputs);
        Layer { inputs, outputs, weight, bias: numbers(inputs, outputs) }
    };
    WIDTHS.windows(2).map(layer).collect()
}

/// The largest number that enters the first activation before any step.
pub fn largest_preactivation(seed: u64, pixels: &[f32]) -> f32 {
    let first = &initial(seed)[0];
    let of_image = |image: &[f32]| {
        (0..first.outputs)
            .map(|j| {
                let terms =
                    image.iter().enumerate().map(|(i, pixel)| pixel * first.weight[i * first.outputs + j]);
                first.bias[j] + terms.sum::<f32>()
            })
            .fold(f32::NEG_INFINITY, f32::max)
    };
    pixels.chunks(PIXELS).map(of_image).fold(f32::NEG_INFINITY, f32::max)
}
