//! The oracle's command; `cargo xtask check` and `cargo xtask test` call it.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};
use half::{bf16, f16};
use softplus::{
    Float, Level,
    probe::{Arithmetic, Softplus},
};
use softplus_oracle::{
    cases, digest, ends, error, exhaustive, for_each_function, foreign,
    functions::Function,
    harness::{self, Report},
    inputs,
    record::{Comparison, Entry, FastError, ForeignLevel, Record, commit},
    search, work,
};

#[derive(Parser)]
#[command(name = "softplus-oracle", about = "Evidence against MPFR", arg_required_else_help = true)]
struct Oracle {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// All f16, bf16 and f32 inputs against MPFR, and the digests of the results.
    Exhaustive {
        /// Write the digests into the repository; without it they are compared.
        #[arg(long)]
        write: bool,
    },
    /// The digests alone, compared with the committed ones.
    Digest,
    /// Random f64 inputs over every binade, and every threshold with its neighbours.
    Random(Sample),
    /// The fast phase's largest relative error, against its claimed bound.
    Error(Sample),
    /// The ends of the f32 kernel's rounding test, at every input: function, kind of multiply-add, inputs, widths needed.
    Ends,
    /// The kernels' constants, one row of a table a line: name, encodings.
    Constants,
    /// f64 inputs whose exact result lies next to a rounding boundary.
    Search {
        /// 2^30 inputs in each region that is scanned, times this.
        #[arg(long, default_value_t = 8)]
        effort: u64,
        /// The generator's start.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Write the cases into the repository; without it they are counted.
        #[arg(long)]
        write: bool,
    },
    /// A fixed amount of work at the level that `SOFTPLUS_LEVEL` names, for counting instructions.
    Work {
        /// f16, bf16, f32 or f64.
        dtype: String,
        /// normal, tail, or single values.
        kind: String,
        /// How often.
        passes: usize,
    },
    /// Levels of another kind of machine, which the program softplus-foreign computes there.
    Foreign(Foreign),
}

