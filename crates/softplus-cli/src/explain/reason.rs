//! Why a formula returns what it returns: decided by what happened to its intermediate results.

use softplus_family::Float;

use crate::number::shortest;

/// An intermediate result, rounded to `T`.
fn rounded<T: Float>(value: f64) -> T {
    T::from_f64(value)
}

fn same<T: Float>(a: T, b: T) -> bool {
    a.to_bits_u64() == b.to_bits_u64() || (a.to_f64().is_nan() && b.to_f64().is_nan())
}

/// Where x is no number to calculate with.
fn special<T: Float>(x: T, value: T, exact: T) -> Option<String> {
    let wide = x.to_f64();
    if wide.is_finite() {
        return None;
    }
    Some(if same(value, exact) {
        "Right: the special value passes through.".to_owned()
    } else {
        format!("Wrong: it should be {}.", shortest(exact))
    })
}

/// The largest finite value.
pub fn largest<T: Float>() -> T {
    T::from_bits_u64((((2 * T::MAX_EXPONENT + 1) as u64) << (T::MANTISSA_DIGITS - 1)) - 1)
}

/// A positive number as 10^k, with k short enough to read.
fn power_of_10(logarithm: f64) -> String {
    if logarithm < 1e6 { format!("10^{logarithm:.1}") } else { format!("10^({logarithm:.2e})") }
}

fn overflow<T: Float>(x: T) -> Option<String> {
    let exponential: T = rounded(x.to_f64().exp());
    exponential.to_f64().is_infinite().then(|| {
        format!(
            "e^x overflows: it is about {}, above the largest {}, {:.2e}; the logarithm of infinity is infinity.",
            power_of_10(x.to_f64() * std::f64::consts::LOG10_E),
            T::NAME,
            largest::<T>().to_f64()
        )
    })
}

/// For 1 + e^x with e^x below 1: what is left of e^x in the sum.
fn absorbed<T: Float>(x: T) -> Option<String> {
    let small: T = rounded(x.to_f64().exp());
    let sum: T = rounded(1.0 + small.to_f64());
    let (small, kept) = (small.to_f64(), sum.to_f64() - 1.0);
    if small == 0.0 || small >= 1.0 || kept == small {
        return None;
    }
    Some(if kept == 0.0 {
        format!("1 + {small:.3e} rounds to 1: e^x is absorbed, and the logarithm of 1 is 0.")
    } else {
        let lost = ((small - kept) / small).abs();
        format!(
            "1 + {small:.3e} rounds e^x to the digits beside 1: a relative error of {lost:.1e}, which the result keeps."
        )
    })
}

fn right<T: Float>(value: T, exact: T) -> Option<String> {
    same(value, exact).then(|| match exact.to_f64() {
        0.0 => format!("Right: the exact value is nearer to 0 than to the smallest {}.", T::NAME),
        _ => "Right here, to the last bit.".to_owned(),
    })
}

fn underflow<T: Float>(x: T, value: T) -> Option<String> {
    (value.to_f64() == 0.0 && rounded::<T>(x.to_f64().exp()).to_f64() == 0.0)
        .then(|| "e^x underflows to 0.".to_owned())
}

const OPERATIONS: &str = "Each of its operations rounds, and the roundings add up.";

/// Why ln(1+e^x) returns `value`.
pub fn naive<T: Float>(x: T, value: T, exact: T) -> String {
    special(x, value, exact)
        .or_else(|| overflow(x))
        .or_else(|| right(value, exact))
        .or_else(|| underflow(x, value))
        .or_else(|| absorbed(x))
        .unwrap_or_else(|| OPERATIONS.to_owned())
}

/// Why log1p(e^x) returns `value`.
pub fn log1p_exp<T: Float>(x: T, value: T, exact: T) -> String {
    special(x, value, exact)
        .or_else(|| overflow(x))
        .or_else(|| right(value, exact))
        .or_else(|| underflow(x, value))
        .unwrap_or_else(|| "e^x is rounded before log1p sees it, and log1p rounds again.".to_owned())
}

/// Why ln(1+e^−|x|) + max(x, 0) returns `value`.
pub fn stable<T: Float>(x: T, value: T, exact: T) -> String {
    special(x, value, exact)
        .or_else(|| right(value, exact).map(|text| beside_large(x).unwrap_or(text)))
        .or_else(|| underflow(x, value))
        .or_else(|| absorbed(x))
        .unwrap_or_else(|| OPERATIONS.to_owned())
}

/// Right, because what is lost does not show beside x.
fn beside_large<T: Float>(x: T) -> Option<String> {
    let sum: T = rounded(1.0 + rounded::<T>((-x.to_f64()).exp()).to_f64());
    (x.to_f64() > 1.0 && sum.to_f64() == 1.0)
        .then(|| "Right: e^-|x| cannot overflow, and what is lost of it does not show beside x.".to_owned())
}

/// Why the exact function returns what it does.
pub fn exact<T: Float>(x: T) -> String {
    if x.to_f64().is_finite() {
        format!("Correctly rounded: no {} is nearer to the exact value.", T::NAME)
    } else {
        "By definition.".to_owned()
    }
}
