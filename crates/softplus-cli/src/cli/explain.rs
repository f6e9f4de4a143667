//! The arguments of `softplus explain`.

use clap::Args;

use super::{Dtype, FileArgs};
use crate::formula;

/// Arguments of `softplus explain`.
#[derive(Debug, Args)]
#[command(after_help = explain_help())]
pub struct ExplainArgs {
    /// The number, or a range of numbers as FROM..TO.
    #[arg(allow_hyphen_values = true, required_unless_present_any = ["from", "to", "why"],
          conflicts_with_all = ["from", "to", "why"])]
    pub x: Option<String>,
    /// The type to compute in.
    #[arg(long, value_enum, default_value_t = Dtype::F32)]
    pub dtype: Dtype,
    /// Tell the whole story: the formula, where it fails, each repair and its price, all numbers computed now.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub why: bool,
    /// The first x of a table.
    #[arg(long, allow_hyphen_values = true, value_name = "X", requires = "to")]
    pub from: Option<f64>,
    /// The last x of a table.
    #[arg(long, allow_hyphen_values = true, value_name = "X", requires = "from")]
    pub to: Option<f64>,
    /// Rows of a table, evenly spaced.
    #[arg(long, default_value_t = 15, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub points: u32,
    /// A formula of the table, by its name or as an expression in x; may be repeated.
    #[arg(long, value_name = "FORMULA", allow_hyphen_values = true)]
    pub formula: Vec<String>,
    /// Draw the place on the curve, and the formulas' errors around it.
    #[arg(long, conflicts_with = "why")]
    pub plot: bool,
    /// Where the picture goes; a file means --plot.
    #[command(flatten)]
    pub file: FileArgs,
}

fn explain_help() -> String {
    format!(
        "{}

Examples:
  softplus explain 100 --dtype f32
  softplus explain -20 --plot
  softplus explain 1e-5 --dtype f16
  softplus explain -40..100
  softplus explain --from -40 --to 100 --points 15 --dtype f64
  softplus explain -20..20 --formula logaddexp --formula 'log(1+exp(x))' -o errors.svg
  softplus explain --why --dtype f64",
        formula::help()
    )
}
