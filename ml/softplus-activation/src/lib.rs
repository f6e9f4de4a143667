//! softplus and its family as activations of neural networks: each with its first and second derivative, over the
//! elements of a tensor wherever they lie in memory, on all cores.
//!
//! The adapters for candle and burn share this crate: it knows functions and memory, and no framework. Every result
//! depends on its own element alone: not on the tensor's size, its layout, the number of threads, or the CPU.
//!
//! ```
//! use softplus_activation::{Function, View, backward, forward};
//!
//! let xs = [-20.0_f32, 0.0, 100.0, 1.0];
//! let transposed = View::new(&xs, 0, &[2, 2], [1, 2]);
//! assert_eq!(forward(Function::Softplus, &transposed), [2.0611537e-9, 100.0, 0.693_147_2, 1.313_261_6]);
//! let ones = [1.0_f32; 4];
//! assert_eq!(backward(Function::Softplus, &View::contiguous(&ones), &transposed)[2], 0.5);
//! ```
//!
//! # Accuracy
//! `f` is the function, `g` and `h` the gradients that are passed backward and twice backward.
//!
//! | | `f(x)` | `g·f′(x)` | `h·g·f″(x)` |
//! |---|---|---|---|
//! | softplus, shifted softplus, log-sigmoid | rounded once | rounded once | rounded once |
//! | sigmoid | rounded once | rounded once | in doubles |
//! | mish | rounded once | in doubles | in doubles |
//! | softplus with β | rounded once | in doubles | in doubles |
//!
//! **Rounded once**: the value of the type that is nearest to the exact one. **In doubles**: from correctly rounded
//! σ(x) and σ(−x), by formulas that lose digits only beside a zero of the derivative, in f64, then rounded to the type:
//! for f16, bf16 and f32 nearly always the nearest value too (0.501 units in the last place); for f64 within 8 units, near
//! a zero of a derivative of mish 8 units of 2^−6 (the tests compare with MPFR, and found 3, for mish 7), as long as σ(βx),
//! σ(−βx) and their squares are normal doubles: from |βx| of some 350 on, results below 2^−1000 have more units of error. No operation is left to the platform's mathematical library, so that these have the same
//! bits on every machine as well.

mod beta;
mod function;
mod map;
mod view;
mod wide;

pub use softplus::Float;

pub use crate::{
    beta::{Partial, partial, partial_sum},
    function::{Function, backward, double_backward, forward},
    view::View,
};
