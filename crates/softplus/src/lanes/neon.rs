//! NEON, which aarch64 CPUs have: four singles, two doubles, fused multiply-add.

use core::arch::aarch64::{
    float32x4_t, float64x2_t, uint32x4_t, uint64x2_t, vabsq_f32, vabsq_f64, vaddq_f32, vaddq_f64, vaddq_u32,
    vaddq_u64, vaddvq_u32, vaddvq_u64, vandq_u32, vandq_u64, vbslq_f32, vbslq_f64, vceqq_f32, vceqq_f64,
    vcltq_f32, vcltq_f64, vcltq_u32, vcvt_f32_f64, vcvt_f64_f32, vdivq_f64, vdupq_n_f32, vdupq_n_f64,
    vdupq_n_s64, vdupq_n_u32, vdupq_n_u64, vfmaq_f32, vfmaq_f64, vld1_f32, vld1q_f32, vld1q_f64, vld1q_u32,
    vld1q_u64, vmulq_f32, vmulq_f64, vmvnq_u32, vnegq_f32, vnegq_f64, vorrq_u32, vorrq_u64,
    vreinterpretq_f32_f64, vreinterpretq_f64_f32, vreinterpretq_f64_u64, vreinterpretq_u32_f32,
    vreinterpretq_u32_u64, vreinterpretq_u64_f64, vreinterpretq_u64_u32, vshlq_u64, vshrq_n_u64, vst1_f32,
    vst1q_f32, vst1q_f64, vsubq_f32, vsubq_f64, vtrn1q_f32, vtrn1q_f64, vtrn2q_f32, vtrn2q_f64,
};
#[cfg(feature = "half")]
use core::arch::aarch64::{
    uint16x4_t, vcvt_f16_f32, vcvt_f32_f16, vld1_u16, vreinterpret_f16_u16, vreinterpret_u16_f16,
    vreinterpretq_f32_u32, vshll_n_u16, vshrn_n_u32, vst1_u16,
};

use super::{
    Doubles, Lanes, ROUNDER, Singles,
    gather::{self, Rows, Table},
    patterns::{common, fused, masked, unconditional, vector, vector_mask},
};

unconditional!("Vectors of 128 bits.", Neon, F32x4, F64x2);

vector!("Two doubles.", F64x2, float64x2_t, f64, vaddq_f64, vsubq_f64, vmulq_f64);
vector!(operator F64x2, f64, Div, div, vdivq_f64);
vector!("Four singles.", F32x4, float32x4_t, f32, vaddq_f32, vsubq_f32, vmulq_f32);
vector_mask!(M64x2, uint64x2_t, vandq_u64, vorrq_u64, movemask_f64);
vector_mask!(M32x4, uint32x4_t, vandq_u32, vorrq_u32, movemask_f32);

// NEON's maximum is NaN where one of the two is NaN, its "number" maximum never: the compared and selected ones of
// `Lanes` are in use.
impl Lanes for F64x2 {
    common!((), f64, 2, vld1q_f64, vst1q_f64, vdupq_n_f64);
    fused!(fmadd_f64, fmsub_f64);
    masked!(M64x2, vabsq_f64, vcltq_f64, ne_f64, vbslq_f64);
}

impl Lanes for F32x4 {
    common!((), f32, 4, vld1q_f32, vst1q_f32, vdupq_n_f32);
    fused!(fmadd_f32, fmsub_f32);
    masked!(M32x4, vabsq_f32, vcltq_f32, ne_f32, vbslq_f32);
}

impl Doubles for F64x2 {
    #[inline(always)]
    fn load_f32((): (), xs: &[f32]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: as many elements may be read; proof.
        let narrow = unsafe { vld1_f32(xs.as_ptr()) };
        // SAFETY: proof.
        Self(unsafe { vcvt_f64_f32(narrow) })
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        let out = &mut out[..Self::COUNT];
        // SAFETY: proof.
        let narrow = unsafe { vcvt_f32_f64(self.0) };
        // SAFETY: as many elements may be written; proof.
        unsafe { vst1_f32(out.as_mut_ptr(), narrow) }
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        // SAFETY: proof.
        let narrow = unsafe { vcvt_f32_f64(self.0) };
        // SAFETY: proof.
        Self(unsafe { vcvt_f64_f32(narrow) })
    }
    #[inline(always)]
    fn binade(self) -> Self {
        // SAFETY: proof.
        Self(unsafe { masked_bits(self.0, 0x7ff << 52) })
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        // SAFETY: proof.
        Self(unsafe { exponent_and_rounder(self.0) })
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        // SAFETY: proof.
        Self(unsafe { add_exponent(self.0, biased.0, 52 - STEP_BITS) })
    }
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        // SAFETY: proof.
        gather::transposed(self, rows, |[a, b]| unsafe { transpose_f64(a, b) })
    }
}

