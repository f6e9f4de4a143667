//! SSE2, which every x86-64 CPU has: four singles, two doubles, no fused multiply-add.

use core::arch::x86_64::{
    __m128, __m128d, __m128i, _mm_add_epi32, _mm_add_epi64, _mm_add_pd, _mm_add_ps, _mm_and_pd, _mm_and_ps,
    _mm_and_si128, _mm_andnot_pd, _mm_andnot_ps, _mm_castpd_si128, _mm_castps_si128, _mm_castsi128_pd,
    _mm_castsi128_ps, _mm_cmplt_epi32, _mm_cmplt_pd, _mm_cmplt_ps, _mm_cmpneq_pd, _mm_cmpneq_ps,
    _mm_cvtpd_ps, _mm_cvtps_pd, _mm_cvtsi32_si128, _mm_div_pd, _mm_loadu_pd, _mm_loadu_ps, _mm_max_pd,
    _mm_max_ps, _mm_min_pd, _mm_min_ps, _mm_movehl_ps, _mm_movelh_ps, _mm_movemask_pd, _mm_movemask_ps,
    _mm_mul_pd, _mm_mul_ps, _mm_or_pd, _mm_or_ps, _mm_set1_epi32, _mm_set1_epi64x, _mm_set1_pd, _mm_set1_ps,
    _mm_sll_epi64, _mm_srli_epi64, _mm_storeu_pd, _mm_storeu_ps, _mm_sub_pd, _mm_sub_ps, _mm_unpackhi_pd,
    _mm_unpackhi_ps, _mm_unpacklo_pd, _mm_unpacklo_ps,
};

use crate::lanes::{
    Doubles, Lanes, ROUNDER, Singles,
    gather::{self, Rows, Table},
    patterns::{common, unconditional, unfused, vector, vector_mask},
};

unconditional!("Vectors of 128 bits.", Sse2, F32x4, F64x2);

vector!("Two doubles.", F64x2, __m128d, f64, _mm_add_pd, _mm_sub_pd, _mm_mul_pd);
vector!(operator F64x2, f64, Div, div, _mm_div_pd);
vector!("Four singles.", F32x4, __m128, f32, _mm_add_ps, _mm_sub_ps, _mm_mul_ps);
vector_mask!(M64x2, __m128d, _mm_and_pd, _mm_or_pd, _mm_movemask_pd);
vector_mask!(M32x4, __m128, _mm_and_ps, _mm_or_ps, _mm_movemask_ps);

/// The parts of [`Lanes`] that differ from the other widths.
macro_rules! masked {
    ($mask:ident, $and:ident, $andnot:ident, $or:ident, $cmplt:ident, $cmpneq:ident) => {
        type Mask = $mask;

        #[inline(always)]
        fn token(self) {}
        #[inline(always)]
        fn abs(self) -> Self {
            let sign = self.splat(-0.0);
            // SAFETY: proof.
            Self(unsafe { $andnot(sign.0, self.0) })
        }
        #[inline(always)]
        fn lt(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $cmplt(self.0, other.0) })
        }
        #[inline(always)]
        fn ne(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $cmpneq(self.0, other.0) })
        }
        #[inline(always)]
        fn select(mask: $mask, yes: Self, no: Self) -> Self {
            // SAFETY: proof.
            let yes = unsafe { $and(mask.0, yes.0) };
            // SAFETY: proof.
            let no = unsafe { $andnot(mask.0, no.0) };
            // SAFETY: proof.
            Self(unsafe { $or(yes, no) })
        }
    };
}

impl Lanes for F64x2 {
    common!((), f64, 2, _mm_loadu_pd, _mm_storeu_pd, _mm_set1_pd, _mm_max_pd, _mm_min_pd);
    unfused!();
    masked!(M64x2, _mm_and_pd, _mm_andnot_pd, _mm_or_pd, _mm_cmplt_pd, _mm_cmpneq_pd);
}

impl Lanes for F32x4 {
    common!((), f32, 4, _mm_loadu_ps, _mm_storeu_ps, _mm_set1_ps, _mm_max_ps, _mm_min_ps);
    unfused!();
    masked!(M32x4, _mm_and_ps, _mm_andnot_ps, _mm_or_ps, _mm_cmplt_ps, _mm_cmpneq_ps);
}

