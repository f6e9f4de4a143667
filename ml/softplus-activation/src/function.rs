//! The functions, and their backward passes.

use softplus::{Float, slice};

use crate::{
    View,
    map::map,
    wide::{BLOCK, by, mish_first, mish_second, sigmoid_second, weighted_into},
};

/// A function of one number that is applied to each element of a tensor.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Function {
    /// ln(1+eˣ): [`softplus::softplus()`].
    Softplus,
    /// σ(x) = 1/(1+e^−x): [`softplus::sigmoid()`].
    Sigmoid,
    /// ln σ(x) = −softplus(−x): [`softplus::log_sigmoid()`].
    LogSigmoid,
    /// x·tanh(softplus(x)): [`softplus::mish()`].
    Mish,
    /// softplus(x) − ln 2: [`softplus::shifted_softplus()`].
    ShiftedSoftplus,
    /// ln(1+e^βx)/β: [`softplus::softplus_beta()`], with β rounded to the tensor's type.
    SoftplusBeta(f64),
}

impl Function {
    /// The name in the core: `"softplus"`, `"log_sigmoid"`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The names of the function, its backward pass, and that one's.
    #[must_use]
    pub const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Softplus => ["softplus", "softplus_backward", "softplus_double_backward"],
            Self::Sigmoid => ["sigmoid", "sigmoid_backward", "sigmoid_double_backward"],
            Self::LogSigmoid => ["log_sigmoid", "log_sigmoid_backward", "log_sigmoid_double_backward"],
            Self::Mish => ["mish", "mish_backward", "mish_double_backward"],
            Self::ShiftedSoftplus => {
                ["shifted_softplus", "shifted_softplus_backward", "shifted_softplus_double_backward"]
            }
            Self::SoftplusBeta(_) => {
                ["softplus_beta", "softplus_beta_backward", "softplus_beta_double_backward"]
            }
        }
    }

    fn of_slice<T: Float>(self, xs: &[T], out: &mut [T]) {
        match self {
            Self::Softplus => slice::softplus(xs, out),
            Self::Sigmoid => slice::sigmoid(xs, out),
            Self::LogSigmoid => slice::log_sigmoid(xs, out),
            Self::Mish => slice::mish(xs, out),
            Self::ShiftedSoftplus => slice::shifted_softplus(xs, out),
            Self::SoftplusBeta(beta) => slice::softplus_beta(xs, T::from_f64(beta), out),
        }
    }

    fn backward_of_slice<T: Float>(self, grads: &[T], xs: &[T], out: &mut [T]) {
        match self {
            Self::Softplus | Self::ShiftedSoftplus => slice::softplus_backward(grads, xs, out),
            // grad·σ(−x)
            Self::LogSigmoid => {
                blocks(out, |at, out| {
                    let mut negative = [T::default(); BLOCK];
                    let negative = &mut negative[..out.len()];
                    negative.iter_mut().zip(&xs[at..]).for_each(|(negative, x)| *negative = negated(*x));
                    slice::softplus_backward(&grads[at..at + out.len()], negative, out);
                });
            }
            // grad·1·σ(x)·σ(−x)
            Self::Sigmoid => {
                let ones = [T::from_f64(1.0); BLOCK];
                blocks(out, |at, out| {
                    let end = at + out.len();
                    slice::softplus_double_backward(&grads[at..end], &ones[..out.len()], &xs[at..end], out);
                });
            }
            Self::Mish => weighted_into([grads], xs, by(1.0, mish_first), out),
            Self::SoftplusBeta(beta) => weighted_into([grads], xs, by(rounded::<T>(beta), |p| p.s), out),
        }
    }

    fn double_backward_of_slice<T: Float>(self, grad_grads: &[T], grads: &[T], xs: &[T], out: &mut [T]) {
        match self {
            Self::Softplus | Self::ShiftedSoftplus => {
                slice::softplus_double_backward(grad_grads, grads, xs, out);
            }
            // The derivative of σ(−x) is −σ(x)·σ(−x).
            Self::LogSigmoid => {
                slice::softplus_double_backward(grad_grads, grads, xs, out);
                for y in out {
                    *y = negated(*y);
                }
            }
            Self::Sigmoid => weighted_into([grad_grads, grads], xs, by(1.0, sigmoid_second), out),
            Self::Mish => weighted_into([grad_grads, grads], xs, by(1.0, mish_second), out),
            Self::SoftplusBeta(beta) => {
                let beta = rounded::<T>(beta);
                weighted_into([grad_grads, grads], xs, by(beta, |p| beta * (p.s * p.c)), out);
            }
        }
    }
}

/// The function of each element, in logical order.
#[must_use]
pub fn forward<T: Float>(function: Function, x: &View<T>) -> Vec<T> {
    map([x], &|[x], out: &mut [T]| function.of_slice(x, out))
}

/// The backward pass: `grad`·f′(x) of each element, the gradient of x from that of f(x).
///
/// # Panics
/// If the two differ in length.
#[must_use]
pub fn backward<T: Float>(function: Function, grad: &View<T>, x: &View<T>) -> Vec<T> {
    map([grad, x], &|[grad, x], out: &mut [T]| function.backward_of_slice(grad, x, out))
}

/// The backward pass of [`backward`] in x: `grad_grad`·`grad`·f″(x) of each element. In `grad` it is
/// `backward(function, grad_grad, x)`.
///
/// # Panics
/// If they differ in length.
#[must_use]
pub fn double_backward<T: Float>(
    function: Function,
    grad_grad: &View<T>,
    grad: &View<T>,
    x: &View<T>,
) -> Vec<T> {
    map([grad_grad, grad, x], &|[grad_grad, grad, x], out: &mut [T]| {
        function.double_backward_of_slice(grad_grad, grad, x, out);
    })
}

/// β as the type has it.
pub fn rounded<T: Float>(beta: f64) -> f64 {
    T::from_f64(beta).to_f64()
}

fn blocks<T>(out: &mut [T], mut block: impl FnMut(usize, &mut [T])) {
    for (number, out) in out.chunks_mut(BLOCK).enumerate() {
        block(number * BLOCK, out);
    }
}

fn negated<T: Float>(x: T) -> T {
    T::from_bits_u64(x.to_bits_u64() ^ 1 << (T::BITS - 1))
}
