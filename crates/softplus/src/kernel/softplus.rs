//! softplus's direct kernels.

pub(crate) mod backward;
mod direct;
pub(crate) mod log_sum;
pub(crate) mod sigmoid;
#[rustfmt::skip]
mod tables;

#[cfg(feature = "probe")]
pub(crate) use {
    direct::{DOUBLE, LAST, ends, fine_sum, single_sum},
    tables::{FINE, HALF, RAISED, SIGMOID, SIGMOID_RAISED, SINGLE},
};

pub(crate) use direct::{DOUBLE_ERROR, FIRST, LIMIT, double, double_parts, fine, half, single};
