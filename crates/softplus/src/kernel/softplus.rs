//! softplus's direct kernels.

mod direct;
pub(crate) mod sigmoid;
#[rustfmt::skip]
mod tables;

#[cfg(feature = "probe")]
pub(crate) use {
    direct::DOUBLE,
    tables::{FINE, HALF, RAISED, SIGMOID, SIGMOID_RAISED, SINGLE},
};

pub(crate) use direct::{
    DOUBLE_ERROR, FIRST, LAST, LIMIT, double, double_sum, ends, fine, fine_sum, half, single, single_sum,
};
