//! Every way to call a function returns the bits of the function of one value. (That those are right is the oracle's
//! matter: crates/softplus-oracle.)
#![cfg(all(feature = "half", feature = "rayon", feature = "probe"))]

use half::{bf16, f16};
use softplus::{
    Float, Level,
    probe::{self, Softplus},
    slice, softplus,
};

/// All kinds of inputs in an order that puts special values at every lane.
fn inputs<T: Float>(count: usize) -> Vec<T> {
    let special =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, -746.0, -720.5, 1e300, 5e-324, -104.0];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut value = |i: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match i % 3 {
            0 => T::from_bits_u64(state >> (64 - T::BITS)),
            1 => T::from_f64((state >> 11) as f64 * 2_f64.powi(-53) * 80.0 - 40.0),
            _ => T::from_f64(special[i / 3 % special.len()]),
        }
    };
    (0..count).map(&mut value).collect()
}

/// Encodings, with one for all NaNs.
fn bits<T: Float>(ys: &[T]) -> Vec<u64> {
    ys.iter().map(|y| if y.to_f64().is_nan() { u64::MAX } else { y.to_bits_u64() }).collect()
}

/// Lengths from nothing to several vectors of every level, and one of more than one chunk.
fn every_length_and_offset<T: Float>() {
    let xs = inputs::<T>(5000);
    let expected: Vec<T> = xs.iter().map(|&x| softplus(x)).collect();
    for level in Level::available() {
        for (start, end) in
            (0..9).flat_map(|start| (start..140).map(move |end| (start, end))).chain([(3, 5000)])
        {
            let mut out = vec![T::default(); end - start];
            probe::slice::<Softplus, T, 1>(level, [&xs[start..end]], &mut out);
            assert_eq!(bits(&out), bits(&expected[start..end]), "{} {level} {start}..{end}", T::NAME);
        }
    }
    let mut out = xs.clone();
    slice::softplus_in_place(&mut out);
    assert_eq!(bits(&out), bits(&expected), "{} in place", T::NAME);
    slice::softplus_in_place(&mut out[..0]);
}

/// <https://github.com/pytorch/pytorch/issues/48235>: there, one value has two results, by the tensor's length.
#[test]
fn a_value_does_not_depend_on_its_place() {
    let x = -1.105_291_4_f32;
    // ln(1+e^x) = 0.28601648051221702…
    let expected = 0.286_016_5_f32;
    for level in Level::available() {
        for length in 1..=64 {
            for place in 0..length {
                let (mut xs, mut out) = (vec![3.0; length], vec![0.0; length]);
                xs[place] = x;
                probe::slice::<Softplus, f32, 1>(level, [&xs], &mut out);
                assert_eq!(out[place].to_bits(), expected.to_bits(), "{level}: {place} of {length}");
            }
        }
    }
    assert_eq!(softplus(x).to_bits(), expected.to_bits());
}

fn parallel<T: Float>() {
    let xs = inputs::<T>(100_003);
    let (mut one, mut many) = (vec![T::default(); xs.len()], vec![T::default(); xs.len()]);
    slice::softplus(&xs, &mut one);
    assert_eq!(bits(&one), bits(&xs.iter().map(|&x| softplus(x)).collect::<Vec<_>>()));
    slice::par_softplus(&xs, &mut many);
    assert_eq!(bits(&one), bits(&many));
    many.copy_from_slice(&xs);
    slice::par_softplus_in_place(&mut many);
    assert_eq!(bits(&one), bits(&many));
}

#[test]
fn slices_of_every_length_and_offset_equal_single_values() {
    every_length_and_offset::<f16>();
    every_length_and_offset::<bf16>();
    every_length_and_offset::<f32>();
    every_length_and_offset::<f64>();
}

#[test]
fn parallel_slices_equal_single_values() {
    parallel::<f16>();
    parallel::<bf16>();
    parallel::<f32>();
    parallel::<f64>();
}

#[test]
#[should_panic(expected = "softplus: the input has 3 elements and the output 2")]
fn lengths_must_agree() {
    slice::softplus(&[0.0_f32; 3], &mut [0.0; 2]);
}

fn special<T: Float>() {
    let at = |x: f64| softplus(T::from_f64(x));
    assert!(at(f64::NAN).to_f64().is_nan());
    assert_eq!(at(f64::INFINITY).to_f64(), f64::INFINITY);
    assert_eq!(at(f64::NEG_INFINITY).to_bits_u64(), 0, "{}: +0", T::NAME);
    assert_eq!(at(-0.0), at(0.0));
    // ln 2 to more digits than any of the types; the one rounding is the type's.
    assert_eq!(at(0.0), T::from_f64(core::f64::consts::LN_2));
    let largest =
        T::from_bits_u64(((2 * T::MAX_EXPONENT + 1) as u64) << (T::MANTISSA_DIGITS - 1)).to_bits_u64() - 1;
    assert_eq!(
        softplus(T::from_bits_u64(largest)).to_bits_u64(),
        largest,
        "{}: the largest finite value",
        T::NAME
    );
}

#[test]
fn special_values() {
    special::<f16>();
    special::<bf16>();
    special::<f32>();
    special::<f64>();
}
