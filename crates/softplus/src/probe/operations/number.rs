//! Arithmetic on single numbers, for the expected results.

use core::ops::{Add, Mul, Sub};

use crate::lanes::Element;

/// What the expected results need.
pub(super) trait Number:
    Element + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self>
{
    /// Zeros, infinities, NaNs, the largest and the smallest, and some others.
    const SPECIAL: [Self; 18];
    /// Digits of the significand.
    const DIGITS: u32;
    /// The bits, with one encoding for all NaNs.
    fn encoding(self) -> u64;
    /// |self| by its encoding.
    fn magnitude(self) -> Self;
    /// self·b + c with one rounding, where that can be had.
    fn fused(self, b: Self, c: Self) -> Option<Self>;
    /// An integer, exactly.
    fn to_integer(self) -> i128;
    /// The nearest number.
    fn nearest(integer: i128) -> Self;
}

macro_rules! number {
    ($type:ident, $bits:ident) => {
        impl Number for $type {
            const SPECIAL: [Self; 18] = [
                0.0,
                -0.0,
                1.0,
                -1.0,
                $type::INFINITY,
                $type::NEG_INFINITY,
                $type::NAN,
                -$type::NAN,
                $type::MAX,
                $type::MIN,
                $type::MIN_POSITIVE,
                $type::from_bits(1),
                -$type::from_bits(3),
                0.1,
                -7.3,
                1.0 + $type::EPSILON,
                -2.0 + $type::EPSILON,
                15.7,
            ];
            const DIGITS: u32 = $type::MANTISSA_DIGITS;
            fn encoding(self) -> u64 {
                if self.is_nan() { u64::MAX } else { self.to_bits().into() }
            }
            fn magnitude(self) -> Self {
                Self::from_bits(self.to_bits() & ($bits::MAX >> 1))
            }
            fn fused(self, b: Self, c: Self) -> Option<Self> {
                #[cfg(feature = "std")]
                return Some(self.mul_add(b, c));
                #[cfg(not(feature = "std"))]
                return {
                    let _ = (b, c);
                    None
                };
            }
            fn to_integer(self) -> i128 {
                self as i128
            }
            fn nearest(integer: i128) -> Self {
                integer as Self
            }
        }
    };
}
number!(f32, u32);
number!(f64, u64);
