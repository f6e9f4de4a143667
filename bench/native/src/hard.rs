//! Inputs whose exact results lie nearest to a rounding boundary of the type.

use std::{ffi::c_void, slice};

use half::{bf16, f16};
use rayon::prelude::*;
use softplus::Float;

/// All inputs of the type, with their results in f64 as the measure, in chunks of encodings.
fn hardest<T: Float>(count: usize) -> Vec<T> {
    const CHUNK: u64 = 1 << 16;
    let of_chunk = |chunk: u64| {
        let xs: Vec<T> = (chunk * CHUNK..(chunk + 1) * CHUNK).map(T::from_bits_u64).collect();
        let wide: Vec<f64> = xs.iter().map(|x| x.to_f64()).collect();
        // Above 17 results are inputs, below −88 fewer bits remain, and tiny inputs give ln 2.
        let of_interest = |x: f64| x < 17.0 && x > -88.0 && x.abs() > 1e-7;
        if !wide.iter().any(|&x| of_interest(x)) {
            return Vec::new();
        }
        let mut ys = vec![0.0; wide.len()];
        softplus::slice::softplus(&wide, &mut ys);
        let mut near: Vec<(u64, T)> =
            (0..xs.len()).filter(|&i| of_interest(wide[i])).map(|i| (distance::<T>(ys[i]), xs[i])).collect();
        near.sort_unstable_by_key(|&(distance, _)| distance);
        near.truncate(count.min(64));
        near
    };
    let mut all: Vec<(u64, T)> =
        (0..(1_u64 << T::BITS) / CHUNK).into_par_iter().flat_map_iter(of_chunk).collect();
    all.sort_unstable_by_key(|&(distance, _)| distance);
    all.truncate(count);
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
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_hard(dtype: u32, out: *mut c_void, count: usize) -> bool {
    fn fill<T: Float>(out: &mut [T]) {
        let hard = hardest::<T>(4096);
        for (i, y) in out.iter_mut().enumerate() {
            // In no order that a branch predictor could learn.
            *y = hard[i * 7919 % hard.len()];
        }
    }
    macro_rules! of {
        ($type:ty) => {{
            // SAFETY: the caller's promise.
            let out = unsafe { slice::from_raw_parts_mut(out.cast::<$type>(), count) };
            fill(out);
            true
        }};
    }
    match dtype {
        0 => of!(f32),
        2 => of!(f16),
        3 => of!(bf16),
        _ => false,
    }
}
