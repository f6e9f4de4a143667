//! `softplus conformance`: exact test vectors, and what is wrong with another implementation.

mod arrays;
mod check;
mod evidence;
mod modes;
mod program;
mod properties;
mod report;
mod run;
mod set;
mod shape;
mod vectors;

use anyhow::Result;
use softplus::Float;

pub use report::Report;
pub use set::{Set, Size};

use crate::{cli::ConformanceCommand, family::Function};

/// Runs the subcommand.
pub(crate) fn run(command: &ConformanceCommand) -> Result<()> {
    match command {
        ConformanceCommand::Vectors(args) => vectors::run(args),
        ConformanceCommand::Check(args) => check::run(args),
        ConformanceCommand::Run(args) => run::run(args),
    }
}

/// Judges the results of a function; one column for each of its arguments, all as long as the results.
#[must_use]
pub fn judge<T: Float>(function: Function, columns: Vec<Vec<T>>, results: Vec<T>, max_ulp: f64) -> Report {
    let mut evidence = evidence::Evidence::new(function, columns, results, check::limit(max_ulp));
    Report::new(&mut evidence, "these inputs".to_owned(), max_ulp)
}
