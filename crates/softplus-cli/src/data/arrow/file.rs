//! The file format: the schema and the places of all messages are in an index at the end.

use std::{io::Read, vec};

use anyhow::{Context, Result, anyhow, ensure};
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{Block, CompressionType, reader::FileDecoder, root_as_footer};
use arrow_schema::SchemaRef;

use super::reader::{Records, compression, parse};
use crate::data::{Input, SharedFile};

const MAGIC: &[u8] = b"ARROW1";
const BROKEN: &str = "it is truncated, or its index at the end is broken";
/// Of each message, before its description: a mark (not in old files) and the length.
const MARK: [u8; 4] = [0xff; 4];

/// A file being read. The crate's own reader allocates what its index says before it looks whether that is there.
pub struct File {
    bytes: SharedFile,
    decoder: FileDecoder,
    batches: vec::IntoIter<Block>,
    compression: Option<CompressionType>,
}

impl File {
    /// Reads the index and the dictionaries.
    pub fn new(input: Input) -> Result<(SchemaRef, Self)> {
        ensure!(input.start().starts_with(MAGIC), "not an Arrow file: it does not begin with ARROW1");
        let file = input.into_file()?;
        let before = file.length().checked_sub(4 + MAGIC.len() as u64).context(BROKEN)?;
        let mut tail = Vec::new();
        file.at(before).read_to_end(&mut tail)?;
        let (length, magic) = tail.split_first_chunk::<4>().context(BROKEN)?;
        let start = before.checked_sub(u32::from_le_bytes(*length).into()).context(BROKEN)?;
        ensure!(magic == MAGIC, BROKEN);
        let mut index = Vec::new();
        file.at(start).take(before - start).read_to_end(&mut index)?;
        let footer = root_as_footer(&index).map_err(|_| anyhow!(BROKEN))?;
        let schema: SchemaRef = arrow_ipc::convert::fb_to_schema(footer.schema().context(BROKEN)?).into();
        let blocks = footer.recordBatches().into_iter().flatten().copied().collect::<Vec<Block>>();
        let decoder = FileDecoder::new(schema.clone(), footer.version());
        let mut reader = Self { bytes: file, decoder, batches: blocks.into_iter(), compression: None };
        for block in footer.dictionaries().into_iter().flatten() {
            let message = reader.message(block).context("a dictionary")?;
            reader.decoder.read_dictionary(block, &message).context("a dictionary")?;
        }
        Ok((schema, reader))
    }

    /// A message with its body, whose place is checked first.
    fn message(&mut self, block: &Block) -> Result<Buffer> {
        let place = || -> Option<(u64, usize, u64)> {
            let (start, header) =
                (u64::try_from(block.offset()).ok()?, u64::try_from(block.metaDataLength()).ok()?);
            let length = header.checked_add(u64::try_from(block.bodyLength()).ok()?)?;
            let inside = start.checked_add(length)? <= self.bytes.length() && header >= 8;
            inside.then_some((start, usize::try_from(header).ok()?, length))
        };
        let (start, header, length) = place().context("its index names a place that is not in the file")?;
        let mut bytes = Vec::new();
        self.bytes.at(start).take(length).read_to_end(&mut bytes)?;
        ensure!(bytes.len() as u64 == length, BROKEN);
        let description = &bytes[if bytes.starts_with(&MARK) { 8 } else { 4 }..header];
        let found = compression(&parse(description)?, &bytes[header..])?;
        self.compression = found.or(self.compression);
        Ok(bytes.into())
    }
}

impl Records for File {
    fn next(&mut self) -> Result<Option<(RecordBatch, u64)>> {
        let Some(block) = self.batches.next() else { return Ok(None) };
        let message = self.message(&block)?;
        let read = message.len() as u64;
        let record = self.decoder.read_record_batch(&block, &message)?;
        Ok(Some((record.context("its index lists a message without a record batch")?, read)))
    }

    fn compression(&self) -> Option<CompressionType> {
        self.compression
    }
}
