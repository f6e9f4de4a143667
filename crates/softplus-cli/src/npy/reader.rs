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
    /// Elements and bytes that have not been read.
    left: u64,
    /// Whether nothing may follow.
    whole: bool,
    bytes: Vec<u8>,
}

impl<R: Read> Reader<R> {
    /// Reads the header of an array of floating-point numbers. `total` is the input's length in bytes, where it is known.
    ///
    /// # Errors
    /// If the header is none, or does not fit the length.
    pub fn new(input: R, total: Option<u64>) -> Result<Self> {
        let reader = Self::any(input, total)?;
        reader.header.require_floats()?;
        Ok(reader)
    }

    /// Reads the header of an array of any numbers.
    ///
    /// # Errors
    /// If the header is none, or does not fit the length.
    pub fn any(input: R, total: Option<u64>) -> Result<Self> {
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
        Ok(Self { input: input.input, header, left, whole: true, bytes: Vec::new() })
    }

    /// Of `count` elements without a header of their own, as the given one describes; more may follow.
    pub const fn part(input: R, header: Header, count: u64) -> Self {
        Self { input, header, left: count, whole: false, bytes: Vec::new() }
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

    /// The next elements, at most `most`; none at the end.
    ///
    /// # Panics
    /// If `T` is not the header's type.
    ///
    /// # Errors
    /// If the input cannot be read, ends too early, or goes on after the last element.
    pub fn next<T: Element>(&mut self, most: usize, elements: &mut Vec<T>) -> Result<()> {
        assert!(T::KIND == self.header.kind, "elements of another type than the header's");
        elements.clear();
        let count = usize::try_from(self.left).map_or(most, |left| left.min(most));
        let size = T::KIND.size() as usize;
        if count == 0 {
            return self.end();
        }
        // As much as is there, however much was claimed.
        self.bytes.clear();
        let wanted = (count * size) as u64;
        let found = self.input.by_ref().take(wanted).read_to_end(&mut self.bytes)? as u64;
        if found < wanted {
            let missing = self.left * size as u64 - found;
            bail!("it is truncated: {missing} bytes of its data are missing");
        }
        self.left -= count as u64;
        decode(&self.bytes, self.header.big_endian, elements);
        Ok(())
    }

    /// The next elements, whatever their type.
    ///
    /// # Errors
    /// As those of [`Reader::next`].
    pub fn next_values(&mut self, most: usize) -> Result<Values> {
        fn next<T: Element>(reader: &mut Reader<impl Read>, most: usize) -> Result<Values> {
            let mut elements = Vec::<T>::new();
            reader.next(most, &mut elements)?;
            Ok(T::wrap(elements))
        }
        for_kind!(self.header.kind, next(self, most))
    }

    fn end(&mut self) -> Result<()> {
        if !self.whole {
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

/// Bytes of elements, appended.
pub fn encode<T: Element>(elements: &[T], big_endian: bool, bytes: &mut Vec<u8>) {
    for &element in elements {
        element.write(big_endian, bytes);
    }
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
