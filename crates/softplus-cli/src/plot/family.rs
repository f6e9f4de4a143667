//! How each function of the family is drawn: its formula, its range, its cut if it has several arguments, its slopes.

use softplus::{sigmoid, softplus, softplus_beta_derivative, softplus_second_derivative};

use crate::family::Function;

/// The functions of the family's page: those of one argument, and cuts of others.
pub const PAGE: [Function; 12] = [
    Function::Softplus,
    Function::Sigmoid,
    Function::SoftplusSecondDerivative,
    Function::LogSigmoid,
    Function::SoftplusInverse,
    Function::Log1mExp,
    Function::ShiftedSoftplus,
    Function::Mish,
    Function::LogSoftplus,
    Function::LogAddExp,
    Function::LogSubExp,
    Function::SoftplusBeta,
];

/// The values of β that are drawn by themselves.
pub const BETAS: [f64; 4] = [0.5, 1.0, 2.0, 5.0];

/// The formula, in x.
pub const fn formula(function: Function) -> &'static str {
    match function {
        Function::Softplus => "ln(1+eˣ)",
        Function::Sigmoid => "1/(1+e⁻ˣ)",
        Function::SoftplusSecondDerivative => "σ(x)·σ(−x), σ the sigmoid",
        Function::LogSigmoid => "−ln(1+e⁻ˣ)",
        Function::SoftplusInverse => "ln(eˣ−1), for x > 0",
        Function::Log1mExp => "ln(1−e⁻ˣ), for x > 0",
        Function::ShiftedSoftplus => "ln(1+eˣ) − ln 2",
        Function::Mish => "x·tanh(ln(1+eˣ))",
        Function::LogSoftplus => "ln(ln(1+eˣ))",
        Function::LogAddExp => "ln(eˣ+e⁰), the cut b = 0",
        Function::LogSubExp => "ln(eˣ−e⁰), the cut b = 0",
        Function::SoftplusBeta => "ln(1+exp(βx))/β",
        Function::SoftplusBetaDerivative => "σ(βx), the derivative in x",
        Function::SoftplusBetaDerivativeInBeta => "x·σ(βx)/β − ln(1+exp(βx))/β², the derivative in β",
        Function::SoftplusBackward => "grad·σ(x), the cut grad = 1",
        Function::SoftplusDoubleBackward => "grad_grad·grad·σ(x)·σ(−x), the cut with both 1",
    }
}

/// Where the function is worth a look.
pub const fn range(function: Function) -> (f64, f64) {
    match function {
        Function::SoftplusInverse | Function::Log1mExp | Function::LogSubExp => (0.0, 5.0),
        Function::SoftplusBeta
        | Function::SoftplusBetaDerivative
        | Function::SoftplusBetaDerivativeInBeta => (-3.0, 3.0),
        _ => (-6.0, 6.0),
    }
}

/// Whether β is one of its arguments.
pub fn has_beta(function: Function) -> bool {
    function.arguments().contains(&"beta")
}

/// The value at x: of a function of several arguments the cut through 0 or 1.
pub fn value(function: Function, x: f64, beta: f64) -> f64 {
    let argument = |name: &&str| match *name {
        "b" => 0.0,
        "beta" => beta,
        "grad" | "grad_grad" => 1.0,
        _ => x,
    };
    let arguments: Vec<f64> = function.arguments().iter().map(argument).collect();
    function.value(&arguments)
}

/// The first derivative in x, NaN outside of the domain. In doubles from exact parts: for drawing.
pub fn first(function: Function, x: f64, beta: f64) -> f64 {
    let (rise, bend) = (sigmoid(x), softplus_second_derivative(x));
    let positive = |slope: f64| if x > 0.0 { slope } else { f64::NAN };
    match function {
        Function::Softplus | Function::ShiftedSoftplus | Function::LogAddExp => rise,
        Function::Sigmoid | Function::SoftplusBackward => bend,
        Function::SoftplusSecondDerivative | Function::SoftplusDoubleBackward => bend * (1.0 - 2.0 * rise),
        Function::LogSigmoid => sigmoid(-x),
        Function::SoftplusInverse | Function::LogSubExp => positive(-1.0 / (-x).exp_m1()),
        Function::Log1mExp => positive(1.0 / x.exp_m1()),
        Function::Mish => {
            let tanh = softplus(x).tanh();
            tanh + x * rise * (1.0 - tanh * tanh)
        }
        Function::LogSoftplus => rise / softplus(x),
        Function::SoftplusBeta => softplus_beta_derivative(x, beta),
        Function::SoftplusBetaDerivative => beta * softplus_second_derivative(beta * x),
        Function::SoftplusBetaDerivativeInBeta => x * softplus_second_derivative(beta * x),
    }
}

/// The second derivative in x, where the family has it.
pub fn second(function: Function, x: f64) -> Option<f64> {
    let bend = softplus_second_derivative(x);
    match function {
        Function::Softplus | Function::ShiftedSoftplus | Function::LogAddExp => Some(bend),
        Function::LogSigmoid => Some(-bend),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Function, PAGE, first, range, second, value};

    /// Against difference quotients, which know nothing of the formulas.
    #[test]
    fn derivatives_are_slopes() {
        const STEP: f64 = 1e-4;
        for &function in Function::ALL {
            let (from, to) = range(function);
            for i in 1..40 {
                let x = from + (to - from) * f64::from(i) / 40.0;
                let slope = |of: &dyn Fn(f64) -> f64| (of(x + STEP) - of(x - STEP)) / (2.0 * STEP);
                let beta = 1.5;
                let expected = slope(&|x| value(function, x, beta));
                let found = first(function, x, beta);
                assert!(
                    (found - expected).abs() < 1e-6 * (1.0 + expected.abs() * 10.0),
                    "{function:?} {x}: {found} {expected}"
                );
                if let Some(found) = second(function, x) {
                    let expected = slope(&|x| first(function, x, beta));
                    assert!((found - expected).abs() < 1e-7, "{function:?}'' {x}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn the_page_has_every_function_of_one_argument() {
        for &function in Function::ALL {
            assert!(function.arguments().len() > 1 || PAGE.contains(&function), "{function:?}");
        }
    }
}
