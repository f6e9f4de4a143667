//! The fit in candle.

use anyhow::Result;
use candle_core::{Device, Tensor, Var};
use candle_nn::{Optimizer, SGD};
use softplus_candle::ExactActivations;

use super::{Fit, LEARNING_RATE, Points};

pub fn fit(points: &Points, raw: f64, steps: usize) -> Result<Fit> {
    let tensor = |numbers: &[f64]| Tensor::from_slice(numbers, numbers.len(), &Device::Cpu);
    let (xs, ys) = (tensor(&points.xs)?, tensor(&points.ys)?);
    let number = |x: f64| Var::from_slice(&[x], 1, &Device::Cpu);
    let (offset, slope, raw_scale) = (number(0.0)?, number(0.0)?, number(raw)?);
    let mut optimizer = SGD::new(vec![offset.clone(), slope.clone(), raw_scale.clone()], LEARNING_RATE)?;
    for _ in 0..steps {
        let rest = (&ys - xs.broadcast_mul(&slope)?.broadcast_add(&offset)?)?;
        let scale = raw_scale.softplus()?;
        let squares = (rest.broadcast_div(&scale)?.sqr()? * 0.5)?;
        let loss = squares.broadcast_add(&scale.log()?)?.mean_all()?;
        optimizer.backward_step(&loss)?;
    }
    let number = |tensor: &Tensor| tensor.squeeze(0)?.to_scalar::<f64>();
    Ok(Fit { offset: number(&offset)?, slope: number(&slope)?, scale: number(&raw_scale.softplus()?)? })
}
