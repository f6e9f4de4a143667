//! One function over a slice, or at one value: fast phase, and the accurate phase for the unsure lanes.

use core::marker::PhantomData;

use super::Unary;
use crate::{
    Float,
    accurate::decide,
    lanes::{Lanes, MAX_COUNT, Mask, One, Task, dispatch},
};

/// The function at one value.
#[inline]
pub(crate) fn value<F: Unary, T: Float>(x: T) -> T {
    let x = x.to_f64();
    let (One(y), unsure) = T::fast::<F, One>(One(x));
    let mut result = [T::default()];
    T::store(One(y), &mut result);
    if unsure { decide::<F, T>(x) } else { result[0] }
}

/// The function of each element of `xs`, into `out`, which is as long.
pub(crate) fn slice<F: Unary, T: Float>(xs: &[T], out: &mut [T]) {
    dispatch(Apply::<F, T> { input: Some(xs), output: out, function: PhantomData });
}

/// The function of each element of `xs`, in place.
pub(crate) fn slice_in_place<F: Unary, T: Float>(xs: &mut [T]) {
    dispatch(Apply::<F, T> { input: None, output: xs, function: PhantomData });
}

/// `input` is absent where `output` holds it.
struct Apply<'a, F, T> {
    input: Option<&'a [T]>,
    output: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Unary, T: Float> Task for Apply<'_, F, T> {
    #[inline(always)]
    fn run<L: Lanes>(self, token: L::Token) {
        let Self { input, output, .. } = self;
        let whole = output.len() - output.len() % L::COUNT;
        for at in (0..whole).step_by(L::COUNT) {
            let x = T::load::<L>(token, &input.unwrap_or(output)[at..at + L::COUNT]);
            vector::<F, T, L>(x, &mut output[at..at + L::COUNT]);
        }
        // The rest is the same vector operation on a padded copy: no element depends on the slice's length.
        let count = output.len() - whole;
        if count > 0 {
            let mut padded = [T::default(); MAX_COUNT];
            padded[..count].copy_from_slice(&input.unwrap_or(output)[whole..]);
            vector::<F, T, L>(T::load::<L>(token, &padded), &mut padded);
            output[whole..].copy_from_slice(&padded[..count]);
        }
    }
}

#[inline(always)]
fn vector<F: Unary, T: Float, L: Lanes>(x: L, out: &mut [T]) {
    let (y, unsure) = T::fast::<F, L>(x);
    T::store(y, out);
    if unsure.bits() != 0 {
        let mut inputs = [0.0; MAX_COUNT];
        x.store(&mut inputs);
        repair::<F, T>(unsure.bits(), &inputs, out);
    }
}

/// Puts the accurate phase's results into the unsure lanes.
#[cold]
#[inline(never)]
fn repair<F: Unary, T: Float>(mut unsure: u32, inputs: &[f64; MAX_COUNT], out: &mut [T]) {
    while unsure != 0 {
        let lane = unsure.trailing_zeros() as usize;
        out[lane] = decide::<F, T>(inputs[lane]);
        unsure &= unsure - 1;
    }
}
