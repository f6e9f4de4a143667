//! One lane in plain Rust, for single values and for every CPU.

use core::ops::{Add, Mul, Sub};

use super::Lanes;

/// A vector of one double.
#[derive(Debug, Clone, Copy)]
pub struct One(pub f64);

macro_rules! operator {
    ($trait:ident, $method:ident, $symbol:tt) => {
        impl $trait for One {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0 $symbol other.0)
            }
        }
        impl $trait<f64> for One {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                Self(self.0 $symbol other)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);

impl Lanes for One {
    type Token = ();
    type Mask = bool;
    const COUNT: usize = 1;

    #[inline(always)]
    fn load((): (), xs: &[f64]) -> Self {
        Self(xs[0])
    }
    #[inline(always)]
    fn load_f32((): (), xs: &[f32]) -> Self {
        Self(xs[0].into())
    }
    #[inline(always)]
    fn store(self, out: &mut [f64]) {
        out[0] = self.0;
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        out[0] = self.0 as f32;
    }
    #[inline(always)]
    fn splat(self, value: f64) -> Self {
        Self(value)
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        // `f64::mul_add` is not in core, and is a slow library call where the CPU has no instruction for it.
        self * b + c
    }
    #[inline(always)]
    fn two_prod(self, b: Self) -> (Self, Self) {
        let product = self * b;
        let ((a_high, a_low), (b_high, b_low)) = (veltkamp(self), veltkamp(b));
        (product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self.0 < other.0
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn binade(self) -> Self {
        Self(f64::from_bits(self.0.to_bits() & 0x7ff << 52))
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        let exponent = biased.0.to_bits() << (52 - STEP_BITS) & !0 << 52;
        Self(f64::from_bits(self.0.to_bits().wrapping_add(exponent)))
    }
    #[inline(always)]
    fn lookup<const N: usize>(self, table: &'static [f64; N]) -> Self {
        const { assert!(N.is_power_of_two()) };
        Self(table[self.0.to_bits() as usize & (N - 1)])
    }
}

/// a = high + low with 26 bits each (Veltkamp's split), so that products of the halves are exact.
#[inline(always)]
fn veltkamp(a: One) -> (One, One) {
    let scaled = a * 134_217_729.0; // 2^27 + 1
    let high = scaled - (scaled - a);
    (high, a - high)
}
