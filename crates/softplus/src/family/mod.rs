//! The functions: the documentation and the thin body of each, and its functions over slices.

pub(crate) mod log1mexp;
pub(crate) mod log_sigmoid;
pub(crate) mod log_softplus;
pub(crate) mod logaddexp;
pub(crate) mod logsubexp;
pub(crate) mod mish;
pub(crate) mod shifted_softplus;
pub(crate) mod sigmoid;
pub(crate) mod softplus;
pub(crate) mod softplus_backward;
pub(crate) mod softplus_beta;
pub(crate) mod softplus_beta_derivative;
pub(crate) mod softplus_beta_derivative_in_beta;
pub(crate) mod softplus_double_backward;
pub(crate) mod softplus_inverse;
pub(crate) mod softplus_second_derivative;
pub(crate) mod softplus_threshold;

pub use self::{
    log_sigmoid::log_sigmoid, log_softplus::log_softplus, log1mexp::log1mexp, logaddexp::logaddexp,
    logsubexp::logsubexp, mish::mish, shifted_softplus::shifted_softplus, sigmoid::sigmoid,
    softplus::softplus, softplus_backward::softplus_backward, softplus_beta::softplus_beta,
    softplus_beta_derivative::softplus_beta_derivative,
    softplus_beta_derivative_in_beta::softplus_beta_derivative_in_beta,
    softplus_double_backward::softplus_double_backward, softplus_inverse::softplus_inverse,
    softplus_second_derivative::softplus_second_derivative, softplus_threshold::softplus_threshold,
};
