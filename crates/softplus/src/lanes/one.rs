//! One lane in plain Rust, for single values and for every CPU.

use core::ops::{Add, Div, Mul, Sub};

use super::{Doubles, Lanes, Singles, patterns::unconditional};

unconditional!("One value at a time.", One, OneSingle, OneDouble);

/// The first where the CPU has a fused multiply-add for certain, else the second. `mul_add` is not in core, and is a
/// slow library call where the CPU has no instruction for it.
#[cfg(all(
    feature = "std",
    any(target_feature = "fma", all(target_arch = "aarch64", target_feature = "neon"))
))]
macro_rules! fused {
    ($fused:expr, $unfused:expr) => {
        $fused
    };
}
#[cfg(not(all(
    feature = "std",
    any(target_feature = "fma", all(target_arch = "aarch64", target_feature = "neon"))
)))]
macro_rules! fused {
    ($fused:expr, $unfused:expr) => {
        $unfused
    };
}

macro_rules! operator {
    ($name:ident, $element:ident, $trait:ident, $method:ident, $symbol:tt) => {
        impl $trait for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0 $symbol other.0)
            }
        }
        impl $trait<$element> for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: $element) -> Self {
                Self(self.0 $symbol other)
            }
        }
    };
}

macro_rules! one_lane {
    ($name:ident, $element:ident, $($special:item)?) => {
        #[doc = concat!("A vector of one ", stringify!($element), ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub $element);

        operator!($name, $element, Add, add, +);
        operator!($name, $element, Sub, sub, -);
        operator!($name, $element, Mul, mul, *);

        impl Lanes for $name {
            type Element = $element;
            type Token = ();
            type Mask = bool;
            const COUNT: usize = 1;
            const FUSED: bool = fused!(true, false);

            #[inline(always)]
            fn token(self) {}
            #[inline(always)]
            fn load((): (), xs: &[$element]) -> Self {
                Self(xs[0])
            }
            #[inline(always)]
            fn store(self, out: &mut [$element]) {
                out[0] = self.0;
            }
            #[inline(always)]
            fn splat(self, value: $element) -> Self {
                Self(value)
            }
            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                fused!(Self(self.0.mul_add(b.0, c.0)), self * b + c)
            }
            #[inline(always)]
            fn two_prod(self, b: Self) -> (Self, Self) {
                fused!(
                    {
                        let product = self * b;
                        (product, Self(self.0.mul_add(b.0, -product.0)))
                    },
                    super::split_product(self, b)
                )
            }
            $($special)?
            #[inline(always)]
            fn abs(self) -> Self {
                Self(self.0.abs())
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self.0 < other.0
            }
            #[inline(always)]
            fn ne(self, other: Self) -> bool {
                self.0 != other.0
            }
            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
        }
    };
}
one_lane! {
    OneSingle,
    f32,
    // The product is exact in f64, and the sum's rounding there does not count.
    #[inline(always)]
    fn residue(self, b: Self, c: Self) -> Self {
        Self((f64::from(self.0) * f64::from(b.0) + f64::from(c.0)) as f32)
    }
}
one_lane!(OneDouble, f64,);
operator!(OneDouble, f64, Div, div, /);

impl Doubles for OneDouble {
    #[inline(always)]
    fn load_f32((): (), xs: &[f32]) -> Self {
        Self(xs[0].into())
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        out[0] = self.0 as f32;
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        Self(f64::from(self.0 as f32))
    }
    #[inline(always)]
    fn binade(self) -> Self {
        Self(f64::from_bits(self.0.to_bits() & 0x7ff << 52))
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        Self(f64::from_bits((self.0.to_bits() >> 52) + super::ROUNDER.to_bits()))
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        let exponent = biased.0.to_bits() << (52 - STEP_BITS) & !0 << 52;
        Self(f64::from_bits(self.0.to_bits().wrapping_add(exponent)))
    }
}

impl Singles for OneSingle {
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> bool {
        let shifted = self.0.to_bits().wrapping_add(distance + (1 << (DROPPED - 1)));
        shifted & ((1 << DROPPED) - 1) < 2 * distance
    }
}
