//! `cargo xtask test`: everything that must hold before a change is taken.

use std::{path::Path, time::Instant};

use anyhow::{Context, Result};

use crate::{
    check, formats, generate, instructions, ml, package, process, prove, python, readme, tables, tools,
};

/// Options of `test`.
#[derive(clap::Args)]
pub struct Args {
    /// Only the steps whose names contain this text.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Only the Python package's tests with PyTorch, JAX, Keras and TensorFlow (a download of some 5 GB); their outcome is
    /// recorded in python/tests/frameworks.json.
    #[arg(long, conflicts_with = "only")]
    frameworks: bool,
    /// Only lints, documentation and tests of ml/, the adapters for burn and candle, whose first build (burn, candle, MPFR)
    /// takes many times as long as the tests.
    #[arg(long, conflicts_with_all = ["only", "frameworks"])]
    ml: bool,
}

/// The command that runs this, which the README step must not run again.
const SELF: &str = "cargo xtask test";

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 13] = [
    ("tools", tools::install_missing),
    ("format", format),
    ("lints", lints),
    ("documentation", documentation),
    ("tests", tests),
    ("constants", generate::check_digests),
    ("proofs", prove::check),
    ("tables", || tables::run(&tables::Args { check: true })),
    ("instructions", || instructions::run(&instructions::Args { write: false })),
    ("digests", || check::oracle("digest", &[])),
    ("formats", formats::check),
    ("python", package::test),
    ("readme", || readme::run(SELF)),
];

pub fn run(args: &Args) -> Result<()> {
    if args.frameworks {
        return package::test_frameworks();
    }
    if args.ml {
        return ml::test();
    }
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
    for folder in ["crates", "xtask", "fuzz", "bench/native", "ml", "python/src"] {
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
    process::run(bare.args(deny))?;
    // Its workspace is its own, and its build a part of the wheel's.
    let mut extension = process::cargo(&["clippy", "--locked", "--manifest-path", "python/Cargo.toml"]);
    process::run(extension.args(deny).env("CARGO_TARGET_DIR", package::build_folder()))?;
    python_lints()
}

/// Ruff, of the version that ruff.toml names. Without Python or a network that is left to continuous integration.
fn python_lints() -> Result<()> {
    let root = process::root();
    let settings: toml::Table = std::fs::read_to_string(root.join("ruff.toml"))?.parse()?;
    let version = settings["required-version"].as_str().context("ruff.toml names no required-version")?;
    let python = match python::environment(&root.join("target/ruff"), &format!("ruff{version}\n"), "ruff") {
        Ok(python) => python,
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("   NOT CHECKED: Python's lints and format: {error:#}");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for arguments in [&["check", "--quiet"][..], &["format", "--check", "--quiet"]] {
        let mut ruff = std::process::Command::new(&python);
        process::run(ruff.args(["-m", "ruff"]).args(arguments).current_dir(&root))
            .context("run `target/ruff/bin/ruff check --fix` and `target/ruff/bin/ruff format`")?;
    }
    Ok(())
}

fn documentation() -> Result<()> {
    let mut doc = process::cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    process::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests() -> Result<()> {
    process::run(&mut process::cargo(&["test", "--workspace", "--all-features"]))
}
