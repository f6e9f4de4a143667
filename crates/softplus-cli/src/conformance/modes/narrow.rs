//! All results are values of a narrower type, with that type's error.

use half::{bf16, f16};
use softplus_family::Float;

use super::Finding;
use crate::{
    accuracy::units,
    conformance::evidence::{Evidence, FAITHFUL},
};

/// How many results must say so.
const ENOUGH: usize = 20;

/// For the narrower types, the widest first.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    narrowest(evidence).into_iter().collect()
}

/// The digits that the results use: the type's own, or fewer.
pub fn digits<T: Float>(evidence: &Evidence<T>) -> i32 {
    let digits = [
        is_valued::<T, bf16>(evidence).then_some(bf16::MANTISSA_DIGITS),
        is_valued::<T, f16>(evidence).then_some(f16::MANTISSA_DIGITS),
        is_valued::<T, f32>(evidence).then_some(f32::MANTISSA_DIGITS),
    ];
    digits.into_iter().flatten().next().unwrap_or(T::MANTISSA_DIGITS) as i32
}

fn narrowest<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    explain::<T, bf16>(evidence)
        .or_else(|| explain::<T, f16>(evidence))
        .or_else(|| explain::<T, f32>(evidence))
}

/// Whether the results are values of P, though the exact ones are not.
fn is_valued<T: Float, P: Float>(evidence: &Evidence<T>) -> bool {
    if P::MANTISSA_DIGITS >= T::MANTISSA_DIGITS {
        return false;
    }
    let is_value = |x: f64| P::from_f64(x).to_f64() == x;
    let telling = |&case: &usize| evidence.got(case).is_finite() && !is_value(evidence.exact(case));
    let cases: Vec<usize> = (0..evidence.len()).filter(telling).collect();
    let others = cases.iter().filter(|&&case| !is_value(evidence.got(case))).count();
    evidence.distinct(&cases) >= ENOUGH && others * 100 <= cases.len()
}

fn explain<T: Float, P: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    if !is_valued::<T, P>(evidence) {
        return None;
    }
    // What the function returns in P, up to a few units in its last place.
    let fits = |&case: &usize| {
        let point: Vec<P> = evidence.point(case).into_iter().map(P::from_f64).collect();
        let (got, narrow) = (evidence.got(case), evidence.function.value(&point).to_f64());
        let same = got == T::from_f64(narrow).to_f64() || (got.is_nan() && narrow.is_nan());
        same || (got - narrow).is_finite() && units::<P>(got, narrow) <= FAITHFUL || {
            // Flushed.
            got == 0.0 && narrow.abs() < f64::from(P::MIN_EXPONENT).exp2()
        }
    };
    let finite: Vec<usize> = evidence.open_cases().filter(|&case| evidence.is_finite(case)).collect();
    let explained: Vec<usize> = finite.iter().copied().filter(fits).collect();
    if evidence.distinct(&explained) < ENOUGH || explained.len() * 2 < finite.len() {
        return None;
    }
    // A large argument is infinite in P.
    let claims: Vec<usize> = evidence.open_cases().filter(fits).collect();
    let summary = format!(
        "all results are values of {}, and {} of them are wrong because of it: {} through {}",
        P::NAME,
        claims.len(),
        T::NAME,
        P::NAME
    );
    Some(Finding::new("narrow-type", summary, claims).with("type", P::NAME))
}
