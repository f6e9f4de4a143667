//! Python environments: the rivals', and the linter's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// The versions of Python that all rivals and the linter have packages for.
const OLDEST: (u32, u32) = (3, 11);
const NEWEST: (u32, u32) = (3, 13);

/// The Python of the environment in `folder` with these packages, in the form of requirements.txt, called `what`. It is
/// made where it is missing, and made anew where its requirements have changed.
pub fn environment(folder: &Path, wanted: &str, what: &str) -> Result<PathBuf> {
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last: an environment without it is unfinished, and pip goes on where it was.
    let stamp = folder.join("requirements.installed");
    let installed = fs::read_to_string(&stamp).ok();
    if python.exists() && installed.as_deref() == Some(wanted) {
        return Ok(python);
    }
    let base = interpreter()?;
    if !python.exists() || installed.is_some() {
        let mut venv = Command::new(&base);
        process::run(venv.args(["-m", "venv", "--clear"]).arg(folder)).with_context(|| {
            format!(
                "{base} cannot make an environment in {}; Debian has this in `python3-venv`",
                folder.display()
            )
        })?;
    }
    println!("installing {what} into {}", folder.display());
    let requirements = folder.join("requirements.txt");
    write(&requirements, wanted)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run(pip.arg(&requirements)).with_context(|| {
        format!(
            "pip could not install {what}: see its lines above. It needs a network with PyPI, and room on the disk; \
             run this again and it goes on where it was"
        )
    })?;
    write(&stamp, wanted)?;
    Ok(python)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// A Python of a supported version.
fn interpreter() -> Result<String> {
    let named = std::env::var("PYTHON").ok();
    let candidates = named.map_or_else(
        || ["python3", "python3.13", "python3.12", "python3.11", "python"].map(String::from).to_vec(),
        |name| vec![name],
    );
    let mut seen = Vec::new();
    for name in &candidates {
        match version(name) {
            Some(version) if (OLDEST..=NEWEST).contains(&version) => return Ok(name.clone()),
            Some((major, minor)) => seen.push(format!("{name} is {major}.{minor}")),
            None => {}
        }
    }
    let (oldest, newest) = (format!("{}.{}", OLDEST.0, OLDEST.1), format!("{}.{}", NEWEST.0, NEWEST.1));
    ensure!(
        !seen.is_empty(),
        "no Python found ({}): install Python {oldest} to {newest}, or name it in the environment variable PYTHON",
        candidates.join(", ")
    );
    bail!(
        "Python {oldest} to {newest} is needed, and {}: name another one in the environment variable PYTHON",
        seen.join(", ")
    )
}

/// Its version, if it can be started.
fn version(python: &str) -> Option<(u32, u32)> {
    let code = "import sys; print(sys.version_info[0], sys.version_info[1])";
    let output =
        Command::new(python).args(["-c", code]).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
