//! From the numbers and pointers of the C interface to types and slices.

use std::{ffi::c_void, slice};

/// Evaluates the body with the numbered type under the given name, or gives `false` for a type that is not listed.
macro_rules! for_type {
    ($dtype:expr, $name:ident in [$($type:ident),+] => $body:block) => {
        match $dtype {
            $(number if number == $crate::dispatch::numbers::$type => {
                #[allow(unused_imports, reason = "only the half types are not in the prelude")]
                use half::{bf16, f16};
                type $name = $type;
                $body
            })+
            _ => false,
        }
    };
}
pub(crate) use for_type;

/// The types' numbers.
#[allow(non_upper_case_globals, reason = "they carry the names of the types")]
pub mod numbers {
    pub const f32: u32 = 0;
    pub const f64: u32 = 1;
    pub const f16: u32 = 2;
    pub const bf16: u32 = 3;
}

/// Inputs and outputs as slices.
///
/// # Safety
/// Both pointers are aligned and to `count` elements of `T` that live and are used by nobody else during `'a`.
pub unsafe fn slices<'a, T>(x: *const c_void, out: *mut c_void, count: usize) -> (&'a [T], &'a mut [T]) {
    // SAFETY: the caller's promise.
    let xs = unsafe { slice::from_raw_parts(x.cast(), count) };
    // SAFETY: the caller's promise.
    let ys = unsafe { slice::from_raw_parts_mut(out.cast(), count) };
    (xs, ys)
}
