//! An exponential that overflows, or underflows under a logarithm.

use softplus_family::Float;

use super::{Finding, number};
use crate::{
    conformance::{evidence::Evidence, shape},
    family::Function,
};

/// ln of the largest number of each type.
const OVERFLOWS: [(&str, f64); 4] = [
    ("f16", 11.089_866_488_461_016),
    ("bf16", 88.718_925_212_351_86),
    ("f32", 88.722_839_052_068_35),
    ("f64", 709.782_712_893_384),
];
/// −ln of where e^x becomes zero: half of the smallest number, or the smallest normal one where results are flushed.
const UNDERFLOWS: [(&str, f64); 8] = [
    ("f16, flushed", 9.704_060_527_839_234),
    ("f16", 17.328_679_513_998_633),
    ("f32, flushed", 87.336_544_750_553_1),
    ("bf16", 92.881_721_950_324_67),
    ("f32", 103.972_077_083_991_79),
    ("f64, flushed", 708.396_418_532_264_1),
    ("f64, without its last bit", 744.440_071_921_381_3),
    ("f64", 745.133_219_101_941_2),
];

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

/// 1/(1+e^−x) where e^−x overflows: 0 for a result that is not, from there on.
fn quotient<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    if evidence.function != Function::Sigmoid {
        return None;
    }
    let drive = |case: usize| -evidence.point(case)[0];
    let shown = |&case: &usize| evidence.is_finite(case) && evidence.exact(case) != 0.0;
    let (zeros, kept): (Vec<usize>, Vec<usize>) =
        (0..evidence.len()).filter(shown).partition(|&case| evidence.got(case) == 0.0);
    let first = zeros.iter().map(|&case| drive(case)).fold(f64::INFINITY, f64::min);
    // Subnormal results that are not 0 tell this from flushing.
    let last = kept
        .iter()
        .filter(|&&case| evidence.is_subnormal(case))
        .map(|&case| drive(case))
        .fold(f64::NEG_INFINITY, f64::max);
    let between = |limit: f64| {
        let slack = limit * 4.0 * f64::from(-(T::MANTISSA_DIGITS as i32)).exp2();
        last <= limit + slack && limit - slack <= first
    };
    let limits = OVERFLOWS.into_iter().filter(|&(_, limit)| between(limit) && last.is_finite());
    let limits: Vec<(&str, f64)> = limits.collect();
    let &(_, limit) = limits.last()?;
    // Several where they lie between the same two inputs.
    let name = limits.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" or ");
    let claims: Vec<usize> = zeros.into_iter().filter(|&case| evidence.open[case]).collect();
    if evidence.distinct(&claims) < 3 {
        return None;
    }
    let summary = format!(
        "{} results are 0 where the exact ones are not, from x = {} down: e^-x of {name} overflows, from -{limit:.4} down, \
         and 1/(1+e^-x) is 0",
        claims.len(),
        -first
    );
    let finding = Finding::new("overflow", summary, claims);
    Some(
        finding
            .with("from", number(-first))
            .with("limit", -limit)
            .with("intermediate", format!("e^-x of {name}")),
    )
}

/// The type, and half or whole of its limit, that explains most.
fn largest_explanation<T: Float>(evidence: &Evidence<T>, place: usize, claimed: &[bool]) -> Option<Finding> {
    let drive = |case: usize| shape::exponents(evidence.function, &evidence.point(case))[place];
    let open = |case: usize| evidence.open[case] && !claimed[case] && !evidence.got(case).is_finite();
    let power = |factor: f64| if factor < 1.0 { "e^2t" } else { "e^t" };
    let squares = matches!(
        evidence.function,
        Function::Mish | Function::SoftplusSecondDerivative | Function::SoftplusDoubleBackward
    );
    let factors: &[f64] = if squares { &[1.0, 0.5] } else { &[1.0] };
    let limits = OVERFLOWS.into_iter().flat_map(|(name, limit)| {
        factors.iter().map(move |&factor| (format!("{} of {name}", power(factor)), limit * factor))
    });
    let explained: Vec<(Vec<usize>, String, f64)> = limits
        .filter_map(|(name, limit)| Some((beyond(evidence, limit, drive, open)?, name, limit)))
        .collect();
    let (claims, _, limit) = explained.iter().max_by_key(|(claims, ..)| claims.len())?;
    let (claims, limit) = (claims.clone(), *limit);
    // Several explain the same where their limits lie between the same two inputs.
    let names = explained.iter().filter(|(others, ..)| others.len() == claims.len());
    let name = names.map(|(_, name, _)| name.as_str()).collect::<Vec<_>>().join(" or ");
    let lowest = claims.iter().map(|&case| drive(case)).fold(f64::INFINITY, f64::min);
    let from = if evidence.function == Function::LogSigmoid || place == 1 { -lowest } else { lowest };
    let driver = match evidence.function {
        Function::SoftplusBeta
        | Function::SoftplusBetaDerivative
        | Function::SoftplusBetaDerivativeInBeta => "beta x",
        Function::LogAddExp | Function::LogSubExp => "max(a, b)",
        Function::SoftplusInverse => "y",
        _ => "x",
    };
    let summary = format!(
        "{} results are infinity or NaN where the exact ones are finite, from {driver} = {from} on: {name} overflows, \
         from {limit:.4} on",
        claims.len(),
    );
    let finding = Finding::new("overflow", summary, claims);
    Some(finding.with("from", number(from)).with("limit", limit).with("intermediate", name))
}

/// The open cases beyond a limit, if these are all that there are beyond it, and there are none before.
fn beyond<T: Float>(
    evidence: &Evidence<T>,
    limit: f64,
    drive: impl Fn(usize) -> f64,
    open: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    // The exponent itself is rounded to the type.
    let slack = limit * 4.0 * f64::from(-(T::MANTISSA_DIGITS as i32)).exp2();
    let (mut claims, mut missed) = (Vec::new(), Vec::new());
    let mut lowest = f64::INFINITY;
    for case in (0..evidence.len()).filter(|&case| !drive(case).is_nan()) {
        let drive = drive(case);
        if open(case) && drive > 0.0 {
            if drive < limit - slack {
                return None;
            }
            lowest = lowest.min(drive);
            claims.push(case);
        } else if drive > limit + slack && evidence.got(case).is_finite() && evidence.exact(case).is_finite()
        {
            missed.push(drive);
        }
    }
    // Hardly any beyond it, and none between the limit and the first.
    let all = missed.len() * 20 <= claims.len() && missed.iter().all(|&drive| drive > lowest);
    (evidence.distinct(&claims) >= 2 && all).then_some(claims)
}

fn underflow<T: Float>(evidence: &Evidence<T>) -> Option<Finding> {
    let drive = |case: usize| -shape::exponents(evidence.function, &evidence.point(case))[0];
    let open = |case: usize| evidence.open[case] && !evidence.got(case).is_finite();
    let (claims, name, limit) = UNDERFLOWS
        .into_iter()
        .filter_map(|(name, limit)| Some((beyond(evidence, limit, drive, open)?, name, limit)))
        .max_by_key(|(claims, ..)| claims.len())?;
    let lowest = claims.iter().map(|&case| drive(case)).fold(f64::INFINITY, f64::min);
    let summary = format!(
        "{} results are the logarithm of 0, from an exponent of -{lowest:.6} down: e^t of {name} is 0 from t = -{limit:.4}",
        claims.len()
    );
    let finding = Finding::new("underflow", summary, claims);
    Some(finding.with("from", number(-lowest)).with("limit", -limit).with("intermediate", name))
}
