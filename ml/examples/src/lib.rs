//! The networks of the article: handwritten digits, and a positive scale, each in burn and in candle.
//!
//! The programs are `digits`, `scale` and `speed`; this library is theirs and their tests'. Not a stable interface.

#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "not published: the users of this crate are its own programs and tests"
)]

pub mod activation;
pub mod chart;
pub mod digits;
pub mod network;
pub mod output;
pub mod program;
pub mod random;
pub mod scale;
pub mod train;
