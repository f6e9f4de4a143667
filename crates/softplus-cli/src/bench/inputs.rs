//! Numbers to compute with: normally distributed, the same in every run.

use softplus::softplus;
use softplus_family::Float;

use crate::{family::Function, random};

/// N(0, 4²), from a fixed seed.
pub fn normal<T: Float>(count: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let mut uniform = move || random::uniform(&mut state);
    // Box and Muller.
    let mut next = || {
        let radius = (-2.0 * libm::log(1.0 - uniform())).sqrt();
        4.0 * radius * libm::cos(std::f64::consts::TAU * uniform())
    };
    (0..count).map(|_| T::from_f64(next())).collect()
}

/// The arguments of a function, inside of its domain.
pub fn arguments<T: Float>(function: Function, xs: &[T]) -> (Vec<T>, Vec<Vec<T>>) {
    let other = || normal(xs.len(), 2);
    let positive = || xs.iter().map(|&x| softplus(x)).collect::<Vec<T>>();
    match function {
        Function::SoftplusInverse | Function::Log1mExp => (positive(), Vec::new()),
        Function::LogAddExp => (xs.to_vec(), vec![other()]),
        Function::LogSubExp => {
            // a = max(x, b) + softplus, above b.
            let b: Vec<T> = other();
            let above = |(x, b): (&T, &T)| T::from_f64(b.to_f64() + softplus(x.to_f64()));
            (xs.iter().zip(&b).map(above).collect(), vec![b])
        }
        Function::SoftplusBackward => (other(), vec![xs.to_vec()]),
        Function::SoftplusDoubleBackward => (other(), vec![normal(xs.len(), 3), xs.to_vec()]),
        Function::SoftplusBeta
        | Function::SoftplusBetaDerivative
        | Function::SoftplusBetaDerivativeInBeta => (xs.to_vec(), vec![vec![T::from_f64(1.5); xs.len()]]),
        _ => (xs.to_vec(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Function, arguments, normal};

    #[test]
    fn inputs_are_normal_and_in_the_domain() {
        let xs: Vec<f64> = normal(100_000, 1);
        let mean = xs.iter().sum::<f64>() / 1e5;
        let deviation = (xs.iter().map(|x| x * x).sum::<f64>() / 1e5).sqrt();
        assert!(mean.abs() < 0.05 && (deviation - 4.0).abs() < 0.05, "{mean} {deviation}");
        for &function in Function::ALL {
            let (first, rest) = arguments(function, &xs[..1000]);
            assert_eq!(rest.len() + 1, function.arguments().len());
            for i in 0..1000 {
                let point: Vec<f64> = [&first].into_iter().chain(&rest).map(|column| column[i]).collect();
                assert!(function.value(&point).is_finite(), "{function:?}{point:?}");
            }
        }
    }
}
