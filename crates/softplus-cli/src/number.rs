//! Numbers as people write them, rounded once to the type.

use std::cmp::Ordering;

use anyhow::{Result, bail};
use softplus::Float;

/// The value of `T` nearest to the decimal number, ties to even.
///
/// # Errors
/// If the text is not a number.
pub fn parse<T: Float>(text: &str) -> Result<T> {
    let Ok(nearest) = text.parse::<f64>() else {
        bail!("{text:?} is not a number; write it as -1, 0.5, 1e-3, inf or nan")
    };
    let result = T::from_f64(nearest);
    if T::BITS == 64 || !nearest.is_finite() {
        return Ok(result);
    }
    // The number lies between the double's neighbours. It takes its digits only where those round differently.
    let same = |end: f64| T::from_f64(end).to_bits_u64() == result.to_bits_u64();
    if nearest != 0.0 && same(nearest.next_down()) && same(nearest.next_up()) {
        return Ok(result);
    }
    Ok(T::from_f64(to_odd(text, nearest)))
}

/// The decimal number rounded to odd: the one of the two doubles around it whose last bit is 1, or the number itself
/// where it is a double. Rounding that to a narrower type gives what rounding the decimal number itself gives.
fn to_odd(text: &str, nearest: f64) -> f64 {
    let order = compare(text, nearest);
    match order {
        _ if nearest.to_bits() & 1 == 1 => nearest,
        Ordering::Equal => nearest,
        Ordering::Less => nearest.next_down(),
        Ordering::Greater => nearest.next_up(),
    }
}

/// Whether the decimal number is the double itself, not only near it.
pub fn is_exactly(text: &str, x: f64) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && compare(text, x) == Ordering::Equal
}

/// The decimal number against the double, exactly.
fn compare(text: &str, x: f64) -> Ordering {
    // 767 digits are enough for every double.
    let (number, double) = (Decimal::of(text), Decimal::of(&format!("{x:.770e}")));
    let order = number.magnitude.cmp(&double.magnitude);
    // Both have the same sign, unless one of them is zero.
    if number.negative { order.reverse() } else { order }
}

/// A decimal number as text that sorts: ±0.d₁d₂d₃…·10^exponent with d₁ ≠ 0 and no zeros at the end.
struct Decimal {
    negative: bool,
    /// Exponent and digits; `None`, below everything, for zero.
    magnitude: Option<(i64, Vec<u8>)>,
}

impl Decimal {
    /// Of a text that parses as a finite f64.
    fn of(text: &str) -> Self {
        let (negative, text) = (text.starts_with('-'), text.trim_start_matches(['-', '+']));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // An exponent that does not fit belongs to zero.
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let magnitude = digits.iter().position(|&digit| digit != b'0').map(|first| {
            let last = digits.iter().rposition(|&digit| digit != b'0').unwrap_or(first);
            (exponent.saturating_add(whole.len() as i64 - first as i64), digits[first..=last].to_vec())
        });
        Self { negative, magnitude }
    }
}

/// The shortest decimal number that [`parse`] reads as `y`.
pub fn shortest<T: Float>(y: T) -> String {
    let wide = y.to_f64();
    match T::BITS {
        // Rust's own output is the shortest for these two types.
        64 => return format!("{wide:?}"),
        32 => return format!("{:?}", wide as f32),
        _ => {}
    }
    let same = |digits: &usize| {
        let short: f64 = format!("{wide:.digits$e}").parse().unwrap_or(wide);
        T::from_f64(short).to_bits_u64() == y.to_bits_u64()
    };
    let digits = (0..17).find(same).unwrap_or(17);
    format!("{:?}", format!("{wide:.digits$e}").parse().unwrap_or(wide))
}

#[cfg(test)]
mod tests {
    use half::{bf16, f16};

    use super::{parse, shortest};

    #[test]
    fn numbers_are_rounded_once() {
        // A hair above the midpoint 1 + 2^−11 of two f16 neighbours; as f64 it is the midpoint, which goes to even.
        let above = "1.000488281250000000000000000000000000000000000001";
        assert_eq!(parse::<f16>(above).unwrap().to_bits(), 0x3c01);
        assert_eq!(parse::<f16>("1.00048828125").unwrap().to_bits(), 0x3c00);
        assert_eq!(parse::<f16>("-1.0004882812500000000000000000000001e0").unwrap().to_bits(), 0xbc01);
        assert_eq!(
            parse::<bf16>("0.0100390625000000000000000000001E2").unwrap().to_bits(),
            0x3f81,
            "1.00390625+"
        );
        assert_eq!(parse::<f32>("1.000000059604644775390625").unwrap(), 1.0);
        assert_eq!(parse::<f32>("1.0000000596046447753906250000000000000001").unwrap(), 1.0 + f32::EPSILON);
        assert_eq!(parse::<f32>("1.0000000596046447753906249999999999999999").unwrap(), 1.0);
    }

    #[test]
    fn rust_reads_f32_as_we_do() {
        for bits in (0..0x7f80_0000_u32).step_by(100_003) {
            let (x, next) = (f64::from(f32::from_bits(bits)), f64::from(f32::from_bits(bits + 1)));
            for value in [x, f64::midpoint(x, next), x + (next - x) / 3.0] {
                for text in [format!("{value:e}"), format!("-{value}0001"), format!("{value:.200}")] {
                    let expected: f32 = text.parse().unwrap();
                    assert_eq!(parse::<f32>(&text).unwrap().to_bits(), expected.to_bits(), "{text}");
                }
            }
        }
    }

    #[test]
    fn odd_spellings() {
        assert!(parse::<f16>("nan").unwrap().is_nan());
        assert_eq!(parse::<f16>("-inf").unwrap(), f16::NEG_INFINITY);
        assert_eq!(parse::<f16>("1e99999999999").unwrap(), f16::INFINITY);
        assert_eq!(parse::<f16>("0e99999999999").unwrap().to_bits(), 0);
        assert_eq!(parse::<f32>("-1e-99999").unwrap().to_bits(), 1 << 31);
        assert_eq!(parse::<f32>("+.5").unwrap(), 0.5);
        for text in ["", "1,5", "0x10", "one", "1e", "--1"] {
            let error = parse::<f64>(text).unwrap_err().to_string();
            assert!(error.contains(&format!("{text:?} is not a number")), "{error}");
        }
    }

    #[test]
    fn the_shortest_text_identifies_the_value() {
        assert_eq!(shortest(f16::from_bits(0x2e66)), "0.1");
        assert_eq!(shortest(0.1_f32), "0.1");
        assert_eq!(shortest(1e-30_f64), "1e-30");
        assert_eq!(shortest(100.0_f32), "100.0");
        assert_eq!(shortest(f32::INFINITY), "inf");
        assert_eq!(shortest(f32::NAN), "NaN");
        for bits in 0..=u16::MAX {
            let y = f16::from_bits(bits);
            if !y.is_nan() {
                assert_eq!(parse::<f16>(&shortest(y)).unwrap().to_bits(), bits);
            }
        }
    }
}
