//! The functions over slices: into another slice, in place, and on all cores (feature `rayon`).
//!
//! Every variant returns the same bits as the function of one value, whatever the slice's length and alignment, the
//! CPU's vector width, and the number of threads. Nothing is allocated.
//!
//! All slices of a call have one length; `beta` and `threshold` are one number for all elements. The function in place
//! replaces its first argument.

use crate::{
    Float,
    kernel::{Function, Input},
    lanes::Level,
};

/// Elements of one parallel task: large enough to hide a task's cost, small enough to stay in the first caches.
#[cfg(feature = "rayon")]
pub(crate) const PARALLEL_CHUNK: usize = 1 << 14;

/// Panics with a message that names the function if an argument has another length than the output.
fn check_lengths<T, const A: usize>(function: &str, inputs: &[Input<T>; A], output: usize) {
    for (number, input) in inputs.iter().enumerate() {
        if let Input::Each(xs) = input {
            check_length(function, if A == 1 { "input" } else { ORDINALS[number] }, xs.len(), output);
        }
    }
}

/// The same for one argument.
pub(crate) fn check_length(function: &str, which: &str, input: usize, output: usize) {
    assert!(input == output, "{function}: the {which} has {input} elements and the output {output}");
}

const ORDINALS: [&str; 3] = ["first input", "second input", "third input"];

/// The function of each element.
pub(crate) fn map<F: Function<A>, T: Float, const A: usize>(
    name: &str,
    inputs: [Input<T>; A],
    out: &mut [T],
) {
    check_lengths(name, &inputs, out.len());
    F::run(Level::current(), inputs, out);
}

/// The same on all cores.
#[cfg(feature = "rayon")]
pub(crate) fn par_map<F: Function<A>, T: Float, const A: usize>(
    name: &str,
    inputs: [Input<T>; A],
    out: &mut [T],
) {
    use rayon::prelude::*;
    check_lengths(name, &inputs, out.len());
    let level = Level::current();
    out.par_chunks_mut(PARALLEL_CHUNK).enumerate().for_each(|(number, out)| {
        let start = number * PARALLEL_CHUNK;
        F::run(level, inputs.map(|input| input.part(start, out.len())), out);
    });
}

/// The slice functions of one function of the family: its slices, and behind a semicolon the numbers for all elements.
macro_rules! functions {
    (
        $name:ident: $marker:ident($first:ident $(, $each:ident)* $(; $all:ident)?),
        $in_place:ident, $par:ident, $par_in_place:ident
    ) => {
        pub(crate) mod slice {
            use crate::{Float, kernel::{Input, family::$marker}, slice::map};
            #[cfg(feature = "rayon")]
            use crate::slice::par_map;

            #[doc = concat!("[`", stringify!($name), "`](crate::", stringify!($name), "()) of each element, into `out`.")]
            ///
            /// # Panics
            /// If the slices differ in length.
            pub fn $name<T: Float>($first: &[T], $($each: &[T],)* $($all: T,)? out: &mut [T]) {
                let inputs = [Input::Each($first) $(, Input::Each($each))* $(, Input::All($all))?];
                map::<$marker, T, _>(stringify!($name), inputs, out);
            }

            #[doc = concat!(
                "[`", stringify!($name), "`](crate::", stringify!($name), "()) of each element, in place of `",
                stringify!($first), "`."
            )]
            $(
                #[doc = concat!("\n# Panics\nIf `", stringify!($each), "` has another length.")]
            )*
            pub fn $in_place<T: Float>($first: &mut [T] $(, $each: &[T])* $(, $all: T)?) {
                let inputs = [Input::Output $(, Input::Each($each))* $(, Input::All($all))?];
                map::<$marker, T, _>(stringify!($in_place), inputs, $first);
            }

            #[doc = concat!("[`", stringify!($name), "`] on all cores of the current thread pool: the same bits.")]
            ///
            /// # Panics
            /// If the slices differ in length.
            #[cfg(feature = "rayon")]
            pub fn $par<T: Float>($first: &[T], $($each: &[T],)* $($all: T,)? out: &mut [T]) {
                let inputs = [Input::Each($first) $(, Input::Each($each))* $(, Input::All($all))?];
                par_map::<$marker, T, _>(stringify!($par), inputs, out);
            }

            #[doc = concat!("[`", stringify!($in_place), "`] on all cores of the current thread pool: the same bits.")]
            $(
                #[doc = concat!("\n# Panics\nIf `", stringify!($each), "` has another length.")]
            )*
            #[cfg(feature = "rayon")]
            pub fn $par_in_place<T: Float>($first: &mut [T] $(, $each: &[T])* $(, $all: T)?) {
                let inputs = [Input::Output $(, Input::Each($each))* $(, Input::All($all))?];
                par_map::<$marker, T, _>(stringify!($par_in_place), inputs, $first);
            }
        }
    };
}
pub(crate) use functions;

macro_rules! export {
    ($($name:ident: $marker:ident($($argument:ident),+);)*) => {
        $(pub use crate::family::$name::slice::*;)*
    };
}
crate::for_each_function!(export);
pub use crate::family::softplus_threshold::slice::*;
