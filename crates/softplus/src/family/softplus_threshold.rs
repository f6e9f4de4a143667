//! softplus with PyTorch's cut.

use crate::{Float, softplus_beta};

/// PyTorch's form: x where βx > threshold, else [`softplus_beta`]`(x, beta)`, for programs that must reproduce the cut.
///
/// `torch.nn.functional.softplus(x, beta, threshold)` has `beta` 1 and `threshold` 20 by default. As there, the product is
/// rounded before it is compared: to f32 for f16, bf16 and f32.
///
/// # What the cut costs
/// Above it, ln(1+e^−βx)/β is missing: up to 2.06e−9/β at the default threshold. In f32, f16 and bf16 that is less than
/// half a unit in the last place, and nothing is lost. In f64 it is 5.8e5 units at x = 20.0007, the function jumps there
/// and is not monotonic, and its derivative does not fit. [`softplus_beta`] needs no cut, and costs no more.
///
/// # Accuracy
/// Above the cut the result is x, below it [`softplus_beta`], correctly rounded. PyTorch's own results below the cut are not,
/// so that the bits may differ from PyTorch's.
///
/// # Special cases
/// Those of [`softplus_beta`], unless βx > threshold. NaN as the threshold is never reached.
///
/// # Examples
/// ```
/// assert_eq!(softplus::softplus_threshold(25.0_f64, 1.0, 20.0), 25.0);
/// assert_eq!(softplus::softplus_beta(25.0_f64, 1.0), 25.000000000013888);
/// assert_eq!(softplus::softplus_threshold(1.0_f64, 1.0, 20.0), softplus::softplus(1.0_f64));
/// ```
///
/// # Source
/// PyTorch's documentation of `torch.nn.Softplus`.
#[must_use]
#[inline]
pub fn softplus_threshold<T: Float>(x: T, beta: T, threshold: T) -> T {
    if is_above(x, beta, threshold) { x } else { softplus_beta(x, beta) }
}

/// Whether PyTorch returns x.
#[inline]
fn is_above<T: Float>(x: T, beta: T, threshold: T) -> bool {
    let product = x.to_f64() * beta.to_f64();
    let rounded = if T::BITS == 64 { product } else { f64::from(product as f32) };
    rounded > threshold.to_f64()
}

pub(crate) mod slice {
    use super::is_above;
    use crate::{
        Float,
        slice::{check_length, softplus_beta},
    };

    /// Elements whose inputs are kept while their results replace them.
    const BLOCK: usize = 256;

    /// [`softplus_threshold`](crate::softplus_threshold()) of each element, into `out`.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn softplus_threshold<T: Float>(xs: &[T], beta: T, threshold: T, out: &mut [T]) {
        check_length("softplus_threshold", "input", xs.len(), out.len());
        softplus_beta(xs, beta, out);
        for (y, &x) in out.iter_mut().zip(xs) {
            if is_above(x, beta, threshold) {
                *y = x;
            }
        }
    }

    /// [`softplus_threshold`](crate::softplus_threshold()) of each element, in place of `xs`.
    pub fn softplus_threshold_in_place<T: Float>(xs: &mut [T], beta: T, threshold: T) {
        for out in xs.chunks_mut(BLOCK) {
            let mut xs = [T::default(); BLOCK];
            let xs = &mut xs[..out.len()];
            xs.copy_from_slice(out);
            softplus_threshold(xs, beta, threshold, out);
        }
    }

    /// [`softplus_threshold`] on all cores of the current thread pool: the same bits.
    ///
    /// # Panics
    /// If the slices differ in length.
    #[cfg(feature = "rayon")]
    pub fn par_softplus_threshold<T: Float>(xs: &[T], beta: T, threshold: T, out: &mut [T]) {
        use crate::slice::PARALLEL_CHUNK;
        use rayon::prelude::*;
        check_length("par_softplus_threshold", "input", xs.len(), out.len());
        let chunks = xs.par_chunks(PARALLEL_CHUNK).zip(out.par_chunks_mut(PARALLEL_CHUNK));
        chunks.for_each(|(xs, out)| softplus_threshold(xs, beta, threshold, out));
    }

    /// [`softplus_threshold_in_place`] on all cores of the current thread pool: the same bits.
    #[cfg(feature = "rayon")]
    pub fn par_softplus_threshold_in_place<T: Float>(xs: &mut [T], beta: T, threshold: T) {
        use crate::slice::PARALLEL_CHUNK;
        use rayon::prelude::*;
        let chunks = xs.par_chunks_mut(PARALLEL_CHUNK);
        chunks.for_each(|xs| softplus_threshold_in_place(xs, beta, threshold));
    }
}
