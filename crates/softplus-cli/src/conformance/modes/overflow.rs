//! An exponential that overflows, or underflows under a logarithm.

use softplus_family::Float;

use super::{Finding, number};
use crate::{
    conformance::{
        evidence::Evidence,
        exponential::{self, BF16, F16, F32, F64, Limits},
        shape,
    },
    family::Function,
};

/// −ln of where e^x becomes zero: half of the smallest number, or the smallest normal one where results are flushed.
const UNDERFLOWS: [(&str, f64); 8] = [
    ("f16, flushed", F16.subnormal),
    ("f16", F16.zero),
    ("f32, flushed", F32.subnormal),
    ("bf16", BF16.zero),
    ("f32", F32.zero),
    ("f64, flushed", F64.subnormal),
    ("f64, without its last bit", F64.zero - std::f64::consts::LN_2),
    ("f64", F64.zero),
];
/// How many different inputs must say so where results are right again beyond them.
const ENOUGH: usize = 4;

/// What is not finite where the exact result is.
pub fn detect<T: Float>(evidence: &Evidence<T>) -> Vec<Finding> {
    let places = shape::exponents(evidence.function, &evidence.point(0)).len();
    let mut found: Vec<Finding> = Vec::new();
    let mut claimed = vec![false; evidence.len()];
    for place in 0..places {
        let finding = largest_explanation(evidence, place, &claimed);
        for &case in finding.iter().flat_map(|finding| &finding.claims) {
            claimed[case] = true;
        }
        found.extend(finding);
    }
    // Sigmoid's two exponents are one mistake.
    if let [first, second] = found.as_mut_slice() {
        first.claims.append(&mut second.claims);
        first.summary = format!("{}; {}", first.summary, second.summary);
        found.truncate(1);
    }
    if matches!(evidence.function, Function::LogAddExp | Function::LogSubExp | Function::LogSoftplus) {
        found.extend(underflow(evidence));
    }
    found.extend(quotient(evidence));
    found
}

/// Wrong results from a limit on.
struct Stretch {
    claims: Vec<usize>,
    /// The drives of the first and the last.
    from: f64,
    to: f64,
    /// Whether results beyond the last are right again: another formula is used there.
    ends: bool,
}

impl Stretch {
    /// Where it lies, in words: `sign` times the drive, and the way that it grows.
    fn place(&self, sign: f64, on: &str) -> String {
        let (from, to) = (self.from * sign, self.to * sign);
        if self.ends { format!("{from} to {to} (and not beyond)") } else { format!("{from} {on}") }
    }

    /// The finding.
    fn finding(self, id: &'static str, summary: String, sign: f64) -> Finding {
        let (from, to) = (number(self.from * sign), number(self.to * sign));
        Finding::new(id, summary, self.claims).with("from", from).with("to", to)
    }
}

/// 1/(1+e^−x) where e^−x overflows: 0 for a result that is not, from there on.
fn quotient<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    if evidence.function != Function::Sigmoid {
        return None;
    }
    let drive = |case: usize| -evidence.point(case)[0];
    let shown = |&case: &usize| evidence.is_finite(case) && evidence.exact(case) != 0.0;
    let (zeros, kept): (Vec<usize>, Vec<usize>) =
        (0..evidence.len()).filter(shown).partition(|&case| evidence.got(case) == 0.0);
    let from = zeros.iter().map(|&case| drive(case)).fold(f64::INFINITY, f64::min);
    let claims: Vec<usize> = zeros.into_iter().filter(|&case| evidence.open[case]).collect();
    let to = claims.iter().map(|&case| drive(case)).fold(f64::NEG_INFINITY, f64::max);
    // Subnormal results that are not 0 tell this from flushing.
    let subnormal: Vec<f64> =
        kept.into_iter().filter(|&case| evidence.is_subnormal(case)).map(drive).collect();
    let last = subnormal.iter().copied().filter(|&drive| drive <= to).fold(f64::NEG_INFINITY, f64::max);
    let between = |limit: f64| {
        let slack = slack::<T>(limit);
        last <= limit + slack && limit - slack <= from
    };
    let mut limits: Vec<Limits> =
        exponential::ALL.into_iter().filter(|limits| between(limits.overflow) && last.is_finite()).collect();
    exponential::keep_likely::<T, _>(&mut limits, |&limits| limits);
    let limit = limits.last()?.overflow;
    let stretch = Stretch { claims, from, to, ends: subnormal.iter().any(|&drive| drive > to) };
    if evidence.distinct(&stretch.claims) < if stretch.ends { ENOUGH } else { 3 } {
        return None;
    }
    let name = limits.iter().map(|limits| limits.name).collect::<Vec<_>>().join(" or ");
    let summary = format!(
        "{} results are 0 where the exact ones are not, from x = {}: e^-x of {name} overflows, from -{limit:.4} down, \
         and 1/(1+e^-x) is 0",
        stretch.claims.len(),
        stretch.place(-1.0, "down")
    );
    let finding = stretch.finding("overflow", summary, -1.0).with("limit", -limit);
    Some(finding.with("intermediate", format!("e^-x of {name}")))
}

