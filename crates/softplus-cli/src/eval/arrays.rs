//! Arrays to arrays: any shape and order, which the results keep.

use anyhow::{Context, Result, bail};

use super::{
    files::Files,
    function::Evaluator,
    job::{Histograms, Job},
    plan::{Plan, Request, Slot},
};
use crate::{
    cli::{EvalArgs, Usage},
    data::{
        Field, FieldKind, Format, Input, Kind, Native, Schema,
        arrays::{Archive, ArchiveWriter, Array, Bytes, Compression, Flat, Table},
    },
    npy::{Header, Reader},
};

/// Evaluates the inputs; what was done, for people.
pub fn run(
    args: &EvalArgs,
    evaluator: &Evaluator,
    mut inputs: Vec<Input>,
    files: &mut Files,
    histograms: Option<&mut Histograms>,
) -> Result<String> {
    let mut work = Work { evaluator, histograms, cannot_write: files.target.cannot_write() };
    if files.from == Format::Npz {
        let input = inputs.remove(0);
        let cannot_read = format!("cannot read {}", input.name());
        return archive(args, &mut work, input, files, &cannot_read);
    }
    if !args.column.is_empty() {
        bail!(Usage(
            "--column names columns of tables and members of .npz files; an array has neither".to_owned()
        ));
    }
    let (mut readers, mut fields, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        let name = input.name().to_owned();
        let open = if files.from == Format::Raw { Array::raw } else { Array::npy };
        let open = || -> Result<Reader<Bytes>> {
            let array = open(input, args.dtype)?;
            array.header.require_floats()?;
            array.elements()
        };
        let reader = open().with_context(|| format!("cannot read {name}"))?;
        let argument = evaluator.arguments()[readers.len()];
        let argument = if evaluator.arity() == 1 { "x" } else { argument };
        fields.push(Field::number(argument, reader.header().kind, false));
        readers.push(reader);
        names.push(name);
    }
    let names = names.join(", ");
    let columns: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let request = Request { columns: &columns, only: true, ..Request::new(args, evaluator) };
    let plan = Plan::new(Schema { fields, ..Schema::default() }, &request)
        .with_context(|| format!("cannot read {names}"))?;
    let cannot_read = format!("cannot read {names}");
    let arguments = Arguments::new(readers).with_context(|| cannot_read.clone())?;
    let said = format!("{} {}", arguments.header.shape_text(), arguments.header.kind);
    match files.to {
        Format::Npz => {
            let mut archive = ArchiveWriter::new(&mut files.target);
            let header = arguments.result(&plan, 0);
            let output = archive.start(&plan.results[0].field.name, &header, Compression::Stored);
            let output = output.with_context(|| work.cannot_write.clone())?;
            work.evaluate(arguments, &plan, 0, output, &cannot_read)?;
            archive.finish().with_context(|| work.cannot_write.clone())?;
        }
        to => work.single(arguments, &plan, 0, to, files, &cannot_read)?,
    }
    Ok(said)
}

/// The members of an archive to another, or one of them to an array.
fn archive(
    args: &EvalArgs,
    work: &mut Work,
    input: Input,
    files: &mut Files,
    cannot_read: &str,
) -> Result<String> {
    let mut archive = Archive::open(input, args.dtype).with_context(|| cannot_read.to_owned())?;
    let single = files.to != Format::Npz;
    let request = Request { only: args.only || single, ..Request::new(args, work.evaluator) };
    let schema = Schema { fields: archive.members.iter().map(field).collect(), ..Schema::default() };
    let plan = Plan::new(schema, &request).with_context(|| cannot_read.to_owned())?;
    let arguments = |archive: &Archive, index: usize| -> Result<Arguments> {
        let readers = plan.results[index].arguments.iter().map(|&member| archive.elements(member));
        Arguments::new(readers.collect::<Result<_>>()?)
    };
    if single {
        if plan.results.len() > 1 {
            bail!(Usage(format!(
                "{} results ({}) are not one array: name one with --column, or write an .npz file",
                plan.results.len(),
                plan.result_names()
            )));
        }
        let arguments = arguments(&archive, 0).with_context(|| cannot_read.to_owned())?;
        let said = format!("{} {}", arguments.header.shape_text(), arguments.header.kind);
        work.single(arguments, &plan, 0, files.to, files, cannot_read)?;
        return Ok(said);
    }
    let mut output = ArchiveWriter::new(&mut files.target);
    for slot in &plan.slots {
        match *slot {
            Slot::Kept(index) => {
                archive.copy(index, &mut output).with_context(|| work.cannot_write.clone())?;
            }
            Slot::Computed(index) => {
                let arguments = arguments(&archive, index).with_context(|| cannot_read.to_owned())?;
                let compression = archive.members[plan.results[index].arguments[0]].compression;
                let result = &plan.results[index].field.name;
                let to = output.start(result, &arguments.result(&plan, index), compression);
                let to = to.with_context(|| work.cannot_write.clone())?;
                work.evaluate(arguments, &plan, index, to, cannot_read)?;
            }
            Slot::Parsed(..) => unreachable!("arrays hold no text"),
        }
    }
    output.finish().with_context(|| work.cannot_write.clone())?;
    Ok(plan.result_names())
}

