//! One value at a time: throughput of independent calls, and latency of a chain of dependent ones.

use std::{ffi::c_void, hint::black_box};

use softplus::Float;

use crate::dispatch::{for_type, slices};

/// Calls the function for every element and keeps every result; where `chained`, each call's input depends on the
/// result before it, through an operation that changes nothing, which the compiler cannot know.
fn calls<T: Float>(xs: &[T], ys: &mut [T], chained: bool, function: impl Fn(T) -> T) {
    if !chained {
        ys.iter_mut().zip(xs).for_each(|(y, &x)| *y = function(x));
        return;
    }
    let nothing = black_box(0);
    let mut last = T::default();
    for (y, x) in ys.iter_mut().zip(xs) {
        last = function(T::from_bits_u64(x.to_bits_u64() | (last.to_bits_u64() & nothing)));
        *y = last;
    }
}

/// Scalar calls of this project's function (`function` 0), of the standard library's formula (1), or of none, for what
/// the loop itself costs (2).
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_scalar(
    function: u32,
    chained: bool,
    dtype: u32,
    x: *const c_void,
    out: *mut c_void,
    count: usize,
) -> bool {
    if function == 1 {
        return for_type!(dtype, T in [f32, f64] => {
            // SAFETY: the caller's promise.
            let (xs, ys) = unsafe { slices::<T>(x, out, count) };
            calls(xs, ys, chained, |x| x.exp().ln_1p());
            true
        });
    }
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let (xs, ys) = unsafe { slices::<T>(x, out, count) };
        if function == 0 {
            calls(xs, ys, chained, softplus::softplus::<T>);
        } else {
            calls(xs, ys, chained, |x| x);
        }
        true
    })
}
