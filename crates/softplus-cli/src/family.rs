//! The functions by name.

pub use softplus_family::{Float, Function};
