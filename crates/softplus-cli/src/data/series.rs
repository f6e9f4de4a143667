//! The numbers of a data file as one sequence: an array's elements, or a column's rows.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::{
    Element, Field, FieldKind, Format, Input, Kind, Numbers, Schema, Size, Source,
    arrays::{self, Archive, Array, Bytes},
    open::{self, Options},
};
use crate::{cli::Dtype, npy::Reader};

/// Elements of an array in memory at a time: enough for all cores.
const CHUNK: usize = 1 << 20;

/// A sequence of numbers that is read once.
pub struct Series {
    name: String,
    /// What there is of it, for a title: the shape of an array, the name of a column.
    pub about: String,
    /// The type that functions of it are evaluated in: its own, or f64 for integers.
    pub dtype: Dtype,
    /// How many numbers there are, where the file says so.
    pub count: Option<u64>,
    from: From,
}

enum From {
    Array(Box<Reader<Bytes>>),
    Column { source: Box<dyn Source>, index: usize, field: Box<Field> },
}

impl Series {
    /// Of an array all elements, in the file's order; of a table the column of this name, or the only one of
    /// floating-point numbers; of an .npz file that member, whatever its shape.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such column.
    pub fn open(path: &Path, column: Option<&str>, options: &Options) -> Result<Self> {
        let input = Input::open(path)?;
        let format = Format::of_input(path, input.start(), options.format, options.option)?;
        let name = input.name().to_owned();
        let named = |error| open::named(error, &name);
        // With a column's name an array is the table that eval takes it for.
        if column.is_none() && matches!(format, Format::Npy | Format::Raw) {
            let array = if format == Format::Npy {
                Array::npy(input, options.dtype)
            } else {
                Array::raw(input, options.dtype, true)
            };
            return array.and_then(|array| Self::of_array(&name, array)).map_err(named);
        }
        if format == Format::Npz {
            return Self::of_archive(&name, input, column, options.dtype).map_err(named);
        }
        let source = open::table(input, format, options)?;
        Self::of_column(&name, source, column, options.dtype).map_err(named)
    }

    fn of_array(name: &str, array: Array) -> Result<Self> {
        array.header.require_known()?;
        let about = array.header.shape_text();
        Ok(Self::of_elements(name, about, array.elements()?))
    }

    fn of_archive(name: &str, input: Input, column: Option<&str>, dtype: Option<Dtype>) -> Result<Self> {
        let archive = Archive::open(input, dtype)?;
        let fields = archive.schema();
        let matrix = column.and_then(|column| Some(column.strip_suffix(']')?.rsplit_once('[')?.0));
        if matrix.is_some_and(|matrix| fields.fields.iter().any(|field| field.name == matrix)) {
            let columns = column.map(str::to_owned);
            let table = arrays::Table::of_archive(&archive, columns.as_slice())?;
            return Self::of_column(name, Box::new(table), column, dtype);
        }
        let index = column_index(&fields, column)?;
        let field = &fields.fields[index];
        if let FieldKind::Other(what) = &field.kind {
            bail!("member {:?} has no numbers: {what}", field.name);
        }
        Ok(Self::of_elements(name, format!("member {}", field.name), archive.elements(index)?))
    }

    fn of_elements(name: &str, about: String, reader: Reader<Bytes>) -> Self {
        let dtype = reader.header().kind.evaluated();
        let count = Some(reader.left());
        Self { name: name.to_owned(), about, dtype, count, from: From::Array(Box::new(reader)) }
    }

    fn of_column(
        name: &str,
        source: Box<dyn Source>,
        column: Option<&str>,
        text: Option<Dtype>,
    ) -> Result<Self> {
        let index = column_index(source.schema(), column)?;
        let field = Box::new(source.schema().fields[index].clone());
        let dtype = match &field.kind {
            FieldKind::Number(kind) => kind.evaluated(),
            FieldKind::Text { .. } => text.unwrap_or(Dtype::F64),
            FieldKind::Other(what) => bail!("column {:?} has no numbers: {what}", field.name),
        };
        let count = if let Size::Rows(rows) = source.size() { Some(rows) } else { None };
        let about = format!("column {}", field.name);
        Ok(Self { name: name.to_owned(), about, dtype, count, from: From::Column { source, index, field } })
    }

    /// The next numbers in their own type, without those that are missing; none at the end.
    ///
    /// # Errors
    /// If the file cannot be read further.
    ///
    /// # Panics
    /// If T is another type than `dtype`.
    pub fn next_present<T: Element>(&mut self) -> Result<Option<Vec<T>>> {
        Ok(self.piece(Numbers::present)?.map(unwrapped))
    }

    /// The same, where none may be missing.
    ///
    /// # Errors
    /// If one is.
    ///
    /// # Panics
    /// If T is another type than `dtype`.
    pub fn next_whole<T: Element>(&mut self) -> Result<Option<Vec<T>>> {
        let all = |numbers: Numbers| if numbers.valid.is_some() { None } else { Some(numbers.values) };
        match self.piece(all)? {
            None => Ok(None),
            Some(Some(values)) => Ok(Some(unwrapped(values))),
            Some(None) => bail!("{} has rows without a number; each result needs its input", self.name),
        }
    }

    fn piece<V>(&mut self, take: impl Fn(Numbers) -> V) -> Result<Option<V>> {
        let kind = Kind::from(self.dtype);
        let numbers = match &mut self.from {
            From::Array(reader) => {
                let first = self.count.map_or(0, |count| count - reader.left());
                array_piece(reader, kind, first)
            }
            From::Column { source, index, field } => column_piece(source.as_mut(), *index, field, kind),
        };
        Ok(numbers.with_context(|| format!("cannot read {}", self.name))?.map(take))
    }
}

fn unwrapped<T: Element>(values: super::Values) -> Vec<T> {
    let kind = values.kind();
    T::unwrap(values).unwrap_or_else(|| panic!("{kind} taken for {}", T::KIND))
}

fn array_piece(reader: &mut Reader<Bytes>, kind: Kind, first: u64) -> Result<Option<Numbers>> {
    let values = reader.next_values(CHUNK)?;
    if values.is_empty() {
        return Ok(None);
    }
    let values = if values.kind() == kind {
        values
    } else {
        let wide = values.to_f64(None);
        Element::wrap(
            wide.map_err(|index| anyhow!("element {}: {}", first + index as u64, values.inexact(index)))?,
        )
    };
    Ok(Some(Numbers { values, valid: None }))
}

fn column_piece(source: &mut dyn Source, index: usize, field: &Field, kind: Kind) -> Result<Option<Numbers>> {
    let Some(batch) = source.next()? else { return Ok(None) };
    let numbers = batch.columns[index].numbers(field, kind, batch.first_row)?;
    Ok(Some(numbers.into_owned()))
}

fn column_index(schema: &Schema, column: Option<&str>) -> Result<usize> {
    let wanted = |field: &Field| column.map_or_else(|| field.is_float(), |name| field.name == name);
    let found: Vec<usize> = (0..schema.fields.len()).filter(|&index| wanted(&schema.fields[index])).collect();
    match (found.as_slice(), column) {
        ([index], _) => Ok(*index),
        ([], Some(name)) => bail!("it has no column {name:?}; it has {}", schema.names()),
        ([], None) => bail!("it has no column of floating-point numbers; it has {}", schema.names()),
        (_, Some(name)) => bail!("it has several columns {name:?}"),
        (_, None) => bail!("it has several columns of numbers; name one with --column: {}", schema.names()),
    }
}
