//! What Parquet has no type for, as the nearest that it has and that says the same.

use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        ArrowPrimitiveType, Date32Type, Date64Type, Time32MillisecondType, Time32SecondType,
        TimestampMillisecondType, TimestampSecondType,
    },
};
use arrow_schema::{DataType, FieldRef, Schema, SchemaRef, TimeUnit};

use crate::data::arrow::flat;

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// The columns as Parquet has them.
///
/// # Errors
/// If it cannot have one.
pub fn schema(schema: &SchemaRef) -> Result<SchemaRef> {
    let field = |field: &FieldRef| -> Result<FieldRef> {
        Ok(Arc::new(field.as_ref().clone().with_data_type(data_type(field.name(), field.data_type())?)))
    };
    let fields = schema.fields().iter().map(field).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())))
}

fn data_type(name: &str, given: &DataType) -> Result<DataType> {
    Ok(match given {
        DataType::Union(..) | DataType::FixedSizeBinary(0) => {
            bail!("column {name:?} is {given}, which Parquet cannot hold; --only leaves it out")
        }
        // Others the crate writes wrong or not at all.
        DataType::Dictionary(_, values) if !matches!(**values, DataType::Utf8 | DataType::LargeUtf8) => {
            data_type(name, values)?
        }
        DataType::Timestamp(TimeUnit::Second, zone) => {
            DataType::Timestamp(TimeUnit::Millisecond, zone.clone())
        }
        DataType::Time32(TimeUnit::Second) => DataType::Time32(TimeUnit::Millisecond),
        DataType::Date64 => DataType::Date32,
        other => other.clone(),
    })
}

/// The column as the field says.
///
/// # Errors
/// If a value of it cannot be that.
pub fn array(array: ArrayRef, field: &FieldRef) -> Result<ArrayRef> {
    if array.data_type() == field.data_type() {
        return Ok(array);
    }
    let array = flat(&array)?;
    let beyond = || anyhow!("column {:?} has a time that Parquet cannot hold", field.name());
    Ok(match (array.data_type(), field.data_type()) {
        (DataType::Timestamp(TimeUnit::Second, zone), DataType::Timestamp(..)) => {
            let times = array.as_primitive::<TimestampSecondType>();
            let times = times
                .try_unary::<_, TimestampMillisecondType, _>(|s| s.checked_mul(1000).ok_or_else(beyond))?;
            Arc::new(times.with_timezone_opt(zone.clone()))
        }
        (DataType::Time32(TimeUnit::Second), DataType::Time32(_)) => {
            let times = array.as_primitive::<Time32SecondType>();
            Arc::new(
                times.try_unary::<_, Time32MillisecondType, _>(|s| s.checked_mul(1000).ok_or_else(beyond))?,
            )
        }
        (DataType::Date64, DataType::Date32) => {
            let days = |milliseconds: <Date64Type as ArrowPrimitiveType>::Native| {
                let whole = milliseconds % MILLISECONDS_OF_A_DAY == 0;
                let days = i32::try_from(milliseconds / MILLISECONDS_OF_A_DAY).ok();
                days.filter(|_| whole).ok_or_else(beyond)
            };
            Arc::new(array.as_primitive::<Date64Type>().try_unary::<_, Date32Type, _>(days)?)
        }
        _ => array,
    })
}
