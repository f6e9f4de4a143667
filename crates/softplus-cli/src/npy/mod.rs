//! NumPy's .npy files, read and written as streams.
//!
//! The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. Nothing is allocated for
//! what a header claims, only for what is there.

mod header;
mod reader;

pub use header::{Header, HeaderError};
pub use reader::Reader;
