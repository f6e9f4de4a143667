//! Numbers from the command line or from standard input, one result per line.

use std::io::{self, BufRead, BufWriter, Write};

use anyhow::{Context, Result};
use softplus::{Float, softplus};

use crate::{cli::Dtype, for_dtype, number};

/// The numbers, or the lines of standard input if there are none.
pub fn run(numbers: &[String], dtype: Dtype) -> Result<()> {
    let output = BufWriter::new(io::stdout().lock());
    if numbers.is_empty() {
        for_dtype!(dtype, lines(io::stdin().lock(), output))
    } else {
        for_dtype!(dtype, words(numbers, output))
    }
}

fn words<T: Float>(numbers: &[String], mut output: impl Write) -> Result<()> {
    // All are read first: a mistake in the last one must not follow half of an answer.
    let xs: Vec<T> = numbers.iter().map(|text| number::parse(text)).collect::<Result<_>>()?;
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
