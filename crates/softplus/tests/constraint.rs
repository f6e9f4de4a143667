//! softplus as a constraint: what it refuses, and that it comes back from where it went. (That each method's results are
//! right is the oracle's matter: crates/softplus-oracle.)

use softplus::{Float, InvalidConstraint, Softplus};

const BETAS: [f64; 5] = [0.125, 0.7, 1.0, 3.0, 20.0];
const LOWS: [f64; 4] = [0.0, 1e-6, -3.5, 10.0];

/// Evenly from −30 to 30.
fn numbers<T: Float>() -> impl Iterator<Item = T> {
    (0..4001).map(|i| T::from_f64(-30.0 + 0.015 * f64::from(i)))
}

fn constraints<T: Float>() -> impl Iterator<Item = Softplus<T>> {
    let all = BETAS.into_iter().flat_map(|beta| LOWS.map(|low| (beta, low)));
    all.map(|(beta, low)| Softplus::new(T::from_f64(beta), T::from_f64(low)).expect("valid parameters"))
}

fn ulp<T: Float>(x: T) -> f64 {
    let next = T::from_bits_u64(x.to_bits_u64() + 1);
    (next.to_f64() - x.to_f64()).abs()
}

#[test]
fn parameters_and_values_that_make_no_sense_are_refused() {
    let text = |result: Result<Softplus<f64>, InvalidConstraint>| result.map_err(|error| error.to_string());
    for beta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            text(Softplus::new(beta, 0.0)),
            Err(format!("beta must be a positive finite number, and is {beta}"))
        );
    }
    for low in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(text(Softplus::new(1.0, low)), Err(format!("low must be a finite number, and is {low}")));
    }
    let constraint = Softplus::new(2.0, 0.5).expect("valid parameters");
    for value in [0.5, 0.25, -1.0, f64::NAN, f64::INFINITY] {
        let expected = format!("the value must be a finite number above low = 0.5, and is {value}");
        assert_eq!(constraint.raw_for(value).map_err(|error| error.to_string()), Err(expected));
    }
    let flat = Softplus::new(1e-38_f32, -0.0).expect("valid parameters");
    assert_eq!(flat.low().to_bits(), 0);
    assert_eq!(flat.forward(f32::NEG_INFINITY).to_bits(), 0);
    assert_eq!(
        flat.raw_for(1.0),
        Err(InvalidConstraint::OutOfReach { value: 1.0, beta: f64::from(1e-38_f32) })
    );
    let mut raw = [0.0; 3];
    assert!(constraint.raw_for_slice(&[1.0, 0.5, 2.0], &mut raw).is_err());
    assert_eq!(raw, [constraint.raw_for(1.0).expect("above the bound"), 0.0, 0.0]);
}

/// The bound that the documentation gives.
fn comes_back<T: Float>() {
    let mut tried = 0;
    for constraint in constraints::<T>() {
        for x in numbers::<T>() {
            let y = constraint.forward(x);
            let back = constraint.inverse(y);
            let slope = constraint.derivative(x).to_f64().min(constraint.derivative(back).to_f64());
            let bound = f64::midpoint(ulp(y) / slope, ulp(back));
            // The slope itself is rounded.
            let distance = (back.to_f64() - x.to_f64()).abs();
            if y.to_f64() > constraint.low().to_f64() {
                assert!(distance <= bound * 1.001, "{constraint:?} at {x}: {y}, {back}");
                tried += 1;
            } else {
                assert_eq!(back.to_f64(), f64::NEG_INFINITY, "{constraint:?} at {x}");
            }
        }
    }
    assert!(tried > 50_000, "{tried}");
}

#[test]
fn the_inverse_of_forward_comes_back_as_far_as_rounding_allows() {
    comes_back::<f32>();
    comes_back::<f64>();
}

/// No neighbour has a nearer result; and where the function is no steeper than x is fine, the result is the value.
fn starts_there<T: Float>() {
    for constraint in constraints::<T>() {
        for step in 1..1000 {
            let value = T::from_f64(constraint.low().to_f64() + 0.03 * f64::from(step));
            let raw = constraint.raw_for(value).expect("above the bound");
            let distance = |x: T| (constraint.forward(x).to_f64() - value.to_f64()).abs();
            let bits = raw.to_bits_u64();
            if bits << 1 != 0 {
                for near in [bits - 1, bits + 1].map(T::from_bits_u64) {
                    assert!(distance(raw) <= distance(near), "{constraint:?}, {value}: {near} is nearer");
                }
            }
            // Below a power of two, values lie twice as close.
            let below = T::from_bits_u64(value.to_bits_u64() - 1);
            if ulp(raw) <= ulp(value).min(ulp(below)) {
                assert_eq!(constraint.forward(raw), value, "{constraint:?}");
            }
        }
    }
}

#[test]
fn forward_of_raw_for_is_the_value() {
    starts_there::<f32>();
    starts_there::<f64>();
}

#[test]
fn both_logarithms_of_the_derivatives_cancel() {
    let mut tried = 0;
    for constraint in constraints::<f64>() {
        for x in numbers::<f64>().filter(|x| x.abs() < 3.0) {
            let y = constraint.forward(x);
            let sum = constraint.log_det_jacobian(x) + constraint.inverse_log_det_jacobian(y);
            let stretched = constraint.beta() * ulp(y) / constraint.derivative(x);
            if stretched < 1e-3 {
                assert!(sum.abs() <= stretched + 1e-14, "{constraint:?} at {x}: {sum:e}");
                tried += 1;
            }
        }
    }
    assert!(tried > 6_000, "{tried}");
}

#[test]
fn slices_equal_single_values() {
    for constraint in constraints::<f32>() {
        let xs: Vec<f32> = numbers().collect();
        let ys: Vec<f32> = xs.iter().map(|&x| constraint.forward(x)).collect();
        let above: Vec<f32> = ys.iter().copied().filter(|&y| y > constraint.low()).collect();
        let mut out = vec![0.0; xs.len()];
        constraint.forward_slice(&xs, &mut out);
        assert_eq!(out, ys);
        let mut equal =
            |name: &str, inputs: &[f32], one: &dyn Fn(f32) -> f32, many: &dyn Fn(&[f32], &mut [f32])| {
                let out = &mut out[..inputs.len()];
                many(inputs, out);
                for (y, &x) in out.iter().zip(inputs) {
                    assert_eq!(y.to_bits(), one(x).to_bits(), "{name} of {x}, {constraint:?}");
                }
            };
        equal("inverse", &ys, &|y| constraint.inverse(y), &|ys, out| constraint.inverse_slice(ys, out));
        equal("derivative", &xs, &|x| constraint.derivative(x), &|xs, out| {
            constraint.derivative_slice(xs, out);
        });
        equal("log_det_jacobian", &xs, &|x| constraint.log_det_jacobian(x), &|xs, out| {
            constraint.log_det_jacobian_slice(xs, out);
        });
        equal("inverse_log_det_jacobian", &ys, &|y| constraint.inverse_log_det_jacobian(y), &|ys, out| {
            constraint.inverse_log_det_jacobian_slice(ys, out);
        });
        equal("raw_for", &above, &|y| constraint.raw_for(y).expect("above the bound"), &|ys, out| {
            constraint.raw_for_slice(ys, out).expect("all are above the bound");
        });
    }
}
