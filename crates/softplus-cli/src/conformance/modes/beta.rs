//! softplus with β: the division forgotten, or β itself.

use softplus::Float;

use super::Finding;
use crate::{conformance::evidence::Evidence, family::Function};

/// The division, then β.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    if evidence.function != Function::SoftplusBeta {
        return Vec::new();
    }
    let undivided = |case: usize| {
        let (x, beta) = (evidence.point(case)[0], evidence.point(case)[1]);
        let quotient = evidence.exact(case);
        // In f64 βx would be rounded; elsewhere the quotient may be subnormal, or a limit.
        let usual = T::BITS == 64 && beta.is_finite() && beta != 0.0 && quotient.is_finite();
        if usual { quotient * beta } else { softplus::softplus(x * beta) }
    };
    let ignored = |case: usize| softplus::softplus(evidence.columns[0][case]).to_f64();
    explain(
        evidence,
        "missing-division-by-beta",
        "beta times the exact ones: the division by beta is missing",
        undivided,
    )
    .or_else(|| explain(evidence, "beta-ignored", "those of beta = 1", ignored))
    .into_iter()
    .collect()
}

fn explain<T: Float>(
    evidence: &Evidence<T>,
    id: &'static str,
    what: &str,
    prediction: impl Fn(usize) -> f64,
) -> Option<Finding> {
    let telling = |&case: &usize| {
        let beta = evidence.point(case)[1];
        evidence.is_finite(case) && beta != 1.0 && beta != 0.0
    };
    let open: Vec<usize> = evidence.open_cases().filter(telling).collect();
    let fits = |&case: &usize| {
        let (got, predicted) = (evidence.got(case), T::from_f64(prediction(case)).to_f64());
        let same = got == predicted || (got.is_nan() && predicted.is_nan());
        same || evidence.distance(case, predicted) <= evidence.limit
    };
    let explained: Vec<usize> = open.iter().copied().filter(fits).collect();
    let claims: Vec<usize> = evidence.open_cases().filter(fits).collect();
    let right = (0..evidence.len()).filter(telling).filter(|&case| !evidence.is_wrong(case));
    // What is right by chance, as 0 and infinity are: the prediction must hold there too.
    let contradicting = right.filter(|case| !fits(case)).count();
    let enough = evidence.distinct(&explained) >= 5
        && explained.len() * 10 >= open.len() * 9
        && contradicting * 20 <= explained.len();
    enough.then(|| Finding::new(id, format!("{} results are {what}", claims.len()), claims))
}
