//! `shifted_softplus(x)` = ln((1+eˣ)/2).

use crate::{
    Float,
    kernel::{Function, family::ShiftedSoftplus},
};

/// ln((1+eˣ)/2) = [`softplus`](crate::softplus())(x) − ln 2: softplus, moved down so that it is 0 at 0.
///
/// The difference of softplus and ln 2 loses all digits near 0; this one loses none.
///
/// Elsewhere: `shifted_softplus` of SchNetPack, `ShiftedSoftplus` of PyTorch Geometric and DGL; all subtract ln 2.
///
/// # Accuracy
/// Correctly rounded: error at most half a unit in the last place (ulp) for every input, subnormal results included; the
/// same bits on every machine. The rounding is the only error, and it happens once.
///
/// # Special cases
/// | x | `shifted_softplus(x)` |
/// |---|---|
/// | NaN | NaN |
/// | +∞ | +∞ |
/// | −∞ | −ln 2, rounded |
/// | ±0 | +0 |
///
/// # Examples
/// ```
/// assert_eq!(softplus::shifted_softplus(0.0_f32), 0.0);
/// assert_eq!(softplus::shifted_softplus(1e-10_f64), 5.000000000125e-11); // x/2 + x²/8
/// assert_eq!(softplus::shifted_softplus(-800.0_f64), -std::f64::consts::LN_2);
/// ```
///
/// # Source
/// K. T. Schütt, P.-J. Kindermans, H. E. Sauceda, S. Chmiela, A. Tkatchenko, K.-R. Müller, *SchNet: A continuous-filter
/// convolutional neural network for modeling quantum interactions*, NIPS 2017. The method is described in DESIGN.md of the
/// repository.
#[doc(alias("ssp", "log_half_one_plus_exp"))]
#[must_use]
#[inline]
pub fn shifted_softplus<T: Float>(x: T) -> T {
    ShiftedSoftplus::value([x])
}

crate::slice::functions! {
    shifted_softplus: ShiftedSoftplus(xs),
    shifted_softplus_in_place, par_shifted_softplus, par_shifted_softplus_in_place
}
