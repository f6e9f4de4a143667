//! Arrays as a table: one-dimensional ones are columns, and so are the columns of matrices.

use anyhow::{Context, Result, bail};

use super::{Archive, Array, Bytes, Member};
use crate::{
    data::{Batch, Column, Element, Field, Numbers, Origin, Schema, Size, Source, batch_rows, with_values},
    npy::{Header, Reader},
};

/// The most columns that a matrix may have as a table.
const MOST_COLUMNS: u64 = 1 << 16;

/// A table of arrays.
pub struct Table {
    parts: Vec<Part>,
    schema: Schema,
    /// How many there are, if that is known.
    rows: Option<u64>,
    given: u64,
    step: usize,
}

/// A reader of neighbouring columns whose elements lie together row by row.
struct Part {
    name: String,
    reader: Reader<Bytes>,
    columns: usize,
}

impl Part {
    fn row_bytes(&self) -> usize {
        self.columns * self.reader.header().kind.size() as usize
    }
}

impl Table {
    /// Of a .npy file or bare numbers: a column "x", or those of a matrix, "0", "1", ….
    ///
    /// # Errors
    /// If the array has other dimensions.
    pub fn of_array(array: Array, name: &str) -> Result<Self> {
        let names = |index: Option<usize>| index.map_or("x".to_owned(), |index| index.to_string());
        array.header.require_known()?;
        let matrix = matrix(&array.header)?;
        let rows = array.count()?.map(|_| array.header.shape[0]);
        let mut table = Self::empty(rows);
        if matrix.is_some_and(|columns| columns > 1) && array.header.fortran_order {
            for (index, reader) in array.columns(name)?.into_iter().enumerate() {
                table.push(reader, None, |_| names(Some(index)));
            }
        } else {
            table.push(array.elements()?, matrix, names);
        }
        Ok(table.ready())
    }

    /// Of the members of an archive that these columns are of; of all, if none are named.
    ///
    /// # Errors
    /// If they differ in length, or some are no columns of numbers.
    pub fn of_archive(archive: &Archive, columns: &[String]) -> Result<Self> {
        let mut table = Self::empty(Some(0));
        let uses = |member: &Member| {
            let is_of = |column: &str| {
                column
                    .strip_prefix(&*member.name)
                    .is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'[', .., b']']))
            };
            columns.is_empty() || columns.iter().any(|column| is_of(column) || column.split(',').any(is_of))
        };
        if !columns.is_empty() && !archive.members.iter().any(uses) {
            bail!("it has no column {:?}; it has {}", columns.join(", "), archive.schema().names());
        }
        let mut first = None::<&Member>;
        for (index, member) in archive.members.iter().enumerate().filter(|(_, member)| uses(member)) {
            let reader = archive.elements(index)?;
            let header = reader.header();
            let context = || format!("member {:?}", member.name);
            let matrix = matrix(header).with_context(context)?;
            header.require_known().with_context(context)?;
            if matrix.is_some_and(|columns| columns > 1) && header.fortran_order {
                bail!(
                    "member {:?} is a matrix in Fortran order: save it with numpy.ascontiguousarray",
                    member.name
                );
            }
            let rows = header.shape[0];
            match first {
                None => (first, table.rows) = (Some(member), Some(rows)),
                Some(first) if Some(rows) != table.rows => bail!(
                    "its members are no columns of one table: {:?} has {} rows, and {:?} has {rows}; --column NAME --only \
                     takes some of them",
                    first.name,
                    table.rows.unwrap_or_default(),
                    member.name
                ),
                Some(_) => {}
            }
            let name = |index: Option<usize>| {
                index.map_or_else(|| member.name.clone(), |index| format!("{}[{index}]", member.name))
            };
            table.push(reader, matrix, name);
        }
        Ok(table.ready())
    }

    /// Of arrays of any shape, each as one column.
    #[must_use]
    pub fn of_elements(readers: Vec<Reader<Bytes>>, fields: &[Field], count: Option<u64>) -> Self {
        let mut table = Self::empty(count);
        for (reader, field) in readers.into_iter().zip(fields) {
            table.push(reader, None, |_| field.name.clone());
        }
        table.ready()
    }

    fn empty(rows: Option<u64>) -> Self {
        Self { parts: Vec::new(), schema: Schema::default(), rows, given: 0, step: 0 }
    }

    fn push(&mut self, reader: Reader<Bytes>, matrix: Option<usize>, name: impl Fn(Option<usize>) -> String) {
        let kind = reader.header().kind;
        let columns = matrix.unwrap_or(1);
        let field = |index: usize| Field::number(name(matrix.map(|_| index)), kind, false);
        self.schema.fields.extend((0..columns).map(field));
        self.parts.push(Part { name: name(None), reader, columns });
    }

    fn ready(mut self) -> Self {
        self.step = batch_rows(self.parts.iter().map(Part::row_bytes).sum());
        self.schema.origin = Origin::Plain;
        self
    }
}

/// The columns of a matrix; none if it is one column.
fn matrix(header: &Header) -> Result<Option<usize>> {
    match header.shape[..] {
        [_] => Ok(None),
        [_, columns] if columns > MOST_COLUMNS => {
            bail!("its shape is {}: a table has at most {MOST_COLUMNS} columns", header.shape_text())
        }
        [_, columns] => Ok(Some(columns as usize)),
        _ => bail!("its shape is {}: only arrays of one or two dimensions are tables", header.shape_text()),
    }
}

impl Source for Table {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn size(&self) -> Size {
        self.rows.map_or(Size::Unknown, Size::Rows)
    }

    fn next(&mut self) -> Result<Option<Batch>> {
        let left = self.rows.map_or(u64::MAX, |rows| rows - self.given);
        let mut rows = self.step.min(usize::try_from(left).unwrap_or(usize::MAX));
        let mut columns = Vec::with_capacity(self.schema.fields.len());
        for (index, part) in self.parts.iter_mut().enumerate() {
            let values = part
                .reader
                .next_values(rows * part.columns)
                .with_context(|| format!("array {:?}", part.name))?;
            let found = values.len() / part.columns.max(1);
            if self.rows.is_none() && index == 0 {
                rows = found;
            } else if found != rows && part.columns > 0 {
                bail!("array {:?} ends before the first one", part.name);
            }
            if part.columns == 1 {
                columns.push(Column::Numbers(Numbers::all(values)));
            } else {
                with_values!(&values, values => apart(values, part.columns, &mut columns));
            }
        }
        let first_row = self.given;
        self.given += rows as u64;
        // Without an end in sight people are told of bytes.
        let unit = if self.rows.is_some() { 1 } else { self.parts.iter().map(Part::row_bytes).sum() };
        let batch = Batch { columns, rows, first_row, read: (rows * unit) as u64, ends_group: false };
        Ok((rows > 0).then_some(batch))
    }
}

/// The columns of rows.
fn apart<T: Element>(rows: &[T], count: usize, columns: &mut Vec<Column>) {
    for index in 0..count {
        let column = rows.iter().skip(index).step_by(count).copied().collect();
        columns.push(Column::Numbers(Numbers::all(T::wrap(column))));
    }
}
