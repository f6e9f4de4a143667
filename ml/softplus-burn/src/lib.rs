//! softplus(x) = ln(1+eˣ) and its family for [burn], correctly rounded, with exact gradients of softplus that are
//! differentiable themselves.
//!
//! ```
//! use burn::tensor::{Device, Tensor};
//!
//! let device = Device::flex().autodiff();
//! let x = Tensor::<1>::from_floats([-20.0, 0.0, 100.0], &device).require_grad();
//! let y = softplus_burn::softplus(x.clone());
//! assert_eq!(y.to_data().as_slice::<f32>().unwrap(), [2.0611537e-9, 0.693_147_2, 100.0]);
//! let slope = x.grad(&y.backward()).unwrap();
//! assert_eq!(slope.to_data().as_slice::<f32>().unwrap(), [2.0611537e-9, 0.5, 1.0]);
//! ```
//!
//! As a layer, with a sharpness β that may be learned:
//!
//! ```
//! use burn::{module::Module, nn::{Linear, LinearConfig}, tensor::{Device, Tensor}};
//! use softplus_burn::{Softplus, SoftplusConfig};
//!
//! #[derive(Module, Debug)]
//! struct Network {
//!     hidden: Linear,
//!     activation: Softplus,
//!     logits: Linear,
//! }
//!
//! impl Network {
//!     fn new(device: &Device) -> Self {
//!         Self {
//!             hidden: LinearConfig::new(64, 32).init(device),
//!             activation: SoftplusConfig::new().with_learnable(true).init(device),
//!             logits: LinearConfig::new(32, 10).init(device),
//!         }
//!     }
//!
//!     fn forward(&self, x: Tensor<2>) -> Tensor<2> {
//!         self.logits.forward(self.activation.forward(self.hidden.forward(x)))
//!     }
//! }
//! # let device = Device::flex();
//! # assert_eq!(Network::new(&device).forward(Tensor::zeros([8, 64], &device)).dims(), [8, 10]);
//! ```
//!
//! # Tensors
//! On burn's backend `Flex`, with or without autodiff, of f16, bf16, f32 or f64, in any layout. From 2^14 elements on, all
//! cores. Each element has the bits that it has alone: neither size, layout, threads nor CPU change one.
//! [`softplus_activation`] says how accurate they are.
//!
//! **Elsewhere** (another backend, or a quantized tensor) the functions of this crate are burn's own: `softplus`, `mish` and
//! `softplus_beta` with burn's cut at βx = 20, `sigmoid`, `log_sigmoid`, and softplus(x) − ln 2; a learned β is
//! burn's softplus(βx)/β. They run, and are not exact. [`require_exact`] is an error there, for those who want to know.
//!
//! # Special values
//! On `Flex`, as in the table of `softplus::softplus` and the others: NaN gives NaN; softplus is 0 at −∞ and +∞ at +∞, with
//! the slopes 0 and 1; at 0 the slope is exactly 1/2; second derivatives are 0 at ±∞.
//!
//! # Gradients of gradients
//! burn's `Tensor::backward` returns gradients that have no graph. Therefore the backward pass is a function here too,
//! [`backward`], which can be differentiated: build a penalty on gradients from it. For backends as types,
//! `Autodiff<Autodiff<Flex>>` differentiates twice as well; [`ActivationBackend`] is implemented for it.

mod autodiff;
mod backend;
mod fallback;
mod flex;
mod functions;
mod module;

pub use softplus_activation::{Function, Partial};

pub use crate::{
    backend::ActivationBackend,
    functions::{
        NotExact, apply, backward, log_sigmoid, mish, require_exact, shifted_softplus, sigmoid, softplus,
        softplus_beta, softplus_learned_beta,
    },
    module::{Activation, Softplus, SoftplusConfig},
};
