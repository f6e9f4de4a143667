//! The command's test vectors: every result of the small set is MPFR's.

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::{
    conformance::{Set, Size},
    family,
};
use softplus_oracle::{for_each, functions::Function, reference};

fn of_type<F: Function<A>, T: Float, const A: usize>(faults: &mut Vec<String>) {
    let function = family::Function::ALL.iter().find(|function| function.name() == F::NAME);
    let set = Set::<T>::new(*function.expect("the command has every function"), Size::Small);
    assert_eq!(set.columns.len(), A);
    for (case, result) in set.results.iter().enumerate() {
        let point: [T; A] = std::array::from_fn(|argument| set.columns[argument][case]);
        let expected: T = reference::value::<F, T, A>(point);
        let both_nan = expected.to_f64().is_nan() && result.to_f64().is_nan();
        if !both_nan && expected.to_bits_u64() != result.to_bits_u64() {
            faults.push(format!("{} {}: {point:?}: {result:?}, MPFR {expected:?}", F::NAME, T::NAME));
        }
    }
    assert!(set.results.len() > 500, "{} {}: few cases", F::NAME, T::NAME);
}

fn of_every_type<F: Function<A>, const A: usize>(faults: &mut Vec<String>) {
    of_type::<F, f16, A>(faults);
    of_type::<F, bf16, A>(faults);
    of_type::<F, f32, A>(faults);
    of_type::<F, f64, A>(faults);
}

#[test]
fn the_small_set_is_exact() {
    let mut faults = Vec::new();
    for_each!(of_every_type(&mut faults));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
