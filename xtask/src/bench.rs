//! `cargo xtask bench`: this project against everything else that computes softplus and its family.

mod charts;
mod data;
mod family;
mod markdown;
mod page;
mod python;
mod svg;
mod targets;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{process, python as pip, tables};

const RESULTS: &str = "bench/results";

/// Options of `bench`.
#[derive(clap::Args)]
#[command(after_long_help = HELP)]
pub struct Args {
    /// A few telling cells, in about two minutes; nothing is committed.
    #[arg(long)]
    quick: bool,
    /// Only this type: f32, f64, f16 or bf16. May be repeated.
    #[arg(long, value_name = "DTYPE", value_parser = page::DTYPES)]
    dtype: Vec<String>,
    /// Only what these words name, with slashes between them; see below. May be repeated.
    #[arg(long, value_name = "WORDS")]
    only: Vec<String>,
    /// Only this part: softplus, the other functions of the family that rivals have too, or the Python package.
    #[arg(long, value_parser = ["softplus", "family", "python"])]
    section: Option<String>,
    /// Measure nothing: write BENCHMARKS.md and the charts again from the committed results.
    #[arg(long, conflicts_with_all = ["quick", "dtype", "only", "section"])]
    report: bool,
}

const HELP: &str = "\
What it does:
  makes a Python environment in bench/.venv (the first time: a download of some 5 GB, most of it
  PyTorch and TensorFlow; 9 GB on disk), builds bench/native, measures every rival on the same
  arrays, in turn, and compares each one's results with ours. A whole run writes
  bench/results/MACHINE.json, BENCHMARKS.md and the charts. A run with --quick, --dtype, --only
  or --section prints its tables and leaves its file in bench/target/results.

  `--section python` is another measurement: the Python package's ufuncs and its functions for
  PyTorch, in the environment of `cargo xtask test --frameworks`. It writes its part of
  BENCHMARKS.md, from python/bench/results.

Words of --only:
  a rival   torch, tensorflow, jax, numpy, scipy, numexpr, mkl, onnxruntime, burn, candle,
            rust-std, softplus-avx2, … (ours, np.exp and a copy are measured in any case)
  a function of the family: sigmoid, log_sigmoid, softplus_inverse, logaddexp, mish
  a type    f32, f64, f16, bf16
  a kind    normal: N(0, 4²); uniform: −20 to 20; tail: all results subnormal;
            hard: all next to a rounding boundary
  a size    16, 1000, 10000, 1e6, 16e6
  a mode    one (thread), all (threads), throughput and latency (of single values)

Examples:
  cargo xtask bench --quick
  cargo xtask bench --only torch/f32/normal --only torch/bf16
  cargo xtask bench --dtype f64 --only one/1e6
  cargo xtask bench --section family --only sigmoid --only mish/torch

For numbers to publish, close other programs and keep the machine on its mains. The environment
variable PYTHON names the Python to use (3.11 to 3.13); pip's own variables are respected.";

pub fn run(args: &Args) -> Result<()> {
    if args.report {
        return tables::run(&tables::Args { check: false });
    }
    if args.section.as_deref() == Some("python") {
        ensure!(
            !args.quick && args.dtype.is_empty() && args.only.is_empty(),
            "`--section python` measures all there is, in two minutes: leave --quick, --dtype and --only out"
        );
        return python::run();
    }
    let python = rivals()?;
    let library = native()?;
    let root = process::root();
    let mut command = Command::new(python);
    command.arg(root.join("bench/harness/main.py")).current_dir(&root);
    command.arg("--library").arg(library);
    command.arg("--results").arg(root.join(RESULTS)).arg("--partial").arg(root.join("bench/target/results"));
    command.args(["--command", &words(args)]);
    if args.quick {
        command.arg("--quick");
    }
    command.args(args.dtype.iter().flat_map(|dtype| ["--dtype", dtype]));
    command.args(args.only.iter().flat_map(|only| ["--only", only]));
    command.args(args.section.iter().flat_map(|section| ["--section", section]));
    command.stderr(Stdio::inherit());
    let output = command.output().context("cannot start the harness")?;
    ensure!(
        output.status.success(),
        "the measurement ended early, and nothing was written: see the line above"
    );
    let path = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let results = data::Results::read(&path)?;
    println!("\n{}", page::summary(&results));
    println!("results: {}", path.strip_prefix(&root).unwrap_or(&path).display());
    if path.starts_with(root.join(RESULTS)) {
        tables::run(&tables::Args { check: false })?;
        println!("written: BENCHMARKS.md and its charts");
    }
    Ok(())
}

/// The command as it was given.
fn words(args: &Args) -> String {
    let quick = args.quick.then(|| "--quick".to_owned());
    let dtypes = args.dtype.iter().map(|dtype| format!("--dtype {dtype}"));
    let only = args.only.iter().map(|only| format!("--only {only}"));
    let section = args.section.iter().map(|section| format!("--section {section}"));
    let words = ["cargo xtask bench".to_owned()].into_iter().chain(quick).chain(dtypes).chain(only);
    words.chain(section).collect::<Vec<_>>().join(" ")
}

/// The Python of bench/.venv, with the rivals of bench/requirements.txt in it.
pub fn rivals() -> Result<PathBuf> {
    let bench = process::root().join("bench");
    let wanted =
        fs::read_to_string(bench.join("requirements.txt")).context("cannot read bench/requirements.txt")?;
    let what =
        "the rivals of bench/requirements.txt (some 5 GB the first time, most of it PyTorch and TensorFlow)";
    pip::environment(&bench.join(".venv"), &wanted, what)
}

/// Builds the rivals in Rust, and softplus, as a library; its path.
pub fn native() -> Result<PathBuf> {
    println!("building bench/native (the first time some minutes, for burn and candle)");
    let target = process::root().join("bench/target");
    let mut cargo =
        process::cargo(&["build", "--release", "--manifest-path", "bench/Cargo.toml", "--target-dir"]);
    process::run(cargo.arg(&target))?;
    let name =
        format!("{}softplus_bench_native{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = target.join("release").join(name);
    ensure!(library.exists(), "cargo built no {}", library.display());
    Ok(library)
}

/// Everything that is made from the committed results: the tables of BENCHMARKS.md, and each chart with its path.
pub fn report(root: &Path) -> Result<(String, Vec<(PathBuf, String)>)> {
    let mut files: Vec<PathBuf> = match fs::read_dir(root.join(RESULTS)) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?,
        // Git keeps no empty folder.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot list {RESULTS}")),
    };
    files.sort();
    let (mut sections, mut drawn) = (Vec::new(), Vec::new());
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let results = data::Results::read(path)?;
        sections.push(page::section(&results));
        for chart in charts::of(&results) {
            let name = format!("{}-{}.svg", results.machine.slug, chart.name);
            drawn.push((root.join(RESULTS).join(name), (chart.draw)(&results)));
        }
    }
    let known = |path: &&PathBuf| {
        path.extension().is_some_and(|end| end == "json") || drawn.iter().any(|(chart, _)| chart == *path)
    };
    if let Some(stray) = files.iter().find(|path| !known(path)) {
        bail!("{} belongs to no results: delete it", stray.display());
    }
    sections.extend(python::sections(root)?);
    if sections.is_empty() {
        sections.push("No whole run is recorded yet: `cargo xtask bench` makes one.\n".to_owned());
    }
    Ok((format!("\n{}\n", sections.join("\n")), drawn))
}
