//! The fit in burn.

use anyhow::Result;
use burn::{
    module::{Module, Param},
    optim::{GradientsParams, SgdConfig},
    tensor::{DType, Device, Tensor, TensorData},
};

use super::{Fit, LEARNING_RATE, Points};

#[derive(Module, Debug)]
struct Model {
    offset: Param<Tensor<1>>,
    slope: Param<Tensor<1>>,
    /// The scale is softplus of it.
    raw_scale: Param<Tensor<1>>,
}

impl Model {
    fn scale(&self) -> Tensor<1> {
        softplus_burn::softplus(self.raw_scale.val())
    }

    fn loss(&self, xs: Tensor<1>, ys: Tensor<1>) -> Tensor<1> {
        let rest = ys - (xs * self.slope.val() + self.offset.val());
        let scale = self.scale();
        ((rest / scale.clone()).powi_scalar(2) * 0.5 + scale.log()).mean()
    }
}

pub fn fit(points: &Points, raw: f64, steps: usize) -> Result<Fit> {
    let device = Device::flex().autodiff();
    let tensor = |numbers: &[f64]| {
        Tensor::<1>::from_data(TensorData::new(numbers.to_vec(), [numbers.len()]), (&device, DType::F64))
    };
    let number = |x: f64| Param::from_tensor(tensor(&[x]));
    let mut model = Model { offset: number(0.0), slope: number(0.0), raw_scale: number(raw) };
    let mut optimizer = SgdConfig::new().init();
    let (xs, ys) = (tensor(&points.xs), tensor(&points.ys));
    for _ in 0..steps {
        let gradients = model.loss(xs.clone(), ys.clone()).backward();
        let gradients = GradientsParams::from_grads(gradients, &model);
        model = optimizer.step(LEARNING_RATE, model, gradients);
    }
    Ok(Fit {
        offset: model.offset.val().try_into_scalar()?,
        slope: model.slope.val().try_into_scalar()?,
        scale: model.scale().try_into_scalar()?,
    })
}
