//! NaN in and a number out, wrong values at infinities, zeros of the wrong sign.

use softplus_family::Float;

use super::Finding;
use crate::conformance::evidence::Evidence;

/// At arguments that are no finite numbers, and in signs of zeros.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    let has = |case: usize, kind: fn(f64) -> bool| evidence.point(case).into_iter().any(kind);
    let is_zero = |case: usize| evidence.got(case) == 0.0 && evidence.exact(case) == 0.0;
    let nan: Vec<usize> = evidence
        .open_cases()
        .filter(|&case| has(case, f64::is_nan) && evidence.exact(case).is_nan())
        .collect();
    let all_nan = (0..evidence.len()).filter(|&case| has(case, f64::is_nan)).count();
    let limits: Vec<usize> = evidence
        .open_cases()
        .filter(|&case| has(case, f64::is_infinite) && !has(case, f64::is_nan) && !is_zero(case))
        .collect();
    // Where much else is wrong, it is another function, and has other limits.
    let finite = (0..evidence.len()).filter(|&case| evidence.is_finite(case)).count();
    let wrong = evidence.open_cases().filter(|&case| evidence.is_finite(case)).count();
    let another = wrong * 4 > finite;
    let limits = if another { Vec::new() } else { limits };
    // Unless all of them have one and the same result.
    let number = nan.first().map(|&case| evidence.got(case));
    let uniform = nan.len() == all_nan && nan.iter().all(|&case| Some(evidence.got(case)) == number);
    let nan = if another && !uniform { Vec::new() } else { nan };
    let zeros: Vec<usize> = evidence.open_cases().filter(|&case| is_zero(case)).collect();
    let all_infinite = (0..evidence.len()).filter(|&case| has(case, f64::is_infinite)).count();
    let mut found = Vec::new();
    if !nan.is_empty() {
        let summary = format!("{} of {all_nan} inputs with NaN have a number as result", nan.len());
        found.push(Finding::new("nan-swallowed", summary, nan).with("inputs_with_nan", all_nan));
    }
    if !limits.is_empty() {
        let summary =
            format!("{} of {all_infinite} inputs with an infinity have a wrong result", limits.len());
        found.push(Finding::new("wrong-limit", summary, limits).with("inputs_with_infinity", all_infinite));
    }
    if !zeros.is_empty() {
        let summary = format!("{} results are a zero of the wrong sign", zeros.len());
        found.push(Finding::new("zero-sign", summary, zeros));
    }
    found
}
