//! The files of the comparison: what the harness writes, what the command says, and what is kept of both.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What bench/harness/conformance.py writes.
#[derive(Deserialize)]
pub struct Outputs {
    pub machine: String,
    pub date: String,
    pub rivals: Vec<Rival>,
}

#[derive(Deserialize)]
pub struct Rival {
    pub function: String,
    #[serde(rename = "rival")]
    pub key: String,
    pub label: String,
    pub package: String,
    pub version: String,
    /// Types that it has not, and why.
    pub missing: BTreeMap<String, String>,
}

/// All judgements of one machine.
#[derive(Serialize, Deserialize)]
pub struct Judged {
    pub machine: String,
    pub date: String,
    pub commit: String,
    pub findings: Vec<Finding>,
}

/// One implementation of one function in one type.
#[derive(Serialize, Deserialize)]
pub struct Finding {
    pub function: String,
    pub rival: String,
    pub label: String,
    pub package: String,
    pub version: String,
    pub dtype: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// The parts of `softplus conformance check --format json` that are kept.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub cases: usize,
    pub wrong_beyond_ulp: f64,
    pub verdict: String,
    pub accuracy: Accuracy,
    pub modes: Vec<Mode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexplained: Option<Unexplained>,
    #[serde(default)]
    pub notes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub struct Accuracy {
    /// A number, or "inf".
    pub max_ulp: Value,
    pub max_finite_ulp: f64,
    pub misrounded: usize,
}

#[derive(Serialize, Deserialize)]
pub struct Mode {
    pub id: String,
    pub meaning: String,
    pub summary: String,
    pub explains: usize,
    #[serde(deserialize_with = "first")]
    pub samples: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
pub struct Unexplained {
    pub count: usize,
    pub max_ulp: Value,
    #[serde(deserialize_with = "first")]
    pub worst: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
pub struct Case {
    pub input: Vec<String>,
    pub got: String,
    pub exact: String,
}

/// Only one of the cases is kept.
fn first<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Case>, D::Error> {
    let mut cases = Vec::<Case>::deserialize(deserializer)?;
    cases.truncate(1);
    Ok(cases)
}

impl Judged {
    /// A line for each finding, so that a change of one is a change of one line.
    pub fn json(&self) -> Result<String> {
        let head = |name: &str, text: &str| {
            Ok::<_, anyhow::Error>(format!(" {name:?}: {},\n", serde_json::to_string(text)?))
        };
        let lines = self.findings.iter().map(|finding| Ok(format!("  {}", serde_json::to_string(finding)?)));
        let lines = lines.collect::<Result<Vec<_>>>()?.join(",\n");
        let about =
            [head("machine", &self.machine)?, head("date", &self.date)?, head("commit", &self.commit)?];
        Ok(format!("{{\n{} \"findings\": [\n{lines}\n ]\n}}\n", about.concat()))
    }
}
