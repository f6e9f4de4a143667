//! The functions of the family by their names, for every subcommand that has `--function`.
//!
//! A crate of its own, whose functions are not generic but in their interface: sixteen functions of four types at every
//! level of instructions take minutes to compile, and would be compiled again in every crate and test that uses them.

use clap::ValueEnum;
use softplus::{Softplus, slice};

/// A type of numbers, with the functions.
pub trait Float: softplus::Float {
    /// The correctly rounded value at one point; see [`Function::value`].
    fn value(function: Function, x: &[Self]) -> Self;
    /// The function of each element; see [`Function::apply`].
    fn apply(function: Function, first: &mut [Self], rest: &[&[Self]]);
    /// Of the constraint, for each element: its inverse for `softplus_inverse`, its derivative for `sigmoid`, and else itself.
    fn constrained(constraint: &Softplus<Self>, function: Function, xs: &[Self], ys: &mut [Self]);
}

/// Calls `$call` with the function's arguments taken from a slice.
macro_rules! with_arguments {
    ($call:expr, $x:ident, $a:ident) => {
        $call($x[0])
    };
    ($call:expr, $x:ident, $a:ident $b:ident) => {
        $call($x[0], $x[1])
    };
    ($call:expr, $x:ident, $a:ident $b:ident $c:ident) => {
        $call($x[0], $x[1], $x[2])
    };
}

macro_rules! family {
    ($($name:ident: $marker:ident($($argument:ident),+);)*) => {
        /// A function of the family.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
        #[value(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each is the crate's function of that name")]
        pub enum Function {
            $(#[value(name = stringify!($name))] $marker,)*
        }

        impl Function {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$marker),*];

            /// The name in every binding.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$marker => stringify!($name),)*
                }
            }

            /// The names of its arguments.
            #[must_use]
            pub const fn arguments(self) -> &'static [&'static str] {
                match self {
                    $(Self::$marker => &[$(stringify!($argument)),+],)*
                }
            }
        }

        /// The function at a point.
        macro_rules! value {
            ($function:ident, $x:ident) => {
                match $function {
                    $(Function::$marker => with_arguments!(softplus::$name, $x, $($argument)+),)*
                }
            };
        }
    };
}
softplus::for_each_function!(family);

macro_rules! types {
    ($($type:ty),*) => {
        $(
            impl Float for $type {
                fn value(function: Function, x: &[Self]) -> Self {
                    value!(function, x)
                }
                fn apply(function: Function, first: &mut [Self], rest: &[&[Self]]) {
                    apply(function, first, rest);
                }
                fn constrained(constraint: &Softplus<Self>, function: Function, xs: &[Self], ys: &mut [Self]) {
                    match function {
                        Function::SoftplusInverse => constraint.inverse_slice(xs, ys),
                        Function::Sigmoid => constraint.derivative_slice(xs, ys),
                        _ => constraint.forward_slice(xs, ys),
                    }
                }
            }
        )*
    };
}
types!(half::f16, half::bf16, f32, f64);

impl Function {
    /// The correctly rounded value at one point, which has as many numbers as the function has arguments.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub fn value<T: Float>(self, x: &[T]) -> T {
        T::value(self, x)
    }

    /// The function of each element on all cores, in place of the first argument; `rest` are the other arguments.
    ///
    /// # Panics
    /// If `rest` has not one slice for each further argument, all as long as the first.
    pub fn apply<T: Float>(self, first: &mut [T], rest: &[&[T]]) {
        T::apply(self, first, rest);
    }
}

fn apply<T: softplus::Float>(function: Function, first: &mut [T], rest: &[&[T]]) {
    match (function, rest) {
        (Function::Softplus, []) => slice::par_softplus_in_place(first),
        (Function::Sigmoid, []) => slice::par_sigmoid_in_place(first),
        (Function::SoftplusSecondDerivative, []) => slice::par_softplus_second_derivative_in_place(first),
        (Function::LogSigmoid, []) => slice::par_log_sigmoid_in_place(first),
        (Function::SoftplusInverse, []) => slice::par_softplus_inverse_in_place(first),
        (Function::Log1mExp, []) => slice::par_log1mexp_in_place(first),
        (Function::ShiftedSoftplus, []) => slice::par_shifted_softplus_in_place(first),
        (Function::Mish, []) => slice::par_mish_in_place(first),
        (Function::LogSoftplus, []) => slice::par_log_softplus_in_place(first),
        (Function::LogAddExp, [b]) => slice::par_logaddexp_in_place(first, b),
        (Function::LogSubExp, [b]) => slice::par_logsubexp_in_place(first, b),
        (Function::SoftplusBackward, [x]) => slice::par_softplus_backward_in_place(first, x),
        (Function::SoftplusDoubleBackward, [grad, x]) => {
            slice::par_softplus_double_backward_in_place(first, grad, x);
        }
        (
            Function::SoftplusBeta
            | Function::SoftplusBetaDerivative
            | Function::SoftplusBetaDerivativeInBeta,
            [beta],
        ) => {
            each_with_beta(function, first, beta);
        }
        _ => panic!("{} has the arguments {:?}", function.name(), function.arguments()),
    }
}

/// The slices of these functions take one β for all elements: runs of equal β are one call.
fn each_with_beta<T: softplus::Float>(function: Function, xs: &mut [T], beta: &[T]) {
    assert_eq!(xs.len(), beta.len(), "{}: each x needs its β", function.name());
    let mut start = 0;
    for run in beta.chunk_by(|a, b| a.to_bits_u64() == b.to_bits_u64()) {
        let xs = &mut xs[start..start + run.len()];
        start += run.len();
        match function {
            Function::SoftplusBeta => slice::par_softplus_beta_in_place(xs, run[0]),
            Function::SoftplusBetaDerivative => slice::par_softplus_beta_derivative_in_place(xs, run[0]),
            _ => slice::par_softplus_beta_derivative_in_beta_in_place(xs, run[0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Function;

    #[test]
    fn slices_and_values_are_the_same_function() {
        for &function in Function::ALL {
            let columns: Vec<Vec<f64>> =
                [[-1.25, 0.0, 3.5, 2.0], [0.5, 1.0, 1.0, -3.0], [0.25, -0.75, 2.0, 8.0]]
                    .map(Vec::from)
                    .to_vec();
            let arguments = function.arguments().len();
            let mut results = columns[0].clone();
            let rest: Vec<&[f64]> = columns[1..arguments].iter().map(Vec::as_slice).collect();
            function.apply(&mut results, &rest);
            for (i, result) in results.iter().enumerate() {
                let point: Vec<f64> = columns[..arguments].iter().map(|column| column[i]).collect();
                assert_eq!(
                    result.to_bits(),
                    function.value(&point).to_bits(),
                    "{} {point:?}",
                    function.name()
                );
            }
        }
    }
}
