//! The functions in MPFR, by formulas in which no digit that counts is lost unnoticed: each says how large its largest
//! term was. Limits and values at the ends of the domains are written down here once more, from the documentation.

use rug::Float as Mpfr;

/// A value of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Defined {
    /// Without error: a limit, infinity, NaN, or a number.
    Exact(Mpfr),
    /// With an error of some last places of `largest`, the exponent of the largest term that was added.
    Near {
        /// The value.
        value: Mpfr,
        /// e for a term in ±[2^(e−1), 2^e).
        largest: i32,
    },
}

use Defined::{Exact, Near};

impl Defined {
    /// A value whose error is relative to it.
    fn relative(value: Mpfr) -> Self {
        let largest = exponent(&value);
        Near { value, largest }
    }

    /// A value whose error is relative to the larger of it and a term.
    fn beside(value: Mpfr, term: &Mpfr) -> Self {
        let largest = exponent(&value).max(exponent(term));
        Near { value, largest }
    }

    fn number(x: f64) -> Self {
        Exact(Mpfr::with_val(64, x))
    }

    /// The value, however it came about.
    #[must_use]
    pub fn value(self) -> Mpfr {
        match self {
            Exact(value) | Near { value, .. } => value,
        }
    }

    fn neg(self) -> Self {
        match self {
            Exact(value) => Exact(-value),
            Near { value, largest } => Near { value: -value, largest },
        }
    }
}

fn exponent(value: &Mpfr) -> i32 {
    value.get_exp().unwrap_or(i32::MIN / 4)
}

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

fn wide(x: f64, p: u32) -> Mpfr {
    Mpfr::with_val(p, x)
}

/// e^−|z|.
fn decay(z: &Mpfr) -> Mpfr {
    (-z.clone().abs()).exp()
}

fn limits([below, zero, above]: [Option<f64>; 3], x: f64) -> Option<Defined> {
    let limit = match x {
        f64::NEG_INFINITY => below,
        0.0 => zero,
        f64::INFINITY => above,
        _ if x.is_nan() => Some(NAN),
        _ => None,
    };
    limit.map(Defined::number)
}

/// ln(1+e^z).
fn softplus_of(z: Mpfr) -> Mpfr {
    let tail = decay(&z).ln_1p();
    if z.is_sign_negative() { tail } else { tail + z }
}

/// 1/(1+e^−z).
fn sigmoid_of(z: &Mpfr) -> Mpfr {
    let u = decay(z);
    let sum = Mpfr::with_val(u.prec(), &u + 1_u32);
    if z.is_sign_negative() { u / sum } else { sum.recip() }
}

fn second_derivative_of(x: f64, p: u32) -> Mpfr {
    let u = decay(&wide(x, p));
    let sum = Mpfr::with_val(p, &u + 1_u32);
    u / sum.square()
}

/// ln(1−e^−t) for t > 0.
fn log1mexp_of(t: Mpfr) -> Mpfr {
    if t < 0.5 { (-(-t).exp_m1()).ln() } else { (-decay(&t)).ln_1p() }
}

pub(crate) fn softplus([x]: [f64; 1], p: u32) -> Defined {
    limits([Some(0.0), None, Some(x)], x).unwrap_or_else(|| Defined::relative(softplus_of(wide(x, p))))
}

pub(crate) fn sigmoid([x]: [f64; 1], p: u32) -> Defined {
    limits([Some(0.0), Some(0.5), Some(1.0)], x).unwrap_or_else(|| Defined::relative(sigmoid_of(&wide(x, p))))
}

pub(crate) fn softplus_second_derivative([x]: [f64; 1], p: u32) -> Defined {
    limits([Some(0.0), Some(0.25), Some(0.0)], x)
        .unwrap_or_else(|| Defined::relative(second_derivative_of(x, p)))
}

pub(crate) fn log_sigmoid([x]: [f64; 1], p: u32) -> Defined {
    softplus([-x], p).neg()
}

pub(crate) fn softplus_inverse([y]: [f64; 1], p: u32) -> Defined {
    if y < 0.0 {
        return Defined::number(NAN);
    }
    limits([None, Some(-INFINITY), Some(INFINITY)], y).unwrap_or_else(|| {
        let (y, rest) = (wide(y, p), log1mexp_of(wide(y, p)));
        let value = Mpfr::with_val(p, &y + &rest);
        let larger = if y > Mpfr::with_val(p, rest.abs_ref()) { y } else { rest };
        Defined::beside(value, &larger)
    })
}

pub(crate) fn log1mexp([x]: [f64; 1], p: u32) -> Defined {
    if x < 0.0 {
        return Defined::number(NAN);
    }
    limits([None, Some(-INFINITY), Some(-0.0)], x)
        .unwrap_or_else(|| Defined::relative(log1mexp_of(wide(x, p))))
}

