//! Arrow: its arrays as columns, and its two formats.
//!
//! Arrow and Parquet have no bf16. A column of it is f32, which holds every bf16 exactly, and the field's metadata
//! (`softplus:dtype` = `bf16`) says that it is one, so that it comes back as such.

mod file;
mod pandas;
mod reader;
mod stream;
mod text;
mod writer;

pub use pandas::{KEY as PANDAS, corrected};
pub use reader::Reader;
pub use text::text;
pub use writer::writer;

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context, Result, anyhow, bail};
use arrow_array::{
    Array, ArrayRef, PrimitiveArray, RecordBatch, RecordBatchOptions, StringArray,
    cast::AsArray,
    types::{
        Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
        UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, FieldRef, SchemaRef};
use half::bf16;

use super::{
    Batch, Column, Field, FieldKind, Kind, Native, Numbers, Schema, Values, table, text::TextColumn,
};

/// The key of the metadata that says what a column of f32 is, and what it says.
const MARK: (&str, &str) = ("softplus:dtype", "bf16");

/// What an Arrow file says beside its columns.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The schema's metadata.
    pub metadata: Metadata,
    /// How its buffers are compressed.
    pub compression: Option<arrow_ipc::CompressionType>,
    /// Whether no dictionary is replaced by another.
    pub stable_dictionaries: bool,
}

/// Calls the macro `$each` with each kind, its Arrow type of the same name, and Arrow's primitive type.
macro_rules! each_primitive {
    ($each:ident) => {
        $each! {
            F16 Float16 Float16Type, F32 Float32 Float32Type, F64 Float64 Float64Type,
            I8 Int8 Int8Type, I16 Int16 Int16Type, I32 Int32 Int32Type, I64 Int64 Int64Type,
            U8 UInt8 UInt8Type, U16 UInt16 UInt16Type, U32 UInt32 UInt32Type, U64 UInt64 UInt64Type
        }
    };
}

macro_rules! conversions {
    ($($kind:ident $data_type:ident $primitive:ident),*) => {
        /// The kind of numbers that an array of this type holds.
        const fn kind(data_type: &DataType) -> Option<Kind> {
            match data_type {
                $(DataType::$data_type => Some(Kind::$kind),)*
                _ => None,
            }
        }

        /// The type of arrays of these numbers.
        pub const fn data_type(kind: Kind) -> DataType {
            match kind {
                $(Kind::$kind => DataType::$data_type,)*
                Kind::Bf16 => DataType::Float32,
            }
        }

        fn values(array: &dyn Array) -> Option<Values> {
            Some(match array.data_type() {
                $(DataType::$data_type => Values::$kind(array.as_primitive::<$primitive>().values().to_vec()),)*
                _ => return None,
            })
        }

        fn array(numbers: Numbers) -> ArrayRef {
            let nulls = numbers.valid.map(NullBuffer::from);
            match numbers.values {
                $(Values::$kind(values) => Arc::new(PrimitiveArray::<$primitive>::new(values.into(), nulls)),)*
                Values::Bf16(values) => {
                    let wide: Vec<f32> = values.iter().map(|x| f32::from_bits(u32::from(x.to_bits()) << 16)).collect();
                    Arc::new(PrimitiveArray::<Float32Type>::new(wide.into(), nulls))
                }
            }
        }
    };
}
each_primitive!(conversions);

/// Arrow's columns as ours.
pub fn schema(schema: &SchemaRef, origin: table::Origin) -> Schema {
    Schema { fields: schema.fields().iter().map(field).collect(), origin }
}

fn field(native: &FieldRef) -> Field {
    let marked = native.metadata().get(MARK.0).is_some_and(|dtype| dtype == MARK.1);
    let kind = match kind(native.data_type()) {
        Some(Kind::F32) if marked => FieldKind::Number(Kind::Bf16),
        Some(kind) => FieldKind::Number(kind),
        None => FieldKind::Other(format!("it is {}", native.data_type())),
    };
    let (name, nullable) = (native.name().clone(), native.is_nullable());
    Field { name, kind, nullable, like: None, native: Native::Arrow(native.clone()) }
}

/// What Arrow has as metadata.
type Metadata = HashMap<String, String>;

/// Our columns as Arrow's.
pub(super) fn native_schema(schema: &Schema, mut metadata: Metadata) -> SchemaRef {
    if let Some(text) = metadata.get_mut(PANDAS) {
        *text = corrected(text, &schema.fields);
    }
    let fields: Vec<FieldRef> = schema.fields.iter().map(native_field).collect();
    Arc::new(arrow_schema::Schema::new_with_metadata(fields, metadata))
}

