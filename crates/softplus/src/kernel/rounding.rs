//! The rounding test, and the single final rounding in lanes.
//!
//! Both ends of the interval that holds the true value are rounded; where they agree, that is the correctly rounded
//! result, and where they differ the lane is unsure.

use super::{Scaled, Unary};
use crate::{
    Float,
    lanes::{Doubles, Mask, ROUNDER},
};

/// The result for a type of at most 24 bits, in lanes, and the unsure lanes.
///
/// Where the narrow kernel leaves two candidates, two finer ones compare the value with their midpoint, the first of
/// them in its range only. Hard inputs come alone, or all at once from somebody who collects them.
#[inline(always)]
pub(crate) fn narrow<F: Unary, T: Float, L: Doubles>(x: L) -> (L, L::Mask) {
    let y = F::narrow(x);
    let low = round_to::<T, L>(y * (1.0 - F::NARROW_ERROR));
    let high = round_to::<T, L>(y * (1.0 + F::NARROW_ERROR));
    // For NaN and infinity this is false.
    let unsure = low.lt(high);
    if unsure.bits() == 0 {
        return (high, unsure);
    }
    let inside = x.splat(F::DOUBLE_RANGE.start).lt(x) & x.lt(x.splat(F::DOUBLE_RANGE.end));
    let error = L::select(inside, x.splat(F::DOUBLE_ERROR), x.splat(f64::INFINITY));
    let (nearer, unsure) = choose((low, high), unsure, F::double_sum(x), error);
    if unsure.bits() == 0 {
        return (nearer, unsure);
    }
    // The scale is 1 for results of these types.
    let Scaled { hi, lo, .. } = F::wide(x);
    choose((low, nearer), unsure, (hi, lo), x.splat(F::WIDE_ERROR))
}

/// In the unsure lanes, whose candidates are neighbours, the one on the side of their midpoint where the value in two
/// parts is; and the lanes where its relative error still leaves both, which keep the upper one, so that a further try
/// has both candidates again.
///
/// The midpoint is a double, and so is its difference from the first part, which is next to it.
#[inline(always)]
fn choose<L: Doubles>((low, high): (L, L), unsure: L::Mask, (value, rest): (L, L), error: L) -> (L, L::Mask) {
    let side = (value - (low + high) * 0.5) + rest;
    let left = unsure & side.abs().lt(value * (error * 1.5));
    let nearer = L::select(unsure & side.lt(side.splat(0.0)), low, high);
    (L::select(left, high, nearer), left)
}

/// The nearest value of `T`, ties to even, infinity and NaN included.
///
/// For f32 by the CPU's conversion. Adding 1.5·2^52 last places of `T` at y, and subtracting them again, rounds once; below the normal range the last
/// place stays where it is.
#[inline(always)]
fn round_to<T: Float, L: Doubles>(y: L) -> L {
    let digits = T::MANTISSA_DIGITS as i32;
    if T::BITS == 32 {
        return y.to_single();
    }
    let smallest = y.splat(ROUNDER * power_of_two(T::MIN_EXPONENT - digits + 1));
    let places = y.binade() * (ROUNDER * power_of_two(1 - digits));
    let places = L::select(places.lt(smallest), smallest, places);
    let rounded = (y + places) - places;
    let overflow = y.splat(power_of_two(T::MAX_EXPONENT + 1));
    L::select(rounded.lt(overflow), rounded, y * f64::INFINITY)
}

/// The result for f64, and the unsure lanes.
///
/// For a subnormal result the last place is 2^−1074, 2^−674 in the scaled lanes: M = hi + 2^52·2^−674 has that last
/// place. M's own rounding error joins the low part, whose rounding, at most 2^−53 of half a place, then counts.
#[inline(always)]
pub(crate) fn wide<F: Unary, L: Doubles>(x: L) -> (L, L::Mask) {
    let Scaled { hi, lo, scale } = F::wide(x);
    let smallest = x.splat(power_of_two(52 - 674));
    let shift = L::select(hi.lt(smallest), smallest, x.splat(0.0));
    let head = hi + shift;
    let rest = (hi - (head - shift)) + lo;
    let error = hi * F::WIDE_ERROR + shift * power_of_two(-105);
    let (low, high) = (head + (rest - error), head + (rest + error));
    (F::finish(x, (high - shift) * scale), low.lt(high))
}

/// 2^k for a normal result.
const fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::choose;
    use crate::lanes::OneDouble;

    /// A first try that is not precise enough must not take a candidate away from the second.
    #[test]
    fn a_lane_that_stays_unsure_keeps_both_candidates() {
        let power = |k: i32| 2_f64.powi(k);
        let (low, high, middle) = (OneDouble(1.0), OneDouble(1.0 + power(-23)), OneDouble(1.0 + power(-24)));
        let rough = (middle, OneDouble(-power(-75)));
        let (nearer, left) = choose((low, high), true, rough, OneDouble(power(-68)));
        assert!(left);
        for (rest, expected) in [(power(-80), high), (-power(-80), low)] {
            let fine = (middle, OneDouble(rest));
            let (decided, left) = choose((low, nearer), true, fine, OneDouble(power(-90)));
            assert!(!left && decided.0 == expected.0, "{rest:e}");
        }
    }
}
