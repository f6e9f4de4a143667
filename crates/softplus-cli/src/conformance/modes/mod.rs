//! The failure modes. Each is a detector that explains wrong results by a prediction, and claims those that fit; what
//! none claims is unexplained.

mod absolute;
mod beta;
mod cancellation;
pub mod differs;
mod flushed;
mod length;
mod limits;
mod logarithm;
mod narrow;
mod overflow;
mod threshold;

use serde_json::{Map, Value, json};
use softplus_family::Float;

use super::evidence::Evidence;

/// A failure mode that was found.
#[derive(Debug)]
pub struct Finding {
    /// Its identifier in reports.
    pub id: &'static str,
    /// What it is, with numbers.
    pub summary: String,
    /// The cases that it explains.
    pub claims: Vec<usize>,
    /// Its numbers.
    pub numbers: Map<String, Value>,
    /// Results of the same input that differ, with their places.
    pub pairs: Vec<Pair>,
}

/// Two results of one input.
#[derive(Debug)]
pub struct Pair {
    /// The case of the first.
    pub case: usize,
    /// Where the other result is.
    pub other: String,
    /// The other result's encoding.
    pub bits: u64,
}

impl Finding {
    fn new(id: &'static str, summary: String, claims: Vec<usize>) -> Self {
        Self { id, summary, claims, numbers: Map::new(), pairs: Vec::new() }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.numbers.insert(name.to_owned(), value.into());
        self
    }
}

/// Identifier and meaning of every mode, in the order of reports.
pub const MODES: &[(&str, &str)] = &[
    ("nan-swallowed", "NaN in, a number out"),
    ("wrong-limit", "a wrong value at an infinite argument"),
    ("zero-sign", "a zero of the wrong sign"),
    (
        "overflow",
        "an intermediate exponential overflows: infinity, NaN, or 0 for 1/(1+e^-x), in place of a finite result",
    ),
    ("underflow", "an intermediate exponential underflows: the logarithm of zero"),
    ("log-not-log1p", "ln(1+u) by log instead of log1p: small u is rounded away"),
    ("exp-not-expm1", "e^t-1 by exp instead of expm1: small t is rounded away"),
    ("narrow-type", "rounded to a narrower type: inputs, results, or all"),
    ("missing-division-by-beta", "the result is not divided by beta"),
    ("beta-ignored", "the result is that of beta = 1"),
    ("rounded-product", "beta x is rounded before its exponential: the error grows with it"),
    ("cancellation", "near the function's zero, larger terms cancel"),
    ("subnormal-factor", "a factor of the result is subnormal"),
    ("threshold", "the function is replaced by what it tends to, too early"),
    ("tail-cut", "0 is returned where the exact result is a normal number"),
    ("flushed-subnormal-results", "subnormal results are 0"),
    ("flushed-subnormal-inputs", "subnormal inputs are taken for 0"),
    ("absolute-error", "accurate to an absolute error only: the tail has no correct digit"),
    ("length-dependent", "equal inputs give different results"),
    (differs::ID, "another machine, build, run, or length gives other results of the same inputs"),
];

/// Looks for a mode, or a family of them.
type Detector<T> = fn(&Evidence<T>) -> Vec<Finding>;

/// All modes that explain something. They are asked in an order in which a later one cannot be mistaken for an earlier.
pub fn detect<T: Float>(evidence: &mut Evidence<T>) -> Vec<Finding> {
    let detectors: [Detector<T>; 12] = [
        narrow::detect,
        beta::detect,
        overflow::detect,
        limits::detect,
        logarithm::detect,
        cancellation::detect,
        threshold::detect,
        flushed::detect,
        absolute::detect,
        // Again: what is wrong at infinities only was hidden among what the others have explained by now.
        limits::detect,
        length::detect,
        differs::detect,
    ];
    let mut found = Vec::new();
    for detector in detectors {
        for finding in detector(evidence) {
            for &case in &finding.claims {
                evidence.open[case] = false;
            }
            found.push(finding);
        }
    }
    found
}

/// A number for JSON, which has none that are not finite.
pub fn number(x: f64) -> Value {
    if x.is_finite() { json!(x) } else { json!(x.to_string()) }
}
