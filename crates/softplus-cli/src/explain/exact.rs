//! The exact value of softplus to 30 decimal digits, in decimal arithmetic: a second opinion, independent of the
//! kernels.

use std::str::FromStr;

use dashu_float::DBig;
use dashu_int::IBig;

/// Digits that are shown.
const DIGITS: usize = 30;
/// Below −LIMIT the result is eˣ to more than 400 digits, and above LIMIT it is x.
const LIMIT: f64 = 1000.0;

/// m·10^exponent with m in [1, 10).
#[derive(Debug, Clone)]
pub struct Exact {
    mantissa: DBig,
    exponent: IBig,
}

/// A double as a decimal number, all digits.
pub fn decimal(x: f64) -> DBig {
    // 767 digits are enough for every double.
    DBig::from_str(&format!("{x:.770e}")).unwrap_or_default()
}

/// The digits of a positive double, and whether there are more of them: then these are rounded.
pub fn digits(x: f64) -> (bool, String) {
    let all = decimal(x);
    let text = Exact::new(&all).to_string();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, ""));
    let short = mantissa.trim_end_matches('0').trim_end_matches('.');
    let exponent = if exponent.is_empty() { String::new() } else { format!("e{exponent}") };
    if all.digits() > DIGITS { (true, text) } else { (false, format!("{short}{exponent}")) }
}

/// softplus(x) for finite x.
pub fn softplus(x: f64) -> Exact {
    let exact = decimal(x);
    if x > LIMIT {
        // Where the thirtieth digit is a tie, what lies above x decides: a hair, however small.
        let hair = DBig::from_parts(1.into(), -440);
        return Exact::new(&(exact.with_precision(900).value() + hair));
    }
    if x < -LIMIT {
        return power_of_e(&exact.with_precision(400).value());
    }
    // For positive x the digits down to e^−x count, 435 at the most.
    let precision = if x > 0.0 { 500 } else { 80 };
    let minus_magnitude = decimal(-x.abs()).with_precision(precision).value();
    // e^0 comes back without a precision.
    let tail = minus_magnitude.exp().with_precision(precision).value().ln_1p();
    Exact::new(&if x > 0.0 { decimal(x).with_precision(precision).value() + tail } else { tail })
}

/// softplus(x) − y in units of `ulp`, for y near softplus(x), to far more digits than a double has: less work than
/// [`softplus`] and [`Exact::error`], for many points.
pub fn residual(x: f64, y: f64, ulp: f64) -> f64 {
    // Beyond, e^−|x| is below 10^−22 units in the last place of any double.
    const NOTHING: f64 = 800.0;
    if x.abs() > NOTHING {
        return (x.max(0.0) - y) / ulp;
    }
    let number = |x: f64| DBig::from_str(&format!("{x:.60e}")).unwrap_or_default().with_precision(50).value();
    let tail = number(-x.abs()).exp().with_precision(50).value().ln_1p();
    ((number(x.max(0.0)) - number(y) + tail) / number(ulp)).to_f64().value()
}

/// eˣ by its common logarithm, so that no exponent is too large.
fn power_of_e(x: &DBig) -> Exact {
    let ln10 = DBig::from(10).with_precision(400).value().ln();
    let exponent = (x / &ln10).floor();
    let mantissa = (x - &exponent * &ln10).exp();
    Exact { mantissa, exponent: exponent.to_int().value() }
}

impl Exact {
    fn new(value: &DBig) -> Self {
        let repr = value.repr();
        let exponent = repr.exponent() + repr.digits() as isize - 1;
        let mantissa = value.clone() * DBig::from_parts(1.into(), -exponent);
        Self { mantissa, exponent: exponent.into() }
    }

    /// The value itself, or zero where it is below 10^−400.
    fn value(&self) -> DBig {
        match isize::try_from(&self.exponent) {
            Ok(exponent) if exponent > -400 => self.mantissa.clone() * DBig::from_parts(1.into(), exponent),
            _ => DBig::ZERO,
        }
    }

    /// How far `y` lies from the value, in units of `ulp`.
    pub fn error(&self, y: f64, ulp: f64) -> f64 {
        if !y.is_finite() {
            return f64::INFINITY;
        }
        let precise = |x: DBig| x.with_precision(900).value();
        let error = precise(decimal(y)) - precise(self.value());
        (error / precise(decimal(ulp))).to_f64().value().abs()
    }
}

