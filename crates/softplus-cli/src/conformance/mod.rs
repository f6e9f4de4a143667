//! `softplus conformance`: exact test vectors, and what is wrong with another implementation.

mod arrays;
pub mod set;
mod vectors;

use anyhow::Result;

use crate::cli::ConformanceCommand;

/// Runs the subcommand.
pub fn run(command: &ConformanceCommand) -> Result<()> {
    match command {
        ConformanceCommand::Vectors(args) => vectors::run(args),
    }
}
