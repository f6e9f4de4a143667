//! An approximation with a small absolute error: where the result is smaller than the error, no digit is right.

use std::collections::BTreeMap;

use softplus_family::Float;

use super::{Finding, number};
use crate::{accuracy::power, conformance::evidence::Evidence};

/// The largest absolute error that is still an approximation of the function.
const LARGEST: f64 = 1.0 / 256.0;

/// After all others.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    explain(evidence).into_iter().collect()
}

fn explain<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let open: Vec<usize> = evidence.open_cases().filter(|&case| evidence.exact(case).is_finite()).collect();
    let usable = |&case: &usize| {
        let finite = evidence.is_finite(case) && evidence.exact(case).is_finite();
        finite && (evidence.open[case] || !evidence.is_wrong(case))
    };
    let cases: Vec<usize> = (0..evidence.len()).filter(usable).collect();
    let error = |case: usize| evidence.got(case) - evidence.exact(case);
    let small = |&&case: &&usize| evidence.exact(case).abs() <= 1.0;
    let largest = cases.iter().filter(small).map(|&case| error(case).abs()).fold(0.0, f64::max);
    let within = |&case: &usize| error(case).abs() <= largest * evidence.exact(case).abs().max(1.0);
    if evidence.distinct(&open) < 8 || !(largest > 0.0 && largest <= LARGEST) || !open.iter().all(within) {
        return None;
    }
    // The tail: results far below the error are all wrong, by their own size or more.
    let tail: Vec<usize> = cases
        .iter()
        .copied()
        .filter(|&case| evidence.exact(case) != 0.0 && evidence.exact(case).abs() < largest / 64.0)
        .collect();
    let lost = tail.iter().filter(|&&case| error(case).abs() > evidence.exact(case).abs() / 2.0).count();
    if evidence.distinct(&tail) < 8 || lost * 10 < tail.len() * 9 {
        return None;
    }
    if !is_smooth(evidence, &cases, largest) || is_constant(evidence, &cases, &tail) {
        return None;
    }
    let negative = open.iter().filter(|&&case| evidence.got(case) * evidence.exact(case) < 0.0).count();
    let zero = open.iter().filter(|&&case| evidence.got(case) == 0.0).count();
    let summary = format!(
        "the absolute error is at most {largest:.2e}, and {lost} of {} results below a 64th of that have no correct digit \
         ({negative} have the wrong sign, {zero} are 0): an approximation without relative accuracy",
        tail.len()
    );
    let finding =
        Finding::new("absolute-error", summary, open).with("largest_absolute_error", number(largest));
    Some(finding.with("tail", tail.len()).with("tail_lost", lost).with("wrong_sign", negative))
}

/// Whether neighbouring inputs have neighbouring errors, as the error of an approximation has; noise has not.
fn is_smooth<T: Float>(evidence: &Evidence<T>, cases: &[usize], largest: f64) -> bool {
    if evidence.columns.len() > 1 {
        return true;
    }
    let mut sorted = cases.to_vec();
    sorted.sort_by(|&a, &b| evidence.columns[0][a].to_f64().total_cmp(&evidence.columns[0][b].to_f64()));
    let epsilon = power(1 - T::MANTISSA_DIGITS as i32);
    let (mut near, mut jumps) = (0, 0);
    for pair in sorted.windows(2) {
        let [x, next] = [pair[0], pair[1]].map(|case| evidence.columns[0][case].to_f64());
        let size = evidence.exact(pair[0]).abs().max(1.0);
        if next - x < 1e-4 * x.abs().max(1e-3) {
            let [error, other] = [pair[0], pair[1]].map(|case| evidence.got(case) - evidence.exact(case));
            near += 1;
            jumps += usize::from((error - other).abs() > (largest / 8.0).max(4.0 * epsilon) * size);
        }
    }
    jumps * 20 <= near
}

/// Whether the tail's error is there too where the results are larger: something was added, and nothing approximated.
fn is_constant<T: Float>(evidence: &Evidence<T>, cases: &[usize], tail: &[usize]) -> bool {
    let error = |case: usize| evidence.got(case) - evidence.exact(case);
    let mut errors: Vec<f64> = tail.iter().map(|&case| error(case)).collect();
    errors.sort_by(f64::total_cmp);
    let added = errors[errors.len() / 2];
    // Where it shows beside the rounding; one case of every eighth of a binade, because many inputs lie where the results
    // are nearly the same.
    let most = (added.abs() * power(T::MANTISSA_DIGITS as i32 - 4)).min(1.0);
    let shows = |&case: &usize| (added.abs() * 2.0..=most).contains(&evidence.exact(case).abs());
    let place = |case: usize| (evidence.exact(case).abs().log2() * 8.0).floor() as i64;
    let body: BTreeMap<i64, f64> =
        cases.iter().copied().filter(shows).map(|case| (place(case), error(case))).collect();
    let same = body.values().filter(|&&error| (error - added).abs() < added.abs() / 4.0).count();
    body.len() >= 3 && same * 2 > body.len()
}
