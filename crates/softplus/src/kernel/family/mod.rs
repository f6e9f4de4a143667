//! The family: each function's formula, its accurate phase, and its special values.

mod beta;
mod bijector;
mod log_softplus;
mod mish;
mod shifted;
mod sigmoid;
mod softplus;
mod softplus_inverse;
mod sums;

#[cfg(feature = "probe")]
pub(crate) use softplus::minus;

pub use self::{
    beta::{SoftplusBeta, SoftplusBetaDerivative, SoftplusBetaDerivativeInBeta},
    bijector::{Forward, ForwardLogDet, Inverse, InverseLogDet},
    log_softplus::LogSoftplus,
    mish::Mish,
    shifted::ShiftedSoftplus,
    sigmoid::{Sigmoid, SoftplusBackward, SoftplusDoubleBackward, SoftplusSecondDerivative},
    softplus::{LogSigmoid, Softplus},
    softplus_inverse::{Log1mExp, SoftplusInverse},
    sums::{LogAddExp, LogSubExp},
};
