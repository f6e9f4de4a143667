//! Errors of softplus in units of the last place, and the floats of a type in their order.

use softplus::{Float, softplus};

use crate::explain::exact;

/// The unit of the last place of y.
pub fn ulp<T: Float>(y: T) -> f64 {
    scaled(1.0, last_place::<T>(y.to_f64()))
}

/// |a − b| in units of the last place that a T of b's size has.
pub fn units<T: Float>(a: f64, b: f64) -> f64 {
    scaled((a - b).abs(), -last_place::<T>(b))
}

/// The exponent of the last place that a T of this size has.
fn last_place<T: Float>(x: f64) -> i32 {
    exponent(x).clamp(T::MIN_EXPONENT, T::MAX_EXPONENT) - T::MANTISSA_DIGITS as i32 + 1
}

/// e of the binade [2^e, 2^(e+1)) of a number that is not zero.
pub fn exponent(x: f64) -> i32 {
    let magnitude = x.abs();
    if magnitude < f64::MIN_POSITIVE {
        return -1023;
    }
    (magnitude.to_bits() >> 52) as i32 - 1023
}

/// 2^e for a normal number.
pub const fn power(e: i32) -> f64 {
    f64::from_bits(((e + 1023) as u64) << 52)
}

/// x·2^e, in two steps: 2^e itself may be subnormal or infinite.
fn scaled(x: f64, e: i32) -> f64 {
    x * power(e / 2) * power(e - e / 2)
}

/// How far `y` lies from softplus(x), in units of the last place of the correctly rounded result; infinite where one of
/// the two is no number and the other is.
///
/// The exact value of f16, bf16 and f32 is the correctly rounded f64; that of f64 comes from decimal arithmetic.
pub fn error<T: Float>(x: T, y: T) -> f64 {
    let right = softplus(x);
    let distance = distance(y, right);
    if !distance.is_finite() || !right.to_f64().is_finite() {
        return distance;
    }
    let ulp = ulp(right);
    if T::BITS < 64 {
        // Twice as many digits: what is missing of them is far below a hundredth of a unit.
        return ((y.to_f64() - softplus(x.to_f64())) / ulp).abs();
    }
    let units = (y.to_f64() - right.to_f64()) / ulp;
    (units - exact::residual(x.to_f64(), right.to_f64(), ulp)).abs()
}

/// The same to half a unit, and quickly: the distance from the correctly rounded result.
pub fn distance<T: Float>(y: T, right: T) -> f64 {
    let (wide, exact) = (y.to_f64(), right.to_f64());
    match (wide.is_finite(), exact.is_finite()) {
        (true, true) => units::<T>(wide, exact),
        _ if wide == exact || (wide.is_nan() && exact.is_nan()) => 0.0,
        _ => f64::INFINITY,
    }
}

/// An error in units of the last place, in words.
pub fn ulps(error: f64) -> String {
    match error {
        _ if error.is_infinite() => "infinitely wrong".to_owned(),
        _ if error < 1000.0 => format!("{error:.2} ulp"),
        _ => format!("{error:.2e} ulp"),
    }
}

const fn sign_bit<T: Float>() -> u64 {
    1 << (T::BITS - 1)
}

/// Where x, which is no NaN, stands among the floats of its type: neighbours differ by 1, both zeros are at 0.
pub fn rank<T: Float>(x: T) -> i64 {
    let magnitude = (x.to_bits_u64() & !sign_bit::<T>()) as i64;
    if x.to_bits_u64() & sign_bit::<T>() == 0 { magnitude } else { -magnitude }
}

/// The float there.
pub fn of_rank<T: Float>(rank: i64) -> T {
    let sign = if rank < 0 { sign_bit::<T>() } else { 0 };
    T::from_bits_u64(rank.unsigned_abs() | sign)
}

/// The first float that is not below x, infinity included.
pub fn at_least<T: Float>(x: f64) -> i64 {
    let nearest = T::from_f64(x);
    rank(nearest) + i64::from(nearest.to_f64() < x)
}

#[cfg(test)]
mod tests {
    use half::{bf16, f16};

    use super::{at_least, error, of_rank, rank, ulp, units};

