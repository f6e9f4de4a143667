//! Inputs whose exact results lie nearest to a rounding boundary of the type.

use std::{ffi::c_void, slice};

use rayon::prelude::*;
use softplus::Float;

use crate::dispatch::for_type;

/// How many are kept, and how many of each 2^16 encodings at most: all in all 4096 of f32, 64 of f16 and of bf16.
const KEPT: usize = 4096;
const KEPT_OF_CHUNK: usize = 64;

/// The hardest of all inputs of the type, with their results in f64 as the measure, in chunks of encodings.
fn hardest<T: Float>() -> Vec<T> {
    const CHUNK: u64 = 1 << 16;
    // Above 17 results are inputs, below this one they have fewer bits, and tiny inputs give ln 2.
    let lowest = f64::from(T::MIN_EXPONENT + 1) * std::f64::consts::LN_2;
    let of_chunk = |chunk: u64| {
        let xs: Vec<T> = (chunk * CHUNK..(chunk + 1) * CHUNK).map(T::from_bits_u64).collect();
        let wide: Vec<f64> = xs.iter().map(|x| x.to_f64()).collect();
        let of_interest = |x: f64| x < 17.0 && x > lowest && x.abs() > 1e-7;
        if !wide.iter().any(|&x| of_interest(x)) {
            return Vec::new();
        }
        let mut ys = vec![0.0; wide.len()];
        softplus::slice::softplus(&wide, &mut ys);
        let mut near: Vec<(u64, T)> =
            (0..xs.len()).filter(|&i| of_interest(wide[i])).map(|i| (distance::<T>(ys[i]), xs[i])).collect();
        near.sort_unstable_by_key(|&(distance, _)| distance);
        near.truncate(KEPT_OF_CHUNK);
        near
    };
    let mut all: Vec<(u64, T)> =
        (0..(1_u64 << T::BITS) / CHUNK).into_par_iter().flat_map_iter(of_chunk).collect();
    all.sort_unstable_by_key(|&(distance, _)| distance);
    all.truncate(KEPT);
    all.into_iter().map(|(_, x)| x).collect()
}

/// The distance of a double from the middle of two neighbours of the type, in its own last places.
fn distance<T: Float>(y: f64) -> u64 {
    let dropped = f64::MANTISSA_DIGITS - T::MANTISSA_DIGITS;
    let rest = y.to_bits() & ((1 << dropped) - 1);
    rest.abs_diff(1 << (dropped - 1))
}

/// The hardest inputs of f32, f16 or bf16 into `out`, which is filled with them again and again.
///
/// # Safety
/// `out` is aligned and to `count` elements of the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_hard(dtype: u32, out: *mut c_void, count: usize) -> bool {
    for_type!(dtype, T in [f32, f16, bf16] => {
        // SAFETY: the caller's promise.
        let out: &mut [T] = unsafe { slice::from_raw_parts_mut(out.cast(), count) };
        let hard = hardest::<T>();
        for (i, y) in out.iter_mut().enumerate() {
            // In no order that a branch predictor could learn.
            *y = hard[i * 7919 % hard.len()];
        }
        true
    })
}
