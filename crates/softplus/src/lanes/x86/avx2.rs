//! AVX2 with FMA: eight singles, four doubles.

use core::arch::x86_64::{
    __m128, __m128d, __m256, __m256d, __m256i, _CMP_LT_OQ, _CMP_NEQ_UQ, _mm_cvtsi32_si128, _mm_loadu_pd,
    _mm_loadu_ps, _mm_storeu_ps, _mm256_add_epi32, _mm256_add_epi64, _mm256_add_pd, _mm256_add_ps,
    _mm256_and_pd, _mm256_and_ps, _mm256_and_si256, _mm256_andnot_pd, _mm256_andnot_ps, _mm256_blendv_pd,
    _mm256_blendv_ps, _mm256_castpd_ps, _mm256_castpd_si256, _mm256_castpd128_pd256, _mm256_castps_pd,
    _mm256_castps_si256, _mm256_castps128_ps256, _mm256_castsi256_pd, _mm256_castsi256_ps, _mm256_cmp_pd,
    _mm256_cmp_ps, _mm256_cmpgt_epi32, _mm256_cvtpd_ps, _mm256_cvtps_pd, _mm256_div_pd, _mm256_fmadd_pd,
    _mm256_fmadd_ps, _mm256_fmsub_pd, _mm256_fmsub_ps, _mm256_insertf128_pd, _mm256_insertf128_ps,
    _mm256_loadu_pd, _mm256_loadu_ps, _mm256_max_pd, _mm256_max_ps, _mm256_min_pd, _mm256_min_ps,
    _mm256_movemask_pd, _mm256_movemask_ps, _mm256_mul_pd, _mm256_mul_ps, _mm256_mullo_epi32, _mm256_or_pd,
    _mm256_or_ps, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_set1_pd, _mm256_set1_ps, _mm256_sll_epi64,
    _mm256_srli_epi64, _mm256_storeu_pd, _mm256_storeu_ps, _mm256_storeu_si256, _mm256_sub_pd, _mm256_sub_ps,
    _mm256_unpackhi_pd, _mm256_unpackhi_ps, _mm256_unpacklo_pd, _mm256_unpacklo_ps,
};
#[cfg(feature = "half")]
use core::arch::x86_64::{
    __m128i, _mm_loadu_si128, _mm_storeu_si128, _mm256_castsi256_si128, _mm256_cvtepu16_epi32,
    _mm256_cvtph_ps, _mm256_cvtps_ph, _mm256_packus_epi32, _mm256_permute4x64_epi64, _mm256_slli_epi32,
    _mm256_srli_epi32,
};

use super::token;
use crate::lanes::{
    Backend, Doubles, Lanes, PairDouble, ROUNDER, Singles, Task,
    gather::{ROW, Rows, Table, indices},
    patterns::{common, fused, vector, vector_mask},
};

/// Vectors of 256 bits.
#[derive(Debug, Clone, Copy)]
pub struct Avx2;

impl Backend for Avx2 {
    type Token = Token;
    type Single = F32x8;
    type Half = F32x8;
    type Double = F64x4;
    type Settling = PairDouble<F64x4, 4>;

    // Said here, because a function with `target_feature` does not take it.
    #[inline(never)]
    fn enter<K: Task>(token: Token, task: K) -> K::Output {
        // SAFETY: the token proves the features.
        unsafe { with_features(task, token) }
    }
}

token!(Avx2, "avx2,fma,f16c,popcnt,bmi1,bmi2", "avx2", "fma", "f16c", "popcnt", "bmi1", "bmi2");
vector!("Four doubles.", F64x4, __m256d, f64, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd);
vector!(operator F64x4, f64, Div, div, _mm256_div_pd);
vector!("Eight singles.", F32x8, __m256, f32, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps);
vector_mask!(M64x4, __m256d, _mm256_and_pd, _mm256_or_pd, _mm256_movemask_pd);
vector_mask!(M32x8, __m256, _mm256_and_ps, _mm256_or_ps, _mm256_movemask_ps);

/// The parts of [`Lanes`] that differ from the other widths.
macro_rules! masked {
    ($mask:ident, $andnot:ident, $cmp:ident, $blend:ident) => {
        type Mask = $mask;

        #[inline(always)]
        fn token(self) -> Token {
            Token(())
        }
        #[inline(always)]
        fn abs(self) -> Self {
            let sign = self.splat(-0.0);
            // SAFETY: proof.
            Self(unsafe { $andnot(sign.0, self.0) })
        }
        #[inline(always)]
        fn lt(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $cmp::<_CMP_LT_OQ>(self.0, other.0) })
        }
        #[inline(always)]
        fn ne(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $cmp::<_CMP_NEQ_UQ>(self.0, other.0) })
        }
        #[inline(always)]
        fn select(mask: $mask, yes: Self, no: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $blend(no.0, yes.0, mask.0) })
        }
    };
}

impl Lanes for F64x4 {
    common!(Token, f64, 4, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_set1_pd, _mm256_max_pd, _mm256_min_pd);
    fused!(_mm256_fmadd_pd, _mm256_fmsub_pd);
    masked!(M64x4, _mm256_andnot_pd, _mm256_cmp_pd, _mm256_blendv_pd);
}

