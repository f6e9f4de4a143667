//! What a backend must have: the functions and their derivatives, on its own tensors.

use burn::backend::{Backend, backend_extension, tensor::FloatTensor};
use softplus_activation::{Function, Partial};

/// The functions and their derivatives, as operations of a backend.
///
/// Implemented for [`Flex`](burn::backend::Flex), and for [`Autodiff`](burn::backend::Autodiff) of each backend that has it:
/// there each operation but `activation_double_backward` is a node whose backward pass is another of these operations.
///
/// All tensors of a call have one type, and all but β one shape.
#[backend_extension(Flex, Autodiff)]
pub trait ActivationBackend: Backend {
    /// f(x).
    fn activation(x: FloatTensor<Self>, function: Function) -> FloatTensor<Self>;

    /// grad·f′(x).
    fn activation_backward(
        grad: FloatTensor<Self>,
        x: FloatTensor<Self>,
        function: Function,
    ) -> FloatTensor<Self>;

    /// `grad_grad`·grad·f″(x).
    fn activation_double_backward(
        grad_grad: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        x: FloatTensor<Self>,
        function: Function,
    ) -> FloatTensor<Self>;

    /// ln(1+e^βx)/β; `beta` has one element.
    fn softplus_learned_beta(x: FloatTensor<Self>, beta: FloatTensor<Self>) -> FloatTensor<Self>;

    /// `weight` times a partial derivative of ln(1+e^βx)/β.
    fn softplus_partial(
        weight: FloatTensor<Self>,
        x: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        partial: Partial,
    ) -> FloatTensor<Self>;

    /// The sum of that over all elements, in the shape `[1]`.
    fn softplus_partial_sum(
        weight: FloatTensor<Self>,
        x: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        partial: Partial,
    ) -> FloatTensor<Self>;
}
