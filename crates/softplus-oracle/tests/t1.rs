//! T1: random inputs over every binade. `cargo xtask check --random` does the same with as many as one likes.

use softplus::Float;
use softplus_oracle::{for_each_function, functions::Function, harness::compare_all, inputs};

const COUNT: usize = 1_000_000;

fn random<F: Function, T: Float>(seed: u64) {
    let inputs: Vec<T> = inputs::random(seed, 0, COUNT).collect();
    compare_all::<F, T>(&inputs).assert_exact(&format!("{} {}, random inputs", F::NAME, T::NAME));
}

fn random_f32<F: Function>() {
    random::<F, f32>(32);
}

fn random_f64<F: Function>() {
    random::<F, f64>(64);
}

#[test]
fn random_f32_inputs() {
    for_each_function!(random_f32());
}

#[test]
fn random_f64_inputs() {
    for_each_function!(random_f64());
}
