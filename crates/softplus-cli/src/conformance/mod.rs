//! `softplus conformance`: exact test vectors, and what is wrong with another implementation.

mod arrays;
mod check;
mod evidence;
mod exponential;
mod modes;
mod program;
mod properties;
mod report;
mod run;
mod set;
mod shape;
mod vectors;

use anyhow::{Result, bail};
use softplus_family::Float;

pub(crate) use program::stop;
pub use report::Report;
pub use set::Size;

use crate::{
    cli::{ConformanceCommand, Dtype},
    data::Element,
    family::Function,
    for_dtype,
};

/// Runs the subcommand.
pub(crate) fn run(command: &ConformanceCommand) -> Result<()> {
    match command {
        ConformanceCommand::Vectors(args) => vectors::run(args),
        ConformanceCommand::Check(args) => check::run(args),
        ConformanceCommand::Run(args) => run::run(args),
    }
}

/// A set of test vectors, as raw little-endian elements.
///
/// Bytes, so that the tests need not compile the kernels of every type once more.
#[derive(Debug)]
pub struct Vectors {
    /// For each argument, all its values.
    pub columns: Vec<Vec<u8>>,
    /// The correctly rounded results.
    pub results: Vec<u8>,
    /// How many cases come before the repeat block.
    pub repeat_from: usize,
}

/// The test vectors of a function.
#[must_use]
pub fn vectors(function: Function, dtype: Dtype, size: Size) -> Vectors {
    for_dtype!(dtype, vectors_of(function, size))
}

fn vectors_of<T: Float + Element>(function: Function, size: Size) -> Vectors {
    let set = set::Set::<T>::new(function, size);
    Vectors {
        columns: set.columns.iter().map(|column| arrays::encode(column)).collect(),
        results: arrays::encode(&set.results),
        repeat_from: set.repeat_from,
    }
}

/// Judges the results of a function, as raw little-endian elements; there is a column for each argument.
///
/// # Errors
/// If the numbers of elements differ, or the number of columns and arguments.
pub fn judge(
    function: Function,
    dtype: Dtype,
    columns: &[Vec<u8>],
    results: &[u8],
    max_ulp: f64,
) -> Result<Report> {
    for_dtype!(dtype, judge_of(function, columns, results, max_ulp))
}

fn judge_of<T: Float + Element>(
    function: Function,
    columns: &[Vec<u8>],
    results: &[u8],
    max_ulp: f64,
) -> Result<Report> {
    if columns.len() != function.arguments().len()
        || columns.iter().any(|column| column.len() != results.len())
    {
        bail!("{} needs {} columns as long as the results", function.name(), function.arguments().len());
    }
    let columns = columns.iter().map(|column| arrays::decode(column)).collect::<Result<Vec<_>>>()?;
    let results = arrays::decode::<T>(results)?;
    let mut evidence = evidence::Evidence::new(function, columns, results, check::limit(max_ulp));
    Ok(Report::new(&mut evidence, "these inputs".to_owned(), max_ulp))
}
