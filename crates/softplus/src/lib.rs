//! softplus(x) = ln(1+eˣ) and its family, correctly rounded, for f16, bf16, f32 and f64: the one right answer, with the
//! same bits on every machine.
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
//! # The family
//! | | |
//! |---|---|
//! | [`softplus`](softplus()), [`softplus_inverse`](softplus_inverse()) | ln(1+eˣ), and the x that gives y |
//! | [`sigmoid`](sigmoid()), [`softplus_second_derivative`](softplus_second_derivative()) | its derivatives σ(x) and σ(x)·σ(−x) |
//! | [`softplus_backward`](softplus_backward()), [`softplus_double_backward`](softplus_double_backward()) | grad·σ(x) and `grad_grad·grad·σ(x)·σ(−x)`, each rounded once |
//! | [`softplus_beta`](softplus_beta()), [`softplus_beta_derivative`](softplus_beta_derivative()), [`softplus_beta_derivative_in_beta`](softplus_beta_derivative_in_beta()) | ln(1+e^βx)/β, and its derivatives in x and in β |
//! | [`softplus_threshold`](softplus_threshold()) | that with PyTorch's cut |
//! | [`log_sigmoid`](log_sigmoid()), [`log_softplus`](log_softplus()), [`log1mexp`](log1mexp()) | ln σ(x), ln softplus(x), ln(1−e^−x) |
//! | [`logaddexp`](logaddexp()), [`logsubexp`](logsubexp()) | ln(eᵃ+eᵇ), ln(eᵃ−eᵇ) |
//! | [`shifted_softplus`](shifted_softplus()), [`mish`](mish()) | softplus(x) − ln 2, x·tanh(softplus(x)) |
//! | [`Softplus`] | softplus as a constraint: x ↦ low + ln(1+e^βx)/β, its inverse, and the logarithms of both derivatives |
//!
//! Each is a function of one value here, and four of slices in [`slice`](mod@slice). The search finds them by the names
//! that other libraries use; NAMES.md, in the documentation the module `names`, lists those.
//!
//! # How
//! A kernel in vectors gives an interval that holds the exact value; where both ends round to the same result, as for 97 %
//! of softplus's f32 and nearly all f64, that is it. Finer kernels, at last in double-double, decide the others, and an accurate
//! phase with up to 2048 bits what those leave. The result of a slice function does not depend on its length, on the CPU
//! or on threads. [`Level`] names the vector instructions in use.
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

#[cfg(doc)]
#[doc = include_str!("../NAMES.md")]
pub mod names {}

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
