//! T1: random inputs over every binade, and random points. `cargo xtask check --random` does the same with as many as one
//! likes.

use half::{bf16, f16};
use softplus::{
    Float,
    probe::{Forward, ForwardLogDet, Inverse, InverseLogDet},
};
use softplus_oracle::{for_each, functions::Function, harness::compare_all, inputs};

/// What is wrong, so that all functions are seen.
type Faults = Vec<String>;

fn see<F: Function<A>, T: Float, const A: usize>(points: &[[T; A]], faults: &mut Faults) {
    let report = compare_all::<F, T, A>(points);
    if report.checked == 0 || report.misrounded > 0 {
        faults.push(format!("{} {}: {report}", F::NAME, T::NAME));
    }
}

fn random<F: Function<A>, T: Float, const A: usize>(count: usize, seed: u64, faults: &mut Faults) {
    see::<F, T, A>(&inputs::random_points(seed, 0, count), faults);
}

fn random_of_every_type<F: Function<A>, const A: usize>(faults: &mut Faults) {
    let count = if F::NAME == "softplus" { 1_000_000 } else { 200_000 };
    random::<F, f32, A>(count, 32, faults);
    random::<F, f64, A>(count, 64, faults);
    if A > 1 {
        random::<F, f16, A>(50_000, 16, faults);
        random::<F, bf16, A>(50_000, 17, faults);
    }
}

#[test]
fn random_inputs() {
    let mut faults = Faults::new();
    for_each!(random_of_every_type(&mut faults));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The bijector's parameters are finite and β positive.
fn random_constraints<F: Function<A>, T: Float, const A: usize>(faults: &mut Faults) {
    let points = inputs::random_points::<T, A>(5, 0, 300_000).into_iter();
    // And where the bound takes all of the first number away, or is far from it.
    let points = points.chain(inputs::border_points()).enumerate().map(|(number, mut point)| {
        if A == 3 && number % 5 == 0 {
            point[2] = T::from_f64(if number % 2 == 0 { point[0].to_f64() } else { -point[0].to_f64() });
        }
        point[1] = T::from_f64(point[1].to_f64().abs());
        point
    });
    let usable = |point: &[T; A]| {
        let beta = point[1].to_f64();
        beta > 0.0
            && beta.is_finite()
            && point[A - 1].to_f64().is_finite()
            && (A == 2 || point[2].to_f64() != 0.0)
    };
    let points: Vec<[T; A]> = points.filter(usable).collect();
    see::<F, T, A>(&points, faults);
}

fn of_every_type<F: Function<A>, const A: usize>(faults: &mut Faults) {
    random_constraints::<F, f16, A>(faults);
    random_constraints::<F, bf16, A>(faults);
    random_constraints::<F, f32, A>(faults);
    random_constraints::<F, f64, A>(faults);
}

#[test]
fn random_points_of_the_bijector() {
    let mut faults = Faults::new();
    of_every_type::<Forward, 3>(&mut faults);
    of_every_type::<Inverse, 3>(&mut faults);
    of_every_type::<ForwardLogDet, 2>(&mut faults);
    of_every_type::<InverseLogDet, 3>(&mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
