//! softplus with a sharpness β that is learned: ln(1+e^βx)/β as a function of two numbers.

use softplus::{Float, slice};

use crate::{
    View,
    map::{Sum, map, sum},
    wide::{BLOCK, by, weighted, weighted_into},
};

/// A partial derivative of f(x, β) = ln(1+e^βx)/β.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partial {
    /// ∂f/∂x = σ(βx).
    X,
    /// ∂f/∂β = −(t·u/(1+u) + ln(1+u))/β² with t = |βx| and u = e^−t.
    Beta,
    /// ∂²f/∂x² = β·σ(βx)·σ(−βx).
    XTwice,
    /// ∂²f/∂x∂β = x·σ(βx)·σ(−βx).
    XAndBeta,
    /// ∂²f/∂β² = (x²·σ(βx)·σ(−βx) − 2·∂f/∂β)/β.
    BetaTwice,
}

impl Partial {
    /// Its derivative in x, if that is of second order.
    #[must_use]
    pub const fn in_x(self) -> Option<Self> {
        match self {
            Self::X => Some(Self::XTwice),
            Self::Beta => Some(Self::XAndBeta),
            _ => None,
        }
    }

    /// Its derivative in β, if that is of second order.
    #[must_use]
    pub const fn in_beta(self) -> Option<Self> {
        match self {
            Self::X => Some(Self::XAndBeta),
            Self::Beta => Some(Self::BetaTwice),
            _ => None,
        }
    }

    fn slopes(self, beta: f64, xs: &[f64], out: &mut [f64]) {
        match self {
            Self::X => slice::softplus_beta_derivative(xs, beta, out),
            Self::Beta => slice::softplus_beta_derivative_in_beta(xs, beta, out),
            Self::XTwice => by(beta, |p| beta * (p.s * p.c))(xs, out),
            Self::XAndBeta => by(beta, |p| finite(p.x) * p.s * p.c)(xs, out),
            Self::BetaTwice => {
                let mut first = [0.0; BLOCK];
                let first = &mut first[..xs.len()];
                slice::softplus_beta_derivative_in_beta(xs, beta, first);
                // Both terms have one sign: nothing cancels.
                by(beta, |p| (finite(p.x) * p.s) * (finite(p.x) * p.c))(xs, out);
                for (out, first) in out.iter_mut().zip(first) {
                    *out = (*out - 2.0 * *first) / beta;
                }
            }
        }
    }
}

/// For an infinite x one of σ(±βx) is 0, and x·0 is to be 0.
fn finite(x: f64) -> f64 {
    x.clamp(f64::MIN, f64::MAX)
}

/// `weight` times a partial derivative at (x, β), of each element: in doubles, then rounded to the type.
///
/// # Panics
/// If the two differ in length.
#[must_use]
pub fn partial<T: Float>(partial: Partial, weight: &View<T>, x: &View<T>, beta: T) -> Vec<T> {
    let beta = beta.to_f64();
    map([weight, x], &|[weight, x], out: &mut [T]| {
        weighted_into([weight], x, |xs, out| partial.slopes(beta, xs, out), out);
    })
}

/// The sum of [`partial`] over all elements, before it is rounded: the gradient of a β that all elements share. The sum is
/// compensated, and in the order of the elements, so that neither layout nor threads change a bit.
///
/// # Panics
/// If the two differ in length.
#[must_use]
pub fn partial_sum<T: Float>(partial: Partial, weight: &View<T>, x: &View<T>, beta: T) -> T {
    let beta = beta.to_f64();
    let total = sum([weight, x], &|[weight, x], sum: &mut Sum| {
        let slopes = |xs: &[f64], out: &mut [f64]| partial.slopes(beta, xs, out);
        weighted([weight], x, slopes, |_, product| sum.add(product));
    });
    T::from_f64(total)
}
