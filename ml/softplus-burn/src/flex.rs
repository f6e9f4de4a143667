//! The operations on `Flex`: its tensors are memory, in any layout.

use burn::{
    backend::{Flex, TensorMetadata, tensor::FloatTensor},
    tensor::{DType, TensorData},
};
use half::{bf16, f16};
use softplus_activation::{
    Float, Function, Partial, View, backward, double_backward, forward, partial, partial_sum,
};

use crate::{ActivationBackend, functions::types_that_are_exact};

type FlexTensor = FloatTensor<Flex>;

/// The body with `T` as the type of the elements.
macro_rules! for_type {
    ($tensor:expr, $T:ident => $body:expr) => {
        match $tensor.dtype() {
            DType::F16 => {
                type $T = f16;
                $body
            }
            DType::BF16 => {
                type $T = bf16;
                $body
            }
            DType::F32 => {
                type $T = f32;
                $body
            }
            DType::F64 => {
                type $T = f64;
                $body
            }
            other => panic!("softplus-burn: the tensor has type {other:?}: {}", types_that_are_exact()),
        }
    };
}

macro_rules! view {
    ($tensor:expr, $T:ident) => {
        View::<$T>::new(
            $tensor.storage::<$T>(),
            $tensor.layout().start_offset(),
            $tensor.layout().shape(),
            $tensor.layout().strides().iter().copied(),
        )
    };
}

/// The only element of β.
macro_rules! number {
    ($tensor:expr, $T:ident) => {
        $tensor.storage::<$T>()[$tensor.layout().start_offset()]
    };
}

impl ActivationBackend for Flex {
    fn activation(x: FlexTensor, function: Function) -> FlexTensor {
        for_type!(x, T => tensor(forward(function, &view!(x, T)), &x))
    }

    fn activation_backward(grad: FlexTensor, x: FlexTensor, function: Function) -> FlexTensor {
        for_type!(x, T => tensor(backward(function, &view!(grad, T), &view!(x, T)), &x))
    }

    fn activation_double_backward(
        grad_grad: FlexTensor,
        grad: FlexTensor,
        x: FlexTensor,
        function: Function,
    ) -> FlexTensor {
        for_type!(x, T => {
            let out = double_backward(function, &view!(grad_grad, T), &view!(grad, T), &view!(x, T));
            tensor(out, &x)
        })
    }

    fn softplus_learned_beta(x: FlexTensor, beta: FlexTensor) -> FlexTensor {
        for_type!(x, T => {
            let function = Function::SoftplusBeta(Float::to_f64(number!(beta, T)));
            tensor(forward(function, &view!(x, T)), &x)
        })
    }

    fn softplus_partial(weight: FlexTensor, x: FlexTensor, beta: FlexTensor, which: Partial) -> FlexTensor {
        for_type!(x, T => tensor(partial(which, &view!(weight, T), &view!(x, T), number!(beta, T)), &x))
    }

    fn softplus_partial_sum(
        weight: FlexTensor,
        x: FlexTensor,
        beta: FlexTensor,
        which: Partial,
    ) -> FlexTensor {
        for_type!(x, T => {
            let sum = partial_sum(which, &view!(weight, T), &view!(x, T), number!(beta, T));
            FlexTensor::from_data(TensorData::new(vec![sum], [1]))
        })
    }
}

/// A tensor of these elements in the shape of another; nothing is copied.
fn tensor<T: burn::tensor::Element>(elements: Vec<T>, like: &FlexTensor) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(elements, like.shape()))
}
