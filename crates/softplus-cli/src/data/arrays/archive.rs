//! .npz files: zip archives of .npy files.

use std::{
    collections::HashSet,
    io::{self, BufReader, Read, Write},
};

use anyhow::{Context, Result, anyhow, bail};
use flate2::{Crc, read::DeflateDecoder};
use zip::{
    CompressionMethod, ZipArchive, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{Bytes, buffered};
use crate::{
    cli::Dtype,
    data::{Field, FieldKind, Input, Native, Schema, SharedFile},
    npy::{Header, Reader},
};

/// How a member is compressed.
pub type Compression = CompressionMethod;

/// An archive being read.
pub struct Archive {
    zip: ZipArchive<BufReader<SharedFile>>,
    file: SharedFile,
    /// Its members, in their order.
    pub members: Vec<Member>,
}

/// A member of an archive.
#[derive(Debug)]
pub struct Member {
    /// Its name without `.npy`.
    pub name: String,
    /// Its type and shape, or why it is no array of numbers.
    pub header: Result<Header, String>,
    /// How it is compressed.
    pub compression: Compression,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
}

impl Archive {
    /// Reads the directory and the headers.
    ///
    /// # Errors
    /// If it is no archive, or one that NumPy does not write: encrypted, or compressed in another way.
    pub fn open(input: Input, dtype: Option<Dtype>) -> Result<Self> {
        let file = input.into_file()?;
        let mut zip = ZipArchive::new(buffered(file.clone())).context("its zip directory cannot be read")?;
        let mut members = Vec::new();
        for index in 0..zip.len() {
            members.push(member(&mut zip, index, &file, dtype)?);
        }
        let mut names = HashSet::new();
        if let Some(twice) = members.iter().find(|member| !names.insert(&member.name)) {
            bail!("it has two members {:?}", twice.name);
        }
        Ok(Self { zip, file, members })
    }

    /// Its members, each as one column.
    #[must_use]
    pub fn schema(&self) -> Schema {
        Schema { fields: self.members.iter().map(Member::field).collect(), ..Schema::default() }
    }

    /// The elements of a member.
    ///
    /// # Errors
    /// If it is no array of numbers.
    pub fn elements(&self, index: usize) -> Result<Reader<Bytes>> {
        let member = &self.members[index];
        let header = member.header.as_ref().map_err(|error| anyhow!("member {:?}: {error}", member.name))?;
        let mut reader = Reader::new(member.bytes(&self.file)?, Some(member.size))
            .with_context(|| format!("member {:?}", member.name))?;
        reader.header_mut().clone_from(header);
        Ok(reader)
    }

    /// Copies a member as it is to another archive.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn copy(&mut self, index: usize, to: &mut Writer<impl Write>) -> Result<()> {
        to.zip.raw_copy_file(self.zip.by_index_raw(index)?).map_err(unpack)
    }
}

fn member(
    zip: &mut ZipArchive<BufReader<SharedFile>>,
    index: usize,
    file: &SharedFile,
    dtype: Option<Dtype>,
) -> Result<Member> {
    let entry = zip.by_index_raw(index).with_context(|| format!("member {index}"))?;
    let full = entry.name()?.into_owned();
    if entry.encrypted() {
        bail!("member {full:?} is encrypted");
    }
    let start = entry.data_start().with_context(|| format!("member {full:?}: its data is not found"))?;
    let (packed, size, crc) = (entry.compressed_size(), entry.size(), entry.crc32());
    let compression = entry.compression();
    if !matches!(compression, CompressionMethod::Stored | CompressionMethod::Deflated) {
        bail!("member {full:?} is compressed as {compression}; NumPy writes stored and deflated ones");
    }
    if start.checked_add(packed).is_none_or(|end| end > file.length()) {
        bail!("it is truncated: member {full:?} goes on after its end");
    }
    let (name, array) = full.strip_suffix(".npy").map_or((full.as_str(), false), |name| (name, true));
    let header = Err("no array: its name does not end with .npy".to_owned());
    let name = name.to_owned();
    let mut member = Member { name, header, compression, start, packed, size, crc };
    if array {
        let header = || -> Result<Header> {
            let mut header = Header::read(&mut member.bytes(file)?)?;
            header.unsure &= dtype != Some(Dtype::Bf16);
            Ok(header)
        };
        member.header = header().map_err(|error| format!("{error:#}"));
    }
    Ok(member)
}

impl Member {
    /// As a column, or as what cannot be one.
    #[must_use]
    pub fn field(&self) -> Field {
        let known = |header: &Header| header.require_known().map_err(|error| error.to_string());
        let header = self.header.as_ref().map_err(Clone::clone);
        let kind = match header.and_then(|header| known(header).map(|()| header.kind)) {
            Ok(kind) => FieldKind::Number(kind),
            Err(why) => FieldKind::Other(why),
        };
        Field { name: self.name.clone(), kind, nullable: false, like: None, native: Native::None }
    }

    /// Its bytes, unpacked and checked.
    fn bytes(&self, file: &SharedFile) -> Result<Bytes> {
        let packed = buffered(file.at(self.start)).take(self.packed);
        let bytes: Bytes = match self.compression {
            CompressionMethod::Stored if self.packed != self.size => {
                bail!("member {:?} is stored, and its two sizes differ", self.name)
            }
            CompressionMethod::Stored => Box::new(packed),
            _ => Box::new(DeflateDecoder::new(packed)),
        };
        Ok(Box::new(Checked { bytes, crc: Crc::new(), left: self.size, expected: self.crc }))
    }
}

/// Bytes whose number and checksum are known.
struct Checked {
    bytes: Bytes,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let invalid = |message: &str| io::Error::new(io::ErrorKind::InvalidData, message.to_owned());
        let count = self.bytes.read(buffer)?;
        self.crc.update(&buffer[..count]);
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| invalid("it unpacks to more bytes than the zip directory says"))?;
        if count == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return Err(invalid("it unpacks to fewer bytes than the zip directory says"));
            }
            if self.crc.sum() != self.expected {
                return Err(invalid("its checksum (CRC-32) is wrong"));
            }
        }
        Ok(count)
    }
}

/// An archive being written, from its beginning to its end.
pub struct Writer<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
}

impl<W: Write> Writer<W> {
    /// An empty archive.
    pub fn new(output: W) -> Self {
        Self { zip: ZipWriter::new_stream(output) }
    }

    /// Begins an array; its data is written to the result.
    ///
    /// # Errors
    /// If it cannot be written, or one of its name is there.
    pub fn start(
        &mut self,
        name: &str,
        header: &Header,
        compression: Compression,
    ) -> Result<&mut ZipWriter<StreamWriter<W>>> {
        // NumPy writes all sizes with 64 bits too.
        let options = SimpleFileOptions::default().compression_method(compression).large_file(true);
        self.zip.start_file(format!("{name}.npy"), options).map_err(unpack)?;
        header.write(&mut self.zip)?;
        Ok(&mut self.zip)
    }

    /// Writes the directory.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<()> {
        self.zip.finish().map_err(unpack)?.into_inner().flush()?;
        Ok(())
    }
}

/// The system's error itself, if it is one.
fn unpack(error: zip::result::ZipError) -> anyhow::Error {
    match error {
        zip::result::ZipError::Io(error) => error.into(),
        error => error.into(),
    }
}