pub(crate) fn shifted_softplus([x]: [f64; 1], p: u32) -> Defined {
    if x == f64::NEG_INFINITY {
        return Defined::relative(-wide(2.0, p).ln());
    }
    limits([None, Some(0.0), Some(x)], x).unwrap_or_else(|| {
        // x/2 + x²/8 − x⁴/192 + …, in a fraction of the time: half of all f32 near the smallest are ties.
        if x.abs() < 1e-31 && p <= 256 {
            return Defined::relative(wide(x, p) / 2_u32 + wide(x, p).square() / 8_u32);
        }
        if x.abs() < 0.5 {
            return Defined::relative((wide(x, p).exp_m1() / 2_u32).ln_1p());
        }
        let softplus = softplus_of(wide(x, p));
        Defined::beside(Mpfr::with_val(p, &softplus - wide(2.0, p).ln()), &wide(1.0, p))
    })
}

pub(crate) fn mish([x]: [f64; 1], p: u32) -> Defined {
    limits([Some(-0.0), Some(x), Some(x)], x)
        .unwrap_or_else(|| Defined::relative(softplus_of(wide(x, p)).tanh() * x))
}

pub(crate) fn log_softplus([x]: [f64; 1], p: u32) -> Defined {
    limits([Some(x), None, Some(x)], x).unwrap_or_else(|| {
        if x < -1000.0 {
            // ln(u − u²/2 …) with u = eˣ.
            let u = wide(x, p).exp();
            return Defined::relative((-(u / 2_u32)).ln_1p() + x);
        }
        Defined::beside(softplus_of(wide(x, p)).ln(), &wide(1.0, p))
    })
}

pub(crate) fn logaddexp([a, b]: [f64; 2], p: u32) -> Defined {
    if a.is_nan() || b.is_nan() {
        return Defined::number(NAN);
    }
    if !a.is_finite() || !b.is_finite() {
        return Defined::number(a.max(b));
    }
    let (large, small) = (a.max(b), a.min(b));
    let tail = Mpfr::with_val(p, decay_to(p, &exact_sum(large, -small)).ln_1p());
    beside_number(large, tail, p)
}

pub(crate) fn logsubexp([a, b]: [f64; 2], p: u32) -> Defined {
    if a.is_nan() || b.is_nan() || a < b || a == b && a == INFINITY {
        return Defined::number(NAN);
    }
    if a == b {
        return Defined::number(-INFINITY);
    }
    if !a.is_finite() || !b.is_finite() {
        return Defined::number(a);
    }
    beside_number(a, log1mexp_of(Mpfr::with_val(p + 64, exact_sum(a, -b))), p)
}

pub(crate) fn softplus_beta([x, beta]: [f64; 2], p: u32) -> Defined {
    if x.is_nan() || beta.is_nan() {
        return Defined::number(NAN);
    }
    if beta == 0.0 {
        // ln 2/β, and the limit of x·σ(βx)/… is of β's sign unless x is infinite on the other side.
        let z = if x.is_infinite() { x * 1_f64.copysign(beta) } else { 0.0 };
        return Defined::number(if z < 0.0 { NAN } else { 1.0 / beta });
    }
    if x.is_infinite() || beta.is_infinite() {
        // max(x, 0) for β > 0, min(x, 0) for β < 0, and zero with β's sign.
        let kept = if beta > 0.0 { x > 0.0 } else { x < 0.0 };
        return Defined::number(if kept { x } else { 0_f64.copysign(beta) });
    }
    let z = exact_product(x, beta);
    let tail = Mpfr::with_val(p, decay_to(p, &z).ln_1p()) / beta;
    if z.is_sign_positive() { beside_number(x, tail, p) } else { Defined::relative(tail) }
}

pub(crate) fn softplus_beta_derivative([x, beta]: [f64; 2], p: u32) -> Defined {
    let z = x * beta;
    if x.is_nan() || beta.is_nan() || x.is_infinite() && beta == 0.0 || x == 0.0 && beta.is_infinite() {
        return Defined::number(NAN);
    }
    if x == 0.0 || beta == 0.0 {
        return Defined::number(0.5);
    }
    if x.is_infinite() || beta.is_infinite() {
        return Defined::number(if z > 0.0 { 1.0 } else { 0.0 });
    }
    Defined::relative(sigmoid_of(&Mpfr::with_val(p.max(128), exact_product(x, beta))))
}

pub(crate) fn softplus_beta_derivative_in_beta([x, beta]: [f64; 2], p: u32) -> Defined {
    if x.is_nan() || beta.is_nan() || x.is_infinite() && beta == 0.0 {
        return Defined::number(NAN);
    }
    if beta == 0.0 {
        return Defined::number(-INFINITY);
    }
    if x.is_infinite() || beta.is_infinite() {
        return Defined::number(-0.0);
    }
    let t = exact_product(x, beta).abs();
    let u = decay_to(p, &t);
    let first = Mpfr::with_val(p, &t * &u) / Mpfr::with_val(p, &u + 1_u32);
    let sum = first + u.ln_1p();
    Defined::relative(-sum / exact_product(beta, beta))
}

