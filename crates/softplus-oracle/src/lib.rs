//! The oracle: reference values from MPFR, inputs, and the harness that compares the two. Not published.
//!
//! Nothing here calls the kernels for an expected value; [`mod@reference`] knows only MPFR.

#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "not published: the users of this crate are its own command and tests"
)]

pub mod cases;
pub mod definitions;
pub mod digest;
pub mod ends;
pub mod error;
pub mod exhaustive;
pub mod foreign;
pub mod functions;
pub mod harness;
pub mod inputs;
pub mod progress;
pub mod record;
pub mod reference;
pub mod search;

/// The repository's root.
#[must_use]
pub fn root() -> std::path::PathBuf {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
pub mod work;
