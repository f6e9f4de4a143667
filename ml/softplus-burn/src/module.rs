//! The functions as layers.

use burn::{
    config::Config,
    module::{Module, Param},
    tensor::{Device, Tensor},
};

use crate::{Function, apply, softplus_learned_beta};

/// softplus as a layer: ln(1+e^βx)/β of each element, with a fixed β or one that is learned.
///
/// Made by [`SoftplusConfig`]. A learned β is a parameter like a weight: the optimizer changes it, a record holds it.
#[derive(Module, Debug)]
pub struct Softplus {
    /// The sharpness where it is fixed, and what a learned one began with.
    initial_beta: f64,
    /// The sharpness where it is learned; one element.
    beta: Option<Param<Tensor<1>>>,
}

/// What a [`Softplus`] layer is to be.
#[derive(Config, Debug)]
pub struct SoftplusConfig {
    /// The sharpness β.
    #[config(default = "1.0")]
    pub beta: f64,
    /// Whether β is learned.
    #[config(default = "false")]
    pub learnable: bool,
}

impl SoftplusConfig {
    /// Makes the layer.
    ///
    /// # Panics
    /// If β is not a positive finite number in f32, the type of most tensors.
    #[must_use]
    pub fn init(&self, device: &Device) -> Softplus {
        let beta = self.beta;
        // Rounded to the type of x it must not become 0 or infinite.
        let single = beta as f32;
        assert!(
            single > 0.0 && single.is_finite(),
            "SoftplusConfig: beta must be a positive finite number of f32, and is {beta:?}"
        );
        let parameter = || Param::from_tensor(Tensor::from_data([beta], device));
        Softplus { initial_beta: beta, beta: self.learnable.then(parameter) }
    }
}

impl Softplus {
    /// ln(1+e^βx)/β of each element.
    ///
    /// # Shapes
    /// Any, and the same.
    #[must_use]
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        match &self.beta {
            Some(beta) => softplus_learned_beta(x, beta.val()),
            None if self.initial_beta == 1.0 => apply(x, Function::Softplus),
            None => apply(x, Function::SoftplusBeta(self.initial_beta)),
        }
    }

    /// The sharpness as it is now.
    #[must_use]
    pub fn beta(&self) -> f64 {
        self.beta.as_ref().map_or(self.initial_beta, |beta| beta.val().into_scalar::<f64>())
    }
}

/// Any function of the family as a layer without parameters.
#[derive(Module, Debug)]
pub struct Activation {
    #[module(skip)]
    function: Function,
}

impl Activation {
    /// The layer of this function.
    #[must_use]
    pub const fn new(function: Function) -> Self {
        Self { function }
    }

    /// The function of each element.
    ///
    /// # Shapes
    /// Any, and the same.
    #[must_use]
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        apply(x, self.function)
    }
}
