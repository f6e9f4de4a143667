//! A regression whose noise has a scale that must stay positive: y = offset + slope·x + scale·noise.
//!
//! The scale is softplus of an unconstrained number, which begins at `raw_for` of a first guess. The loss is the negative
//! log-likelihood, ((y − offset − slope·x)/scale)²/2 + ln scale, in f64; its minimum is known in closed form.

mod burn;
mod candle;

use anyhow::{Result, ensure};
use softplus::Softplus;

use crate::{activation::Framework, random::Random};

/// The first guess at the scale.
pub const FIRST_SCALE: f64 = 1.0;
/// For plain gradient descent over all points.
const LEARNING_RATE: f64 = 0.05;

/// Measurements.
#[derive(Debug, Clone, Default)]
pub struct Points {
    /// Where.
    pub xs: Vec<f64>,
    /// What.
    pub ys: Vec<f64>,
}

/// A model of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// y at x = 0.
    pub offset: f64,
    /// The change of y with x.
    pub slope: f64,
    /// The standard deviation of the rest.
    pub scale: f64,
}

/// What the points are made of.
pub const TRUTH: Fit = Fit { offset: 0.5, slope: 2.0, scale: 0.3 };

impl Points {
    /// Points around [`TRUTH`].
    pub fn random(count: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut points = Self::default();
        for _ in 0..count {
            let x = f64::from(random.uniform());
            points.xs.push(x);
            points.ys.push(TRUTH.offset + TRUTH.slope * x + TRUTH.scale * random.normal());
        }
        points
    }

    /// The most likely model: least squares, and the root of the mean square of the rest.
    pub fn most_likely(&self) -> Fit {
        let count = self.xs.len() as f64;
        let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / count;
        let (x, y) = (mean(&self.xs), mean(&self.ys));
        let pairs = || self.xs.iter().zip(&self.ys);
        let covariance: f64 = pairs().map(|(a, b)| (a - x) * (b - y)).sum();
        let slope = covariance / self.xs.iter().map(|a| (a - x).powi(2)).sum::<f64>();
        let offset = y - slope * x;
        let squares: f64 = pairs().map(|(a, b)| (b - offset - slope * a).powi(2)).sum();
        Fit { offset, slope, scale: (squares / count).sqrt() }
    }
}

/// Fits the model by gradient descent.
pub fn fit(framework: Framework, points: &Points, steps: usize) -> Result<Fit> {
    ensure!(points.xs.len() > 2, "{} points do not determine three numbers", points.xs.len());
    let raw = Softplus::default().raw_for(FIRST_SCALE)?;
    match framework {
        Framework::Burn => burn::fit(points, raw, steps),
        Framework::Candle => candle::fit(points, raw, steps),
    }
}
