//! The functions of burn's tensors.

use std::fmt;

use burn::{
    backend::{Dispatch, DispatchDevice},
    tensor::{DType, Device, Tensor},
};
use softplus_activation::Function;

use crate::{ActivationBackend, fallback};

/// A function of each element.
///
/// The exact one where [`require_exact`] allows it, else burn's own, as [the crate](crate) says.
#[must_use]
pub fn apply<const D: usize>(x: Tensor<D>, function: Function) -> Tensor<D> {
    if require_exact(&x).is_err() {
        return fallback::apply(x, function);
    }
    Tensor::from_dispatch(<Dispatch as ActivationBackend>::activation(x.into_dispatch(), function))
}

/// ln(1+eˣ) of each element, as [`apply`].
#[must_use]
pub fn softplus<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    apply(x, Function::Softplus)
}

/// σ(x) = 1/(1+e^−x) of each element, as [`apply`].
#[must_use]
pub fn sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    apply(x, Function::Sigmoid)
}

/// ln σ(x) of each element, as [`apply`].
#[must_use]
pub fn log_sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    apply(x, Function::LogSigmoid)
}

/// x·tanh(softplus(x)) of each element, as [`apply`].
#[must_use]
pub fn mish<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    apply(x, Function::Mish)
}

/// softplus(x) − ln 2 of each element, as [`apply`].
#[must_use]
pub fn shifted_softplus<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    apply(x, Function::ShiftedSoftplus)
}

/// ln(1+e^βx)/β of each element, as [`apply`]; β is rounded to the tensor's type.
#[must_use]
pub fn softplus_beta<const D: usize>(x: Tensor<D>, beta: f64) -> Tensor<D> {
    apply(x, Function::SoftplusBeta(beta))
}

/// ln(1+e^βx)/β of each element, as [`apply`], with β as a tensor of one element that may be learned. It is converted to the
/// type of `x`; its gradient is the sum over all elements, in doubles, rounded once.
///
/// # Panics
/// If `beta` has more elements than one.
#[must_use]
pub fn softplus_learned_beta<const D: usize>(x: Tensor<D>, beta: Tensor<1>) -> Tensor<D> {
    let [elements] = beta.dims();
    assert!(
        elements == 1,
        "softplus_learned_beta: beta has {elements} elements, and one is shared by all of x: give it the shape [1]"
    );
    let beta = if beta.dtype() == x.dtype() { beta } else { beta.cast(x.dtype()) };
    if require_exact(&x).is_err() {
        return fallback::learned_beta(x, beta);
    }
    let (x, beta) = (x.into_dispatch(), beta.into_dispatch());
    Tensor::from_dispatch(<Dispatch as ActivationBackend>::softplus_learned_beta(x, beta))
}

/// The backward pass of a function as a function itself: `grad`·f′(x) of each element, which can be differentiated in both.
///
/// # Panics
/// If the two differ in shape or type.
#[must_use]
pub fn backward<const D: usize>(function: Function, grad: Tensor<D>, x: Tensor<D>) -> Tensor<D> {
    assert!(
        grad.dims() == x.dims() && grad.dtype() == x.dtype(),
        "{}: the gradient is {:?} of {:?}, and x {:?} of {:?}: they must agree",
        function.names()[1],
        grad.dims(),
        grad.dtype(),
        x.dims(),
        x.dtype()
    );
    if require_exact(&x).is_err() {
        return fallback::backward(function, grad, x);
    }
    let (grad, x) = (grad.into_dispatch(), x.into_dispatch());
    Tensor::from_dispatch(<Dispatch as ActivationBackend>::activation_backward(grad, x, function))
}

/// Whether the functions of this tensor are the exact ones.
///
/// # Errors
/// If it is on another backend than `Flex`, or of another type than f16, bf16, f32 and f64: which it is, and what to do.
pub fn require_exact<const D: usize>(x: &Tensor<D>) -> Result<(), NotExact> {
    let device = x.device();
    if !is_flex(&device) {
        return Err(NotExact::Device(format!("{device:?}")));
    }
    match x.dtype() {
        DType::F16 | DType::BF16 | DType::F32 | DType::F64 => Ok(()),
        other => Err(NotExact::Type(other)),
    }
}

fn is_flex(device: &Device) -> bool {
    let device = device.clone().without_autodiff();
    matches!(device.as_dispatch(), DispatchDevice::Flex(_))
}

/// Why the functions of a tensor are burn's own, and not the exact ones.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NotExact {
    /// It is on another backend.
    Device(String),
    /// It has another type.
    Type(DType),
}

/// What the exact functions take.
pub fn types_that_are_exact() -> &'static str {
    "the exact functions take F16, BF16, F32 and F64: convert it first, as in `x.cast(DType::F32)`, or dequantize it"
}

impl fmt::Display for NotExact {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Device(device) => write!(
                out,
                "the tensor is on the device {device}, and the exact functions run on burn's backend Flex: move it there \
                 first, as in `x.to_device(&Device::flex())`"
            ),
            Self::Type(dtype) => write!(out, "the tensor has type {dtype:?}, and {}", types_that_are_exact()),
        }
    }
}

impl std::error::Error for NotExact {}
