//! Hexadecimal floating-point constants, which Rust has no literals for.

/// The double written as `"-0x1.62e42fefa39efp-1"`, evaluated at compile time.
///
/// A constant that is malformed, has more than 53 bits, or is outside the normal range does not compile: a table
/// can then not silently hold a rounded value.
pub(crate) const fn hex(text: &str) -> f64 {
    let bytes = text.as_bytes();
    let negative = bytes[0] == b'-';
    let mut at = if negative { 1 } else { 0 };
    assert!(bytes[at] == b'0' && bytes[at + 1] == b'x', "a hex float starts with 0x");
    at += 2;
    let (mut mantissa, mut exponent, mut fraction) = (0_u64, 0_i32, false);
    while bytes[at] != b'p' {
        if bytes[at] == b'.' {
            fraction = true;
        } else {
            assert!(mantissa >> 60 == 0, "a hex float has at most 16 digits");
            mantissa = mantissa * 16 + digit(bytes[at]);
            exponent -= if fraction { 4 } else { 0 };
        }
        at += 1;
    }
    exponent += decimal(bytes, at + 1);
    if mantissa == 0 {
        return 0.0;
    }
    // Shift the leading one to bit 52; every bit that would be lost must be zero.
    let excess = 11 - mantissa.leading_zeros() as i32;
    if excess > 0 {
        assert!(mantissa.trailing_zeros() as i32 >= excess, "a hex float has at most 53 bits");
        mantissa >>= excess;
    } else {
        mantissa <<= -excess;
    }
    let biased = exponent + excess + 52 + 1023;
    assert!(biased > 0 && biased < 2047, "a hex float constant is a normal number");
    f64::from_bits((negative as u64) << 63 | (biased as u64) << 52 | (mantissa & ((1 << 52) - 1)))
}

const fn digit(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => (byte - b'0') as u64,
        b'a'..=b'f' => (byte - b'a') as u64 + 10,
        _ => panic!("not a lower-case hexadecimal digit"),
    }
}

const fn decimal(bytes: &[u8], start: usize) -> i32 {
    let negative = bytes[start] == b'-';
    let mut at = if negative || bytes[start] == b'+' { start + 1 } else { start };
    assert!(at < bytes.len(), "a hex float ends in an exponent");
    let mut value = 0;
    while at < bytes.len() {
        assert!(bytes[at].is_ascii_digit(), "the exponent is decimal");
        value = value * 10 + (bytes[at] - b'0') as i32;
        at += 1;
    }
    if negative { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn hex_floats_are_the_values_they_say() {
        assert_eq!(hex("0x1p0"), 1.0);
        assert_eq!(hex("-0x1.8p+1"), -3.0);
        assert_eq!(hex("0x.1p0"), 0.0625);
        assert_eq!(hex("0x1.62e42fefa39efp-1"), core::f64::consts::LN_2);
        assert_eq!(hex("0x0p0"), 0.0);
    }

    #[test]
    #[should_panic(expected = "at most 53 bits")]
    fn an_inexact_constant_is_refused() {
        let _ = hex("0x1.00000000000001p0");
    }
}
