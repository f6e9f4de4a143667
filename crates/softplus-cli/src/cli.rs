//! The command line: every argument and its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Exact softplus(x) = ln(1+e^x): of data files, of numbers, as a picture, explained.
#[derive(Debug, Parser)]
#[command(name = "softplus", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate softplus of a .npy file, of numbers, or of lines on standard input.
    Eval(EvalArgs),
    /// Draw softplus, beside other functions.
    Plot(PlotArgs),
    /// Show what each formula returns for a number, and why.
    Explain(ExplainArgs),
}

/// Arguments of `softplus eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// The .npy file to read, or numbers.
    pub input: Vec<String>,
    /// The file to write.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// Draw the data's histogram before and after over the curve (.svg or .png).
    #[arg(long)]
    pub plot: Option<PathBuf>,
}

/// Arguments of `softplus plot`.
#[derive(Debug, Args)]
pub struct PlotArgs {
    /// The file to write (.svg or .png); drawn in the terminal when absent.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
}

/// Arguments of `softplus explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The number.
    #[arg(allow_hyphen_values = true)]
    pub x: String,
    /// The type to compute in.
    #[arg(long, value_enum, default_value_t = Dtype::F32)]
    pub dtype: Dtype,
}

/// A floating-point type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dtype {
    /// IEEE half precision.
    F16,
    /// bfloat16.
    Bf16,
    /// IEEE single precision.
    F32,
    /// IEEE double precision.
    F64,
}
