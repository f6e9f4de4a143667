//! The functions of the family, as what a loop calls: of one value, and of slices.

use softplus::{Float, slice};

/// A function of `A` arguments.
pub(crate) trait Routine<const A: usize>: 'static {
    /// The ufunc's name.
    const NAME: &'static str;
    /// The ufunc's documentation.
    const DOC: &'static str;
    /// Whether some numbers have no result: NaN, or an infinity, then comes with a warning.
    const HAS_POLES: bool = false;
    /// What `reduce` starts with.
    const IDENTITY: Option<f64> = None;

    /// The function of one value.
    fn one<T: Float>(x: [T; A]) -> T;

    /// The function of each element; all slices have one length.
    fn slices<T: Float>(x: [&[T]; A], out: &mut [T]);

    /// The same in place: `false` if it is not to be had.
    fn in_place<T: Float>(_xs: &mut [T]) -> bool {
        false
    }
}

/// The name and the documentation.
macro_rules! named {
    ($name:literal) => {
        const NAME: &'static str = $name;
        const DOC: &'static str = include_str!(concat!("../docs/", $name, ".txt"));
    };
}

/// Functions of one array.
macro_rules! of_one {
    ($($marker:ident, $text:literal: $name:ident, $in_place:ident $(, $constant:ident = $value:expr)?;)*) => {
        $(pub(crate) struct $marker;
        impl Routine<1> for $marker {
            named!($text);
            $(const $constant: bool = $value;)?

            fn one<T: Float>([x]: [T; 1]) -> T {
                softplus::$name(x)
            }
            fn slices<T: Float>([xs]: [&[T]; 1], out: &mut [T]) {
                slice::$name(xs, out);
            }
            fn in_place<T: Float>(xs: &mut [T]) -> bool {
                slice::$in_place(xs);
                true
            }
        })*
    };
}
of_one! {
    Plain, "softplus": softplus, softplus_in_place;
    Sigmoid, "sigmoid": sigmoid, sigmoid_in_place;
    SecondDerivative, "softplus_second_derivative":
        softplus_second_derivative, softplus_second_derivative_in_place;
    Inverse, "softplus_inverse":
        softplus_inverse, softplus_inverse_in_place, HAS_POLES = true;
    LogSigmoid, "log_sigmoid": log_sigmoid, log_sigmoid_in_place;
    Log1mExp, "log1mexp": log1mexp, log1mexp_in_place, HAS_POLES = true;
    Shifted, "shifted_softplus": shifted_softplus, shifted_softplus_in_place;
    Mish, "mish": mish, mish_in_place;
    LogSoftplus, "log_softplus": log_softplus, log_softplus_in_place;
}

/// Functions of several arrays.
macro_rules! of_several {
    ($($marker:ident, $text:literal, $count:literal: $name:ident($($x:ident),*)
        $(, $constant:ident: $type:ty = $value:expr)*;)*) => {
        $(pub(crate) struct $marker;
        impl Routine<$count> for $marker {
            named!($text);
            $(const $constant: $type = $value;)*

            fn one<T: Float>([$($x),*]: [T; $count]) -> T {
                softplus::$name($($x),*)
            }
            fn slices<T: Float>([$($x),*]: [&[T]; $count], out: &mut [T]) {
                slice::$name($($x,)* out);
            }
        })*
    };
}
of_several! {
    LogAddExp, "logaddexp", 2: logaddexp(a, b), IDENTITY: Option<f64> = Some(f64::NEG_INFINITY);
    LogSubExp, "logsubexp", 2: logsubexp(a, b), HAS_POLES: bool = true;
    Backward, "softplus_backward", 2: softplus_backward(grad, x);
    DoubleBackward, "softplus_double_backward", 3:
        softplus_double_backward(grad_grad, grad, x);
}

/// The one value of all elements.
fn constant<T: Float>(xs: &[T]) -> Option<T> {
    let (first, rest) = xs.split_first()?;
    rest.iter().all(|x| x.to_bits_u64() == first.to_bits_u64()).then_some(*first)
}

