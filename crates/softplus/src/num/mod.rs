//! Arithmetic that the two phases share: constants, double-double, the wide float and its final rounding.

pub(crate) mod double_double;
pub(crate) mod hex;
pub(crate) mod poly;
pub(crate) mod round;
pub(crate) mod wide;
