//! The results of a run, as bench/harness writes them.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The layout of the files that this reads.
const FORMAT: u32 = 1;

/// One file: everything that one run found on one machine.
#[derive(Deserialize)]
pub struct Results {
    format: u32,
    pub machine: Machine,
    pub load: f64,
    pub date: String,
    pub commit: String,
    pub command: String,
    pub versions: BTreeMap<String, String>,
    pub kinds: Vec<Kind>,
    pub rivals: Vec<Rival>,
    pub cells: Vec<Cell>,
    pub checks: Vec<Check>,
    pub missing: Vec<Missing>,
    /// Rivals that work in more than one thread where each is told to use one; all share one CPU then.
    pub threads: Vec<Threads>,
    /// Which of their variants libraries chose for this CPU.
    pub choices: Vec<String>,
    /// The family's functions; files from before they were measured have none.
    #[serde(default)]
    pub family: Vec<Function>,
}

/// What was found about a function of the family.
#[derive(Deserialize)]
pub struct Function {
    #[serde(rename = "function")]
    pub name: String,
    /// What it was measured on, in words.
    pub inputs: String,
    pub rivals: Vec<Rival>,
    pub cells: Vec<Cell>,
    pub missing: Vec<Missing>,
}

/// A kind of inputs, in words.
#[derive(Deserialize)]
pub struct Kind {
    pub kind: String,
    pub inputs: String,
}

#[derive(Deserialize)]
pub struct Threads {
    pub rival: String,
    pub threads: u32,
}

#[derive(Deserialize)]
pub struct Machine {
    pub slug: String,
    pub cpu: String,
    pub cores: usize,
    pub flags: Vec<String>,
    pub levels: Vec<String>,
    pub memory_gib: Option<u64>,
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    pub os: String,
}

#[derive(Deserialize)]
pub struct Rival {
    #[serde(rename = "rival")]
    pub key: String,
    pub label: String,
    pub role: Role,
}

/// What a row is, in the order of the tables.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Ours,
    Level,
    Yardstick,
    Rival,
}

/// Rivals that were timed side by side.
#[derive(Deserialize)]
pub struct Cell {
    pub mode: String,
    pub dtype: String,
    pub kind: String,
    pub size: u64,
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
pub struct Row {
    pub rival: String,
    pub median: f64,
    pub minimum: f64,
    pub spread: f64,
    pub parallel: Option<f64>,
    #[serde(flatten)]
    pub error: Option<Error>,
}

/// A rival's results compared with ours.
#[derive(Deserialize, Clone, Copy)]
pub struct Error {
    pub max_ulp: Ulps,
    pub misrounded: f64,
    pub at: Option<f64>,
}

/// The largest error, or what came in place of a finite result.
#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(from = "serde_json::Value")]
pub enum Ulps {
    Finite(f64),
    Infinite,
    NotANumber,
}

impl From<serde_json::Value> for Ulps {
    fn from(value: serde_json::Value) -> Self {
        match value.as_f64() {
            Some(number) => Self::Finite(number),
            None if value == "inf" => Self::Infinite,
            None => Self::NotANumber,
        }
    }
}

/// All rivals' results over a type's whole range.
#[derive(Deserialize)]
pub struct Check {
    pub dtype: String,
    pub inputs: String,
    pub count: u64,
    pub rows: Vec<CheckRow>,
}

#[derive(Deserialize)]
pub struct CheckRow {
    pub rival: String,
    #[serde(flatten)]
    pub error: Error,
}

#[derive(Deserialize)]
pub struct Missing {
    pub rival: String,
    pub dtype: String,
    pub reason: String,
}

impl Results {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut results: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a file of results", path.display()))?;
        ensure!(
            results.format == FORMAT,
            "{} has format {}, this xtask reads {FORMAT}: run `cargo xtask bench` again",
            path.display(),
            results.format
        );
        results.rivals.sort_by_key(|rival| rival.role);
        Ok(results)
    }

    pub fn cell(&self, mode: &str, dtype: &str, kind: &str, size: u64) -> Option<&Cell> {
        self.cells.iter().find(|cell| {
            (cell.mode.as_str(), cell.dtype.as_str(), cell.kind.as_str(), cell.size)
                == (mode, dtype, kind, size)
        })
    }

    /// A rival's error over the type's whole range.
    pub fn check(&self, dtype: &str, rival: &str) -> Option<Error> {
        let check = self.checks.iter().find(|check| check.dtype == dtype)?;
        check.rows.iter().find(|row| row.rival == rival).map(|row| row.error)
    }

    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        label(&self.rivals, key)
    }
}

pub fn label<'a>(rivals: &'a [Rival], key: &'a str) -> &'a str {
    rivals.iter().find(|rival| rival.key == key).map_or(key, |rival| &rival.label)
}

impl Cell {
    pub fn row(&self, rival: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.rival == rival)
    }

    /// Nanoseconds per element.
    pub fn time(&self, rival: &str) -> Option<f64> {
        self.row(rival).map(|row| row.median)
    }

    /// How many times as long as the other one it takes.
    pub fn ratio(&self, rival: &str, to: &str) -> Option<f64> {
        Some(self.time(rival)? / self.time(to)?)
    }
}
