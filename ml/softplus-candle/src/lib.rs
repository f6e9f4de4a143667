//! softplus(x) = ln(1+eˣ) and its family for [candle](candle_core), correctly rounded, with exact gradients of softplus that are
//! differentiable themselves.
//!
//! ```
//! use candle_core::{Device, Result, Var};
//! use softplus_candle::ExactActivations;
//!
//! # fn main() -> Result<()> {
//! let x = Var::new(&[-20.0_f32, 0.0, 100.0], &Device::Cpu)?;
//! let y = x.softplus()?;
//! assert_eq!(y.to_vec1::<f32>()?, [2.0611537e-9, 0.693_147_2, 100.0]);
//! let gradients = y.backward()?;
//! let slope = gradients.get(&x).expect("x is a variable");
//! assert_eq!(slope.to_vec1::<f32>()?, [2.0611537e-9, 0.5, 1.0]);
//! # Ok(())
//! # }
//! ```
//!
//! As a layer:
//!
//! ```
//! # use candle_core::{Device, DType, Result, Tensor};
//! use candle_nn::{Module, VarBuilder, VarMap, linear, seq};
//! use softplus_candle::{Activation, Function};
//!
//! # fn main() -> Result<()> {
//! let variables = VarMap::new();
//! let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
//! let network = seq()
//!     .add(linear(64, 32, builder.pp("hidden"))?)
//!     .add(Activation(Function::Softplus))
//!     .add(linear(32, 10, builder.pp("logits"))?);
//! let logits = network.forward(&Tensor::zeros((8, 64), DType::F32, &Device::Cpu)?)?;
//! assert_eq!(logits.dims(), [8, 10]);
//! # Ok(())
//! # }
//! ```
//!
//! # Tensors
//! On the CPU, of f16, bf16, f32 or f64, in any layout: rows that lie together are read where they lie, others are copied
//! a thousand elements at a time. From 2^14 elements on, all cores. The result does not depend on layout, size, threads
//! or CPU: each element has the bits that it has alone. [`softplus_activation`] says how accurate they are.
//!
//! # Errors
//! Another type, or another device, is an error that names it and says what to do.
//!
//! # Gradients of gradients
//! The backward passes are operations like the functions, with a backward pass of their own. candle cuts the graph at each
//! gradient that it passes on, unless the environment variable `CANDLE_GRAD_DO_NOT_DETACH` is 1: with it, take the gradient
//! of any gradient. Without it that works where x is a variable itself.

mod op;
mod tensor;

pub use softplus_activation::Function;

pub use crate::tensor::{Activation, ExactActivations, backward};
