//! Eight lanes on x86-64 with AVX-512.
//!
//! Soundness: a [`Token`] exists only on a CPU with these features, an [`Avx512`] is made only from a token or from
//! another, so each intrinsic below may run. "`SAFETY`: proof" refers to this.

use core::{
    arch::x86_64::{
        __m512d, __m512i, __mmask8, _CMP_LT_OQ, _mm_cvtsi32_si128, _mm256_loadu_ps, _mm256_storeu_ps,
        _mm512_abs_pd, _mm512_add_epi64, _mm512_add_pd, _mm512_and_si512, _mm512_castpd_si512,
        _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_cvtpd_ps, _mm512_cvtps_pd, _mm512_fmadd_pd,
        _mm512_fmsub_pd, _mm512_i64gather_pd, _mm512_loadu_pd, _mm512_mask_blend_pd, _mm512_mul_pd,
        _mm512_permutex2var_pd, _mm512_set1_epi64, _mm512_set1_pd, _mm512_sll_epi64, _mm512_storeu_pd,
        _mm512_sub_pd,
    },
    ops::{Add, Mul, Sub},
};

use super::{Lanes, Task};

/// Proof that the CPU has AVX-512F and that the operating system saves its registers.
#[derive(Debug, Clone, Copy)]
pub struct Token(());

impl Token {
    /// The proof, if there is one. The answer is cached by the standard library.
    #[inline]
    pub fn detect() -> Option<Self> {
        #[cfg(feature = "std")]
        let present = std::arch::is_x86_feature_detected!("avx512f");
        #[cfg(not(feature = "std"))]
        let present = cfg!(target_feature = "avx512f");
        present.then_some(Self(()))
    }
}

/// Runs the task compiled for this backend.
pub fn enter<K: Task>(task: K, token: Token) {
    #[target_feature(enable = "avx512f")]
    fn with_features<K: Task>(task: K, token: Token) {
        task.run::<Avx512>(token);
    }
    // SAFETY: the token proves the feature.
    unsafe { with_features(task, token) }
}

/// A vector of eight doubles.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(__m512d);

macro_rules! operator {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for Avx512 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $intrinsic(self.0, other.0) })
            }
        }
        impl $trait<f64> for Avx512 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.$method(self.splat(other))
            }
        }
    };
}
operator!(Add, add, _mm512_add_pd);
operator!(Sub, sub, _mm512_sub_pd);
operator!(Mul, mul, _mm512_mul_pd);

impl Lanes for Avx512 {
    type Token = Token;
    type Mask = __mmask8;
    const COUNT: usize = 8;

    #[inline(always)]
    fn load(_: Token, xs: &[f64]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: eight elements may be read; proof.
        Self(unsafe { _mm512_loadu_pd(xs.as_ptr()) })
    }
    #[inline(always)]
    fn load_f32(_: Token, xs: &[f32]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: eight elements may be read; proof.
        let narrow = unsafe { _mm256_loadu_ps(xs.as_ptr()) };
        // SAFETY: proof.
        Self(unsafe { _mm512_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn store(self, out: &mut [f64]) {
        let out = &mut out[..Self::COUNT];
        // SAFETY: eight elements may be written; proof.
        unsafe { _mm512_storeu_pd(out.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        let out = &mut out[..Self::COUNT];
        // SAFETY: proof.
        let narrow = unsafe { _mm512_cvtpd_ps(self.0) };
        // SAFETY: eight elements may be written; proof.
        unsafe { _mm256_storeu_ps(out.as_mut_ptr(), narrow) }
    }
    #[inline(always)]
    fn splat(self, value: f64) -> Self {
        // SAFETY: proof.
        Self(unsafe { _mm512_set1_pd(value) })
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        // SAFETY: proof.
        Self(unsafe { _mm512_fmadd_pd(self.0, b.0, c.0) })
    }
    #[inline(always)]
    fn two_prod(self, b: Self) -> (Self, Self) {
        let product = self * b;
        // SAFETY: proof.
        (product, Self(unsafe { _mm512_fmsub_pd(self.0, b.0, product.0) }))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: proof.
        Self(unsafe { _mm512_abs_pd(self.0) })
    }
    #[inline(always)]
    fn lt(self, other: Self) -> __mmask8 {
        // SAFETY: proof.
        unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, other.0) }
    }
    #[inline(always)]
    fn select(mask: __mmask8, yes: Self, no: Self) -> Self {
        // SAFETY: proof.
        Self(unsafe { _mm512_mask_blend_pd(mask, no.0, yes.0) })
    }
    #[inline(always)]
    fn binade(self) -> Self {
        self.bits().and(0x7ff << 52).lanes()
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        let exponent = biased.bits().shift_left(52 - STEP_BITS).and(-1 << 52);
        self.bits().add(exponent).lanes()
    }
    #[inline(always)]
    fn lookup<const N: usize>(self, table: &'static [f64; N]) -> Self {
        const { assert!(N.is_power_of_two()) };
        if N == 2 * Self::COUNT {
            let (low, high) = (Self::load(Token(()), table), Self::load(Token(()), &table[Self::COUNT..]));
            // SAFETY: proof. The instruction reads the low four bits of each index.
            return Self(unsafe { _mm512_permutex2var_pd(low.0, self.bits().0, high.0) });
        }
        let index = self.bits().and(N as i64 - 1).0;
        // SAFETY: every index is below N; proof.
        Self(unsafe { _mm512_i64gather_pd::<8>(index, table.as_ptr()) })
    }
}

impl Avx512 {
    #[inline(always)]
    fn bits(self) -> Bits {
        // SAFETY: proof.
        Bits(unsafe { _mm512_castpd_si512(self.0) })
    }
}

/// The lanes' encodings.
#[derive(Clone, Copy)]
struct Bits(__m512i);

impl Bits {
    #[inline(always)]
    fn and(self, mask: i64) -> Self {
        // SAFETY: proof.
        let mask = unsafe { _mm512_set1_epi64(mask) };
        // SAFETY: proof.
        Self(unsafe { _mm512_and_si512(self.0, mask) })
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: proof.
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }
    #[inline(always)]
    fn shift_left(self, count: u32) -> Self {
        // SAFETY: proof.
        let count = unsafe { _mm_cvtsi32_si128(count as i32) };
        // SAFETY: proof.
        Self(unsafe { _mm512_sll_epi64(self.0, count) })
    }
    #[inline(always)]
    fn lanes(self) -> Avx512 {
        // SAFETY: proof.
        Avx512(unsafe { _mm512_castsi512_pd(self.0) })
    }
}
