//! Tables: columns with names and types, in batches of rows.

use std::{borrow::Cow, ops::Range};

use anyhow::{Result, anyhow, bail};
use rayon::prelude::*;

use super::{
    Element, Kind, Values,
    kind::with_values,
    text::{Dialect, TextColumn},
};
use crate::{for_dtype, number};

/// What gives a table.
pub trait Source: Send {
    /// Its columns.
    fn schema(&self) -> &Schema;
    /// How much there is, for people who wait.
    fn size(&self) -> Size;
    /// The next rows; none at the end.
    ///
    /// # Errors
    /// If the input cannot be read, or is not what its beginning said.
    fn next(&mut self) -> Result<Option<Batch>>;
}

/// What takes a table.
pub trait Sink: Send {
    /// The next rows.
    ///
    /// # Errors
    /// If they cannot be written.
    fn write(&mut self, batch: Batch) -> Result<()>;
    /// The end. Only then is the output complete.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// How much there is to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Rows, or elements.
    Rows(u64),
    /// Bytes.
    Bytes(u64),
    /// That is not known before the end.
    Unknown,
}

/// The columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// In their order.
    pub fields: Vec<Field>,
    /// What else the file says, for files of the same format.
    pub origin: Origin,
}

/// What a file says beside its columns.
#[derive(Debug, Clone, Default)]
pub enum Origin {
    /// Nothing.
    #[default]
    Plain,
    /// Text: how it is written.
    Text(Dialect),
    /// Arrow's metadata and compression.
    #[cfg(feature = "parquet")]
    Arrow(super::arrow::Origin),
    /// Parquet's metadata, compression and encodings.
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Origin),
}

/// A column's name and type.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether rows may have none.
    pub nullable: bool,
    /// The column that it was computed from, whose compression it takes.
    pub like: Option<String>,
    /// What the file itself says.
    pub native: Native,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Numbers.
    Number(Kind),
    /// Text that may be numbers; whether the first rows look like numbers that are not all whole.
    Text {
        /// Whether they do.
        fractions: bool,
    },
    /// Something else, by its name for people.
    Other(String),
}

/// A column's description in its file.
#[derive(Debug, Clone, Default)]
pub enum Native {
    /// None but name and type.
    #[default]
    None,
    /// The cell of the header, with its quotes.
    Text(Vec<u8>),
    /// Arrow's.
    #[cfg(feature = "parquet")]
    Arrow(arrow_schema::FieldRef),
}

impl Field {
    /// Of numbers.
    #[must_use]
    pub fn number(name: impl Into<String>, kind: Kind, nullable: bool) -> Self {
        Self { name: name.into(), kind: FieldKind::Number(kind), nullable, like: None, native: Native::None }
    }

    /// Whether functions of it are evaluated unless columns are named.
    #[must_use]
    pub fn is_float(&self) -> bool {
        match self.kind {
            FieldKind::Number(kind) => kind.is_float(),
            FieldKind::Text { fractions } => fractions,
            FieldKind::Other(_) => false,
        }
    }
}

impl Schema {
    /// The columns' names, for a message.
    #[must_use]
    pub fn names(&self) -> String {
        const MOST: usize = 12;
        let names: Vec<&str> = self.fields.iter().take(MOST).map(|field| field.name.as_str()).collect();
        let more = self.fields.len().saturating_sub(MOST);
        let end = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{end}", names.join(", "))
    }
}

/// Rows of a table.
#[derive(Debug)]
pub struct Batch {
    /// As many as the schema has, all of the same length.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: usize,
    /// How many came before.
    pub first_row: u64,
    /// What was read for it, in the unit of [`Size`].
    pub read: u64,
    /// Whether a group of rows ends with it (Parquet).
    pub ends_group: bool,
}

/// A column's part of a batch.
#[derive(Debug, Clone)]
pub enum Column {
    /// Numbers.
    Numbers(Numbers),
    /// Cells of text.
    Text(TextColumn),
    /// As Arrow has it.
    #[cfg(feature = "parquet")]
    Arrow(arrow_array::ArrayRef),
}

/// Numbers, some of which may be missing.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// A number for each row, whatever it is where there is none.
    pub values: Values,
    /// Whether the row has one; none if all have.
    pub valid: Option<Vec<bool>>,
}

