//! The direct kernel of grad·σ(x) for f32: the gradient times the sum that σ's kernel rounds.

use super::{direct::rounded_within, sigmoid};
use crate::lanes::{Arithmetic, Singles};

pub(crate) const UNIT: f32 = 1.0 / (1 << 24) as f32;
/// Where the gradient is smaller, the product's second part may be subnormal: σ is above 2^−17 in the pieces, and what
/// stands in the last place of both is above 2^−123.
pub(crate) const SMALLEST: f32 = 1.0 / (1_u64 << 60) as f32;
/// The roundings of what is below the last place of the product, two of at most half of that place, as a part of grad:
/// σ is at most 1.
const HEAD: f32 = 1.0 / (1_u64 << 46) as f32;

/// grad·σ(x) for f32: the sum of [`single_sum`], rounded.
#[inline(always)]
pub(crate) fn single<L: Singles>([grad, x]: [L; 2]) -> (L, L::Mask) {
    let (sum, rest, width) = single_sum([grad, x]);
    let (y, unsure) = rounded_within(sum, rest, width);
    // Many gradients are zero; their products keep their sign.
    let some = grad.ne(x.splat(0.0));
    (L::select(some, y, grad), unsure | some & grad.abs().lt(x.splat(SMALLEST)))
}

/// The middle between the ends of σ's rest, and how far the true one may be from it; in units of 2^−24 of the rest.
///
/// The ends are tried at every input for σ's own kernel. A unit each is for the roundings of the middle, of the product's
/// rest and of the rounding test's sums.
pub(crate) const fn reach(arithmetic: Arithmetic) -> (f32, f32) {
    let (below, above) = sigmoid::ends(arithmetic);
    ((above - below) / 2.0, f32::midpoint(above, below) + 3.0)
}

/// grad·σ(x) for f32 in two parts, and a bound of their error.
#[inline(always)]
pub(crate) fn single_sum<L: Singles>([grad, x]: [L; 2]) -> (L, L, L) {
    let (middle, reach) = const { reach(L::ARITHMETIC) };
    let (sum, rest) = sigmoid::single_sum(x);
    let rest = if middle == 0.0 { rest } else { rest * (1.0 + middle * UNIT) };
    // For x > 0 they are −σ(x).
    let grad = L::select(x.splat(0.0).lt(x), grad * -1.0, grad);
    let (product, error) = grad.two_prod(sum);
    // Its sign is the gradient's, and says nothing.
    let width = grad * rest.abs().mul_add(x.splat(reach * UNIT), x.splat(HEAD));
    (product, grad.mul_add(rest, error), width)
}
