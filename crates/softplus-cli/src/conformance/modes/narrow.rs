//! A narrower type on the way: all results are values of it, with its error, or they are those of inputs that were
//! rounded to it.

use half::{bf16, f16};
use softplus_family::Float;

use super::Finding;
use crate::{
    accuracy::units,
    conformance::evidence::{Evidence, FAITHFUL, same},
};

/// How many results must say so.
const ENOUGH: usize = 20;

/// For the narrowest type that explains: its values are values of most others too.
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

/// What was rounded to the narrower type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounded {
    Both,
    Result,
    Inputs,
}

impl Rounded {
    /// The result of a function that is computed so.
    fn predicted<T: Float, P: Float>(self, evidence: &Evidence<T>, case: usize) -> f64 {
        let narrow: Vec<P> = evidence.point(case).into_iter().map(P::from_f64).collect();
        match self {
            Self::Both => evidence.function.value(&narrow).to_f64(),
            Self::Result => P::from_f64(evidence.exact(case)).to_f64(),
            Self::Inputs => {
                let rounded: Vec<T> = narrow.into_iter().map(|x| T::from_f64(x.to_f64())).collect();
                evidence.function.value(&rounded).to_f64()
            }
        }
    }

    /// Whether a result is exactly that.
    fn is_exact<T: Float, P: Float>(self, evidence: &Evidence<T>, case: usize) -> bool {
        same(evidence.got[case], T::from_f64(self.predicted::<T, P>(evidence, case)))
    }

    /// Whether it is that up to the errors that are allowed.
    fn fits<T: Float, P: Float>(self, evidence: &Evidence<T>, case: usize) -> bool {
        let (got, predicted) = (evidence.got(case), self.predicted::<T, P>(evidence, case));
        if got == T::from_f64(predicted).to_f64() || (got.is_nan() && predicted.is_nan()) {
            return true;
        }
        let finite = (got - predicted).is_finite();
        if self == Self::Inputs {
            return finite && evidence.distance(case, predicted) <= evidence.limit;
        }
        // Up to a few units in the last place of P, or flushed there.
        finite && units::<P>(got, predicted) <= FAITHFUL
            || got == 0.0 && predicted.abs() < f64::from(P::MIN_EXPONENT).exp2()
    }

    /// In words.
    fn summary(self, wrong: usize, wide: &str, narrow: &str) -> String {
        let through = match self {
            Self::Both => format!("{wide} through {narrow}"),
            Self::Result => format!("{wide}, then rounded to {narrow}"),
            Self::Inputs => {
                return format!(
                    "{wrong} results are those of inputs that were rounded to {narrow}, computed in {wide}"
                );
            }
        };
        format!("all results are values of {narrow}, and {wrong} of them are wrong because of it: {through}")
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Both => "inputs and results",
            Self::Result => "results",
            Self::Inputs => "inputs",
        }
    }
}

/// What explains most of the wrong results.
fn explain<T: Float, P: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    if P::MANTISSA_DIGITS >= T::MANTISSA_DIGITS {
        return None;
    }
    let ways: &[Rounded] =
        if is_valued::<T, P>(evidence) { &[Rounded::Result, Rounded::Both] } else { &[Rounded::Inputs] };
    // The last one of equals: where it makes no difference, all was computed in P.
    let claims = ways.iter().filter_map(|&way| Some((way, claims::<T, P>(evidence, way)?)));
    let (way, claims) = claims.max_by_key(|(way, claims)| {
        let exact = claims.iter().filter(|&&case| way.is_exact::<T, P>(evidence, case));
        (claims.len(), exact.count())
    })?;
    let summary = way.summary(claims.len(), T::NAME, P::NAME);
    let finding = Finding::new("narrow-type", summary, claims);
    Some(finding.with("type", P::NAME).with("rounded", way.name()))
}

/// The wrong results that fit, if they are enough.
fn claims<T: Float, P: Float>(evidence: &Evidence<T>, way: Rounded) -> Option<Vec<usize>> {
    let fits = |&case: &usize| way.fits::<T, P>(evidence, case);
    let finite: Vec<usize> = evidence.open_cases().filter(|&case| evidence.is_finite(case)).collect();
    let explained: Vec<usize> = finite.iter().copied().filter(fits).collect();
    if evidence.distinct(&explained) < ENOUGH || explained.len() * 2 < finite.len() {
        return None;
    }
    if way == Rounded::Inputs {
        // No type shows in the results: the right ones must fit too.
        let right = (0..evidence.len()).filter(|&case| evidence.is_finite(case) && !evidence.is_wrong(case));
        if right.filter(|case| !fits(case)).count() * 20 > explained.len() {
            return None;
        }
    }
    // A large argument is infinite in P.
    Some(evidence.open_cases().filter(fits).collect())
}