impl Numbers {
    /// Where all rows have one.
    #[must_use]
    pub const fn all(values: Values) -> Self {
        Self { values, valid: None }
    }

    /// Whether the row has one.
    #[must_use]
    pub fn is_valid(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid[row])
    }

    /// Those that are there.
    #[must_use]
    pub fn present(self) -> Values {
        fn keep<T: Element>(values: &[T], valid: &[bool]) -> Values {
            T::wrap(present(values, Some(valid)).into_owned())
        }
        match &self.valid {
            None => self.values,
            Some(valid) => with_values!(&self.values, values => keep(values, valid)),
        }
    }

    /// An error where a row has none.
    ///
    /// # Errors
    /// If one is missing.
    pub fn require_all(&self, name: &str, first_row: u64, format: &str) -> Result<()> {
        let missing = self.valid.as_ref().and_then(|valid| valid.iter().position(|valid| !valid));
        missing.map_or(Ok(()), |row| {
            bail!(
                "column {name:?} has no value in row {}, and {format} cannot hold that",
                first_row + row as u64 + 1
            )
        })
    }
}

/// Those of the values that are there.
pub fn present<'a, T: Element>(values: &'a [T], valid: Option<&[bool]>) -> Cow<'a, [T]> {
    let Some(valid) = valid else { return Cow::Borrowed(values) };
    Cow::Owned(values.iter().zip(valid).filter(|(_, valid)| **valid).map(|(&value, _)| value).collect())
}

impl Column {
    /// As numbers of this kind, in which functions of the column are evaluated.
    ///
    /// # Errors
    /// If a row holds no such number.
    pub fn numbers(&self, field: &Field, kind: Kind, first_row: u64) -> Result<Cow<'_, Numbers>> {
        let numbers = match self {
            Self::Numbers(numbers) => Cow::Borrowed(numbers),
            Self::Text(cells) => {
                return for_dtype!(kind.evaluated(), parse(cells, field, first_row)).map(Cow::Owned);
            }
            #[cfg(feature = "parquet")]
            Self::Arrow(array) => Cow::Owned(super::arrow::numbers(array, field, first_row)?),
        };
        if numbers.values.kind() == kind {
            return Ok(numbers);
        }
        let wide = numbers.values.to_f64(numbers.valid.as_deref());
        let wide = wide.map_err(|row| {
            let (name, number) = (&field.name, first_row + row as u64 + 1);
            anyhow!("column {name:?}, row {number}: {}", numbers.values.inexact(row))
        })?;
        Ok(Cow::Owned(Numbers { values: Values::F64(wide), valid: numbers.into_owned().valid }))
    }
}

/// The cells as numbers; empty ones are missing.
fn parse<T: softplus::Float + Element>(cells: &TextColumn, field: &Field, first_row: u64) -> Result<Numbers> {
    let one = |row: usize| -> Result<Option<T>> {
        let text = cells.value(row);
        let text = std::str::from_utf8(&text).map(str::trim);
        match text {
            Ok("") => Ok(None),
            Ok(text) => number::parse(text)
                .map(Some)
                .map_err(|error| anyhow!("{error}; of text only empty cells are missing values")),
            Err(_) => bail!("{} is not a number", String::from_utf8_lossy(&cells.value(row)).escape_debug()),
        }
    };
    let at = |row: usize| {
        format!("column {:?}, row {} (line {})", field.name, first_row + row as u64 + 1, cells.line(row))
    };
    let rows = |range: Range<usize>| range.into_par_iter().with_min_len(256).map(one);
    let Ok(found) = rows(0..cells.len()).collect::<Result<Vec<Option<T>>>>() else {
        // Again, one after the other, for the first mistake.
        let (row, error) = (0..cells.len())
            .find_map(|row| one(row).err().map(|error| (row, error)))
            .ok_or_else(|| anyhow!("a number could not be read twice"))?;
        return Err(error.context(at(row)));
    };
    let valid = found.iter().any(Option::is_none).then(|| found.iter().map(Option::is_some).collect());
    let values = found.into_iter().map(Option::unwrap_or_default).collect();
    Ok(Numbers { values: T::wrap(values), valid })
}
