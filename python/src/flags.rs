//! The exceptions that results deserve: NaN from numbers, and an infinity at a pole.

use softplus::Float;

use crate::environment::Environment;

/// NaN from numbers is "invalid value", an infinity from finite numbers "divide by zero".
pub(crate) fn report<T: Float, const A: usize>(environment: &mut Environment, xs: [&[T]; A], ys: &[T]) {
    // Without branches, so that it runs in vectors; the slow look is for the few slices that need it.
    if !ys.iter().fold(false, |found, y| found | !y.to_f64().is_finite()) {
        return;
    }
    for (i, y) in ys.iter().map(|y| y.to_f64()).enumerate() {
        let mut inputs = xs.iter().map(|xs| xs[i].to_f64());
        if y.is_nan() && !inputs.any(f64::is_nan) {
            environment.raise_invalid();
        } else if y.is_infinite() && inputs.all(f64::is_finite) {
            environment.raise_divide_by_zero();
        }
    }
}
