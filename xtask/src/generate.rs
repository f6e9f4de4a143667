//! `cargo xtask gen`: constants from the scripts in proofs/.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{process, tools};

/// Each script and the file that it writes.
const GENERATED: [(&str, &str); 2] = [
    ("proofs/softplus/constants.sollya", "crates/softplus/src/kernel/constants.rs"),
    ("proofs/accurate/constants.sollya", "crates/softplus/src/accurate/constants.rs"),
];

/// Options of `gen`.
#[derive(clap::Args)]
pub struct Args {
    /// Change nothing; fail if a file differs from what its script writes.
    #[arg(long)]
    check: bool,
}

pub fn run(args: &Args) -> Result<()> {
    if !tools::exists("sollya") {
        bail!(
            "Sollya is missing: install the Debian package `sollya` (the build and the tests do not need it)"
        );
    }
    for (script, target) in GENERATED {
        one(script, &process::root().join(target), args.check)?;
        println!("{target}: {}", if args.check { "is what its script writes" } else { "written" });
    }
    Ok(())
}

fn one(script: &str, target: &Path, check: bool) -> Result<()> {
    let text = process::output(Command::new("sollya").arg(script).current_dir(process::root()))?;
    // Sollya reports a failed assertion in its output and still succeeds.
    if text.contains("Error") || text.contains("Warning") || text.is_empty() {
        bail!(
            "{script} did not run cleanly: {}",
            text.lines().find(|line| line.contains("rror")).unwrap_or("")
        );
    }
    if !check {
        return fs::write(target, text).with_context(|| format!("cannot write {}", target.display()));
    }
    let current = fs::read_to_string(target).with_context(|| format!("cannot read {}", target.display()))?;
    if current != text {
        bail!("{} differs from what {script} writes: run `cargo xtask gen`", target.display());
    }
    Ok(())
}
