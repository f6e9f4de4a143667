//! The accurate phase: scalar, without allocation, called only where the fast phase could not decide the rounding.
//!
//! A function is computed as a [`Ball`] of 3, 6, 12 and at last 32 limbs, until both ends of the interval that holds
//! the true value round to the same result (Ziv's strategy). The interval's width comes from the operations themselves.
//!
//! The values are transcendental where there is no special value (Lindemann–Weierstrass; for `log_softplus` and the
//! derivative in β only by Schanuel's conjecture), so that no tie exists and some precision decides. The last rung has some
//! 2020 certain bits; the chance that any of the 2^64 doubles needs more is below 2^−1890 for a function of one number, and
//! the nearest value is then returned.

use crate::{
    Float,
    kernel::Function,
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

/// The correctly rounded value.
#[cold]
#[inline(never)]
pub(crate) fn decide<F: Function<A>, T: Float, const A: usize>(x: [f64; A]) -> T {
    if let Some(value) = F::special(x) {
        return T::from_f64(value);
    }
    rung::<F, T, A, 3>(x)
        .or_else(|| rung::<F, T, A, 6>(x))
        .or_else(|| rung::<F, T, A, 12>(x))
        .unwrap_or_else(|| round(&F::accurate(x.map(Wide::<32>::from_f64)).value))
}

/// The rounded value, if N limbs decide it.
fn rung<F: Function<A>, T: Float, const A: usize, const N: usize>(x: [f64; A]) -> Option<T> {
    let (below, above) = F::accurate(x.map(Wide::<N>::from_f64)).ends();
    let (below, above) = (round::<T, N>(&below), round::<T, N>(&above));
    (below.to_bits_u64() == above.to_bits_u64()).then_some(above)
}

/// For t ≥ 2^13, e^−t is less than two to this, and decides no rounding, whatever it is.
const NOTHING: i32 = -11_000;

/// e^−t for t ≥ 0.
pub(crate) fn exp_of_minus<const N: usize>(t: Ball<N>) -> Ball<N> {
    if t.exponent() > 13 { Ball::integer(1).scale(NOTHING) } else { t.neg().exp() }
}
