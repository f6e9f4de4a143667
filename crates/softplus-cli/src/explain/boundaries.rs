//! Where formulas begin to fail: found by bisection on the floats of the type.

use softplus::softplus;
use softplus_family::Float;

use crate::{
    accuracy::{at_least, distance, error, of_rank},
    formula::Formula,
    number::shortest,
};

/// Places in a binade that are tried before the bisection.
const TRIED: i64 = 8;
/// Floats that decide whether digits are lost around a place, over a 64th of a binade: single ones may be right by
/// luck.
const WINDOW: i64 = 17;

/// The side of 0 on which something is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Below,
    Above,
}

/// The first float, going away from 0, at which something happens.
pub fn first<T: Float>(side: Side, happens: impl Fn(T) -> bool) -> Option<T> {
    // Below 2^−8 every formula does what it does at 0.
    first_beyond(side, T::from_f64(1.0 / 256.0), happens)
}

/// The last float until which it goes on happening, if it ends at all.
fn last<T: Float>(side: Side, first: T, happens: impl Fn(T) -> bool) -> Option<T> {
    let end = first_beyond(side, first, |x| !happens(x))?;
    let rank = crate::accuracy::rank(end);
    Some(of_rank(rank - rank.signum()))
}

/// The same as `first` from the magnitude of a float on.
fn first_beyond<T: Float>(side: Side, start: T, happens: impl Fn(T) -> bool) -> Option<T> {
    let sign = if side == Side::Below { -1 } else { 1 };
    let at = |rank: i64| of_rank::<T>(sign * rank);
    let largest = at_least::<T>(f64::INFINITY) - 1;
    let binade = 1_i64 << (T::MANTISSA_DIGITS - 1);
    let start = crate::accuracy::rank(start).abs();
    let step = (binade / TRIED).max(1);
    let mut before = start;
    let mut found = start;
    while !happens(at(found)) {
        if found == largest {
            return None;
        }
        before = found;
        found = (found + step).min(largest);
    }
    // Between: it does not happen at `before`, and happens at `found`.
    while found - before > 1 {
        let middle = before + (found - before) / 2;
        if happens(at(middle)) {
            found = middle;
        } else {
            before = middle;
        }
    }
    Some(at(found))
}

/// Units in the last place that are half of the digits.
pub fn half_of_the_digits<T: Float>() -> f64 {
    2_f64.powi(T::MANTISSA_DIGITS as i32 / 2)
}

/// Whether some float around x has lost half of its digits.
pub fn loses_half<T: Float>(formula: &Formula, x: T) -> bool {
    let binade = 1_i64 << (T::MANTISSA_DIGITS - 1);
    let step = (binade / 64 / WINDOW).max(1);
    let rank = crate::accuracy::rank(x);
    (0..WINDOW).any(|i| {
        let x = of_rank::<T>(rank + i * step * rank.signum());
        let (y, right) = (formula.value(x), softplus(x));
        y.to_f64().is_finite() && distance(y, right) >= half_of_the_digits::<T>()
    })
}

/// Where the formula begins to fail, in sentences.
pub fn of_formula<T: Float>(formula: &Formula) -> Vec<String> {
    let mut found = Vec::new();
    for side in [Side::Below, Side::Above] {
        let way = if side == Side::Below { "down" } else { "up" };
        let place = |x: T| format!("x = {} ({}) {way}", shortest(x), super::bits(x));
        if let Some(x) = first::<T>(side, |x| loses_half(formula, x)) {
            let about = x.to_f64();
            let half = half_of_the_digits::<T>();
            found.push(format!("has lost half of its digits ({half} ulp) from about x = {about:.3} {way}"));
        }
        if let Some(x) = first::<T>(side, |x| formula.value(x).to_f64() == 0.0 && softplus(x).to_f64() != 0.0)
        {
            found.push(format!(
                "returns 0 from {}, where the exact value is {:.3e}",
                place(x),
                softplus(x.to_f64())
            ));
        }
        let returns_x = |x: T| formula.value(x) == x && softplus(x) != x;
        if let Some(x) = first::<T>(side, returns_x) {
            let error = crate::accuracy::ulps(error(x, x));
            found.push(format!("returns x itself from {}, too early: {error} there", place(x)));
        }
        // Beyond, another branch of the formula may be right.
        let stretch = |happens: fn(f64) -> bool| {
            let happens = |x: T| happens(formula.value(x).to_f64());
            let from = first(side, happens)?;
            let last = last(side, from, happens);
            let end = |x: T| format!(" to x = {} ({})", shortest(x), super::bits(x));
            Some(place(from) + &last.map_or(String::new(), end))
        };
        found.extend(stretch(f64::is_infinite).map(|place| format!("overflows from {place}")));
        found.extend(stretch(f64::is_nan).map(|place| format!("returns NaN from {place}")));
    }
    found
}