pub(crate) fn softplus_backward([grad, x]: [f64; 2], p: u32) -> Defined {
    if grad.is_nan() || x.is_nan() || grad.is_infinite() && x == -INFINITY {
        return Defined::number(NAN);
    }
    if x == -INFINITY {
        return Defined::number(0_f64.copysign(grad));
    }
    if x == INFINITY || grad == 0.0 || grad.is_infinite() {
        return Defined::number(grad);
    }
    if x == 0.0 {
        return Exact(Mpfr::with_val(64, grad) / 2_u32);
    }
    Defined::relative(sigmoid_of(&wide(x, p)) * grad)
}

pub(crate) fn softplus_double_backward([a, b, x]: [f64; 3], p: u32) -> Defined {
    let factor_is_infinite = a.is_infinite() || b.is_infinite();
    let slope_is_zero = x.is_infinite();
    if a.is_nan() || b.is_nan() || x.is_nan() || factor_is_infinite && (a == 0.0 || b == 0.0 || slope_is_zero)
    {
        return Defined::number(NAN);
    }
    let sign = 1_f64.copysign(a) * 1_f64.copysign(b);
    if factor_is_infinite {
        return Defined::number(INFINITY * sign);
    }
    if a == 0.0 || b == 0.0 || slope_is_zero {
        return Defined::number(0.0 * sign);
    }
    if x == 0.0 {
        return Exact(exact_product(a, b) / 4_u32);
    }
    Defined::relative(second_derivative_of(x, p) * exact_product(a, b))
}

/// low + ln(1+e^βx)/β for finite β > 0 and low.
pub(crate) fn forward([x, beta, low]: [f64; 3], p: u32) -> Defined {
    if !x.is_finite() {
        return Defined::number(if x == -INFINITY { low } else { x });
    }
    let z = exact_product(x, beta);
    let linear = if z.is_sign_positive() { exact_sum(x, low) } else { exact_sum(0.0, low) };
    let tail = at_least(decay_to(p, &z).ln_1p() / beta);
    let largest = exponent(&linear).max(exponent(&tail));
    Near { value: sum_of(linear, tail, p), largest }
}

/// ln(e^(β·(y−low))−1)/β.
pub(crate) fn inverse([y, beta, low]: [f64; 3], p: u32) -> Defined {
    if y.is_nan() || y <= low || y == INFINITY {
        return Defined::number(if y == low {
            -INFINITY
        } else if y > low {
            y
        } else {
            NAN
        });
    }
    let above = exact_sum(y, -low);
    let rest = at_least(log1mexp_of(Mpfr::with_val(p + 64, &above * beta)) / beta);
    let largest = exponent(&above).max(exponent(&rest));
    Near { value: sum_of(above, rest, p), largest }
}

/// ln σ(βx).
pub(crate) fn forward_log_det([x, beta]: [f64; 2], p: u32) -> Defined {
    if !x.is_finite() {
        return log_sigmoid([x], p);
    }
    let z = -exact_product(x, beta);
    if z.is_sign_negative() {
        return Defined::relative(-softplus_of(Mpfr::with_val(p.max(128), z)));
    }
    let tail = at_least(decay_to(p, &z).ln_1p());
    let largest = exponent(&z).max(exponent(&tail));
    Near { value: -sum_of(z, tail, p), largest }
}

/// −ln(1−e^(−β·(y−low))).
pub(crate) fn inverse_log_det([y, beta, low]: [f64; 3], p: u32) -> Defined {
    if y.is_nan() || y <= low || y == INFINITY {
        return Defined::number(if y == low {
            INFINITY
        } else if y > low {
            0.0
        } else {
            NAN
        });
    }
    Defined::relative(-log1mexp_of(Mpfr::with_val(p + 64, exact_sum(y, -low) * beta)))
}

/// A term that is smaller than 2^−5000 is below everything that it is added to, and only its sign counts.
fn at_least(term: Mpfr) -> Mpfr {
    if exponent(&term) >= -5000 {
        return term;
    }
    let least = Mpfr::with_val(term.prec(), 1) >> 5000_u32;
    if term.is_sign_negative() { -least } else { least }
}

/// A sum of an exact number and a term, which may lie far below it.
fn sum_of(number: Mpfr, term: Mpfr, p: u32) -> Mpfr {
    let mut sum = Mpfr::new(p + 7000);
    sum += number;
    sum + term
}

/// a + b: two doubles have bits from 2^1023 to 2^−1074.
fn exact_sum(a: f64, b: f64) -> Mpfr {
    Mpfr::with_val(2200, a) + b
}

fn exact_product(a: f64, b: f64) -> Mpfr {
    Mpfr::with_val(128, a) * b
}

/// e^−|z| with p bits.
fn decay_to(p: u32, z: &Mpfr) -> Mpfr {
    let minus = -Mpfr::with_val(z.prec(), z.abs_ref());
    Mpfr::with_val(p, minus.exp_ref())
}

/// number + term.
fn beside_number(number: f64, term: Mpfr, p: u32) -> Defined {
    if number == 0.0 {
        // Zero with the term's sign, if that is too small for MPFR.
        return Defined::relative(term);
    }
    let largest = exponent(&term).max(exponent(&wide(number, 64)));
    Near { value: term + wide(number, p.max(64)), largest }
}
