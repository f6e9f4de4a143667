//! The command's test vectors: every result of the small set is MPFR's.

use half::{bf16, f16};
use softplus::Float;
use softplus_cli::{
    cli::Dtype,
    conformance::{Size, vectors},
    family,
};
use softplus_oracle::{for_each, functions::Function, reference};

fn elements<T: Float>(bytes: &[u8]) -> Vec<T> {
    let bits = |bytes: &[u8]| bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte));
    bytes.chunks_exact(T::BITS as usize / 8).map(|bytes| T::from_bits_u64(bits(bytes))).collect()
}

fn of_type<F: Function<A>, T: Float, const A: usize>(dtype: Dtype, faults: &mut Vec<String>) {
    let function = family::Function::ALL.iter().find(|function| function.name() == F::NAME);
    let set = vectors(*function.expect("the command has every function"), dtype, Size::Small);
    let columns: Vec<Vec<T>> = set.columns.iter().map(|column| elements(column)).collect();
    assert_eq!(columns.len(), A);
    let results = elements::<T>(&set.results);
    for (case, result) in results.iter().enumerate() {
        let point: [T; A] = std::array::from_fn(|argument| columns[argument][case]);
        let expected: T = reference::value::<F, T, A>(point);
        let both_nan = expected.to_f64().is_nan() && result.to_f64().is_nan();
        if !both_nan && expected.to_bits_u64() != result.to_bits_u64() {
            faults.push(format!("{} {}: {point:?}: {result:?}, MPFR {expected:?}", F::NAME, T::NAME));
        }
    }
    assert!(results.len() > 300, "{} {}: few cases", F::NAME, T::NAME);
}

fn of_every_type<F: Function<A>, const A: usize>(faults: &mut Vec<String>) {
    of_type::<F, f16, A>(Dtype::F16, faults);
    of_type::<F, bf16, A>(Dtype::Bf16, faults);
    of_type::<F, f32, A>(Dtype::F32, faults);
    of_type::<F, f64, A>(Dtype::F64, faults);
}

#[test]
fn the_small_set_is_exact() {
    let mut faults = Vec::new();
    for_each!(of_every_type(&mut faults));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
