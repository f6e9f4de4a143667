//! A fixed amount of work, whose instructions `cargo xtask instructions` counts.

use std::hint::black_box;

use anyhow::{Result, bail};
use half::{bf16, f16};
use softplus::{Float, Level};

use crate::{functions::Function, inputs::splitmix};

/// Elements of one pass.
pub const ELEMENTS: usize = 20_000;

/// Applies F `passes` times to the same elements. Two counts of passes differ by whole passes and nothing else.
///
/// # Errors
/// If there is no such type or kind of inputs.
pub fn run<F: Function<1>>(dtype: &str, kind: &str, passes: usize) -> Result<()> {
    match dtype {
        "f16" => of::<F, f16>(kind, passes, (-17.0, -9.7)),
        "bf16" => of::<F, bf16>(kind, passes, (-93.0, -87.0)),
        "f32" => of::<F, f32>(kind, passes, (-104.0, -87.0)),
        "f64" => of::<F, f64>(kind, passes, (-745.0, -708.0)),
        _ => bail!("there is no type {dtype:?}: f16, bf16, f32, f64"),
    }
}

/// `tail`: where the type's results are subnormal.
fn of<F: Function<1>, T: Float>(kind: &str, passes: usize, tail: (f64, f64)) -> Result<()> {
    let mut state = 20_191;
    let mut unit = || (splitmix(&mut state) >> 11) as f64 / 2_f64.powi(53);
    // The sum of twelve is nearly normal, with standard deviation 1; libm's ln and cos may differ between machines.
    let mut normal = || (0..12).map(|_| unit()).sum::<f64>() - 6.0;
    let xs: Vec<T> = match kind {
        "normal" | "single values" => (0..ELEMENTS).map(|_| T::from_f64(4.0 * normal())).collect(),
        "tail" => (0..ELEMENTS).map(|_| T::from_f64(tail.0 + (tail.1 - tail.0) * unit())).collect(),
        _ => bail!("there are no inputs {kind:?}: normal, tail, single values"),
    };
    let mut ys = xs.clone();
    for _ in 0..passes {
        if kind == "single values" {
            for (y, &x) in ys.iter_mut().zip(&xs) {
                *y = black_box(F::of(black_box([x])));
            }
        } else {
            softplus::probe::slice::<F, T, 1>(Level::current(), [black_box(&xs)], &mut ys);
        }
        black_box(&ys);
    }
    Ok(())
}
