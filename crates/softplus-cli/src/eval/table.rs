//! A data file of any format to a table, or a table to arrays.

use std::{io::Write, path::Path};

use anyhow::{Context, Result, bail};

use super::{
    files::{Files, options},
    function::Evaluator,
    job::{Histograms, Job},
    plan::{Plan, Request},
};
use crate::{
    cli::EvalArgs,
    data::{Format, Input, Origin, Schema, Sink, Target, arrays, open, text},
};

/// Evaluates the input; what was done, for people.
pub fn run(
    args: &EvalArgs,
    evaluator: &Evaluator,
    input: Input,
    files: &Files,
    histograms: Option<&mut Histograms>,
) -> Result<(String, Target)> {
    let cannot_read = format!("cannot read {}", input.name());
    let text = matches!(files.to, Format::Csv | Format::Tsv);
    let only = args.only || matches!(files.to, Format::Npy | Format::Raw);
    let source = open::table(input, files.from, &options(args, only)?)?;
    let request = Request { typed: !text, only, ..Request::new(args, evaluator) };
    let plan = Plan::new(source.schema().clone(), &request).with_context(|| cannot_read.clone())?;
    plan.check(evaluator)?;
    let folder = args.output.as_deref().and_then(Path::parent).map(Path::to_owned);
    let mut target = files.create()?;
    let cannot_write = files.cannot_write();
    let sink = sink(args, files, &mut target, &plan.output, folder.as_deref())
        .with_context(|| cannot_write.clone())?;
    let mut job = Job { plan: &plan, evaluator, histograms, cannot_read, cannot_write };
    let rows = job.run(source, sink)?;
    Ok((format!("{rows} rows, {}", plan.result_names()), target))
}

fn sink<'a>(
    args: &EvalArgs,
    files: &Files,
    output: &'a mut Target,
    schema: &Schema,
    folder: Option<&Path>,
) -> Result<Box<dyn Sink + 'a>> {
    let format = files.to;
    Ok(match format {
        Format::Npy | Format::Npz => {
            let folder =
                folder.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
            Box::new(arrays::Whole::new(output, format, schema.clone(), folder)?)
        }
        Format::Raw => {
            let [field] = schema.fields.as_slice() else {
                bail!("{} columns ({}) are not one array: name one", schema.fields.len(), schema.names());
            };
            Box::new(arrays::Flat::new(output, false, field.clone()))
        }
        Format::Csv | Format::Tsv => {
            let dialect = match (schema.origin.clone(), args.text.delimiter()?) {
                (Origin::Text(dialect), None) if files.from == format => dialect,
                (Origin::Text(dialect), delimiter) => {
                    text::Dialect { delimiter: delimiter.unwrap_or(format.delimiter()), ..dialect }
                }
                (_, delimiter) => text::Dialect {
                    header: !args.text.no_header,
                    ..text::Dialect::new(delimiter.unwrap_or(format.delimiter()))
                },
            };
            Box::new(text::Writer::new(output, dialect, schema)?)
        }
        Format::Arrow | Format::ArrowStream => arrow(output, format, schema)?,
        Format::Parquet => parquet(output, schema)?,
    })
}

#[cfg(feature = "parquet")]
fn arrow<'a>(output: impl Write + Send + 'a, format: Format, schema: &Schema) -> Result<Box<dyn Sink + 'a>> {
    crate::data::arrow::writer(output, format == Format::Arrow, schema)
}

#[cfg(feature = "parquet")]
fn parquet<'a>(output: impl Write + Send + 'a, schema: &Schema) -> Result<Box<dyn Sink + 'a>> {
    Ok(Box::new(crate::data::parquet::Writer::new(output, schema)?))
}

#[cfg(not(feature = "parquet"))]
fn arrow<'a>(_: impl Write + Send + 'a, format: Format, _: &Schema) -> Result<Box<dyn Sink + 'a>> {
    bail!(open::without(format))
}

#[cfg(not(feature = "parquet"))]
fn parquet<'a>(_: impl Write + Send + 'a, _: &Schema) -> Result<Box<dyn Sink + 'a>> {
    bail!(open::without(Format::Parquet))
}
