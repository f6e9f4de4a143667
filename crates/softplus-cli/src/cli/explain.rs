//! The arguments of `softplus explain`.

use clap::Args;

use super::Dtype;

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
