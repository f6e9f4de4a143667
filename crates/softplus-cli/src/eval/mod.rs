//! `softplus eval`: of a file, of numbers, of lines.

mod file;
mod numbers;

use std::path::Path;

use anyhow::{Result, bail};

use crate::cli::{Dtype, EvalArgs, Usage};

/// Runs the subcommand.
pub fn run(args: &EvalArgs) -> Result<()> {
    let Some(output) = &args.output else {
        if let [path] = args.input.as_slice()
            && Path::new(path).extension().is_some_and(|end| end == "npy")
        {
            bail!(Usage(format!(
                "{path} is a file: name the file to write with -o FILE (or see softplus eval --help)"
            )));
        }
        return numbers::run(&args.input, args.dtype.unwrap_or(Dtype::F64));
    };
    let [input] = args.input.as_slice() else {
        bail!(Usage(format!("-o needs one .npy file to read, and {} were named", args.input.len())));
    };
    file::run(Path::new(input), output, args.plot.as_deref(), args.force)
}
