//! The accurate phase: scalar, without allocation, called only where the fast phase could not decide the rounding.
//!
//! A function is computed as a [`Ball`] of 3, 6, 12 and at last 32 limbs, until both ends of the interval that holds
//! the true value round to the same result (Ziv's strategy). The interval's width comes from the operations themselves.
//!
//! The values are transcendental for every finite nonzero input (Lindemann–Weierstrass), so that no tie exists and
//! some precision decides. The last rung has some 2020 certain bits; the chance that any of the 2^64 doubles needs more
//! is below 2^−1890, and its nearest value is then returned.

use crate::{
    Float,
    kernel::Unary,
    num::{round::round, wide::Wide},
};

mod ball;

#[allow(clippy::unreadable_literal, reason = "generated")]
mod constants;
#[cfg(feature = "probe")]
pub(crate) use constants::LN2;
mod exp;
mod ln;
pub use ball::Ball;

pub(crate) mod family;

/// The correctly rounded value at `x`, which is finite.
#[cold]
#[inline(never)]
pub(crate) fn decide<F: Unary, T: Float>(x: f64) -> T {
    rung::<F, T, 3>(x)
        .or_else(|| rung::<F, T, 6>(x))
        .or_else(|| rung::<F, T, 12>(x))
        .unwrap_or_else(|| round(&F::accurate(Wide::<32>::from_f64(x)).value))
}

/// The rounded value, if N limbs decide it.
fn rung<F: Unary, T: Float, const N: usize>(x: f64) -> Option<T> {
    let (below, above) = F::accurate(Wide::<N>::from_f64(x)).ends();
    let (below, above) = (round::<T, N>(&below), round::<T, N>(&above));
    (below.to_bits_u64() == above.to_bits_u64()).then_some(above)
}
