//! WebAssembly with simd128: four singles, two doubles, no fused multiply-add.
//!
//! All vectors are of one type, and the intrinsics are safe where they take no pointer. Relaxed SIMD, whose
//! multiply-add rounds once or twice as the host likes and may change between two calls, is not used.

#![allow(
    unused_unsafe,
    clippy::cast_lossless,
    reason = "the patterns serve CPUs whose intrinsics need a proof, and masks of all widths"
)]

use core::arch::wasm32::{
    f32x4_abs, f32x4_add, f32x4_demote_f64x2_zero, f32x4_lt, f32x4_mul, f32x4_ne, f32x4_pmax, f32x4_pmin,
    f32x4_splat, f32x4_sub, f64x2_abs, f64x2_add, f64x2_div, f64x2_lt, f64x2_mul, f64x2_ne, f64x2_pmax,
    f64x2_pmin, f64x2_promote_low_f32x4, f64x2_splat, f64x2_sub, i32x4_bitmask, i32x4_shuffle, i64x2_bitmask,
    i64x2_shuffle, u32x4_add, u32x4_lt, u32x4_splat, u64x2_add, u64x2_shl, u64x2_shr, u64x2_splat, v128,
    v128_and, v128_bitselect, v128_load, v128_load64_zero, v128_or, v128_store, v128_store64_lane,
};
#[cfg(feature = "half")]
use core::arch::wasm32::{u16x8_narrow_i32x4, u32x4_load_extend_u16x4, u32x4_shl, u32x4_shr};

use super::{
    Doubles, Lanes, ROUNDER, Singles,
    gather::{self, Rows, Table},
    patterns::{common, masked, unconditional, unfused, vector, vector_mask},
};

unconditional!("Vectors of 128 bits.", Simd128, F32x4, F64x2);

vector!("Two doubles.", F64x2, v128, f64, f64x2_add, f64x2_sub, f64x2_mul);
vector!(operator F64x2, f64, Div, div, f64x2_div);
vector!("Four singles.", F32x4, v128, f32, f32x4_add, f32x4_sub, f32x4_mul);
vector_mask!(M64x2, v128, v128_and, v128_or, i64x2_bitmask);
vector_mask!(M32x4, v128, v128_and, v128_or, i32x4_bitmask);

impl Lanes for F64x2 {
    common!((), f64, 2, v128_load, v128_store, f64x2_splat, max_f64, min_f64);
    unfused!();
    masked!(M64x2, f64x2_abs, f64x2_lt, f64x2_ne, select);
}

impl Lanes for F32x4 {
    common!((), f32, 4, v128_load, v128_store, f32x4_splat, max_f32, min_f32);
    unfused!();
    masked!(M32x4, f32x4_abs, f32x4_lt, f32x4_ne, select);
}

impl Doubles for F64x2 {
    #[inline(always)]
    fn load_f32((): (), xs: &[f32]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: as many elements may be read.
        let narrow = unsafe { v128_load64_zero(xs.as_ptr().cast()) };
        Self(f64x2_promote_low_f32x4(narrow))
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        store64(&mut out[..Self::COUNT], f32x4_demote_f64x2_zero(self.0));
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        Self(f64x2_promote_low_f32x4(f32x4_demote_f64x2_zero(self.0)))
    }
    #[inline(always)]
    fn binade(self) -> Self {
        Self(v128_and(self.0, u64x2_splat(0x7ff << 52)))
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        Self(u64x2_add(u64x2_shr(self.0, 52), u64x2_splat(ROUNDER.to_bits())))
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        let exponent = v128_and(u64x2_shl(biased.0, 52 - STEP_BITS), u64x2_splat(!0 << 52));
        Self(u64x2_add(self.0, exponent))
    }
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        gather::transposed(self, rows, |[a, b]: [Self; 2]| {
            [Self(i64x2_shuffle::<0, 2>(a.0, b.0)), Self(i64x2_shuffle::<1, 3>(a.0, b.0))]
        })
    }
}

impl Singles for F32x4 {
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        gather::transposed(self, &table.rows, transpose)
    }
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> M32x4 {
        let shifted = u32x4_add(self.0, u32x4_splat(distance + (1 << (DROPPED - 1))));
        M32x4(u32x4_lt(v128_and(shifted, u32x4_splat((1 << DROPPED) - 1)), u32x4_splat(2 * distance)))
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16((): (), xs: &[half::bf16]) -> Self {
        let xs = &xs[..Self::COUNT];
        // SAFETY: as many elements may be read.
        Self(u32x4_shl(unsafe { u32x4_load_extend_u16x4(xs.as_ptr().cast()) }, 16))
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        // A host may return any NaN: nothing may be carried into its sign.
        let rounded =
            v128_bitselect(self.0, u32x4_add(self.0, u32x4_splat(0x8000)), f32x4_ne(self.0, self.0));
        let kept = u32x4_shr(rounded, 16);
        store64(&mut out[..Self::COUNT], u16x8_narrow_i32x4(kept, kept));
    }
}

#[inline(always)]
fn select(mask: v128, yes: v128, no: v128) -> v128 {
    v128_bitselect(yes, no, mask)
}

// The "pseudo" maximum of (b, a) is b < a ? a : b.

#[inline(always)]
fn max_f64(a: v128, b: v128) -> v128 {
    f64x2_pmax(b, a)
}

#[inline(always)]
fn min_f64(a: v128, b: v128) -> v128 {
    f64x2_pmin(b, a)
}

#[inline(always)]
fn max_f32(a: v128, b: v128) -> v128 {
    f32x4_pmax(b, a)
}

#[inline(always)]
fn min_f32(a: v128, b: v128) -> v128 {
    f32x4_pmin(b, a)
}

/// Four columns of four rows.
#[inline(always)]
fn transpose([r0, r1, r2, r3]: [F32x4; 4]) -> [F32x4; 4] {
    let low = |a: F32x4, b: F32x4| i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0);
    let high = |a: F32x4, b: F32x4| i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0);
    let (a, b) = (low(r0, r1), low(r2, r3));
    let (c, d) = (high(r0, r1), high(r2, r3));
    let firsts = |a, b| F32x4(i64x2_shuffle::<0, 2>(a, b));
    let seconds = |a, b| F32x4(i64x2_shuffle::<1, 3>(a, b));
    [firsts(a, b), seconds(a, b), firsts(c, d), seconds(c, d)]
}

/// The low half of the vector; every bit pattern is one of E.
#[inline(always)]
fn store64<E>(out: &mut [E], values: v128) {
    assert!(size_of_val(out) == 8);
    // SAFETY: eight bytes may be written.
    unsafe { v128_store64_lane::<0>(values, out.as_mut_ptr().cast()) }
}
