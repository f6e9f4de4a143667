//! Digits that are lost in an intermediate result: where larger terms cancel, and where a factor is subnormal.

use softplus_family::Float;

use super::Finding;
use crate::{
    accuracy::power,
    conformance::{evidence::Evidence, set::is_subnormal},
    family::Function,
};

/// How many roundings of the largest term may add up.
const ROUNDINGS: f64 = 4.0;

/// Near the function's zero, then in mish's tail.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    cancelled(evidence).into_iter().chain(subnormal_factor(evidence)).collect()
}

/// The largest term of the usual sum, or the number near 1 whose logarithm is taken.
fn largest_term(function: Function, point: &[f64]) -> Option<f64> {
    match (function, point) {
        (Function::SoftplusInverse | Function::ShiftedSoftplus | Function::LogSoftplus, _) => Some(1.0),
        (Function::LogAddExp, &[a, b]) => Some(a.max(b).abs()),
        (Function::LogSubExp, &[a, _]) => Some(a.abs()),
        _ => None,
    }
}

/// An absolute error of a few roundings of the largest term, in most results that are far smaller than it.
fn cancelled<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let epsilon = power(1 - T::MANTISSA_DIGITS as i32);
    let unit = |case: usize| Some(epsilon * largest_term(evidence.function, &evidence.point(case))?);
    let (mut claims, mut near, mut lost) = (Vec::new(), 0, 0);
    for case in (0..evidence.len()).filter(|&case| evidence.is_finite(case)) {
        let (unit, exact) = (unit(case)?, evidence.exact(case).abs());
        let error = (evidence.got(case) - evidence.exact(case)).abs();
        let fits = error <= ROUNDINGS * unit;
        if exact < unit && exact != 0.0 {
            near += 1;
            lost += usize::from(fits && evidence.is_wrong(case));
        }
        // Where a sum of the term is shorter by bits than the term.
        if evidence.open[case] && fits && exact < unit / epsilon / 4.0 {
            claims.push(case);
        }
    }
    if claims.is_empty() || near == 0 || lost * 2 < near {
        return None;
    }
    let summary = format!(
        "{} results are off by at most {ROUNDINGS} roundings of a larger intermediate result, {lost} of {near} results below one \
         rounding of it by more than {} ulp: terms cancel",
        claims.len(),
        evidence.limit
    );
    Some(Finding::new("cancellation", summary, claims).with("near_zero", near).with("lost", lost))
}

/// mish as x·tanh(softplus(x)), or x times another factor that is subnormal before the result is.
fn subnormal_factor<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    if evidence.function != Function::Mish {
        return None;
    }
    let smallest = T::from_bits_u64(1).to_f64();
    let fits = |&case: &usize| {
        let x = evidence.point(case)[0];
        let factor = T::from_f64(evidence.exact(case) / x);
        let error = (evidence.got(case) - evidence.exact(case)).abs();
        is_subnormal(factor) && error <= 2.0 * smallest * x.abs()
    };
    let claims: Vec<usize> = evidence.open_cases().filter(fits).collect();
    let summary = format!(
        "{} results are x times a subnormal number, which has few digits left: they are off by up to 2|x| of the smallest \
         number",
        claims.len()
    );
    (evidence.distinct(&claims) >= 3).then(|| Finding::new("subnormal-factor", summary, claims))
}
