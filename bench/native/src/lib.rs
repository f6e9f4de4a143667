//! softplus, and the rivals that are written in Rust, with a C interface for the benchmark's harness.
//!
//! Types are numbered: 0 f32, 1 f64, 2 f16, 3 bf16. Pointers are to as many elements of that type as `count` says,
//! without overlap; that is the safety contract of every function here. No function unwinds for other reasons than a
//! failed allocation, and then the process ends.

mod hard;
mod scalar;
mod tensor;

use std::{ffi::c_void, slice};

use half::{bf16, f16};
use rayon::prelude::*;
use softplus::Level;

/// The levels, in the order of their numbers here.
fn levels() -> Vec<Level> {
    Level::available().collect()
}

/// How many levels this machine has; the last one is the best.
#[unsafe(no_mangle)]
pub extern "C" fn bench_levels() -> usize {
    levels().len()
}

/// The level's name into `name` (at most `size` bytes); returns its length.
///
/// # Safety
/// `name` is writable for `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_level_name(level: usize, name: *mut u8, size: usize) -> usize {
    let text = levels().get(level).map(ToString::to_string).unwrap_or_default();
    let length = text.len().min(size);
    // SAFETY: the caller's promise.
    let name = unsafe { slice::from_raw_parts_mut(name, length) };
    name.copy_from_slice(&text.as_bytes()[..length]);
    length
}

/// Calls the generic function for the numbered type on the two slices.
macro_rules! for_type {
    ($dtype:expr, $x:expr, $out:expr, $count:expr, |$xs:ident, $ys:ident| $body:expr; $($number:literal $type:ty),+) => {
        match $dtype {
            $($number => {
                // SAFETY: the caller's promise.
                let $xs = unsafe { slice::from_raw_parts($x.cast::<$type>(), $count) };
                // SAFETY: the caller's promise.
                let $ys = unsafe { slice::from_raw_parts_mut($out.cast::<$type>(), $count) };
                $body;
                true
            })+
            _ => false,
        }
    };
}

/// Makes this level the process's.
#[unsafe(no_mangle)]
pub extern "C" fn bench_set_level(level: usize) -> bool {
    levels().get(level).is_some_and(|level| level.force().is_ok())
}

/// softplus of a slice, on one thread.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_softplus(
    dtype: u32,
    x: *const c_void,
    out: *mut c_void,
    count: usize,
) -> bool {
    for_type!(dtype, x, out, count, |xs, ys| softplus::slice::softplus(xs, ys); 0 f32, 1 f64, 2 f16, 3 bf16)
}

/// softplus of a slice, on all threads of the pool.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_softplus_parallel(
    dtype: u32,
    x: *const c_void,
    out: *mut c_void,
    count: usize,
) -> bool {
    for_type!(dtype, x, out, count, |xs, ys| softplus::slice::par_softplus(xs, ys); 0 f32, 1 f64, 2 f16, 3 bf16)
}

/// Rust's standard library, as its users write it: `x.exp().ln_1p()`.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_std(dtype: u32, x: *const c_void, out: *mut c_void, count: usize) -> bool {
    for_type!(dtype, x, out, count, |xs, ys| ys.iter_mut().zip(xs).for_each(|(y, x)| *y = x.exp().ln_1p()); 0 f32, 1 f64)
}

/// A copy on all threads of the pool.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_copy_parallel(
    dtype: u32,
    x: *const c_void,
    out: *mut c_void,
    count: usize,
) -> bool {
    const CHUNK: usize = 1 << 16;
    for_type!(dtype, x, out, count, |xs, ys| {
        ys.par_chunks_mut(CHUNK).zip(xs.par_chunks(CHUNK)).for_each(|(y, x)| y.copy_from_slice(x));
    }; 0 f32, 1 f64, 2 f16, 3 bf16)
}
