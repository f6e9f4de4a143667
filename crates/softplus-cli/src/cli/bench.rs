//! The arguments of `softplus bench`.

use clap::{Args, ValueEnum};

/// Arguments of `softplus bench`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  softplus bench\n  softplus bench --quick\n  softplus bench --format json > bench.json\n  SOFTPLUS_LEVEL=avx2 softplus eval data.npy -o out.npy   (any program of this library at another level)"
)]
pub struct BenchArgs {
    /// A tenth of the elements and a few rounds: two seconds, and less certain.
    #[arg(long)]
    pub quick: bool,
    /// How the results are printed.
    #[arg(long, value_enum, default_value_t = BenchFormat::Text)]
    pub format: BenchFormat,
}

/// A form of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchFormat {
    /// Bars.
    Text,
    /// For programs.
    Json,
}
