//! The error bounds that the rounding tests rely on, measured. A kernel that is slightly worse than its bound gives
//! wrong results too seldom for a random test to meet one.

use rug::{Float as Mpfr, Integer, integer::Order};
use softplus::{
    Level,
    probe::{self, LogAddExp, LogSigmoid, Parts, Softplus, SoftplusBackward},
};
use softplus_oracle::{definitions::Defined, error, for_each, functions::Function, inputs};

fn within_bound<F: Function<A>, const A: usize>(kernel: &str, most: f64, measured: &[error::Largest]) {
    for largest in measured {
        let (name, error::Largest { log2, at }) = (F::NAME, largest);
        assert!(*log2 < 0.0, "{name}, {kernel}: 2^{log2} of its bound at {at:?}");
        // A measurement that sees nothing would pass too.
        assert!(*log2 > -most, "{name}, {kernel}: 2^{log2} of its bound is too good to be true");
    }
}

fn fast<F: Function<A>, const A: usize>() {
    let count = if F::NAME == "softplus" { 400_000 } else { 60_000 };
    let levels: Vec<Level> = Level::available().collect();
    let each = |measure: fn(Level, u64, u64) -> error::Largest| -> Vec<error::Largest> {
        levels.iter().map(|&level| measure(level, count, 3)).collect()
    };
    within_bound::<F, A>("narrow", 12.0, &each(error::narrow::<F, A>));
    within_bound::<F, A>("middle", 12.0, &each(error::middle::<F, A>));
    within_bound::<F, A>("wide", 14.0, &each(error::wide_kernel::<F, A>));
}

fn direct<F: Function<A> + Parts<A>, const A: usize>() {
    let measured: Vec<_> = Level::available().map(|level| error::direct::<F, A>(level, 400_000, 2)).collect();
    within_bound::<F, A>("direct", 8.0, &measured);
}

fn single<F: Function<A> + Parts<A>, const A: usize>() {
    let measured: Vec<_> = Level::available().map(|level| error::single::<F, A>(level, 400_000, 2)).collect();
    within_bound::<F, A>("direct, f32", 8.0, &measured);
}

#[test]
fn the_kernels_are_within_their_bounds() {
    direct::<Softplus, 1>();
    direct::<LogSigmoid, 1>();
    direct::<LogAddExp, 2>();
    single::<LogAddExp, 2>();
    single::<SoftplusBackward, 2>();
    for_each!(fast());
}

/// The error is within the bound that the accurate phase computes along with the value, and that leaves all but some
/// bits of N limbs of the largest term.
fn accurate<F: Function<A>, const A: usize, const N: usize>(x: [f64; A]) {
    let Defined::Near { value: exact, largest } = F::definition(x, 64 * N as u32 + 256) else { return };
    // Far below the smallest double, another number stands in for the value.
    if exact.get_exp().is_none_or(|exponent| exponent < -5000) {
        return;
    }
    let (negative, limbs, exponent, bound) = probe::accurate_limbs::<F, A, N>(x);
    let significand = Integer::from_digits(&limbs, Order::Lsf);
    let value = Mpfr::with_val(exact.prec(), significand) >> (64 * N as i32 - exponent);
    let error = ((if negative { -value } else { value }) - &exact).abs();
    let name = F::NAME;
    assert!(
        error < (Mpfr::with_val(64, 1) << bound),
        "{name} with {N} limbs at {x:?}: {error:.3e} ≥ 2^{bound}"
    );
    let room = largest.max(exponent) + 64 - 64 * N as i32;
    assert!(bound <= room, "{name} with {N} limbs at {x:?}: the bound 2^{bound} is wide, beside 2^{largest}");
}

/// From 2^−190 on: there the functions take no number in place of a smaller one. And up to where e^−t is nothing.
fn every_rung<F: Function<A>, const A: usize>() {
    let moderate = |x: &[f64; A]| x.iter().all(|x| (2_f64.powi(-90)..4000.0).contains(&x.abs()));
    let points = inputs::random_points::<f64, A>(5, 0, 1500).into_iter();
    let near = [std::f64::consts::LN_2, 0.541_324_854_612_918_1, 0.5, 1.0, 0.25].map(|x| [x; A]);
    for x in points.chain(near).filter(moderate).filter(|x| !probe::is_special::<F, A>(*x)) {
        accurate::<F, A, 3>(x);
        accurate::<F, A, 6>(x);
        accurate::<F, A, 12>(x);
        if F::NAME == "softplus" || x[0].to_bits() % 16 == 0 {
            accurate::<F, A, 32>(x);
        }
    }
}

#[test]
fn every_rung_of_the_accurate_phase_is_within_its_bound() {
    for_each!(every_rung());
}
