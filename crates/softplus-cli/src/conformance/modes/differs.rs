//! Results of the same inputs from elsewhere, `check --against`: they differ by machine, build, run, or length, and which of
//! these it is, is not known here.

use std::collections::BTreeSet;

use softplus_family::Float;

use super::{Finding, Pair, length};
use crate::conformance::evidence::Evidence;

/// Its identifier: alone among all modes it is no fault where both results are accurate enough.
pub const ID: &str = "differs-from-other-results";

/// After all others: the claims are what only this explains.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    if evidence.others.is_empty() {
        return Vec::new();
    }
    let files: BTreeSet<&str> = evidence.others.iter().map(|other| other.origin.as_str()).collect();
    let mut claims = Vec::new();
    let (mut largest, mut better, mut worse) = (0.0_f64, 0, 0);
    for other in &evidence.others {
        largest = largest.max(length::apart(other.got, evidence.got[other.case]));
        let (error, own) = (evidence.error_of(other.case, other.got), evidence.errors[other.case]);
        better += usize::from(own < error);
        worse += usize::from(own > error);
        if evidence.open[other.case] && error <= evidence.limit {
            claims.push(other.case);
        }
    }
    claims.sort_unstable();
    claims.dedup();
    let total = evidence.others.len();
    let pairs = evidence.others.iter().take(length::SHOWN).map(Pair::of).collect();
    let summary = format!(
        "{total} results differ from those in {}, by up to {largest:.2} ulp: {better} are nearer to the exact ones here, \
         {worse} there",
        files.into_iter().collect::<Vec<_>>().join(", ")
    );
    let finding = Finding::new(ID, summary, claims).with("differences", total);
    let mut finding = finding.with("largest_difference_ulp", super::number(largest));
    finding.pairs = pairs;
    vec![finding.with("nearer_here", better).with("nearer_there", worse)]
}
