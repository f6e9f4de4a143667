//! Each formula over a range: a table, and where it begins to fail.

use std::io::Write;

use anyhow::{Result, bail};
use softplus::softplus;
use softplus_family::Float;

use super::{boundaries, wrap::wrapped};
use crate::{
    accuracy::{error, ulps},
    cli::{ExplainArgs, Usage},
    figure,
    formula::Formula,
    number::shortest,
    plot::{check_range, columns::Outcome, linspace},
};

/// Characters of a formula's column.
const CELL: usize = 12;
/// Characters of x, and of the exact result.
const X: usize = 10;
const RESULT: usize = 13;

/// The range that is asked for, if it is one.
pub fn range(args: &ExplainArgs) -> Result<Option<(f64, f64)>> {
    let range = match (args.from, args.to, args.x.as_deref().and_then(|x| x.split_once(".."))) {
        (Some(from), Some(to), _) => (from, to),
        (_, _, Some((from, to))) => {
            let end = |text: &str| match text.trim().parse::<f64>() {
                Ok(end) => Ok(end),
                Err(_) => bail!(Usage(format!("{text:?} is not a number; write a range as -40..100"))),
            };
            (end(from)?, end(to)?)
        }
        _ => return Ok(None),
    };
    check_range(range.0, range.1)?;
    Ok(Some(range))
}

/// The table and the boundaries.
pub fn text<T: Float>(formulas: &[Formula], (from, to, points): (f64, f64, u32)) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    writeln!(out, "softplus from {from:?} to {to:?} in {}: the error of each formula\n", T::NAME)?;
    for formula in formulas {
        writeln!(out, "  {}", formula.label())?;
    }
    write!(out, "\n  {:>X$} {:>RESULT$}", "x", "exact result")?;
    for formula in formulas {
        write!(out, " {:>CELL$}", shortened(&formula.name))?;
    }
    writeln!(out)?;
    for x in linspace(from, to, points) {
        let x = T::from_f64(x);
        write!(out, "  {:>X$} {:>RESULT$}", fitting(x, X), fitting(softplus(x), RESULT))?;
        for formula in formulas {
            write!(out, " {:>CELL$}", cell(x, formula.value(x)))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\nWhere they begin to fail, found by bisection over all floats of {}:\n", T::NAME)?;
    for formula in formulas {
        sentences(&mut out, &formula.name, &boundaries::of_formula::<T>(formula))?;
    }
    sentences(&mut out, "The correctly rounded result", &boundaries::of_exact::<T>())?;
    Ok(out)
}

fn sentences(out: &mut Vec<u8>, name: &str, found: &[String]) -> Result<()> {
    writeln!(out, "  {name}")?;
    if found.is_empty() {
        writeln!(out, "    nowhere: its roundings are all that is wrong")?;
    }
    for sentence in found {
        let width = figure::terminal_size().0.clamp(60, 100);
        write!(out, "    {}", wrapped(sentence, width - 4, 6))?;
    }
    Ok(())
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= CELL {
        name.to_owned()
    } else {
        name.chars().take(CELL - 1).chain(['…']).collect()
    }
}

/// The number with as many digits as there is room for.
fn fitting<T: Float>(x: T, room: usize) -> String {
    let (text, wide) = (shortest(x), x.to_f64());
    if text.len() <= room {
        return text;
    }
    let plain = (1e-3..1e6).contains(&wide.abs());
    let digits = |digits: usize| if plain { format!("{wide:.digits$}") } else { format!("{wide:.digits$e}") };
    (0..room).rev().map(digits).find(|text| text.len() <= room).unwrap_or(text)
}

/// What became of a result.
fn cell<T: Float>(x: T, y: T) -> String {
    let error = error(x, y);
    match Outcome::of(x, y, error) {
        Outcome::NotANumber => "NaN".to_owned(),
        Outcome::Overflow => shortest(y),
        Outcome::Lost if y.to_f64() == 0.0 => "0: all lost".to_owned(),
        _ => ulps(error),
    }
}
