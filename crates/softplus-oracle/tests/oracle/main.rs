//! The evidence that runs with every change. One program, because each has all kernels in it, which take minutes to
//! compile.

mod bounds;
mod constants;
mod foreign;
mod harness;
mod polynomials;
mod t0;
mod t1;
mod vectors;
