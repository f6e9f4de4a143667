//! proofs/proven.toml: what was proven, and about which inputs.

use std::{fmt::Write as _, fs};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::expand::Input;
use crate::process;

const FILE: &str = "proofs/proven.toml";

/// A kernel's bound, for one kind of arithmetic.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_field_names, reason = "the names are the record's keys")]
pub struct Proven {
    /// The kernel.
    pub kernel: String,
    /// `fused` or `unfused`.
    pub arithmetic: String,
    /// log₂ of the proven relative error.
    pub log2_proven: f64,
    /// log₂ of the bound that the rounding test uses.
    pub log2_used: f64,
    /// How many theorems Gappa proved.
    pub theorems: usize,
    /// SHA-256 of all that Gappa read.
    pub sha256: String,
}

/// The committed record.
pub fn read() -> Result<Vec<Proven>> {
    let text =
        fs::read_to_string(process::root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let table: Table = text.parse().with_context(|| format!("{FILE} is damaged"))?;
    let rows =
        table.get("proven").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    rows.map(|row| one(row).with_context(|| format!("{FILE} is damaged"))).collect()
}

fn one(row: &Table) -> Option<Proven> {
    let word = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| row.get(key).and_then(Value::as_float);
    Some(Proven {
        kernel: word("kernel")?,
        arithmetic: word("arithmetic")?,
        log2_proven: number("log2_proven")?,
        log2_used: number("log2_used")?,
        theorems: row.get("theorems").and_then(Value::as_integer)? as usize,
        sha256: word("sha256")?,
    })
}

/// Writes the record.
pub fn write(all: &[Proven]) -> Result<()> {
    let mut text = String::from("# Written by `cargo xtask prove`; `cargo xtask test` checks the digests.\n");
    for Proven { kernel, arithmetic, log2_proven, log2_used, theorems, sha256 } in all {
        write!(
            text,
            "\n[[proven]]\nkernel = \"{kernel}\"\narithmetic = \"{arithmetic}\"\nlog2_proven = {log2_proven:.2}\n\
             log2_used = {log2_used:.2}\ntheorems = {theorems}\nsha256 = \"{sha256}\"\n"
        )?;
    }
    fs::write(process::root().join(FILE), text).with_context(|| format!("cannot write {FILE}"))
}

/// The digest of all inputs.
pub fn digest(inputs: &[Input]) -> String {
    let mut hash = Sha256::new();
    for input in inputs {
        hash.update(&input.label);
        hash.update(&input.text);
    }
    hexadecimal(&hash.finalize())
}

/// Bytes as digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}"); // a String takes everything
    }
    digits
}
