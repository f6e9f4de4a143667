//! Numbers from the command line or from standard input, one result per line.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};

use anyhow::{Context, Result};
use softplus::{Float, softplus};

use crate::{
    cli::{Dtype, Usage},
    for_dtype, number,
};

/// The numbers, or the lines of standard input if there are none.
pub fn run(numbers: &[String], dtype: Dtype) -> Result<()> {
    let output = BufWriter::new(io::stdout().lock());
    if !numbers.is_empty() {
        return for_dtype!(dtype, words(numbers, output));
    }
    let input = io::stdin();
    if input.is_terminal() {
        eprintln!("softplus: reading numbers, one per line; Ctrl-D ends");
    }
    for_dtype!(dtype, lines(input.lock(), output))
}

fn words<T: Float>(numbers: &[String], mut output: impl Write) -> Result<()> {
    // All are read first: a mistake in the last one must not follow half of an answer.
    let xs = numbers.iter().map(|text| number::parse(text)).collect::<Result<Vec<T>>>();
    let xs = xs.map_err(|error| Usage(error.to_string()))?;
    for x in xs {
        writeln!(output, "{}", number::shortest(softplus(x)))?;
    }
    Ok(output.flush()?)
}

fn lines<T: Float>(input: impl BufRead, mut output: impl Write) -> Result<()> {
    for (number, line) in input.lines().enumerate() {
        let line = line.context("cannot read standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        let x: Result<T> = number::parse(line.trim());
        match x {
            Ok(x) => writeln!(output, "{}", number::shortest(softplus(x)))?,
            Err(error) => {
                output.flush()?;
                return Err(error).with_context(|| format!("standard input, line {}", number + 1));
            }
        }
    }
    Ok(output.flush()?)
}
