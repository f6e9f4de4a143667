//! Subnormal numbers taken for zero: results, and inputs.

use std::collections::HashSet;

use softplus_family::Float;

use super::{Finding, number};
use crate::conformance::{
    evidence::{Evidence, same},
    set::{is_subnormal, values},
};

/// Results, then inputs.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    results(evidence).into_iter().chain(inputs(evidence)).collect()
}

fn results<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let subnormal = |&case: &usize| evidence.is_finite(case) && evidence.is_subnormal(case);
    // The smallest number may be rounded to 0 by a faithful implementation.
    let telling: Vec<usize> = (0..evidence.len())
        .filter(subnormal)
        .filter(|&case| evidence.exact[case].to_bits_u64() & !(1 << (T::BITS - 1)) > 1)
        .collect();
    // Where normal results are 0 too, that is another fault.
    if evidence.open_cases().any(|case| evidence.got(case) == 0.0 && !evidence.is_subnormal(case)) {
        return None;
    }
    let (flushed, kept): (Vec<usize>, Vec<usize>) =
        telling.iter().copied().partition(|&case| evidence.got(case) == 0.0);
    let claims: Vec<usize> = flushed.iter().copied().filter(|&case| evidence.open[case]).collect();
    let size = |case: &usize| evidence.exact(*case).abs();
    let largest = flushed.iter().map(size).fold(0.0, f64::max);
    // Some only: all below a size, or most, or the same inputs at other places.
    let below = kept.iter().map(size).fold(f64::INFINITY, f64::min) > largest;
    let inputs: HashSet<usize> = kept.iter().map(|&case| evidence.first[case]).collect();
    let elsewhere = flushed.iter().filter(|&&case| inputs.contains(&evidence.first[case])).count();
    let explained = below || flushed.len() >= kept.len() || elsewhere * 2 >= flushed.len();
    // Of functions of several numbers the set has few such results.
    let few = evidence.columns.len() > 1 && kept.is_empty() && !claims.is_empty();
    if (evidence.distinct(&claims) < 3 && !few) || !explained {
        return None;
    }
    let summary = format!(
        "{} of {} subnormal results are 0{}",
        flushed.len(),
        telling.len(),
        if kept.is_empty() {
            ""
        } else if below {
            ", the smallest ones"
        } else {
            ", depending on the place"
        }
    );
    let finding = Finding::new("flushed-subnormal-results", summary, claims);
    let finding = finding.with("subnormal", telling.len()).with("flushed", flushed.len());
    Some(finding.with("largest_flushed", number(largest)))
}

fn inputs<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let zeroed = |x: &T| {
        let sign = x.to_bits_u64() & 1 << (T::BITS - 1);
        if is_subnormal(*x) { T::from_bits_u64(sign) } else { *x }
    };
    let has_subnormal = |case: usize| evidence.columns.iter().any(|column| is_subnormal(column[case]));
    if !evidence.open_cases().any(has_subnormal) || normal_ones_too(evidence) {
        return None;
    }
    let columns: Vec<Vec<T>> =
        evidence.columns.iter().map(|column| column.iter().map(zeroed).collect()).collect();
    let predicted = values(evidence.function, &columns);
    let fits = |case: usize| same(evidence.got[case], predicted[case]);
    // Where it makes a difference.
    let telling: Vec<usize> = (0..evidence.len())
        .filter(|&case| has_subnormal(case) && !same(evidence.exact[case], predicted[case]))
        .collect();
    let flushed: Vec<usize> = telling.iter().copied().filter(|&case| fits(case)).collect();
    let claims: Vec<usize> = flushed.iter().copied().filter(|&case| evidence.open[case]).collect();
    if evidence.distinct(&claims) < 3 || flushed.len() * 10 < telling.len() * 9 {
        return None;
    }
    let summary = format!(
        "{} of {} results are those of 0 in place of a subnormal input",
        flushed.len(),
        telling.len()
    );
    Some(Finding::new("flushed-subnormal-inputs", summary, claims))
}

/// Whether results of small normal inputs are those of 0 too: then something else loses them, as 1 + x does.
fn normal_ones_too<T: Float>(evidence: &Evidence<T>) -> bool {
    let [smallest, small] = [T::MIN_EXPONENT, T::MIN_EXPONENT / 2].map(|exponent| f64::from(exponent).exp2());
    let is_small = |x: &T| (smallest..small).contains(&x.to_f64().abs());
    let zeroed = |x: &T| {
        if is_small(x) { T::from_bits_u64(x.to_bits_u64() & 1 << (T::BITS - 1)) } else { *x }
    };
    let columns: Vec<Vec<T>> =
        evidence.columns.iter().map(|column| column.iter().map(zeroed).collect()).collect();
    let predicted = values(evidence.function, &columns);
    // A subnormal result that is 0 was flushed itself.
    let flushed = |case: usize| evidence.is_subnormal(case) && evidence.got(case) == 0.0;
    (0..evidence.len())
        .filter(|&case| evidence.columns.iter().any(|column| is_small(&column[case])))
        .filter(|&case| evidence.is_wrong(case) && !flushed(case))
        .any(|case| same(evidence.got[case], predicted[case]))
}
