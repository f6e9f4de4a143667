//! `softplus bench`: what the functions cost on this machine, in less than twenty seconds.

mod chart;
mod inputs;
mod json;
mod measure;

use std::io::{self, Write};

use anyhow::{Context, Result};

use crate::{
    cli::{BenchArgs, BenchFormat},
    figure,
};

/// Runs the subcommand.
pub fn run(args: &BenchArgs) -> Result<()> {
    let report = measure::run(args.quick)?;
    match args.format {
        BenchFormat::Text => figure::show(&chart::text(&report, figure::terminal_size().0)),
        BenchFormat::Json => {
            let text = format!("{:#}\n", json::value(&report));
            io::stdout().write_all(text.as_bytes()).context("cannot write standard output")
        }
    }
}

/// What was measured, and where.
struct Report {
    machine: String,
    threads: usize,
    levels: Vec<softplus::Level>,
    best: softplus::Level,
    elements: usize,
    rounds: usize,
    rows: Vec<Row>,
}

/// What a row measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// softplus at a level.
    Softplus(softplus::Level),
    /// Another function at the best level.
    Other(crate::family::Function),
    /// Copying the array.
    Copy,
    /// log(1+exp(x)), one element after another.
    Naive,
}

impl Subject {
    const fn name(self) -> &'static str {
        match self {
            Self::Softplus(_) => "softplus",
            Self::Other(function) => function.name(),
            Self::Copy => "copy",
            Self::Naive => "naive",
        }
    }
}

/// A measurement: nanoseconds for an element.
struct Row {
    subject: Subject,
    dtype: &'static str,
    threads: usize,
    level: softplus::Level,
    elements: usize,
    median: f64,
    /// Half of the distance between the quartiles, as a share of the median.
    spread: f64,
}

impl Report {
    /// Whether something else used the machine: most measurements repeat to a few percent where nothing does.
    fn is_disturbed(&self) -> bool {
        self.disturbance() > 0.1
    }

    /// The spread that a quarter of the rows of one thread exceed.
    fn disturbance(&self) -> f64 {
        let mut spreads: Vec<f64> =
            self.rows.iter().filter(|row| row.threads == 1).map(|row| row.spread).collect();
        spreads.sort_by(f64::total_cmp);
        spreads[spreads.len() * 3 / 4]
    }
}
