//! The data of a .npy file, in pieces.

use std::io::Read;

use anyhow::{Result, bail};

use super::header::Header;
use crate::data::{Element, Values, for_kind};

/// A .npy file being read.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    header: Header,
    /// Elements that have not been read.
    left: u64,
    /// What comes after them.
    after: After,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The end of the input, or it is malformed.
    End,
    /// Something else.
    More,
    /// Their number is not known: they go on to the end.
    Unknown,
}

impl<R: Read> Reader<R> {
    /// Reads the header of an array of any numbers. `total` is the input's length in bytes, where it is known.
    ///
    /// # Errors
    /// If the header is none, or does not fit the length.
    pub fn new(input: R, total: Option<u64>) -> Result<Self> {
        let mut input = Counting { input, count: 0 };
        let header = Header::read(&mut input)?;
        let (left, bytes) = header.size()?;
        let there = total.map(|total| total.saturating_sub(input.count));
        if let Some(there) = there.filter(|&there| there != bytes) {
            let why = if there < bytes { "it is truncated" } else { "something follows its data" };
            bail!(
                "{why}: its shape {} needs {bytes} bytes of data, and there are {there}",
                header.shape_text()
            );
        }
        Ok(Self { input: input.input, header, left, after: After::End, bytes: Vec::new() })
    }

    /// Of `count` elements without a header of their own, as the given one describes; more may follow.
    pub const fn part(input: R, header: Header, count: u64) -> Self {
        Self { input, header, left: count, after: After::More, bytes: Vec::new() }
    }

    /// Of elements without a header of their own, as many as there are.
    pub const fn rest(input: R, header: Header) -> Self {
        Self { input, header, left: u64::MAX, after: After::Unknown, bytes: Vec::new() }
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The header, to be corrected.
    pub(crate) const fn header_mut(&mut self) -> &mut Header {
        &mut self.header
    }

    /// What follows.
    pub(crate) fn into_input(self) -> R {
        self.input
    }

    /// How many elements have not been read.
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// The next elements, at most `most`, of the header's type; none at the end.
    fn next<T: Element>(&mut self, most: usize, elements: &mut Vec<T>) -> Result<()> {
        elements.clear();
        let mut count = usize::try_from(self.left).map_or(most, |left| left.min(most));
        let size = T::KIND.size() as usize;
        if count == 0 {
            return self.end();
        }
        // As much as is there, however much was claimed.
        self.bytes.clear();
        let wanted = (count * size) as u64;
        let found = self.input.by_ref().take(wanted).read_to_end(&mut self.bytes)? as u64;
        if found < wanted {
            if self.after != After::Unknown {
                let missing = self.left * size as u64 - found;
                bail!("it is truncated: {missing} bytes of its data are missing");
            }
            if !found.is_multiple_of(size as u64) {
                bail!("it ends within a number: a {} has {size} bytes", T::KIND);
            }
            count = found as usize / size;
            self.left = count as u64;
        }
        self.left -= count as u64;
        decode(&self.bytes, self.header.big_endian, elements);
        Ok(())
    }

    /// The next elements, at most `most`; none at the end.
    ///
    /// # Errors
    /// If the input cannot be read, ends too early, or goes on after the last element.
    pub fn next_values(&mut self, most: usize) -> Result<Values> {
        fn next<T: Element>(reader: &mut Reader<impl Read>, most: usize) -> Result<Values> {
            let mut elements = Vec::<T>::new();
            reader.next(most, &mut elements)?;
            Ok(T::wrap(elements))
        }
        for_kind!(self.header.kind, next(self, most))
    }

    fn end(&mut self) -> Result<()> {
        if self.after != After::End {
            return Ok(());
        }
        let more = self.input.by_ref().take(1).read_to_end(&mut self.bytes)?;
        if more > 0 {
            bail!("something follows its data: its shape is {}", self.header.shape_text());
        }
        Ok(())
    }
}

/// Elements from their bytes.
fn decode<T: Element>(bytes: &[u8], big_endian: bool, elements: &mut Vec<T>) {
    let size = T::KIND.size() as usize;
    elements.extend(bytes.chunks_exact(size).map(|element| T::read(element, big_endian)));
}

/// Counts what is read.
struct Counting<R> {
    input: R,
    count: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}
