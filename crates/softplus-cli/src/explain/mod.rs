//! `softplus explain`: what each formula returns for a number, how wrong that is, and why.

mod boundaries;
pub mod exact;
mod picture;
mod range;
mod reason;
mod why;
mod wrap;

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use softplus::formulas;
use softplus_family::Float;

use crate::{
    accuracy::{ulp, ulps},
    cli::{ExplainArgs, Usage},
    figure, for_dtype, formula, number,
    plot::{self, Place, error::figure_of_formulas},
};
use exact::Exact;

/// Runs the subcommand.
pub fn run(args: &ExplainArgs) -> Result<()> {
    for_dtype!(args.dtype, run_in(args))
}

fn run_in<T: Float>(args: &ExplainArgs) -> Result<()> {
    if args.why {
        if args.file.output.is_some() || !args.formula.is_empty() {
            bail!(Usage("--why is a text: it takes no -o and no --formula".to_owned()));
        }
        return why::run::<T>(figure::terminal_size().0);
    }
    match range::range(args)? {
        Some(range) => of_range::<T>(args, range),
        None => of_number::<T>(args, args.x.as_deref().unwrap_or_default()),
    }
}

/// Where the picture goes, if one is wanted: a file means that too.
fn place(args: &ExplainArgs) -> Result<Option<Place>> {
    let drawn = args.plot || args.file.output.is_some();
    drawn.then(|| Place::new(&args.file)).transpose()
}

fn of_range<T: Float>(args: &ExplainArgs, (from, to): (f64, f64)) -> Result<()> {
    let formulas = formula::all(&args.formula, &["naive", "log1p_exp", "stable", "pytorch"])?;
    let place = place(args)?;
    print(&range::text::<T>(&formulas, (from, to, args.points))?)?;
    let Some(place) = place else { return Ok(()) };
    let figure = figure_of_formulas::<T>(&formulas, (from, to, plot::error::columns(&place)));
    place.finish(|| figure.scene(), |size| format!("\n{}", figure.text(size)))
}

fn of_number<T: Float>(args: &ExplainArgs, text: &str) -> Result<()> {
    let explanation = explain::<T>(text)?;
    let formulas = formula::all(&args.formula, &["naive", "log1p_exp", "stable"])?;
    let x: T = number::parse(text).map_err(|error| Usage(error.to_string()))?;
    let drawn = args.plot || args.file.output.is_some();
    if !args.formula.is_empty() && !drawn {
        bail!(Usage("--formula is for a range or with --plot, as in softplus explain -40..100".to_owned()));
    }
    if drawn && !x.to_f64().is_finite() {
        bail!(Usage(format!("{text}: only a finite number has a place in a picture")));
    }
    let place = place(args)?;
    print(&explanation)?;
    let Some(place) = place else { return Ok(()) };
    let figures = picture::figures(x, &formulas);
    place.finish(
        || figure::stacked(&figures),
        |(width, height)| {
            let texts = figures.iter().map(|figure| figure.text((width, height.min(20))));
            texts.fold(String::new(), |all, text| all + "\n" + &text)
        },
    )
}

fn print(text: &[u8]) -> Result<()> {
    io::stdout().write_all(text).context("cannot write standard output")
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
