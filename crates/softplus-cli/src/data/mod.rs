//! Data files of every format, as streams of rows.
//!
//! A [`Source`] gives batches of columns, a [`Sink`] takes them; neither holds more than a batch in memory. Numbers are
//! the same in all formats ([`Values`]); what is no number passes through as it came.

pub mod arrays;
#[cfg(feature = "parquet")]
pub mod arrow;
mod format;
mod input;
mod kind;
pub mod open;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
mod quiet;
mod series;
mod table;
mod target;
pub mod text;

pub use format::{Format, show};
pub use input::{Input, SharedFile};
pub use kind::{Element, Kind, Values};
pub(crate) use kind::{for_kind, with_values};
pub use series::Series;
pub use table::{
    Batch, Column, Field, FieldKind, Native, Numbers, Origin, Schema, Sink, Size, Source, present,
};
pub use target::{Target, cannot_write};

/// Bytes of a batch in memory, about: enough for all cores, and few enough for some batches at a time.
pub const BATCH_BYTES: usize = 1 << 22;

/// Rows of a batch whose rows take this many bytes.
#[must_use]
pub const fn batch_rows(row_bytes: usize) -> usize {
    let rows = BATCH_BYTES / if row_bytes == 0 { 1 } else { row_bytes };
    if rows < 64 { 64 } else { rows }
}
