//! The activations to choose from.

use std::fmt;

use clap::ValueEnum;

/// What stands between two layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Activation {
    /// ln(1+eˣ) as it is written, by the framework's exp and log.
    Naive,
    /// ln(1+e^−|x|) + max(0, x), by the framework's operations.
    Stable,
    /// The framework's own softplus (burn's; candle has none).
    Framework,
    /// This project's softplus.
    Softplus,
    /// max(0, x).
    Relu,
    /// This project's mish.
    Mish,
}

impl fmt::Display for Activation {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(match self {
            Self::Naive => "naive",
            Self::Stable => "stable",
            Self::Framework => "framework",
            Self::Softplus => "softplus",
            Self::Relu => "relu",
            Self::Mish => "mish",
        })
    }
}

/// What computes the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Framework {
    /// burn, on its backend Flex.
    Burn,
    /// candle, on the CPU.
    Candle,
}

impl Framework {
    /// Whether it has this activation.
    #[must_use]
    pub fn has(self, activation: Activation) -> bool {
        self == Self::Burn || activation != Activation::Framework
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(match self {
            Self::Burn => "burn",
            Self::Candle => "candle",
        })
    }
}
