//! The arguments of `softplus eval`.

use std::path::PathBuf;

use clap::Args;

use super::{Dtype, TextArgs};
use crate::{data::Format, family::Function};

/// Arguments of `softplus eval`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(after_help = EVAL_EXAMPLES)]
pub struct EvalArgs {
    /// The data file to read, - for standard input; or numbers; none: one number per line of standard input.
    ///
    /// A function of several arguments takes them from one table or .npz file (--column), from as many .npy or raw files, or
    /// from groups of as many numbers.
    #[arg(value_name = "INPUT", allow_negative_numbers = true)]
    pub input: Vec<String>,
    /// The data file to write, - for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The function.
    #[arg(
        short,
        long,
        value_enum,
        default_value = "softplus",
        value_name = "NAME",
        hide_possible_values = true
    )]
    pub function: Function,
    /// The sharpness β, a positive number: low + ln(1+e^βx)/β for softplus, its inverse for `softplus_inverse`, its
    /// derivative for sigmoid; the argument beta of the functions that have one.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub beta: Option<String>,
    /// The lower bound of softplus, for softplus, `softplus_inverse` and sigmoid.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub low: Option<String>,
    /// A column of the table, or member of the .npz file, to evaluate; again for more. Several arguments: --column a,b
    /// [default: every one of floating-point numbers].
    #[arg(short, long, value_name = "NAME")]
    pub column: Vec<String>,
    /// Put the results in place of the columns (of the first argument) instead of beside them.
    #[arg(long)]
    pub replace: bool,
    /// Write the results only, without the other columns.
    #[arg(long, conflicts_with = "replace")]
    pub only: bool,
    /// The results' names, in order [default: like softplus(x)].
    #[arg(long = "as", value_name = "NAME", conflicts_with = "replace")]
    pub names: Vec<String>,
    /// Draw the data's histogram before and after over the curve (.svg or .png).
    #[arg(long, value_name = "FILE", requires = "output")]
    pub plot: Option<PathBuf>,
    /// The type that numbers are rounded to and evaluated in where the data does not say it: text and raw files, and numbers
    /// [default: f64]. It also confirms that a .npy file of |V2 is bf16.
    #[arg(long, value_enum)]
    pub dtype: Option<Dtype>,
    /// The format of the input [default: by its first bytes and its name].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub from: Option<Format>,
    /// The format of the output [default: by its name, else that of the input].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<Format>,
    /// How text is written.
    #[command(flatten)]
    pub text: TextArgs,
    /// Overwrite existing files.
    #[arg(long, requires = "output")]
    pub force: bool,
}

const EVAL_EXAMPLES: &str = "Examples:
  softplus eval data.npy -o softplus.npy --plot softplus.svg
  softplus eval -- -1 0 100
  seq -5 5 | softplus eval --dtype f32
  softplus eval table.parquet -o with_softplus.parquet --column x
  softplus eval table.csv -o table.csv --force --replace --dtype f32
  softplus eval --function logaddexp --column a,b --as total pairs.csv -o pairs.parquet
  softplus eval --function softplus_inverse --beta 2 --low 1e-6 scales.npz -o raw.npz
  zcat log.csv.gz | softplus eval - --from csv --to arrow-stream | consumer";
