//! Data files of other programs (NumPy, pandas, `PyArrow`, polars, `ml_dtypes`), through `softplus eval` and back.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{process, python};

const FOLDER: &str = "crates/softplus-cli/tests/foreign";

/// Builds the command as the tests do, and runs the script with it.
pub fn check() -> Result<()> {
    let folder = process::root().join(FOLDER);
    let wanted = fs::read_to_string(folder.join("requirements.txt"))
        .with_context(|| format!("cannot read {FOLDER}/requirements.txt"))?;
    let python = python::environment(
        &process::target().join("formats"),
        &wanted,
        "NumPy, pandas, PyArrow and polars",
    )?;
    // The profile of the tests, which have built all of it already.
    process::run(&mut process::cargo(&[
        "build",
        "--profile",
        "test",
        "-p",
        "softplus-cli",
        "--all-features",
    ]))?;
    let program =
        process::target().join("debug").join(if cfg!(windows) { "softplus.exe" } else { "softplus" });
    process::run(Command::new(python).arg(folder.join("formats.py")).arg(program))
}
