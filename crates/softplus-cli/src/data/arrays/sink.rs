//! Columns of a table as arrays.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};

use super::{Compression, archive};
use crate::{
    data::{Batch, Field, FieldKind, Format, Kind, Schema, Sink},
    npy::Header,
};

/// The elements of one column, one after another.
pub struct Flat<W> {
    output: W,
    big_endian: bool,
    field: Field,
    bytes: Vec<u8>,
}

impl<W: Write + Send> Flat<W> {
    /// For the only column of the schema.
    pub const fn new(output: W, big_endian: bool, field: Field) -> Self {
        Self { output, big_endian, field, bytes: Vec::new() }
    }
}

impl<W: Write + Send> Sink for Flat<W> {
    fn write(&mut self, batch: Batch) -> Result<()> {
        self.bytes.clear();
        encode(&batch, 0, &self.field, self.big_endian, &mut self.bytes)?;
        Ok(self.output.write_all(&self.bytes)?)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        Ok(self.output.flush()?)
    }
}

fn encode(batch: &Batch, index: usize, field: &Field, big_endian: bool, bytes: &mut Vec<u8>) -> Result<()> {
    let numbers = batch.columns[index].numbers(field, kind(field)?, batch.first_row)?;
    numbers.require_all(&field.name, batch.first_row, "an array")?;
    numbers.values.encode(big_endian, bytes);
    Ok(())
}

fn kind(field: &Field) -> Result<Kind> {
    match &field.kind {
        FieldKind::Number(kind) => Ok(*kind),
        FieldKind::Text { .. } => {
            bail!("an array cannot hold column {:?}: it is text; --only leaves it out", field.name)
        }
        FieldKind::Other(what) => {
            bail!("an array cannot hold column {:?}: {what}; --only leaves it out", field.name)
        }
    }
}

/// A file of arrays that are whole columns. Their lengths, which come before their data, are known at the end: until then
/// the data is in temporary files.
pub struct Whole<W> {
    output: W,
    format: Format,
    columns: Vec<Waiting>,
    rows: u64,
}

struct Waiting {
    field: Field,
    kind: Kind,
    file: BufWriter<File>,
}

impl<W: Write + Send> Whole<W> {
    /// For .npy and .npz. Temporary files are in `folder`.
    ///
    /// # Errors
    /// If a column is no numbers, or the format holds only one.
    pub fn new(output: W, format: Format, schema: Schema, folder: Option<&Path>) -> Result<Self> {
        if format == Format::Npy && schema.fields.len() != 1 {
            bail!(
                "{} columns ({}) are not one array: name one with --column, or write an .npz file",
                schema.fields.len(),
                schema.names()
            );
        }
        let mut columns: Vec<Waiting> = Vec::new();
        for field in schema.fields {
            if columns.iter().any(|column| column.field.name == field.name) {
                bail!("there are two columns {:?}, and arrays of a file have different names", field.name);
            }
            let file = folder.map_or_else(tempfile::tempfile, tempfile::tempfile_in);
            let file = BufWriter::new(file.context("cannot create a temporary file")?);
            columns.push(Waiting { kind: kind(&field)?, field, file });
        }
        Ok(Self { output, format, columns, rows: 0 })
    }
}

impl<W: Write + Send> Sink for Whole<W> {
    fn write(&mut self, batch: Batch) -> Result<()> {
        let mut bytes = Vec::new();
        for (index, column) in self.columns.iter_mut().enumerate() {
            bytes.clear();
            encode(&batch, index, &column.field, false, &mut bytes)?;
            column.file.write_all(&bytes).context("cannot write a temporary file")?;
        }
        self.rows += batch.rows as u64;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if self.format == Format::Npy {
            let column = self.columns.remove(0);
            header(column.kind, self.rows).write(&mut self.output)?;
            column.copy(&mut self.output)?;
            return Ok(self.output.flush()?);
        }
        let mut archive = archive::Writer::new(&mut self.output);
        for column in self.columns {
            let to =
                archive.start(&column.field.name, &header(column.kind, self.rows), Compression::Stored)?;
            column.copy(to)?;
        }
        archive.finish()
    }
}

impl Waiting {
    fn copy(self, to: &mut impl Write) -> Result<()> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        io::copy(&mut file, to)?;
        Ok(())
    }
}

/// Of a column.
fn header(kind: Kind, rows: u64) -> Header {
    Header { kind, unsure: false, big_endian: false, fortran_order: false, shape: vec![rows] }
}
