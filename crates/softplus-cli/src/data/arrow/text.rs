//! Arrow's arrays as cells of text.

use std::{fmt::Display, sync::Arc};

use anyhow::{Result, anyhow, bail};
use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        ArrowTemporalType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    },
};
use arrow_schema::{DataType, TimeUnit};

use super::{flat, numbers};
use crate::data::{
    Column, Field,
    text::{Block, TextColumn, quote},
};

/// The column as text: numbers, strings, truth values, dates and times as ISO 8601 (in UTC where there is a zone), decimals.
///
/// # Errors
/// If it holds something else.
pub fn text(array: &ArrayRef, field: &Field, delimiter: u8, first_row: u64) -> Result<Column> {
    let cells = |text: &dyn Fn(usize) -> Option<String>| {
        cells(array, delimiter, text).map_err(|(row, why)| {
            anyhow!("column {:?}, row {}: {why}", field.name, first_row + row as u64 + 1)
        })
    };
    Ok(Column::Text(match array.data_type() {
        _ if super::kind(array.data_type()).is_some() => {
            return Ok(Column::Numbers(numbers(array, field, first_row)?));
        }
        DataType::Dictionary(..) => return text(&flat(array)?, field, delimiter, first_row),
        DataType::Null => cells(&|_| None),
        DataType::Boolean => cells(&|row| Some(array.as_boolean().value(row).to_string())),
        DataType::Utf8 => cells(&|row| Some(array.as_string::<i32>().value(row).to_owned())),
        DataType::LargeUtf8 => cells(&|row| Some(array.as_string::<i64>().value(row).to_owned())),
        DataType::Utf8View => cells(&|row| Some(array.as_string_view().value(row).to_owned())),
        DataType::Decimal128(..) => {
            cells(&|row| Some(array.as_primitive::<Decimal128Type>().value_as_string(row)))
        }
        DataType::Decimal256(..) => {
            cells(&|row| Some(array.as_primitive::<Decimal256Type>().value_as_string(row)))
        }
        DataType::Date32 => cells(&|row| shown(array.as_primitive::<Date32Type>().value_as_date(row))),
        DataType::Date64 => cells(&|row| shown(array.as_primitive::<Date64Type>().value_as_date(row))),
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => moment::<TimestampSecondType>,
                TimeUnit::Millisecond => moment::<TimestampMillisecondType>,
                TimeUnit::Microsecond => moment::<TimestampMicrosecondType>,
                TimeUnit::Nanosecond => moment::<TimestampNanosecondType>,
            };
            let end = if zone.is_some() { "Z" } else { "" };
            cells(&|row| time(array, row).map(|time| format!("{}{end}", time.replace(' ', "T"))))
        }
        other => {
            bail!("column {:?} is {other}, which text cannot hold here; --only leaves it out", field.name)
        }
    }?))
}

fn shown(value: Option<impl Display>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn moment<T: ArrowTemporalType>(array: &ArrayRef, row: usize) -> Option<String>
where
    i64: From<T::Native>,
{
    shown(array.as_primitive::<T>().value_as_datetime(row))
}

/// Missing values are empty cells, and empty texts have quotes.
fn cells(
    array: &ArrayRef,
    delimiter: u8,
    text: &dyn Fn(usize) -> Option<String>,
) -> Result<TextColumn, (usize, &'static str)> {
    let (mut bytes, mut spans) = (Vec::new(), Vec::with_capacity(array.len()));
    for row in 0..array.len() {
        let start = bytes.len() as u32;
        if !array.is_null(row) && array.data_type() != &DataType::Null {
            let value = text(row).ok_or((row, "a date or time beyond those that can be written"))?;
            if value.is_empty() {
                bytes.extend_from_slice(b"\"\"");
            } else {
                bytes.extend_from_slice(&quote(value.as_bytes(), delimiter));
            }
        }
        let end = u32::try_from(bytes.len())
            .map_err(|_| (row, "more than 4 GB of text up to here in its batch"))?;
        spans.push((start, end));
    }
    Ok(TextColumn::new(Arc::new(Block { bytes, first_line: 0 }), spans))
}
