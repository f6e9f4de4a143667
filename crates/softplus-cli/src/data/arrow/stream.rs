//! The streaming format: a schema, then dictionaries and record batches as they come.

use std::io::Read;

use anyhow::{Context, Result, anyhow, bail};
use arrow_array::RecordBatch;
use arrow_ipc::{CompressionType, reader::StreamDecoder};
use arrow_schema::SchemaRef;

use super::reader::{Records, compression, parse};
use crate::data::Input;

/// What every message begins with, since 2019.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// A stream being read. The crate's own reader allocates what a message says that its body needs; here memory grows with
/// what is there.
pub struct Stream {
    input: Box<dyn Read + Send>,
    decoder: StreamDecoder,
    compression: Option<CompressionType>,
    ended: bool,
}

/// A message: all of it, and where its description and its body begin.
struct Whole {
    bytes: Vec<u8>,
    header: usize,
    body: usize,
}

impl Stream {
    /// Reads the schema.
    pub fn new(input: Input) -> Result<(SchemaRef, Self)> {
        let (input, decoder) = (input.into_reader(), StreamDecoder::new());
        let mut stream = Self { input, decoder, compression: None, ended: false };
        let message = stream.message()?.context("it ends before its schema")?;
        let parsed = parse(&message.bytes[message.header..message.body])?;
        let schema = parsed.header_as_schema().context("it does not begin with a schema")?;
        let schema = arrow_ipc::convert::fb_to_schema(schema).into();
        stream.decode(message.bytes)?;
        Ok((schema, stream))
    }

    /// Exactly so many bytes, appended.
    fn take(&mut self, count: u64, bytes: &mut Vec<u8>) -> Result<()> {
        let found = self.input.by_ref().take(count).read_to_end(bytes)? as u64;
        if found < count {
            bail!("it is truncated: it ends {} bytes too early", count - found);
        }
        Ok(())
    }

    /// The next message; none at the end.
    fn message(&mut self) -> Result<Option<Whole>> {
        let mut bytes = Vec::new();
        if self.input.by_ref().take(4).read_to_end(&mut bytes)? == 0 {
            return Ok(None);
        }
        // Older streams have the length alone.
        if bytes == CONTINUATION {
            self.take(4, &mut bytes)?;
        }
        let length =
            bytes.last_chunk::<4>().ok_or_else(|| anyhow!("it is truncated: it ends within a message"))?;
        let length = u32::from_le_bytes(*length);
        if length == 0 {
            return Ok(None);
        }
        let header = bytes.len();
        self.take(length.into(), &mut bytes)?;
        let body = bytes.len();
        let length = u64::try_from(parse(&bytes[header..])?.bodyLength());
        self.take(length.context("a message says that its body has a negative length")?, &mut bytes)?;
        let found = compression(&parse(&bytes[header..body])?, &bytes[body..])?;
        self.compression = found.or(self.compression);
        Ok(Some(Whole { bytes, header, body }))
    }

    fn decode(&mut self, message: Vec<u8>) -> Result<Option<RecordBatch>> {
        let (mut message, mut found) = (message.into(), None);
        while !arrow_buffer::Buffer::is_empty(&message) {
            if let Some(record) = self.decoder.decode(&mut message)? {
                found = Some(record);
            }
        }
        Ok(found)
    }
}

impl Records for Stream {
    fn next(&mut self) -> Result<Option<(RecordBatch, u64)>> {
        let mut read = 0;
        while !self.ended {
            let message = self.message()?;
            self.ended = message.is_none();
            // The end is passed on too: a message without a body waits for what follows.
            let bytes = message.map_or_else(|| [CONTINUATION, [0; 4]].concat(), |message| message.bytes);
            read += bytes.len() as u64;
            if let Some(record) = self.decode(bytes)? {
                return Ok(Some((record, read)));
            }
        }
        Ok(None)
    }

    fn compression(&self) -> Option<CompressionType> {
        self.compression
    }
}
