//! Reads Parquet.

use std::io::{self, BufReader, Read};

use anyhow::{Context, Result};
use bytes::Bytes;
use parquet::{
    arrow::{
        ARROW_SCHEMA_META_KEY,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
    },
    basic::{Compression, Encoding},
    errors::ParquetError,
    file::{
        metadata::ColumnChunkMetaData,
        reader::{ChunkReader, Length},
    },
};

use super::{ColumnOrigin, Origin};
use crate::data::{Batch, Input, Schema, SharedFile, Size, Source, arrow, batch_rows, quiet, table};

/// A file being read.
pub struct Reader {
    file: Chunks,
    metadata: ArrowReaderMetadata,
    schema: Schema,
    /// The row group that is read, and the next.
    group: Option<ParquetRecordBatchReader>,
    next_group: usize,
    /// Rows of the row group that have not been read.
    left: u64,
    rows: u64,
    step: usize,
}

impl Reader {
    /// Reads the index at the end.
    ///
    /// # Errors
    /// If it is broken, or encrypted.
    pub fn new(input: Input) -> Result<Self> {
        let file = Chunks(input.into_file()?);
        let metadata = quiet::catch(|| Ok(ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())?))?;
        let schema = arrow::schema(metadata.schema(), table::Origin::Parquet(origin(&metadata)));
        let step = batch_rows(row_bytes(&metadata));
        Ok(Self { file, metadata, schema, group: None, next_group: 0, left: 0, rows: 0, step })
    }

    fn next_batch(&mut self) -> Result<Option<Batch>> {
        loop {
            let Some(group) = &mut self.group else {
                let Some(group) = self.metadata.metadata().row_groups().get(self.next_group) else {
                    return Ok(None);
                };
                self.left = u64::try_from(group.num_rows())
                    .context("it says that it has a negative number of rows")?;
                let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
                    self.file.clone(),
                    self.metadata.clone(),
                );
                self.group =
                    Some(builder.with_row_groups(vec![self.next_group]).with_batch_size(self.step).build()?);
                self.next_group += 1;
                continue;
            };
            let Some(record) = group.next().transpose()? else {
                anyhow::ensure!(self.left == 0, "it ends {} rows too early", self.left);
                self.group = None;
                continue;
            };
            let rows = record.num_rows() as u64;
            let mut batch = arrow::batch(&record, self.rows, rows);
            self.rows += rows;
            self.left = self.left.checked_sub(rows).context("it has more rows than its index says")?;
            batch.ends_group = self.left == 0;
            return Ok(Some(batch));
        }
    }
}

impl Source for Reader {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn size(&self) -> Size {
        Size::Rows(self.metadata.metadata().file_metadata().num_rows().try_into().unwrap_or(0))
    }

    fn next(&mut self) -> Result<Option<Batch>> {
        let row = self.rows;
        quiet::catch(|| self.next_batch()).with_context(|| format!("after row {row}"))
    }
}

/// How many bytes a row has, about.
fn row_bytes(metadata: &ArrowReaderMetadata) -> usize {
    let groups = metadata.metadata().row_groups();
    let bytes: u64 = groups.iter().map(|group| group.total_byte_size().max(0) as u64).sum();
    let rows: u64 = groups.iter().map(|group| group.num_rows().max(1) as u64).sum();
    // Encoded values may be much shorter than they are in memory.
    ((bytes / rows.max(1)) as usize).max(8 * metadata.schema().fields().len())
}

fn origin(metadata: &ArrowReaderMetadata) -> Origin {
    let file = metadata.metadata().file_metadata();
    let keys = file.key_value_metadata().cloned().unwrap_or_default();
    let has_arrow_schema = keys.iter().any(|key| key.key == ARROW_SCHEMA_META_KEY);
    let groups = metadata.metadata().row_groups();
    Origin {
        metadata: metadata.schema().metadata().clone(),
        keys: keys.into_iter().filter(|key| key.key != ARROW_SCHEMA_META_KEY).collect(),
        has_arrow_schema,
        root: file.schema().name().to_owned(),
        columns: groups.first().map(|group| group.columns().iter().map(column).collect()).unwrap_or_default(),
    }
}

fn column(chunk: &ColumnChunkMetaData) -> ColumnOrigin {
    let special = |encoding: &Encoding| {
        matches!(
            encoding,
            Encoding::BYTE_STREAM_SPLIT
                | Encoding::DELTA_BINARY_PACKED
                | Encoding::DELTA_LENGTH_BYTE_ARRAY
                | Encoding::DELTA_BYTE_ARRAY
        )
    };
    ColumnOrigin {
        path: chunk.column_path().clone(),
        compression: match chunk.compression() {
            // Its old form, which is no longer written.
            Compression::LZ4 => Compression::LZ4_RAW,
            other => other,
        },
        dictionary: chunk.dictionary_page_offset().is_some(),
        encoding: chunk.encodings().find(special),
    }
}

/// The file, as Parquet reads it. Nothing is allocated for bytes that are not there.
#[derive(Debug, Clone)]
struct Chunks(SharedFile);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<SharedFile>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(self.0.at(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let there = self.0.length().saturating_sub(start);
        let mut bytes = Vec::with_capacity(length.min(usize::try_from(there).unwrap_or(usize::MAX)));
        self.0.at(start).take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            let error = io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("it is truncated at byte {}", self.0.length()),
            );
            return Err(error.into());
        }
        Ok(bytes.into())
    }
}
