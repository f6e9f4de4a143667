//! Cells of text, where they were read.

use std::{borrow::Cow, sync::Arc};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: u8,
    /// Whether the first row holds the columns' names.
    pub header: bool,
    /// Whether it begins with UTF-8's mark.
    pub mark: bool,
    /// Whether lines end with \r\n.
    pub carriage_returns: bool,
}

impl Dialect {
    /// With the delimiter, a header, and plain lines.
    #[must_use]
    pub const fn new(delimiter: u8) -> Self {
        Self { delimiter, header: true, mark: false, carriage_returns: false }
    }
}

/// A place in a block of bytes.
pub type Span = (u32, u32);

/// A column's cells.
#[derive(Debug, Clone)]
pub struct TextColumn {
    block: Arc<Block>,
    cells: Vec<Span>,
}

/// Whole rows, as they were read.
#[derive(Debug)]
pub struct Block {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The number of its first line in the file, from 1.
    pub first_line: u64,
}

impl TextColumn {
    /// Of these places.
    #[must_use]
    pub const fn new(block: Arc<Block>, cells: Vec<Span>) -> Self {
        Self { block, cells }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// As it is written.
    #[must_use]
    pub fn raw(&self, row: usize) -> &[u8] {
        let (from, to) = self.cells[row];
        &self.block.bytes[from as usize..to as usize]
    }

    /// Without quotes.
    #[must_use]
    pub fn value(&self, row: usize) -> Cow<'_, [u8]> {
        unquote(self.raw(row))
    }

    /// The line in the file on which it begins.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        let before = &self.block.bytes[..self.cells[row].0 as usize];
        self.block.first_line + memchr::memchr_iter(b'\n', before).count() as u64
    }
}

/// A cell without its quotes.
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\"")) else {
        return Cow::Borrowed(raw);
    };
    if memchr::memchr(b'"', inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut value = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'"', rest) {
        value.extend_from_slice(&rest[..=at]);
        // Each quote inside is written twice.
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    value.extend_from_slice(rest);
    Cow::Owned(value)
}

/// A cell with quotes where it needs them.
#[must_use]
pub fn quote(value: &[u8], delimiter: u8) -> Cow<'_, [u8]> {
    let special = |&byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || byte == delimiter;
    let padded = |end: Option<&u8>| end.is_some_and(u8::is_ascii_whitespace);
    if !value.iter().any(special) && !padded(value.first()) && !padded(value.last()) {
        return Cow::Borrowed(value);
    }
    let mut quoted = vec![b'"'];
    for &byte in value {
        quoted.push(byte);
        if byte == b'"' {
            quoted.push(b'"');
        }
    }
    quoted.push(b'"');
    Cow::Owned(quoted)
}
