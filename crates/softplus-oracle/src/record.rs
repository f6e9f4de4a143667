//! The committed results of complete runs: crates/softplus/digests.toml.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// One function and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The function's name.
    pub function: String,
    /// The type's name.
    pub dtype: String,
    /// How many results the digest covers.
    pub inputs: u64,
    /// How many of them were compared with MPFR, directly or by monotonicity, and are exact.
    pub verified: u64,
    /// The digest of the results.
    pub sha256: String,
}

/// A comparison with MPFR that does not cover all inputs of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The function's name.
    pub function: String,
    /// Which inputs.
    pub inputs: String,
    /// How many.
    pub count: u64,
    /// How many results were not the correctly rounded ones.
    pub misrounded: u64,
}

/// The largest relative error of a fast kernel, measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FastError {
    /// The function's name.
    pub function: String,
    /// The kernel.
    pub kernel: String,
    /// Random inputs of each backend.
    pub count: u64,
    /// log2 of the largest relative error.
    pub log2_error: f64,
    /// log2 of the bound that the rounding test uses.
    pub log2_bound: f64,
}

/// The whole record.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The machine that wrote last.
    pub machine: String,
    /// The commit that it was at.
    pub commit: String,
    /// One entry for each function and type.
    pub entry: Vec<Entry>,
    /// Comparisons of chosen and random inputs.
    #[serde(default)]
    pub comparison: Vec<Comparison>,
    /// The fast phase by itself.
    #[serde(default)]
    pub fast_error: Vec<FastError>,
}

impl Record {
    fn path() -> PathBuf {
        crate::root().join("crates/softplus/digests.toml")
    }

    /// The committed record; empty if there is none.
    pub fn read() -> Result<Self> {
        let path = Self::path();
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// Changes the committed record.
    pub fn update(change: impl FnOnce(&mut Self)) -> Result<()> {
        let mut record = Self::read()?;
        change(&mut record);
        record.machine = machine();
        record.commit = commit();
        record.write()
    }

    fn write(&self) -> Result<()> {
        const HEADER: &str = "# Written by `cargo xtask check … --write`; the digests are checked by `cargo xtask test`.\n\
            # sha256: over the results, little-endian, in the order of the inputs' encodings (f64: of the random inputs\n\
            # that the oracle describes), with one encoding for every NaN.\n\n";
        fs::write(Self::path(), HEADER.to_owned() + &toml::to_string(self)?)
            .context("cannot write digests.toml")
    }

    /// The entry of a function and type.
    #[must_use]
    pub fn find(&self, function: &str, dtype: &str) -> Option<&Entry> {
        self.entry.iter().find(|entry| entry.function == function && entry.dtype == dtype)
    }

    /// Puts the entry in the place of an older one.
    pub fn put_entry(&mut self, new: Entry) {
        self.entry.retain(|old| (&old.function, &old.dtype) != (&new.function, &new.dtype));
        self.entry.push(new);
    }

    /// Puts the comparison in the place of an older one.
    pub fn put_comparison(&mut self, new: Comparison) {
        self.comparison.retain(|old| (&old.function, &old.inputs) != (&new.function, &new.inputs));
        self.comparison.push(new);
    }

    /// Puts the error in the place of an older one.
    pub fn put_fast_error(&mut self, new: FastError) {
        self.fast_error.retain(|old| (&old.function, &old.kernel) != (&new.function, &new.kernel));
        self.fast_error.push(new);
    }
}

/// The commit that is checked out, with a mark if files differ from it.
fn commit() -> String {
    let describe = ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"];
    let output = std::process::Command::new("git").args(describe).current_dir(crate::root()).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

/// The processor's name and count of cores, as far as the system tells.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", name.unwrap_or("unknown processor"))
}
