//! `cargo xtask conformance`: the conformance kit on everything else that computes softplus and its family.

mod data;
mod page;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{bench, process, tables};
use data::{Finding, Judged, Outputs, Report};

/// Where the judgements lie, one file for each machine.
const RESULTS: &str = "bench/conformance";
/// The types that the kit has.
const DTYPES: [&str; 4] = ["f32", "f64", "f16", "bf16"];
/// The command's status where it found faults.
const FAULTY: i32 = 3;

/// Options of `conformance`.
#[derive(clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// Judge the results in this folder, which another machine made; compute none.
    #[arg(long, value_name = "FOLDER")]
    outputs: Option<PathBuf>,
}

const HELP: &str = "\
What it does:
  writes the small set of test vectors into target/conformance/vectors, asks every rival of
  `cargo xtask bench` (in bench/.venv, and bench/native for burn and candle) for its results,
  judges each with `softplus conformance check`, writes bench/conformance/MACHINE.json and
  COMPARE.md. It takes some five minutes after the rivals are installed.

On a machine with a GPU, PyTorch, JAX and NumPy:
  python bench/harness/conformance.py --accelerator --vectors VECTORS --out OUTPUTS
and then here:
  cargo xtask conformance --outputs OUTPUTS";

pub fn run(args: &Args) -> Result<()> {
    let root = process::root();
    process::run(&mut process::cargo(&["build", "--release", "-p", "softplus-cli"]))?;
    let work = process::target().join("conformance");
    let vectors = work.join("vectors");
    fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    process::run(softplus(&["conformance", "vectors", "--force"]).arg(&vectors))?;
    let outputs = match &args.outputs {
        Some(folder) => folder.clone(),
        None => rivals(&vectors, &work.join("outputs"))?,
    };
    let path = outputs.join("rivals.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let found: Outputs = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let results = judge(found, &outputs)?;
    let folder = root.join(RESULTS);
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.json", slug(&results.machine)));
    let part = path.with_extension("part");
    fs::write(&part, results.json()?).with_context(|| format!("cannot write {}", part.display()))?;
    fs::rename(&part, &path)?;
    println!("written: {} and COMPARE.md", path.strip_prefix(&root).unwrap_or(&path).display());
    tables::run(&tables::Args { check: false })
}

/// The command that was just built.
fn softplus(arguments: &[&str]) -> Command {
    let name = format!("softplus{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(process::target().join("release").join(name));
    command.args(arguments);
    command
}

/// What the rivals on this machine return, in a folder.
fn rivals(vectors: &Path, outputs: &Path) -> Result<PathBuf> {
    let (python, library) = (bench::rivals()?, bench::native()?);
    if outputs.exists() {
        fs::remove_dir_all(outputs).with_context(|| format!("cannot empty {}", outputs.display()))?;
    }
    fs::create_dir_all(outputs)?;
    let mut harness = Command::new(python);
    harness.arg(process::root().join("bench/harness/conformance.py")).current_dir(process::root());
    harness.arg("--library").arg(library).arg("--vectors").arg(vectors).arg("--out").arg(outputs);
    process::run(&mut harness)?;
    Ok(outputs.to_owned())
}

/// Each rival's results, judged by the command.
fn judge(found: Outputs, outputs: &Path) -> Result<Judged> {
    let mut findings = Vec::new();
    for rival in found.rivals {
        for dtype in DTYPES {
            let missing = rival.missing.get(dtype).cloned();
            let report = if missing.is_some() {
                None
            } else {
                let file = outputs.join(&rival.function).join(&rival.key).join(format!("{dtype}.bin"));
                Some(check(&rival.function, dtype, &file)?)
            };
            findings.push(Finding {
                function: rival.function.clone(),
                rival: rival.key.clone(),
                label: rival.label.clone(),
                package: rival.package.clone(),
                version: rival.version.clone(),
                dtype: dtype.to_owned(),
                missing,
                report,
            });
        }
    }
    ensure!(!findings.is_empty(), "{} names no rivals", outputs.display());
    // The kit that judges counts, and another machine may have no repository.
    let commit = process::output(&mut process::command(&["git", "rev-parse", "--short=12", "HEAD"]))?;
    Ok(Judged { machine: found.machine, date: found.date, commit: commit.trim().to_owned(), findings })
}

fn check(function: &str, dtype: &str, file: &Path) -> Result<Report> {
    let words = ["conformance", "check", "--from", "raw", "--set", "small", "--format", "json"];
    let mut command = softplus(&words);
    command.args(["--function", function, "--dtype", dtype]).arg(file).stderr(Stdio::inherit());
    let output = command.output().context("cannot start softplus")?;
    match output.status.code() {
        Some(0 | FAULTY) => serde_json::from_slice(&output.stdout).context("softplus conformance check"),
        _ => bail!("softplus conformance check of {} failed ({})", file.display(), output.status),
    }
}

fn slug(machine: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let text: String = machine.chars().map(word).collect();
    text.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// COMPARE.md's tables, from what is recorded.
pub fn report(root: &Path) -> Result<String> {
    let mut paths: Vec<PathBuf> = match fs::read_dir(root.join(RESULTS)) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?,
        Err(error) => return Err(error).with_context(|| format!("cannot list {RESULTS}")),
    };
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    };
    let machines: Vec<Judged> = paths.iter().map(read).collect::<Result<_>>()?;
    ensure!(!machines.is_empty(), "{RESULTS} has no results: run `cargo xtask conformance`");
    Ok(page::tables(&machines))
}