impl std::fmt::Display for Exact {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let rounded = self.mantissa.clone().with_precision(DIGITS).value();
        let repr = rounded.repr();
        let mut digits = repr.significand().to_string();
        // Rounding may have carried 9.99… to 10.
        let exponent = &self.exponent + IBig::from(repr.exponent() + digits.len() as isize - 1);
        digits.push_str(&"0".repeat(DIGITS.saturating_sub(digits.len())));
        match isize::try_from(&exponent) {
            Ok(small @ -5..0) => write!(out, "0.{}{digits}", "0".repeat(small.unsigned_abs() - 1)),
            Ok(small) if (0..DIGITS as isize - 1).contains(&small) => {
                let (whole, fraction) = digits.split_at(small as usize + 1);
                write!(out, "{whole}.{fraction}")
            }
            _ => write!(out, "{}.{}e{exponent}", &digits[..1], &digits[1..]),
        }
    }
}

#[cfg(test)]
mod tests {
    /// mpmath 1.3, `nstr(log1p(exp(x)), 30)` with 1000 digits.
    #[test]
    fn thirty_digits_are_those_of_mpmath() {
        for (x, text) in [
            (0.0, "0.693147180559945309417232121458"),
            (1.0, "1.31326168751822283404899549497"),
            (-1.0, "0.313261687518222834048995494968"),
            (5e-324, "0.693147180559945309417232121458"),
            (-5e-324, "0.693147180559945309417232121458"),
            (100.0, "100.000000000000000000000000000"),
            (-20.0, "2.06115362031438070323898279888e-9"),
            (-745.0, "2.82235073047193707635344008206e-324"),
            (-746.5, "6.29751570485241231470344099526e-325"),
            (12.5, "12.5000037266462281239903127153"),
            (36.9, "36.8999999999999986732192892651"),
            (709.78, "709.779999999999972715158946812"),
            (-0.1, "0.644396660073570892193203892131"),
            (3.0e-5, "0.693162180672445309413393390020"),
            (-1234.5, "7.30234067961054312439706962792e-537"),
            (1e300, "1.00000000000000005250476025520e300"),
            (f64::MAX, "1.79769313486231570814527423732e308"),
            (-1e6, "3.29683147808855857896890796911e-434295"),
            (-123_456_789.0, "6.07863296128757170167183192539e-53616603"),
            (9.999_999_999_999_998, "10.0000453988992150883705729021"),
            (1e15, "1000000000000000.00000000000000"),
            (-1e20, "7.71095392911671965165767704605e-43429448190325182766"),
            (
                -1e300,
                "4.00223949412955331201524135662e-434294481903251850453656571405056984009141741681734700039539973598006300185154093073132508496370285044860636997097982346728628908616314684435910358280837233461819942222285242899931160168620757923392697261416912615500784578756219618461075464841541674066478869923120403965604911866786772338500237163276",
            ),
            (
                f64::MIN,
                "3.66642368591777680254787345483e-78072820862606201654737339177799637492280159585647583282156021590146098080264058666086235992260111580139297992947071271229284205137432587044994111879380757353130062999192787101676968805320134882135792799371825333089599781173179572067881480076179363099341701235546322821395103349256603253374896063000976416999",
            ),
        ] {
            assert_eq!(super::softplus(x).to_string(), text, "softplus({x:e})");
        }
    }

    #[test]
    fn doubles_have_all_their_digits_or_thirty() {
        for (x, more, text) in [
            (0.1_f32.into(), false, "0.100000001490116119384765625"),
            (0.1, true, "0.100000000000000005551115123126"),
            (100.0, false, "100"),
            (0.5_f64.powi(30), false, "9.31322574615478515625e-10"),
            (5e-324, true, "4.94065645841246544176568792868e-324"),
            (1e22, false, "10000000000000000000000"),
            (1e40, true, "1.00000000000000003037860284270e40"),
        ] {
            assert_eq!(super::digits(x), (more, text.to_owned()), "{x:e}");
        }
    }

    #[test]
    fn errors_count_in_ulps() {
        let exact = super::softplus(0.0);
        assert!((exact.error(1.0, 0.125) - (1.0 - std::f64::consts::LN_2) * 8.0).abs() < 1e-12);
        assert!(exact.error(std::f64::consts::LN_2, f64::EPSILON / 2.0) < 0.5);
        assert_eq!(super::softplus(-1e300).error(5e-324, 5e-324), 1.0);
    }
}
