//! proofs/proven.toml: what was proven, and about which inputs.

use std::{fmt::Write as _, fs};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::{expand::Input, script::Script};
use crate::{process, process::hexadecimal};

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

/// Puts these into the places of older ones, or at the end.
pub fn update(new: Vec<Proven>) -> Result<()> {
    let mut all = if process::root().join(FILE).exists() { read()? } else { Vec::new() };
    for proven in new {
        let same = |old: &&mut Proven| (&old.kernel, &old.arithmetic) == (&proven.kernel, &proven.arithmetic);
        match all.iter_mut().find(same) {
            Some(old) => *old = proven,
            None => all.push(proven),
        }
    }
    write(&all)
}

fn write(all: &[Proven]) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// An edit of a statement, of a table's number in it, and of a quoted line each make another digest.
    #[test]
    fn the_digest_is_of_statements_and_quotations() {
        let of = |statement: &str, line: &str| {
            let mut script = Script::default();
            script.parse(&format!("#= f.rs fn f\n#| {line}\n")).unwrap();
            let input = Input { label: "piece 1".to_owned(), text: statement.to_owned(), result: None };
            digest(&[input], &script)
        };
        let original = of("c = 1b-3;", "let y = x;");
        assert_eq!(original, of("c = 1b-3;", "let y = x;"));
        assert_ne!(original, of("c = 3b-3;", "let y = x;"));
        assert_ne!(original, of("c = 1b-3;", "let y = x + x;"));
    }

    #[test]
    fn a_written_line_is_read_back() {
        let text = "[[proven]]\nkernel = \"k\"\narithmetic = \"fused\"\nproven = \"2^-69\"\nused = \"2^-66\"\nby = \"3 theorems\"\n\
            sha256 = \"ab\"\n";
        let table: Table = text.parse().unwrap();
        let row = table["proven"][0].as_table().unwrap();
        let proven = one(row).unwrap();
        assert_eq!(
            (proven.kernel.as_str(), proven.used.as_str(), proven.sha256.as_str()),
            ("k", "2^-66", "ab")
        );
    }
}
