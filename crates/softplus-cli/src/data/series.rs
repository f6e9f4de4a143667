//! The numbers of a data file as one sequence: an array's elements, or a column's rows.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::{
    Element, Field, FieldKind, Format, Input, Kind, Numbers, Size, Source,
    arrays::{Array, Bytes},
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
    /// floating-point numbers.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such column.
    pub fn open(path: &Path, column: Option<&str>, options: Options) -> Result<Self> {
        let input = Input::open(path)?;
        let format = Format::of_input(path, input.start(), options.format)?;
        let name = input.name().to_owned();
        let context = || format!("cannot read {name}");
        // With a column's name an array is the table that eval takes it for.
        if column.is_none() && matches!(format, Format::Npy | Format::Raw) {
            let array = if format == Format::Npy {
                Array::npy(input, options.dtype)
            } else {
                Array::raw(input, options.dtype)
            };
            return array.and_then(|array| Self::of_array(&name, array)).with_context(context);
        }
        let source = open::table(input, format, options)?;
        Self::of_column(&name, source, column, options.dtype).with_context(context)
    }

    fn of_array(name: &str, array: Array) -> Result<Self> {
        array.header.require_known()?;
        let (about, dtype) = (array.header.shape_text(), array.header.kind.evaluated());
        let reader = array.elements()?;
        let count = Some(reader.left());
        Ok(Self { name: name.to_owned(), about, dtype, count, from: From::Array(Box::new(reader)) })
    }

    fn of_column(
        name: &str,
        source: Box<dyn Source>,
        column: Option<&str>,
        text: Option<Dtype>,
    ) -> Result<Self> {
        let index = column_index(source.as_ref(), column)?;
        let field = Box::new(source.schema().fields[index].clone());
        let dtype = match &field.kind {
            FieldKind::Number(kind) => kind.evaluated(),
            FieldKind::Text { .. } => text.unwrap_or(Dtype::F64),
            FieldKind::Other(what) => bail!("column {:?} is {what}, and no column of numbers", field.name),
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
            From::Array(reader) => array_piece(reader, kind),
            From::Column { source, index, field } => column_piece(source.as_mut(), *index, field, kind),
        };
        Ok(numbers.with_context(|| format!("cannot read {}", self.name))?.map(take))
    }
}

fn unwrapped<T: Element>(values: super::Values) -> Vec<T> {
    let kind = values.kind();
    T::unwrap(values).unwrap_or_else(|| panic!("{kind} taken for {}", T::KIND))
}

fn array_piece(reader: &mut Reader<Bytes>, kind: Kind) -> Result<Option<Numbers>> {
    let values = reader.next_values(CHUNK)?;
    if values.is_empty() {
        return Ok(None);
    }
    let values = if values.kind() == kind {
        values
    } else {
        let wide = values.to_f64().map_err(|_| anyhow!("an integer beyond 2^53 has no exact f64"))?;
        Element::wrap(wide)
    };
    Ok(Some(Numbers { values, valid: None }))
}

fn column_piece(source: &mut dyn Source, index: usize, field: &Field, kind: Kind) -> Result<Option<Numbers>> {
    let Some(batch) = source.next()? else { return Ok(None) };
    batch.columns[index].numbers(field, kind, batch.first_row).map(Some)
}

fn column_index(source: &dyn Source, column: Option<&str>) -> Result<usize> {
    let schema = source.schema();
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
