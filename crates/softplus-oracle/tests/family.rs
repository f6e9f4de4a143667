//! The accurate phase of the family against MPFR, by the definitions as they are written, with far more bits than they
//! lose.

use rug::{Float as Mpfr, Integer, integer::Order};
use softplus::probe::family_limbs;
use softplus_oracle::inputs;

/// More than an f64 near zero, cubed, loses.
const PRECISION: u32 = 6000;

fn definition(name: &str, x: f64) -> Mpfr {
    let x = Mpfr::with_val(PRECISION, x);
    let softplus = |x: &Mpfr| (x.clone().exp() + 1_u32).ln();
    let sigmoid = |x: &Mpfr| 1_u32 / ((-x.clone()).exp() + 1_u32);
    match name {
        "log_sigmoid" => -softplus(&-x),
        "sigmoid" => sigmoid(&x),
        "second_derivative" => sigmoid(&x) * sigmoid(&-x),
        "shifted_softplus" => ((x.exp() + 1_u32) / 2_u32).ln(),
        "mish" => softplus(&x).tanh() * x,
        "log_softplus" => softplus(&x).ln(),
        "softplus_inverse" => (x.exp() - 1_u32).ln(),
        "log1mexp" => (1_u32 - (-x).exp()).ln(),
        _ => softplus(&x),
    }
}

fn compared<const N: usize>(name: &str, x: f64) {
    let exact = definition(name, x);
    let (limbs, exponent, bound) = family_limbs::<N>(name, x);
    let value = Mpfr::with_val(PRECISION, Integer::from_digits(&limbs, Order::Lsf)) >> (64 * N as i32 - exponent);
    let negative = exact.is_sign_negative();
    let error = (if negative { -value } else { value } - &exact).abs();
    assert!(error < (Mpfr::with_val(64, 1) << bound), "{name}, {N} limbs, {x:e}: {error:.3e} ≥ 2^{bound}");
    // Where the result is near zero, an absolute error counts.
    let lost = if name == "log_softplus" || name == "softplus_inverse" { 90 } else { 32 };
    assert!(bound <= exponent + lost - 64 * N as i32, "{name}, {N} limbs, {x:e}: 2^{bound} beside 2^{exponent}");
}

#[test]
fn the_family_is_within_its_bounds() {
    let all = ["softplus", "log_sigmoid", "sigmoid", "second_derivative", "shifted_softplus", "mish", "log_softplus"];
    let positive = ["softplus_inverse", "log1mexp"];
    let near = [std::f64::consts::LN_2, 0.541_324_854_612_918_1, 0.5, 1.0, 0.25, 5e-324, 1e-300, 1e300];
    let random = inputs::random::<f64>(6, 0, 400).chain(near);
    for x in random.filter(|x| x.is_finite() && *x != 0.0 && (x.abs() < 4000.0 || *x == 1e300)) {
        for (name, x) in all.map(|name| (name, x)).into_iter().chain(positive.map(|name| (name, x.abs()))) {
            if x.abs() < 4000.0 {
                compared::<3>(name, x);
                compared::<6>(name, x);
            }
        }
    }
}
