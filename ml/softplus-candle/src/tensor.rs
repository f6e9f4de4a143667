//! The functions as methods of a tensor, and as a layer.

use candle_core::{Module, Result, Tensor};

use crate::{
    Function,
    op::{Backward, Forward},
};

/// softplus and its family as methods of [`Tensor`].
///
/// Each is applied to every element and gives a contiguous tensor of the same shape and type, with a gradient where the
/// argument has one.
///
/// | | at −∞ | at 0 | at +∞ | gradient at −∞, 0, +∞ |
/// |---|---|---|---|---|
/// | `softplus` | 0 | ln 2 | +∞ | 0, 1/2, 1 |
/// | `sigmoid` | 0 | 1/2 | 1 | 0, 1/4, 0 |
/// | `log_sigmoid` | −∞ | −ln 2 | −0 | 1, 1/2, 0 |
/// | `mish` | −0 | 0 | +∞ | 0, 3/5, 1 |
/// | `shifted_softplus` | −ln 2 | 0 | +∞ | 0, 1/2, 1 |
/// | `softplus_beta`, β > 0 | 0 | ln 2/β | +∞ | 0, 1/2, 1 |
///
/// NaN gives NaN, and has the gradient NaN. All second derivatives are 0 at ±∞.
///
/// # Errors
/// If the tensor is not on the CPU, or not of f16, bf16, f32 or f64.
pub trait ExactActivations {
    /// ln(1+eˣ).
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn softplus(&self) -> Result<Tensor>;

    /// σ(x) = 1/(1+e^−x).
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn sigmoid(&self) -> Result<Tensor>;

    /// ln σ(x).
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn log_sigmoid(&self) -> Result<Tensor>;

    /// x·tanh(softplus(x)).
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn mish(&self) -> Result<Tensor>;

    /// softplus(x) − ln 2.
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn shifted_softplus(&self) -> Result<Tensor>;

    /// ln(1+e^βx)/β, with β rounded to the tensor's type.
    ///
    /// # Errors
    /// See [the trait](ExactActivations).
    fn softplus_beta(&self, beta: f64) -> Result<Tensor>;
}

impl ExactActivations for Tensor {
    fn softplus(&self) -> Result<Tensor> {
        Activation(Function::Softplus).forward(self)
    }

    fn sigmoid(&self) -> Result<Tensor> {
        Activation(Function::Sigmoid).forward(self)
    }

    fn log_sigmoid(&self) -> Result<Tensor> {
        Activation(Function::LogSigmoid).forward(self)
    }

    fn mish(&self) -> Result<Tensor> {
        Activation(Function::Mish).forward(self)
    }

    fn shifted_softplus(&self) -> Result<Tensor> {
        Activation(Function::ShiftedSoftplus).forward(self)
    }

    fn softplus_beta(&self, beta: f64) -> Result<Tensor> {
        Activation(Function::SoftplusBeta(beta)).forward(self)
    }
}

/// A function as a layer, as [`candle_nn::Activation`] is for candle's own.
///
/// [`candle_nn::Activation`]: https://docs.rs/candle-nn/latest/candle_nn/enum.Activation.html
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activation(pub Function);

impl Module for Activation {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.apply_op1(Forward(self.0))
    }
}

/// The backward pass of a function as a function itself: `grad`·f′(x) of each element, which can be differentiated in both.
///
/// # Errors
/// As [`ExactActivations`], and if the two differ in shape, type or device.
pub fn backward(function: Function, grad: &Tensor, x: &Tensor) -> Result<Tensor> {
    grad.apply_op2(x, Backward(function))
}
