//! `softplus conformance`: exact test vectors, and what is wrong with another implementation.

mod arrays;
mod check;
pub mod evidence;
pub mod modes;
mod properties;
pub mod report;
pub mod set;
mod shape;
mod vectors;

use anyhow::Result;

use crate::cli::ConformanceCommand;

/// Runs the subcommand.
pub fn run(command: &ConformanceCommand) -> Result<()> {
    match command {
        ConformanceCommand::Vectors(args) => vectors::run(args),
        ConformanceCommand::Check(args) => check::run(args),
    }
}
