//! The single final rounding of a wide float to a public type: to nearest, ties to even.

use super::wide::Wide;
use crate::Float;

/// The nearest `T`, with subnormal results and overflow to infinity; the sign of a zero result is the value's.
pub(crate) fn round<T: Float, const N: usize>(value: &Wide<N>) -> T {
    if value.is_zero() {
        return T::from_bits_u64(0);
    }
    let digits = T::MANTISSA_DIGITS as i32;
    let sign = u64::from(value.negative) << (T::BITS - 1);
    let infinity = ((2 * T::MAX_EXPONENT + 1) as u64) << (digits - 1);
    let binade = value.exponent - 1;
    if binade > T::MAX_EXPONENT {
        return T::from_bits_u64(sign | infinity);
    }
    // Below the normal range the last place stays where it is, so that fewer digits are kept.
    let kept = digits - (T::MIN_EXPONENT - binade).max(0);
    if kept < 0 {
        return T::from_bits_u64(sign);
    }
    let (head, half, rest) = split(&value.limbs, kept as u32);
    let significand = head + u64::from(half && (rest || head & 1 == 1));
    // A carry out of the significand moves into the exponent, where it belongs, up to infinity.
    let exponent = (binade.max(T::MIN_EXPONENT) - T::MIN_EXPONENT) as u64;
    T::from_bits_u64(sign | ((exponent << (digits - 1)) + significand))
}

/// The first `kept` < 64 bits, the bit after them, and whether anything follows.
fn split<const N: usize>(limbs: &[u64; N], kept: u32) -> (u64, bool, bool) {
    let top = limbs[N - 1];
    let head = top.checked_shr(64 - kept).unwrap_or(0);
    let half = top << kept >> 63 == 1;
    let rest = top << kept << 1 != 0 || limbs[..N - 1].iter().any(|&limb| limb != 0);
    (head, half, rest)
}

#[cfg(test)]
mod tests {
    use super::{Wide, round};

    /// A hundred bits behind the first.
    fn nudged(value: Wide<3>, up: bool) -> Wide<3> {
        let step = Wide::from_f64(1.0).scale(value.exponent - 100);
        if up { value.add(step) } else { value.sub(step) }
    }

    /// Every f32 that is not NaN, and the points around the midpoint to its neighbour above.
    #[test]
    fn values_round_to_themselves_and_midpoints_to_even() {
        for bits in (0..0x7f80_0000_u32).step_by(9973).chain([0, 1, 2, 0x7f_ffff, 0x80_0000, 0x7f7f_ffff]) {
            let (x, next) = (f64::from(f32::from_bits(bits)), f32::from_bits(bits + 1));
            let above = if next.is_finite() { f64::from(next) } else { 2_f64.powi(128) };
            let even = if bits % 2 == 0 { bits } else { bits + 1 };
            let middle = Wide::<3>::from_f64(x + (above - x) / 2.0);
            assert_eq!(round::<f32, 3>(&Wide::from_f64(x)).to_bits(), bits);
            assert_eq!(round::<f32, 3>(&middle).to_bits(), even, "midpoint above {bits:#x}");
            assert_eq!(round::<f32, 3>(&nudged(middle, true)).to_bits(), bits + 1);
            assert_eq!(round::<f32, 3>(&nudged(middle, false)).to_bits(), bits);
            assert_eq!(round::<f32, 3>(&middle.neg()).to_bits(), even | 1 << 31);
        }
    }

    #[test]
    fn far_below_the_smallest_subnormal_is_zero() {
        let tiny = |k| Wide::<3>::from_f64(1.0).scale(k);
        assert_eq!(round::<f64, 3>(&tiny(-1075)).to_bits(), 0, "a tie goes to the even zero");
        assert_eq!(round::<f64, 3>(&nudged(tiny(-1075), true)).to_bits(), 1);
        assert_eq!(round::<f64, 3>(&tiny(-1076)).to_bits(), 0);
        assert_eq!(round::<f64, 3>(&tiny(-5000)).to_bits(), 0);
        assert_eq!(round::<f64, 3>(&tiny(1024)), f64::INFINITY);
    }
}
