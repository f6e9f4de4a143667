//! PyTorch's cut: where it lies, what it costs, and that every way to call it gives the same bits.
#![cfg(all(feature = "half", feature = "rayon"))]

use half::bf16;
use softplus::{Float, slice, softplus_beta, softplus_threshold};

/// Around the cut at βx = 20 in small steps, and beyond what one parallel task has.
fn numbers<T: Float>(beta: f64) -> Vec<T> {
    (0..40_001).map(|i| T::from_f64((20.0 + 0.001 * f64::from(i - 20_000)) / beta)).collect()
}

fn same<T: Float>(ys: &[T], expected: &[T]) {
    let differs = |(y, e): &(&T, &T)| y.to_bits_u64() != e.to_bits_u64();
    assert!(ys.len() == expected.len() && !ys.iter().zip(expected).any(|pair| differs(&pair)));
}

fn every_way<T: Float>(beta: f64) {
    let (xs, beta, threshold) = (numbers::<T>(beta), T::from_f64(beta), T::from_f64(20.0));
    let expected: Vec<T> = xs.iter().map(|&x| softplus_threshold(x, beta, threshold)).collect();
    let mut out = xs.clone();
    slice::softplus_threshold(&xs, beta, threshold, &mut out);
    same(&out, &expected);
    slice::par_softplus_threshold(&xs, beta, threshold, &mut out);
    same(&out, &expected);
    out.copy_from_slice(&xs);
    slice::softplus_threshold_in_place(&mut out, beta, threshold);
    same(&out, &expected);
    out.copy_from_slice(&xs);
    slice::par_softplus_threshold_in_place(&mut out, beta, threshold);
    same(&out, &expected);
}

#[test]
fn every_way_to_call_it_gives_the_same_bits() {
    for beta in [0.5, 1.0, 3.0, -2.0] {
        every_way::<f32>(beta);
        every_way::<f64>(beta);
        every_way::<bf16>(beta);
    }
}

/// In f64 it is a jump of some 5.8e5 units, in f32 it is none.
#[test]
fn above_the_cut_the_result_is_x() {
    for x in numbers::<f64>(1.0) {
        let y = softplus_threshold(x, 1.0, 20.0);
        assert_eq!(y.to_bits(), if x > 20.0 { x } else { softplus_beta(x, 1.0) }.to_bits());
    }
    let units = (softplus_beta(20.0007, 1.0) - 20.0007) / (20.0007_f64.next_up() - 20.0007);
    assert!((5.7e5..5.9e5).contains(&units), "{units}");
    for x in numbers::<f32>(1.0) {
        assert_eq!(softplus_threshold(x, 1.0, 20.0).to_bits(), softplus_beta(x, 1.0).to_bits());
    }
}

/// The product is rounded before it is compared: 0.1·200 is 20 in f32, and above 20 exactly.
#[test]
fn the_product_is_rounded_first() {
    let (x, beta) = (200.0_f32, 0.1_f32);
    assert!(f64::from(x) * f64::from(beta) > 20.0);
    assert_eq!(softplus_threshold(x, beta, 20.0), softplus_beta(x, beta));
    assert_eq!(softplus_threshold(f32::NAN, 1.0, 20.0).to_bits() & 0x7f80_0000, 0x7f80_0000);
    assert_eq!(softplus_threshold(30.0_f64, 1.0, f64::NAN), softplus_beta(30.0_f64, 1.0));
}
