//! What the fuzz targets have in common.

use std::io::Write;

use softplus_cli::{
    cli::Dtype,
    data::{Column, Format, Input, open},
};

/// Reads the bytes as a file of this format: every batch is what the schema says, or there is an error of one line.
pub fn read(bytes: &[u8], format: Format) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    if let Err(error) = rows(file.path(), format) {
        let error = format!("{error:#}");
        assert!(error.lines().count() <= 1, "{error}");
    }
}

fn rows(path: &std::path::Path, format: Format) -> anyhow::Result<()> {
    let dtype = (format == Format::Raw).then_some(Dtype::F16);
    let options = open::Options { format: Some(format), dtype, ..open::Options::default() };
    let mut source = open::table(Input::open(path)?, format, &options)?;
    let fields = source.schema().fields.clone();
    let mut before = 0;
    while let Some(batch) = source.next()? {
        assert_eq!((batch.columns.len(), batch.first_row), (fields.len(), before));
        before += batch.rows as u64;
        for (column, field) in batch.columns.iter().zip(&fields) {
            let rows = match column {
                Column::Numbers(numbers) => numbers.values.len(),
                Column::Text(cells) => cells.len(),
                Column::Arrow(array) => arrow_array::Array::len(array.as_ref()),
            };
            assert_eq!(rows, batch.rows);
            // What a job does with it.
            if let softplus_cli::data::FieldKind::Number(kind) = field.kind {
                let _ = column.numbers(field, kind.evaluated().into(), batch.first_row);
            }
        }
    }
    Ok(())
}
