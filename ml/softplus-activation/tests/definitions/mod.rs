//! The derivatives in MPFR, from the definitions of the functions and not by the kernels' formulas.

use rug::Float as Mpfr;
use softplus_activation::Partial;

/// Enough for what cancels up to |βx| = 600: 1 − tanh²(…) loses e^−1200.
pub const BITS: u32 = 2000;

/// Where β varies too.
#[derive(Clone, Copy)]
pub struct Point {
    pub x: f64,
    pub beta: f64,
}

fn wide(x: f64) -> Mpfr {
    Mpfr::with_val(BITS, x)
}

fn sigmoid(x: Mpfr) -> Mpfr {
    1 / (1 + (-x).exp())
}

/// σ(x)·(1 − σ(x)).
fn sigmoid_first(x: Mpfr) -> Mpfr {
    let s = sigmoid(x);
    s.clone() * (1 - s)
}

/// σ″ = σ′·(1 − 2σ).
pub fn sigmoid_second(x: f64) -> Mpfr {
    sigmoid_first(wide(x)) * (1 - 2 * sigmoid(wide(x)))
}

/// t = tanh(softplus(x)), and its two derivatives by the rule of the chain.
fn tanh_of_softplus(x: f64) -> [Mpfr; 3] {
    let t = (wide(x).exp() + 1_u32).ln().tanh();
    let rest: Mpfr = 1 - t.clone().square();
    let s = sigmoid(wide(x));
    let first = rest.clone() * &s;
    let second = rest * sigmoid_first(wide(x)) - 2 * t.clone() * first.clone() * s;
    [t, first, second]
}

/// (x·t)′ = t + x·t′.
pub fn mish_first(x: f64) -> Mpfr {
    let [t, first, _] = tanh_of_softplus(x);
    t + x * first
}

/// (x·t)″ = 2t′ + x·t″.
pub fn mish_second(x: f64) -> Mpfr {
    let [_, first, second] = tanh_of_softplus(x);
    2 * first + x * second
}

/// The partial derivatives of ln(1+e^βx)/β: with L(t) = ln(1+e^t) at t = βx, L/β.
pub fn slopes_of_beta(which: Partial, Point { x, beta }: Point) -> Mpfr {
    let t = wide(x) * beta;
    let value = (t.clone().exp() + 1_u32).ln();
    let (first, second) = (sigmoid(t.clone()), sigmoid_first(t));
    let in_beta = x * first.clone() / beta - value / wide(beta).square();
    match which {
        Partial::X => first,
        Partial::Beta => in_beta,
        Partial::XTwice => beta * second,
        Partial::XAndBeta => x * second,
        // (x²·σ′ − 2·∂f/∂β)/β
        Partial::BetaTwice => (wide(x).square() * second - 2 * in_beta) / beta,
    }
}
