//! log(1+u) in place of log1p(u), and e^y − 1 in place of expm1(y): the sum is a multiple of ε, and the result is the
//! logarithm of such a number.

use softplus_family::Float;

use super::Finding;
use crate::{
    conformance::{
        evidence::Evidence,
        shape::{self, Sum},
    },
    family::Function,
};

/// Digits of the types in which 1+u may have been rounded.
const SUMS: [(&str, i32); 4] = [("bf16", 8), ("f16", 11), ("f32", 24), ("f64", 53)];
/// How far the logarithm itself may be off, in units in the last place.
const SLACK: f64 = 3.0;

/// What a result says of the sum.
type Look = fn(Function, &[f64], f64) -> Option<Sum>;

/// The logarithm, then the exponential.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    let logarithm = find(evidence, shape::sum, "log-not-log1p", |steps| {
        format!("ln(1+u) of a sum that was {steps}: log instead of log1p, which keeps a small u")
    });
    let exponential = find(evidence, shape::difference, "exp-not-expm1", |steps| {
        format!(
            "ln of a difference of 1 and e^t that was {steps}: exp instead of expm1, which keeps a small t"
        )
    });
    logarithm.into_iter().chain(exponential).collect()
}

/// For the type of the sum that explains most.
fn find<T: Float>(
    evidence: &Evidence<T>,
    look: Look,
    id: &'static str,
    what: impl Fn(&str) -> String,
) -> Option<Finding> {
    // A result that is a value of a narrower type is known to that type's precision.
    let digits = super::narrow::digits(evidence);
    let explained =
        SUMS.iter().filter_map(|&(name, sum)| Some((explain(evidence, look, digits, sum)?, name, sum)));
    let (matches, name, sum) = explained.max_by_key(|(matches, ..)| matches.claims.len())?;
    let steps = format!(
        "rounded to a multiple of 2^{}, as in {name} ({} of them 0, or the logarithm of 0)",
        1 - sum,
        matches.zeros
    );
    let summary = format!("{} results are {}", matches.claims.len(), what(&steps));
    let finding = Finding::new(id, summary, matches.claims);
    Some(finding.with("sum_type", name).with("zeros", matches.zeros).with("steps", matches.steps))
}

#[derive(Default)]
struct Matches {
    claims: Vec<usize>,
    /// Those where u is rounded away.
    zeros: usize,
    /// Those of the others where the prediction is sharper than half of a step.
    steps: usize,
    misses: usize,
}

fn explain<T: Float>(evidence: &Evidence<T>, look: Look, digits: i32, sum: i32) -> Option<Matches> {
    let mut matches = Matches::default();
    for case in evidence.open_cases().filter(|&case| evidence.is_finite(case)) {
        let Some(steps) = steps(evidence, look, case, digits, sum) else { continue };
        if !steps.fits {
            matches.misses += 1;
            continue;
        }
        matches.claims.push(case);
        if steps.low == 0.0 {
            matches.zeros += 1;
        } else if steps.sharp {
            matches.steps += 1;
        }
    }
    let enough = matches.steps >= 4 && matches.misses * 20 <= matches.claims.len();
    enough.then_some(matches)
}

struct Steps {
    /// The multiples of ε next to u.
    low: f64,
    fits: bool,
    sharp: bool,
}

/// The multiples of ε on both sides of u, and whether the result is the logarithm for one of them.
fn steps<T: Float>(evidence: &Evidence<T>, look: Look, case: usize, digits: i32, sum: i32) -> Option<Steps> {
    let (point, got) = (evidence.point(case), evidence.got(case));
    let exact = look(evidence.function, &point, got)?;
    let step = f64::from(1 - sum).exp2() / exact.finer;
    // The exponential is rounded too.
    let blur = 4.0 * f64::from(-sum).exp2();
    let (low, high) =
        ((exact.added / step * (1.0 - blur)).floor(), (exact.added / step * (1.0 + blur)).ceil());
    if got == 0.0 || got == f64::NEG_INFINITY {
        return Some(Steps { low, fits: low == 0.0, sharp: true });
    }
    let unit = f64::from(-digits).exp2() * 2.0 * SLACK;
    let seen = [1.0 - unit, 1.0 + unit]
        .map(|factor| look(evidence.function, &point, got * factor).map_or(f64::NAN, |sum| sum.seen / step));
    let (least, most) = (seen[0].min(seen[1]), seen[0].max(seen[1]));
    let fits = most.floor() >= least.ceil() && most.floor() >= low && least.ceil() <= high;
    Some(Steps { low, fits, sharp: most - least < 0.5 })
}
