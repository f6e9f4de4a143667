//! What the kernels themselves are measured by: their errors, the ends of their rounding tests, their constants.

use anyhow::{Result, ensure};
use softplus::{
    Level,
    probe::{self, Arithmetic, Ends, LogAddExp, LogSigmoid, Parts, Sigmoid, Softplus, SoftplusBackward},
};
use softplus_oracle::{
    ends, error, for_each,
    functions::Function,
    record::{FastError, Record},
};

use crate::{Outcomes, Sample};

/// Every kernel's largest error, against its bound.
pub fn errors(sample: Sample, outcomes: &mut Outcomes) {
    run_direct_error::<Softplus, 1>(sample, outcomes);
    run_direct_error::<LogSigmoid, 1>(sample, outcomes);
    run_direct_error::<LogAddExp, 2>(sample, outcomes);
    run_single_error::<LogAddExp, 2>(probe::LOG_SUM_ERROR, sample, outcomes);
    run_single_error::<SoftplusBackward, 2>(probe::BACKWARD_ERROR, sample, outcomes);
    for_each!(run_error(sample, outcomes));
}

/// The ends of the f32 kernels.
pub fn ends(outcomes: &mut Outcomes) {
    run_ends::<Softplus>(ends::FINE, outcomes);
    run_ends::<Sigmoid>(ends::BACKWARD, outcomes);
}

/// For `cargo xtask prove`: one level of each kind of multiply-add, the widest.
fn run_ends<F: Function<1> + Ends>(fine: ends::Fine, outcomes: &mut Outcomes) {
    outcomes.of(F::NAME, || {
        let of_kind = |arithmetic| Level::available().rfind(|&level| probe::arithmetic(level) == arithmetic);
        let levels: Vec<Level> = Arithmetic::ALL.into_iter().filter_map(of_kind).collect();
        let mut faults = Vec::new();
        for (&level, widths) in levels.iter().zip(ends::every_input::<F>(&levels, fine)) {
            let ends::Widths { inputs, below, above, fine_inputs, fine, outside } = widths;
            let kind = format!("{} {}", F::NAME, probe::arithmetic(level).name());
            println!(
                "{kind} {inputs} {:.3} {:e} {:.3} {:e} {fine_inputs} {:.3} {:e}",
                below.0, below.1, above.0, above.1, fine.0, fine.1
            );
            if outside > 0 {
                faults
                    .push(format!("{kind}: {outside} inputs are outside of the ends of their rounding test"));
            }
        }
        ensure!(faults.is_empty(), "{}", faults.join("; "));
        Ok(())
    });
}

/// For `cargo xtask prove`.
pub fn print_constants() {
    probe::constants(&mut |name, row| {
        let words: Vec<String> = row.iter().map(|value| format!("{:016x}", value.to_bits())).collect();
        println!("{name} {}", words.join(" "));
    });
}

fn run_direct_error<F: Function<A> + Parts<A>, const A: usize>(sample: Sample, outcomes: &mut Outcomes) {
    outcomes
        .of(F::NAME, || measured::<F, A>("direct, f64", probe::DIRECT_ERROR, sample, error::direct::<F, A>));
}

fn run_single_error<F: Function<A> + Parts<A>, const A: usize>(
    bound: f64,
    sample: Sample,
    outcomes: &mut Outcomes,
) {
    outcomes.of(F::NAME, || measured::<F, A>("direct, f32", bound, sample, error::single::<F, A>));
}

fn run_error<F: Function<A>, const A: usize>(sample: Sample, outcomes: &mut Outcomes) {
    type Measure = fn(Level, u64, u64) -> error::Largest;
    let kernels: [(_, _, Measure); 3] = [
        ("narrow", probe::NARROW_ERROR, error::narrow::<F, A>),
        ("middle", probe::MIDDLE_ERROR, error::middle::<F, A>),
        ("wide", probe::WIDE_ERROR, error::wide_kernel::<F, A>),
    ];
    for (kernel, bound, measure) in kernels {
        outcomes.of(F::NAME, || measured::<F, A>(kernel, bound, sample, measure));
    }
}

/// Measures a kernel at every level, and records the larger error.
fn measured<F: Function<A>, const A: usize>(
    kernel: &str,
    bound: f64,
    Sample { count, seed, write }: Sample,
    measure: fn(Level, u64, u64) -> error::Largest,
) -> Result<()> {
    let largest = Level::available()
        .map(|level| measure(level, count, seed))
        .fold(error::Largest::NONE, error::Largest::max);
    let (name, log2_bound) = (F::NAME, bound.log2());
    println!(
        "{name} {kernel}: largest error 2^{:.2} of its bound, at {:?}, of {count} inputs; bound 2^{log2_bound}",
        largest.log2,
        &largest.at[..A]
    );
    if write {
        let log2_error = ((largest.log2 + log2_bound) * 100.0).round() / 100.0;
        let (function, kernel) = (name.to_owned(), kernel.to_owned());
        let measured = FastError { function, kernel, count, log2_error, log2_bound };
        Record::update(|record| record.put_fast_error(measured))?;
    }
    ensure!(largest.log2 < 0.0, "{name} {kernel}: the error is above its bound");
    Ok(())
}
