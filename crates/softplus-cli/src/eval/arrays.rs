//! Arrays to arrays: any shape and order, which the results keep.

use std::io::Write;

use anyhow::{Context, Result, bail};

use super::{
    files::Files,
    function::Evaluator,
    job::{Histograms, Job},
    plan::{Computed, Plan, Request, Slot},
};
use crate::{
    cli::{EvalArgs, Usage},
    data::{
        Field, Format, Input, Kind, Schema, Target,
        arrays::{Archive, ArchiveWriter, Array, Bytes, Compression, Flat, Table},
    },
    npy::{Header, Reader},
};

/// Evaluates the inputs; what was done, for people, and the output.
pub fn run(
    args: &EvalArgs,
    evaluator: &Evaluator,
    inputs: Vec<Input>,
    files: &Files,
    histograms: Option<&mut Histograms>,
) -> Result<(String, Target)> {
    let names: Vec<&str> = inputs.iter().map(Input::name).collect();
    let cannot_read = format!("cannot read {}", names.join(", "));
    let mut work = Work { evaluator, files, histograms, cannot_read, cannot_write: files.cannot_write() };
    if files.from == Format::Npz { work.archive(args, inputs) } else { work.arrays(args, inputs) }
}

/// The arrays of a function's arguments, all of the same shape.
struct Arguments {
    readers: Vec<Reader<Bytes>>,
    header: Header,
    /// How many elements each has, if that is known.
    count: Option<u64>,
}

impl Arguments {
    fn new(readers: Vec<Reader<Bytes>>, endless: bool) -> Result<Self> {
        let header = readers[0].header().clone();
        for other in &readers {
            let other = other.header();
            if other.shape != header.shape {
                bail!(
                    "its arguments have different shapes, {} and {}",
                    header.shape_text(),
                    other.shape_text()
                );
            }
            if other.fortran_order != header.fortran_order && header.shape.len() > 1 {
                bail!(
                    "one of its arguments is in Fortran order, and another is not: save it with numpy.ascontiguousarray"
                );
            }
        }
        let count = if endless { None } else { Some(header.size()?.0) };
        Ok(Self { readers, header, count })
    }

    /// The header of the result.
    fn result(&self, result: &Computed) -> Header {
        Header { kind: Kind::from(result.dtype), unsure: false, ..self.header.clone() }
    }
}

/// What all arrays of an evaluation have in common.
struct Work<'a> {
    evaluator: &'a Evaluator,
    files: &'a Files<'a>,
    histograms: Option<&'a mut Histograms>,
    cannot_read: String,
    cannot_write: String,
}

