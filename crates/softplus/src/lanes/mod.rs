//! What the kernels need from a CPU: vectors of doubles and of singles. No mathematics here.
//!
//! A [`Backend`] is a pair of vector types; their values are the proof that the CPU has its instructions, because the
//! first one can only be made from a [`Backend::Token`]. [`dispatch`] enters the backend of a [`Level`] once for each
//! slice.

use core::ops::{Add, BitAnd, BitOr, Div, Mul, Sub};

mod gather;
mod level;
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
mod neon;
mod one;
#[cfg(target_arch = "x86_64")]
mod pair;
mod patterns;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use gather::{ROW, Rows, Table};
pub use level::{Level, ParseLevelError, UnavailableLevel};
pub use one::{One, OneDouble};
#[cfg(target_arch = "x86_64")]
pub use pair::{PairDouble, PairSingle};

/// The largest [`Lanes::COUNT`] of any backend, for buffers on the stack.
pub const MAX_COUNT: usize = 32;

/// 1.5·2^52: adding it to a double below 2^51 rounds that to an integer, which then stands in the low bits.
pub const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The numbers in a vector: f32 or f64.
pub trait Element: Copy + Default + PartialOrd + From<f32> + 'static {
    /// 2^⌈digits/2⌉ + 1: splits a number into two halves whose products are exact (Veltkamp).
    const SPLITTER: Self;
    /// The low bits of the encoding.
    fn low_bits(self) -> usize;
}

impl Element for f32 {
    const SPLITTER: Self = 4097.0;
    #[inline(always)]
    fn low_bits(self) -> usize {
        self.to_bits() as usize
    }
}

impl Element for f64 {
    const SPLITTER: Self = 134_217_729.0;
    #[inline(always)]
    fn low_bits(self) -> usize {
        self.to_bits() as usize
    }
}

/// A vector of numbers. All operations are those of IEEE 754 in every lane, with no exception for subnormals.
pub trait Lanes:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Add<Self::Element, Output = Self>
    + Sub<Self::Element, Output = Self>
    + Mul<Self::Element, Output = Self>
{
    /// f32 or f64.
    type Element: Element;
    /// Proof that the CPU has the backend's instructions.
    type Token: Copy;
    /// One truth value for each lane.
    type Mask: Mask;
    /// How many lanes.
    const COUNT: usize;
    /// Whether [`Lanes::mul_add`] rounds once.
    const FUSED: bool;

    /// The proof that this value is.
    fn token(self) -> Self::Token;
    /// The first `COUNT` elements. Panics if there are fewer, as do the other loads and stores.
    fn load(token: Self::Token, xs: &[Self::Element]) -> Self;
    /// Into the first `COUNT` elements.
    fn store(self, out: &mut [Self::Element]);

    /// `value` in every lane.
    fn splat(self, value: Self::Element) -> Self;
    /// self·b + c with one rounding or with two, whichever is fast.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// |self|.
    fn abs(self) -> Self;
    /// self < other; false for NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// self ≠ other; true for NaN.
    fn ne(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// The larger of the two; `other` if one is NaN.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(other.lt(self), self, other)
    }
    /// The smaller of the two; `other` if one is NaN.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(self.lt(other), self, other)
    }
    /// (p, e) with p = fl(self·b) and p + e = self·b exactly, barring underflow.
    #[inline(always)]
    fn two_prod(self, b: Self) -> (Self, Self) {
        split_product(self, b)
    }
    /// self·b + c where that nearly cancels: the exact value, rounded once.
    #[inline(always)]
    fn residue(self, b: Self, c: Self) -> Self {
        let (product, error) = self.two_prod(b);
        (product + c) + error
    }
}

/// a = high + low, each with half of the digits, so that products of the halves are exact (Veltkamp's split).
#[inline(always)]
fn veltkamp<L: Lanes>(a: L) -> (L, L) {
    let scaled = a * L::Element::SPLITTER;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// a·b exactly, in two parts (Dekker).
#[inline(always)]
fn split_product<L: Lanes>(a: L, b: L) -> (L, L) {
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (veltkamp(a), veltkamp(b));
    (product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low)
}

/// A vector of doubles.
pub trait Doubles: Lanes<Element = f64> + Div<Output = Self> + Div<f64, Output = Self> {
    /// The first `COUNT` elements, widened.
    fn load_f32(token: Self::Token, xs: &[f32]) -> Self;
    /// Into the first `COUNT` elements, rounded to nearest.
    fn store_f32(self, out: &mut [f32]);
    /// Rounded to the nearest f32, ties to even, as a double.
    fn to_single(self) -> Self;
    /// 2^e for self in ±[2^e, 2^(e+1)), 0 for subnormals, infinity for infinity and NaN.
    fn binade(self) -> Self;
    /// [`ROUNDER`] + 1023 + e for a normal self in [2^e, 2^(e+1)).
    fn exponent_and_rounder(self) -> Self;
    /// e for a normal self in [2^e, 2^(e+1)).
    #[inline(always)]
    fn exponent(self) -> Self {
        self.exponent_and_rounder() - (ROUNDER + 1023.0)
    }
    /// self·2^⌊k/2^s⌋ with s = `STEP_BITS`, for `biased` = k + [`ROUNDER`]; self and the result must be normal.
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self;
    /// `table[k mod N]` for self = k + [`ROUNDER`]; N is a power of two.
    #[inline(always)]
    fn lookup<const N: usize>(self, table: &'static [f64; N]) -> Self {
        const { assert!(N.is_power_of_two()) };
        gather::lookup(self, table)
    }
    /// The columns of row k for self = k + a multiple of 1024 in units of the last place; of the last row if there is
    /// no such row.
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        gather::columns(self, rows)
    }
}

