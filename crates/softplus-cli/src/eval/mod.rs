//! `softplus eval`: of files, of numbers, of lines.

mod arrays;
mod files;
mod function;
mod job;
mod numbers;
mod plan;
mod table;

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    cli::{Dtype, EvalArgs, Usage},
    data::Format,
};
use function::Evaluator;

/// Runs the subcommand.
pub fn run(args: &EvalArgs) -> Result<()> {
    let evaluator = Evaluator::new(args)?;
    let standard = args.input.iter().any(|input| input == "-");
    let no_input = args.input.is_empty() && (args.from.is_some() || args.output.is_some());
    if args.output.is_none() && !standard && !no_input {
        if let [path, ..] = args.input.as_slice()
            && (Format::of_name(Path::new(path)).is_some() || args.from.is_some())
        {
            bail!(Usage(format!(
                "{path} is a file: name the file to write with -o FILE (or see softplus eval --help)"
            )));
        }
        for_files_only(args)?;
        return numbers::run(&evaluator, &args.input, args.dtype.unwrap_or(Dtype::F64));
    }
    let mut inputs: Vec<&Path> = args.input.iter().map(Path::new).collect();
    if no_input {
        inputs.push(Path::new("-"));
    }
    files::run(args, &evaluator, &inputs, args.output.as_deref().unwrap_or(Path::new("-")))
}

/// Options that numbers have no use for.
fn for_files_only(args: &EvalArgs) -> Result<()> {
    let given = [
        ("--column", !args.column.is_empty()),
        ("--replace", args.replace),
        ("--only", args.only),
        ("--as", !args.names.is_empty()),
        ("--to", args.to.is_some()),
        ("--delimiter", args.text.delimiter.is_some()),
        ("--no-header", args.text.no_header),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => {
            bail!(Usage(format!("{option} is for data files: name one, and the output with -o FILE")))
        }
        None => Ok(()),
    }
}
