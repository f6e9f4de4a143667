//! The report: what `--format json` writes, and the other formats show.

pub mod junit;
pub mod text;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use softplus_family::Float;

use super::{
    evidence::{Evidence, same},
    modes::{self, Finding, MODES, differs, number},
    properties::{self, Property},
    vectors::bits,
};
use crate::{accuracy::exponent, number::shortest};

/// Cases shown of a kind.
const SHOWN: usize = 10;

/// All of it. CONFORMANCE.md describes the fields.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The schema's name and version.
    pub schema: &'static str,
    /// The version of the exact implementation.
    pub version: &'static str,
    /// The function.
    pub function: &'static str,
    /// The type.
    pub dtype: &'static str,
    /// The names of the arguments.
    pub arguments: &'static [&'static str],
    /// Where the inputs come from.
    pub inputs: String,
    /// How many results.
    pub cases: usize,
    /// The largest error that conforms.
    pub max_ulp_allowed: f64,
    /// The error beyond which a result is wrong, and wants an explanation.
    pub wrong_beyond_ulp: f64,
    /// Whether all is well.
    pub conforms: bool,
    /// In a word or two.
    pub verdict: String,
    /// Errors.
    pub accuracy: Accuracy,
    /// Order and symmetries.
    pub properties: Vec<Property>,
    /// The failure modes that were found.
    pub modes: Vec<Mode>,
    /// Wrong results that no mode explains.
    pub unexplained: Option<Unexplained>,
    /// What is worth knowing, and no fault.
    pub notes: Vec<String>,
}

/// How far the results are from the exact ones.
#[derive(Debug, Serialize)]
pub struct Accuracy {
    /// How errors are measured.
    pub measure: &'static str,
    /// The largest error; "inf" where a result is no finite number and should be, or the other way round.
    #[serde(serialize_with = "finite_or_text")]
    pub max_ulp: f64,
    /// The largest finite error.
    pub max_finite_ulp: f64,
    /// How many are not the correctly rounded value.
    pub misrounded: usize,
    /// Their share.
    pub share_misrounded: f64,
    /// How many are wrong beyond `wrong_beyond_ulp`.
    pub wrong: usize,
    /// The worst ones.
    pub worst: Vec<Case>,
}

/// An input, its result, and the exact one.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    /// Its place.
    pub index: usize,
    /// The arguments.
    pub input: Vec<String>,
    /// Their encodings.
    pub input_bits: Vec<String>,
    /// The result under test.
    pub got: String,
    /// Its encoding.
    pub got_bits: String,
    /// The correctly rounded result.
    pub exact: String,
    /// Its encoding.
    pub exact_bits: String,
    /// The error.
    #[serde(serialize_with = "finite_or_text")]
    pub ulp: f64,
}

/// A failure mode.
#[derive(Debug, Serialize)]
pub struct Mode {
    /// Its identifier.
    pub id: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What was seen.
    pub summary: String,
    /// Whether it is a fault; results that differ, and are all accurate enough, are none.
    pub fails: bool,
    /// How many wrong results it explains.
    pub explains: usize,
    /// Its numbers.
    pub numbers: Map<String, Value>,
    /// Some of the results.
    pub samples: Vec<Case>,
    /// Different results of one input.
    pub differences: Vec<Difference>,
}

/// Two results of one input.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The first.
    pub case: Case,
    /// The other.
    pub other: String,
    /// Its encoding.
    pub other_bits: String,
    /// Where that is.
    pub place: String,
}

/// What no mode explains.
#[derive(Debug, Serialize)]
pub struct Unexplained {
    /// How many results.
    pub count: usize,
    /// The largest error.
    #[serde(serialize_with = "finite_or_text")]
    pub max_ulp: f64,
    /// The worst ones.
    pub worst: Vec<Case>,
    /// How many in each binade of the first argument: "+2^3" is \[8, 16).
    pub by_binade: BTreeMap<String, usize>,
}

/// A number; where it is none for JSON, a text.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub fn finite_or_text<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    number(*x).serialize(serializer)
}

impl Case {
    /// Of the evidence.
    pub fn new<T: Float>(evidence: &Evidence<T>, index: usize) -> Self {
        let arguments = || evidence.columns.iter().map(|column| column[index]);
        Self {
            index,
            input: arguments().map(shortest).collect(),
            input_bits: arguments().map(bits).collect(),
            got: shortest(evidence.got[index]),
            got_bits: bits(evidence.got[index]),
            exact: shortest(evidence.exact[index]),
            exact_bits: bits(evidence.exact[index]),
            ulp: evidence.errors[index],
        }
    }
}

