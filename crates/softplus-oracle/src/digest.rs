//! Digests of results, so that a complete run can be compared with a recorded one in seconds.
//!
//! Every level that the CPU has computes them, and all must agree.
//!
//! SHA-256 of the results, little-endian, in the order of the inputs' encodings, with one encoding for every NaN.

use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use softplus::{Float, Level};

use crate::{functions::Function, inputs, progress};

/// Inputs hashed while the next block is computed.
const BLOCK: u64 = 1 << 22;
/// Random f64 inputs of the digest: the type has too many for all.
pub const F64_INPUTS: u64 = 1 << 24;

/// The digest of all inputs of a type of up to 32 bits, or of [`F64_INPUTS`] f64 inputs, in hexadecimal.
#[must_use]
pub fn compute<F: Function, T: Float>() -> String {
    let total = count::<T>();
    let bar = progress::bar(T::NAME, total);
    let mut hash = Sha256::new();
    let mut ready = Vec::new();
    for start in (0..total).step_by(BLOCK as usize) {
        let count = BLOCK.min(total - start);
        let ((), next) = rayon::join(|| hash.update(&ready), || results::<F, T>(start, count));
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

/// How many inputs the digest covers.
#[must_use]
pub const fn count<T: Float>() -> u64 {
    if T::BITS <= 32 { 1 << T::BITS } else { F64_INPUTS }
}

/// The results of a block, little-endian; every level must return the same.
fn results<F: Function, T: Float>(start: u64, count: u64) -> Vec<u8> {
    let xs: Vec<T> = if T::BITS <= 32 {
        (start..start + count).map(T::from_bits_u64).collect()
    } else {
        inputs::random(0x5eed, start, count as usize).collect()
    };
    let levels: Vec<Level> = Level::available().collect();
    let at = |&level: &Level| {
        let mut ys = vec![T::default(); xs.len()];
        softplus::probe::slice::<F, T>(level, &xs, &mut ys);
        bytes(&ys)
    };
    let mut all: Vec<Vec<u8>> = levels.par_iter().map(at).collect();
    let best = all.pop().expect("there is a level");
    for (level, other) in levels.iter().zip(&all) {
        assert!(
            *other == best,
            "{} {}: {level} differs between inputs {start} and {}",
            F::NAME,
            T::NAME,
            start + count
        );
    }
    best
}

/// The encodings, with one for all NaNs.
fn bytes<T: Float>(ys: &[T]) -> Vec<u8> {
    let nan = ((2 * T::MAX_EXPONENT + 1) as u64) << (T::MANTISSA_DIGITS - 1) | 1 << (T::MANTISSA_DIGITS - 2);
    let width = T::BITS as usize / 8;
    let mut all = Vec::with_capacity(ys.len() * width);
    for y in ys {
        let bits = if y.to_f64().is_nan() { nan } else { y.to_bits_u64() };
        all.extend_from_slice(&bits.to_le_bytes()[..width]);
    }
    all
}
