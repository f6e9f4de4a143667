//! The command line: every argument and its help.

mod conformance;
mod eval;
mod explain;
mod plot;

use std::{fmt, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

pub use conformance::{CheckArgs, ConformanceCommand, JudgeArgs, ReportFormat, RunArgs, VectorsArgs};
pub use eval::EvalArgs;
pub use explain::ExplainArgs;
pub use plot::{Curve, PlotArgs};

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
