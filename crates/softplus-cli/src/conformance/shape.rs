//! What the usual formulas of each function compute on the way, and what the function comes to at its ends.

use crate::family::Function;

/// What stands in the exponents of the usual formulas.
pub fn exponents(function: Function, point: &[f64]) -> Vec<f64> {
    match (function, point) {
        (Function::LogSigmoid, &[x]) => vec![-x],
        (Function::Sigmoid | Function::SoftplusSecondDerivative | Function::Mish, &[x])
        | (Function::SoftplusBackward, &[_, x])
        | (Function::SoftplusDoubleBackward, &[_, _, x]) => vec![x, -x],
        (Function::LogAddExp | Function::LogSubExp, &[a, b]) => vec![a.max(b)],
        (Function::SoftplusBetaDerivative | Function::SoftplusBetaDerivativeInBeta, &[x, beta]) => {
            vec![x * beta, -x * beta]
        }
        (Function::SoftplusBeta, &[x, beta]) => vec![x * beta],
        (Function::Log1mExp, _) => vec![],
        _ => vec![point[0]],
    }
}

/// What the function approaches when something grows, and may be replaced by.
#[derive(Debug, Clone, Copy)]
pub struct End {
    /// What it is called.
    pub name: &'static str,
    /// What grows.
    pub drive: f64,
    /// Its name, and the sign with which it grows.
    pub driver: (&'static str, f64),
    /// The value there.
    pub value: f64,
}

impl End {
    /// Whether the value is computed by a function that has an error of its own.
    pub fn is_computed(&self) -> bool {
        self.name.contains("e^") || self.name == "ln x"
    }
}

/// The ends of the function, at this point; the same ones at every point.
pub fn ends(function: Function, point: &[f64]) -> Vec<End> {
    let x = point[0];
    match function {
        Function::Softplus => vec![up("x", x, x), down("e^x", x, x.exp()), down("0", x, 0.0)],
        Function::LogSigmoid => vec![down("x", x, x), up("-e^-x", x, -(-x).exp()), up("0", x, 0.0)],
        Function::Sigmoid => vec![up("1", x, 1.0), down("e^x", x, x.exp()), down("0", x, 0.0)],
        Function::SoftplusInverse => vec![up("y", x, x)],
        Function::Log1mExp => vec![up("-e^-x", x, -(-x).exp()), up("0", x, 0.0)],
        Function::Mish => vec![up("x", x, x), down("x e^x", x, x * x.exp()), down("0", x, 0.0)],
        Function::ShiftedSoftplus => vec![down("-ln 2", x, -std::f64::consts::LN_2)],
        Function::LogSoftplus => vec![down("x", x, x), up("ln x", x, x.ln())],
        Function::SoftplusSecondDerivative => {
            let size = x.abs();
            vec![of("e^-|x|", "|x|", size, (-size).exp()), of("0", "|x|", size, 0.0)]
        }
        Function::LogAddExp => {
            let b = point[1];
            vec![of("max(a, b)", "|a-b|", (x - b).abs(), x.max(b))]
        }
        Function::LogSubExp => vec![of("a", "a-b", x - point[1], x)],
        Function::SoftplusBeta => {
            let beta = point[1];
            let product = x * beta;
            // What is lost of the product matters in its exponential.
            let rest = x.mul_add(beta, -product);
            let drive = |name, drive, value| End {
                name,
                drive,
                driver: ("beta x", if drive == product { 1.0 } else { -1.0 }),
                value,
            };
            vec![
                drive("x", product, x),
                drive("e^(beta x)/beta", -product, product.exp() * (1.0 + rest) / beta),
                drive("0", -product, 0.0),
            ]
        }
        Function::SoftplusBackward => {
            let (grad, x) = (x, point[1]);
            vec![up("grad", x, grad), down("0", x, 0.0)]
        }
        _ => Vec::new(),
    }
}

const fn up(name: &'static str, x: f64, value: f64) -> End {
    End { name, drive: x, driver: ("x", 1.0), value }
}

const fn down(name: &'static str, x: f64, value: f64) -> End {
    End { name, drive: -x, driver: ("x", -1.0), value }
}

const fn of(name: &'static str, driver: &'static str, drive: f64, value: f64) -> End {
    End { name, drive, driver: (driver, 1.0), value }
}

/// What was added to 1 before it was rounded.
#[derive(Debug, Clone, Copy)]
pub struct Sum {
    /// u.
    pub added: f64,
    /// What the result says of it.
    pub seen: f64,
    /// How many steps of ε the sum 1 ± u has in a unit: 1, or 2 below 1.
    pub finer: f64,
}

/// How a result that went through ln(1 ± u), u = e^t, gives back u, for points where u is below 1 and the result depends
/// on it alone.
pub fn sum(function: Function, point: &[f64], got: f64) -> Option<Sum> {
    let x = point[0];
    let (t, seen, finer) = match function {
        Function::Softplus => (x, got.exp_m1(), 1.0),
        Function::LogSigmoid => (-x, (-got).exp_m1(), 1.0),
        Function::SoftplusBeta => (x * point[1], (got * point[1]).exp_m1(), 1.0),
        Function::LogSoftplus => (x, got.exp().exp_m1(), 1.0),
        Function::Log1mExp => (-x, -got.exp_m1(), 2.0),
        Function::Mish => {
            let tanh = got / x;
            let square = 2.0 * tanh / (1.0 - tanh);
            (x, square / (1.0 + (1.0 + square).sqrt()), 1.0)
        }
        _ => return None,
    };
    // Near 1 the sum keeps nearly all of u.
    (t < -1.0 && t.is_finite()).then(|| Sum { added: t.exp(), seen, finer })
}

/// How a result that is ln(e^y − 1), or ln(1 − e^−x), gives back the difference, at small arguments.
pub fn difference(function: Function, point: &[f64], got: f64) -> Option<Sum> {
    let x = point[0];
    let (added, finer) = match function {
        Function::SoftplusInverse => (x.exp_m1(), 1.0),
        Function::Log1mExp => (-(-x).exp_m1(), 2.0),
        _ => return None,
    };
    // Of a small number outside of the domain 0 is left too. At larger ones few digits are lost.
    let added: f64 = added.abs();
    (added > 0.0 && added < 0.25).then(|| Sum { added, seen: got.exp(), finer })
}
