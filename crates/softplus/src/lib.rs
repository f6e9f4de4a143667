//! softplus(x) = ln(1+eˣ), correctly rounded, for f16, bf16, f32 and f64: the one right answer, with the same bits on
//! every machine.
//!
//! ```
//! let y = softplus::softplus(1.0_f32); // one value
//! assert_eq!(y, 1.313_261_6);
//!
//! let mut xs = [-1.0_f64, 0.0, 100.0]; // many values, in the CPU's widest vectors
//! softplus::slice::softplus_in_place(&mut xs);
//! assert_eq!(xs, [0.313_261_687_518_222_8, std::f64::consts::LN_2, 100.0]);
//! ```
//!
//! # How
//! A piecewise polynomial in vectors gives an interval that holds the exact value; where both ends round to the same
//! result, as for 97 % of f32 and nearly all f64, that is it. A fast phase in double precision or double-double decides
//! the others, and an accurate phase with up to 2048 bits what that leaves. The result of a slice function does not
//! depend on its length, on the CPU or on threads. [`Level`] names the vector instructions in use.
//!
//! # Features
//! - `std` (default): the CPU's vector instructions are found at run time; [`formulas`].
//! - `half`: `half::f16` and `half::bf16`.
//! - `rayon`: the slice functions on all cores.
//! - `probe`: the phases by themselves, for this project's own evidence; outside of semantic versioning.

#![cfg_attr(not(feature = "std"), no_std)]
#![allow(
    clippy::inline_always,
    reason = "the kernels must be inlined into the function that enables the CPU's features, or run without them"
)]

#[macro_use]
mod functions;

mod accurate;
mod constraint;
mod family;
mod float;
#[cfg(feature = "std")]
pub mod formulas;
mod kernel;
mod lanes;
mod num;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
pub mod slice;

pub use crate::{
    constraint::{InvalidConstraint, Softplus},
    family::*,
    float::Float,
    lanes::{Level, ParseLevelError, UnavailableLevel},
};

/// The README's Rust lines, as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
