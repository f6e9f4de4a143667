//! Derivatives that the core does not have, in doubles.
//!
//! A block of x is widened to f64, the core gives s = σ(βx) and c = σ(−βx), each rounded once, and a formula of x, s and c
//! is the derivative. Both are needed: 1 − s would have no digits where c is small.

use softplus::{Float, slice};

/// Elements that are computed together, on the stack.
pub const BLOCK: usize = 256;

/// What a formula gets.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub x: f64,
    /// σ(βx).
    pub s: f64,
    /// σ(−βx).
    pub c: f64,
}

/// Calls `take` with each element's number and the product of its weights and its slope; `slopes` gives those for at most
/// [`BLOCK`] elements.
pub fn weighted<T: Float, const W: usize>(
    weights: [&[T]; W],
    xs: &[T],
    slopes: impl Fn(&[f64], &mut [f64]),
    mut take: impl FnMut(usize, f64),
) {
    let (mut wide, mut slope) = ([0.0; BLOCK], [0.0; BLOCK]);
    for (number, xs) in xs.chunks(BLOCK).enumerate() {
        for (wide, x) in wide.iter_mut().zip(xs) {
            *wide = x.to_f64();
        }
        slopes(&wide[..xs.len()], &mut slope[..xs.len()]);
        for (place, slope) in slope[..xs.len()].iter().enumerate() {
            let at = number * BLOCK + place;
            // The slope first: it may be tiny or 0 where the product of the weights alone would overflow.
            take(at, weights.iter().fold(*slope, |product, weight| product * weight[at].to_f64()));
        }
    }
}

/// The same, each product rounded to the type.
pub fn weighted_into<T: Float, const W: usize>(
    weights: [&[T]; W],
    xs: &[T],
    slopes: impl Fn(&[f64], &mut [f64]),
    out: &mut [T],
) {
    weighted(weights, xs, slopes, |at, product| out[at] = T::from_f64(product));
}

/// The slopes that a formula gives.
pub fn by(beta: f64, formula: impl Fn(Point) -> f64) -> impl Fn(&[f64], &mut [f64]) {
    move |xs, out| {
        let (mut s, mut c) = ([0.0; BLOCK], [0.0; BLOCK]);
        let (s, c) = (&mut s[..xs.len()], &mut c[..xs.len()]);
        slice::softplus_beta_derivative(xs, beta, s);
        slice::softplus_beta_derivative(xs, -beta, c);
        for (i, out) in out.iter_mut().enumerate() {
            *out = formula(Point { x: xs[i], s: s[i], c: c[i] });
        }
    }
}

/// σ″ = −σ′·tanh(x/2).
pub fn sigmoid_second(Point { x, s, c }: Point) -> f64 {
    -(s * c) * tanh_half(x, s, c)
}

/// tanh(x/2) = s − c, which cancels near 0.
fn tanh_half(x: f64, s: f64, c: f64) -> f64 {
    if x.abs() > 1.0 || x.is_nan() {
        return s - c;
    }
    // Lambert's continued fraction; eight levels are exact to 2^−60 for |x/2| at most 1/2.
    let half = 0.5 * x;
    let square = half * half;
    let fraction = (1..8).rev().fold(15.0, |below, k| f64::from(2 * k - 1) + square / below);
    half / fraction
}

/// Beyond this, σ(−|x|) is 0 in f64, and a larger x would only overflow.
const SATURATED: f64 = 1000.0;

/// The derivative of mish, x·t with t = tanh(softplus(x)) = (1−c²)/(1+c²): from c′ = −s·c,
/// s·((1+c)·(1+c²) + 4x·c²)/(1+c²)².
pub fn mish_first(Point { x, s, c }: Point) -> f64 {
    let (x, d) = (x.clamp(-SATURATED, SATURATED), 1.0 + c * c);
    s * ((1.0 + c) * d + 4.0 * x * (c * c)) / (d * d)
}

/// Its second derivative, 4·s·c²·(2·(1+c²) − x·(2 − 3c − 2c² + c³))/(1+c²)³, in which the terms in c that cancel for
/// large x are gone.
pub fn mish_second(Point { x, s, c }: Point) -> f64 {
    let (x, d) = (x.clamp(-SATURATED, SATURATED), 1.0 + c * c);
    let bracket = 2.0 * d - x * (2.0 - c * (3.0 + c * (2.0 - c)));
    // c² by itself may underflow where the rest is large.
    4.0 * (s * c) * bracket / (d * d * d) * c
}