impl Work<'_> {
    /// One file for each argument.
    fn arrays(&mut self, args: &EvalArgs, inputs: Vec<Input>) -> Result<(String, Target)> {
        if !args.column.is_empty() {
            bail!(Usage(
                "--column names columns of tables and members of .npz files; an array has neither".to_owned()
            ));
        }
        let (mut readers, mut fields, mut endless) = (Vec::new(), Vec::new(), false);
        let names = if self.evaluator.arity() == 1 { &["x"] } else { self.evaluator.arguments() };
        for (input, argument) in inputs.into_iter().zip(names) {
            let cannot_read = format!("cannot read {}", input.name());
            let open = || -> Result<Reader<Bytes>> {
                let array = match self.files.from {
                    // Only bare numbers can be written before their number is known.
                    Format::Raw => Array::raw(input, args.dtype, self.files.to != Format::Raw)?,
                    _ => Array::npy(input, args.dtype)?,
                };
                array.header.require_floats()?;
                endless |= array.count()?.is_none();
                array.elements()
            };
            let reader = open().context(cannot_read)?;
            fields.push(Field::number(*argument, reader.header().kind, false));
            readers.push(reader);
        }
        let columns: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let request = Request { columns: &columns, only: true, ..Request::new(args, self.evaluator) };
        let schema = Schema { fields, ..Schema::default() };
        let plan = Plan::new(schema, &request).with_context(|| self.cannot_read.clone())?;
        plan.check(self.evaluator)?;
        let arguments = Arguments::new(readers, endless).with_context(|| self.cannot_read.clone())?;
        let mut target = self.files.create()?;
        let said = if self.files.to == Format::Npz {
            let mut archive = ArchiveWriter::new(&mut target);
            let said = self.member(arguments, &plan, 0, Compression::Stored, &mut archive)?;
            archive.finish().with_context(|| self.cannot_write.clone())?;
            said
        } else {
            self.single(arguments, &plan, &mut target)?
        };
        Ok((said, target))
    }

    /// The members of an archive to another, or one of them to an array.
    fn archive(&mut self, args: &EvalArgs, mut inputs: Vec<Input>) -> Result<(String, Target)> {
        let cannot_read = self.cannot_read.clone();
        let mut archive = Archive::open(inputs.remove(0), args.dtype).with_context(|| cannot_read.clone())?;
        let single = self.files.to != Format::Npz;
        let request = Request { only: args.only || single, ..Request::new(args, self.evaluator) };
        let plan = Plan::new(archive.schema(), &request).with_context(|| cannot_read.clone())?;
        plan.check(self.evaluator)?;
        let arguments = |archive: &Archive, index: usize| -> Result<Arguments> {
            let readers = plan.results[index].arguments.iter().map(|&member| archive.elements(member));
            let readers = readers.collect::<Result<_>>();
            readers.and_then(|readers| Arguments::new(readers, false)).with_context(|| cannot_read.clone())
        };
        if single {
            if plan.results.len() > 1 {
                bail!(Usage(format!(
                    "{} results ({}) are not one array: name one with --column, or write an .npz file",
                    plan.results.len(),
                    plan.result_names()
                )));
            }
            let arguments = arguments(&archive, 0)?;
            let mut target = self.files.create()?;
            let said = self.single(arguments, &plan, &mut target)?;
            return Ok((said, target));
        }
        let mut target = self.files.create()?;
        let mut output = ArchiveWriter::new(&mut target);
        for slot in &plan.slots {
            match *slot {
                Slot::Kept(index) | Slot::Parsed(index) => {
                    archive.copy(index, &mut output).with_context(|| self.cannot_write.clone())?;
                }
                Slot::Computed(index) => {
                    let compression = archive.members[plan.results[index].arguments[0]].compression;
                    self.member(arguments(&archive, index)?, &plan, index, compression, &mut output)?;
                }
            }
        }
        output.finish().with_context(|| self.cannot_write.clone())?;
        Ok((plan.result_names(), target))
    }

    /// To a file that holds nothing else.
    fn single(&mut self, mut arguments: Arguments, plan: &Plan, target: &mut Target) -> Result<String> {
        if self.files.to == Format::Npy {
            let header = arguments.result(&plan.results[0]);
            header.write(target).with_context(|| self.cannot_write.clone())?;
        } else {
            // Bare numbers are little-endian.
            arguments.header.big_endian = false;
        }
        self.elements(arguments, plan, 0, target)
    }

    /// To a member of an archive.
    fn member<W: Write + Send>(
        &mut self,
        arguments: Arguments,
        plan: &Plan,
        index: usize,
        compression: Compression,
        archive: &mut ArchiveWriter<W>,
    ) -> Result<String> {
        let result = &plan.results[index];
        let output = archive.start(&result.field.name, &arguments.result(result), compression);
        let output = output.with_context(|| self.cannot_write.clone())?;
        self.elements(arguments, plan, index, output)
    }

    /// The elements of a result; what they are, for people.
    fn elements(
        &mut self,
        arguments: Arguments,
        plan: &Plan,
        index: usize,
        output: impl Write + Send,
    ) -> Result<String> {
        let alone = plan.alone(index);
        let source = Table::of_elements(arguments.readers, &alone.input.fields, arguments.count);
        let sink = Flat::new(output, arguments.header.big_endian, alone.results[0].field.clone());
        let mut job = Job {
            plan: &alone,
            evaluator: self.evaluator,
            histograms: self.histograms.as_deref_mut(),
            cannot_read: self.cannot_read.clone(),
            cannot_write: self.cannot_write.clone(),
        };
        let count = job.run(Box::new(source), Box::new(sink))?;
        let mut header = arguments.header;
        if arguments.count.is_none() {
            header.shape = vec![count];
        }
        Ok(format!("{} {}", header.shape_text(), header.kind))
    }
}
