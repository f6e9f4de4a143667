//! Training a network, and what came of it.

use std::time::Instant;

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::{
    activation::{Activation, Framework},
    digits::{CLASSES, Digits, Images},
    network::{self, Network},
    random::Random,
};

/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// What computes it.
    pub framework: Framework,
    /// What stands between its layers.
    pub activation: Activation,
    /// Of the weights and of the order of the images.
    pub seed: u64,
    /// How often each image is seen.
    pub epochs: usize,
    /// Images of one step.
    pub batch: usize,
    /// A step is this times the gradient at first, and nearly 0 times it in the last epoch: it falls by the same each epoch.
    pub learning_rate: f64,
}

/// What came of a training.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How it was trained.
    pub recipe: Recipe,
    /// The mean loss and the accuracy on the held-out images after each epoch.
    pub epochs: Vec<Epoch>,
    /// The time that the steps took.
    pub seconds: f64,
    /// The beginning of SHA-256 of all weights.
    pub digest: String,
}

/// The state after an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// The mean of the loss before each step.
    pub loss: f64,
    /// The part of the held-out images that are recognised.
    pub accuracy: f64,
}

impl Outcome {
    /// The epoch, from 1, in which a number became NaN.
    pub fn died(&self) -> Option<usize> {
        self.epochs.iter().position(|epoch| epoch.loss.is_nan()).map(|epoch| epoch + 1)
    }

    /// The last epoch.
    pub fn last(&self) -> Epoch {
        self.epochs.last().copied().unwrap_or(Epoch { loss: f64::NAN, accuracy: 0.0 })
    }
}

/// Trains a network; `watch` is told of each epoch. A network whose loss is NaN is not trained further.
pub fn train(recipe: Recipe, digits: &Digits, mut watch: impl FnMut(usize, Epoch)) -> Result<Outcome> {
    let Recipe { framework, activation, seed, epochs, batch, learning_rate } = recipe;
    let mut network = network::new(framework, activation, seed)?;
    let mut order: Vec<usize> = (0..digits.training.len()).collect();
    let mut random = Random::new(seed);
    let (mut history, mut seconds) = (Vec::new(), 0.0);
    for number in 1..=epochs {
        let rate = learning_rate * (1.0 - (number - 1) as f64 / epochs as f64);
        random.shuffle(&mut order);
        let batches: Vec<Images> = order.chunks(batch).map(|batch| digits.training.select(batch)).collect();
        let start = Instant::now();
        let mut total = 0.0;
        for batch in &batches {
            total += network.step(&batch.pixels, &batch.labels, rate)?;
        }
        seconds += start.elapsed().as_secs_f64();
        let loss = total / batches.len() as f64;
        let epoch = Epoch { loss, accuracy: accuracy(&*network, &digits.held_out)? };
        history.push(epoch);
        watch(number, epoch);
        if loss.is_nan() {
            break;
        }
    }
    Ok(Outcome { recipe, epochs: history, seconds, digest: digest(&network.weights()?) })
}

/// The part of the images whose largest logit is that of their digit; an image with a NaN is not recognised.
fn accuracy(network: &dyn Network, images: &Images) -> Result<f64> {
    let logits = network.logits(&images.pixels)?;
    let recognised = logits.chunks(CLASSES).zip(&images.labels).filter(|(logits, label)| {
        let right = logits[usize::from(**label)];
        // False for NaN.
        logits.iter().all(|logit| right >= *logit)
    });
    Ok(recognised.count() as f64 / images.len() as f64)
}

fn digest(weights: &[f32]) -> String {
    let mut hash = Sha256::new();
    for weight in weights {
        hash.update(weight.to_bits().to_le_bytes());
    }
    let first = hash.finalize();
    format!("{:012x}", first[..6].iter().fold(0_u64, |digits, byte| digits << 8 | u64::from(*byte)))
}
