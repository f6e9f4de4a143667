//! The phases by themselves, so that the oracle can test each where the other would hide its faults.

use core::marker::PhantomData;

pub use crate::kernel::Unary;
use crate::{
    Float, accurate,
    kernel::Scaled,
    lanes::{Lanes, MAX_COUNT, One, Task, dispatch},
};

macro_rules! export {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(pub use crate::kernel::$marker;)*
    };
}
crate::for_each_unary!(export);

/// The accurate phase's result, for every finite input.
#[must_use]
pub fn accurate<F: Unary, T: Float>(x: T) -> T {
    accurate::decide::<F, T>(x.to_f64())
}

/// What the accurate phase computes with N limbs of 64 bits before it rounds: the significand in \[1/2, 1\), the least
/// significant limb first, and the exponent. `None` for zero.
#[must_use]
pub fn accurate_limbs<F: Unary, const N: usize>(x: f64) -> Option<([u64; N], i32)> {
    let value = F::accurate(crate::num::wide::Wide::<N>::from_f64(x));
    (!value.is_zero()).then_some((value.limbs, value.exponent))
}

/// The backend that computes a probe's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One lane, as for single values.
    One,
    /// The widest that this CPU has, as for slices.
    Widest,
}

/// The narrow kernel's values before rounding.
pub fn narrow<F: Unary>(backend: Backend, xs: &[f64], out: &mut [f64]) {
    run(backend, Narrow::<F> { xs, out, function: PhantomData });
}

/// The wide kernel's values before rounding, as (hi, lo, scale).
pub fn wide<F: Unary>(backend: Backend, xs: &[f64], out: &mut [[f64; 3]]) {
    run(backend, Wide::<F> { xs, out, function: PhantomData });
}

fn run<K: Task>(backend: Backend, task: K) {
    match backend {
        Backend::One => task.run::<One>(()),
        Backend::Widest => dispatch(task),
    }
}

struct Narrow<'a, F> {
    xs: &'a [f64],
    out: &'a mut [f64],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Narrow<'_, F> {
    #[inline(always)]
    fn run<L: Lanes>(self, token: L::Token) {
        for (xs, out) in self.xs.chunks(L::COUNT).zip(self.out.chunks_mut(L::COUNT)) {
            out.copy_from_slice(&values(F::narrow(padded::<L>(token, xs)))[..xs.len()]);
        }
    }
}

struct Wide<'a, F> {
    xs: &'a [f64],
    out: &'a mut [[f64; 3]],
    function: PhantomData<F>,
}

impl<F: Unary> Task for Wide<'_, F> {
    #[inline(always)]
    fn run<L: Lanes>(self, token: L::Token) {
        for (xs, out) in self.xs.chunks(L::COUNT).zip(self.out.chunks_mut(L::COUNT)) {
            let Scaled { hi, lo, scale } = F::wide(padded::<L>(token, xs));
            let (hi, lo, scale) = (values(hi), values(lo), values(scale));
            for (i, parts) in out.iter_mut().enumerate() {
                *parts = [hi[i], lo[i], scale[i]];
            }
        }
    }
}

#[inline(always)]
fn padded<L: Lanes>(token: L::Token, xs: &[f64]) -> L {
    let mut full = [0.0; MAX_COUNT];
    full[..xs.len()].copy_from_slice(xs);
    L::load(token, &full)
}

#[inline(always)]
fn values<L: Lanes>(y: L) -> [f64; MAX_COUNT] {
    let mut all = [0.0; MAX_COUNT];
    y.store(&mut all);
    all
}