    #[test]
    fn ranks_are_in_the_order_of_the_values() {
        for rank_of in -0x7c00..0x7c00_i64 {
            let (x, next): (f16, f16) = (of_rank(rank_of), of_rank(rank_of + 1));
            assert!(x < next, "{x} {next}");
            assert_eq!(rank(x), rank_of);
        }
        assert_eq!(rank(-0.0_f32), 0);
        assert_eq!(of_rank::<f64>(1), 5e-324);
        assert_eq!(of_rank::<f32>(at_least::<f32>(0.1)), 0.1_f32);
        assert_eq!(of_rank::<f32>(at_least::<f32>(0.100_000_002)), 0.1_f32.next_up());
        assert_eq!(of_rank::<bf16>(at_least::<bf16>(-1.001)).to_f64(), -1.0);
        assert_eq!(of_rank::<f32>(at_least::<f32>(1e300)), f32::INFINITY);
    }

    #[test]
    fn units_are_those_of_the_type() {
        assert_eq!(ulp(1.0_f32), f64::from(f32::EPSILON));
        assert_eq!(ulp(0.0_f64), 5e-324);
        assert_eq!(ulp(f16::from_f32(2048.0)), 2.0);
        assert_eq!(ulp(f64::MAX), 2_f64.powi(971));
        assert_eq!(units::<f32>(1.0 + 3.0 * f64::from(f32::EPSILON), 1.0), 3.0);
        assert_eq!(units::<f32>(1.0, 1.0 + 3.0 * f64::from(f32::EPSILON)), 3.0);
        assert_eq!(units::<f64>(0.0, 5e-324), 1.0);
        assert_eq!(units::<f16>(0.0, 6e-8), 6e-8 * f64::from(1 << 24));
        assert_eq!(units::<f64>(f64::MAX, f64::MAX.next_down()), 1.0);
    }

    /// mpmath 1.3 with 4000 bits: |y − log1p(exp(x))|/ulp.
    const ERRORS_F64: &[(f64, f64, f64)] = &[
        (0.0, std::f64::consts::LN_2, 0.208_881_167_333_859),
        (1.0, 1.313_261_687_518_223, 0.886_695_309_502_014),
        (20.0007, 20.0007, 579_757.195_165_217),
        (-20.0, 0.0, 4.983_563_659_580_45e15),
        (-37.5, 5.1821e-17, 10_619_860_254_402.6),
        (-745.0, 0.0, 0.571_250_147_471_054),
        (30.25, 30.25, 20.513_119_701_444_6),
        (-1e-300, 0.693_147_180_559_945_4, 0.791_118_832_666_141),
        (5.5, 5.5, 4_591_918_898_398.5),
        (-700.0, 9.859_676_5e-305, 21_623_721.041_941_7),
    ];
    const ERRORS_F32: &[(f32, f32, f64)] = &[
        (0.0, std::f32::consts::LN_2, 0.031_954_796_6),
        (-20.0, 0.0, 9_282_610.676),
        (-8.5, 2.0345e-4, 160.428_107_4),
        (3.0, 3.048_587_3, 0.123_055_152_6),
        (-104.0, 0.0, 0.486_231_662_6),
        (-103.0, 1e-45, 0.321_714_693),
        (14.0, 14.0, 0.871_920_695_6),
    ];

    #[test]
    fn errors_are_those_of_mpmath() {
        for (x, y, expected) in ERRORS_F64 {
            let found = error(*x, *y);
            assert!((found - expected).abs() <= expected * 1e-12 + 1e-12, "{x} {y}: {found} {expected}");
        }
        for (x, y, expected) in ERRORS_F32 {
            let found = error(*x, *y);
            assert!((found - expected).abs() <= expected * 1e-6 + 1e-6, "{x} {y}: {found} {expected}");
        }
        assert_eq!(error(100.0_f32, f32::INFINITY), f64::INFINITY);
        assert_eq!(error(1.0_f64, f64::NAN), f64::INFINITY);
        assert_eq!(error(f64::INFINITY, f64::INFINITY), 0.0);
        assert_eq!(error(f64::NAN, f64::NAN), 0.0);
        assert_eq!(error(f64::NEG_INFINITY, 0.0), 0.0);
        assert_eq!(error(-1e300, 5e-324), 1.0);
        assert_eq!(error(1e300, 1e300), 0.0);
    }
}
