//! The adapters for burn and candle, and the networks that use them: a workspace of its own, with a build of its own.

use std::{process::Command, time::Instant};

use anyhow::{Context, Result};

use crate::{process, tools};

type Step = (&'static str, &'static [&'static str]);

/// Tests and programs have one profile, so that burn is compiled once.
const STEPS: [Step; 3] = [
    ("lints", &["clippy", "--workspace", "--all-targets", "--release", "--", "-D", "warnings"]),
    ("documentation", &["doc", "--workspace", "--no-deps", "--release"]),
    ("tests", &["test", "--workspace", "--release"]),
];

/// Lints, documentation and tests.
pub fn test() -> Result<()> {
    // The tests ask MPFR.
    tools::install_missing()?;
    let start = Instant::now();
    for (number, (name, arguments)) in STEPS.iter().enumerate() {
        println!("── {}/{} {name}", number + 1, STEPS.len());
        let begin = Instant::now();
        process::run(&mut cargo(arguments)).with_context(|| format!("step `{name}` of ml/"))?;
        println!("   {name}: {:.0} s", begin.elapsed().as_secs_f64());
    }
    println!("all passed in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// `cargo` in ml/, with the versions of its lock file.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = process::cargo(&arguments[..1]);
    command
        .args(["--locked"])
        .args(&arguments[1..])
        .current_dir(process::root().join("ml"))
        .env("CARGO_TARGET_DIR", process::target().join("ml-build"))
        .env("RUSTDOCFLAGS", "-D warnings");
    command
}
