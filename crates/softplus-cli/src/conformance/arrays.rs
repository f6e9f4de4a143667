//! Arrays of one type: from files of any format, and as bytes.

use std::{fs::File, io, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    data::{Element, Format, Input, Kind, Series, open::Options, show},
    npy::Header,
};

/// Where numbers lie.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The file, or `-`.
    pub path: &'a Path,
    /// The column; without it the array, or the only column of floating-point numbers.
    pub column: Option<&'a str>,
    /// The file's format, where neither its name nor its first bytes tell.
    pub from: Option<Format>,
}

impl Place<'_> {
    /// All numbers, which must be of this type.
    pub fn read<T: Element>(self) -> Result<Vec<T>> {
        let (name, piped) = (show(self.path), self.path == Path::new("-"));
        // What comes through a pipe is read once: only --from says beforehand what it is.
        let format = if piped { self.from } else { Some(self.format()?) };
        if format == Some(Format::Npy) && self.column.is_none() && !piped {
            let header = Header::read(&mut File::open(self.path)?);
            let header = header.with_context(|| format!("cannot read {name}"))?;
            if header.fortran_order && header.shape.len() > 1 {
                bail!(
                    "cannot read {name}: it is in Fortran order; write it with numpy.save(FILE, array.ravel())"
                );
            }
            // ml_dtypes writes bfloat16 as two raw bytes, `<V2`; others write its bits as integers.
            if header.kind == Kind::U16 && T::KIND == Kind::Bf16 {
                return self.bits();
            }
        }
        let told = matches!(format, None | Some(Format::Parquet | Format::Arrow | Format::ArrowStream));
        let dtype = (!told).then_some(T::KIND.evaluated());
        let series = self.open(Options { dtype, ..Options::default() })?;
        let kind = Kind::from(series.dtype);
        if kind != T::KIND {
            bail!("cannot read {name}: its numbers are {kind}, not {}; name --dtype {kind}", T::KIND);
        }
        all(series)
    }

    fn format(self) -> Result<Format> {
        Format::of_input(self.path, Input::open(self.path)?.start(), self.from, "--from")
    }

    fn open(self, options: Options) -> Result<Series> {
        Series::open(self.path, self.column, &Options { format: self.from, option: "--from", ..options })
    }

    /// Numbers whose bits are written as 16-bit integers.
    fn bits<T: Element>(self) -> Result<Vec<T>> {
        let bits = all::<f64>(self.open(Options::default())?)?;
        Ok(bits.into_iter().map(|bits| T::read(&(bits as u16).to_le_bytes(), false)).collect())
    }
}

fn all<T: Element>(mut series: Series) -> Result<Vec<T>> {
    let mut numbers = Vec::new();
    while let Some(piece) = series.next_whole::<T>()? {
        numbers.extend(piece);
    }
    Ok(numbers)
}

/// Numbers from their bytes, little-endian.
pub fn decode<T: Element>(bytes: &[u8]) -> Result<Vec<T>> {
    let size = T::KIND.size() as usize;
    if !bytes.len().is_multiple_of(size) {
        bail!("{} bytes are no whole number of {} elements of {size} bytes", bytes.len(), T::KIND);
    }
    Ok(bytes.chunks_exact(size).map(|element| T::read(element, false)).collect())
}

/// Their bytes.
pub fn encode<T: Element>(elements: &[T]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size_of_val(elements));
    for x in elements {
        x.write(false, &mut bytes);
    }
    bytes
}

/// A .npy file of one dimension.
pub fn npy<T: Element>(elements: &[T]) -> io::Result<Vec<u8>> {
    let shape = vec![elements.len() as u64];
    let header = Header { kind: T::KIND, unsure: false, big_endian: false, fortran_order: false, shape };
    let mut bytes = Vec::new();
    header.write(&mut bytes)?;
    bytes.extend(encode(elements));
    Ok(bytes)
}
