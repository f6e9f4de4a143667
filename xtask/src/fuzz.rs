//! `cargo xtask fuzz`: malformed data files, made by mutation, for each reader of the command.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    fs::{self, File},
    path::Path,
    process::Command,
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// The targets, each with the format of the file that the mutations begin with, and whether that can hold text.
const TARGETS: [(&str, &str, bool); 7] = [
    ("npy", "npy", false),
    ("npz", "npz", false),
    ("csv", "csv", true),
    ("raw", "raw", false),
    ("parquet", "parquet", true),
    ("arrow_file", "arrow", true),
    ("arrow_stream", "arrow-stream", true),
];
/// What came of the last recorded run.
const RECORD: &str = "fuzz/record.toml";
/// What such a file holds: numbers beside text, missing values, quotes.
const TABLE: &str = "name,x,n\nfirst,-1.5,1\n\"a, b\",,2\n,0.5,3\n";
const COLUMN: &str = "x\n-1.5\n0.5\n1e3\n";

/// Options of `fuzz`.
#[derive(clap::Args)]
pub struct Args {
    /// Only these readers.
    #[arg(value_parser = TARGETS.map(|(target, ..)| target))]
    targets: Vec<String>,
    /// Seconds for each.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// Record the outcome of all readers.
    #[arg(long, conflicts_with = "targets")]
    write: bool,
}

/// What came of a target.
struct Outcome {
    target: &'static str,
    runs: u64,
    seconds: u64,
    coverage: u64,
}

pub fn run(args: &Args) -> Result<()> {
    fuzz(&["--version"]).output().ok().filter(|output| output.status.success()).context(
        "it needs a nightly compiler and cargo-fuzz: `rustup toolchain install nightly`, `cargo install cargo-fuzz`",
    )?;
    let chosen = |target: &str| args.targets.is_empty() || args.targets.iter().any(|name| name == target);
    let targets: Vec<_> = TARGETS.into_iter().filter(|(target, ..)| chosen(target)).collect();
    let commit = process::output(&mut process::command(&["git", "rev-parse", "--short=12", "HEAD"]))?;
    process::run(&mut process::cargo(&["build", "--quiet", "--profile", "dev", "-p", "softplus-cli"]))?;
    let logs = process::target().join("fuzz");
    fs::create_dir_all(&logs)?;
    for (target, format, text) in &targets {
        seed(target, format, *text)?;
    }
    println!("building the targets (the first time some ten minutes)");
    process::run(&mut fuzz(&["build"]))?;
    let queue: Mutex<VecDeque<&str>> = Mutex::new(targets.iter().map(|(target, ..)| *target).collect());
    let workers = thread::available_parallelism().map_or(1, usize::from).min(targets.len());
    let work = || -> Result<Vec<Outcome>> {
        let next = || queue.lock().ok()?.pop_front();
        let mut outcomes = Vec::new();
        while let Some(target) = next() {
            println!("{target}: {} s", args.seconds);
            outcomes.push(mutate(target, args.seconds, &logs)?);
        }
        Ok(outcomes)
    };
    let mut outcomes = Vec::new();
    thread::scope(|scope| -> Result<()> {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in running {
            outcomes.extend(worker.join().map_err(|_| anyhow::anyhow!("a worker ended unexpectedly"))??);
        }
        Ok(())
    })?;
    for Outcome { target, runs, seconds, coverage } in &outcomes {
        println!("{target}: nothing found in {runs} runs, {seconds} s, {coverage} edges");
    }
    if args.write { record(outcomes, commit.trim()) } else { Ok(()) }
}

/// `cargo fuzz` of the nightly compiler, whichever compiler runs this.
fn fuzz(arguments: &[&str]) -> Command {
    let mut command = process::command(&["rustup", "run", "nightly", "cargo", "fuzz"]);
    command.args(arguments).current_dir(process::root().join("fuzz"));
    command
}

/// Writes the file that the mutations begin with.
fn seed(target: &str, format: &str, text: bool) -> Result<()> {
    let folder = process::root().join("fuzz/corpus").join(target);
    fs::create_dir_all(&folder)?;
    let table = folder.join("seed");
    fs::write(&table, if text { TABLE } else { COLUMN })?;
    if format == "csv" {
        return Ok(());
    }
    let program = process::target().join("debug").join(format!("softplus{}", std::env::consts::EXE_SUFFIX));
    let mut eval = Command::new(program);
    eval.args(["eval", "--from", "csv", "--column", "x", "--to", format, "--force", "-o"]).arg(&table);
    if !text {
        eval.arg("--only");
    }
    process::run(eval.arg(&table))
}

/// Lets libFuzzer mutate for so long; an error if something was found.
fn mutate(target: &'static str, seconds: u32, logs: &Path) -> Result<Outcome> {
    let path = logs.join(format!("{target}.log"));
    let log = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let limits = format!("-max_total_time={seconds}");
    let mut command = fuzz(&["run", target, "--", &limits, "-rss_limit_mb=2048", "-max_len=4096"]);
    let status = command.stdout(log.try_clone()?).stderr(log).status().context("cannot start cargo fuzz")?;
    let said = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if !status.success() {
        bail!("{target} found something; {} ends:\n{}", path.display(), last_lines(&said));
    }
    let number = |before: &str| -> Option<u64> {
        let rest = said.rsplit_once(before)?.1;
        rest.split_whitespace().next()?.parse().ok()
    };
    let read = || Some((number("Done ")?, number(" runs in ")?, number(" cov: ")?));
    let (runs, seconds, coverage) =
        read().with_context(|| format!("{} does not say what was done", path.display()))?;
    Ok(Outcome { target, runs, seconds, coverage })
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

fn record(mut outcomes: Vec<Outcome>, commit: &str) -> Result<()> {
    ensure!(outcomes.len() == TARGETS.len(), "not all readers were tried");
    outcomes.sort_by_key(|outcome| outcome.target);
    let mut text = format!(
        "# Written by `cargo xtask fuzz --write`: readers that got mutated files, and neither panicked, nor hung, nor took\n\
         # 2 GiB, nor gave a wrong batch or an error of several lines. coverage: edges of the program that were reached.\n\n\
         commit = \"{commit}\"\n"
    );
    for Outcome { target, runs, seconds, coverage } in outcomes {
        write!(text, "\n[{target}]\nruns = {runs}\nseconds = {seconds}\ncoverage = {coverage}\n")?;
    }
    fs::write(process::root().join(RECORD), text).with_context(|| format!("cannot write {RECORD}"))?;
    println!("{RECORD}: written");
    Ok(())
}
