//! The oracle's command; `cargo xtask check` and `cargo xtask test` call it.

mod kernels;

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};
use half::{bf16, f16};
use softplus::{Float, Level, probe::Softplus};
use softplus_oracle::{
    cases, digest,
    exhaustive::{self, Approximate},
    for_each, for_each_unary, foreign,
    functions::Function,
    harness::{self, Report},
    inputs,
    record::{Comparison, Entry, ForeignLevel, Record, commit},
    search, work,
};

#[derive(Parser)]
#[command(name = "softplus-oracle", about = "Evidence against MPFR", arg_required_else_help = true)]
struct Oracle {
    /// Only these functions.
    #[arg(long, global = true, value_delimiter = ',', value_name = "NAMES")]
    function: Vec<String>,
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
    Digest {
        /// Those of all f32 as well; without it, of every function but softplus a part.
        #[arg(long)]
        all: bool,
    },
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
        /// 2^34 inputs of each function, times this, among the regions that are scanned.
        #[arg(long, default_value_t = 2)]
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
    match run(&Oracle::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("softplus-oracle: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Which functions are wanted, and what they showed: all run, and then the first error counts.
struct Outcomes {
    only: Vec<String>,
    found: Vec<Result<()>>,
}

impl Outcomes {
    /// Adds what is shown for a function that is wanted.
    fn of(&mut self, function: &str, show: impl FnOnce() -> Result<()>) {
        if self.only.is_empty() || self.only.iter().any(|name| name == function) {
            self.found.push(show());
        }
    }
}

fn run(Oracle { function, command }: &Oracle) -> Result<()> {
    let mut outcomes = Outcomes { only: function.clone(), found: Vec::new() };
    match *command {
        Command::Exhaustive { write } => {
            for_each_unary!(run_exhaustive(write, &mut outcomes));
            for_each!(run_points(write, &mut outcomes));
        }
        Command::Work { ref dtype, ref kind, passes } => {
            println!("{} {}", Level::current(), work::ELEMENTS);
            return work::run::<Softplus>(dtype, kind, passes);
        }
        Command::Digest { all } => {
            for_each!(run_digest(all, &mut outcomes));
        }
        Command::Foreign(ref arguments) => {
            for_each!(run_foreign(arguments, &mut outcomes));
        }
        Command::Random(sample) => {
            for_each!(run_random(sample, &mut outcomes));
        }
        Command::Error(sample) => kernels::errors(sample, &mut outcomes),
        Command::Constants => kernels::print_constants(),
        Command::Ends => kernels::ends(&mut outcomes),
        Command::Search { effort, seed, write } => {
            for_each_unary!(run_search(effort, seed, write, &mut outcomes));
        }
    }
    ensure!(
        !outcomes.found.is_empty() || matches!(command, Command::Constants),
        "no function that this command is for has one of the names {function:?}"
    );
    outcomes.found.into_iter().collect()
}

fn run_exhaustive<F: Function<1> + Approximate>(write: bool, outcomes: &mut Outcomes) {
    outcomes.of(F::NAME, || exhaustive_16_bit::<F, f16>(write));
    outcomes.of(F::NAME, || exhaustive_16_bit::<F, bf16>(write));
    outcomes.of(F::NAME, || exhaustive_f32::<F>(write));
}

/// What is not all inputs of a type: every so many-th f32, and random points.
fn run_points<F: Function<A>, const A: usize>(write: bool, outcomes: &mut Outcomes) {
    if A > 1 {
        outcomes.of(F::NAME, || points_of::<F, f16, A>(write, 1));
        outcomes.of(F::NAME, || points_of::<F, bf16, A>(write, 1));
    }
    outcomes.of(F::NAME, || points_of::<F, f32, A>(write, digest::STRIDE));
    outcomes.of(F::NAME, || entry::<F, f64, A>(write, 1, 0));
}

fn exhaustive_16_bit<F: Function<1>, T: Float>(write: bool) -> Result<()> {
    let report = harness::compare_all::<F, T, 1>(&inputs::points(&inputs::every_16_bit()));
    println!("{} {}: {report}", F::NAME, T::NAME);
    ensure!(report.misrounded == 0, "{} {}: {report}", F::NAME, T::NAME);
    entry::<F, T, 1>(write, 1, report.checked)
}

fn exhaustive_f32<F: Function<1> + Approximate>(write: bool) -> Result<()> {
    let start = std::time::Instant::now();
    let (report, evaluations) = exhaustive::run::<F>();
    let seconds = start.elapsed().as_secs_f64();
    println!("{} f32: {report}; {evaluations} evaluations of MPFR, {seconds:.0} s", F::NAME);
    ensure!(report.misrounded == 0, "{} f32: {report}", F::NAME);
    entry::<F, f32, 1>(write, 1, report.checked)
}

/// The points of a digest against MPFR: for f32 those that other kinds of machines compute, too.
fn points_of<F: Function<A>, T: Float, const A: usize>(write: bool, stride: u64) -> Result<()> {
    let xs = digest::inputs::<T, A>(stride, 0, digest::count::<T, A>(stride));
    let report = harness::compare_all::<F, T, A>(&xs);
    println!("{} {}, {} points: {report}", F::NAME, T::NAME, xs.len());
    ensure!(report.misrounded == 0, "{} {}: {report}", F::NAME, T::NAME);
    entry::<F, T, A>(write, stride, report.checked)
}

/// Writes the digest, or compares it with the committed one.
fn entry<F: Function<A>, T: Float, const A: usize>(write: bool, stride: u64, verified: u64) -> Result<()> {
    let sha256 = digest::compute::<F, T, A>(stride);
    let (function, dtype) = (F::NAME.to_owned(), T::NAME.to_owned());
    if write {
        let inputs = digest::count::<T, A>(stride);
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

fn run_digest<F: Function<A>, const A: usize>(all: bool, outcomes: &mut Outcomes) {
    outcomes.of(F::NAME, || entry::<F, f16, A>(false, 1, 0));
    outcomes.of(F::NAME, || entry::<F, bf16, A>(false, 1, 0));
    if A == 1 && (all || F::NAME == "softplus") {
        outcomes.of(F::NAME, || entry::<F, f32, A>(false, 1, 0));
    }
    outcomes.of(F::NAME, || entry::<F, f32, A>(false, digest::STRIDE, 0));
    outcomes.of(F::NAME, || entry::<F, f64, A>(false, 1, 0));
}

/// Random inputs between two steps of the bar.
const BLOCK: u64 = 1 << 18;

fn run_random<F: Function<A>, const A: usize>(sample: Sample, outcomes: &mut Outcomes) {
    if A == 1 {
        outcomes.of(F::NAME, || {
            let thresholds: Vec<[f64; A]> = inputs::thresholds().into_iter().map(|x| [x; A]).collect();
            compared::<F, A>(
                "f64: every threshold ± 4 ulp",
                &harness::compare_all::<F, f64, A>(&thresholds),
                sample.write,
            )
        });
    }
    outcomes.of(F::NAME, || {
        let Sample { count, seed, write } = sample;
        let bar = softplus_oracle::progress::bar("f64 against MPFR", count);
        let mut random = Report::default();
        for start in (0..count).step_by(BLOCK as usize) {
            let size = BLOCK.min(count - start);
            random = random.and(harness::compare_all::<F, f64, A>(&inputs::random_points(
                seed,
                start,
                size as usize,
            )));
            bar.inc(size);
        }
        bar.finish_and_clear();
        compared::<F, A>("f64: random, in every binade", &random, write)
    });
}

/// Reports a comparison, and records it.
fn compared<F: Function<A>, const A: usize>(inputs: &str, report: &Report, write: bool) -> Result<()> {
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

fn run_search<F: Function<1>>(effort: u64, seed: u64, write: bool, outcomes: &mut Outcomes) {
    outcomes.of(F::NAME, || {
        let known = cases::read(F::NAME).or_else(|error| if write { Ok(Vec::new()) } else { Err(error) })?;
        let found = search::run::<F>(effort, seed, &known);
        let most = found.cases.iter().map(|case| case.bits).max().unwrap_or(0);
        println!(
            "{}: {} cases with {} to {most} identical bits, {} inputs scanned, seed {seed}",
            F::NAME,
            found.cases.len(),
            search::WANTED,
            found.scanned
        );
        compared::<F, 1>("f64: hard cases", &found.report, write)?;
        if write { cases::write::<F>(&found.cases) } else { Ok(()) }
    });
}

fn run_foreign<F: Function<A>, const A: usize>(arguments: &Foreign, outcomes: &mut Outcomes) {
    outcomes.of(F::NAME, || foreign_levels::<F, A>(arguments));
}

/// Compares the levels with MPFR, after the comparison has been seen to find faults.
fn foreign_levels<F: Function<A>, const A: usize>(arguments: &Foreign) -> Result<()> {
    let Foreign { machine, ran_by, levels, random, write, command } = arguments;
    let recorded = foreign::recorded_digest::<F, A>()?;
    foreign::choosing(command)?;
    let program = foreign::Program::start(command, &[])?;
    let evidence = foreign::Evidence::new(&program, levels)?;
    for &level in levels {
        foreign::planted_faults::<F, f32, A>(&program, level)?;
        foreign::planted_faults::<F, f64, A>(&program, level)?;
    }
    println!("{}: every planted fault is found", F::NAME);
    let found = evidence.collect::<F, A>(*random)?;
    found.iter().try_for_each(|outcome| outcome.assert_exact::<F, A>(&recorded))?;
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
