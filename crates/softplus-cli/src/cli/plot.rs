//! The arguments of `softplus plot`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
