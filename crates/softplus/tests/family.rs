//! Every way to call the functions of the family returns the bits of the function of one point. (That those are right is
//! the oracle's matter: crates/softplus-oracle.)
#![cfg(all(feature = "half", feature = "rayon", feature = "probe"))]

use half::{bf16, f16};
use softplus::{
    Float, Level,
    probe::{self, Function},
    slice,
};

/// All kinds of numbers in an order that puts special values at every lane.
fn numbers<T: Float>(seed: u64, count: usize) -> Vec<T> {
    let special =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, -746.0, -720.5, 1e300, 5e-324, -104.0];
    let mut state = seed;
    let mut number = |i: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match i % 5 {
            0 => T::from_bits_u64(state >> (64 - T::BITS)),
            1 => T::from_f64(special[state as usize / 8 % special.len()]),
            _ => T::from_f64((state >> 11) as f64 * 2_f64.powi(-53) * 80.0 - 40.0),
        }
    };
    (0..count).map(&mut number).collect()
}

/// Encodings, with one for all NaNs.
fn bits<T: Float>(ys: &[T]) -> Vec<u64> {
    ys.iter().map(|y| if y.to_f64().is_nan() { u64::MAX } else { y.to_bits_u64() }).collect()
}

fn every_length<F: Function<A>, T: Float, const A: usize>(name: &str) {
    let columns: [Vec<T>; A] = std::array::from_fn(|a| numbers(a as u64 + 7, 900));
    let expected: Vec<T> = (0..900).map(|i| F::value(columns.each_ref().map(|xs| xs[i]))).collect();
    let ranges = (0..3).flat_map(|start| (start..start + 70).map(move |end| (start, end)));
    for level in Level::available() {
        for (start, end) in ranges.clone().chain([(1, 900), (0, 512), (5, 261), (5, 262)]) {
            let inputs = columns.each_ref().map(|xs| &xs[start..end]);
            let mut out = vec![T::default(); end - start];
            probe::slice::<F, T, A>(level, inputs, &mut out);
            assert_eq!(bits(&out), bits(&expected[start..end]), "{name} {} {level} {start}..{end}", T::NAME);
            out.copy_from_slice(inputs[0]);
            probe::slice_in_place::<F, T, A>(level, inputs, &mut out);
            assert_eq!(bits(&out), bits(&expected[start..end]), "{name} {} {level} in place", T::NAME);
        }
    }
}

macro_rules! every_function {
    ($($name:ident: $marker:ident($($argument:ident),+);)*) => {
        #[test]
        fn slices_of_every_length_equal_single_values() {
            $(
                const { assert!(ARITY.$name > 0) };
                every_length::<probe::$marker, f16, { ARITY.$name }>(stringify!($name));
                every_length::<probe::$marker, bf16, { ARITY.$name }>(stringify!($name));
                every_length::<probe::$marker, f32, { ARITY.$name }>(stringify!($name));
                every_length::<probe::$marker, f64, { ARITY.$name }>(stringify!($name));
            )*
        }

        struct Arity {
            $($name: usize,)*
        }
        const ARITY: Arity = Arity { $($name: [$(stringify!($argument)),+].len(),)* };
    };
}
softplus::for_each_function!(every_function);

/// The public functions of one, two and three slices, and of a slice and a number; more than one parallel task.
#[test]
fn public_slices_equal_single_values() {
    let [a, b, c] = [1, 2, 3].map(|seed| numbers::<f32>(seed, 40_001));
    let mut out = vec![0.0; a.len()];
    macro_rules! equal {
        ($name:ident, $in_place:ident, $par:ident, $par_in_place:ident, $($slice:ident),*; $($number:expr)?) => {
            let expected: Vec<u32> = (0..out.len())
                .map(|i| softplus::$name(a[i] $(, $slice[i])* $(, $number)?).to_bits())
                .collect();
            let same = |ys: &[f32]| {
                let equal = |(y, &e): (&f32, &u32)| y.to_bits() == e || y.is_nan() && f32::from_bits(e).is_nan();
                ys.iter().zip(&expected).all(equal)
            };
            slice::$name(&a $(, &$slice)* $(, $number)?, &mut out);
            assert!(same(&out), stringify!($name));
            slice::$par(&a $(, &$slice)* $(, $number)?, &mut out);
            assert!(same(&out), stringify!($par));
            out.copy_from_slice(&a);
            slice::$in_place(&mut out $(, &$slice)* $(, $number)?);
            assert!(same(&out), stringify!($in_place));
            out.copy_from_slice(&a);
            slice::$par_in_place(&mut out $(, &$slice)* $(, $number)?);
            assert!(same(&out), stringify!($par_in_place));
        };
    }
    equal!(sigmoid, sigmoid_in_place, par_sigmoid, par_sigmoid_in_place,;);
    equal!(log_sigmoid, log_sigmoid_in_place, par_log_sigmoid, par_log_sigmoid_in_place,;);
    equal!(logaddexp, logaddexp_in_place, par_logaddexp, par_logaddexp_in_place, b;);
    equal!(softplus_beta, softplus_beta_in_place, par_softplus_beta, par_softplus_beta_in_place,; 2.5);
    equal!(
        softplus_double_backward, softplus_double_backward_in_place, par_softplus_double_backward,
        par_softplus_double_backward_in_place, b, c;
    );
}

#[test]
#[should_panic(expected = "logaddexp: the second input has 2 elements and the output 3")]
fn lengths_must_agree() {
    slice::logaddexp(&[0.0_f32; 3], &[0.0; 2], &mut [0.0; 3]);
}
