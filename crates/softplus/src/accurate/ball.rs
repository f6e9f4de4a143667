//! `Ball<N>`: a wide number with a bound of its error, so that a formula carries its own error budget.

use super::{exp, ln};
use crate::num::wide::Wide;

/// A true value within 2^error of `value`.
///
/// Every operation covers what its operands' errors can do, and its own roundings. Bounds are powers of two, rounded
/// up: an operation loses a bit or two of some two hundred.
#[derive(Debug, Clone, Copy)]
pub struct Ball<const N: usize> {
    pub(crate) value: Wide<N>,
    pub(crate) error: i32,
}

/// The error of an exact value: far below all others, and far from overflow.
const EXACT: i32 = i32::MIN / 4;

impl<const N: usize> Ball<N> {
    /// A number without error.
    pub(crate) const fn exact(value: Wide<N>) -> Self {
        Self { value, error: EXACT }
    }

    /// A small integer.
    pub(crate) fn integer(value: i32) -> Self {
        Self::exact(Wide::from_f64(value.into()))
    }

    /// ln 2.
    pub(crate) fn ln2() -> Self {
        Self::rounded(exp::ln2(), 1)
    }

    /// A value that was computed from an exact one with a relative error below 2^(bits−64·N).
    fn rounded(value: Wide<N>, bits: i32) -> Self {
        Self { value, error: if value.is_zero() { EXACT } else { value.exponent + bits - 64 * N as i32 } }
    }

    /// The same with a further error below 2^error.
    pub(crate) fn and(self, error: i32) -> Self {
        Self { error: either(self.error, error), ..self }
    }

    pub(crate) fn is_negative(self) -> bool {
        self.value.negative
    }

    pub(crate) fn is_zero(self) -> bool {
        self.value.is_zero()
    }

    /// e with |value| in [2^(e−1), 2^e).
    pub(crate) fn exponent(self) -> i32 {
        self.value.exponent
    }

    /// The value, or one of the same sign near 2^exponent where its magnitude is less.
    pub(crate) fn at_least(self, exponent: i32) -> Self {
        if self.value.exponent >= exponent {
            return self;
        }
        let least = Wide::from_f64(1.0).scale(exponent);
        Self::exact(Wide { negative: self.value.negative, ..least })
    }

    pub(crate) fn abs(self) -> Self {
        Self { value: self.value.abs(), ..self }
    }

    pub(crate) fn neg(self) -> Self {
        Self { value: self.value.neg(), ..self }
    }

    /// self · 2^k.
    pub(crate) fn scale(self, k: i32) -> Self {
        Self { value: self.value.scale(k), error: self.error + k }
    }

    pub(crate) fn add(self, other: Self) -> Self {
        let value = self.value.add(other.value);
        let exact = self.value.is_zero() || other.value.is_zero();
        // One unit of the larger operand, twice that where the sum carries.
        let unit = self.value.exponent.max(other.value.exponent) + 2 - 64 * N as i32;
        let inherited = either(self.error, other.error);
        Self { value, error: if exact { inherited } else { either(inherited, unit) } }
    }

    pub(crate) fn sub(self, other: Self) -> Self {
        self.add(other.neg())
    }

    pub(crate) fn mul(self, other: Self) -> Self {
        let crossed = either(self.value.exponent + other.error, other.value.exponent + self.error);
        Self::rounded(self.value.mul(other.value), 1).and(crossed).and(self.error + other.error)
    }

    /// self/divisor for a divisor of at least 1, in one pass.
    pub(crate) fn div_small(self, divisor: u32) -> Self {
        Self::rounded(self.value.div_small(divisor), 1).and(self.error - divisor.ilog2() as i32)
    }

    /// self/divisor, of which the error must be less than a quarter.
    pub(crate) fn div(self, divisor: Self) -> Self {
        self.mul(divisor.recip())
    }

    /// 1/self, of which the error must be less than a quarter: |1/a − 1/b| = |a − b|/|a·b| with |a| ≥ 2^(e−1) and
    /// |b| ≥ 2^(e−2).
    fn recip(self) -> Self {
        debug_assert!(self.error <= self.value.exponent - 3, "the divisor may be zero");
        Self::rounded(self.value.recip(), 4).and(self.error - 2 * self.value.exponent + 3)
    }

    /// The ends of the interval that holds the true value; one that is zero has the value's sign.
    pub(crate) fn ends(self) -> (Wide<N>, Wide<N>) {
        // Twice as far, for the sum's own rounding.
        let reach = Wide::from_f64(1.0).scale(self.error.max(self.value.exponent - 64 * N as i32) + 1);
        let signed =
            |end: Wide<N>| if end.is_zero() { Wide { negative: self.value.negative, ..end } } else { end };
        (signed(self.value.sub(reach)), signed(self.value.add(reach)))
    }

    /// e^self for |self| ≤ 2^13 and an error below 1/2: (e^δ − 1)·e^x ≤ 2δ·e^x.
    pub(crate) fn exp(self) -> Self {
        let value = exp::exp(self.value);
        Self::rounded(value, exp::error(self.value)).and(value.exponent + self.error + 1)
    }

    /// e^self − 1, likewise; a small value keeps its relative error.
    pub(crate) fn exp_m1(self) -> Self {
        let (value, error) = exp::exp_m1(self.value);
        let slope = (value.exponent.max(0) + 1) + self.error + 1;
        Self { value, error }.and(slope)
    }

    /// ln(1+self) for −1/2 ≤ self ≤ 1 with an error below 1/4, where the slope is at most 4.
    pub(crate) fn ln_1p(self) -> Self {
        Self::rounded(ln::ln_1p(self.value), ln::ERROR).and(self.error + 2)
    }

    /// ln self for a positive value whose error is less than a quarter of it.
    pub(crate) fn ln(self) -> Self {
        debug_assert!(!self.value.negative && self.error <= self.value.exponent - 3, "the value may be zero");
        let (value, error) = ln::ln(self.value);
        Self { value, error }.and(self.error - self.value.exponent + 3)
    }
}

/// A bound of the sum of two errors.
fn either(a: i32, b: i32) -> i32 {
    let (larger, smaller) = (a.max(b), a.min(b));
    if smaller <= EXACT / 2 { larger } else { larger + 1 }
}
