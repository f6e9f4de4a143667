//! `softplus explain`: what each formula returns for a number, how wrong that is, and why.

pub mod exact;
mod reason;

use std::io::{self, Write};

use anyhow::{Context, Result};
use softplus::{Float, formulas};

use crate::{
    accuracy::ulp,
    cli::{ExplainArgs, Usage},
    for_dtype, number,
};
use exact::Exact;

/// Runs the subcommand.
pub fn run(args: &ExplainArgs) -> Result<()> {
    let text = for_dtype!(args.dtype, explain(&args.x))?;
    io::stdout().write_all(&text).context("cannot write standard output")
}

/// One formula's outcome.
struct Row<T> {
    name: &'static str,
    formula: &'static str,
    value: T,
    why: String,
}

fn explain<T: Float>(text: &str) -> Result<Vec<u8>> {
    let x: T = number::parse(text).map_err(|error| Usage(error.to_string()))?;
    let y = softplus::softplus(x);
    let exact = x.to_f64().is_finite().then(|| exact::softplus(x.to_f64()));
    let mut out = Vec::new();
    writeln!(out, "softplus({}) in {}\n", number::shortest(x), T::NAME)?;
    writeln!(out, "  x is {} ({})", digits(x), bits(x))?;
    if let Some(note) = note_on_input(x, text) {
        writeln!(out, "  ({note})")?;
    }
    writeln!(out, "  the exact value is {}\n", exact.as_ref().map_or_else(|| limit(x), Exact::to_string))?;
    writeln!(out, "  {:<36} {:<24} {:<18} error", "formula", "value", "bits")?;
    for row in rows(x, y) {
        let error = match &exact {
            Some(exact) => ulps(exact.error(row.value.to_f64(), ulp(y))),
            None => String::new(),
        };
        let (value, bits) = (number::shortest(row.value), bits(row.value));
        writeln!(out, "  {:<10} {:<25} {value:<24} {bits:<18} {error}", row.name, row.formula)?;
        writeln!(out, "  {:<10} {}", "", row.why)?;
    }
    Ok(out)
}

fn rows<T: Float>(x: T, y: T) -> [Row<T>; 4] {
    let row = |name, formula, value, why| Row { name, formula, value, why };
    let (naive, log1p_exp, stable) = (formulas::naive(x), formulas::log1p_exp(x), formulas::stable(x));
    [
        row("naive", "ln(1+e^x)", naive, reason::naive(x, naive, y)),
        row("log1p_exp", "log1p(e^x)", log1p_exp, reason::log1p_exp(x, log1p_exp, y)),
        row("stable", "ln(1+e^-|x|) + max(x, 0)", stable, reason::stable(x, stable, y)),
        row("exact", "softplus(x)", y, reason::exact(x)),
    ]
}

fn bits<T: Float>(x: T) -> String {
    format!("{:#0width$x}", x.to_bits_u64(), width = T::BITS as usize / 4 + 2)
}

/// All decimal digits, or that they are too many and the first 30.
fn digits<T: Float>(x: T) -> String {
    let wide = x.to_f64();
    if wide == 0.0 || !wide.is_finite() {
        return number::shortest(x);
    }
    let (about, digits) = exact::digits(wide.abs());
    let sign = if wide < 0.0 { "-" } else { "" };
    format!("{}{sign}{digits}", if about { "about " } else { "" })
}

/// What happened to the number that was asked for.
fn note_on_input<T: Float>(x: T, text: &str) -> Option<String> {
    if x.to_f64().is_infinite() && text.bytes().any(|byte| byte.is_ascii_digit()) {
        let largest = reason::largest::<T>().to_f64();
        return Some(format!(
            "{text} is beyond the largest {}, {largest:?}, and rounds to infinity",
            T::NAME
        ));
    }
    if !x.to_f64().is_finite() || number::is_exactly(text, x.to_f64()) {
        return None;
    }
    Some(format!("{text} is no {}; this is the nearest one, and all below is about it", T::NAME))
}

/// Where there is no exact value.
fn limit<T: Float>(x: T) -> String {
    let x = x.to_f64();
    match (x.is_nan(), x > 0.0) {
        (true, _) => "NaN: x is no number".to_owned(),
        (_, true) => "infinity, the limit for large x".to_owned(),
        (_, false) => "0, the limit for very negative x".to_owned(),
    }
}

fn ulps(error: f64) -> String {
    match error {
        _ if error.is_infinite() => "infinitely wrong".to_owned(),
        _ if error < 1000.0 => format!("{error:.2} ulp"),
        _ => format!("{error:.2e} ulp"),
    }
}