impl Doubles for F64x2 {
    #[inline(always)]
    fn load_f32((): (), xs: &[f32]) -> Self {
        Self::load((), &[xs[0].into(), xs[1].into()])
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        let mut wide = [0.0; Self::COUNT];
        self.store(&mut wide);
        for (out, value) in out[..Self::COUNT].iter_mut().zip(wide) {
            *out = value as f32;
        }
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        // SAFETY: proof.
        let narrow = unsafe { _mm_cvtpd_ps(self.0) };
        // SAFETY: proof.
        Self(unsafe { _mm_cvtps_pd(narrow) })
    }
    #[inline(always)]
    fn binade(self) -> Self {
        from_bits(and(self.bits(), 0x7ff << 52))
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        // SAFETY: proof.
        let rounder = unsafe { _mm_set1_epi64x(ROUNDER.to_bits() as i64) };
        // SAFETY: proof.
        let exponent = unsafe { _mm_srli_epi64::<52>(self.bits()) };
        // SAFETY: proof.
        from_bits(unsafe { _mm_add_epi64(exponent, rounder) })
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        // SAFETY: proof.
        let count = unsafe { _mm_cvtsi32_si128(52 - STEP_BITS as i32) };
        // SAFETY: proof.
        let exponent = and(unsafe { _mm_sll_epi64(biased.bits(), count) }, -1 << 52);
        // SAFETY: proof.
        from_bits(unsafe { _mm_add_epi64(self.bits(), exponent) })
    }
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        gather::transposed(self, rows, transpose_pd)
    }
}

impl Singles for F32x4 {
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        gather::transposed(self, &table.rows, transpose_ps)
    }
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> M32x4 {
        // SAFETY: proof.
        let bits = unsafe { _mm_castps_si128(self.0) };
        // SAFETY: proof.
        let shifted = unsafe { _mm_add_epi32(bits, splat32(distance + (1 << (DROPPED - 1)))) };
        // SAFETY: proof.
        let dropped = unsafe { _mm_and_si128(shifted, splat32((1 << DROPPED) - 1)) };
        // SAFETY: proof.
        let near = unsafe { _mm_cmplt_epi32(dropped, splat32(2 * distance)) };
        // SAFETY: proof.
        M32x4(unsafe { _mm_castsi128_ps(near) })
    }
}

/// Two columns of two rows.
#[inline(always)]
fn transpose_pd([r0, r1]: [F64x2; 2]) -> [F64x2; 2] {
    // SAFETY: proof.
    let first = unsafe { _mm_unpacklo_pd(r0.0, r1.0) };
    // SAFETY: proof.
    let second = unsafe { _mm_unpackhi_pd(r0.0, r1.0) };
    [F64x2(first), F64x2(second)]
}

/// Four columns of four rows.
#[inline(always)]
fn transpose_ps([r0, r1, r2, r3]: [F32x4; 4]) -> [F32x4; 4] {
    // SAFETY: proof.
    let low = |a: F32x4, b: F32x4| unsafe { _mm_unpacklo_ps(a.0, b.0) };
    // SAFETY: proof.
    let high = |a: F32x4, b: F32x4| unsafe { _mm_unpackhi_ps(a.0, b.0) };
    let (a, b) = (low(r0, r1), low(r2, r3));
    let (c, d) = (high(r0, r1), high(r2, r3));
    // SAFETY: proof.
    let firsts = |a, b| F32x4(unsafe { _mm_movelh_ps(a, b) });
    // SAFETY: proof.
    let seconds = |a, b| F32x4(unsafe { _mm_movehl_ps(b, a) });
    [firsts(a, b), seconds(a, b), firsts(c, d), seconds(c, d)]
}

#[inline(always)]
fn splat32(value: u32) -> __m128i {
    // SAFETY: proof.
    unsafe { _mm_set1_epi32(value as i32) }
}

#[inline(always)]
fn and(bits: __m128i, mask: i64) -> __m128i {
    // SAFETY: proof.
    let mask = unsafe { _mm_set1_epi64x(mask) };
    // SAFETY: proof.
    unsafe { _mm_and_si128(bits, mask) }
}

#[inline(always)]
fn from_bits(bits: __m128i) -> F64x2 {
    // SAFETY: proof.
    F64x2(unsafe { _mm_castsi128_pd(bits) })
}

impl F64x2 {
    #[inline(always)]
    fn bits(self) -> __m128i {
        // SAFETY: proof.
        unsafe { _mm_castpd_si128(self.0) }
    }
}
