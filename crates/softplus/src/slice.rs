//! The functions over slices: into another slice, in place, and on all cores (feature `rayon`).
//!
//! Every variant returns the same bits as the function of one value, whatever the slice's length and alignment, the
//! CPU's vector width, and the number of threads. Nothing is allocated.

/// Elements of one parallel task: large enough to hide a task's cost, small enough to stay in the first caches.
#[cfg(feature = "rayon")]
pub(crate) const PARALLEL_CHUNK: usize = 1 << 14;

/// Panics with a message that names the function if `input` and `output` differ.
pub(crate) fn check_lengths(function: &str, input: usize, output: usize) {
    assert!(input == output, "{function}: the input has {input} elements and the output {output}");
}

/// The slice functions of one function of the family.
macro_rules! functions {
    ($name:ident: $marker:ident, $in_place:ident, $par:ident, $par_in_place:ident) => {
        pub(crate) mod slice {
            use crate::{Float, kernel::{$marker, apply}, slice::check_lengths};

            #[doc = concat!("[`", stringify!($name), "`](crate::", stringify!($name), ") of each element of `xs`, into `out`.")]
            ///
            /// # Panics
            /// If the slices differ in length.
            pub fn $name<T: Float>(xs: &[T], out: &mut [T]) {
                check_lengths(stringify!($name), xs.len(), out.len());
                apply::slice::<$marker, T>(xs, out);
            }

            #[doc = concat!("[`", stringify!($name), "`](crate::", stringify!($name), ") of each element of `xs`, in place.")]
            pub fn $in_place<T: Float>(xs: &mut [T]) {
                apply::slice_in_place::<$marker, T>(xs);
            }

            #[doc = concat!("[`", stringify!($name), "`] on all cores of the current thread pool: the same bits.")]
            ///
            /// # Panics
            /// If the slices differ in length.
            #[cfg(feature = "rayon")]
            pub fn $par<T: Float>(xs: &[T], out: &mut [T]) {
                use crate::slice::PARALLEL_CHUNK;
                use rayon::prelude::*;
                check_lengths(stringify!($par), xs.len(), out.len());
                let chunks = xs.par_chunks(PARALLEL_CHUNK).zip(out.par_chunks_mut(PARALLEL_CHUNK));
                chunks.for_each(|(xs, out)| apply::slice::<$marker, T>(xs, out));
            }

            #[doc = concat!("[`", stringify!($in_place), "`] on all cores of the current thread pool: the same bits.")]
            #[cfg(feature = "rayon")]
            pub fn $par_in_place<T: Float>(xs: &mut [T]) {
                use crate::slice::PARALLEL_CHUNK;
                use rayon::prelude::*;
                xs.par_chunks_mut(PARALLEL_CHUNK).for_each(apply::slice_in_place::<$marker, T>);
            }
        }
    };
}
pub(crate) use functions;

macro_rules! export {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(pub use crate::$name::slice::*;)*
    };
}
crate::for_each_unary!(export);
