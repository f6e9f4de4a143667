//! Digests of results, so that a complete run can be compared with a recorded one in seconds.
//!
//! Every level that the CPU has computes them, and all must agree.
//!
//! SHA-256 of the results, little-endian, in the order of the inputs' encodings, with one encoding for every NaN.

use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use softplus::{Float, Level};

use crate::{functions::Function, harness::columns, progress};

/// Inputs hashed while the next block is computed.
const BLOCK: u64 = 1 << 22;
/// Random f64 inputs of the digest: the type has too many for all.
pub const F64_INPUTS: u64 = 1 << 24;

/// The stride of the f32 inputs that other machines compute: a prime, so that all low bits occur.
pub const STRIDE: u64 = 1009;

/// The digest of every `stride`-th input of a type of up to 32 bits, or of [`F64_INPUTS`] f64 inputs, in hexadecimal.
#[must_use]
pub fn compute<F: Function<A>, T: Float, const A: usize>(stride: u64) -> String {
    of(stride, at_every_level::<F, T, A>)
}

/// The same of the results that `evaluate` gives, as [`bytes`].
pub fn of<T: Float, const A: usize>(stride: u64, evaluate: impl Fn(&[[T; A]]) -> Vec<u8> + Sync) -> String {
    let total = count::<T, A>(stride);
    let bar = progress::bar(T::NAME, total);
    let mut hash = Sha256::new();
    let mut ready = Vec::new();
    for start in (0..total).step_by(BLOCK as usize) {
        let count = BLOCK.min(total - start);
        let ((), next) = rayon::join(|| hash.update(&ready), || evaluate(&inputs(stride, start, count)));
        ready = next;
        bar.inc(count);
    }
    hash.update(&ready);
    bar.finish_and_clear();
    let mut text = String::new();
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
    }
    text
}

/// Random points of several arguments.
const POINTS: u64 = 1 << 20;

/// How many inputs the digest covers: of several arguments, random points.
#[must_use]
pub const fn count<T: Float, const A: usize>(stride: u64) -> u64 {
    match (A, T::BITS) {
        (1, 64) => F64_INPUTS,
        (1, bits) => (1_u64 << bits).div_ceil(stride),
        _ => POINTS,
    }
}

/// A block of the inputs.
#[must_use]
pub fn inputs<T: Float, const A: usize>(stride: u64, start: u64, count: u64) -> Vec<[T; A]> {
    if A == 1 && T::BITS <= 32 {
        (start..start + count).map(|number| [T::from_bits_u64(number * stride); A]).collect()
    } else {
        crate::inputs::random_points(0x5eed, start, count as usize)
    }
}

/// The results of a block; every level must return the same.
fn at_every_level<F: Function<A>, T: Float, const A: usize>(xs: &[[T; A]]) -> Vec<u8> {
    let levels: Vec<Level> = Level::available().collect();
    let columns = columns(xs);
    let at = |&level: &Level| {
        let mut ys = vec![T::default(); xs.len()];
        softplus::probe::slice::<F, T, A>(level, columns.each_ref().map(Vec::as_slice), &mut ys);
        bytes(&ys)
    };
    let mut all: Vec<Vec<u8>> = levels.par_iter().map(at).collect();
    let best = all.pop().expect("there is a level");
    for (level, other) in levels.iter().zip(&all) {
        if let Some(at) = best.iter().zip(other).position(|(a, b)| a != b) {
            let x = xs[at / (T::BITS as usize / 8)].map(T::to_f64);
            panic!("{} {}: {level} differs at {x:?}", F::NAME, T::NAME);
        }
    }
    best
}

/// The encodings, little-endian, with one for all NaNs.
pub fn bytes<T: Float>(ys: &[T]) -> Vec<u8> {
    let nan = ((2 * T::MAX_EXPONENT + 1) as u64) << (T::MANTISSA_DIGITS - 1) | 1 << (T::MANTISSA_DIGITS - 2);
    let width = T::BITS as usize / 8;
    let mut all = Vec::with_capacity(ys.len() * width);
    for y in ys {
        let bits = if y.to_f64().is_nan() { nan } else { y.to_bits_u64() };
        all.extend_from_slice(&bits.to_le_bytes()[..width]);
    }
    all
}
