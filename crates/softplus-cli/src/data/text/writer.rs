//! Writes text.

use std::{borrow::Cow, io::Write};

use anyhow::Result;
use rayon::prelude::*;

use super::cells::{Dialect, quote};
use crate::{
    data::{Batch, Column, Native, Numbers, Schema, Sink, with_values},
    number,
};

/// Rows that one core turns into text.
const PIECE: usize = 1 << 12;

/// A file of text being written.
pub struct Writer<W> {
    output: W,
    dialect: Dialect,
    #[cfg(feature = "parquet")]
    schema: Schema,
}

impl<W: Write + Send> Writer<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(mut output: W, dialect: Dialect, schema: &Schema) -> Result<Self> {
        if dialect.mark {
            output.write_all(b"\xef\xbb\xbf")?;
        }
        if dialect.header {
            let cells = schema.fields.iter().map(|field| {
                if let Native::Text(raw) = &field.native {
                    requoted(raw, dialect.delimiter)
                } else {
                    quote(field.name.as_bytes(), dialect.delimiter)
                }
            });
            let mut line = cells.collect::<Vec<Cow<[u8]>>>().join(&dialect.delimiter);
            line.extend_from_slice(end(dialect));
            output.write_all(&line)?;
        }
        Ok(Self {
            output,
            dialect,
            #[cfg(feature = "parquet")]
            schema: schema.clone(),
        })
    }

    /// The columns as numbers and text.
    #[cfg(feature = "parquet")]
    fn texts(&self, columns: Vec<Column>, first_row: u64) -> Result<Vec<Column>> {
        let text = |(column, field)| match column {
            Column::Arrow(array) => {
                crate::data::arrow::text(&array, field, self.dialect.delimiter, first_row)
            }
            column => Ok(column),
        };
        columns.into_iter().zip(&self.schema.fields).map(text).collect()
    }

    #[cfg(not(feature = "parquet"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "with Arrow there is something to do")]
    const fn texts(&self, columns: Vec<Column>, _: u64) -> Result<Vec<Column>> {
        Ok(columns)
    }
}

const fn end(dialect: Dialect) -> &'static [u8] {
    if dialect.carriage_returns { b"\r\n" } else { b"\n" }
}

impl<W: Write + Send> Sink for Writer<W> {
    fn write(&mut self, batch: Batch) -> Result<()> {
        let columns = self.texts(batch.columns, batch.first_row)?;
        let piece = |piece: usize| {
            let mut text = Vec::new();
            for row in piece * PIECE..batch.rows.min((piece + 1) * PIECE) {
                for (index, column) in columns.iter().enumerate() {
                    if index > 0 {
                        text.push(self.dialect.delimiter);
                    }
                    cell(column, row, self.dialect.delimiter, &mut text);
                }
                // Readers skip a line without anything.
                if let [Column::Numbers(numbers)] = columns.as_slice()
                    && !numbers.is_valid(row)
                {
                    text.extend_from_slice(b"\"\"");
                }
                text.extend_from_slice(end(self.dialect));
            }
            text
        };
        let pieces: Vec<Vec<u8>> = (0..batch.rows.div_ceil(PIECE)).into_par_iter().map(piece).collect();
        pieces.iter().try_for_each(|text| self.output.write_all(text))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.output.flush()?)
    }
}

fn cell(column: &Column, row: usize, delimiter: u8, text: &mut Vec<u8>) {
    match column {
        Column::Numbers(numbers) if numbers.is_valid(row) => number(numbers, row, text),
        Column::Numbers(_) => {}
        Column::Text(cells) => {
            text.extend_from_slice(&requoted(cells.raw(row), delimiter));
        }
        #[cfg(feature = "parquet")]
        Column::Arrow(_) => unreachable!("made text above"),
    }
}

/// A cell as it was read, with quotes if the file that it comes from had another delimiter.
fn requoted(raw: &[u8], delimiter: u8) -> Cow<'_, [u8]> {
    if raw.starts_with(b"\"") || memchr::memchr(delimiter, raw).is_none() {
        Cow::Borrowed(raw)
    } else {
        quote(raw, delimiter)
    }
}

/// The digits that identify it.
fn number(numbers: &Numbers, row: usize, text: &mut Vec<u8>) {
    with_values!(&numbers.values, values => text.extend_from_slice(values[row].digits().as_bytes()));
}

/// A number as text.
trait Digits {
    fn digits(self) -> String;
}

macro_rules! digits {
    (floats $($float:ty)*, integers $($integer:ty)*) => {
        $(impl Digits for $float {
            fn digits(self) -> String {
                number::shortest(self)
            }
        })*
        $(impl Digits for $integer {
            fn digits(self) -> String {
                self.to_string()
            }
        })*
    };
}
digits!(floats half::f16 half::bf16 f32 f64, integers i8 i16 i32 i64 u8 u16 u32 u64);
