//! Where e^x leaves the numbers of each type.

use softplus_family::Float;

/// The limits of a type.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The type's name.
    pub name: &'static str,
    /// ln of the largest number.
    pub overflow: f64,
    /// −ln of the smallest normal number.
    pub subnormal: f64,
    /// −ln of half of the smallest number, which rounds to 0.
    pub zero: f64,
    /// About where softplus(x) becomes x.
    pub identity: f64,
}

/// IEEE half precision.
pub const F16: Limits = Limits {
    name: "f16",
    overflow: 11.089_866_488_461_016,
    subnormal: 9.704_060_527_839_234,
    zero: 17.328_679_513_998_633,
    identity: 6.238,
};
/// bfloat16.
pub const BF16: Limits = Limits {
    name: "bf16",
    overflow: 88.718_925_212_351_86,
    subnormal: 87.336_544_750_553_1,
    zero: 92.881_722_195_032_67,
    identity: 4.156,
};
/// IEEE single precision.
pub const F32: Limits = Limits {
    name: "f32",
    overflow: 88.722_839_052_068_35,
    subnormal: 87.336_544_750_553_1,
    zero: 103.972_077_083_991_79,
    identity: 14.556,
};
/// IEEE double precision.
pub const F64: Limits = Limits {
    name: "f64",
    overflow: 709.782_712_893_384,
    subnormal: 708.396_418_532_264_1,
    zero: 745.133_219_101_941_2,
    identity: 33.271,
};
/// All types, by their limits.
pub const ALL: [Limits; 4] = [F16, BF16, F32, F64];

/// Those of `T`.
pub const fn of<T: Float>() -> Limits {
    match T::MANTISSA_DIGITS {
        11 => F16,
        8 => BF16,
        24 => F32,
        _ => F64,
    }
}

/// Takes those away that are of a type narrower than `T`, in which nobody would compute, if `T`'s own are among them: limits
/// often lie between the same two inputs.
pub fn keep_likely<T: Float, E>(explanations: &mut Vec<E>, limits: impl Fn(&E) -> Limits) {
    let own = of::<T>();
    if explanations.iter().any(|explanation| limits(explanation).name == own.name) {
        explanations.retain(|explanation| limits(explanation).overflow >= own.overflow);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::LN_2;

    use half::{bf16, f16};
    use softplus::softplus;
    use softplus_family::Float;

    use super::of;

    fn assert_limits<T: Float>() {
        let (limits, digits) = (of::<T>(), T::MANTISSA_DIGITS as i32);
        assert_eq!(limits.name, T::NAME);
        let near = |limit: f64, exact: f64| assert!((limit / exact - 1.0).abs() < 1e-14, "{limit} {exact}");
        // The largest number is 2^(MAX+1)·(1 − 2^−digits).
        near(limits.overflow, f64::from(T::MAX_EXPONENT + 1) * LN_2 + (-f64::from(-digits).exp2()).ln_1p());
        near(limits.subnormal, f64::from(-T::MIN_EXPONENT) * LN_2);
        near(limits.zero, f64::from(digits - T::MIN_EXPONENT) * LN_2);
        for (factor, is_x) in [(0.98, false), (1.02, true)] {
            let x: T = T::from_f64(limits.identity * factor);
            assert_eq!(softplus(x) == x, is_x, "{}: {x:?}", T::NAME);
        }
    }

    #[test]
    fn limits_are_those_of_the_types() {
        assert_limits::<f16>();
        assert_limits::<bf16>();
        assert_limits::<f32>();
        assert_limits::<f64>();
    }
}