#[derive(Args)]
struct Foreign {
    /// The kind of machine in short.
    #[arg(long)]
    machine: String,
    /// What runs the program, with its version.
    #[arg(long)]
    ran_by: String,
    /// The levels, which the machine must have.
    #[arg(long, required = true, value_delimiter = ',')]
    levels: Vec<Level>,
    /// How many random f32, and as many f64.
    #[arg(long, default_value_t = 1_000_000)]
    random: u64,
    /// Write the outcome into the repository.
    #[arg(long)]
    write: bool,
    /// The command that starts the program.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

#[derive(Args, Clone, Copy)]
struct Sample {
    /// How many random inputs.
    #[arg(long, default_value_t = 10_000_000)]
    count: u64,
    /// The generator's start.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the outcome into the repository.
    #[arg(long)]
    write: bool,
}

fn main() -> ExitCode {
    match run(&Oracle::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("softplus-oracle: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<()> {
    let mut outcomes = Vec::new();
    match *command {
        Command::Exhaustive { write } => for_each_function!(run_exhaustive(write, &mut outcomes)),
        Command::Work { ref dtype, ref kind, passes } => {
            println!("{} {}", Level::current(), work::ELEMENTS);
            return work::run::<Softplus>(dtype, kind, passes);
        }
        Command::Digest => for_each_function!(run_digest(&mut outcomes)),
        Command::Foreign(ref arguments) => for_each_function!(run_foreign(arguments, &mut outcomes)),
        Command::Random(sample) => for_each_function!(run_random(sample, &mut outcomes)),
        Command::Error(sample) => for_each_function!(run_error(sample, &mut outcomes)),
        Command::Constants => print_constants(),
        Command::Ends => for_each_function!(run_ends(&mut outcomes)),
        Command::Search { effort, seed, write } => {
            for_each_function!(run_search(effort, seed, write, &mut outcomes));
        }
    }
    outcomes.into_iter().collect()
}

/// For `cargo xtask prove`: one level of each kind of multiply-add, the widest.
fn run_ends<F: Function>(outcomes: &mut Outcomes) {
    for arithmetic in Arithmetic::ALL {
        let Some(level) = Level::available().rfind(|&level| softplus::probe::arithmetic(level) == arithmetic)
        else {
            continue;
        };
        let widths = ends::every_input::<F>(level);
        let ends::Widths { inputs, below, above, fine_inputs, fine, outside } = widths;
        let kind = arithmetic.name();
        println!(
            "{} {kind} {inputs} {:.3} {:e} {:.3} {:e} {fine_inputs} {:.3} {:e}",
            F::NAME,
            below.0,
            below.1,
            above.0,
            above.1,
            fine.0,
            fine.1
        );
        outcomes.push(if outside == 0 {
            Ok(())
        } else {
            Err(anyhow::anyhow!(
                "{} {kind}: {outside} inputs are outside of the ends of their rounding test",
                F::NAME
            ))
        });
    }
}

/// For `cargo xtask prove`.
fn print_constants() {
    softplus::probe::constants(&mut |name, row| {
        let words: Vec<String> = row.iter().map(|value| format!("{:016x}", value.to_bits())).collect();
        println!("{name} {}", words.join(" "));
    });
}

/// Every function runs, and then the first error counts.
type Outcomes = Vec<Result<()>>;

fn run_exhaustive<F: Function>(write: bool, outcomes: &mut Outcomes) {
    outcomes.push(exhaustive_f16::<F, f16>(write));
    outcomes.push(exhaustive_f16::<F, bf16>(write));
    outcomes.push(exhaustive_f32::<F>(write));
    outcomes.push(strided_f32::<F>(write));
    outcomes.push(entry::<F, f64>(write, 1, 0));
}

fn exhaustive_f16<F: Function, T: Float>(write: bool) -> Result<()> {
    let report = harness::compare_all::<F, T>(&inputs::every_16_bit());
    println!("{} {}: {report}", F::NAME, T::NAME);
    ensure!(report.misrounded == 0, "{} {}: {report}", F::NAME, T::NAME);
    entry::<F, T>(write, 1, report.checked)
}

fn exhaustive_f32<F: Function>(write: bool) -> Result<()> {
    let start = std::time::Instant::now();
    let (report, evaluations) = exhaustive::run::<F>();
    let seconds = start.elapsed().as_secs_f64();
    println!("{} f32: {report}; {evaluations} evaluations of MPFR, {seconds:.0} s", F::NAME);
    ensure!(report.misrounded == 0, "{} f32: {report}", F::NAME);
    entry::<F, f32>(write, 1, report.checked)
}

/// The part of all f32 that other kinds of machines compute.
fn strided_f32<F: Function>(write: bool) -> Result<()> {
    let xs = digest::inputs(digest::STRIDE, 0, digest::count::<f32>(digest::STRIDE));
    let report = harness::compare_all::<F, f32>(&xs);
    println!("{} f32, every {}th: {report}", F::NAME, digest::STRIDE);
    ensure!(report.misrounded == 0, "{} f32: {report}", F::NAME);
    entry::<F, f32>(write, digest::STRIDE, report.checked)
}

/// Writes the digest, or compares it with the committed one.
fn entry<F: Function, T: Float>(write: bool, stride: u64, verified: u64) -> Result<()> {
    let sha256 = digest::compute::<F, T>(stride);
    let (function, dtype) = (F::NAME.to_owned(), T::NAME.to_owned());
    if write {
        let inputs = digest::count::<T>(stride);
        let entry = Entry { function, dtype, stride, inputs, verified, sha256 };
        return Record::update(|record| record.put_entry(entry));
    }
    let record = Record::read()?;
    let known = record
        .find(F::NAME, T::NAME, stride)
        .with_context(|| format!("no digest of {function} {dtype} is committed"))?;
    ensure!(
        known.sha256 == sha256,
        "{function} {dtype}: the results changed: sha256 {sha256}, committed {}. If the change is right, run \
         `cargo xtask check --exhaustive --write`",
        known.sha256
    );
    println!("{function} {dtype}: {} results have the committed digest {}…", known.inputs, &sha256[..16]);
    Ok(())
}

fn run_digest<F: Function>(outcomes: &mut Outcomes) {
    outcomes.push(entry::<F, f16>(false, 1, 0));
    outcomes.push(entry::<F, bf16>(false, 1, 0));
    outcomes.push(entry::<F, f32>(false, 1, 0));
    outcomes.push(entry::<F, f32>(false, digest::STRIDE, 0));
    outcomes.push(entry::<F, f64>(false, 1, 0));
}

/// Random inputs between two steps of the bar.
const BLOCK: u64 = 1 << 18;

fn run_random<F: Function>(sample: Sample, outcomes: &mut Outcomes) {
    let Sample { count, seed, write } = sample;
    let bar = softplus_oracle::progress::bar("f64 against MPFR", count);
    let at_thresholds = harness::compare_all::<F, f64>(&inputs::thresholds());
    let mut random = Report::default();
    for start in (0..count).step_by(BLOCK as usize) {
        let size = BLOCK.min(count - start);
        let xs: Vec<f64> = inputs::random(seed, start, size as usize).collect();
        random = random.and(harness::compare_all::<F, f64>(&xs));
        bar.inc(size);
    }
    bar.finish_and_clear();
    outcomes.push(compared::<F>("f64: every threshold ± 4 ulp", &at_thresholds, write));
    outcomes.push(compared::<F>("f64: random, in every binade", &random, write));
}

/// Reports a comparison, and records it.
fn compared<F: Function>(inputs: &str, report: &Report, write: bool) -> Result<()> {
    println!("{} {inputs}: {report}", F::NAME);
    if write {
        let Report { checked: count, misrounded, .. } = *report;
        let comparison =
            Comparison { function: F::NAME.to_owned(), inputs: inputs.to_owned(), count, misrounded };
        Record::update(|record| record.put_comparison(comparison))?;
    }
    ensure!(report.misrounded == 0, "{} {inputs}: {report}", F::NAME);
    Ok(())
}

fn run_error<F: Function>(sample: Sample, outcomes: &mut Outcomes) {
    type Measure = fn(Level, u64, u64) -> error::Largest;
    let kernels: [(_, _, Measure); 3] = [
        ("direct, f64", F::DOUBLE_ERROR, error::direct::<F>),
        ("narrow", F::NARROW_ERROR, error::narrow::<F>),
        ("wide", F::WIDE_ERROR, error::wide::<F>),
    ];
    for (kernel, bound, measure) in kernels {
        outcomes.push(measured::<F>(kernel, bound, sample, measure));
    }
}

/// Measures a kernel at every level, and records the larger error.
fn measured<F: Function>(
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
        "{name} {kernel}: largest relative error 2^{:.2}, at {:e}, of {count} inputs; bound 2^{log2_bound}",
        largest.log2, largest.at
    );
    if write {
        let log2_error = (largest.log2 * 100.0).round() / 100.0;
        let (function, kernel) = (name.to_owned(), kernel.to_owned());
        let measured = FastError { function, kernel, count, log2_error, log2_bound };
        Record::update(|record| record.put_fast_error(measured))?;
    }
    ensure!(largest.log2 < log2_bound, "{name} {kernel}: the error is above its bound");
    Ok(())
}

fn run_search<F: Function>(effort: u64, seed: u64, write: bool, outcomes: &mut Outcomes) {
    let known = match cases::read::<F>() {
        Ok(known) => known,
        Err(error) => return outcomes.push(Err(error)),
    };
    let found = search::run::<F>(effort, seed, &known);
    let most = found.cases.iter().map(|case| case.bits).max().unwrap_or(0);
    println!(
        "{}: {} cases with {} to {most} identical bits, {} inputs scanned, seed {seed}",
        F::NAME,
        found.cases.len(),
        search::WANTED,
        found.scanned
    );
    outcomes.push(compared::<F>("f64: hard cases", &found.report, write));
    if write {
        outcomes.push(cases::write::<F>(&found.cases));
    }
}

fn run_foreign<F: Function>(arguments: &Foreign, outcomes: &mut Outcomes) {
    outcomes.push(foreign_levels::<F>(arguments));
}

/// Compares the levels with MPFR, after the comparison has been seen to find faults.
fn foreign_levels<F: Function>(arguments: &Foreign) -> Result<()> {
    let Foreign { machine, ran_by, levels, random, write, command } = arguments;
    let recorded = foreign::recorded_digest::<F>()?;
    foreign::choosing(command)?;
    let program = foreign::Program::start(command, &[])?;
    let evidence = foreign::Evidence::new(&program, levels)?;
    for &level in levels {
        foreign::planted_faults::<F, f32>(&program, level)?;
        foreign::planted_faults::<F, f64>(&program, level)?;
    }
    println!("{}: every planted fault is found", F::NAME);
    let found = evidence.collect::<F>(*random)?;
    found.iter().try_for_each(|outcome| outcome.assert_exact::<F>(&recorded))?;
    if !write {
        return Ok(());
    }
    Record::update(|record| {
        for foreign::Outcome { level, report, sha256 } in found {
            record.put_foreign_level(ForeignLevel {
                function: F::NAME.to_owned(),
                machine: machine.clone(),
                level: level.to_string(),
                ran_by: ran_by.clone(),
                count: report.checked,
                misrounded: report.misrounded,
                sha256,
                commit: commit(),
            });
        }
    })
}