impl Lanes for F32x8 {
    common!(Token, f32, 8, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps, _mm256_max_ps, _mm256_min_ps);
    fused!(_mm256_fmadd_ps, _mm256_fmsub_ps);
    masked!(M32x8, _mm256_andnot_ps, _mm256_cmp_ps, _mm256_blendv_ps);
}

impl Doubles for F64x4 {
    #[inline(always)]
    fn load_f32(_: Token, xs: &[f32]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: as many elements may be read; proof.
        let narrow = unsafe { _mm_loadu_ps(xs.as_ptr()) };
        // SAFETY: proof.
        Self(unsafe { _mm256_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        let out = &mut out[..Self::COUNT];
        // SAFETY: proof.
        let narrow = unsafe { _mm256_cvtpd_ps(self.0) };
        // SAFETY: as many elements may be written; proof.
        unsafe { _mm_storeu_ps(out.as_mut_ptr(), narrow) }
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        // SAFETY: proof.
        let narrow = unsafe { _mm256_cvtpd_ps(self.0) };
        // SAFETY: proof.
        Self(unsafe { _mm256_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn binade(self) -> Self {
        from_bits(and(self.bits(), 0x7ff << 52))
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        // SAFETY: proof.
        let rounder = unsafe { _mm256_set1_epi64x(ROUNDER.to_bits() as i64) };
        // SAFETY: proof.
        let exponent = unsafe { _mm256_srli_epi64::<52>(self.bits()) };
        // SAFETY: proof.
        from_bits(unsafe { _mm256_add_epi64(exponent, rounder) })
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        // SAFETY: proof.
        let count = unsafe { _mm_cvtsi32_si128(52 - STEP_BITS as i32) };
        // SAFETY: proof.
        let exponent = and(unsafe { _mm256_sll_epi64(biased.bits(), count) }, -1 << 52);
        // SAFETY: proof.
        from_bits(unsafe { _mm256_add_epi64(self.bits(), exponent) })
    }
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        let indices = indices::<Self, R>(self);
        let mut columns = [self; C];
        for (first, columns) in columns.chunks_mut(2).enumerate() {
            let pair = |lane: usize| {
                let values = &rows.0[indices[lane]][2 * first..2 * first + 2];
                // SAFETY: two elements may be read; proof.
                unsafe { _mm_loadu_pd(values.as_ptr()) }
            };
            let (a, b) = (join_pd(pair(0), pair(2)), join_pd(pair(1), pair(3)));
            // SAFETY: proof.
            columns[0] = Self(unsafe { _mm256_unpacklo_pd(a, b) });
            if let Some(second) = columns.get_mut(1) {
                // SAFETY: proof.
                *second = Self(unsafe { _mm256_unpackhi_pd(a, b) });
            }
        }
        columns
    }
}

impl Singles for F32x8 {
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        const BYTES: u32 = (ROW * size_of::<f32>()) as u32;
        // The byte where each lane's row starts, two lanes at a time: one by one, scalars would take three times as long.
        // SAFETY: proof.
        let bits = unsafe { _mm256_castps_si256(self.0) };
        // SAFETY: proof.
        let rows = unsafe { _mm256_and_si256(bits, splat32(31)) };
        // SAFETY: proof.
        let starts = unsafe { _mm256_mullo_epi32(rows, splat32(BYTES)) };
        let mut pairs = [0_u64; 4];
        let into = pairs.as_mut_ptr().cast();
        // SAFETY: 32 bytes may be written; proof.
        unsafe { _mm256_storeu_si256(into, starts) };
        let start = |lane: usize| (pairs[lane / 2] >> (32 * (lane % 2))) as u32 as usize;
        let mut columns = [self; C];
        for (first, columns) in columns.chunks_mut(4).enumerate() {
            let quarter = |lane: usize| {
                // SAFETY: the row is one of 32, and has a quarter of this number.
                let at = unsafe { table.rows.0.as_ptr().byte_add(start(lane) + 16 * first) };
                // SAFETY: four elements may be read; proof.
                unsafe { _mm_loadu_ps(at.cast()) }
            };
            let half = |lane: usize| join_ps(quarter(lane), quarter(lane + 4));
            columns.copy_from_slice(&transpose([half(0), half(1), half(2), half(3)])[..columns.len()]);
        }
        columns
    }
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> M32x8 {
        // SAFETY: proof.
        let bits = unsafe { _mm256_castps_si256(self.0) };
        // SAFETY: proof.
        let shifted = unsafe { _mm256_add_epi32(bits, splat32(distance + (1 << (DROPPED - 1)))) };
        // SAFETY: proof.
        let dropped = unsafe { _mm256_and_si256(shifted, splat32((1 << DROPPED) - 1)) };
        // SAFETY: proof.
        let near = unsafe { _mm256_cmpgt_epi32(splat32(2 * distance), dropped) };
        // SAFETY: proof.
        M32x8(unsafe { _mm256_castsi256_ps(near) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_f16(_: Token, xs: &[half::f16]) -> Self {
        let narrow = load16(xs);
        // SAFETY: proof.
        Self(unsafe { _mm256_cvtph_ps(narrow) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_f16(self, out: &mut [half::f16]) {
        // SAFETY: proof.
        store16(out, unsafe { _mm256_cvtps_ph::<0>(self.0) });
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16(_: Token, xs: &[half::bf16]) -> Self {
        // SAFETY: proof.
        let wide = unsafe { _mm256_cvtepu16_epi32(load16(xs)) };
        // SAFETY: proof.
        let bits = unsafe { _mm256_slli_epi32::<16>(wide) };
        // SAFETY: proof.
        Self(unsafe { _mm256_castsi256_ps(bits) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        // SAFETY: proof.
        let bits = unsafe { _mm256_castps_si256(self.0) };
        // SAFETY: proof.
        let rounded = unsafe { _mm256_add_epi32(bits, splat32(0x8000)) };
        // SAFETY: proof.
        let kept = unsafe { _mm256_srli_epi32::<16>(rounded) };
        // SAFETY: proof.
        let packed = unsafe { _mm256_packus_epi32(kept, kept) };
        // SAFETY: proof.
        let ordered = unsafe { _mm256_permute4x64_epi64::<0b1000>(packed) };
        // SAFETY: proof.
        store16(out, unsafe { _mm256_castsi256_si128(ordered) });
    }
}

/// Four columns of eight rows, from the quarters of rows 0|4, 1|5, 2|6, 3|7.
#[inline(always)]
fn transpose([r0, r1, r2, r3]: [__m256; 4]) -> [F32x8; 4] {
    // SAFETY: proof.
    let low = |a, b| unsafe { _mm256_unpacklo_ps(a, b) };
    // SAFETY: proof.
    let high = |a, b| unsafe { _mm256_unpackhi_ps(a, b) };
    let (a, b) = (low(r0, r1), low(r2, r3));
    let (c, d) = (high(r0, r1), high(r2, r3));
    [pairs::<false>(a, b), pairs::<true>(a, b), pairs::<false>(c, d), pairs::<true>(c, d)]
}

/// The low or high pairs of singles of both, alternating.
#[inline(always)]
fn pairs<const HIGH: bool>(a: __m256, b: __m256) -> F32x8 {
    // SAFETY: proof.
    let (a, b) = (unsafe { _mm256_castps_pd(a) }, unsafe { _mm256_castps_pd(b) });
    // SAFETY: proof.
    let joined = if HIGH { unsafe { _mm256_unpackhi_pd(a, b) } } else { unsafe { _mm256_unpacklo_pd(a, b) } };
    // SAFETY: proof.
    F32x8(unsafe { _mm256_castpd_ps(joined) })
}

#[inline(always)]
fn join_ps(low: __m128, high: __m128) -> __m256 {
    // SAFETY: proof.
    let wide = unsafe { _mm256_castps128_ps256(low) };
    // SAFETY: proof.
    unsafe { _mm256_insertf128_ps::<1>(wide, high) }
}

#[inline(always)]
fn join_pd(low: __m128d, high: __m128d) -> __m256d {
    // SAFETY: proof.
    let wide = unsafe { _mm256_castpd128_pd256(low) };
    // SAFETY: proof.
    unsafe { _mm256_insertf128_pd::<1>(wide, high) }
}

#[inline(always)]
fn splat32(value: u32) -> __m256i {
    // SAFETY: proof.
    unsafe { _mm256_set1_epi32(value as i32) }
}

#[inline(always)]
fn and(bits: __m256i, mask: i64) -> __m256i {
    // SAFETY: proof.
    let mask = unsafe { _mm256_set1_epi64x(mask) };
    // SAFETY: proof.
    unsafe { _mm256_and_si256(bits, mask) }
}

#[inline(always)]
fn from_bits(bits: __m256i) -> F64x4 {
    // SAFETY: proof.
    F64x4(unsafe { _mm256_castsi256_pd(bits) })
}

impl F64x4 {
    #[inline(always)]
    fn bits(self) -> __m256i {
        // SAFETY: proof.
        unsafe { _mm256_castpd_si256(self.0) }
    }
}

/// Eight elements of sixteen bits.
#[cfg(feature = "half")]
#[inline(always)]
fn load16<H>(xs: &[H]) -> __m128i {
    const { assert!(size_of::<H>() == 2) };
    let xs = &xs[..8];
    // SAFETY: 16 bytes may be read; proof.
    unsafe { _mm_loadu_si128(xs.as_ptr().cast()) }
}

/// Eight elements of sixteen bits; every bit pattern is one of H.
#[cfg(feature = "half")]
#[inline(always)]
fn store16<H>(out: &mut [H], values: __m128i) {
    const { assert!(size_of::<H>() == 2) };
    let out = &mut out[..8];
    // SAFETY: 16 bytes may be written; proof.
    unsafe { _mm_storeu_si128(out.as_mut_ptr().cast(), values) }
}