/// What happens to the correctly rounded result, in sentences.
pub fn of_exact<T: Float>() -> Vec<String> {
    let smallest = 2_f64.powi(T::MIN_EXPONENT);
    let place = |x: T| format!("x = {} ({})", shortest(x), super::bits(x));
    let mut found = Vec::new();
    if let Some(x) = first::<T>(Side::Below, |x| softplus(x).to_f64() < smallest) {
        found.push(format!("is subnormal from {} down: fewer digits, each of them right", place(x)));
    }
    if let Some(x) = first::<T>(Side::Below, |x| softplus(x).to_f64() == 0.0) {
        let tiny: T = T::from_bits_u64(1);
        found.push(format!(
            "is 0 from {} down: nearer to 0 than to the smallest {}, {}",
            place(x),
            T::NAME,
            shortest(tiny)
        ));
    }
    if let Some(x) = first::<T>(Side::Above, |x| softplus(x) == x) {
        found.push(format!(
            "is x from {} up: what ln(1+e^-x) adds is less than half a unit in the last place",
            place(x)
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use half::f16;

    use super::{Side, first, of_formula};
    use crate::formula::Formula;

    #[test]
    fn the_first_float_is_found() {
        assert_eq!(first(Side::Above, |x: f32| x > 20.0), Some(20.0_f32.next_up()));
        assert_eq!(first(Side::Below, |x: f64| x <= -1e200), Some(-1e200));
        assert_eq!(first(Side::Above, |x: f16| x >= f16::MAX), Some(f16::MAX));
        assert_eq!(first(Side::Above, |_: f64| false), None);
    }

    #[test]
    fn overflow_ends_where_another_branch_begins() {
        // ln 65504 = 11.08987: the next f16 is 11.09375; from the one behind 20 on the result is x.
        let pytorch = of_formula::<f16>(&Formula::new("pytorch").unwrap());
        let overflows: Vec<&String> = pytorch.iter().filter(|text| text.starts_with("overflows")).collect();
        assert_eq!(overflows, ["overflows from x = 11.09 (0x498c) up to x = 20.0 (0x4d00)"]);
        let naive = of_formula::<f16>(&Formula::new("naive").unwrap());
        assert!(naive.iter().any(|text| text == "overflows from x = 11.09 (0x498c) up"), "{naive:?}");
    }

    /// mpmath: e^x reaches the middle above the largest f32 at 88.72283905206835, and 2^−24 at −16.635532333438686.
    #[test]
    fn naive_fails_where_arithmetic_says() {
        let naive = Formula::new("naive").unwrap();
        let overflow = first(Side::Above, |x: f32| naive.value(x).is_infinite()).unwrap();
        assert!(
            f64::from(overflow) > 88.722_839_052_068_35
                && f64::from(overflow.next_down()) < 88.722_839_052_068_35
        );
        let zero = first(Side::Below, |x: f32| naive.value(x) == 0.0).unwrap();
        assert!((f64::from(zero) + 16.635_532_333_438_686).abs() < 4e-6, "{zero}");
    }
}
