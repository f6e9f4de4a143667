//! Reads text in blocks of whole rows.

use std::{io::Read, sync::Arc};

use anyhow::{Context, Result, anyhow, bail};

use super::{
    cells::{Block, Dialect, Span, TextColumn, unquote},
    split::{Mistake, split},
};
use crate::data::{BATCH_BYTES, Batch, Column, Field, FieldKind, Native, Origin, Schema, Size, Source};

/// The longest row; an open quote would otherwise take the rest of the file for one.
const LONGEST_ROW: usize = 1 << 26;
/// Rows that tell which columns hold numbers.
const ROWS_TO_LOOK_AT: usize = 10_000;

/// A file of text being read.
pub struct Reader {
    input: Box<dyn Read + Send>,
    length: Option<u64>,
    dialect: Dialect,
    schema: Schema,
    /// What was read and not yet given.
    rest: Vec<u8>,
    ended: bool,
    line: u64,
    rows: u64,
    /// The rows that were looked at.
    first: Option<Batch>,
}

impl Reader {
    /// Reads the header and the first rows.
    ///
    /// # Errors
    /// If they are no table.
    pub fn new(input: Box<dyn Read + Send>, length: Option<u64>, dialect: Dialect) -> Result<Self> {
        let schema = Schema::default();
        let (rest, ended, line, rows, first) = (Vec::new(), false, 1, 0, None);
        let mut reader = Self { input, length, dialect, schema, rest, ended, line, rows, first };
        reader.fill(BATCH_BYTES)?;
        if reader.rest.starts_with(b"\xff\xfe") || reader.rest.starts_with(b"\xfe\xff") {
            bail!("it is UTF-16; write it as UTF-8");
        }
        if reader.rest.starts_with(b"\xef\xbb\xbf") {
            reader.dialect.mark = true;
            reader.rest.drain(..3);
        }
        reader.names()?;
        reader.first = reader.block()?;
        if let Some(batch) = &reader.first {
            for (field, column) in reader.schema.fields.iter_mut().zip(&batch.columns) {
                let Column::Text(cells) = column else { continue };
                field.kind = FieldKind::Text { fractions: fractions(cells) };
            }
        }
        reader.schema.origin = Origin::Text(reader.dialect);
        Ok(reader)
    }

    /// Reads until so many bytes are there.
    fn fill(&mut self, wanted: usize) -> Result<()> {
        let missing = wanted.saturating_sub(self.rest.len()) as u64;
        let found = self.input.by_ref().take(missing).read_to_end(&mut self.rest)?;
        self.ended = (found as u64) < missing;
        Ok(())
    }

    /// The first row: the columns' names, or how many there are.
    fn names(&mut self) -> Result<()> {
        let delimiter = self.dialect.delimiter;
        let first =
            split(&self.rest, delimiter, None, 1, self.ended).map_err(|mistake| self.error(&mistake))?;
        if first.end == 0 {
            if self.ended {
                bail!("it is empty");
            }
            bail!("its first row has more than {BATCH_BYTES} bytes");
        }
        self.dialect.carriage_returns = self.rest[..first.end].ends_with(b"\r\n");
        let raw = |&(from, to): &Span| self.rest[from as usize..to as usize].to_vec();
        let cells: Vec<Vec<u8>> = first.cells.iter().map(raw).collect();
        self.schema.fields = if self.dialect.header { header(cells)? } else { numbered(cells.len()) };
        if self.dialect.header {
            self.line += memchr::memchr_iter(b'\n', &self.rest[..first.end]).count() as u64;
            self.rest.drain(..first.end);
        }
        Ok(())
    }

    fn error(&self, mistake: &Mistake) -> anyhow::Error {
        let before = &self.rest[..mistake.at];
        let line = self.line + memchr::memchr_iter(b'\n', before).count() as u64;
        anyhow!("line {line}: {}", mistake.reason)
    }

    /// The next whole rows.
    fn block(&mut self) -> Result<Option<Batch>> {
        let width = Some(self.schema.fields.len());
        let mut wanted = BATCH_BYTES;
        let rows = loop {
            self.fill(wanted)?;
            let rows = split(&self.rest, self.dialect.delimiter, width, usize::MAX, self.ended);
            let rows = rows.map_err(|mistake| self.error(&mistake))?;
            if rows.end > 0 || self.ended {
                break rows;
            }
            if wanted >= LONGEST_ROW {
                bail!("line {}: a row of more than {wanted} bytes; is a quote not closed?", self.line);
            }
            wanted *= 2;
        };
        if rows.end == 0 {
            return Ok(None);
        }
        let rest = self.rest.split_off(rows.end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let block = Arc::new(Block { bytes, first_line: self.line });
        self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        let width = self.schema.fields.len();
        let count = rows.cells.len() / width;
        let column = |index: usize| {
            let cells = rows.cells.iter().skip(index).step_by(width).copied().collect();
            Column::Text(TextColumn::new(block.clone(), cells))
        };
        let columns = (0..width).map(column).collect();
        let read = block.bytes.len() as u64;
        let batch = Batch { columns, rows: count, first_row: self.rows, read, ends_group: false };
        self.rows += count as u64;
        Ok(Some(batch))
    }
}

impl Source for Reader {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn size(&self) -> Size {
        self.length.map_or(Size::Unknown, Size::Bytes)
    }

    fn next(&mut self) -> Result<Option<Batch>> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        self.block()
    }
}

fn header(cells: Vec<Vec<u8>>) -> Result<Vec<Field>> {
    if cells.iter().all(|cell| is_fraction(&unquote(cell)) == Some(true)) {
        bail!("its first row is numbers: if the file has no header, say so with --no-header");
    }
    let field = |(index, raw): (usize, Vec<u8>)| {
        let name = String::from_utf8(unquote(&raw).into_owned());
        let name = name.with_context(|| format!("the name of column {} is not UTF-8", index + 1))?;
        Ok(text(name, Native::Text(raw)))
    };
    cells.into_iter().enumerate().map(field).collect()
}

fn numbered(count: usize) -> Vec<Field> {
    (0..count).map(|index| text(index.to_string(), Native::None)).collect()
}

const fn text(name: String, native: Native) -> Field {
    Field { name, kind: FieldKind::Text { fractions: false }, nullable: true, like: None, native }
}

/// Whether the first cells are numbers, and not all of them whole.
fn fractions(cells: &TextColumn) -> bool {
    let mut any = false;
    for row in 0..cells.len().min(ROWS_TO_LOOK_AT) {
        match is_fraction(&cells.value(row)) {
            Some(fraction) => any |= fraction,
            None if cells.value(row).trim_ascii().is_empty() => {}
            None => return false,
        }
    }
    any
}

/// Whether it is a number that is written like one that is not whole; none if it is no number.
fn is_fraction(cell: &[u8]) -> Option<bool> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    text.parse::<f64>().ok()?;
    Some(!text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+')))
}