/// How singles are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// To nearest, in a multiply-add once, and upwards where a kernel wants that, at no cost.
    Directed,
    /// To nearest, in a multiply-add once.
    Fused,
    /// To nearest, in a multiply-add twice.
    Unfused,
}

impl Arithmetic {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Directed, Self::Fused, Self::Unfused];

    /// Its name: `"directed"`, `"fused"`, `"unfused"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Directed => "directed",
            Self::Fused => "fused",
            Self::Unfused => "unfused",
        }
    }
}

/// A vector of singles.
pub trait Singles: Lanes<Element = f32> {
    /// The columns of row k mod 32 for self = k + a multiple of 32 in units of the last place.
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        gather::columns(self, &table.rows)
    }
    /// The smaller of |self| and the limit, which is positive; the limit for NaN.
    #[inline(always)]
    fn magnitude(self, limit: f32) -> Self {
        self.abs().min(self.splat(limit))
    }
    /// How they round.
    const ARITHMETIC: Arithmetic = if Self::FUSED { Arithmetic::Fused } else { Arithmetic::Unfused };
    /// self + other, rounded up by [`Arithmetic::Directed`].
    #[inline(always)]
    fn add_up(self, other: Self) -> Self {
        self + other
    }
    /// self + other, rounded down by [`Arithmetic::Directed`].
    #[inline(always)]
    fn add_down(self, other: Self) -> Self {
        self + other
    }
    /// self·b + c, rounded up by [`Arithmetic::Directed`].
    #[inline(always)]
    fn mul_add_up(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
    /// self·b + c, rounded down by [`Arithmetic::Directed`].
    #[inline(always)]
    fn mul_add_down(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
    /// Where the bits that a significand shorter by `DROPPED` bits lacks lie within `distance` of half a unit.
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> Self::Mask;

    /// The first `COUNT` elements, widened.
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_f16(token: Self::Token, xs: &[half::f16]) -> Self {
        gather::load_half(token, xs, half::f16::to_f32)
    }
    /// The first `COUNT` elements, widened.
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16(token: Self::Token, xs: &[half::bf16]) -> Self {
        gather::load_half(token, xs, half::bf16::to_f32)
    }
    /// Into the first `COUNT` elements, rounded to nearest.
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_f16(self, out: &mut [half::f16]) {
        gather::store_half(self, out, half::f16::from_f32);
    }
    /// Into the first `COUNT` elements, rounded to nearest (a tie to either side). A NaN stays one if its low 16 bits
    /// are zeros.
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        gather::store_half(self, out, half::bf16::from_f32);
    }
}

/// The truth values of a vector's lanes.
pub trait Mask: Copy + BitAnd<Output = Self> + BitOr<Output = Self> {
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

impl Mask for u16 {
    #[inline(always)]
    fn bits(self) -> u32 {
        self.into()
    }
}

/// The vectors of one kind of CPU.
pub trait Backend {
    /// Proof that the CPU has the instructions.
    type Token: Copy;
    /// Its singles.
    type Single: Singles<Token = Self::Token>;
    /// Its singles for the halves, whose kernels need fewer registers.
    type Half: Singles<Token = Self::Token>;
    /// Its doubles.
    type Double: Doubles<Token = Self::Token>;
    /// Its doubles for the fast phase, whose chains are longer.
    type Settling: Doubles<Token = Self::Token>;
    /// Runs the task as a function of its own, compiled for this backend: a loop then has all registers.
    fn enter<K: Task>(token: Self::Token, task: K) -> K::Output;
}

/// Work that is generic over the backend.
pub trait Task {
    /// What it returns.
    type Output;
    /// Does the work with `B`.
    fn run<B: Backend>(self, token: B::Token) -> Self::Output;
}

/// Runs `task` on the backend of `level`, or with one lane if the CPU does not have it.
#[inline]
pub fn dispatch<K: Task>(level: Level, task: K) -> K::Output {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => {
            if let Some(token) = x86::avx512::Token::detect() {
                return x86::avx512::Avx512::enter(token, task);
            }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => {
            if let Some(token) = x86::avx2::Token::detect() {
                return x86::avx2::Avx2::enter(token, task);
            }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Sse2 => return x86::sse2::Sse2::enter((), task),
        #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
        Level::Neon => return neon::Neon::enter((), task),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Level::Simd128 => return wasm::Simd128::enter((), task),
        _ => {}
    }
    One::enter((), task)
}
