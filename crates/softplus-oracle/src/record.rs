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
    /// Every how many-th encoding is an input; 1 where it is not said.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub stride: u64,
    /// How many results the digest covers.
    pub inputs: u64,
    /// How many of them were compared with MPFR, directly or by monotonicity, and are exact.
    pub verified: u64,
    /// The digest of the results.
    pub sha256: String,
}

const fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_one(stride: &u64) -> bool {
    *stride == 1
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

/// A level on another kind of machine, compared with MPFR from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignLevel {
    /// The function's name.
    pub function: String,
    /// The kind of machine.
    pub machine: String,
    /// The level's name.
    pub level: String,
    /// What ran it.
    pub ran_by: String,
    /// How many inputs were compared with MPFR.
    pub count: u64,
    /// How many results were not the correctly rounded ones.
    pub misrounded: u64,
    /// The digest of its results on every [`STRIDE`](crate::digest::STRIDE)-th f32.
    pub sha256: String,
    /// The commit that ran.
    pub commit: String,
}

/// The whole record.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The machine that wrote last.
    pub machine: String,
    /// The commit that it was at.
    pub commit: String,
    /// One entry for each function and type.
    pub entry: Vec<Entry>,
    /// Comparisons of chosen and random inputs.
    pub comparison: Vec<Comparison>,
    /// The fast phase by itself.
    pub fast_error: Vec<FastError>,
    /// Levels that this kind of machine does not have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub foreign_level: Vec<ForeignLevel>,
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
            # that the oracle describes), with one encoding for every NaN; of every stride-th encoding where there is a\n\
            # stride. foreign_level: written by `cargo xtask cross --write`.\n\n";
        fs::write(Self::path(), HEADER.to_owned() + &toml::to_string(self)?)
            .context("cannot write digests.toml")
    }

    /// The entry of a function, type and stride.
    #[must_use]
    pub fn find(&self, function: &str, dtype: &str, stride: u64) -> Option<&Entry> {
        let wanted = (function, dtype, stride);
        self.entry.iter().find(|entry| (&*entry.function, &*entry.dtype, entry.stride) == wanted)
    }

    /// Puts the entry in the place of an older one.
    pub fn put_entry(&mut self, new: Entry) {
        self.entry
            .retain(|old| (&old.function, &old.dtype, old.stride) != (&new.function, &new.dtype, new.stride));
        self.entry.push(new);
    }

    /// Puts the outcome of a level in the place of an older one.
    pub fn put_foreign_level(&mut self, new: ForeignLevel) {
        let key = |row: &ForeignLevel| (row.function.clone(), row.machine.clone(), row.level.clone());
        self.foreign_level.retain(|old| key(old) != key(&new));
        self.foreign_level.push(new);
        self.foreign_level.sort_by_key(key);
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

/// The commit that is checked out, with a mark if the sources differ from it.
#[must_use]
pub fn commit() -> String {
    let git = |arguments: &[&str]| {
        std::process::Command::new("git").args(arguments).current_dir(crate::root()).output()
    };
    let head = git(&["rev-parse", "--short=12", "HEAD"]).map(|output| output.stdout).unwrap_or_default();
    let sources = ["diff", "--quiet", "HEAD", "--", "crates/softplus/src", "crates/softplus-oracle/src"];
    let clean = git(&sources).is_ok_and(|output| output.status.success());
    String::from_utf8_lossy(&head).trim().to_owned() + if clean { "" } else { " with changes" }
}

/// The processor's name and count of cores, as far as the system tells.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", name.unwrap_or("unknown processor"))
}
