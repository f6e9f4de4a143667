//! The rounding test, and the single final rounding in lanes.
//!
//! Both ends of the interval that holds the true value are rounded; where they agree, that is the correctly rounded
//! result, and where they differ the lane is unsure.

use super::{Function, Scaled, real::power_of_two};
use crate::{
    Float,
    lanes::{Doubles, Mask, ROUNDER},
};

/// The result for a type of at most 24 bits and the unsure lanes, with the narrow kernel alone.
#[inline(always)]
pub(crate) fn narrow<F: Function<A>, T: Float, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask) {
    let (y, error) = F::narrow(x);
    let (low, high) = ends::<T, L>(y, error);
    (low, low.ne(high) | unusable(x))
}

/// Both ends of the interval, rounded.
#[inline(always)]
fn ends<T: Float, L: Doubles>(y: L, error: L) -> (L, L) {
    (round_to::<T, L>(y - error), round_to::<T, L>(y + error))
}

/// The same, and where the narrow kernel leaves two candidates, two finer ones compare the value with their midpoint.
/// Hard inputs come alone, or all at once from somebody who collects them.
#[inline(always)]
pub(crate) fn narrow_and_finer<F: Function<A>, T: Float, L: Doubles, const A: usize>(
    x: [L; A],
) -> (L, L::Mask) {
    let (y, error) = F::narrow(x);
    let (low, high) = ends::<T, L>(y, error);
    // For NaN this is true.
    let unsure = low.ne(high);
    let unusable = unusable(x);
    if (unsure | unusable).bits() == 0 {
        return (low, unsure);
    }
    // Only where the error is less than half a unit of the last place are the candidates neighbours.
    let distant = (y.abs() * power_of_two(-26)).lt(error);
    // An infinite one has no midpoint with the other.
    let distant = unsure & (distant | ((low + high) * 0.0).ne(y.splat(0.0)));
    let (nearer, left) = choose((low, high), unsure, F::middle(x));
    if left.bits() == 0 {
        return (nearer, distant | unusable);
    }
    // What is decided is decided, whatever its neighbours need.
    let low = L::select(left, low, nearer);
    let (nearer, left) = choose((low, nearer), left, F::wide(x));
    (nearer, left | distant | unusable)
}

/// In the unsure lanes, whose candidates are neighbours, the one on the side of their midpoint where the value in two
/// parts is, and in all others the lower one; and the lanes where its error still leaves both, which keep the upper one, so
/// that a further try has both candidates again.
///
/// The midpoint is a double, and so is its difference from the first part, which is next to it.
#[inline(always)]
fn choose<L: Doubles>((low, high): (L, L), unsure: L::Mask, value: Scaled<L>) -> (L, L::Mask) {
    let Scaled { hi, lo, error, scale } = value;
    let side = (hi * scale - (low + high) * 0.5) + lo * scale;
    // Neither an error that is infinite nor a side that is not a number decides anything.
    let (zero, one) = (side.splat(0.0), side.splat(1.0));
    let decided = (error * scale * 1.5).lt(side.abs());
    let left = unsure & L::select(decided, zero, one).ne(zero);
    let nearer = L::select(unsure & side.lt(zero), low, L::select(unsure, high, low));
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
    let rounded = with_sign_of(y, rounded);
    let overflow = y.splat(power_of_two(T::MAX_EXPONENT + 1));
    L::select(rounded.abs().lt(overflow), rounded, y * f64::INFINITY)
}

/// The result for f64 and the unsure lanes, with the middle kernel.
#[inline(always)]
pub(crate) fn middle<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask) {
    test(x, F::middle(x))
}

/// The result for f64 and the unsure lanes, with the wide kernel.
#[inline(always)]
pub(crate) fn wide<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask) {
    test(x, F::wide(x))
}

/// The rounding test for f64.
///
/// For a subnormal result the last place is 2^−1074, 2^−674 in the scaled lanes: M = hi ± 2^52·2^−674 has that last
/// place. M's own rounding error joins the low part, whose rounding, at most 2^−53 of half a place, then counts.
#[inline(always)]
fn test<L: Doubles, const A: usize>(x: [L; A], value: Scaled<L>) -> (L, L::Mask) {
    let Scaled { hi, lo, error, scale } = value;
    let (zero, smallest) = (hi.splat(0.0), hi.splat(power_of_two(52 - 674)));
    let shift = L::select(hi.abs().lt(smallest), smallest, zero);
    let width = error + shift * power_of_two(-105);
    let shift = L::select(hi.lt(zero), zero - shift, shift);
    let head = hi + shift;
    let rest = (hi - (head - shift)) + lo;
    let (low, high) = (head + (rest - width), head + (rest + width));
    (with_sign_of(hi, (high - shift) * scale), low.ne(high) | unusable(x))
}

/// Zero with the sign of the value that was rounded to it.
#[inline(always)]
fn with_sign_of<L: Doubles>(value: L, rounded: L) -> L {
    L::select(value.splat(0.0).lt(rounded.abs()), rounded, value * 0.0)
}

/// Where an input is infinite, not a number, or from some 2^900 on, so that a formula's sums and products might overflow.
#[inline(always)]
fn unusable<L: Doubles, const A: usize>(x: [L; A]) -> L::Mask {
    // A closure would not be inlined, and run without the CPU's features.
    let mut sum = x[0] * power_of_two(123);
    for x in &x[1..] {
        sum = sum + *x * power_of_two(123);
    }
    (sum * 0.0).ne(sum.splat(0.0))
}

#[cfg(test)]
mod tests {
    use super::{Scaled, choose};
    use crate::lanes::OneDouble;

    /// A first try that is not precise enough must not take a candidate away from the second.
    #[test]
    fn a_lane_that_stays_unsure_keeps_both_candidates() {
        let power = |k: i32| 2_f64.powi(k);
        let parts = |hi, lo, error| {
            let [hi, lo, error, scale] = [hi, lo, error, 1.0].map(OneDouble);
            Scaled { hi, lo, error, scale }
        };
        let (low, high, middle) = (OneDouble(1.0), OneDouble(1.0 + power(-23)), 1.0 + power(-24));
        let (nearer, left) = choose((low, high), true, parts(middle, -power(-75), power(-68)));
        assert!(left);
        for (rest, expected) in [(power(-80), high), (-power(-80), low)] {
            let (decided, left) = choose((low, nearer), true, parts(middle, rest, power(-90)));
            assert!(!left && decided.0 == expected.0, "{rest:e}");
        }
    }
}
