//! Inputs whose exact results lie next to a rounding boundary, found by the oracle's search.

use crate::family::Function;

/// The hardest f64 inputs of a function, at most `most`; none for functions of several numbers.
pub fn inputs(function: Function, most: usize) -> Vec<f64> {
    let mut cases: Vec<(u32, f64)> = text(function).lines().filter_map(parse).collect();
    // The sort is stable: the same cases everywhere.
    cases.sort_by_key(|&(bits, _)| std::cmp::Reverse(bits));
    cases.into_iter().take(most).map(|(_, x)| x).collect()
}

const fn text(function: Function) -> &'static str {
    match function {
        Function::Softplus => include_str!("../../../cases/softplus.f64"),
        Function::Sigmoid => include_str!("../../../cases/sigmoid.f64"),
        Function::SoftplusSecondDerivative => include_str!("../../../cases/softplus_second_derivative.f64"),
        Function::LogSigmoid => include_str!("../../../cases/log_sigmoid.f64"),
        Function::SoftplusInverse => include_str!("../../../cases/softplus_inverse.f64"),
        Function::Log1mExp => include_str!("../../../cases/log1mexp.f64"),
        Function::ShiftedSoftplus => include_str!("../../../cases/shifted_softplus.f64"),
        Function::Mish => include_str!("../../../cases/mish.f64"),
        Function::LogSoftplus => include_str!("../../../cases/log_softplus.f64"),
        _ => "",
    }
}

/// A line: the input's encoding, the result's, and how many bits are identical after the rounding bit.
fn parse(line: &str) -> Option<(u32, f64)> {
    let mut words = line.split_whitespace();
    let x = u64::from_str_radix(words.next()?, 16).ok()?;
    Some((words.nth(1)?.parse().ok()?, f64::from_bits(x)))
}

#[cfg(test)]
mod tests {
    use super::{inputs, text};
    use crate::family::Function;

    #[test]
    fn every_line_is_read() {
        for &function in Function::ALL {
            let lines = text(function).lines().filter(|line| !line.starts_with('#')).count();
            assert_eq!(inputs(function, usize::MAX).len(), lines, "{}", function.name());
            assert_eq!(lines > 0, function.arguments().len() == 1, "{}", function.name());
        }
        // By MPFR: 106 and 104 identical bits.
        assert_eq!(inputs(Function::Sigmoid, 2), [-2.220_446_049_250_313e-16, 4.440_892_098_500_626e-16]);
    }
}