fn field(member: &crate::data::arrays::Member) -> Field {
    let kind = match &member.header {
        Ok(header) => header
            .require_known()
            .map_or_else(|e| FieldKind::Other(e.to_string()), |()| FieldKind::Number(header.kind)),
        Err(why) => FieldKind::Other(why.clone()),
    };
    Field { name: member.name.clone(), kind, nullable: false, like: None, native: Native::None }
}

/// The arrays of a function's arguments, all of the same shape.
struct Arguments {
    readers: Vec<Reader<Bytes>>,
    header: Header,
    count: u64,
}

impl Arguments {
    fn new(readers: Vec<Reader<Bytes>>) -> Result<Self> {
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
                bail!("one of its arguments is in Fortran order, and another is not");
            }
        }
        let count = header.size()?.0;
        Ok(Self { readers, header, count })
    }

    /// The header of the result.
    fn result(&self, plan: &Plan, index: usize) -> Header {
        let kind = Kind::from(plan.results[index].dtype);
        Header { kind, unsure: false, ..self.header.clone() }
    }
}

/// What all arrays have in common.
struct Work<'a> {
    evaluator: &'a Evaluator,
    histograms: Option<&'a mut Histograms>,
    cannot_write: String,
}

impl Work<'_> {
    /// To a file that holds nothing else.
    fn single(
        &mut self,
        arguments: Arguments,
        plan: &Plan,
        index: usize,
        to: Format,
        files: &mut Files,
        cannot_read: &str,
    ) -> Result<()> {
        let header = arguments.result(plan, index);
        if to == Format::Npy {
            header.write(&mut files.target).with_context(|| self.cannot_write.clone())?;
            return self.evaluate(arguments, plan, index, &mut files.target, cannot_read);
        }
        let little = Arguments { header: Header { big_endian: false, ..arguments.header }, ..arguments };
        self.evaluate(little, plan, index, &mut files.target, cannot_read)
    }

    /// The elements of a result.
    fn evaluate(
        &mut self,
        arguments: Arguments,
        plan: &Plan,
        index: usize,
        output: impl std::io::Write + Send,
        cannot_read: &str,
    ) -> Result<()> {
        let big_endian = arguments.header.big_endian;
        let computed = &plan.results[index];
        // The plan of this result alone, whose columns are its arguments.
        let input = Schema {
            fields: computed.arguments.iter().map(|&column| plan.input.fields[column].clone()).collect(),
            ..Schema::default()
        };
        let field = computed.field.clone();
        let alone = Plan {
            output: Schema { fields: vec![field.clone()], ..Schema::default() },
            slots: vec![Slot::Computed(0)],
            results: vec![super::plan::Computed {
                arguments: (0..input.fields.len()).collect(),
                dtype: computed.dtype,
                field: field.clone(),
            }],
            input,
        };
        let source = Table::of_elements(arguments.readers, &alone.input.fields, arguments.count);
        let mut job = Job {
            plan: &alone,
            evaluator: self.evaluator,
            histograms: self.histograms.as_deref_mut(),
            cannot_read: cannot_read.to_owned(),
            cannot_write: self.cannot_write.clone(),
        };
        job.run(Box::new(source), Box::new(Flat::new(output, big_endian, field)))?;
        Ok(())
    }
}
