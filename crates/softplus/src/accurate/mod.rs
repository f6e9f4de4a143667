//! The accurate phase: scalar, without allocation, called only where the fast phase could not decide the rounding.
//!
//! A function is computed as a [`Wide`] of 3, 6, 12 and at last 32 limbs, until both ends of the interval that holds
//! the true value round to the same result (Ziv's strategy). The claim that the rounding test uses, for every
//! function here: the relative error of the value is below 2^(32−64·N). The functions' own budgets stay far below.
//!
//! The values are transcendental for every finite nonzero input (Lindemann–Weierstrass), so that no tie exists and
//! some precision decides. The last rung has 2016 certain bits; the chance that any of the 2^64 doubles needs more
//! is below 2^−1890, and its nearest value is then returned.

use crate::{
    Float,
    kernel::Unary,
    num::{round::round, wide::Wide},
};

#[allow(clippy::unreadable_literal, reason = "generated")]
mod constants;
#[cfg(feature = "probe")]
pub(crate) use constants::LN2;
mod exp;
mod log1p;

crate::for_each_unary!(declare_modules);

/// The correctly rounded value at `x`, which is finite.
#[cold]
#[inline(never)]
pub(crate) fn decide<F: Unary, T: Float>(x: f64) -> T {
    rung::<F, T, 3>(x)
        .or_else(|| rung::<F, T, 6>(x))
        .or_else(|| rung::<F, T, 12>(x))
        .unwrap_or_else(|| round(&F::accurate(Wide::<32>::from_f64(x))))
}

/// The rounded value, if N limbs decide it.
fn rung<F: Unary, T: Float, const N: usize>(x: f64) -> Option<T> {
    let value = F::accurate(Wide::<N>::from_f64(x));
    let (below, above) = (round::<T, N>(&value.nudged(false)), round::<T, N>(&value.nudged(true)));
    (below == above).then_some(above)
}
