//! The formulas in use elsewhere, for teaching and comparison. They are **not** exact; use [`softplus`] instead.
//!
//! Each of their operations is rounded to `T`, as in code that is written in `T`; e^x, ln and ln(1+u) themselves come
//! from the platform's mathematical library in f64, so that the last bit may differ between machines.
//!
//! # The two forms of the article are equal
//! softplus(z) = ln(1+e^z), and the stable form is ln(1+e^−|z|) + max(0, z).
//!
//! For z ≥ 0, |z| = z and max(0, z) = z:
//!
//! > ln(1+e^z) = ln(e^z·(e^−z + 1)) = ln(e^z) + ln(e^−z + 1) = z + ln(1+e^−z) = max(0, z) + ln(1+e^−|z|).
//!
//! For z < 0, −|z| = z and max(0, z) = 0:
//!
//! > ln(1+e^z) = ln(1+e^−|z|) + 0 = ln(1+e^−|z|) + max(0, z).
//!
//! They are equal as real functions. In floating point they fail in different places; each formula says where.
//!
//! [`softplus`]: crate::softplus()

use crate::Float;

/// ln(1+eˣ) as it is written.
///
/// Fails for large x, where eˣ overflows and the result is +∞: from x ≈ 88.73 in f32, 709.79 in f64, 11.09 in f16.
/// Fails for negative x, where 1+eˣ keeps only the leading digits of eˣ, and none at all from x ≈ −16.7 in f32 and
/// −36.8 in f64: the result is then 0.
///
/// ```
/// use softplus::formulas::naive;
/// assert_eq!(naive(100.0_f32), f32::INFINITY);
/// assert_eq!(naive(-20.0_f32), 0.0); // exactly 2.06e−9
/// ```
#[must_use]
pub fn naive<T: Float>(x: T) -> T {
    let one_plus = 1.0 + exp(x).to_f64();
    round(round::<T>(one_plus).to_f64().ln())
}

/// log1p(eˣ): right for negative x, up to the error of its two operations.
///
/// Fails for large x as [`naive`] does: eˣ overflows.
///
/// ```
/// use softplus::formulas::log1p_exp;
/// assert_eq!(log1p_exp(100.0_f32), f32::INFINITY);
/// assert!(log1p_exp(-20.0_f32) > 0.0);
/// ```
#[must_use]
pub fn log1p_exp<T: Float>(x: T) -> T {
    round(exp(x).to_f64().ln_1p())
}

/// ln(1+e^−|x|) + max(0, x): never overflows.
///
/// Fails for negative x as [`naive`] does: 1+eˣ rounds away the digits of eˣ, so that the relative error grows until
/// the result is 0 from x ≈ −16.7 in f32 and −36.8 in f64. With log1p in place of ln(1+…) that is repaired; a few
/// units in the last place remain.
///
/// ```
/// use softplus::formulas::stable;
/// assert_eq!(stable(100.0_f32), 100.0);
/// assert_eq!(stable(-20.0_f32), 0.0); // exactly 2.06e−9
/// ```
#[must_use]
pub fn stable<T: Float>(x: T) -> T {
    let magnitude = T::from_f64(-x.to_f64().abs());
    let one_plus = round::<T>(1.0 + exp(magnitude).to_f64()).to_f64();
    let logarithm = round::<T>(one_plus.ln()).to_f64();
    // f64::max would lose a NaN.
    let positive = if x.to_f64() < 0.0 { 0.0 } else { x.to_f64() };
    round(logarithm + positive)
}

fn exp<T: Float>(x: T) -> T {
    round(x.to_f64().exp())
}

fn round<T: Float>(x: f64) -> T {
    T::from_f64(x)
}