/// The type, and half or whole of its limit, that explains most.
fn largest_explanation<T: Float>(evidence: &Evidence<T>, place: usize, claimed: &[bool]) -> Option<Finding> {
    let drive = |case: usize| shape::exponents(evidence.function, &evidence.point(case))[place];
    let open = |case: usize| {
        let unclaimed = evidence.open[case] && !claimed[case];
        unclaimed && !evidence.got(case).is_finite() && !is_logarithm_of_zero(evidence, case)
    };
    let power = |factor: f64| if factor < 1.0 { "e^2t" } else { "e^t" };
    let squares = matches!(
        evidence.function,
        Function::Mish | Function::SoftplusSecondDerivative | Function::SoftplusDoubleBackward
    );
    let factors: &[f64] = if squares { &[1.0, 0.5] } else { &[1.0] };
    let limits =
        exponential::ALL.into_iter().flat_map(|limits| factors.iter().map(move |&factor| (limits, factor)));
    let mut explained: Vec<(Stretch, Limits, f64)> = limits
        .filter_map(|(limits, factor)| {
            Some((beyond(evidence, limits.overflow * factor, drive, open)?, limits, factor))
        })
        .collect();
    let most = explained.iter().map(|(stretch, ..)| stretch.claims.len()).max()?;
    explained.retain(|(stretch, ..)| stretch.claims.len() == most);
    exponential::keep_likely::<T, _>(&mut explained, |&(_, limits, _)| limits);
    let names = explained.iter().map(|(_, limits, factor)| format!("{} of {}", power(*factor), limits.name));
    let name = names.collect::<Vec<_>>().join(" or ");
    let (stretch, limits, factor) = explained.pop()?;
    let limit = limits.overflow * factor;
    let sign = if evidence.function == Function::LogSigmoid || place == 1 { -1.0 } else { 1.0 };
    let driver = match evidence.function {
        Function::SoftplusBeta
        | Function::SoftplusBetaDerivative
        | Function::SoftplusBetaDerivativeInBeta => "beta x",
        Function::LogAddExp | Function::LogSubExp => "max(a, b)",
        Function::SoftplusInverse => "y",
        _ => "x",
    };
    let summary = format!(
        "{most} results are infinity or NaN where the exact ones are finite, from {driver} = {}: {name} overflows, \
         from {limit:.4} on",
        stretch.place(sign, "on")
    );
    let finding = stretch.finding("overflow", summary, sign);
    Some(finding.with("limit", limit).with("intermediate", name))
}

/// Whether the result is that; the logarithm of an exponential that overflows is +∞, or NaN.
fn is_logarithm_of_zero<T: Float>(evidence: &Evidence<T>, case: usize) -> bool {
    let of_exponential = matches!(
        evidence.function,
        Function::Softplus
            | Function::SoftplusInverse
            | Function::ShiftedSoftplus
            | Function::LogSoftplus
            | Function::LogAddExp
            | Function::LogSubExp
    );
    of_exponential && evidence.got(case) == f64::NEG_INFINITY
}

/// How far the exponent may be off, because it is rounded to the type itself.
fn slack<T: Float>(limit: f64) -> f64 {
    limit * 4.0 * f64::from(-(T::MANTISSA_DIGITS as i32)).exp2()
}

/// The open cases beyond a limit, if there are none before it, and hardly a right one between it and the last of them.
fn beyond<T: Float>(
    evidence: &Evidence<T>,
    limit: f64,
    drive: impl Fn(usize) -> f64,
    open: impl Fn(usize) -> bool,
) -> Option<Stretch> {
    let slack = slack::<T>(limit);
    let (mut claims, mut right) = (Vec::new(), Vec::new());
    let (mut from, mut to) = (f64::INFINITY, f64::NEG_INFINITY);
    for case in 0..evidence.len() {
        let drive = drive(case);
        if open(case) && drive > 0.0 {
            if drive < limit - slack {
                return None;
            }
            (from, to) = (from.min(drive), to.max(drive));
            claims.push(case);
        } else if drive > limit + slack && evidence.got(case).is_finite() && evidence.exact(case).is_finite()
        {
            right.push(drive);
        }
    }
    // Another formula may be right beyond, as PyTorch's x above 20 is.
    let (beyond, missed): (Vec<f64>, Vec<f64>) = right.into_iter().partition(|&drive| drive > to);
    let ends = !beyond.is_empty();
    let all = missed.len() * 20 <= claims.len() && missed.iter().all(|&drive| drive > from);
    let enough = evidence.distinct(&claims) >= if ends { ENOUGH } else { 2 };
    (enough && all).then_some(Stretch { claims, from, to, ends })
}

fn underflow<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let drive = |case: usize| -shape::exponents(evidence.function, &evidence.point(case))[0];
    let open = |case: usize| evidence.open[case] && !evidence.got(case).is_finite();
    let (stretch, name, limit) = UNDERFLOWS
        .into_iter()
        .filter_map(|(name, limit)| Some((beyond(evidence, limit, drive, open)?, name, limit)))
        .max_by_key(|(stretch, ..)| stretch.claims.len())?;
    let summary = format!(
        "{} results are the logarithm of 0, from an exponent of {}: e^t of {name} is 0 from t = -{limit:.4}",
        stretch.claims.len(),
        stretch.place(-1.0, "down")
    );
    let finding = stretch.finding("underflow", summary, -1.0);
    Some(finding.with("limit", -limit).with("intermediate", name))
}
