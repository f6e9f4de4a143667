//! The function replaced by what it tends to, from some point on: x, e^x, 0.

use softplus_family::Float;

use super::{Finding, number};
use crate::{
    accuracy::units,
    conformance::{
        evidence::Evidence,
        shape::{self, End},
    },
};

/// How many inputs must say so.
const ENOUGH: usize = 3;

/// For each end of the function.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    let ends = shape::ends(evidence.function, &evidence.point(0)).len();
    let mut claimed = vec![false; evidence.len()];
    let mut found = Vec::new();
    for end in 0..ends {
        let Some(finding) = Cut::find(evidence, end, &claimed) else { continue };
        finding.claims.iter().for_each(|&case| claimed[case] = true);
        found.push(finding);
    }
    found
}

/// A case as one end sees it.
#[derive(Clone, Copy)]
struct Seen {
    case: usize,
    end: End,
    /// Whether the result is the end's value.
    replaced: bool,
    /// Whether that is wrong.
    telling: bool,
}

struct Cut {
    claims: Vec<usize>,
    /// The last input before, and the first one behind.
    before: f64,
    from: f64,
    end: End,
}

impl Cut {
    fn find<T: Float>(evidence: &Evidence<T>, end: usize, claimed: &[bool]) -> Option<Finding> {
        let mut seen: Vec<Seen> = (0..evidence.len())
            .filter(|&case| evidence.is_finite(case) && evidence.exact(case).is_finite())
            .filter(|&case| evidence.open[case] || !evidence.is_wrong(case))
            .filter_map(|case| see(evidence, case, end))
            .collect();
        seen.sort_by(|a, b| b.end.drive.total_cmp(&a.end.drive));
        // From outside to inside, as long as every result that tells is replaced.
        let telling: Vec<&Seen> = seen.iter().filter(|seen| seen.telling).collect();
        let count = telling.iter().take_while(|seen| seen.replaced).count();
        let last = telling.get(count.checked_sub(1)?)?;
        let claims: Vec<usize> = seen
            .iter()
            .take_while(|seen| seen.end.drive >= last.end.drive)
            .filter(|seen| seen.replaced && evidence.open[seen.case] && !claimed[seen.case])
            .map(|seen| seen.case)
            .collect();
        let inside: Vec<&Seen> = seen.iter().filter(|seen| seen.end.drive < last.end.drive).collect();
        let right = inside.iter().take(6).filter(|seen| !evidence.is_wrong(seen.case)).count();
        // The function itself must be there, or it is another function.
        if evidence.distinct(&claims) < ENOUGH || right < 4 {
            return None;
        }
        let zero = last.end.value == 0.0;
        // That would be flushing.
        if zero && !claims.iter().any(|&case| !evidence.is_subnormal(case)) {
            return None;
        }
        let before = telling.get(count).map_or(f64::NEG_INFINITY, |seen| seen.end.drive);
        let cut = Self { claims, before, from: last.end.drive, end: last.end };
        Some(cut.finding::<T>())
    }

    fn finding<T: Float>(self) -> Finding {
        let (driver, sign) = self.end.driver;
        let id = if self.end.value == 0.0 { "tail-cut" } else { "threshold" };
        let named = named::<T>(self.before, self.from, sign);
        let direction = if sign > 0.0 { "up" } else { "down" };
        let place = named.as_ref().map_or_else(
            || format!("somewhere between {} and {}", self.before * sign, self.from * sign),
            |(value, text)| format!("{}{text}", value * sign),
        );
        let summary = format!(
            "{} is returned for {driver} from {} {direction}, where the exact result differs ({} results): threshold \
             {place}",
            self.end.name,
            self.from * sign,
            self.claims.len()
        );
        let threshold = named.map_or(serde_json::Value::Null, |(value, _)| number(value * sign));
        Finding::new(id, summary, self.claims)
            .with("returned", self.end.name)
            .with("driver", driver)
            .with("last_before", number(self.before * sign))
            .with("first_behind", number(self.from * sign))
            .with("threshold", threshold)
    }
}

/// Inputs further apart do not tell where between them the threshold is.
const NEAR: f64 = 0.5;

/// A number between both that somebody may have chosen, if they are near.
fn named<T: Float>(before: f64, from: f64, sign: f64) -> Option<(f64, &'static str)> {
    let near = from - before <= NEAR;
    for digits in [8, 11, 24, 53] {
        let cut = f64::from(digits - 1) * std::f64::consts::LN_2 - 2.0;
        // The threshold itself is rounded to the type.
        let slack = cut * f64::from(1 - T::MANTISSA_DIGITS as i32).exp2();
        if near && sign < 0.0 && before - slack <= cut && cut <= from + slack {
            return Some((cut, ", ln(epsilon)+2 as in TensorFlow"));
        }
    }
    (near && from.floor() >= before).then(|| (from.floor(), ""))
}

/// How one end of the function looks at a case.
fn see<T: Float>(evidence: &Evidence<T>, case: usize, end: usize) -> Option<Seen> {
    let end = shape::ends(evidence.function, &evidence.point(case))[end];
    if !end.value.is_finite() || !end.drive.is_finite() || end.drive <= 0.0 {
        return (end.drive <= 0.0).then_some(Seen { case, end, replaced: false, telling: false });
    }
    let value = T::from_f64(end.value).to_f64();
    // A unit less than what is wrong, because both are rounded.
    let telling = units::<T>(value, evidence.exact(case)) > evidence.limit - 1.0;
    // An exponential has an error of its own.
    let near = end.is_computed() && evidence.distance(case, value) <= 2.0;
    let replaced = evidence.got(case) == value || near;
    Some(Seen { case, end, replaced, telling })
}
