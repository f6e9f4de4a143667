//! What must hold between results: order, and symmetries.

use std::collections::HashMap;

use serde::Serialize;
use softplus_family::Float;

use super::{
    evidence::Evidence,
    report::{Case, finite_or_text},
};
use crate::{
    accuracy::{ulp, units},
    family::Function,
};

/// A property, and how often it is broken.
#[derive(Debug, Serialize)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
    /// How many pairs of inputs were compared.
    pub checked: usize,
    /// How many break it by more than rounding allows.
    pub violations: usize,
    /// The worst one, by units in the last place of the result.
    pub worst: Option<Violation>,
}

/// A pair that breaks a property.
#[derive(Debug, Serialize)]
pub struct Violation {
    /// By how much; "inf" where one of both is infinite.
    #[serde(serialize_with = "finite_or_text")]
    pub ulp: f64,
    /// The two cases.
    pub cases: [Case; 2],
}

/// What a symmetry leaves, of the result at x, that at −x, and x.
type Residual = fn(f64, f64, f64) -> f64;

/// The properties that the function has.
pub fn check<T: Float>(evidence: &Evidence<T>) -> Vec<Property> {
    if evidence.columns.len() > 1 {
        return Vec::new();
    }
    let mut found = Vec::new();
    if !matches!(evidence.function, Function::Mish | Function::SoftplusSecondDerivative) {
        found.push(monotone(evidence));
    }
    let symmetry: Option<(&str, Residual)> = match evidence.function {
        Function::Softplus => Some(("softplus(x) - softplus(-x) = x", |y, mirrored, x| (y - x) - mirrored)),
        Function::LogSigmoid => {
            Some(("log_sigmoid(x) - log_sigmoid(-x) = x", |y, mirrored, x| (-mirrored - x) + y))
        }
        Function::Sigmoid => Some(("sigmoid(x) + sigmoid(-x) = 1", |y, mirrored, _| (y - 1.0) + mirrored)),
        Function::SoftplusSecondDerivative => Some(("f(x) = f(-x)", |y, mirrored, _| y - mirrored)),
        _ => None,
    };
    found.extend(symmetry.map(|(says, residual)| symmetric(evidence, says, residual)));
    found
}

fn monotone<T: Float>(evidence: &Evidence<T>) -> Property {
    let x = |case: usize| evidence.columns[0][case].to_f64();
    let mut sorted: Vec<usize> = (0..evidence.len())
        .filter(|&case| evidence.first[case] == case && !x(case).is_nan() && !evidence.got(case).is_nan())
        .collect();
    sorted.sort_by(|&a, &b| x(a).total_cmp(&x(b)));
    let pairs: Vec<[usize; 2]> = sorted.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let drop = |[low, high]: [usize; 2]| {
        let drop = evidence.got(low) - evidence.got(high);
        if drop > 0.0 { units::<T>(evidence.got(low), evidence.got(high)) } else { 0.0 }
    };
    property(evidence, "monotone", "a larger input has no smaller result", &pairs, drop)
}

fn symmetric<T: Float>(evidence: &Evidence<T>, says: &'static str, residual: Residual) -> Property {
    let sign = 1 << (T::BITS - 1);
    let places: HashMap<u64, usize> =
        (0..evidence.len()).rev().map(|case| (evidence.columns[0][case].to_bits_u64(), case)).collect();
    let finite = |case: usize| evidence.is_finite(case) && evidence.got(case).is_finite();
    let pairs: Vec<[usize; 2]> = places
        .iter()
        .filter(|&(bits, _)| bits & sign == 0)
        .filter_map(|(bits, &case)| Some([case, *places.get(&(bits | sign))?]))
        .filter(|pair| pair.iter().all(|&case| finite(case)))
        .collect();
    let excess = |[case, mirrored]: [usize; 2]| {
        let x = evidence.columns[0][case].to_f64();
        let residual = residual(evidence.got(case), evidence.got(mirrored), x).abs();
        // Each may be rounded by half a unit of its last place.
        let unit = |case: usize| ulp(evidence.exact[case]);
        let allowed = if evidence.function == Function::SoftplusSecondDerivative {
            0.0
        } else {
            // And the sum itself, by f64's.
            unit(case).midpoint(unit(mirrored)) * (1.0 + 1e-6) + x.abs().max(1.0) * f64::EPSILON
        };
        if residual > allowed { (residual - allowed) / unit(case).max(unit(mirrored)) } else { 0.0 }
    };
    property(evidence, "symmetric", says, &pairs, excess)
}

fn property<T: Float>(
    evidence: &Evidence<T>,
    name: &'static str,
    says: &'static str,
    pairs: &[[usize; 2]],
    excess: impl Fn([usize; 2]) -> f64,
) -> Property {
    let mut broken: Vec<(f64, [usize; 2])> =
        pairs.iter().map(|&pair| (excess(pair), pair)).filter(|&(ulp, _)| ulp > 0.0).collect();
    broken.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let worst = broken
        .first()
        .map(|&(ulp, pair)| Violation { ulp, cases: pair.map(|case| Case::new(evidence, case)) });
    Property { name, says, checked: pairs.len(), violations: broken.len(), worst }
}
