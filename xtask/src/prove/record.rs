//! proofs/proven.toml: what was proven, and about which inputs.

use std::{fmt::Write as _, fs};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::{expand::Input, script::Script};
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
    /// What is proven of its error.
    pub proven: String,
    /// What its rounding test assumes of it.
    pub used: String,
    /// By how many theorems, or by trying how many inputs.
    pub by: String,
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
    Some(Proven {
        kernel: word("kernel")?,
        arithmetic: word("arithmetic")?,
        proven: word("proven")?,
        used: word("used")?,
        by: word("by")?,
        sha256: word("sha256")?,
    })
}

/// Writes the record.
pub fn write(all: &[Proven]) -> Result<()> {
    let mut text = String::from("# Written by `cargo xtask prove`; `cargo xtask test` checks the digests.\n");
    for Proven { kernel, arithmetic, proven, used, by, sha256 } in all {
        write!(
            text,
            "\n[[proven]]\nkernel = \"{kernel}\"\narithmetic = \"{arithmetic}\"\nproven = \"{proven}\"\n\
             used = \"{used}\"\nby = \"{by}\"\nsha256 = \"{sha256}\"\n"
        )?;
    }
    fs::write(process::root().join(FILE), text).with_context(|| format!("cannot write {FILE}"))
}

/// The digest of all that Gappa reads, and of the quotations.
pub fn digest(inputs: &[Input], script: &Script) -> String {
    let mut hash = Sha256::new();
    hash.update(script.quoted());
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
