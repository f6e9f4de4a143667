//! Opens data files of any format.

use anyhow::{Result, bail};

use super::{
    Format, Input, Source,
    arrays::{self, Archive, Array},
    text,
};
use crate::cli::{Dtype, Usage};

/// What the file itself does not say.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Its format, if neither its name nor its first bytes tell.
    pub format: Option<Format>,
    /// The option that names the format, for messages.
    pub option: &'static str,
    /// The type of numbers that say none: text, bare numbers, two bytes.
    pub dtype: Option<Dtype>,
    /// What is between cells of text.
    pub delimiter: Option<u8>,
    /// Whether text has no header.
    pub no_header: bool,
    /// The columns that are used, if others are not: of an .npz file no other member is opened. None: all are used.
    pub only: Vec<String>,
}

/// The input as a table.
///
/// # Errors
/// If it is none.
pub fn table(input: Input, format: Format, options: &Options) -> Result<Box<dyn Source>> {
    let name = input.name().to_owned();
    let open = || -> Result<Box<dyn Source>> {
        Ok(match format {
            Format::Npy => Box::new(arrays::Table::of_array(Array::npy(input, options.dtype)?, &name)?),
            Format::Raw => {
                Box::new(arrays::Table::of_array(Array::raw(input, options.dtype, false)?, &name)?)
            }
            Format::Npz => {
                Box::new(arrays::Table::of_archive(&Archive::open(input, options.dtype)?, &options.only)?)
            }
            Format::Csv | Format::Tsv => {
                let delimiter = options.delimiter.unwrap_or(format.delimiter());
                let dialect = text::Dialect { header: !options.no_header, ..text::Dialect::new(delimiter) };
                let length = input.length();
                Box::new(text::Reader::new(input.into_reader(), length, dialect)?)
            }
            _ if options.dtype.is_some() => {
                bail!(Usage(format!(
                    "--dtype is for numbers that say no type, and {} says it",
                    format.name()
                )))
            }
            Format::Arrow | Format::ArrowStream => arrow(input, format)?,
            Format::Parquet => parquet(input)?,
        })
    };
    open().map_err(|error| named(error, &name))
}

/// The error with the file's name; that of a wrong command line has it.
#[must_use]
pub fn named(error: anyhow::Error, name: &str) -> anyhow::Error {
    if error.is::<Usage>() { error } else { error.context(format!("cannot read {name}")) }
}

#[cfg(feature = "parquet")]
fn arrow(input: Input, format: Format) -> Result<Box<dyn Source>> {
    Ok(Box::new(super::arrow::Reader::new(input, format == Format::Arrow)?))
}

#[cfg(feature = "parquet")]
fn parquet(input: Input) -> Result<Box<dyn Source>> {
    Ok(Box::new(super::parquet::Reader::new(input)?))
}

#[cfg(not(feature = "parquet"))]
fn arrow(_: Input, format: Format) -> Result<Box<dyn Source>> {
    bail!(without(format))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: Input) -> Result<Box<dyn Source>> {
    bail!(without(Format::Parquet))
}

/// What this build cannot do.
#[cfg(not(feature = "parquet"))]
#[must_use]
pub fn without(format: Format) -> String {
    format!(
        "this softplus is built without {}: cargo install --path crates/softplus-cli --features parquet has it",
        format.name()
    )
}
