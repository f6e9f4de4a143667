//! `cargo xtask instructions`: instructions per element, so that a slower kernel is seen where no clock can be trusted.
//!
//! Callgrind counts the oracle's command `work` once with two passes over the same elements and once with one; the
//! difference is one pass, without the program's start. The level is AVX2, the best that valgrind knows.

use std::{collections::BTreeMap, fmt::Write as _, fs, process::Command};

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use crate::{process, tools};

/// The recorded counts.
const RECORD: &str = "bench/instructions.toml";
const LEVEL: &str = "avx2";
/// More than this over the record fails.
const TOLERANCE: f64 = 0.03;

const WORK: [(&str, &str); 10] = [
    ("f32", "normal"),
    ("f32", "tail"),
    ("f64", "normal"),
    ("f64", "tail"),
    ("f16", "normal"),
    ("f16", "tail"),
    ("bf16", "normal"),
    ("bf16", "tail"),
    ("f32", "single values"),
    ("f64", "single values"),
];

/// Options of `instructions`.
#[derive(clap::Args)]
pub struct Args {
    /// Record the counts; without it they are compared.
    #[arg(long)]
    pub write: bool,
}

pub fn run(args: &Args) -> Result<()> {
    #[cfg(target_arch = "x86_64")]
    let able = std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    let able = false;
    if !able {
        println!("NOT RUN: instructions are counted on x86-64 with AVX2 only");
        return Ok(());
    }
    tools::install(&[tools::VALGRIND])?;
    process::run(&mut process::cargo(&["build", "--release", "--quiet", "-p", "softplus-oracle"]))?;
    let recorded = if args.write { None } else { Some(read()?) };
    let mut counts = BTreeMap::new();
    let mut slower = Vec::new();
    println!("instructions per element at the level {LEVEL}:");
    for (dtype, kind) in WORK {
        let name = format!("{dtype}, {kind}");
        let count = collected(dtype, kind, 2)? - collected(dtype, kind, 1)?;
        if let Some(recorded) = &recorded {
            let before = *recorded.get(&name).with_context(|| format!("{RECORD} has no {name:?}"))?;
            let change = count / before - 1.0;
            println!("  {name:20} {count:8.2}  recorded {before:8.2}  {:+5.1} %", 100.0 * change);
            if change > TOLERANCE {
                slower.push(name.clone());
            } else if change < -TOLERANCE {
                println!("  (better: record it with `cargo xtask instructions --write`)");
            }
        } else {
            println!("  {name:20} {count:8.2}");
        }
        counts.insert(name, count);
    }
    if args.write {
        return write(&counts);
    }
    ensure!(
        slower.is_empty(),
        "more than {:.0} % above {RECORD}: {}. Mend the kernel, or record the new counts with \
         `cargo xtask instructions --write` and say why in the commit",
        100.0 * TOLERANCE,
        slower.join("; ")
    );
    Ok(())
}

/// Instructions of the whole program with so many passes, for each element of one pass.
fn collected(dtype: &str, kind: &str, passes: u32) -> Result<f64> {
    let program = process::root().join("target/release/softplus-oracle");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    valgrind.args(["work", dtype, kind, &passes.to_string()]).env("SOFTPLUS_LEVEL", LEVEL);
    let output = valgrind.output().context("cannot start valgrind")?;
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("valgrind failed ({}): {}", output.status, report.lines().last().unwrap_or_default());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let (level, elements) = said.trim().split_once(' ').context("the work says no level")?;
    ensure!(level == LEVEL, "the work ran at the level {level}, not at {LEVEL}");
    let elements: f64 = elements.parse().context("the work says no number of elements")?;
    let line = report.lines().find_map(|line| line.split_once("Collected :"));
    let count: Option<f64> = line.and_then(|(_, count)| count.trim().parse().ok());
    count.map(|count| count / elements).with_context(|| format!("callgrind's report has no count:\n{report}"))
}

fn read() -> Result<BTreeMap<String, f64>> {
    let path = process::root().join(RECORD);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {RECORD}: write it with `cargo xtask instructions --write`"))?;
    let table: Table = text.parse().with_context(|| format!("{RECORD} is damaged"))?;
    let counts = table.get("per_element").and_then(Value::as_table).with_context(|| {
        format!("{RECORD} has no table `per_element`: write it with `cargo xtask instructions --write`")
    })?;
    Ok(counts.iter().filter_map(|(name, count)| Some((name.clone(), count.as_float()?))).collect())
}

fn write(counts: &BTreeMap<String, f64>) -> Result<()> {
    let mut text = format!(
        "# Instructions per element of slices and of single values at the level {LEVEL}, counted by callgrind;\n\
         # by `cargo xtask instructions --write`. `cargo xtask test` fails where they grow by more than {:.0} %.\n\n\
         [per_element]\n",
        100.0 * TOLERANCE
    );
    for (name, count) in counts {
        writeln!(text, "\"{name}\" = {count:.2}")?;
    }
    fs::write(process::root().join(RECORD), text).with_context(|| format!("cannot write {RECORD}"))
}
