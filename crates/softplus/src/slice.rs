//! The functions over slices: into another slice, in place, and on all cores.
//!
//! Every variant returns the same bits as the function of one value, whatever the slice's length and alignment, the
//! CPU's vector width, and the number of threads.

use crate::{
    Float,
    kernel::{self, apply},
};

/// Elements of one parallel task: large enough to hide a task's cost, small enough to keep in the first caches.
#[cfg(feature = "rayon")]
const PARALLEL_CHUNK: usize = 1 << 14;

macro_rules! slice_functions {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(
            slice_function!($name, $marker,
                concat!(stringify!($name), "_in_place"), concat!("par_", stringify!($name)));
        )*
    };
}
