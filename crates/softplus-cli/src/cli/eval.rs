//! The arguments of `softplus eval`.

use std::path::PathBuf;

use clap::Args;

use super::Dtype;

/// Arguments of `softplus eval`.
#[derive(Debug, Args)]
#[command(after_help = EVAL_EXAMPLES)]
pub struct EvalArgs {
    /// The .npy file to read (with -o), or numbers; none: one number per line of standard input.
    #[arg(value_name = "INPUT", allow_negative_numbers = true)]
    pub input: Vec<String>,
    /// The .npy file to write.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Draw the data's histogram before and after over the curve (.svg or .png).
    #[arg(long, value_name = "FILE", requires = "output")]
    pub plot: Option<PathBuf>,
    /// The type that numbers are rounded to and evaluated in [default: f64]. A file has its own.
    #[arg(long, value_enum, conflicts_with = "output")]
    pub dtype: Option<Dtype>,
    /// Overwrite existing files.
    #[arg(long, requires = "output")]
    pub force: bool,
}

const EVAL_EXAMPLES: &str = "Examples:
  softplus eval data.npy -o softplus.npy --plot softplus.svg
  softplus eval -- -1 0 100
  seq -5 5 | softplus eval --dtype f32";
