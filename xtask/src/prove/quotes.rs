//! Quotations: each script repeats the functions that it is about, line by line, and fails when they differ.

use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// An item of a source file, and its lines as the script has them.
#[derive(Debug)]
pub struct Quote {
    /// The source file.
    pub file: String,
    /// `fn name` or `const NAME`.
    pub item: String,
    /// The item's lines without comments.
    pub lines: Vec<String>,
}

impl Quote {
    /// The head of a quotation: `FILE fn NAME`.
    pub fn new(header: &str) -> Result<Self> {
        let (file, item) = header.split_once(' ').context("a quotation names a file and an item")?;
        Ok(Self { file: file.to_owned(), item: item.trim().to_owned(), lines: Vec::new() })
    }

    /// Fails if the source has other lines.
    pub fn check(&self) -> Result<()> {
        let path = process::root().join(&self.file);
        let source = fs::read_to_string(&path).with_context(|| format!("cannot read {}", self.file))?;
        self.check_in(&source)
    }

    fn check_in(&self, source: &str) -> Result<()> {
        let there = item(source, &self.item).with_context(|| format!("in {}", self.file))?;
        for (quoted, line) in self.lines.iter().zip(&there) {
            ensure!(
                bare(quoted) == bare(line),
                "{} `{}` was edited: the proof quotes\n    {quoted}\nand the source has\n    {line}\nChange the \
                 proof's statement with its quotation, and run `cargo xtask prove`",
                self.file,
                self.item
            );
        }
        ensure!(
            self.lines.len() == there.len(),
            "{} `{}`: the proof quotes {} lines, the source has {}",
            self.file,
            self.item,
            self.lines.len(),
            there.len()
        );
        Ok(())
    }
}

/// A line without its item's visibility.
fn bare(line: &str) -> &str {
    let visibilities = ["pub(crate) ", "pub(super) ", "pub "];
    visibilities.iter().find_map(|visibility| line.strip_prefix(visibility)).unwrap_or(line)
}

/// The lines of a function, trait method or constant, without comments and attributes; `OUTER / NAME` is the first such
/// item from the line on that OUTER begins.
fn item(source: &str, name: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut lines = source.lines();
    let starts = |line: &str, name: &str| {
        let Some(at) = line.find(name) else { return false };
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        let visible = ["", "pub ", "pub(crate) ", "pub(super) "];
        let bare = before.trim_start().trim_end_matches("const ").trim_end_matches("static ");
        visible.contains(&bare) && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
    };
    let mut first = "";
    for name in name.split(" / ") {
        let found = lines.by_ref().find(|line| starts(line, name));
        first = found.with_context(|| format!("there is no `{name}`"))?;
    }
    let code = |line: &str| line.split("//").next().unwrap_or_default().trim().to_owned();
    let indent = &first[..first.len() - first.trim_start().len()];
    let one_line = code(first).ends_with([';', '}']);
    let ends = ["}", "};", "];"].map(|end| format!("{indent}{end}"));
    for line in std::iter::once(first).chain(lines) {
        let code = code(line);
        if !code.is_empty() && !code.starts_with("#[") {
            found.push(code);
        }
        if one_line || ends.iter().any(|end| line == end) {
            return Ok(found);
        }
    }
    bail!("`{name}` has no end")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "const A: f64 = 1.0; // why\n\n#[inline]\nfn f(x: f64) -> f64 {\n    // why\n    let y = x;\n    if y > 1.0 {\n        y\n    } else {\n        x\n    }\n}\n";

    fn quote(item: &str, lines: &[&str]) -> Quote {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        Quote { file: "f.rs".to_owned(), item: item.to_owned(), lines }
    }

    #[test]
    fn an_exact_quotation_passes() {
        quote("const A", &["const A: f64 = 1.0;"]).check_in(SOURCE).unwrap();
        let lines = ["fn f(x: f64) -> f64 {", "let y = x;", "if y > 1.0 {", "y", "} else {", "x", "}", "}"];
        quote("fn f", &lines).check_in(SOURCE).unwrap();
    }

    #[test]
    fn an_item_of_an_implementation_is_found() {
        let source = "trait F {\n    fn f(self);\n}\nimpl F for A {\n    fn f(self) {}\n}\nimpl F for B {\n    fn g(self) {}\n    fn f(self) {\n        g();\n    }\n}\n";
        quote("impl F for A / fn f", &["fn f(self) {}"]).check_in(source).unwrap();
        quote("impl F for B / fn f", &["fn f(self) {", "g();", "}"]).check_in(source).unwrap();
        assert!(quote("impl F for C / fn f", &["fn f(self) {}"]).check_in(source).is_err());
    }

    #[test]
    fn an_edited_line_an_added_one_and_a_missing_item_are_seen() {
        let lines = ["fn f(x: f64) -> f64 {", "let y = x;", "if y > 1.0 {", "y", "} else {", "x", "}", "}"];
        let edited = SOURCE.replace("let y = x;", "let y = x + x;");
        let error = quote("fn f", &lines).check_in(&edited).unwrap_err().to_string();
        assert!(error.contains("let y = x + x;"), "{error}");
        let added = SOURCE.replace("    }\n}", "    };\n    x * y\n}");
        assert!(quote("fn f", &lines).check_in(&added).is_err());
        assert!(quote("fn f", &lines[..7]).check_in(SOURCE).is_err());
        assert!(quote("fn g", &lines).check_in(SOURCE).is_err());
        assert!(quote("const A", &["const A: f64 = 1.5;"]).check_in(SOURCE).is_err());
    }
}
