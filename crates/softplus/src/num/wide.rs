//! `Wide<N>`: a binary floating-point number with 64·N bits of significand, for the accurate phase.
//!
//! Every operation truncates: its result has a relative error below one unit in the last place, 2^(1−64·N), except
//! [`Wide::add`] of opposite signs, whose error is one unit of the *larger operand*. No allocation, no `unsafe`.

use core::cmp::Ordering;

/// (−1)^negative · 0.b₁b₂b₃… · 2^exponent with b₁ = 1, or zero when all limbs are zero.
///
/// `limbs[0]` is the least significant.
#[derive(Debug, Clone, Copy)]
pub struct Wide<const N: usize> {
    pub(crate) negative: bool,
    pub(crate) exponent: i32,
    pub(crate) limbs: [u64; N],
}

impl<const N: usize> Wide<N> {
    pub(crate) const ZERO: Self = Self { negative: false, exponent: 0, limbs: [0; N] };

    /// The value of a finite double (exact).
    pub(crate) fn from_f64(x: f64) -> Self {
        let bits = x.to_bits();
        let (biased, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
        let significand = if biased == 0 { fraction } else { fraction | 1 << 52 };
        let mut limbs = [0; N];
        limbs[N - 1] = significand;
        // The significand's last bit is worth 2^(max(biased, 1) − 1075).
        Self { negative: x.is_sign_negative(), exponent: biased.max(1) - 1075 + 64, limbs }.normalized()
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.limbs[N - 1] == 0
    }

    pub(crate) fn neg(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    pub(crate) fn abs(self) -> Self {
        Self { negative: false, ..self }
    }

    /// self · 2^k (exact).
    pub(crate) fn scale(self, k: i32) -> Self {
        Self { exponent: self.exponent + k, ..self }
    }

    fn normalized(mut self) -> Self {
        let Some(top) = self.limbs.iter().rposition(|&limb| limb != 0) else { return Self::ZERO };
        let shift = (N - 1 - top) as u32 * 64 + self.limbs[top].leading_zeros();
        self.limbs = shift_left(&self.limbs, shift);
        self.exponent -= shift as i32;
        self
    }

    pub(crate) fn add(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return if self.is_zero() { other } else { self };
        }
        let (large, small) = match self.compare_magnitude(&other) {
            Ordering::Less => (other, self),
            _ => (self, other),
        };
        let aligned = shift_right(&small.limbs, large.exponent.abs_diff(small.exponent));
        let mut result = large;
        if large.negative == small.negative {
            if add_limbs(&mut result.limbs, &aligned) {
                result.limbs = shift_right(&result.limbs, 1);
                result.limbs[N - 1] |= 1 << 63;
                result.exponent += 1;
            }
            result
        } else {
            sub_limbs(&mut result.limbs, &aligned);
            result.normalized()
        }
    }

    pub(crate) fn sub(self, other: Self) -> Self {
        self.add(other.neg())
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        self.exponent.cmp(&other.exponent).then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev()))
    }

    pub(crate) fn mul(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        // Schoolbook product by columns; the columns below N − 2 can only carry and are dropped: the loss is below
        // N·2^−64 units in the last place.
        let mut limbs = [0; N];
        let (mut low, mut high) = (0_u128, 0_u64);
        let mut below = 0;
        for column in N.saturating_sub(2)..2 * N {
            let first = (column + 1).saturating_sub(N);
            for i in first..N.min(column + 1) {
                let product = u128::from(self.limbs[i]) * u128::from(other.limbs[column - i]);
                let (sum, carry) = low.overflowing_add(product);
                low = sum;
                high += u64::from(carry);
            }
            if column >= N {
                limbs[column - N] = low as u64;
            } else {
                below = low as u64;
            }
            low = low >> 64 | u128::from(high) << 64;
            high = 0;
        }
        let mut exponent = self.exponent + other.exponent;
        if limbs[N - 1] >> 63 == 0 {
            limbs = shift_left(&limbs, 1);
            limbs[0] |= below >> 63;
            exponent -= 1;
        }
        Self { negative: self.negative != other.negative, exponent, limbs }
    }

    /// self / divisor for a small integer.
    pub(crate) fn div_small(mut self, divisor: u32) -> Self {
        // One limb of headroom would cost more than it gives: normalize first, so that at most 32 bits are lost to
        // the quotient's leading zeros, and give them back from the remainder.
        let divisor = u64::from(divisor);
        let mut remainder = 0;
        for limb in self.limbs.iter_mut().rev() {
            (*limb, remainder) = div_step(remainder, *limb, divisor);
        }
        let shift = self.limbs[N - 1].leading_zeros();
        if shift > 0 && !self.is_zero() {
            let (below, _) = div_step(remainder, 0, divisor);
            self.limbs = shift_left(&self.limbs, shift);
            self.limbs[0] |= below >> (64 - shift);
            self.exponent -= shift as i32;
        }
        self
    }

    /// 1/self by Newton's iteration. Relative error below 2^(4−64·N).
    pub(crate) fn recip(self) -> Self {
        let head = (self.limbs[N - 1] >> 11) as f64 * f64::from_bits((1023 - 53) << 52);
        let mut y = Self::from_f64(1.0 / head).scale(-self.exponent);
        y.negative = self.negative;
        let one = Self::from_f64(1.0);
        // 50 correct bits double with each step.
        let mut bits = 50;
        while bits < 64 * N {
            y = y.add(y.mul(one.sub(self.mul(y))));
            bits *= 2;
        }
        y
    }

    /// The nearest double, for choosing a reduction (not correctly rounded; the exponent must be in range).
    pub(crate) fn to_f64_approx(self) -> f64 {
        let head = (self.limbs[N - 1] >> 11) as f64 * f64::from_bits((1023 - 53) << 52);
        let scaled = head * f64::from_bits(((1023 + self.exponent) as u64) << 52);
        if self.negative { -scaled } else { scaled }
    }
}

