//! Reads Arrow's two formats as a stream of messages, one record batch after another. The file format is the streaming
//! format between its magic bytes and an index at the end, which is checked and not needed.

use std::io::Read;

use anyhow::{Context, Result, anyhow, bail, ensure};
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    CompressionType, Message, MessageHeader, reader::StreamDecoder, root_as_footer, root_as_message,
};
use arrow_schema::SchemaRef;

use super::Origin;
use crate::data::{Batch, Input, Schema, Size, Source, quiet, table};

const MAGIC: &[u8] = b"ARROW1";
const CONTINUATION: [u8; 4] = [0xff; 4];
/// The longest index at the end of a file that is read: some million batches.
const LONGEST_FOOTER: u64 = 1 << 28;
/// How many times its size a compressed buffer may unpack to: what zstd's shortest blocks do, and lz4's.
const MOST_ZSTD: i64 = 1 << 16;
const MOST_LZ4: i64 = 256;

/// A file or stream being read.
pub struct Reader {
    input: Box<dyn Read + Send>,
    length: Option<u64>,
    /// Whether it is a file.
    file: bool,
    decoder: StreamDecoder,
    schema: Schema,
    batches: u64,
    rows: u64,
    /// Bytes that were read since the last batch.
    read: u64,
    ended: bool,
    first: Option<RecordBatch>,
}

impl Reader {
    /// Reads the schema and the first batch, which says how all are compressed.
    ///
    /// # Errors
    /// If they are malformed.
    pub fn new(input: Input, file: bool) -> Result<Self> {
        let length = input.length();
        let (schema, decoder) = (Schema::default(), StreamDecoder::new());
        let (batches, rows, read, ended, first) = (0, 0, 0, false, None);
        let input = input.into_reader();
        let mut reader = Self { input, length, file, decoder, schema, batches, rows, read, ended, first };
        if file {
            let magic = reader.take(8)?;
            ensure!(magic.starts_with(MAGIC), "not an Arrow file: it does not begin with ARROW1");
            reader.skip_padding()?;
        }
        let message = reader.message()?.context("it ends before its schema")?;
        let native = quiet::catch(|| native_schema(&message))?;
        reader.decode(message.into())?;
        let mut origin = Origin { metadata: native.metadata().clone(), ..Origin::default() };
        origin.stable_dictionaries = file;
        reader.first = reader.record(&mut Some(&mut origin.compression))?;
        reader.schema = super::schema(&native, table::Origin::Arrow(origin));
        Ok(reader)
    }

    /// Exactly so many bytes; memory grows only with what is there.
    fn take(&mut self, count: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(count).read_to_end(&mut bytes)?;
        self.read += bytes.len() as u64;
        if (bytes.len() as u64) < count {
            bail!("it is truncated: it ends {} bytes too early", count - bytes.len() as u64);
        }
        Ok(bytes)
    }

    /// Steps over the zeros before the first message, which begins at a multiple of 8 or of 64 bytes.
    fn skip_padding(&mut self) -> Result<()> {
        for _ in 0..64 / 8 {
            let word = self.take(8)?;
            if word != [0; 8] {
                let input = std::mem::replace(&mut self.input, Box::new(std::io::empty()));
                self.input = Box::new(std::io::Cursor::new(word).chain(input));
                return Ok(());
            }
        }
        bail!("it begins with zeros instead of a schema")
    }

    /// The next message with its body; none at the end.
    fn message(&mut self) -> Result<Option<Vec<u8>>> {
        let mut start = Vec::new();
        self.input.by_ref().take(4).read_to_end(&mut start)?;
        self.read += start.len() as u64;
        if start.is_empty() && !self.file {
            return Ok(None);
        }
        let mut message = start.clone();
        // Streams of before 2019 have the length alone.
        if start == CONTINUATION {
            start = self.take(4)?;
            message.extend_from_slice(&start);
        }
        let start: [u8; 4] =
            start.try_into().map_err(|_| anyhow!("it is truncated: it ends within a message"))?;
        let length = u32::from_le_bytes(start);
        if length == 0 {
            return Ok(None);
        }
        let header = self.take(length.into())?;
        let body = quiet::catch(|| {
            let parsed = parse(&header)?;
            u64::try_from(parsed.bodyLength()).context("a message says that its body has a negative length")
        })?;
        message.extend_from_slice(&header);
        let body = self.take(body)?;
        quiet::catch(|| check_lengths(&parse(&header)?, &body))?;
        message.extend_from_slice(&body);
        Ok(Some(message))
    }

