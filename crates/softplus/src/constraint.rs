//! softplus as a constraint: a bijection from all numbers onto those above a bound.

use core::fmt;

use crate::{
    Float,
    kernel::{
        Function, Input,
        family::{Forward, ForwardLogDet, Inverse, InverseLogDet, SoftplusBeta, SoftplusBetaDerivative},
    },
    slice::map,
};

/// The bijection x ↦ low + ln(1+e^βx)/β from the real numbers onto those above `low`, for parameters that must stay
/// positive or above a bound: a model learns the unconstrained x, and uses [`forward`](Softplus::forward) of it.
///
/// Every method rounds once: the result is the value of `T` nearest to the exact one. The methods whose names end in
/// `_slice` do the same for each element, with vector instructions; they panic if the slices differ in length.
///
/// # Round trip
/// With y = `forward(x)` and x′ the exact inverse of y, |`inverse(y)` − x| ≤ ½·ulp(y)/σ(β·min(x, x′)) + ½·ulp(`inverse(y)`):
/// y is rounded, and the inverse stretches that by its slope, the inverse of σ, which is large where y is near `low`. With
/// `low` = 0 a small y that is not subnormal keeps its digits, and x comes back to some 2^−53/β and half a unit (f64); with
/// another `low`, y tells nothing of x any more where ln(1+e^βx)/β is below half a unit of `low`: y is then `low`, and
/// `inverse(low)` is −∞.
///
/// # Examples
/// ```
/// let scale = softplus::Softplus::new(1.0_f64, 1e-6).expect("both are valid");
/// let raw = scale.raw_for(0.5).expect("0.5 is above the bound");
/// assert_eq!(scale.forward(raw), 0.5);
/// assert_eq!(scale.forward(-1000.0), 1e-6); // never below the bound
/// assert!(softplus::Softplus::new(-1.0_f64, 0.0).is_err());
/// ```
///
/// # Special cases
/// | | −∞ | `low` | below `low` | +∞ |
/// |---|---|---|---|---|
/// | `forward` | `low` | | | +∞ |
/// | `inverse` | NaN | −∞ | NaN | +∞ |
/// | `derivative` | +0 | | | 1 |
/// | `log_det_jacobian` | −∞ | | | −0 |
/// | `inverse_log_det_jacobian` | NaN | +∞ | NaN | +0 |
///
/// NaN gives NaN.
///
/// # Source
/// The transforms of probabilistic programming: `tfp.bijectors.Softplus(hinge_softness=1/beta, low=low)`, GPflow's
/// `positive(lower=low)`, GPyTorch's `GreaterThan(low)`; `torch.distributions.SoftplusTransform` has neither β nor a bound.
#[doc(alias("bijector", "SoftplusTransform", "GreaterThan"))]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Softplus<T> {
    beta: T,
    low: T,
}

impl<T: Float> Softplus<T> {
    /// The bijection with the sharpness `beta` and the lower bound `low`.
    ///
    /// # Errors
    /// If `beta` is not a positive finite number, or `low` is not finite.
    pub fn new(beta: T, low: T) -> Result<Self, InvalidConstraint> {
        if !(beta.to_f64() > 0.0 && beta.to_f64().is_finite()) {
            return Err(InvalidConstraint::Beta(beta.to_f64()));
        }
        if !low.to_f64().is_finite() {
            return Err(InvalidConstraint::Low(low.to_f64()));
        }
        // −0 becomes 0, which is what the result rounds to.
        Ok(Self { beta, low: T::from_f64(low.to_f64() + 0.0) })
    }

    /// The sharpness β.
    #[must_use]
    pub const fn beta(&self) -> T {
        self.beta
    }

    /// The lower bound.
    #[must_use]
    pub const fn low(&self) -> T {
        self.low
    }

    /// low + ln(1+e^βx)/β. It is never below `low`. NaN for NaN, `low` for −∞, +∞ for +∞.
    #[must_use]
    pub fn forward(&self, x: T) -> T {
        if self.is_at_zero() {
            SoftplusBeta::value([x, self.beta])
        } else {
            Forward::value([x, self.beta, self.low])
        }
    }

    /// The x with `forward(x)` = y before rounding: ln(e^(β·(y−low))−1)/β. −∞ for y = `low`, NaN below, +∞ for +∞.
    #[must_use]
    pub fn inverse(&self, y: T) -> T {
        Inverse::value([y, self.beta, self.low])
    }

    /// The derivative of [`forward`](Self::forward), σ(βx): [`softplus_beta_derivative`](crate::softplus_beta_derivative()).
    #[must_use]
    pub fn derivative(&self, x: T) -> T {
        SoftplusBetaDerivative::value([x, self.beta])
    }

    /// The logarithm of [`derivative`](Self::derivative), ln σ(βx): what is subtracted from the logarithm of a density of x
    /// to get that of `forward(x)`. It does not underflow where `derivative` does.
    #[must_use]
    pub fn log_det_jacobian(&self, x: T) -> T {
        ForwardLogDet::value([x, self.beta])
    }

    /// The logarithm of the derivative of [`inverse`](Self::inverse), −ln(1−e^(−β·(y−low))). +∞ for y = `low`, NaN below, +0
    /// for +∞.
    #[must_use]
    pub fn inverse_log_det_jacobian(&self, y: T) -> T {
        InverseLogDet::value([y, self.beta, self.low])
    }

