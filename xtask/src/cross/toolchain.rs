//! A standard library for a target: installed, installed now, or built from its source.

use std::{
    fs, io, iter,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::{process, tools};

/// How cargo compiles for the target.
pub enum Toolchain {
    /// The compiler in use has the target.
    Installed,
    /// The programs in this folder find the standard library's source.
    FromSource { programs: PathBuf },
}

impl Toolchain {
    /// The target's; from `source` if it is given.
    pub fn of(target: &str, source: Option<&Path>) -> Result<Self> {
        if source.is_none() && (is_installed(target)? || is_added(target)) {
            return Ok(Self::Installed);
        }
        let version = version()?;
        let archive = match source {
            Some(file) => file.to_path_buf(),
            None => process::root().join(format!("../shared/toolchain/rust-{version}-library.tar.xz")),
        };
        let tried = if source.is_some() {
            String::new()
        } else {
            format!("{target} is not installed, and `rustup target add {target}` did not install it; ")
        };
        ensure!(
            archive.is_file(),
            "{tried}there is no source of the standard library at {} (`--std-source FILE`)",
            archive.display()
        );
        println!("{target}: the standard library is built from {}", archive.display());
        let sysroot =
            copy_of_sysroot(&version, &archive).context("preparing the standard library's source")?;
        Ok(Self::FromSource { programs: sysroot.join("bin") })
    }

    /// Makes the cargo command use it; the program needs the whole standard library or only the core.
    pub fn apply(&self, command: &mut Command, whole: bool) -> Result<()> {
        if let Self::FromSource { programs } = self {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let path =
                std::env::join_paths(iter::once(programs.clone()).chain(std::env::split_paths(&path)))?;
            // -Zbuild-std is not stable; the compiler's version is pinned.
            let libraries = if whole { "-Zbuild-std" } else { "-Zbuild-std=core" };
            command.arg(libraries).env("RUSTC_BOOTSTRAP", "1").env("PATH", path);
            // These are rustup's, and lead back to its own toolchain.
            command.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
        }
        Ok(())
    }
}

fn rustc(words: &[&str]) -> Result<String> {
    let mut command = Command::new("rustc");
    Ok(process::output(command.args(words).current_dir(process::root()))?.trim().to_owned())
}

/// "1.95.0".
fn version() -> Result<String> {
    let text = rustc(&["--version"])?;
    text.split(' ').nth(1).map(str::to_owned).with_context(|| format!("`rustc --version` says {text:?}"))
}

fn is_installed(target: &str) -> Result<bool> {
    let folder = rustc(&["--print", "target-libdir", "--target", target])?;
    let core = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with("libcore-");
    Ok(fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| core(&entry))))
}

/// Whether rustup installs it now.
fn is_added(target: &str) -> bool {
    if !tools::exists("rustup") {
        return false;
    }
    println!("rustup target add {target}");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", target]).current_dir(process::root()).stdout(Stdio::null());
    rustup.status().is_ok_and(|status| status.success()) && is_installed(target).unwrap_or(false)
}

/// The compiler in use with the source at the place where cargo looks for it. The toolchain itself is not changed.
fn copy_of_sysroot(version: &str, archive: &Path) -> Result<PathBuf> {
    let copy = process::target().join("cross").join(format!("rust-{version}"));
    let complete = copy.join("complete");
    if complete.exists() {
        return Ok(copy);
    }
    let sysroot = PathBuf::from(rustc(&["--print", "sysroot"])?);
    for part in ["bin", "lib"] {
        link_or_copy(&sysroot.join(part), &copy.join(part))?;
    }
    let source = copy.join("lib/rustlib/src/rust");
    fs::create_dir_all(&source)?;
    let mut tar = Command::new("tar");
    process::run(tar.arg("-xJf").arg(archive).arg("-C").arg(&source))?;
    ensure!(
        source.join("library/core/Cargo.toml").is_file(),
        "{} does not hold the folder `library`",
        archive.display()
    );
    fs::write(complete, "")?;
    Ok(copy)
}

/// Files are linked where the file system can, which takes no space.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            link_or_copy(&path, &target)?;
        } else if !target.exists() && fs::hard_link(&path, &target).is_err() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
