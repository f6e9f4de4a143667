//! Arrays: NumPy's .npy and .npz, and bare numbers.

mod archive;
mod sink;
mod table;

pub use archive::{Archive, Compression, Member, Writer as ArchiveWriter};
pub use sink::{Flat, Whole};
pub use table::Table;

use std::io::{self, Read};

use anyhow::{Context, Result, bail};

use super::{Input, Kind, SharedFile};
use crate::{
    cli::{Dtype, Usage},
    npy::{Header, Reader},
};

/// What an array is read from.
pub type Bytes = Box<dyn Read + Send>;

/// One array of a file that holds no other.
pub struct Array {
    /// Its type and shape; of numbers from a pipe, whose end is not in sight, the shape says 0.
    pub header: Header,
    from: From,
}

enum From {
    /// Once, in order.
    Stream(Box<Reader<Bytes>>),
    /// Anywhere; where its data begins.
    File(SharedFile, u64),
    /// Once, to the end, wherever that is.
    Endless(Bytes),
}

impl Array {
    /// A .npy file. Its numbers may be integers.
    ///
    /// # Errors
    /// If it is none.
    pub fn npy(input: Input, dtype: Option<Dtype>) -> Result<Self> {
        let total = input.length();
        let mut reader = Reader::new(input.into_reader(), total)?;
        confirm(reader.header_mut(), dtype)?;
        Ok(Self { header: reader.header().clone(), from: From::Stream(Box::new(reader)) })
    }

    /// A file of bare numbers. Those of a pipe go to a temporary file first if they have to be `counted`.
    ///
    /// # Errors
    /// If it cannot be read, or ends within a number.
    pub fn raw(input: Input, dtype: Option<Dtype>, counted: bool) -> Result<Self> {
        let Some(dtype) = dtype else {
            bail!(Usage(format!("{}: name the type of its numbers with --dtype", input.name())));
        };
        let kind = Kind::from(dtype);
        let header = |length| {
            let (big_endian, fortran_order) = (false, false);
            Header { kind, unsure: false, big_endian, fortran_order, shape: vec![length] }
        };
        if input.length().is_none() && !counted {
            return Ok(Self { header: header(0), from: From::Endless(input.into_reader()) });
        }
        let file = input.into_file()?;
        if file.length() % kind.size() != 0 {
            bail!("it has {} bytes, and a {kind} has {}", file.length(), kind.size());
        }
        Ok(Self { header: header(file.length() / kind.size()), from: From::File(file, 0) })
    }

    /// How many elements it has, if that is known.
    ///
    /// # Errors
    /// If the shape is too large for any file.
    pub fn count(&self) -> Result<Option<u64>> {
        Ok(match self.from {
            From::Endless(_) => None,
            _ => Some(self.header.size()?.0),
        })
    }

    /// Its elements, in the order of the file.
    ///
    /// # Errors
    /// If the shape is too large for any file.
    pub fn elements(self) -> Result<Reader<Bytes>> {
        let count = self.header.size()?.0;
        Ok(match self.from {
            From::Stream(reader) => *reader,
            From::File(file, start) => Reader::part(Box::new(buffered(file.at(start))), self.header, count),
            From::Endless(bytes) => Reader::rest(bytes, self.header),
        })
    }

    /// Its columns, if it is a matrix whose columns lie one after another.
    fn columns(self, name: &str) -> Result<Vec<Reader<Bytes>>> {
        let (rows, columns) = (self.header.shape[0], self.header.shape[1]);
        let size = rows * self.header.kind.size();
        let (file, start) = match self.from {
            From::File(file, start) => (file, start),
            From::Stream(reader) => {
                let mut file = tempfile::tempfile().context("cannot create a temporary file")?;
                io::copy(&mut reader.into_input(), &mut file)
                    .with_context(|| format!("cannot copy {name} to a temporary file"))?;
                (SharedFile::new(file)?, 0)
            }
            From::Endless(_) => bail!("{name} is no matrix"),
        };
        let column = |index| {
            let bytes: Bytes = Box::new(file.at(start + index * size));
            Reader::part(bytes, self.header.clone(), rows)
        };
        Ok((0..columns).map(column).collect())
    }
}

/// `--dtype` may say what the header does not, and may not say anything else.
///
/// # Errors
/// If it says something else.
pub fn confirm(header: &mut Header, dtype: Option<Dtype>) -> Result<()> {
    if header.unsure && dtype == Some(Dtype::Bf16) {
        header.unsure = false;
    }
    match dtype.map(Kind::from) {
        Some(kind) if kind != header.kind => {
            bail!("--dtype says {kind}, and its elements are {}", header.kind)
        }
        _ => Ok(()),
    }
}

fn buffered(file: SharedFile) -> io::BufReader<SharedFile> {
    io::BufReader::with_capacity(1 << 16, file)
}
