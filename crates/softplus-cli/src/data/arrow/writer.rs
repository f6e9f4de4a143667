//! Writes Arrow's two formats.

use std::io::Write;

use anyhow::Result;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{ArrowError, DataType, SchemaRef};

use super::{Origin, flat, native_schema, record};
use crate::data::{Batch, Column, Schema, Sink, table};

/// A file, or a stream, with these columns.
///
/// # Errors
/// If its beginning cannot be written.
pub fn writer<'a>(output: impl Write + Send + 'a, file: bool, schema: &Schema) -> Result<Box<dyn Sink + 'a>> {
    let origin = match &schema.origin {
        table::Origin::Arrow(origin) => origin.clone(),
        table::Origin::Parquet(origin) => Origin { metadata: origin.metadata.clone(), ..Origin::default() },
        _ => Origin::default(),
    };
    let mut native = native_schema(schema, origin.metadata);
    // A file holds one dictionary for each column, and other sources have one for each batch.
    let plain = file && !origin.stable_dictionaries;
    if plain {
        native = without_dictionaries(&native);
    }
    let options = IpcWriteOptions::default().try_with_compression(origin.compression)?;
    Ok(if file {
        let to = FileWriter::try_new_with_options(output, &native, options).map_err(unpack)?;
        Box::new(Writer { to, schema: native, plain })
    } else {
        let to = StreamWriter::try_new_with_options(output, &native, options).map_err(unpack)?;
        Box::new(Writer { to, schema: native, plain })
    })
}

struct Writer<T> {
    to: T,
    schema: SchemaRef,
    plain: bool,
}

/// What the two formats have in common.
trait Records: Send {
    fn write(&mut self, batch: &arrow_array::RecordBatch) -> Result<(), ArrowError>;
    fn finish(&mut self) -> Result<(), ArrowError>;
    fn flush(&mut self) -> std::io::Result<()>;
}

macro_rules! records {
    ($($writer:ident)*) => {
        $(impl<W: Write + Send> Records for $writer<W> {
            fn write(&mut self, batch: &arrow_array::RecordBatch) -> Result<(), ArrowError> {
                Self::write(self, batch)
            }
            fn finish(&mut self) -> Result<(), ArrowError> {
                Self::finish(self)
            }
            fn flush(&mut self) -> std::io::Result<()> {
                self.get_mut().flush()
            }
        })*
    };
}
records!(FileWriter StreamWriter);

impl<T: Records> Sink for Writer<T> {
    fn write(&mut self, mut batch: Batch) -> Result<()> {
        if self.plain {
            for column in &mut batch.columns {
                if let Column::Arrow(array) = column {
                    *array = flat(array)?;
                }
            }
        }
        self.to.write(&record(batch, &self.schema)?).map_err(unpack)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.to.finish().map_err(unpack)?;
        Ok(self.to.flush()?)
    }
}

fn without_dictionaries(schema: &SchemaRef) -> SchemaRef {
    let field = |field: &arrow_schema::FieldRef| match field.data_type() {
        DataType::Dictionary(_, value) => {
            field.as_ref().clone().with_data_type(value.as_ref().clone()).into()
        }
        _ => field.clone(),
    };
    let fields: Vec<arrow_schema::FieldRef> = schema.fields().iter().map(field).collect();
    arrow_schema::Schema::new_with_metadata(fields, schema.metadata().clone()).into()
}

/// The system's error itself, if it is one.
fn unpack(error: ArrowError) -> anyhow::Error {
    match error {
        ArrowError::IoError(_, error) => error.into(),
        error => error.into(),
    }
}
