//! The error bounds that the rounding tests rely on, measured. A kernel that is slightly worse than its bound gives
//! wrong results too seldom for a random test to meet one.

use rug::{Float as Mpfr, Integer, integer::Order};
use softplus::{Level, probe::accurate_limbs};
use softplus_oracle::{error, for_each_function, functions::Function, inputs};

const COUNT: u64 = 400_000;

fn fast<F: Function>() {
    for level in Level::available() {
        for (bound, largest) in [
            (F::DOUBLE_ERROR, error::direct::<F>(level, COUNT, 2)),
            (F::NARROW_ERROR, error::narrow::<F>(level, COUNT, 3)),
            (F::WIDE_ERROR, error::wide::<F>(level, COUNT, 4)),
        ] {
            let bound = bound.log2();
            assert!(
                largest.log2 < bound,
                "{}: 2^{} at {:e}; bound 2^{bound}",
                F::NAME,
                largest.log2,
                largest.at
            );
            // A measurement that sees nothing would pass too.
            assert!(largest.log2 > bound - 8.0, "{}: 2^{} is too good to be true", F::NAME, largest.log2);
        }
    }
}

#[test]
fn the_fast_phase_is_within_its_bounds() {
    for_each_function!(fast());
}

/// The error is within the bound that the accurate phase computes along with the value, and that leaves all but 32 bits
/// of N limbs.
fn accurate<F: Function, const N: usize>(x: f64) {
    let precision = 64 * N as u32 + 128;
    let exact = F::definition(x, precision);
    let (limbs, exponent, bound) = accurate_limbs::<F, N>(x);
    let significand = Integer::from_digits(&limbs, Order::Lsf);
    let value = Mpfr::with_val(precision, significand) >> (64 * N as i32 - exponent);
    let error = (value - &exact).abs();
    let name = F::NAME;
    assert!(error < (Mpfr::with_val(64, 1) << bound), "{name} with {N} limbs at {x:e}: {error:.3e} ≥ 2^{bound}");
    assert!(bound <= exponent + 32 - 64 * N as i32, "{name} with {N} limbs at {x:e}: the bound 2^{bound} is wide");
}

fn every_rung<F: Function>() {
    let range = |x: &f64| (-745.2..1000.0).contains(x);
    let thresholds = inputs::thresholds::<f64>().into_iter().step_by(997);
    for x in inputs::random::<f64>(5, 0, 3000).chain(thresholds).chain([0.0, 5e-324, -5e-324]).filter(range) {
        accurate::<F, 3>(x);
        accurate::<F, 6>(x);
        accurate::<F, 12>(x);
        accurate::<F, 32>(x);
    }
}

#[test]
fn every_rung_of_the_accurate_phase_is_within_its_bound() {
    for_each_function!(every_rung());
}
