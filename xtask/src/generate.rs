//! `cargo xtask gen`: constants from the scripts in proofs/.
//!
//! Sollya is not needed for building or testing: proofs/digests.toml holds the digests of the scripts and of what they
//! wrote, so that the tests see an edited constant, and a script that was changed and not run.

use std::{fmt::Write as _, fs, process::Command};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::{process, tools};

/// Each script and the file that it writes.
const GENERATED: [(&str, &str); 3] = [
    ("proofs/softplus/constants.sollya", "crates/softplus/src/kernel/constants.rs"),
    ("proofs/softplus/direct.sollya", "crates/softplus/src/kernel/softplus/tables.rs"),
    ("proofs/accurate/constants.sollya", "crates/softplus/src/accurate/constants.rs"),
];
const DIGESTS: &str = "proofs/digests.toml";

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
        one(script, target, args.check)?;
        println!("{target}: {}", if args.check { "is what its script writes" } else { "written" });
    }
    if args.check { check_digests() } else { write(DIGESTS, &digests()?) }
}

/// Fails if a script or what it wrote is not what was there when it ran.
pub fn check_digests() -> Result<()> {
    let (recorded, now) = (read(DIGESTS)?, digests()?);
    let changed = now.lines().find(|line| !recorded.lines().any(|known| known == *line));
    match changed {
        None => Ok(()),
        Some(line) => bail!("a constant or its script was edited: run `cargo xtask gen` (now {line})"),
    }
}

/// Whether a script writes this file.
pub fn writes(path: &std::path::Path) -> bool {
    GENERATED.iter().any(|(_, target)| path.ends_with(target))
}

fn one(script: &str, target: &str, check: bool) -> Result<()> {
    let text = process::output(Command::new("sollya").arg(script).current_dir(process::root()))?;
    // Sollya reports a failed assertion in its output and still succeeds.
    if text.contains("Error") || text.contains("Warning") || text.is_empty() {
        bail!(
            "{script} did not run cleanly: {}",
            text.lines().find(|line| line.contains("rror")).unwrap_or("")
        );
    }
    if !check {
        return write(target, &text);
    }
    ensure!(read(target)? == text, "{target} differs from what {script} writes: run `cargo xtask gen`");
    Ok(())
}

/// One line for each script and each generated file.
fn digests() -> Result<String> {
    let mut lines = String::from("# SHA-256 of the scripts and of what they wrote; by `cargo xtask gen`.\n");
    for path in GENERATED.iter().flat_map(|(script, target)| [script, target]) {
        writeln!(lines, "\"{path}\" = \"{}\"", process::hexadecimal(&Sha256::digest(read(path)?)))?;
    }
    Ok(lines)
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(process::root().join(path)).with_context(|| format!("cannot read {path}"))
}

fn write(path: &str, text: &str) -> Result<()> {
    fs::write(process::root().join(path), text).with_context(|| format!("cannot write {path}"))
}
