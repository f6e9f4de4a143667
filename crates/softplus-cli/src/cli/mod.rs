//! The command line: every argument and its help.

mod bench;
mod conformance;
mod eval;
mod explain;
mod plot;
mod text;

use std::{fmt, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

pub use bench::{BenchArgs, BenchFormat};
pub use conformance::{CheckArgs, ConformanceCommand, JudgeArgs, ReportFormat, RunArgs, VectorsArgs};
pub use eval::EvalArgs;
pub use explain::ExplainArgs;
pub use plot::{
    Curve, CurvesArgs, DataArgs, ErrorArgs, FamilyArgs, FileArgs, HistogramArgs, Picture, PlotArgs,
};
pub use text::TextArgs;

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
  softplus eval table.parquet -o with_softplus.parquet
  softplus eval -- -1 0 100
  softplus plot --with relu
  softplus plot error --formula 'log(1+exp(x))'
  softplus explain 100 --dtype f32
  softplus explain --why
  softplus bench

Exit status: 0 success, 1 error while working, 2 wrong command line.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate softplus, or another function of the family, of data files, of numbers, or of lines on standard input.
    ///
    /// With -o, INPUT is a data file, and so is the output: .npy, .npz, .csv, .tsv, .parquet, .arrow (or .feather; .arrows is
    /// Arrow's stream), .raw (bare little-endian numbers). Any format leads to any other. Without -o, INPUT are numbers;
    /// without INPUT, standard input holds one number per line. The results are printed one per line, with the digits
    /// that identify them.
    ///
    /// Arrays (.npy, .raw): the output has the input's type (f16, bf16, f32, f64), shape and order. As a table, an array of
    /// one dimension is a column x, and a matrix has the columns 0, 1, …
    ///
    /// Tables, and the members of .npz: the results are new columns, softplus(x) of x, behind all others, which stay as they
    /// are; --replace puts them in their arguments' places, --only leaves everything else out (as .npy and .raw always do).
    /// Integers are evaluated only if --column names them, as f64. Missing values stay missing; of text these are empty cells
    /// only. Which columns of text hold numbers is seen from the first rows; --column names others. Categories and times keep
    /// their types where the output's format has them.
    ///
    /// bf16 in .npy is what `ml_dtypes` writes (<V2). Arrow and Parquet have no bf16: there it is f32, which holds it exactly, with
    /// softplus:dtype=bf16 in the column's metadata, by which it comes back as bf16.
    Eval(EvalArgs),
    /// Draw softplus and its family, errors of formulas, histograms: in the terminal, or as SVG or PNG.
    Plot(PlotArgs),
    /// Show what each formula returns for a number or over a range, and why; or tell the whole story.
    Explain(ExplainArgs),
    /// Measure what the functions cost on this machine, in less than twenty seconds.
    ///
    /// softplus at every level of vector instructions, on one thread and on all, of each type; the rest of the family
    /// at the level in use; a copy of the same memory and the naive formula for scale. `cargo xtask bench` in the
    /// project's repository compares with other libraries.
    Bench(BenchArgs),
    /// Test another implementation: write exact test vectors, and say what is wrong with its results.
    #[command(subcommand)]
    Conformance(ConformanceCommand),
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

impl Dtype {
    /// All of them.
    pub const ALL: &[Self] = &[Self::F16, Self::Bf16, Self::F32, Self::F64];
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

/// The implementation under test does not conform: the report has said so, only the exit status is left.
#[derive(Debug)]
pub struct NotConforming;

impl fmt::Display for NotConforming {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("it does not conform")
    }
}

impl std::error::Error for NotConforming {}
