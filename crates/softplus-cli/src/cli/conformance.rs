//! The arguments of `softplus conformance`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Dtype;
use crate::{conformance::Size, data::Format, family::Function};

/// The subcommands of `softplus conformance`.
#[derive(Debug, Subcommand)]
pub enum ConformanceCommand {
    /// Write exact test vectors into a folder.
    ///
    /// For every function and type: the inputs and the correctly rounded results as .npy files, and manifest.json, which
    /// says what they are. The bytes are the same on every machine.
    Vectors(VectorsArgs),
    /// Say what is wrong with results.
    ///
    /// The results are compared with the correctly rounded ones. The report has the errors in units in the last place
    /// (ulp), order and symmetries, and the failure modes that explain the wrong results, each with its evidence. Results
    /// within 4 ulp are a matter of accuracy; what is further off and fits no mode is reported as unexplained.
    Check(CheckArgs),
    /// Feed the test vectors to a program, and say what is wrong with its results.
    ///
    /// The program reads raw little-endian elements from standard input until its end, and writes as many results to
    /// standard output. Of a function of several arguments it reads the first argument's whole array, then the next one's, each of
    /// one length. It is run again with parts of the input, of other lengths and beginnings: a result that changes is
    /// reported. The report is that of softplus conformance check.
    Run(RunArgs),
}

/// Arguments of `softplus conformance vectors`.
#[derive(Debug, Args)]
#[command(after_help = VECTORS_EXAMPLES)]
pub struct VectorsArgs {
    /// The folder to make; it appears whole or not at all.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Small: 5 MB in all, also as JSON lines. Large: every f16 and bf16 of functions of one number, and about 100,000
    /// cases of each other function and type.
    #[arg(long, value_enum, default_value_t = Size::Small)]
    pub set: Size,
    /// Only these functions.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAMES", hide_possible_values = true)]
    pub function: Vec<Function>,
    /// Only these types.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "TYPES")]
    pub dtype: Vec<Dtype>,
    /// Replace an existing folder, if it holds test vectors.
    #[arg(long)]
    pub force: bool,
}

const VECTORS_EXAMPLES: &str = "Examples:
  softplus conformance vectors vectors
  softplus conformance vectors vectors --set large --function softplus,sigmoid --dtype f16,bf16

In Python, of your own softplus:
  x = numpy.load('vectors/softplus/f32/x.npy')
  numpy.save('mine.npy', mine(x))";

/// Arguments of `softplus conformance check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct CheckArgs {
    /// The results, in a file of any format that eval reads; - for standard input.
    #[arg(value_name = "OUTPUTS")]
    pub outputs: PathBuf,
    /// Their column, or member of the .npz file [default: the only one of floating-point numbers].
    #[arg(short, long, value_name = "NAME")]
    pub column: Option<String>,
    /// What was computed, and what is asked.
    #[command(flatten)]
    pub judge: JudgeArgs,
    /// The inputs, a file for each argument; without them, those of the set that has as many cases.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "set")]
    pub inputs: Vec<PathBuf>,
    /// The column of each argument, in their files or all in one.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "inputs")]
    pub input_column: Vec<String>,
    /// The format of all files [default: by the first bytes and the name of each].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub from: Option<Format>,
    /// Results of the same inputs from another machine, build, run or length, in the same column.
    ///
    /// Where they differ, that is reported as differs-from-other-results. It is no fault if all results, here and there, are
    /// within --max-ulp.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub against: Vec<PathBuf>,
}

/// Arguments of `softplus conformance run`.
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub struct RunArgs {
    /// What is computed, and what is asked.
    #[command(flatten)]
    pub judge: JudgeArgs,
    /// How often it is run again, with a part of the input.
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub cuts: usize,
    /// Seconds that each run may take; then it is ended, with all that it started.
    ///
    /// What has left its process group, as by setsid, lives on; and on Windows all that it started does.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub timeout: u64,
    /// The program and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// What is judged, and how it is told.
#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// The function that was computed.
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Function::Softplus)]
    pub function: Function,
    /// The type of inputs and results.
    #[arg(long, value_enum)]
    pub dtype: Dtype,
    /// The set of inputs.
    #[arg(long, value_enum)]
    pub set: Option<Size>,
    /// The largest error that conforms; 0.5 asks for the correctly rounded result.
    #[arg(long, value_name = "N", default_value_t = 0.5, value_parser = ulp)]
    pub max_ulp: f64,
    /// Text for people, JSON (schema in CONFORMANCE.md), or XML for continuous integration, as `JUnit` writes it.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// The file to write the report to; standard output if absent.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing report.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For continuous integration.
    Junit,
}

fn ulp(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number >= 0.5 && number.is_finite());
    number.ok_or_else(|| "it must be a number from 0.5 on".to_owned())
}

const CHECK_EXAMPLES: &str = "Examples:
  softplus conformance check mine.npy --dtype f32
  softplus conformance check mine.npy --dtype f64 --function mish --max-ulp 2
  softplus conformance check y.npy --dtype f32 --inputs x.npy --format junit -o report.xml
  softplus conformance check y.bin --dtype bf16 --function logaddexp --inputs a.bin b.bin
  softplus conformance check t.parquet -c sum --dtype f32 --function logaddexp --inputs t.parquet --input-column a,b

Exit status: 0 the results conform, 3 they do not (an error above --max-ulp, a failure mode, or wrong results that none
explains), 1 error while working, 2 wrong command line.";

const RUN_EXAMPLES: &str = "Example: mine.py is
  import sys, numpy as np
  x = np.frombuffer(sys.stdin.buffer.read(), '<f4')
  sys.stdout.buffer.write(np.log1p(np.exp(x)).tobytes())

  softplus conformance run --dtype f32 -- python mine.py

It overflows from x = 88.72284 on, which the report says. Of a function of two arguments (softplus_beta: x, beta):
  x, beta = np.frombuffer(sys.stdin.buffer.read(), '<f4').reshape(2, -1)

  softplus conformance run --function softplus_beta --dtype f32 -- python mine.py

Exit status: 0 the results conform, 3 they do not, 1 error while working (the program fails, hangs, or writes too little
or too much), 2 wrong command line.";