    /// The unconstrained number to start from: the one whose [`forward`](Self::forward) is `value`, or nearest to it if
    /// there is none (where the slope is small, neighbouring x have results that are further apart than ulp(value)).
    ///
    /// # Errors
    /// If `value` is not a finite number above `low`, or no finite number leads there (β is tiny).
    pub fn raw_for(&self, value: T) -> Result<T, InvalidConstraint> {
        if !(value.to_f64() > self.low.to_f64() && value.to_f64().is_finite()) {
            return Err(InvalidConstraint::Value { value: value.to_f64(), low: self.low.to_f64() });
        }
        let raw = self.inverse(value);
        if !raw.to_f64().is_finite() {
            return Err(InvalidConstraint::OutOfReach { value: value.to_f64(), beta: self.beta.to_f64() });
        }
        let distance = |x: &T| (self.forward(*x).to_f64() - value.to_f64()).abs();
        let candidates = [raw, neighbour(raw, false), neighbour(raw, true)];
        Ok(candidates.into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(raw))
    }

    /// [`forward`](Self::forward) of each element.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn forward_slice(&self, xs: &[T], out: &mut [T]) {
        let (x, beta) = (Input::Each(xs), Input::All(self.beta));
        if self.is_at_zero() {
            map::<SoftplusBeta, T, 2>("forward_slice", [x, beta], out);
        } else {
            map::<Forward, T, 3>("forward_slice", [x, beta, Input::All(self.low)], out);
        }
    }

    /// [`inverse`](Self::inverse) of each element.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn inverse_slice(&self, ys: &[T], out: &mut [T]) {
        map::<Inverse, T, 3>("inverse_slice", self.with_both(ys), out);
    }

    /// [`derivative`](Self::derivative) of each element.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn derivative_slice(&self, xs: &[T], out: &mut [T]) {
        map::<SoftplusBetaDerivative, T, 2>(
            "derivative_slice",
            [Input::Each(xs), Input::All(self.beta)],
            out,
        );
    }

    /// [`log_det_jacobian`](Self::log_det_jacobian) of each element.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn log_det_jacobian_slice(&self, xs: &[T], out: &mut [T]) {
        map::<ForwardLogDet, T, 2>("log_det_jacobian_slice", [Input::Each(xs), Input::All(self.beta)], out);
    }

    /// [`inverse_log_det_jacobian`](Self::inverse_log_det_jacobian) of each element.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn inverse_log_det_jacobian_slice(&self, ys: &[T], out: &mut [T]) {
        map::<InverseLogDet, T, 3>("inverse_log_det_jacobian_slice", self.with_both(ys), out);
    }

    /// [`raw_for`](Self::raw_for) each element.
    ///
    /// # Errors
    /// Of the first that [`raw_for`](Self::raw_for) refuses; the results before it are in `out`.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn raw_for_slice(&self, values: &[T], out: &mut [T]) -> Result<(), InvalidConstraint> {
        crate::slice::check_length("raw_for_slice", "input", values.len(), out.len());
        for (raw, &value) in out.iter_mut().zip(values) {
            *raw = self.raw_for(value)?;
        }
        Ok(())
    }

    fn with_both<'a>(&self, xs: &'a [T]) -> [Input<'a, T>; 3] {
        [Input::Each(xs), Input::All(self.beta), Input::All(self.low)]
    }

    fn is_at_zero(&self) -> bool {
        self.low.to_f64() == 0.0
    }
}

/// softplus itself: β = 1 and no bound but 0.
impl<T: Float> Default for Softplus<T> {
    fn default() -> Self {
        Self { beta: T::from_f64(1.0), low: T::from_f64(0.0) }
    }
}

/// The next value of the type, towards +∞ or −∞.
fn neighbour<T: Float>(x: T, up: bool) -> T {
    let (bits, sign) = (x.to_bits_u64(), 1 << (T::BITS - 1));
    let away = (bits & sign == 0) == up;
    let next = if bits & !sign == 0 {
        1 | if up { 0 } else { sign }
    } else if away {
        bits + 1
    } else {
        bits - 1
    };
    T::from_bits_u64(next)
}

/// A number that a [`Softplus`] constraint cannot have.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum InvalidConstraint {
    /// The sharpness is not a positive finite number.
    Beta(f64),
    /// The lower bound is not finite.
    Low(f64),
    /// No finite number of the type is mapped to the value.
    OutOfReach {
        /// The value.
        value: f64,
        /// The sharpness.
        beta: f64,
    },
    /// The value is not a finite number above the lower bound.
    Value {
        /// The value.
        value: f64,
        /// The lower bound.
        low: f64,
    },
}

impl fmt::Display for InvalidConstraint {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Beta(beta) => write!(out, "beta must be a positive finite number, and is {beta}"),
            Self::Low(low) => write!(out, "low must be a finite number, and is {low}"),
            Self::OutOfReach { value, beta } => {
                write!(out, "with beta = {beta}, no finite number of the type leads to the value {value}")
            }
            Self::Value { value, low } => {
                write!(out, "the value must be a finite number above low = {low}, and is {value}")
            }
        }
    }
}

impl core::error::Error for InvalidConstraint {}
