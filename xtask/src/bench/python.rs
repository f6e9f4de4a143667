//! The Python package beside np.exp and PyTorch's softplus.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{
    data::Machine,
    markdown::{Table, three, times},
};
use crate::{package, process, tables};

/// Where the results lie.
const RESULTS: &str = "python/bench/results";
/// A call with one number may take so much of np.exp's time, and a ufunc of the slice function's.
const GOALS: [f64; 2] = [1.2, 1.1];

#[derive(Deserialize)]
struct Results {
    machine: Machine,
    date: String,
    commit: String,
    versions: BTreeMap<String, String>,
    arrays: Vec<Array>,
    numbers: BTreeMap<String, f64>,
    torch: Vec<InTorch>,
}

#[derive(Deserialize)]
struct Array {
    function: String,
    dtype: String,
    size: u64,
    ufunc: f64,
    slice: f64,
    exp: f64,
}

#[derive(Deserialize)]
struct InTorch {
    threads: u32,
    dtype: String,
    size: u64,
    direction: String,
    ours: f64,
    theirs: f64,
}

/// Measures, and writes the results and the page.
pub fn run() -> Result<()> {
    let python = package::frameworks()?;
    let root = process::root();
    let mut command = Command::new(python);
    command.arg(root.join("python/bench/main.py")).current_dir(&root).stderr(Stdio::inherit());
    let output = command.output().context("cannot start python/bench/main.py")?;
    ensure!(output.status.success(), "python/bench/main.py ended early, and nothing was written");
    let results: Results = serde_json::from_slice(&output.stdout).context("python/bench/main.py")?;
    let folder = root.join(RESULTS);
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.json", results.machine.slug));
    let part = path.with_extension("part");
    fs::write(&part, &output.stdout).with_context(|| format!("cannot write {}", part.display()))?;
    fs::rename(&part, &path)?;
    println!("written: {}", path.strip_prefix(&root).unwrap_or(&path).display());
    tables::run(&tables::Args { check: false })
}

/// The part of the page for each machine that was measured.
pub fn sections(root: &Path) -> Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(root.join(RESULTS)) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let section_of = |path: &PathBuf| {
        let text = fs::read_to_string(path)?;
        let results: Results = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        Ok(section(&results))
    };
    paths.iter().map(section_of).collect()
}

fn section(results: &Results) -> String {
    let Results { machine, date, commit, versions, .. } = results;
    let versions: Vec<String> = versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let mut text = format!("## From Python, on {}\n\n", machine.cpu);
    let command = "cargo xtask bench --section python";
    writeln!(text, "Measured on {date} at commit {commit} by `{command}`; {}.\n", versions.join(", ")).ok();
    text += "### In PyTorch\n\nMicroseconds per call of `softplus.torch.softplus` and of `torch.nn.functional.softplus`.\n\n";
    text += &torch(&results.torch).text();
    text += "\n### The ufuncs\n\nNanoseconds per element, one thread; the slice function is the crate's, over the same memory.\n\n";
    text += &arrays(&results.arrays).text();
    text += "\n### One Python number\n\nNanoseconds per call.\n\n";
    text += &numbers(&results.numbers).text();
    text
}

fn torch(cells: &[InTorch]) -> Table {
    let mut table = Table::new(["direction", "type", "threads", "elements", "ours", "theirs", "times ours"]);
    for cell in cells {
        table.row(vec![
            cell.direction.clone(),
            cell.dtype.clone(),
            cell.threads.to_string(),
            tables::grouped(cell.size.cast_signed()),
            three(cell.ours),
            three(cell.theirs),
            times(cell.theirs / cell.ours),
        ]);
    }
    table
}

fn arrays(cells: &[Array]) -> Table {
    let goal = format!("ufunc/slice (goal ≤ {})", times(GOALS[1]));
    let mut table = Table::new(["function", "type", "elements", "ufunc", "slice", "np.exp", &goal]);
    for cell in cells {
        table.row(vec![
            cell.function.clone(),
            cell.dtype.clone(),
            tables::grouped(cell.size.cast_signed()),
            three(cell.ufunc),
            three(cell.slice),
            three(cell.exp),
            times(cell.ufunc / cell.slice),
        ]);
    }
    table
}

fn numbers(calls: &BTreeMap<String, f64>) -> Table {
    let goal = format!("of np.exp's (goal ≤ {})", times(GOALS[0]));
    let mut table = Table::new(["function", "ns", &goal]);
    let exp = calls.get("np.exp").copied().unwrap_or(f64::NAN);
    for (name, ns) in calls {
        table.row(vec![name.clone(), three(*ns), times(ns / exp)]);
    }
    table
}
