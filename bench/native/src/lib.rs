//! softplus, its family, and the rivals that are written in Rust, with a C interface for the benchmark's harness.
//!
//! Types are numbered: 0 f32, 1 f64, 2 f16, 3 bf16. Pointers are to as many elements of that type as `count` says,
//! aligned and without overlap; that is the safety contract of every function here. A function returns `false` where
//! there is nothing for the type. None unwinds: a panic of a rival counts as "nothing for the type".

mod dispatch;
mod family;
mod hard;
mod scalar;
mod tensor;

use std::ffi::c_void;

use dispatch::{for_type, slices};
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
    let name = unsafe { std::slice::from_raw_parts_mut(name, length) };
    name.copy_from_slice(&text.as_bytes()[..length]);
    length
}

/// Makes this level the process's.
#[unsafe(no_mangle)]
pub extern "C" fn bench_set_level(level: usize) -> bool {
    levels().get(level).is_some_and(|level| level.force().is_ok())
}

/// Threads of rayon's pool, on which the parallel functions, burn and candle run.
#[unsafe(no_mangle)]
pub extern "C" fn bench_threads() -> usize {
    rayon::current_num_threads()
}

/// Nothing: what a call through this interface costs.
#[unsafe(no_mangle)]
pub extern "C" fn bench_nothing(_dtype: u32, _x: *const c_void, _out: *mut c_void, _count: usize) -> bool {
    true
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
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let (xs, ys) = unsafe { slices::<T>(x, out, count) };
        softplus::slice::softplus(xs, ys);
        true
    })
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
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let (xs, ys) = unsafe { slices::<T>(x, out, count) };
        softplus::slice::par_softplus(xs, ys);
        true
    })
}

/// Rust's standard library, as its users write it: `x.exp().ln_1p()`.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_std(dtype: u32, x: *const c_void, out: *mut c_void, count: usize) -> bool {
    for_type!(dtype, T in [f32, f64] => {
        // SAFETY: the caller's promise.
        let (xs, ys) = unsafe { slices::<T>(x, out, count) };
        ys.iter_mut().zip(xs).for_each(|(y, x)| *y = x.exp().ln_1p());
        true
    })
}

/// A copy on all threads of the pool, in chunks as large as the parallel softplus takes.
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
    const CHUNK: usize = 1 << 14;
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let (xs, ys) = unsafe { slices::<T>(x, out, count) };
        ys.par_chunks_mut(CHUNK).zip(xs.par_chunks(CHUNK)).for_each(|(y, x)| y.copy_from_slice(x));
        true
    })
}
