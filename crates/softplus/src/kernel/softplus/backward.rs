//! The direct kernel of grad·σ(x) for f32: the gradient times the sum that σ's kernel rounds.

use super::{direct::rounded_within, sigmoid};
use crate::lanes::{Arithmetic, Singles};

pub(crate) const UNIT: f32 = 1.0 / (1 << 24) as f32;
/// Where the gradient is smaller, the product's second part may be subnormal: σ is above 2^−17 in the pieces, and what
/// stands in the last place of both is above 2^−123.
pub(crate) const SMALLEST: f32 = 1.0 / (1_u64 << 60) as f32;
/// Eight times the roundings of what is below the last place of the product, two of at most 2^−48, as a part of grad: σ is
/// at most 1.
const HEAD: f32 = 1.0 / (1_u64 << 44) as f32;

/// grad·σ(x) for f32: the sum of [`single_sum`], rounded.
#[inline(always)]
pub(crate) fn single<L: Singles>([grad, x]: [L; 2]) -> (L, L::Mask) {
    let (sum, rest, width) = single_sum([grad, x]);
    let (y, unsure) = rounded_within(sum, rest, width);
    // Many gradients are zero; their products keep their sign.
    let some = grad.ne(x.splat(0.0));
    (L::select(some, y, grad), unsure | some & grad.abs().lt(x.splat(SMALLEST)))
}

/// The middle between the ends of σ's rest, a whole number, and how far the true rest may be from it; in units of 2^−24 of
/// the rest.
///
/// A unit is for the rounding of the middle. Where σ's truth and its ends all round to the sum, they may be further apart;
/// that the truth is within these and most of [`HEAD`] is tried at every input. Then the product's rest takes a unit, two
/// where its multiply-add rounds twice, and the rounding test's sums one.
pub(crate) const fn reach(arithmetic: Arithmetic) -> (f32, f32) {
    let (below, above) = sigmoid::ends(arithmetic);
    let (middle, roundings) = match arithmetic {
        Arithmetic::Directed => (-6.0, 3.0),
        Arithmetic::Fused => (0.0, 3.0),
        Arithmetic::Unfused => (-2.0, 4.0),
    };
    let farther = if above - middle > below + middle { above - middle } else { below + middle };
    (middle, farther + roundings)
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
