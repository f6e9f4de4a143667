//! AVX-512 (F and DQ): sixteen singles, eight doubles, a permutation of two registers as a table of 32 singles.

use core::arch::x86_64::{
    __m256d, __m512, __m512d, __m512i, __mmask8, __mmask16, _CMP_LT_OQ, _CMP_NEQ_UQ, _MM_FROUND_NO_EXC,
    _MM_FROUND_TO_NEG_INF, _MM_FROUND_TO_POS_INF, _mm_cvtsi32_si128, _mm256_loadu_pd, _mm256_loadu_ps,
    _mm256_storeu_ps, _mm512_abs_pd, _mm512_abs_ps, _mm512_add_epi32, _mm512_add_epi64, _mm512_add_pd,
    _mm512_add_ps, _mm512_add_round_ps, _mm512_and_si512, _mm512_castpd_si512, _mm512_castpd256_pd512,
    _mm512_castps_si512, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_cmp_ps_mask,
    _mm512_cmplt_epu32_mask, _mm512_cvtpd_ps, _mm512_cvtps_pd, _mm512_div_pd, _mm512_fmadd_pd,
    _mm512_fmadd_ps, _mm512_fmadd_round_ps, _mm512_fmsub_pd, _mm512_fmsub_ps, _mm512_i64gather_pd,
    _mm512_insertf64x4, _mm512_loadu_pd, _mm512_loadu_ps, _mm512_mask_blend_pd, _mm512_mask_blend_ps,
    _mm512_max_pd, _mm512_max_ps, _mm512_min_epi32, _mm512_min_pd, _mm512_min_ps, _mm512_mul_pd,
    _mm512_mul_ps, _mm512_permutex2var_pd, _mm512_permutex2var_ps, _mm512_range_ps, _mm512_set1_epi32,
    _mm512_set1_epi64, _mm512_set1_pd, _mm512_set1_ps, _mm512_shuffle_f64x2, _mm512_sll_epi64,
    _mm512_srl_epi64, _mm512_storeu_pd, _mm512_storeu_ps, _mm512_storeu_si512, _mm512_sub_pd, _mm512_sub_ps,
    _mm512_unpackhi_pd, _mm512_unpacklo_pd,
};
#[cfg(feature = "half")]
use core::arch::x86_64::{
    __m256i, _mm256_loadu_si256, _mm256_storeu_si256, _mm512_castsi512_ps, _mm512_cvtepi32_epi16,
    _mm512_cvtepu16_epi32, _mm512_cvtph_ps, _mm512_cvtps_ph, _mm512_slli_epi32, _mm512_srli_epi32,
};

use super::token;
use crate::lanes::{
    Arithmetic, Backend, Doubles, Lanes, PairDouble, PairSingle, ROUNDER, Singles, Task,
    gather::{Rows, Table},
    patterns::{common, fused, vector},
};

/// Vectors of 512 bits.
#[derive(Debug, Clone, Copy)]
pub struct Avx512;

impl Backend for Avx512 {
    type Token = Token;
    type Single = F32x16;
    type Half = PairSingle<F32x16, 16>;
    type Double = F64x8;
    type Settling = PairDouble<PairDouble<F64x8, 8>, 16>;

    // Said here, because a function with `target_feature` does not take it.
    #[inline(never)]
    fn enter<K: Task>(token: Token, task: K) -> K::Output {
        // SAFETY: the token proves the features.
        unsafe { with_features(task, token) }
    }
}

token!(Avx512, "avx512f,avx512dq,popcnt,bmi1,bmi2", "avx512f", "avx512dq", "popcnt", "bmi1", "bmi2");
vector!("Eight doubles.", F64x8, __m512d, f64, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd);
vector!(operator F64x8, f64, Div, div, _mm512_div_pd);
vector!("Sixteen singles.", F32x16, __m512, f32, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps);

/// The parts of [`Lanes`] that differ from the other widths, where masks are registers of their own.
macro_rules! masked {
    ($mask:ident, $abs:ident, $cmp:ident, $blend:ident) => {
        type Mask = $mask;

        #[inline(always)]
        fn token(self) -> Token {
            Token(())
        }
        #[inline(always)]
        fn abs(self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $abs(self.0) })
        }
        #[inline(always)]
        fn lt(self, other: Self) -> $mask {
            // SAFETY: proof.
            unsafe { $cmp::<_CMP_LT_OQ>(self.0, other.0) }
        }
        #[inline(always)]
        fn ne(self, other: Self) -> $mask {
            // SAFETY: proof.
            unsafe { $cmp::<_CMP_NEQ_UQ>(self.0, other.0) }
        }
        #[inline(always)]
        fn select(mask: $mask, yes: Self, no: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $blend(mask, no.0, yes.0) })
        }
    };
}

