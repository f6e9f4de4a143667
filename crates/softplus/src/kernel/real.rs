//! Real numbers in lanes, as the family's formulas are written: each formula once, for every precision.

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{middle, narrow, wide};
use crate::{
    lanes::Doubles,
    num::double_double::{self, fast_two_sum, two_sum},
};

/// Real numbers to some precision.
pub trait Real<L: Doubles>:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// A bound of a formula's error, as a part of its [`Estimate::magnitude`].
    const ERROR: f64;
    /// Whether the results may be subnormal doubles, so that their intermediate values must be lifted.
    const LIFTS: bool;
    /// What the error of ln|1−e^t| may be where |t| is below 1, in units of [`Real::ERROR`] times one more than its size.
    const COMPLEMENT: f64;
    /// A relative difference that lies beyond [`Real::ERROR`] and decides no rounding but that of a tie.
    const NUDGE: f64;

    /// The number itself.
    fn exact(x: L) -> Self;
    /// a + b.
    fn sum(a: L, b: L) -> Self;
    /// a·b, for results that are far from subnormal.
    fn product(a: L, b: L) -> Self;
    /// The nearest double.
    fn head(self) -> L;
    /// In two parts, of which the first is the nearest double.
    fn parts(self) -> (L, L);
    /// self·factor for powers of two.
    fn times(self, power: L) -> Self;
    /// `yes` where the mask holds, else `no`.
    fn select(mask: L::Mask, yes: Self, no: Self) -> Self;

    /// e^self·lift for −300 ≤ self ≤ 100, or from −800 on where a power of two lifts the result above 2^−900.
    fn exp(self, lift: L) -> Self;
    /// 1 − e^self for −300 ≤ self ≤ 100, in two parts from −380 on.
    fn one_minus_exp(self) -> Self;
    /// ln(1+self) for 0 ≤ self ≤ 1.
    fn log1p(self) -> Self;
    /// k·ln 2 for integers |k| < 2^11.
    fn ln2_times(k: L) -> Self;
}

/// Plain doubles, for results of at most 24 bits.
#[derive(Debug, Clone, Copy)]
pub struct Plain<L>(pub(crate) L);

/// Double-double numbers, for results of 53 bits: with the exponential and the logarithm of `middle`, or with those of
/// `wide`.
#[derive(Debug, Clone, Copy)]
pub struct Twofold<L, const WIDE: bool>(L, L);

/// An operator in plain doubles.
macro_rules! plain {
    ($trait:ident, $method:ident, $symbol:tt) => {
        impl<L: Doubles> $trait for Plain<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0 $symbol other.0)
            }
        }
    };
}
plain!(Add, add, +);
plain!(Sub, sub, -);
plain!(Mul, mul, *);
plain!(Div, div, /);

impl<L: Doubles> Neg for Plain<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0 * -1.0)
    }
}

impl<L: Doubles> Real<L> for Plain<L> {
    const ERROR: f64 = power_of_two(-43);
    const LIFTS: bool = false;
    const COMPLEMENT: f64 = 8.0;
    const NUDGE: f64 = power_of_two(-35);

    #[inline(always)]
    fn exact(x: L) -> Self {
        Self(x)
    }
    #[inline(always)]
    fn sum(a: L, b: L) -> Self {
        Self(a + b)
    }
    #[inline(always)]
    fn product(a: L, b: L) -> Self {
        Self(a * b)
    }
    #[inline(always)]
    fn head(self) -> L {
        self.0
    }
    #[inline(always)]
    fn parts(self) -> (L, L) {
        (self.0, self.0.splat(0.0))
    }
    #[inline(always)]
    fn times(self, power: L) -> Self {
        Self(self.0 * power)
    }
    #[inline(always)]
    fn select(mask: L::Mask, yes: Self, no: Self) -> Self {
        Self(L::select(mask, yes.0, no.0))
    }
    #[inline(always)]
    fn exp(self, _: L) -> Self {
        Self(narrow::exp(self.0))
    }
    #[inline(always)]
    fn one_minus_exp(self) -> Self {
        Self(narrow::one_minus_exp(self.0))
    }
    #[inline(always)]
    fn log1p(self) -> Self {
        Self(narrow::log1p(self.0))
    }
    #[inline(always)]
    fn ln2_times(k: L) -> Self {
        Self(narrow::ln2_times(k))
    }
}

impl<L: Doubles, const WIDE: bool> Add for Twofold<L, WIDE> {
    type Output = Self;
    /// Error below 2^−104 of the larger.
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (sum, error) = two_sum(self.0, other.0);
        Self::normalized(sum, error + (self.1 + other.1))
    }
}

impl<L: Doubles, const WIDE: bool> Sub for Twofold<L, WIDE> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<L: Doubles, const WIDE: bool> Mul for Twofold<L, WIDE> {
    type Output = Self;
    /// Relative error below 2^−99.
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let (product, low) = double_double::mul((self.0, self.1), (other.0, other.1));
        Self::normalized(product, low)
    }
}

