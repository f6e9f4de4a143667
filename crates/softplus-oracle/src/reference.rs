//! The correctly rounded value by MPFR.
//!
//! The definition is computed with more and more bits until both ends of the interval around it round to the same
//! value of the type. The rounding to the type happens once, on the wide value, subnormal results included.

use rug::Float as Mpfr;
use softplus::Float;

use crate::{definitions::Defined, functions::Function};

/// Bits of the first attempt; each further one doubles them.
const FIRST_PRECISION: u32 = 96;
/// The definitions' error is below 2^(SLACK − precision) of their largest term: a handful of correctly rounded
/// operations, of which none amplifies an earlier one's error more than a few times.
const SLACK: u32 = 8;

/// The value of `T` nearest to F(x), ties to even.
#[must_use]
pub fn value<F: Function<A>, T: Float, const A: usize>(x: [T; A]) -> T {
    let x = x.map(T::to_f64);
    let mut precision = FIRST_PRECISION;
    loop {
        let (value, largest) = match F::definition(x, precision) {
            Defined::Near { value, largest } => (value, largest),
            Defined::Exact(value) if value.is_finite() => return round(&value),
            Defined::Exact(value) => return T::from_f64(value.to_f64()),
        };
        // What is zero here is less than MPFR's smallest number.
        if value.is_zero() {
            return round(&value);
        }
        let margin = Mpfr::with_val(64, 1) << (largest + SLACK as i32 - precision as i32);
        let wide = value.prec() + precision + 64;
        let below: T = round(&Mpfr::with_val(wide, &value - &margin));
        let above: T = round(&Mpfr::with_val(wide, &value + &margin));
        // A value may round to zero from either side only where its sign is certain.
        let certain = value.clone().abs() > margin;
        if certain && below.to_bits_u64() == above.to_bits_u64() {
            return above;
        }
        precision *= 2;
        assert!(precision < 1 << 20, "{} at {x:?}: the rounding is not decided", F::NAME);
    }
}

/// The nearest `T` to a finite value, ties to even; what rounds to zero keeps its sign.
#[must_use]
pub fn round<T: Float>(value: &Mpfr) -> T {
    let sign = u64::from(value.is_sign_negative()) << (T::BITS - 1);
    let Some(exponent) = value.get_exp() else { return T::from_bits_u64(sign) };
    let digits = T::MANTISSA_DIGITS as i32;
    let binade = (exponent - 1).max(T::MIN_EXPONENT);
    // In units of the last place; a power of two scales exactly.
    let last_place = binade - digits + 1;
    let units = Mpfr::with_val(value.prec(), value >> last_place).round_even().abs();
    let units = units.to_integer().and_then(|integer| integer.to_u64()).unwrap_or(u64::MAX >> 8);
    let bits = (((binade - T::MIN_EXPONENT) as u64) << (digits - 1)) + units;
    let infinity = ((2 * T::MAX_EXPONENT + 1) as u64) << (digits - 1);
    T::from_bits_u64(sign | bits.min(infinity))
}

#[cfg(test)]
mod tests {
    use half::{bf16, f16};
    use softplus::probe::Softplus;

    use super::*;

    /// The rounding against MPFR's own, and by hand where MPFR has none.
    #[test]
    fn rounding_is_to_nearest_even_and_once() {
        let mut state = 1;
        for _ in 0..100_000 {
            let wide = Mpfr::with_val(200, f64::from_bits(crate::inputs::splitmix(&mut state) >> 1));
            if wide.is_finite() {
                let wide = wide.sqrt() / 3_u32;
                assert_eq!(round::<f64>(&wide).to_bits(), wide.to_f64().to_bits());
                assert_eq!(round::<f32>(&wide).to_bits(), wide.to_f32().to_bits());
            }
        }
        let tiny = |k: i32| Mpfr::with_val(80, 1) >> k;
        assert_eq!(round::<f64>(&tiny(1075)).to_bits(), 0, "half of the smallest is a tie to even");
        assert_eq!(round::<f64>(&(tiny(1075) * 1.000_001)).to_bits(), 1);
        assert_eq!(round::<f64>(&(tiny(1074) * 1.5)).to_bits(), 2);
        assert_eq!(round::<f16>(&(tiny(24) * 2.5)).to_bits(), 2);
        assert_eq!(round::<bf16>(&Mpfr::with_val(80, 1.003_906_25)).to_bits(), 0x3f80, "a tie");
        // Through f32 this would round twice, up.
        let double = Mpfr::with_val(80, 1.003_906_25) - tiny(60);
        assert_eq!(round::<bf16>(&double).to_bits(), 0x3f80);
        assert_eq!(round::<f16>(&Mpfr::with_val(80, 65519.99)).to_bits(), 0x7bff);
        assert_eq!(round::<f16>(&Mpfr::with_val(80, 65520)).to_bits(), 0x7c00, "infinity");
    }

    /// Values from mpmath 1.3 with 60 digits, not from MPFR.
    #[test]
    fn values_agree_with_another_library() {
        for (x, y) in [
            (0.0, "0.693147180559945309417232121458177"),
            (1.0, "1.31326168751822283404899549496786"),
            (-1.0, "0.313261687518222834048995494967856"),
            (-50.0, "1.92874984796391778301715681272821e-22"),
            (20.0, "20.000000002061153620314380703239"),
            (-745.0, "5e-324"),
            (1e300, "1e300"),
            (-1e300, "0"),
        ] {
            assert_eq!(value::<Softplus, f64, 1>([x]), y.parse::<f64>().unwrap(), "softplus({x})");
        }
    }

    /// ln(1+eˣ) as it is written, with far more bits than it loses.
    #[test]
    fn values_agree_with_the_plain_formula() {
        let mut state = 2;
        for _ in 0..20_000 {
            let x = (crate::inputs::splitmix(&mut state) >> 11) as f64 / 2_f64.powi(53) * 1600.0 - 800.0;
            let plain = (Mpfr::with_val(2600, x).exp() + 1_u32).ln();
            assert_eq!(value::<Softplus, f64, 1>([x]), round::<f64>(&plain), "{x:e}");
            let x = x as f32 / 7.0;
            let plain = (Mpfr::with_val(700, x).exp() + 1_u32).ln();
            assert_eq!(value::<Softplus, f32, 1>([x]), round::<f32>(&plain), "{x:e}");
        }
    }
}
