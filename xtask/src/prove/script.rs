//! Reads the proof scripts: proofs/README.md describes their form.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail, ensure};

use super::quotes::Quote;
use crate::process;

/// A script: what it quotes from the kernel, and what it states about it.
#[derive(Debug, Default)]
pub struct Script {
    /// Quoted functions and constants.
    pub quotes: Vec<Quote>,
    /// The one that is being quoted.
    current: usize,
    /// Shared texts, `$NAME` in the theorems.
    pub values: BTreeMap<String, String>,
    /// Steps that occur more than once.
    pub macros: BTreeMap<String, Macro>,
    /// What is proven.
    pub theorems: Vec<Theorem>,
}

/// A sequence of statements with parameters, `%name` in them.
#[derive(Debug, Clone)]
pub struct Macro {
    /// The parameters' names.
    pub parameters: Vec<String>,
    /// The statements.
    pub body: Vec<String>,
}

/// One Gappa input, or one for each member of a family.
#[derive(Debug)]
pub struct Theorem {
    /// Its name within the script.
    pub name: String,
    /// The family of its instances, if there is more than one.
    pub family: Option<String>,
    /// Whether it is about fused or about unfused arithmetic only.
    pub only: Option<Arithmetic>,
    /// The statements.
    pub body: Vec<String>,
}

/// How a multiply-add rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// Once.
    Fused,
    /// The product, and then the sum.
    Unfused,
}

impl Arithmetic {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fused, Self::Unfused];

    /// The word for it in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Unfused => "unfused",
        }
    }
}

impl Script {
    /// The files together, as if they were one.
    pub fn read(files: &[&str]) -> Result<Self> {
        let mut script = Self::default();
        for file in files {
            let path = process::root().join(file);
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
            script.parse(&text).with_context(|| format!("in {file}"))?;
        }
        Ok(script)
    }

    /// All quotations.
    pub fn quoted(&self) -> String {
        let quote = |quote: &Quote| format!("{} {}\n{}\n", quote.file, quote.item, quote.lines.join("\n"));
        self.quotes.iter().map(quote).collect()
    }

    /// Adds what the text holds.
    pub fn parse(&mut self, text: &str) -> Result<()> {
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let at = || format!("line {}: {line}", number + 1);
            if line.starts_with("#= ") || line.starts_with("#| ") {
                self.quote(line).with_context(at)?;
            } else if let Some(rest) = line.strip_prefix("value ") {
                let (name, value) = rest.trim_end_matches(';').split_once(" = ").with_context(at)?;
                ensure!(self.values.insert(name.to_owned(), value.to_owned()).is_none(), at());
            } else if line.starts_with("macro ") || line.starts_with("theorem ") {
                let block = lines.by_ref().take_while(|(_, line)| *line != "}").map(|(_, line)| line);
                let body = self.statements(block).with_context(at)?;
                self.block(line.trim_end_matches('{').trim(), body).with_context(at)?;
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                bail!("not understood: {}", at());
            }
        }
        Ok(())
    }

    /// The statements of a block, each ending in a semicolon at the end of a line; quotes stand between them.
    fn statements<'a>(&mut self, lines: impl Iterator<Item = &'a str>) -> Result<Vec<String>> {
        let mut statements = Vec::new();
        let mut open = String::new();
        for line in lines.map(str::trim) {
            if line.starts_with("#= ") || line.starts_with("#| ") {
                self.quote(line)?;
            } else if !line.starts_with('#') && !line.is_empty() {
                open = if open.is_empty() { line.to_owned() } else { open + " " + line };
                if let Some(statement) = open.strip_suffix(';') {
                    statements.push(statement.to_owned());
                    open.clear();
                }
            }
        }
        ensure!(open.is_empty(), "no semicolon after {open}");
        Ok(statements)
    }

    /// `#= FILE ITEM` starts a quotation, or goes on with it; `#| LINE` is its next line.
    fn quote(&mut self, line: &str) -> Result<()> {
        if let Some(header) = line.strip_prefix("#= ") {
            let quote = Quote::new(header)?;
            let known =
                self.quotes.iter().position(|other| other.file == quote.file && other.item == quote.item);
            self.current = known.unwrap_or(self.quotes.len());
            if known.is_none() {
                self.quotes.push(quote);
            }
        } else {
            let quote = self.quotes.get_mut(self.current).context("a line is quoted from nowhere")?;
            quote.lines.push(line.trim_start_matches("#|").trim().to_owned());
        }
        Ok(())
    }

    fn block(&mut self, header: &str, body: Vec<String>) -> Result<()> {
        if let Some(header) = header.strip_prefix("macro ") {
            let (name, parameters) = header.split_once('(').context("a macro has parameters")?;
            let parameters = words(parameters.trim_end_matches(')'));
            self.macros.insert(name.to_owned(), Macro { parameters, body });
            return Ok(());
        }
        let header = header.strip_prefix("theorem ").unwrap_or(header);
        let (header, only) = match header.split_once(", ") {
            None => (header, None),
            Some((header, word)) => {
                let only = Arithmetic::ALL.into_iter().find(|way| way.word() == word);
                (header, Some(only.context("after the comma stands `fused` or `unfused`")?))
            }
        };
        let (name, family) = match header.split_once(" for each ") {
            None => (header, None),
            Some((name, family)) => (name, Some(family.to_owned())),
        };
        self.theorems.push(Theorem { name: name.to_owned(), family, only, body });
        Ok(())
    }
}

/// The names in a list of parameters or arguments.
pub fn words(list: &str) -> Vec<String> {
    list.split([' ', ',', ';']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
