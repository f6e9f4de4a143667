//! The arguments of `softplus plot`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};

use super::{Dtype, TextArgs};
use crate::{
    data::{Format, open::Options},
    family::Function,
    formula,
};

/// Arguments of `softplus plot`.
#[derive(Debug, Args)]
#[command(after_help = PLOT_EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct PlotArgs {
    /// Another picture than curves.
    #[command(subcommand)]
    pub picture: Option<Picture>,
    /// Of the curves.
    #[command(flatten)]
    pub curves: CurvesArgs,
}

/// The other pictures.
#[derive(Debug, Subcommand)]
pub enum Picture {
    /// Draw all functions of the family on one page, each with its formula.
    Family(FamilyArgs),
    /// Draw the errors of formulas for softplus, or of a file of results, in units of the last place.
    ///
    /// The worst error of each column of the picture is drawn, over floats from every binade in it. Below the axis
    /// stands where a formula overflows, where it loses digits, where it loses all of them, and where the exact result
    /// is subnormal or equal to x. Up to half a unit (the dashed line) a result may be correctly rounded; the
    /// correctly rounded function itself never exceeds it.
    Error(ErrorArgs),
    /// Draw the histogram of a data file before and after softplus.
    Histogram(HistogramArgs),
}

/// Where a picture goes.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// The file to write (.svg or .png); drawn in the terminal if absent.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// What data files do not say of themselves.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// The format of the data [default: by its first bytes and its name].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub data_format: Option<Format>,
    /// How text is written.
    #[command(flatten)]
    pub text: TextArgs,
}

impl DataArgs {
    /// For the reader, with the type of numbers that say none.
    ///
    /// # Errors
    /// If the delimiter cannot be one.
    pub fn options(&self, dtype: Option<Dtype>) -> Result<Options> {
        Ok(Options {
            format: self.data_format,
            option: "--data-format",
            dtype,
            delimiter: self.text.delimiter()?,
            no_header: self.text.no_header,
            only: Vec::new(),
        })
    }
}

/// Arguments of curves.
#[derive(Debug, Args)]
pub struct CurvesArgs {
    /// The functions to draw [default: softplus].
    #[arg(value_enum, value_name = "FUNCTION", hide_possible_values = true)]
    pub functions: Vec<Function>,
    /// Other functions to draw beside them.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub with: Vec<Curve>,
    /// Draw each function with its first derivative, and its second where the family has it.
    #[arg(long, conflicts_with = "with")]
    pub derivatives: bool,
    /// Values of β, each a curve, for the functions with a β [default: 0.5,1,2,5].
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_name = "NUMBERS")]
    pub beta: Vec<f64>,
    /// The first x [default: -10, or the function's own range].
    #[arg(long, allow_hyphen_values = true, value_name = "X")]
    pub from: Option<f64>,
    /// The last x [default: 10, or the function's own range].
    #[arg(long, allow_hyphen_values = true, value_name = "X")]
    pub to: Option<f64>,
    /// How many points, evenly spaced, both ends included.
    #[arg(long, default_value_t = 100, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub points: u32,
    /// Where it goes.
    #[command(flatten)]
    pub file: FileArgs,
}

const PLOT_EXAMPLES: &str = "FUNCTION is a function of the family: softplus, sigmoid, softplus_second_derivative, \
log_sigmoid, softplus_inverse, log1mexp, shifted_softplus, mish, log_softplus; logaddexp and logsubexp (of x and 0); \
softplus_beta, softplus_beta_derivative, softplus_beta_derivative_in_beta; softplus_backward and \
softplus_double_backward (with gradients of 1).

Examples:
  softplus plot
  softplus plot --with relu,sigmoid -o softplus.svg
  softplus plot --with naive,stable --from -40 --to 0 -o tail.png
  softplus plot mish --derivatives
  softplus plot softplus_beta --beta 0.5,1,2 --from -3 --to 3
  softplus plot family -o family.svg
  softplus plot error --formula 'log(1+exp(x))' --dtype f32 -o error.svg
  softplus plot histogram data.npy -o histogram.png";

