//! Reads Arrow's two formats, one record batch after another.

use anyhow::{Context, Result, anyhow, ensure};
use arrow_array::RecordBatch;
use arrow_ipc::{CompressionType, Message, MessageHeader, root_as_message};

use super::{Origin, file::File, stream::Stream};
use crate::data::{Batch, Input, Schema, Size, Source, quiet, table};

/// How many times its size a compressed buffer may unpack to: what zstd's shortest blocks do, and lz4's.
const MOST_ZSTD: i64 = 1 << 16;
const MOST_LZ4: i64 = 256;

/// A file or stream being read.
pub struct Reader {
    records: Box<dyn Records>,
    length: Option<u64>,
    schema: Schema,
    batches: u64,
    rows: u64,
    first: Option<(RecordBatch, u64)>,
}

/// What gives record batches.
pub trait Records: Send {
    /// The next one, and how many bytes were read for it; none at the end.
    ///
    /// # Errors
    /// If it is malformed.
    fn next(&mut self) -> Result<Option<(RecordBatch, u64)>>;
    /// How those are compressed that were read.
    fn compression(&self) -> Option<CompressionType>;
}

impl Reader {
    /// Reads the schema and the first batch, which says how all are compressed.
    ///
    /// # Errors
    /// If they are malformed.
    pub fn new(input: Input, file: bool) -> Result<Self> {
        let length = input.length();
        let (native, records): (_, Box<dyn Records>) = if file {
            let (schema, file) = quiet::catch(|| File::new(input))?;
            (schema, Box::new(file))
        } else {
            let (schema, stream) = quiet::catch(|| Stream::new(input))?;
            (schema, Box::new(stream))
        };
        let (schema, batches, rows) = (Schema::default(), 0, 0);
        let mut reader = Self { records, length, schema, batches, rows, first: None };
        reader.first = reader.record()?;
        let compression = reader.records.compression();
        let origin = Origin { metadata: native.metadata().clone(), compression, stable_dictionaries: file };
        reader.schema = super::schema(&native, table::Origin::Arrow(origin));
        Ok(reader)
    }

    fn record(&mut self) -> Result<Option<(RecordBatch, u64)>> {
        let record = quiet::catch(|| self.records.next());
        let record = record.with_context(|| format!("record batch {}", self.batches))?;
        self.batches += u64::from(record.is_some());
        Ok(record)
    }
}

impl Source for Reader {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn size(&self) -> Size {
        self.length.map_or(Size::Unknown, Size::Bytes)
    }

    fn next(&mut self) -> Result<Option<Batch>> {
        let record = match self.first.take() {
            None => self.record()?,
            first => first,
        };
        let Some((record, read)) = record else { return Ok(None) };
        let batch = super::batch(&record, self.rows, read);
        self.rows += batch.rows as u64;
        Ok(Some(batch))
    }
}

/// The description of a message.
pub fn parse(header: &[u8]) -> Result<Message<'_>> {
    root_as_message(header).map_err(|error| anyhow!("a message is malformed: {error}"))
}

/// How the message's buffers are compressed, if it has any. They say how long they are unpacked, and memory is taken for that
/// before anything is unpacked: it is checked here.
pub fn compression(message: &Message, body: &[u8]) -> Result<Option<CompressionType>> {
    let batch = match message.header_type() {
        MessageHeader::RecordBatch => message.header_as_record_batch(),
        MessageHeader::DictionaryBatch => message.header_as_dictionary_batch().and_then(|batch| batch.data()),
        _ => None,
    };
    let Some((batch, compression)) = batch.and_then(|batch| Some((batch, batch.compression()?))) else {
        return Ok(None);
    };
    let most = if compression.codec() == CompressionType::ZSTD { MOST_ZSTD } else { MOST_LZ4 };
    for buffer in batch.buffers().into_iter().flatten() {
        let offset = usize::try_from(buffer.offset()).ok();
        let start = offset.and_then(|offset| body.get(offset..)?.first_chunk::<8>());
        let Some(length) = start.map(|bytes| i64::from_le_bytes(*bytes)).filter(|_| buffer.length() > 0)
        else {
            continue;
        };
        ensure!(
            length <= buffer.length().saturating_mul(most),
            "a buffer of {} bytes says that it unpacks to {length}",
            buffer.length()
        );
    }
    Ok(Some(compression.codec()))
}
