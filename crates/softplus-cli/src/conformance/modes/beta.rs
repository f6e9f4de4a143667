//! softplus with β: the division forgotten, or β itself.

use softplus_family::Float;

use super::Finding;
use crate::{conformance::evidence::Evidence, family::Function};

/// The division, β, the product.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    if evidence.function != Function::SoftplusBeta {
        return Vec::new();
    }
    let argument = |case: usize| (evidence.point(case)[0], evidence.point(case)[1]);
    let undivided = |case: usize| {
        let (x, beta) = argument(case);
        let quotient = evidence.exact(case);
        // In f64 βx would be rounded; elsewhere the quotient may be subnormal, or a limit.
        let usual = T::BITS == 64 && beta.is_finite() && beta != 0.0 && quotient.is_finite();
        let exact = if usual { quotient * beta } else { softplus::softplus(x * beta) };
        // Or of the product as T rounds it, as it mostly is.
        [exact, softplus::softplus(T::from_f64(x * beta).to_f64())]
    };
    let ignored = |case: usize| [softplus::softplus(evidence.columns[0][case]).to_f64()];
    let missing = "beta times the exact ones: the division by beta is missing";
    explain(evidence, "missing-division-by-beta", missing, undivided)
        .or_else(|| explain(evidence, "beta-ignored", "those of beta = 1", ignored))
        .or_else(|| rounded_product(evidence))
        .into_iter()
        .collect()
}

/// softplus of βx, as T rounds it, divided by β: what is lost of βx is a relative error of e^βx.
fn rounded_product<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let fits = |&case: &usize| {
        let (x, beta) = (evidence.point(case)[0], evidence.point(case)[1]);
        let product = T::from_f64(x * beta).to_f64();
        // In f64 the product is rounded already.
        let tail = (-product.abs()).exp().ln_1p() + product.max(0.0);
        evidence.distance(case, tail / beta) <= evidence.limit
    };
    let finite = |case: usize| evidence.is_finite(case) && evidence.got(case).is_finite();
    let claims: Vec<usize> = evidence.open_cases().filter(|&case| finite(case)).filter(fits).collect();
    let summary = format!(
        "{} results are those of beta x rounded to {}: its error, times beta x, is a relative one of the result",
        claims.len(),
        T::NAME
    );
    (evidence.distinct(&claims) >= 5).then(|| Finding::new("rounded-product", summary, claims))
}

/// Explains by any of the predictions.
fn explain<T: Float, const N: usize>(
    evidence: &Evidence<T>,
    id: &'static str,
    what: &str,
    predictions: impl Fn(usize) -> [f64; N],
) -> Option<Finding> {
    let telling = |&case: &usize| {
        let beta = evidence.point(case)[1];
        evidence.is_finite(case) && beta != 1.0 && beta != 0.0
    };
    let open: Vec<usize> = evidence.open_cases().filter(telling).collect();
    let fits = |&case: &usize| {
        let got = evidence.got(case);
        predictions(case).into_iter().any(|predicted| {
            let predicted = T::from_f64(predicted).to_f64();
            let same = got == predicted || (got.is_nan() && predicted.is_nan());
            same || evidence.distance(case, predicted) <= evidence.limit
        })
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
