//! The functions of the family that others compute too, on one thread.

use std::{ffi::c_void, slice};

use crate::dispatch::{for_type, slices};

/// A C function for each function of one argument.
macro_rules! of_one {
    ($($name:ident: $function:ident),+) => {
        $(
            /// The function of this name, of a slice.
            ///
            /// # Safety
            /// See the crate.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name(dtype: u32, x: *const c_void, out: *mut c_void, count: usize) -> bool {
                for_type!(dtype, T in [f32, f64] => {
                    // SAFETY: the caller's promise.
                    let (xs, ys) = unsafe { slices::<T>(x, out, count) };
                    softplus::slice::$function(xs, ys);
                    true
                })
            }
        )+
    };
}

of_one! {
    bench_sigmoid: sigmoid,
    bench_log_sigmoid: log_sigmoid,
    bench_softplus_inverse: softplus_inverse,
    bench_mish: mish
}

/// logaddexp of two slices.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_logaddexp(
    dtype: u32,
    a: *const c_void,
    b: *const c_void,
    out: *mut c_void,
    count: usize,
) -> bool {
    for_type!(dtype, T in [f32, f64] => {
        // SAFETY: the caller's promise.
        let (first, ys) = unsafe { slices::<T>(a, out, count) };
        // SAFETY: the caller's promise.
        let second: &[T] = unsafe { slice::from_raw_parts(b.cast(), count) };
        softplus::slice::logaddexp(first, second, ys);
        true
    })
}