fn native_field(field: &Field) -> FieldRef {
    let data_type = match (&field.kind, &field.native) {
        (FieldKind::Number(kind), _) => data_type(*kind),
        (_, Native::Arrow(native)) => native.data_type().clone(),
        _ => DataType::Utf8,
    };
    let mut native = match &field.native {
        // All that it says stays: its metadata, and whether its categories are ordered.
        Native::Arrow(given) => given.as_ref().clone().with_name(&field.name),
        _ => arrow_schema::Field::new(&field.name, DataType::Null, true),
    };
    native = native.with_data_type(data_type).with_nullable(field.nullable);
    if field.kind == FieldKind::Number(Kind::Bf16) {
        native.metadata_mut().insert(MARK.0.to_owned(), MARK.1.to_owned());
    } else {
        native.metadata_mut().remove(MARK.0);
    }
    Arc::new(native)
}

/// The values themselves in place of a dictionary and keys.
///
/// # Errors
/// If a key lies beyond the dictionary.
pub fn flat(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(match array.as_any_dictionary_opt() {
        Some(dictionary) => arrow_select::take::take(dictionary.values(), dictionary.keys(), None)?,
        None => array.clone(),
    })
}

/// An array of numbers as such.
///
/// # Errors
/// If it is none, or holds something else than its field says.
pub fn numbers(array: &ArrayRef, field: &Field, first_row: u64) -> Result<Numbers> {
    let values = values(array).with_context(|| {
        format!("column {:?} is {}, and no column of numbers", field.name, array.data_type())
    })?;
    let valid =
        array.nulls().filter(|nulls| nulls.null_count() > 0).map(|nulls| nulls.iter().collect::<Vec<bool>>());
    let values = match values {
        Values::F32(wide) if field.kind == FieldKind::Number(Kind::Bf16) => {
            Values::Bf16(narrow(&wide, valid.as_deref(), field, first_row)?)
        }
        values => values,
    };
    Ok(Numbers { values, valid })
}

fn narrow(wide: &[f32], valid: Option<&[bool]>, field: &Field, first_row: u64) -> Result<Vec<bf16>> {
    let is_valid = |row: usize| valid.is_none_or(|valid| valid[row]);
    if let Some(row) = (0..wide.len()).find(|&row| wide[row].to_bits() & 0xffff != 0 && is_valid(row)) {
        bail!(
            "column {:?} is marked as bf16 ({} in its metadata), and row {} holds {}, which is none",
            field.name,
            MARK.0,
            first_row + row as u64 + 1,
            wide[row]
        );
    }
    Ok(wide.iter().map(|x| bf16::from_bits((x.to_bits() >> 16) as u16)).collect())
}

/// Rows of Arrow as ours.
pub fn batch(record: &RecordBatch, first_row: u64, read: u64) -> Batch {
    let columns = record.columns().iter().cloned().map(Column::Arrow).collect();
    Batch { columns, rows: record.num_rows(), first_row, read, ends_group: false }
}

/// Our rows as Arrow's.
///
/// # Errors
/// If a text is not UTF-8.
pub fn record(batch: Batch, schema: &SchemaRef) -> Result<RecordBatch> {
    let arrays = batch.columns.into_iter().zip(schema.fields()).map(|(column, field)| {
        Ok(match column {
            Column::Numbers(numbers) => array(numbers),
            Column::Arrow(array) => array,
            Column::Text(cells) => Arc::new(strings(&cells, field.name(), batch.first_row)?),
        })
    });
    let options = RecordBatchOptions::new().with_row_count(Some(batch.rows));
    Ok(RecordBatch::try_new_with_options(schema.clone(), arrays.collect::<Result<_>>()?, &options)?)
}

/// Cells of text; empty ones without quotes are missing.
fn strings(cells: &TextColumn, name: &str, first_row: u64) -> Result<StringArray> {
    let mut values = Vec::with_capacity(cells.len());
    for row in 0..cells.len() {
        let text = String::from_utf8(cells.value(row).into_owned());
        let text = text.map_err(|_| {
            let row = first_row + row as u64 + 1;
            anyhow!("column {name:?}, row {row}: it is not UTF-8, which Arrow and Parquet need")
        })?;
        values.push((!cells.raw(row).is_empty()).then_some(text));
    }
    Ok(StringArray::from(values))
}