impl<L: Doubles, const WIDE: bool> Div for Twofold<L, WIDE> {
    type Output = Self;
    /// Relative error below 2^−99: a quotient to 2^−51, and that of what it leaves.
    #[inline(always)]
    fn div(self, divisor: Self) -> Self {
        let reciprocal = divisor.0.splat(1.0) / divisor.0;
        let quotient = self.0 * reciprocal;
        let (product, error) = quotient.two_prod(divisor.0);
        let left = ((self.0 - product) - error) + (self.1 - quotient * divisor.1);
        Self::normalized(quotient, left * reciprocal)
    }
}

impl<L: Doubles, const WIDE: bool> Neg for Twofold<L, WIDE> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0 * -1.0, self.1 * -1.0)
    }
}

impl<L: Doubles, const WIDE: bool> Twofold<L, WIDE> {
    #[inline(always)]
    fn normalized(high: L, low: L) -> Self {
        let (high, low) = fast_two_sum(high, low);
        Self(high, low)
    }
}

impl<L: Doubles, const WIDE: bool> Real<L> for Twofold<L, WIDE> {
    const ERROR: f64 = power_of_two(if WIDE { -90 } else { -64 });
    const LIFTS: bool = true;
    const COMPLEMENT: f64 = 4.0;
    const NUDGE: f64 = power_of_two(-58);

    #[inline(always)]
    fn exact(x: L) -> Self {
        Self(x, x.splat(0.0))
    }
    #[inline(always)]
    fn sum(a: L, b: L) -> Self {
        let (sum, error) = two_sum(a, b);
        Self(sum, error)
    }
    #[inline(always)]
    fn product(a: L, b: L) -> Self {
        let (product, error) = a.two_prod(b);
        Self(product, error)
    }
    #[inline(always)]
    fn head(self) -> L {
        self.0
    }
    #[inline(always)]
    fn parts(self) -> (L, L) {
        (self.0, self.1)
    }
    #[inline(always)]
    fn times(self, power: L) -> Self {
        Self(self.0 * power, self.1 * power)
    }
    #[inline(always)]
    fn select(mask: L::Mask, yes: Self, no: Self) -> Self {
        Self(L::select(mask, yes.0, no.0), L::select(mask, yes.1, no.1))
    }
    #[inline(always)]
    fn exp(self, lift: L) -> Self {
        let t = (self.0, self.1);
        let (high, low) = if WIDE { wide::exp(t, lift) } else { middle::exp(t, lift) };
        Self(high, low)
    }
    #[inline(always)]
    fn one_minus_exp(self) -> Self {
        let t = (self.0, self.1);
        let (high, low) = if WIDE { wide::one_minus_exp(t) } else { middle::one_minus_exp(t) };
        Self::normalized(high, low)
    }
    #[inline(always)]
    fn log1p(self) -> Self {
        let u = (self.0, self.1);
        let (high, low) = if WIDE { wide::log1p(u) } else { middle::log1p(u) };
        Self::normalized(high, low)
    }
    #[inline(always)]
    fn ln2_times(k: L) -> Self {
        let (high, low) = wide::ln2_times(k);
        Self(high, low)
    }
}

/// What a formula gives: value·scale with an error of [`Real::ERROR`] times magnitude·scale.
///
/// `scale` is 1, or a power of two in lanes whose value may be subnormal (see [`Scaled`](super::Scaled)). An infinite
/// magnitude says that the formula does not hold for the input.
#[derive(Debug, Clone, Copy)]
pub struct Estimate<L, R> {
    pub(crate) value: R,
    pub(crate) magnitude: L,
    pub(crate) scale: L,
}

impl<L: Doubles, R: Real<L>> Estimate<L, R> {
    /// A value whose error is relative to it.
    #[inline(always)]
    pub(crate) fn relative(value: R) -> Self {
        let magnitude = value.head().abs();
        Self { value, magnitude, scale: magnitude.splat(1.0) }
    }

    /// Times a power of two.
    #[inline(always)]
    pub(crate) fn scaled(self, scale: L) -> Self {
        Self { scale, ..self }
    }

    /// With this magnitude.
    #[inline(always)]
    pub(crate) fn of(self, magnitude: L) -> Self {
        Self { magnitude, ..self }
    }

    /// Only where the number is above 2^k.
    #[inline(always)]
    pub(crate) fn above(self, k: i32, number: L) -> Self {
        self.only(number.splat(power_of_two(k)).lt(number))
    }

    /// Only where the number is below 2^k.
    #[inline(always)]
    pub(crate) fn below(self, k: i32, number: L) -> Self {
        self.only(number.lt(number.splat(power_of_two(k))))
    }

    /// Only where the value's sign is certain: else it might round to a zero of either sign.
    #[inline(always)]
    pub(crate) fn signed(self) -> Self {
        self.only((self.magnitude * R::ERROR).lt(self.value.head().abs()))
    }

    /// Only where the mask holds.
    #[inline(always)]
    pub(crate) fn only(self, mask: L::Mask) -> Self {
        let none = self.magnitude.splat(f64::INFINITY);
        Self { magnitude: L::select(mask, self.magnitude, none), ..self }
    }
}

/// 2^k for a normal result.
pub(crate) const fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}