impl Lanes for F64x8 {
    common!(Token, f64, 8, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_set1_pd, _mm512_max_pd, _mm512_min_pd);
    fused!(_mm512_fmadd_pd, _mm512_fmsub_pd);
    masked!(__mmask8, _mm512_abs_pd, _mm512_cmp_pd_mask, _mm512_mask_blend_pd);
}

impl Lanes for F32x16 {
    common!(Token, f32, 16, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, _mm512_max_ps, _mm512_min_ps);
    fused!(_mm512_fmadd_ps, _mm512_fmsub_ps);
    masked!(__mmask16, _mm512_abs_ps, _mm512_cmp_ps_mask, _mm512_mask_blend_ps);
}

/// A sum and a multiply-add in another rounding mode than the CPU's.
macro_rules! directed {
    ($add:ident, $mul_add:ident, $mode:ident) => {
        #[inline(always)]
        fn $add(self, other: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { _mm512_add_round_ps::<{ $mode | _MM_FROUND_NO_EXC }>(self.0, other.0) })
        }
        #[inline(always)]
        fn $mul_add(self, b: Self, c: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { _mm512_fmadd_round_ps::<{ $mode | _MM_FROUND_NO_EXC }>(self.0, b.0, c.0) })
        }
    };
}

impl Singles for F32x16 {
    const ARITHMETIC: Arithmetic = Arithmetic::Directed;

    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        // SAFETY: proof.
        let index = unsafe { _mm512_castps_si512(self.0) };
        let mut columns = [self; C];
        for (column, values) in columns.iter_mut().zip(&table.columns) {
            let (low, high) = (Self::load(self.token(), values), Self::load(self.token(), &values[16..]));
            // SAFETY: proof. The instruction reads the low five bits of each index.
            *column = Self(unsafe { _mm512_permutex2var_ps(low.0, index, high.0) });
        }
        columns
    }
    #[inline(always)]
    fn magnitude(self, limit: f32) -> Self {
        let limit = self.splat(limit);
        // SAFETY: proof. The instruction selects the smaller absolute value, and clears the sign.
        Self(unsafe { _mm512_range_ps::<0b1010>(self.0, limit.0) })
    }
    directed!(add_up, mul_add_up, _MM_FROUND_TO_POS_INF);
    directed!(add_down, mul_add_down, _MM_FROUND_TO_NEG_INF);
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> __mmask16 {
        // SAFETY: proof.
        let bits = unsafe { _mm512_castps_si512(self.0) };
        let shifted = add32(bits, splat32(distance + (1 << (DROPPED - 1))));
        // SAFETY: proof.
        let dropped = unsafe { _mm512_and_si512(shifted, splat32((1 << DROPPED) - 1)) };
        // SAFETY: proof.
        unsafe { _mm512_cmplt_epu32_mask(dropped, splat32(2 * distance)) }
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_f16(_: Token, xs: &[half::f16]) -> Self {
        let narrow = load16(&xs[..16]);
        // SAFETY: proof.
        Self(unsafe { _mm512_cvtph_ps(narrow) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_f16(self, out: &mut [half::f16]) {
        // SAFETY: proof.
        store16(&mut out[..16], unsafe { _mm512_cvtps_ph::<0>(self.0) });
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16(_: Token, xs: &[half::bf16]) -> Self {
        // SAFETY: proof.
        let wide = unsafe { _mm512_cvtepu16_epi32(load16(&xs[..16])) };
        // SAFETY: proof.
        let bits = unsafe { _mm512_slli_epi32::<16>(wide) };
        // SAFETY: proof.
        Self(unsafe { _mm512_castsi512_ps(bits) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        // SAFETY: proof.
        let bits = unsafe { _mm512_castps_si512(self.0) };
        // SAFETY: proof.
        let kept = unsafe { _mm512_srli_epi32::<16>(add32(bits, splat32(0x8000))) };
        // SAFETY: proof.
        store16(&mut out[..16], unsafe { _mm512_cvtepi32_epi16(kept) });
    }
}

impl Doubles for F64x8 {
    #[inline(always)]
    fn load_f32(_: Token, xs: &[f32]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: as many elements may be read; proof.
        let narrow = unsafe { _mm256_loadu_ps(xs.as_ptr()) };
        // SAFETY: proof.
        Self(unsafe { _mm512_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        let out = &mut out[..Self::COUNT];
        // SAFETY: proof.
        let narrow = unsafe { _mm512_cvtpd_ps(self.0) };
        // SAFETY: as many elements may be written; proof.
        unsafe { _mm256_storeu_ps(out.as_mut_ptr(), narrow) }
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        // SAFETY: proof.
        let narrow = unsafe { _mm512_cvtpd_ps(self.0) };
        // SAFETY: proof.
        Self(unsafe { _mm512_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn binade(self) -> Self {
        self.bits().and(0x7ff << 52).lanes()
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        self.bits().shift_right(52).add(self.splat(ROUNDER).bits()).lanes()
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
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        let last = (R.next_power_of_two() - 1, R - 1);
        let indices = self.bits().and(last.0 as i64).at_most(last.1 as i32).to_array();
        let mut columns = [self; C];
        for (first, columns) in columns.chunks_mut(4).enumerate() {
            let quarter = |lane: usize| {
                // SAFETY: no index is above R − 1. With checks, f64 takes 5 % longer.
                let row = unsafe { rows.0.get_unchecked(indices[lane] as usize) };
                let values = &row[4 * first..4 * first + 4];
                // SAFETY: four elements may be read; proof.
                unsafe { _mm256_loadu_pd(values.as_ptr()) }
            };
            columns.copy_from_slice(
                &transpose([
                    pair(quarter(0), quarter(2)),
                    pair(quarter(1), quarter(3)),
                    pair(quarter(4), quarter(6)),
                    pair(quarter(5), quarter(7)),
                ])[..columns.len()],
            );
        }
        columns
    }
}

/// Both halves as one vector.
#[inline(always)]
fn pair(low: __m256d, high: __m256d) -> __m512d {
    // SAFETY: proof.
    let wide = unsafe { _mm512_castpd256_pd512(low) };
    // SAFETY: proof.
    unsafe { _mm512_insertf64x4::<1>(wide, high) }
}

/// Four columns of eight rows, from the quarters of rows 0|2, 1|3, 4|6, 5|7.
#[inline(always)]
fn transpose([r02, r13, r46, r57]: [__m512d; 4]) -> [F64x8; 4] {
    // SAFETY: proof.
    let even = [unsafe { _mm512_unpacklo_pd(r02, r13) }, unsafe { _mm512_unpacklo_pd(r46, r57) }];
    // SAFETY: proof.
    let odd = [unsafe { _mm512_unpackhi_pd(r02, r13) }, unsafe { _mm512_unpackhi_pd(r46, r57) }];
    // SAFETY: proof.
    let first = |[a, b]: [__m512d; 2]| F64x8(unsafe { _mm512_shuffle_f64x2::<0x88>(a, b) });
    // SAFETY: proof.
    let second = |[a, b]: [__m512d; 2]| F64x8(unsafe { _mm512_shuffle_f64x2::<0xdd>(a, b) });
    [first(even), first(odd), second(even), second(odd)]
}

#[inline(always)]
fn splat32(value: u32) -> __m512i {
    // SAFETY: proof.
    unsafe { _mm512_set1_epi32(value as i32) }
}

#[inline(always)]
fn add32(a: __m512i, b: __m512i) -> __m512i {
    // SAFETY: proof.
    unsafe { _mm512_add_epi32(a, b) }
}

/// Sixteen elements of sixteen bits.
#[cfg(feature = "half")]
#[inline(always)]
fn load16<H>(xs: &[H]) -> __m256i {
    const { assert!(size_of::<H>() == 2) };
    let xs = &xs[..16];
    // SAFETY: 32 bytes may be read; proof.
    unsafe { _mm256_loadu_si256(xs.as_ptr().cast()) }
}

/// Sixteen elements of sixteen bits; every bit pattern is one of H.
#[cfg(feature = "half")]
#[inline(always)]
fn store16<H>(out: &mut [H], values: __m256i) {
    const { assert!(size_of::<H>() == 2) };
    let out = &mut out[..16];
    // SAFETY: 32 bytes may be written; proof.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), values) }
}

impl F64x8 {
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
    /// The smaller of each and the limit, for values below 2^31.
    #[inline(always)]
    fn at_most(self, limit: i32) -> Self {
        // SAFETY: proof.
        let limit = unsafe { _mm512_set1_epi64(limit.into()) };
        // SAFETY: proof.
        Self(unsafe { _mm512_min_epi32(self.0, limit) })
    }
    #[inline(always)]
    fn to_array(self) -> [i64; 8] {
        let mut values = [0; 8];
        // SAFETY: eight elements may be written; proof.
        unsafe { _mm512_storeu_si512(values.as_mut_ptr().cast(), self.0) };
        values
    }
    #[inline(always)]
    fn shift_left(self, count: u32) -> Self {
        // SAFETY: proof.
        let count = unsafe { _mm_cvtsi32_si128(count as i32) };
        // SAFETY: proof.
        Self(unsafe { _mm512_sll_epi64(self.0, count) })
    }
    #[inline(always)]
    fn shift_right(self, count: u32) -> Self {
        // SAFETY: proof.
        let count = unsafe { _mm_cvtsi32_si128(count as i32) };
        // SAFETY: proof.
        Self(unsafe { _mm512_srl_epi64(self.0, count) })
    }
    #[inline(always)]
    fn lanes(self) -> F64x8 {
        // SAFETY: proof.
        F64x8(unsafe { _mm512_castsi512_pd(self.0) })
    }
}
