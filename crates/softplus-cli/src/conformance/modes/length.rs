//! Equal inputs with different results of one program: they depend on the place in the array, or its length.

use softplus_family::Float;

use super::{Finding, Pair};
use crate::{
    accuracy::units,
    conformance::evidence::{Again, Evidence, same},
};

/// Pairs in a report.
pub const SHOWN: usize = 10;

/// How far two results are apart, in units in the last place.
pub fn apart<T: Float>(a: T, b: T) -> f64 {
    let units = units::<T>(a.to_f64(), b.to_f64());
    if units.is_nan() { f64::INFINITY } else { units }
}

impl Pair {
    /// A case, and its other result.
    pub fn of<T: Float>(again: &Again<T>) -> Self {
        Self { case: again.case, other: again.origin.clone(), bits: again.got.to_bits_u64() }
    }
}

/// Last: the claims are what only this explains.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    let (mut pairs, mut claims) = (Vec::new(), Vec::new());
    let (mut places, mut largest, mut both_wrong) = (Vec::new(), 0.0_f64, 0);
    for case in 0..evidence.len() {
        let first = evidence.first[case];
        if same(evidence.got[first], evidence.got[case]) {
            continue;
        }
        places.push(case);
        largest = largest.max(apart(evidence.got[first], evidence.got[case]));
        let wrong = [first, case].map(|case| evidence.is_wrong(case));
        both_wrong += usize::from(wrong == [true, true]);
        if wrong != [true, true] {
            claims.extend([first, case].into_iter().filter(|&case| evidence.open[case]));
        }
        pairs.push(Pair {
            case: first,
            other: format!("element {case}"),
            bits: evidence.got[case].to_bits_u64(),
        });
    }
    for again in &evidence.again {
        let case = again.case;
        largest = largest.max(apart(again.got, evidence.got[case]));
        let other_right = units::<T>(again.got.to_f64(), evidence.exact(case)) <= evidence.limit;
        if !other_right {
            both_wrong += usize::from(evidence.is_wrong(case));
        } else if evidence.open[case] {
            claims.push(case);
        }
        pairs.push(Pair::of(again));
    }
    // Where neither result is right, the difference is not the fault.
    if pairs.is_empty() || both_wrong * 10 > pairs.len() {
        return Vec::new();
    }
    let from_end = places.iter().map(|&case| evidence.len() - case).max().unwrap_or(0);
    let length = if from_end > 0 && from_end <= 64 {
        format!("; all lie within the last {from_end} of {} elements", evidence.len())
    } else {
        String::new()
    };
    let summary = format!(
        "{} inputs have different results at other places, by up to {largest:.2} ulp{length}",
        pairs.len()
    );
    let total = pairs.len();
    claims.sort_unstable();
    claims.dedup();
    pairs.truncate(SHOWN);
    let mut finding = Finding::new("length-dependent", summary, claims).with("differences", total);
    finding = finding.with("largest_difference_ulp", super::number(largest));
    finding.pairs = pairs;
    vec![finding]
}
