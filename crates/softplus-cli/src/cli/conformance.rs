//! The arguments of `softplus conformance`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Dtype;
use crate::{conformance::set::Size, family::Function};

/// The subcommands of `softplus conformance`.
#[derive(Debug, Subcommand)]
pub enum ConformanceCommand {
    /// Write exact test vectors into a folder.
    ///
    /// For every function and type: the inputs and the correctly rounded results as .npy files, and manifest.json, which
    /// says what they are. The bytes are the same on every machine.
    Vectors(VectorsArgs),
}

/// Arguments of `softplus conformance vectors`.
#[derive(Debug, Args)]
#[command(after_help = VECTORS_EXAMPLES)]
pub struct VectorsArgs {
    /// The folder to make; it appears whole or not at all.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Small: 4 MB in all, also as JSON lines. Large: every f16 and bf16 of functions of one number, and 100,000 cases
    /// of each other function and type.
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
