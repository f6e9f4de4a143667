//! One value at a time: throughput of independent calls, and latency of a chain of dependent ones.

use std::{ffi::c_void, hint::black_box, slice};

/// Calls the function for every element; where `chained`, each call's input depends on the result before it.
fn calls<T: Copy + Default>(xs: &[T], chained: bool, function: impl Fn(T) -> T, link: impl Fn(T, T) -> T) {
    let mut y = T::default();
    if chained {
        for &x in xs {
            y = function(link(x, y));
        }
        black_box(y);
    } else {
        for &x in xs {
            black_box(function(black_box(x)));
        }
    }
}

/// Scalar calls: of this project's function, or of the standard library's formula where `std` is set.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_scalar(
    std: bool,
    chained: bool,
    dtype: u32,
    x: *const c_void,
    count: usize,
) -> bool {
    match dtype {
        0 => {
            // SAFETY: the caller's promise.
            let xs = unsafe { slice::from_raw_parts(x.cast::<f32>(), count) };
            // The product is 0, but only at run time.
            let link = |x: f32, y: f32| y.mul_add(black_box(0.0), x);
            if std {
                calls(xs, chained, |x| x.exp().ln_1p(), link)
            } else {
                calls(xs, chained, softplus::softplus::<f32>, link)
            }
        }
        1 => {
            // SAFETY: the caller's promise.
            let xs = unsafe { slice::from_raw_parts(x.cast::<f64>(), count) };
            let link = |x: f64, y: f64| y.mul_add(black_box(0.0), x);
            if std {
                calls(xs, chained, |x| x.exp().ln_1p(), link)
            } else {
                calls(xs, chained, softplus::softplus::<f64>, link)
            }
        }
        _ => return false,
    }
    true
}