/// Functions whose further arguments are one number for all elements in most calls: `one` of each otherwise.
macro_rules! with_parameters {
    ($($marker:ident, $text:literal, $count:literal: ($x:ident $(, $parameter:ident)*), |$t:ident| $one:expr,
        $slices:expr $(, $constant:ident = $value:expr)?;)*) => {
        $(pub(crate) struct $marker;
        impl Routine<$count> for $marker {
            named!($text);
            $(const $constant: bool = $value;)?

            fn one<$t: Float>([$x $(, $parameter)*]: [$t; $count]) -> $t {
                $one($x $(, $parameter)*)
            }
            fn slices<$t: Float>([$x $(, $parameter)*]: [&[$t]; $count], out: &mut [$t]) {
                if let ($(Some($parameter),)*) = ($(constant($parameter),)*) {
                    $slices($x $(, $parameter)*, out);
                } else {
                    for (i, y) in out.iter_mut().enumerate() {
                        *y = Self::one([$x[i] $(, $parameter[i])*]);
                    }
                }
            }
        })*
    };
}
with_parameters! {
    Beta, "softplus_beta", 2: (x, beta), |T| softplus::softplus_beta,
        slice::softplus_beta;
    BetaDerivative, "softplus_beta_derivative", 2: (x, beta), |T| softplus::softplus_beta_derivative,
        slice::softplus_beta_derivative;
    BetaDerivativeInBeta, "softplus_beta_derivative_in_beta", 2: (x, beta), |T| softplus::softplus_beta_derivative_in_beta,
        slice::softplus_beta_derivative_in_beta;
    Threshold, "softplus_threshold", 3: (x, beta, threshold), |T| softplus::softplus_threshold,
        slice::softplus_threshold;
    ConstraintForward, "_constraint_forward", 3: (x, beta, low), |T| constraint::forward,
        constraint::forward_slice;
    ConstraintInverse, "_constraint_inverse", 3: (y, beta, low), |T| constraint::inverse,
        constraint::inverse_slice, HAS_POLES = true;
    ConstraintLogDet, "_constraint_log_det_jacobian", 3: (x, beta, low), |T| constraint::log_det,
        constraint::log_det_slice;
    ConstraintInverseLogDet, "_constraint_inverse_log_det_jacobian", 3: (y, beta, low), |T| constraint::inverse_log_det,
        constraint::inverse_log_det_slice, HAS_POLES = true;
    ConstraintRawFor, "_constraint_raw_for", 3: (value, beta, low), |T| constraint::raw_for,
        constraint::raw_for_slice;
}

/// The constraint's functions; NaN where it cannot be, or has no result.
mod constraint {
    use softplus::{Float, Softplus};

    macro_rules! constraint {
        ($($one:ident, $of_slice:ident: $method:ident, $slice_method:ident;)*) => {
            $(pub(super) fn $one<T: Float>(x: T, beta: T, low: T) -> T {
                Softplus::new(beta, low).map_or(T::from_f64(f64::NAN), |constraint| constraint.$method(x))
            }
            pub(super) fn $of_slice<T: Float>(xs: &[T], beta: T, low: T, out: &mut [T]) {
                match Softplus::new(beta, low) {
                    Ok(constraint) => constraint.$slice_method(xs, out),
                    Err(_) => out.fill(T::from_f64(f64::NAN)),
                }
            })*
        };
    }
    constraint! {
        forward, forward_slice: forward, forward_slice;
        inverse, inverse_slice: inverse, inverse_slice;
        log_det, log_det_slice: log_det_jacobian, log_det_jacobian_slice;
        inverse_log_det, inverse_log_det_slice: inverse_log_det_jacobian, inverse_log_det_jacobian_slice;
    }

    pub(super) fn raw_for<T: Float>(value: T, beta: T, low: T) -> T {
        let constraint = Softplus::new(beta, low);
        constraint.and_then(|constraint| constraint.raw_for(value)).unwrap_or(T::from_f64(f64::NAN))
    }

    pub(super) fn raw_for_slice<T: Float>(values: &[T], beta: T, low: T, out: &mut [T]) {
        for (raw, &value) in out.iter_mut().zip(values) {
            *raw = raw_for(value, beta, low);
        }
    }
}

/// Calls the macro with all routines: each marker and how many arguments it has.
macro_rules! for_each_routine {
    ($callback:ident) => {
        $callback! {
            Plain: 1, Sigmoid: 1, SecondDerivative: 1, Inverse: 1, LogSigmoid: 1, Log1mExp: 1, Shifted: 1, Mish: 1,
            LogSoftplus: 1, LogAddExp: 2, LogSubExp: 2, Backward: 2, DoubleBackward: 3, Beta: 2, BetaDerivative: 2,
            BetaDerivativeInBeta: 2, Threshold: 3, ConstraintForward: 3, ConstraintInverse: 3, ConstraintLogDet: 3,
            ConstraintInverseLogDet: 3, ConstraintRawFor: 3
        }
    };
}
pub(crate) use for_each_routine;
