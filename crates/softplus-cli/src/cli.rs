//! The command line: every argument and its help.

use std::{fmt, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Exact softplus(x) = ln(1+e^x): of data files, of numbers, as a picture, explained.
///
/// Every result is the correctly rounded one: the value of its type that is nearest to the exact result.
#[derive(Debug, Parser)]
#[command(name = "softplus", version, about, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "Examples:
  softplus eval data.npy -o softplus.npy --plot softplus.svg
  softplus eval -- -1 0 100
  softplus plot --with relu
  softplus explain 100 --dtype f32

Exit status: 0 success, 1 error while working, 2 wrong command line.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate softplus of a .npy file, of numbers, or of lines on standard input.
    ///
    /// With -o, INPUT is a .npy file of f16, f32 or f64 (any shape, C or Fortran order, either byte order), and the
    /// output has the same type, shape and order. Without -o, INPUT are numbers; without INPUT, standard input holds
    /// one number per line. The results are printed one per line, with the digits that identify them.
    Eval(EvalArgs),
    /// Draw softplus, beside other functions.
    Plot(PlotArgs),
    /// Show what each formula returns for a number, and why.
    Explain(ExplainArgs),
    /// Print the completion script of a shell.
    #[command(
        after_help = "Example:\n  softplus completions bash > ~/.local/share/bash-completion/completions/softplus"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all subcommands into a folder.
    #[command(after_help = "Examples:\n  softplus man | man -l -\n  softplus man ~/.local/share/man/man1")]
    Man {
        /// The folder; standard output if absent.
        folder: Option<PathBuf>,
        /// Overwrite existing files.
        #[arg(long)]
        force: bool,
    },
}

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

/// Arguments of `softplus plot`.
#[derive(Debug, Args)]
#[command(after_help = PLOT_EXAMPLES)]
pub struct PlotArgs {
    /// The file to write (.svg or .png); drawn in the terminal if absent.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Other functions to draw beside it.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES")]
    pub with: Vec<Curve>,
    /// The first x.
    #[arg(long, default_value_t = -10.0, allow_hyphen_values = true, value_name = "X")]
    pub from: f64,
    /// The last x.
    #[arg(long, default_value_t = 10.0, allow_hyphen_values = true, value_name = "X")]
    pub to: f64,
    /// How many points, evenly spaced, both ends included.
    #[arg(long, default_value_t = 100, value_name = "COUNT",
          value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub points: u32,
    /// Overwrite an existing file.
    #[arg(long, requires = "output")]
    pub force: bool,
}

const PLOT_EXAMPLES: &str = "Examples:
  softplus plot
  softplus plot --with relu,sigmoid -o softplus.svg
  softplus plot --with naive,stable --from -40 --to 0 -o tail.png";

/// A function that can be drawn beside softplus.
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

/// Arguments of `softplus explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  softplus explain 100 --dtype f32\n  softplus explain -20\n  softplus explain 1e-5 --dtype f16"
)]
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

/// Calls `$function::<T>($arguments)` with the Rust type T of a [`Dtype`].
#[macro_export]
macro_rules! for_dtype {
    ($dtype:expr, $function:ident $arguments:tt) => {
        match $dtype {
            $crate::cli::Dtype::F16 => $function::<half::f16> $arguments,
            $crate::cli::Dtype::Bf16 => $function::<half::bf16> $arguments,
            $crate::cli::Dtype::F32 => $function::<f32> $arguments,
            $crate::cli::Dtype::F64 => $function::<f64> $arguments,
        }
    };
}

/// A wrong command line that clap could not see.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}
