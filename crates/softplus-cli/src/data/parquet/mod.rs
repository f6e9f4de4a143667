//! Parquet: row group by row group, page by page.

mod reader;
mod storable;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

use std::collections::HashMap;

use parquet::{
    basic::{Compression, Encoding},
    file::metadata::KeyValue,
    schema::types::ColumnPath,
};

/// What a Parquet file says beside its columns.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The metadata of its Arrow schema.
    pub metadata: HashMap<String, String>,
    /// Its own metadata, without the Arrow schema.
    keys: Vec<KeyValue>,
    /// Whether it has an Arrow schema.
    has_arrow_schema: bool,
    /// What its schema is called.
    root: String,
    /// How its columns are written.
    columns: Vec<ColumnOrigin>,
}

/// How a column is written.
#[derive(Debug, Clone)]
struct ColumnOrigin {
    path: ColumnPath,
    compression: Compression,
    /// Whether it has a dictionary of its values.
    dictionary: bool,
    /// An encoding beside the plain one.
    encoding: Option<Encoding>,
}
