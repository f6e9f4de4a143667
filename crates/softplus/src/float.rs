//! The sealed trait [`Float`]: the types that every function of the family takes.

use core::fmt::{Debug, Display};

pub(crate) mod sealed {
    use crate::{kernel::Unary, lanes::Lanes};

    /// What the kernels need from a type; not nameable outside of the crate.
    pub trait Sealed: Sized {
        /// The fast phase: results in lanes, each a value of the type, and the unsure lanes.
        fn fast<F: Unary, L: Lanes>(x: L) -> (L, L::Mask);
        /// The first `L::COUNT` elements, widened.
        fn load<L: Lanes>(token: L::Token, xs: &[Self]) -> L;
        /// Into the first `L::COUNT` elements; each lane is a value of the type.
        fn store<L: Lanes>(y: L, out: &mut [Self]);
    }
}