/// (remainder·2^64 + limb) / divisor in two steps of 32 bits, which are plain 64-bit divisions.
fn div_step(remainder: u64, limb: u64, divisor: u64) -> (u64, u64) {
    let high = remainder << 32 | limb >> 32;
    let low = (high % divisor) << 32 | (limb & 0xffff_ffff);
    (((high / divisor) << 32) | (low / divisor), low % divisor)
}

/// Adds and returns the carry.
fn add_limbs<const N: usize>(a: &mut [u64; N], b: &[u64; N]) -> bool {
    let mut carry = false;
    for (x, &y) in a.iter_mut().zip(b) {
        let (sum, first) = x.overflowing_add(y);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        *x = sum;
        carry = first | second;
    }
    carry
}

/// Subtracts; `a` must not be below `b`.
fn sub_limbs<const N: usize>(a: &mut [u64; N], b: &[u64; N]) {
    let mut borrow = false;
    for (x, &y) in a.iter_mut().zip(b) {
        let (difference, first) = x.overflowing_sub(y);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        *x = difference;
        borrow = first | second;
    }
}

fn shift_left<const N: usize>(limbs: &[u64; N], shift: u32) -> [u64; N] {
    let (whole, bits) = ((shift / 64) as usize, shift % 64);
    core::array::from_fn(|i| {
        let at = |k: usize| if i >= k { limbs[i - k] } else { 0 };
        let high = at(whole) << bits;
        if bits == 0 { high } else { high | at(whole + 1) >> (64 - bits) }
    })
}

fn shift_right<const N: usize>(limbs: &[u64; N], shift: u32) -> [u64; N] {
    let (whole, bits) = ((shift / 64) as usize, shift % 64);
    core::array::from_fn(|i| {
        let at = |k: usize| limbs.get(i + k).copied().unwrap_or(0);
        let low = at(whole) >> bits;
        if bits == 0 { low } else { low | at(whole + 1) << (64 - bits) }
    })
}
