//! Correctly rounded softplus(x) = ln(1+eˣ).

#![cfg_attr(not(feature = "std"), no_std)]

mod float;
#[cfg(feature = "std")]
pub mod formulas;
mod functions;
pub mod slice;
mod softplus;

pub use crate::{float::Float, softplus::softplus};