impl Singles for F32x4 {
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        // SAFETY: proof.
        gather::transposed(self, &table.rows, |rows| unsafe { transpose_f32(rows) })
    }
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> M32x4 {
        // SAFETY: proof.
        M32x4(unsafe { near_tie(self.0, distance, 1 << DROPPED) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_f16((): (), xs: &[half::f16]) -> Self {
        // SAFETY: proof.
        let narrow = unsafe { vreinterpret_f16_u16(load16(xs)) };
        // SAFETY: proof.
        Self(unsafe { vcvt_f32_f16(narrow) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_f16(self, out: &mut [half::f16]) {
        // SAFETY: proof.
        let narrow = unsafe { vcvt_f16_f32(self.0) };
        // SAFETY: proof.
        store16(out, unsafe { vreinterpret_u16_f16(narrow) });
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16((): (), xs: &[half::bf16]) -> Self {
        // SAFETY: proof.
        let bits = unsafe { vshll_n_u16::<16>(load16(xs)) };
        // SAFETY: proof.
        Self(unsafe { vreinterpretq_f32_u32(bits) })
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        // SAFETY: proof.
        store16(out, unsafe { round_bf16(self.0) });
    }
}

// Functions that have the feature may use its instructions without further proof.

#[inline]
#[target_feature(enable = "neon")]
fn fmadd_f64(a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
    vfmaq_f64(c, a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn fmadd_f32(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
    vfmaq_f32(c, a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn fmsub_f64(a: float64x2_t, b: float64x2_t, c: float64x2_t) -> float64x2_t {
    vfmaq_f64(vnegq_f64(c), a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn fmsub_f32(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
    vfmaq_f32(vnegq_f32(c), a, b)
}

#[inline]
#[target_feature(enable = "neon")]
fn ne_f64(a: float64x2_t, b: float64x2_t) -> uint64x2_t {
    vreinterpretq_u64_u32(vmvnq_u32(vreinterpretq_u32_u64(vceqq_f64(a, b))))
}

#[inline]
#[target_feature(enable = "neon")]
fn ne_f32(a: float32x4_t, b: float32x4_t) -> uint32x4_t {
    vmvnq_u32(vceqq_f32(a, b))
}

#[inline]
#[target_feature(enable = "neon")]
fn movemask_f64(mask: uint64x2_t) -> u64 {
    // SAFETY: two elements may be read.
    let bits = unsafe { vld1q_u64([1, 2].as_ptr()) };
    vaddvq_u64(vandq_u64(mask, bits))
}

#[inline]
#[target_feature(enable = "neon")]
fn movemask_f32(mask: uint32x4_t) -> u32 {
    // SAFETY: four elements may be read.
    let bits = unsafe { vld1q_u32([1, 2, 4, 8].as_ptr()) };
    vaddvq_u32(vandq_u32(mask, bits))
}

#[inline]
#[target_feature(enable = "neon")]
fn masked_bits(a: float64x2_t, mask: u64) -> float64x2_t {
    vreinterpretq_f64_u64(vandq_u64(vreinterpretq_u64_f64(a), vdupq_n_u64(mask)))
}

#[inline]
#[target_feature(enable = "neon")]
fn exponent_and_rounder(a: float64x2_t) -> float64x2_t {
    let exponent = vshrq_n_u64::<52>(vreinterpretq_u64_f64(a));
    vreinterpretq_f64_u64(vaddq_u64(exponent, vdupq_n_u64(ROUNDER.to_bits())))
}

/// The bits of a, and those of `biased` moved to the exponent's place, as a sum of integers.
#[inline]
#[target_feature(enable = "neon")]
fn add_exponent(a: float64x2_t, biased: float64x2_t, shift: u32) -> float64x2_t {
    let shifted = vshlq_u64(vreinterpretq_u64_f64(biased), vdupq_n_s64(shift.into()));
    let exponent = vandq_u64(shifted, vdupq_n_u64(!0 << 52));
    vreinterpretq_f64_u64(vaddq_u64(vreinterpretq_u64_f64(a), exponent))
}

#[inline]
#[target_feature(enable = "neon")]
fn near_tie(a: float32x4_t, distance: u32, unit: u32) -> uint32x4_t {
    let shifted = vaddq_u32(vreinterpretq_u32_f32(a), vdupq_n_u32(distance + unit / 2));
    vcltq_u32(vandq_u32(shifted, vdupq_n_u32(unit - 1)), vdupq_n_u32(2 * distance))
}

/// Two columns of two rows.
#[inline]
#[target_feature(enable = "neon")]
fn transpose_f64(a: F64x2, b: F64x2) -> [F64x2; 2] {
    [F64x2(vtrn1q_f64(a.0, b.0)), F64x2(vtrn2q_f64(a.0, b.0))]
}

/// Four columns of four rows.
#[inline]
#[target_feature(enable = "neon")]
fn transpose_f32([r0, r1, r2, r3]: [F32x4; 4]) -> [F32x4; 4] {
    let pairs = |a, b| [vreinterpretq_f64_f32(vtrn1q_f32(a, b)), vreinterpretq_f64_f32(vtrn2q_f32(a, b))];
    let ([a, b], [c, d]) = (pairs(r0.0, r1.0), pairs(r2.0, r3.0));
    [vtrn1q_f64(a, c), vtrn1q_f64(b, d), vtrn2q_f64(a, c), vtrn2q_f64(b, d)]
        .map(|column| F32x4(vreinterpretq_f32_f64(column)))
}

/// To the nearest, a tie upwards; the encodings of bf16. A NaN here has zeros in its low bits, so that nothing is
/// carried.
#[cfg(feature = "half")]
#[inline]
#[target_feature(enable = "neon")]
fn round_bf16(a: float32x4_t) -> uint16x4_t {
    vshrn_n_u32::<16>(vaddq_u32(vreinterpretq_u32_f32(a), vdupq_n_u32(0x8000)))
}

/// Four elements of sixteen bits.
#[cfg(feature = "half")]
#[inline(always)]
fn load16<H>(xs: &[H]) -> uint16x4_t {
    const { assert!(size_of::<H>() == 2) };
    let xs = &xs[..4];
    // SAFETY: four elements may be read; proof.
    unsafe { vld1_u16(xs.as_ptr().cast()) }
}

/// Four elements of sixteen bits; every bit pattern is one of H.
#[cfg(feature = "half")]
#[inline(always)]
fn store16<H>(out: &mut [H], values: uint16x4_t) {
    const { assert!(size_of::<H>() == 2) };
    let out = &mut out[..4];
    // SAFETY: four elements may be written; proof.
    unsafe { vst1_u16(out.as_mut_ptr().cast(), values) }
}
