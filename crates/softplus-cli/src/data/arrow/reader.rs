//! Reads Arrow's two formats as a stream of messages, one record batch after another. The file format is the streaming
//! format between its magic bytes and an index at the end, of which only the messages' end and number are needed.

use std::io::{BufReader, Read};

use anyhow::{Context, Result, anyhow, bail, ensure};
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, CompressionType, Message, MessageHeader, reader::StreamDecoder, root_as_footer, root_as_message,
};
use arrow_schema::SchemaRef;

use super::Origin;
use crate::data::{Batch, Input, Schema, SharedFile, Size, Source, quiet, table};

const MAGIC: &[u8] = b"ARROW1";
const CONTINUATION: [u8; 4] = [0xff; 4];
/// The magic bytes, and zeros.
const START: u64 = 8;
/// How many times its size a compressed buffer may unpack to: what zstd's shortest blocks do, and lz4's.
const MOST_ZSTD: i64 = 1 << 16;
const MOST_LZ4: i64 = 256;

/// A file or stream being read.
pub struct Reader {
    input: Box<dyn Read + Send>,
    length: Option<u64>,
    /// How many batches a file's index lists.
    listed: Option<u64>,
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
        let mut reader = if file { Self::of_file(input)? } else { Self::of_stream(input) };
        let message = reader.message()?.context("it ends before its schema")?;
        let native = quiet::catch(|| native_schema(&message))?;
        reader.decode(message.into())?;
        let mut origin = Origin { metadata: native.metadata().clone(), ..Origin::default() };
        origin.stable_dictionaries = file;
        reader.ended = reader.listed == Some(0);
        reader.first = reader.record(&mut Some(&mut origin.compression))?;
        reader.schema = super::schema(&native, table::Origin::Arrow(origin));
        Ok(reader)
    }

    fn of_stream(input: Input) -> Self {
        let length = input.length();
        Self::of(input.into_reader(), length, None)
    }

    fn of_file(input: Input) -> Result<Self> {
        ensure!(input.start().starts_with(MAGIC), "not an Arrow file: it does not begin with ARROW1");
        let file = input.into_file()?;
        let index = quiet::catch(|| index(&file))?;
        let length = Some(file.length());
        // Not all writers mark the end of the messages in a file.
        let messages =
            BufReader::with_capacity(1 << 16, file.at(START)).take(index.end.saturating_sub(START));
        let mut reader = Self::of(Box::new(messages), length, Some(index.batches));
        reader.skip_padding()?;
        Ok(reader)
    }

    fn of(input: Box<dyn Read + Send>, length: Option<u64>, listed: Option<u64>) -> Self {
        let (schema, decoder) = (Schema::default(), StreamDecoder::new());
        let (batches, rows, read, ended, first) = (0, 0, 0, false, None);
        Self { input, length, listed, decoder, schema, batches, rows, read, ended, first }
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
        if start.is_empty() {
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
            if record.is_some() {
                self.batches += 1;
                return Ok(record);
            }
        }
        if let Some(listed) = self.listed.filter(|&listed| listed != self.batches) {
            bail!("its index at the end lists {listed} record batches, and there are {}", self.batches);
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

/// What is needed of the index at the end of a file.
struct Index {
    batches: u64,
    /// Where the messages end.
    end: u64,
}

/// The index, which is followed by its length and the magic bytes.
fn index(file: &SharedFile) -> Result<Index> {
    const BROKEN: &str = "it is truncated, or its index at the end is broken";
    let before = file.length().checked_sub(4 + MAGIC.len() as u64).context(BROKEN)?;
    let mut tail = Vec::new();
    file.at(before).read_to_end(&mut tail)?;
    let (length, magic) = tail.split_first_chunk::<4>().context(BROKEN)?;
    let start = before.checked_sub(u32::from_le_bytes(*length).into()).context(BROKEN)?;
    ensure!(magic == MAGIC, BROKEN);
    let mut bytes = Vec::new();
    file.at(start).take(before - start).read_to_end(&mut bytes)?;
    let footer = root_as_footer(&bytes).map_err(|_| anyhow!(BROKEN))?;
    let (batches, dictionaries) = (footer.recordBatches(), footer.dictionaries());
    let blocks = batches.into_iter().flatten().chain(dictionaries.into_iter().flatten());
    let end = |block: &Block| {
        let length = block.bodyLength().checked_add(block.metaDataLength().into())?;
        u64::try_from(block.offset().checked_add(length)?).ok().filter(|&end| end <= start)
    };
    let ends: Option<Vec<u64>> = blocks.map(end).collect();
    // Without batches, the schema comes before the index.
    let end = ends.context(BROKEN)?.into_iter().max().unwrap_or(start);
    Ok(Index { batches: batches.map_or(0, |batches| batches.len() as u64), end })
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
