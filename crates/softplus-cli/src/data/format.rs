//! Formats of data files: by what a file begins with, and by its name.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::cli::Usage;

/// A format of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One NumPy array.
    Npy,
    /// Several NumPy arrays, by name.
    Npz,
    /// A table as text, with commas.
    Csv,
    /// A table as text, with tabs.
    Tsv,
    /// A table in Parquet.
    Parquet,
    /// A table in Arrow's file format (Feather).
    Arrow,
    /// A table in Arrow's streaming format.
    ArrowStream,
    /// The bare numbers, little-endian; needs --dtype.
    Raw,
}

/// What can be told from the first bytes.
const MAGIC: &[(&[u8], Format)] = &[
    (b"\x93NUMPY", Format::Npy),
    (b"PK\x03\x04", Format::Npz),
    // An archive of nothing.
    (b"PK\x05\x06", Format::Npz),
    (b"PAR1", Format::Parquet),
    (b"ARROW1", Format::Arrow),
    // Every message starts so, the first one too.
    (b"\xff\xff\xff\xff", Format::ArrowStream),
];

const EXTENSIONS: &[(&str, Format)] = &[
    ("npy", Format::Npy),
    ("npz", Format::Npz),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
    ("arrow", Format::Arrow),
    ("feather", Format::Arrow),
    ("ipc", Format::Arrow),
    ("arrows", Format::ArrowStream),
    ("raw", Format::Raw),
    ("bin", Format::Raw),
];

impl Format {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Npy => ".npy",
            Self::Npz => ".npz (zip)",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow file",
            Self::ArrowStream => "Arrow stream",
            Self::Raw => "raw",
        }
    }

    /// What a file with this name holds.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        EXTENSIONS.iter().find(|(end, _)| *end == extension).map(|&(_, format)| format)
    }

    /// What a file that begins so holds.
    #[must_use]
    pub fn of_content(start: &[u8]) -> Option<Self> {
        MAGIC.iter().find(|(magic, _)| start.starts_with(magic)).map(|&(_, format)| format)
    }

    /// The format of an input with this name and beginning, unless it was given with the option of this name.
    ///
    /// # Errors
    /// If name, content and `given` contradict one another, or tell nothing.
    pub fn of_input(path: &Path, start: &[u8], given: Option<Self>, option: &str) -> Result<Self> {
        let content = Self::of_content(start);
        let Some(named) = given.or_else(|| Self::of_name(path)) else {
            return content.map_or_else(
                || bail!(Usage(format!("{}: its format is unknown; name it with {option}", show(path)))),
                Ok,
            );
        };
        match content {
            // Both of Arrow's formats have either name.
            Some(content @ (Self::Arrow | Self::ArrowStream))
                if matches!(named, Self::Arrow | Self::ArrowStream) =>
            {
                Ok(content)
            }
            // Numbers may look like anything.
            Some(content) if content != named && named != Self::Raw => {
                let why = if given.is_some() { option } else { "its name" };
                bail!(
                    "cannot read {}: {why} says {}, and it begins like {}",
                    show(path),
                    named.name(),
                    content.name()
                )
            }
            _ => Ok(named),
        }
    }

    /// What is between cells.
    #[must_use]
    pub const fn delimiter(self) -> u8 {
        if matches!(self, Self::Tsv) { b'\t' } else { b',' }
    }

    /// Whether it holds columns of equal length.
    #[must_use]
    pub const fn is_table(self) -> bool {
        !matches!(self, Self::Npy | Self::Npz | Self::Raw)
    }
}

/// The name of a file for people; `-` is standard input or output.
#[must_use]
pub fn show(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
