//! The sealed trait [`Float`]: the types that every function of the family takes.

use core::fmt::{Debug, Display};

mod sealed {
    pub trait Sealed {}
}

/// A binary floating-point type: `f32`, `f64`, and with the feature `half` also `half::f16` and `half::bf16`.
///
/// The trait is sealed.
pub trait Float:
    sealed::Sealed + Copy + Default + PartialEq + PartialOrd + Debug + Display + Send + Sync + 'static
{
    /// The type's name as NumPy and Rust write it in short: `"f16"`, `"bf16"`, `"f32"`, `"f64"`.
    const NAME: &'static str;
    /// Bits of the significand, the hidden one included (24 for `f32`).
    const MANTISSA_DIGITS: u32;
    /// Exponent e of the smallest normal number 2^e (−126 for `f32`).
    const MIN_EXPONENT: i32;
    /// Exponent e of the largest binade \[2^e, 2^(e+1)) (127 for `f32`).
    const MAX_EXPONENT: i32;
    /// Width in bits of the encoding.
    const BITS: u32;

    /// The same value as `f64` (exact).
    fn to_f64(self) -> f64;
    /// The nearest value to `x`, ties to even, rounded once.
    fn from_f64(x: f64) -> Self;
    /// The encoding, in the low bits.
    fn to_bits_u64(self) -> u64;
    /// The value with this encoding (the low `BITS` bits of `bits`).
    fn from_bits_u64(bits: u64) -> Self;
}

macro_rules! primitive {
    ($type:ident, $bits:ident, $width:literal) => {
        impl sealed::Sealed for $type {}
        impl Float for $type {
            const NAME: &'static str = stringify!($type);
            const MANTISSA_DIGITS: u32 = $type::MANTISSA_DIGITS;
            const MIN_EXPONENT: i32 = $type::MIN_EXP - 1;
            const MAX_EXPONENT: i32 = $type::MAX_EXP - 1;
            const BITS: u32 = $width;

            fn to_f64(self) -> f64 {
                self.into()
            }
            fn from_f64(x: f64) -> Self {
                x as $type
            }
            fn to_bits_u64(self) -> u64 {
                self.to_bits().into()
            }
            fn from_bits_u64(bits: u64) -> Self {
                $type::from_bits(bits as $bits)
            }
        }
    };
}
primitive!(f32, u32, 32);
primitive!(f64, u64, 64);

#[cfg(feature = "half")]
macro_rules! half_type {
    ($type:ident, $digits:literal, $min:literal, $max:literal) => {
        impl sealed::Sealed for half::$type {}
        impl Float for half::$type {
            const NAME: &'static str = stringify!($type);
            const MANTISSA_DIGITS: u32 = $digits;
            const MIN_EXPONENT: i32 = $min;
            const MAX_EXPONENT: i32 = $max;
            const BITS: u32 = 16;

            fn to_f64(self) -> f64 {
                half::$type::to_f64(self)
            }
            fn from_f64(x: f64) -> Self {
                half::$type::from_f64(x)
            }
            fn to_bits_u64(self) -> u64 {
                self.to_bits().into()
            }
            fn from_bits_u64(bits: u64) -> Self {
                half::$type::from_bits(bits as u16)
            }
        }
    };
}
#[cfg(feature = "half")]
half_type!(f16, 11, -14, 15);
#[cfg(feature = "half")]
half_type!(bf16, 8, -126, 127);
