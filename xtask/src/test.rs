//! `cargo xtask test`: everything that must hold before a change is taken.

use std::{path::Path, time::Instant};

use anyhow::{Context, Result};

use crate::{check, generate, instructions, process, readme, tables, tools};

/// Options of `test`.
#[derive(clap::Args)]
pub struct Args {
    /// Only the steps whose names contain this text.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// The command that runs this, which the README step must not run again.
const SELF: &str = "cargo xtask test";

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 10] = [
    ("tools", tools::install_missing),
    ("format", format),
    ("lints", lints),
    ("documentation", documentation),
    ("tests", tests),
    ("constants", generate::check_digests),
    ("tables", || tables::run(&tables::Args { check: true })),
    ("instructions", || instructions::run(&instructions::Args { write: false })),
    ("digests", || check::oracle("digest", &[])),
    ("readme", || readme::run(SELF)),
];

pub fn run(args: &Args) -> Result<()> {
    let start = Instant::now();
    let wanted = |name: &str| args.only.as_ref().is_none_or(|text| name.contains(text.as_str()));
    let steps: Vec<&Step> = STEPS.iter().filter(|(name, _)| wanted(name)).collect();
    anyhow::ensure!(
        !steps.is_empty(),
        "no step's name contains {:?}",
        args.only.as_deref().unwrap_or_default()
    );
    for (number, (name, step)) in steps.iter().enumerate() {
        println!("── {}/{} {name}", number + 1, steps.len());
        let begin = Instant::now();
        step().with_context(|| format!("step `{name}`; run it alone with `{SELF} --only {name}`"))?;
        println!("   {name}: {:.0} s", begin.elapsed().as_secs_f64());
    }
    println!("all passed in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// All files by name: `cargo fmt` does not see modules that the table of functions declares.
fn format() -> Result<()> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask", "fuzz"] {
        rust_files(&process::root().join(folder), &mut files)?;
    }
    let mut rustfmt = std::process::Command::new("rustfmt");
    process::run(rustfmt.args(["--check", "--edition", "2024"]).args(files).current_dir(process::root()))
        .context("run `rustfmt` on the files named above")
}

fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        // Generated tables keep the layout of their script.
        if path.is_dir() && !path.ends_with("target") {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "rs") && !generate::writes(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn lints() -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    let mut all = process::cargo(&["clippy", "--workspace", "--all-targets", "--all-features"]);
    process::run(all.args(deny))?;
    let mut bare = process::cargo(&["clippy", "-p", "softplus", "--no-default-features"]);
    process::run(bare.args(deny))
}

fn documentation() -> Result<()> {
    let mut doc = process::cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    process::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests() -> Result<()> {
    process::run(&mut process::cargo(&["test", "--workspace", "--all-features"]))
}
