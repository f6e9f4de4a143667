//! What the kernels need from a CPU: a vector of doubles. No mathematics here.
//!
//! A backend is a type that implements [`Lanes`]; its values are the proof that the CPU has its instructions, because
//! the first one can only be made from a [`Lanes::Token`]. [`dispatch`] chooses the backend once for each slice.

use core::ops::{Add, BitAnd, Mul, Sub};

#[cfg(target_arch = "x86_64")]
mod avx512;
mod one;

pub use one::One;

/// The largest [`Lanes::COUNT`] of any backend, for buffers on the stack.
pub const MAX_COUNT: usize = 8;

/// 1.5·2^52: adding it to a double below 2^51 rounds that to an integer, which then stands in the low bits.
pub const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// A vector of doubles. All operations are those of IEEE 754 in every lane, with no exception for subnormals.
pub trait Lanes:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// Proof that the CPU has the backend's instructions.
    type Token: Copy;
    /// One truth value for each lane.
    type Mask: Mask;
    /// How many lanes.
    const COUNT: usize;

    /// The first `COUNT` elements. Panics if there are fewer, as do the three functions below.
    fn load(token: Self::Token, xs: &[f64]) -> Self;
    /// The first `COUNT` elements, widened.
    fn load_f32(token: Self::Token, xs: &[f32]) -> Self;
    /// Into the first `COUNT` elements.
    fn store(self, out: &mut [f64]);
    /// Into the first `COUNT` elements, narrowed; each lane is an f32 (or NaN) already, so that this is exact.
    fn store_f32(self, out: &mut [f32]);

    /// `value` in every lane.
    fn splat(self, value: f64) -> Self;
    /// self·b + c with one rounding or with two, whichever is fast.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// (p, e) with p = fl(self·b) and p + e = self·b exactly, barring underflow.
    fn two_prod(self, b: Self) -> (Self, Self);
    /// |self|.
    fn abs(self) -> Self;
    /// self < other; false for NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// 2^e for self in ±[2^e, 2^(e+1)), 0 for subnormals, infinity for infinity and NaN.
    fn binade(self) -> Self;
    /// self·2^⌊k/2^s⌋ with s = `STEP_BITS`, for `biased` = k + [`ROUNDER`]; self and the result must be normal.
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self;
    /// `table[k mod N]` for self = k + [`ROUNDER`]; N is a power of two.
    fn lookup<const N: usize>(self, table: &'static [f64; N]) -> Self;
}

/// The truth values of a vector's lanes.
pub trait Mask: Copy + BitAnd<Output = Self> {
    /// Lane i in bit i.
    fn bits(self) -> u32;
}

impl Mask for bool {
    #[inline(always)]
    fn bits(self) -> u32 {
        self.into()
    }
}

impl Mask for u8 {
    #[inline(always)]
    fn bits(self) -> u32 {
        self.into()
    }
}

/// Work that is generic over the backend.
pub trait Task {
    /// Does the work with `L`.
    fn run<L: Lanes>(self, token: L::Token);
}

/// Runs `task` with the widest backend that this CPU has.
pub fn dispatch<K: Task>(task: K) {
    #[cfg(target_arch = "x86_64")]
    if let Some(token) = avx512::Token::detect() {
        return avx512::enter(task, token);
    }
    task.run::<One>(());
}