impl Report {
    /// Judges the evidence.
    pub fn new<T: Float>(evidence: &mut Evidence<T>, inputs: String, max_ulp: f64) -> Self {
        let accuracy = Accuracy::new(evidence);
        let properties = properties::check(evidence);
        let findings = modes::detect(evidence);
        let mut modes: Vec<Mode> = findings.into_iter().map(|finding| Mode::new(evidence, finding)).collect();
        let unexplained = Unexplained::new(evidence);
        // Half a unit is what rounding leaves: the bits decide.
        let accurate = if max_ulp <= 0.5 { accuracy.misrounded == 0 } else { accuracy.max_ulp <= max_ulp };
        let tolerated = accurate && others_are_within(evidence, max_ulp);
        for mode in &mut modes {
            mode.fails = !(tolerated && mode.id == differs::ID);
        }
        let conforms = accurate && modes.iter().all(|mode| !mode.fails) && unexplained.is_none();
        let wrong = modes.iter().any(|mode| mode.id != differs::ID) || unexplained.is_some();
        let verdict = match (conforms, accuracy.misrounded) {
            (true, 0) => "correctly rounded".to_owned(),
            (true, _) => format!("within {max_ulp} ulp"),
            (false, _) if wrong => "wrong".to_owned(),
            (false, _) if accurate => format!("other results differ, and are not within {max_ulp} ulp"),
            (false, _) if modes.is_empty() => format!("not within {max_ulp} ulp, but no failure mode"),
            (false, _) => format!("not within {max_ulp} ulp, and other results differ"),
        };
        Self {
            schema: "softplus-conformance-check/1",
            version: env!("CARGO_PKG_VERSION"),
            function: evidence.function.name(),
            dtype: T::NAME,
            arguments: evidence.function.arguments(),
            inputs,
            cases: evidence.len(),
            max_ulp_allowed: max_ulp,
            wrong_beyond_ulp: evidence.limit,
            conforms,
            verdict,
            accuracy,
            properties,
            modes,
            unexplained,
            notes: notes(evidence),
        }
    }
}

impl Accuracy {
    fn new<T: Float>(evidence: &Evidence<T>) -> Self {
        let all = || evidence.errors.iter().copied();
        let misrounded = (0..evidence.len()).filter(|&case| evidence.is_misrounded(case)).count();
        let measure = if T::BITS == 64 {
            "distance from the correctly rounded value in units of its last place; the exact value is at most 0.5 away from it"
        } else {
            "distance from the function's f64 value in units of the exact result's last place"
        };
        Self {
            measure,
            max_ulp: all().fold(0.0, f64::max),
            max_finite_ulp: all().filter(|ulp| ulp.is_finite()).fold(0.0, f64::max),
            misrounded,
            share_misrounded: misrounded as f64 / evidence.len().max(1) as f64,
            wrong: (0..evidence.len()).filter(|&case| evidence.is_wrong(case)).count(),
            worst: worst(
                evidence,
                (0..evidence.len()).filter(|&case| evidence.is_misrounded(case)).collect(),
            ),
        }
    }
}

/// Whether all results from elsewhere that differ are accurate enough too.
fn others_are_within<T: Float>(evidence: &Evidence<T>, max_ulp: f64) -> bool {
    evidence.others.iter().all(|other| {
        if max_ulp <= 0.5 {
            same(other.got, evidence.exact[other.case])
        } else {
            evidence.error_of(other.case, other.got) <= max_ulp
        }
    })
}

/// The worst of these cases, each input once.
fn worst<T: Float>(evidence: &Evidence<T>, mut cases: Vec<usize>) -> Vec<Case> {
    cases.sort_by(|&a, &b| evidence.errors[b].total_cmp(&evidence.errors[a]));
    let mut seen = std::collections::HashSet::new();
    cases.retain(|&case| seen.insert(evidence.first[case]));
    cases.into_iter().take(SHOWN).map(|case| Case::new(evidence, case)).collect()
}

impl Mode {
    fn new<T: Float>(evidence: &Evidence<T>, finding: Finding) -> Self {
        let step = finding.claims.len() / 5 + 1;
        let meaning = MODES.iter().find(|(id, _)| *id == finding.id).map_or("", |(_, meaning)| meaning);
        Self {
            id: finding.id,
            meaning,
            summary: finding.summary,
            fails: true,
            explains: finding.claims.len(),
            numbers: finding.numbers,
            samples: finding.claims.iter().step_by(step).map(|&case| Case::new(evidence, case)).collect(),
            differences: finding
                .pairs
                .into_iter()
                .map(|pair| {
                    let other = T::from_bits_u64(pair.bits);
                    let case = Case::new(evidence, pair.case);
                    Difference { case, other: shortest(other), other_bits: bits(other), place: pair.other }
                })
                .collect(),
        }
    }
}

impl Unexplained {
    fn new<T: Float>(evidence: &Evidence<T>) -> Option<Self> {
        let cases: Vec<usize> = evidence.open_cases().collect();
        if cases.is_empty() {
            return None;
        }
        let mut by_binade = BTreeMap::new();
        for &case in &cases {
            let x = evidence.point(case)[0];
            let name = match x {
                _ if !x.is_finite() => x.to_string(),
                0.0 => "0".to_owned(),
                _ => format!("{}2^{}", if x < 0.0 { '-' } else { '+' }, exponent(x)),
            };
            *by_binade.entry(name).or_insert(0) += 1;
        }
        let max_ulp = cases.iter().map(|&case| evidence.errors[case]).fold(0.0, f64::max);
        Some(Self { count: cases.len(), max_ulp, worst: worst(evidence, cases), by_binade })
    }
}

/// Results of a half type that were rounded twice: right to 0.5 and a bit, and no fault that has to be found.
fn notes<T: Float>(evidence: &Evidence<T>) -> Vec<String> {
    if T::BITS > 16 {
        return Vec::new();
    }
    let misrounded: Vec<usize> = (0..evidence.len()).filter(|&case| evidence.is_misrounded(case)).collect();
    let twice = |&&case: &&usize| {
        let wide: Vec<f64> = evidence.point(case);
        let single = evidence.function.value(&wide) as f32;
        T::from_f64(f64::from(single)).to_bits_u64() == evidence.got[case].to_bits_u64()
    };
    let doubly = misrounded.iter().filter(twice).count();
    if misrounded.is_empty() || doubly < misrounded.len() {
        return Vec::new();
    }
    vec![format!(
        "all {doubly} misrounded results are an exact f32 result that was rounded again: double rounding"
    )]
}
