//! Functions over slices, and at single values.

pub(crate) mod lanes;
pub(crate) mod pieces;

use super::{Function, Pieces};
use crate::{
    Float,
    accurate::decide,
    lanes::{Level, OneDouble},
};

/// Where the elements of an argument come from.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a, T> {
    /// One for each element of the output.
    Each(&'a [T]),
    /// One for all.
    All(T),
    /// The output's own elements before they are replaced: the first argument only.
    Output,
}

impl<T: Float> Input<'_, T> {
    /// The elements from `start` on, `len` of them.
    #[cfg(feature = "rayon")]
    pub(crate) fn part(self, start: usize, len: usize) -> Self {
        match self {
            Self::Each(xs) => Self::Each(&xs[start..start + len]),
            other => other,
        }
    }
}

/// The function at one point, of a type for which it has direct kernels or not.
#[inline]
pub(crate) fn value<F: Pieces<A>, T: Float, const A: usize>(direct: bool, x: [T; A]) -> T {
    if direct { pieces::value::<F, T, A>(x) } else { lanes::value::<F, T, A>(x) }
}

/// The function of each element likewise.
#[inline]
pub(crate) fn run<F: Pieces<A>, T: Float, const A: usize>(
    direct: bool,
    level: Level,
    inputs: [Input<T>; A],
    out: &mut [T],
) {
    if direct {
        pieces::run::<F, T, A>(level, inputs, out);
    } else {
        lanes::run::<F, T, A>(level, inputs, out);
    }
}

/// The function at a point that the first phase left unsure.
#[cold]
#[inline(never)]
fn settle_one<F: Function<A>, T: Float, const A: usize>(x: [f64; A]) -> T {
    if let Some(value) = F::special(x) {
        return T::from_f64(value);
    }
    let (OneDouble(y), unsure) = T::fast::<F, OneDouble, A>(x.map(OneDouble));
    if unsure { decide::<F, T, A>(x) } else { T::from_f64(y) }
}