    /// The next record batch.
    fn record(
        &mut self,
        compression: &mut Option<&mut Option<CompressionType>>,
    ) -> Result<Option<RecordBatch>> {
        while !self.ended {
            let message = self.message()?;
            self.ended = message.is_none();
            if let (Some(message), Some(compression)) = (&message, compression.as_deref_mut()) {
                let found = quiet::catch(|| Ok(compression_of(&parse(header(message))?)))?;
                *compression = found.or(*compression);
            }
            // The end is passed on too: a message without a body waits for what follows.
            let message = message.unwrap_or_else(|| [CONTINUATION, [0; 4]].concat());
            let record = self.decode(message.into())?;
            if self.ended && self.file {
                self.batches += u64::from(record.is_some());
                self.footer()?;
                return Ok(record);
            }
            if record.is_some() {
                self.batches += 1;
                return Ok(record);
            }
        }
        Ok(None)
    }

    fn decode(&mut self, message: Buffer) -> Result<Option<RecordBatch>> {
        let (batch, mut message) = (self.batches, message);
        let decoder = &mut self.decoder;
        quiet::catch(|| {
            let mut found = None;
            while !message.is_empty() {
                if let Some(record) = decoder.decode(&mut message)? {
                    found = Some(record);
                }
            }
            Ok(found)
        })
        .with_context(|| format!("record batch {batch}"))
    }

    /// What follows the messages of a file: the index, its length, and the magic bytes.
    fn footer(&mut self) -> Result<()> {
        let mut rest = Vec::new();
        self.input.by_ref().take(LONGEST_FOOTER).read_to_end(&mut rest)?;
        self.read += rest.len() as u64;
        let broken = || anyhow!("it is truncated, or its index at the end is broken");
        let rest = rest.strip_suffix(MAGIC).ok_or_else(broken)?;
        let (index, length) = rest.split_last_chunk::<4>().ok_or_else(broken)?;
        ensure!(u32::from_le_bytes(*length) as usize == index.len(), broken());
        let batches = quiet::catch(|| {
            let footer = root_as_footer(index).map_err(|_| broken())?;
            Ok(footer.recordBatches().map_or(0, |batches| batches.len() as u64))
        })?;
        ensure!(
            batches == self.batches,
            "its index at the end lists {batches} record batches, and there are {}",
            self.batches
        );
        Ok(())
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
            Some(first) => Some(first),
            None => self.record(&mut None)?,
        };
        let Some(record) = record else { return Ok(None) };
        let batch = super::batch(&record, self.rows, std::mem::take(&mut self.read));
        self.rows += batch.rows as u64;
        Ok(Some(batch))
    }
}

fn parse(header: &[u8]) -> Result<Message<'_>> {
    root_as_message(header).map_err(|error| anyhow!("a message is malformed: {error}"))
}

/// The flatbuffer of a whole message.
fn header(message: &[u8]) -> &[u8] {
    let start = if message.starts_with(&CONTINUATION) { 8 } else { 4 };
    &message[start.min(message.len())..]
}

fn native_schema(message: &[u8]) -> Result<SchemaRef> {
    let message = parse(header(message))?;
    let schema = message.header_as_schema().context("it does not begin with a schema")?;
    Ok(arrow_ipc::convert::fb_to_schema(schema).into())
}

fn compression_of(message: &Message) -> Option<CompressionType> {
    Some(message.header_as_record_batch()?.compression()?.codec())
}

/// Compressed buffers say how long they are unpacked, and memory is taken for that before anything is unpacked.
fn check_lengths(message: &Message, body: &[u8]) -> Result<()> {
    let batch = match message.header_type() {
        MessageHeader::RecordBatch => message.header_as_record_batch(),
        MessageHeader::DictionaryBatch => message.header_as_dictionary_batch().and_then(|batch| batch.data()),
        _ => None,
    };
    let Some((batch, compression)) = batch.and_then(|batch| Some((batch, batch.compression()?))) else {
        return Ok(());
    };
    let most = if compression.codec() == CompressionType::ZSTD { MOST_ZSTD } else { MOST_LZ4 };
    for buffer in batch.buffers().into_iter().flatten() {
        let place =
            usize::try_from(buffer.offset()).ok().and_then(|offset| body.get(offset..)?.first_chunk::<8>());
        let Some(length) = place.map(|bytes| i64::from_le_bytes(*bytes)).filter(|_| buffer.length() > 0)
        else {
            continue;
        };
        ensure!(
            length <= buffer.length().saturating_mul(most),
            "a buffer of {} bytes says that it unpacks to {length}",
            buffer.length()
        );
    }
    Ok(())
}
