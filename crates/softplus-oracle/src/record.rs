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

/// The whole record.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When the last entry was verified.
    pub date: String,
    /// The machine that verified it.
    pub machine: String,
    /// One entry for each function and type.
    pub entry: Vec<Entry>,
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

    /// Writes the record.
    pub fn write(&self) -> Result<()> {
        const HEADER: &str = "# Written by `cargo xtask check --exhaustive --write`; checked by `cargo xtask test`.\n\
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
    pub fn put(&mut self, entry: Entry) {
        self.entry.retain(|old| (&old.function, &old.dtype) != (&entry.function, &entry.dtype));
        self.entry.push(entry);
    }
}

/// The processor's name and count of cores, as far as the system tells.
#[must_use]
pub fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", name.unwrap_or("unknown processor"))
}
