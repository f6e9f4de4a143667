//! Numbers from the command line or from standard input, one result per line.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};

use anyhow::{Context, Result, bail};
use softplus_family::Float;

use super::function::Evaluator;
use crate::{
    cli::{Dtype, Usage},
    for_dtype, number,
};

/// The numbers, or the lines of standard input if there are none.
pub fn run(evaluator: &Evaluator, numbers: &[String], dtype: Dtype) -> Result<()> {
    evaluator.check(dtype)?;
    let output = BufWriter::new(io::stdout().lock());
    if !numbers.is_empty() {
        return for_dtype!(dtype, words(evaluator, numbers, output));
    }
    let input = io::stdin();
    if input.is_terminal() {
        eprintln!("softplus: reading numbers, one per line; Ctrl-D ends");
    }
    for_dtype!(dtype, lines(evaluator, input.lock(), output))
}

fn words<T: Float>(evaluator: &Evaluator, numbers: &[String], mut output: impl Write) -> Result<()> {
    // All are read first: a mistake in the last one must not follow half of an answer.
    let xs = numbers.iter().map(|text| number::parse(text)).collect::<Result<Vec<T>>>();
    let xs = xs.map_err(|error| Usage(error.to_string()))?;
    if xs.len() % evaluator.arity() != 0 {
        bail!(Usage(format!(
            "{} takes {} numbers for each result, and there are {}",
            evaluator.name(),
            evaluator.arity(),
            xs.len()
        )));
    }
    for point in xs.chunks(evaluator.arity()) {
        writeln!(output, "{}", number::shortest(value(evaluator, point)?))?;
    }
    Ok(output.flush()?)
}

fn lines<T: Float>(evaluator: &Evaluator, input: impl BufRead, mut output: impl Write) -> Result<()> {
    for (number, line) in input.lines().enumerate() {
        let line = line.context("cannot read standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        match point(evaluator, line.trim()).and_then(|point: Vec<T>| value(evaluator, &point)) {
            Ok(y) => writeln!(output, "{}", number::shortest(y))?,
            Err(error) => {
                output.flush()?;
                return Err(error).with_context(|| format!("standard input, line {}", number + 1));
            }
        }
    }
    Ok(output.flush()?)
}

/// The arguments on a line: separated by spaces or commas, if there are several.
fn point<T: Float>(evaluator: &Evaluator, line: &str) -> Result<Vec<T>> {
    if evaluator.arity() == 1 {
        return Ok(vec![number::parse(line)?]);
    }
    let words = line.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let point = words.map(number::parse).collect::<Result<Vec<T>>>()?;
    if point.len() != evaluator.arity() {
        bail!("{} takes {} numbers, and here are {}", evaluator.name(), evaluator.arity(), point.len());
    }
    Ok(point)
}

fn value<T: Float>(evaluator: &Evaluator, point: &[T]) -> Result<T> {
    Ok(evaluator.apply(point.iter().map(|&x| vec![x]).collect())?[0])
}
