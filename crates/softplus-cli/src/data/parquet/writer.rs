//! Writes Parquet, in the manner of the file that was read.

use std::io::Write;

use anyhow::Result;
use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::SchemaRef;
use parquet::{
    arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions},
    basic::{Compression, Encoding},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties},
    schema::types::ColumnPath,
};

use super::{ColumnOrigin, Origin, storable};
use crate::data::{
    Batch, Field, Schema, Sink,
    arrow::{PANDAS, corrected, native_schema, record},
    quiet, table,
};

/// A row group ends where the input's does, or at this size: it is in memory until it ends.
const GROUP_BYTES: usize = 1 << 27;
/// Rows of a row group where the input has none.
const GROUP_ROWS: usize = 1 << 20;

/// A file being written.
pub struct Writer<W: Write + Send> {
    to: ArrowWriter<W>,
    /// The columns as they come, and as they are written.
    given: SchemaRef,
    written: SchemaRef,
    /// Whether the input has row groups.
    groups: bool,
}

impl<W: Write + Send> Writer<W> {
    /// A file with these columns.
    ///
    /// # Errors
    /// If Parquet cannot hold them.
    pub fn new(output: W, schema: &Schema) -> Result<Self> {
        let (metadata, origin) = match &schema.origin {
            table::Origin::Parquet(origin) => (origin.metadata.clone(), Some(origin)),
            table::Origin::Arrow(origin) => (origin.metadata.clone(), None),
            _ => Default::default(),
        };
        let mut keys = origin.map_or_else(
            || metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect(),
            |origin| origin.keys.clone(),
        );
        for key in keys.iter_mut().filter(|key| key.key == PANDAS) {
            key.value = key.value.as_deref().map(|text| corrected(text, &schema.fields));
        }
        let given = native_schema(schema, metadata);
        let written = storable::schema(&given)?;
        let mut options = ArrowWriterOptions::new().with_properties(properties(schema, origin, keys));
        if let Some(origin) = origin {
            options = options
                .with_skip_arrow_metadata(!origin.has_arrow_schema)
                .with_schema_root(origin.root.clone());
        }
        let to = quiet::write(|| {
            ArrowWriter::try_new_with_options(output, written.clone(), options).map_err(unpack)
        })?;
        Ok(Self { to, given, written, groups: origin.is_some() })
    }
}

/// Compression and encodings of each column are the input's; a result has those of its first argument.
fn properties(schema: &Schema, origin: Option<&Origin>, keys: Vec<KeyValue>) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("softplus ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata((!keys.is_empty()).then_some(keys))
        .set_max_row_group_row_count(None)
        // Numbers seldom repeat, and their dictionary would be thrown away.
        .set_dictionary_enabled(origin.is_none() && schema.fields.iter().any(|field| !field.is_float()))
        .set_compression(Compression::SNAPPY);
    for field in &schema.fields {
        let Some(origin) = origin else {
            builder = builder
                .set_column_dictionary_enabled(ColumnPath::from(field.name.as_str()), !field.is_float());
            continue;
        };
        for (path, column) in columns(field, origin) {
            builder = builder
                .set_column_compression(path.clone(), column.compression)
                .set_column_dictionary_enabled(path.clone(), column.dictionary);
            // A result may have another type than its argument.
            if let Some(encoding) = column.encoding
                && (field.like.is_none() || encoding == Encoding::BYTE_STREAM_SPLIT)
            {
                builder = builder.set_column_encoding(path, encoding);
            }
        }
    }
    builder.build()
}

/// The column's leaves and the input's that they are written like.
fn columns<'a>(field: &'a Field, origin: &'a Origin) -> impl Iterator<Item = (ColumnPath, &'a ColumnOrigin)> {
    let like = field.like.as_ref().unwrap_or(&field.name);
    let of_field = origin.columns.iter().filter(move |column| column.path.parts().first() == Some(like));
    of_field.map(move |column| {
        let mut parts = column.path.parts().to_vec();
        parts[0].clone_from(&field.name);
        (ColumnPath::new(parts), column)
    })
}

impl<W: Write + Send> Sink for Writer<W> {
    fn write(&mut self, batch: Batch) -> Result<()> {
        let ends = self.groups && batch.ends_group;
        let rows = record(batch, &self.given)?;
        let columns = rows.columns().iter().cloned().zip(self.written.fields());
        let columns = columns.map(|(column, field)| storable::array(column, field)).collect::<Result<_>>()?;
        let rows = RecordBatch::try_new_with_options(
            self.written.clone(),
            columns,
            &RecordBatchOptions::new().with_row_count(Some(rows.num_rows())),
        )?;
        quiet::write(|| self.to.write(&rows).map_err(unpack))?;
        let full = !self.groups && self.to.in_progress_rows() >= GROUP_ROWS;
        if ends || full || self.to.in_progress_size() >= GROUP_BYTES {
            quiet::write(|| self.to.flush().map_err(unpack))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        quiet::write(|| self.to.finish().map_err(unpack))?;
        Ok(self.to.inner_mut().flush()?)
    }
}

/// The system's error itself, if it is one.
fn unpack(error: ParquetError) -> anyhow::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => (*error).into(),
            Err(error) => anyhow::anyhow!(error),
        },
        error => error.into(),
    }
}