/// Arguments of the page of the family.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  softplus plot family -o family.svg\n  softplus plot family --derivatives -o family.png"
)]
pub struct FamilyArgs {
    /// Draw each with its first derivative, and its second where the family has it.
    #[arg(long)]
    pub derivatives: bool,
    /// Values of β, each a curve.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_name = "NUMBERS")]
    pub beta: Vec<f64>,
    /// Where it goes.
    #[command(flatten)]
    pub file: FileArgs,
}

/// Arguments of the picture of errors.
#[derive(Debug, Args)]
#[command(after_help = error_help())]
pub struct ErrorArgs {
    /// A formula, by its name or as an expression in x; may be repeated [default: naive, stable, pytorch].
    #[arg(long, value_name = "FORMULA", allow_hyphen_values = true)]
    pub formula: Vec<String>,
    /// The type to compute in [default: f32; a file has its own, but for text (then f64) and raw numbers].
    #[arg(long, value_enum)]
    pub dtype: Option<Dtype>,
    /// The first x [default: where the type's results vanish].
    #[arg(long, allow_hyphen_values = true, value_name = "X")]
    pub from: Option<f64>,
    /// The last x [default: where e^x overflows].
    #[arg(long, allow_hyphen_values = true, value_name = "X")]
    pub to: Option<f64>,
    /// A file of results to draw, of any format that eval reads, for the inputs of --inputs.
    #[arg(long, value_name = "FILE")]
    pub outputs: Option<PathBuf>,
    /// The file of their inputs, perhaps the same [default: numpy.linspace(FROM, TO, n), rounded to the results' type].
    #[arg(long, value_name = "FILE", requires = "outputs")]
    pub inputs: Option<PathBuf>,
    /// The column of the results [default: the only one of floating-point numbers].
    #[arg(long, value_name = "NAME", requires = "outputs")]
    pub column: Option<String>,
    /// The column of the inputs.
    #[arg(long, value_name = "NAME", requires = "inputs")]
    pub input_column: Option<String>,
    /// How the files are to be read.
    #[command(flatten)]
    pub data: DataArgs,
    /// Where it goes.
    #[command(flatten)]
    pub file: FileArgs,
}

fn error_help() -> String {
    format!(
        "{}

Examples:
  softplus plot error
  softplus plot error --formula 'log(1+exp(x))' --dtype f32 --from -40 --to 40 -o error.svg
  softplus plot error --formula stable --formula logaddexp --formula 'log1p(exp(x))' --dtype f16
  softplus plot error --dtype f64 --formula pytorch --from 15 --to 40 -o threshold.png
  softplus plot error --outputs results.npy --inputs x.npy -o results.svg",
        formula::help()
    )
}

/// Arguments of the histogram.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  softplus plot histogram data/digits_preactivations.npy\n  softplus plot histogram data.npy -o histogram.png\n  softplus plot histogram table.parquet --column x"
)]
pub struct HistogramArgs {
    /// The data file, of any format that eval reads.
    #[arg(value_name = "DATA")]
    pub file: PathBuf,
    /// The column [default: the only one of floating-point numbers].
    #[arg(long, value_name = "NAME")]
    pub column: Option<String>,
    /// The type of numbers that say none: text [default: f64], raw numbers.
    #[arg(long, value_enum)]
    pub dtype: Option<Dtype>,
    /// How the file is to be read.
    #[command(flatten)]
    pub data: DataArgs,
    /// Where it goes.
    #[command(flatten)]
    pub picture: FileArgs,
}

/// A function that can be drawn beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Curve {
    /// max(0, x), which softplus smooths.
    Relu,
    /// 1/(1+e^−x), the derivative of softplus.
    Sigmoid,
    /// ln(1+e^x) as it is written, in f32.
    Naive,
    /// ln(1+e^−|x|) + max(0, x), in f32.
    Stable,
}
