//! The files of an evaluation: what they are, and which way leads from the one to the other.

use std::path::Path;

use anyhow::{Result, bail};

use super::{arrays, function::Evaluator, job::Histograms, table};
use crate::{
    cli::{EvalArgs, Usage},
    data::{Format, Input, Target, cannot_write, open::Options},
    figure,
};

/// The formats, and what is written.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// The format of the input.
    pub from: Format,
    /// The format of the output.
    pub to: Format,
    /// The output, `-` for standard output.
    pub output: &'a Path,
    /// Whether it may exist.
    pub force: bool,
}

impl Files<'_> {
    /// What an error of the output begins with.
    pub fn cannot_write(&self) -> String {
        cannot_write(self.output)
    }

    /// Begins the output, once the input is known to be good.
    pub fn create(&self) -> Result<Target> {
        Target::create(self.output, self.force)
    }
}

/// Evaluates the input files into `output`.
pub fn run(args: &EvalArgs, evaluator: &Evaluator, inputs: &[&Path], output: &Path) -> Result<()> {
    if args.plot.is_some() && !evaluator.is_softplus() {
        bail!(Usage("--plot draws softplus; leave out --function, --beta and --low".to_owned()));
    }
    if args.plot.as_deref() == Some(output) {
        bail!(Usage("-o and --plot name the same file".to_owned()));
    }
    if inputs.len() > evaluator.arity() {
        bail!(Usage(format!(
            "-o needs one .npy file, or one of another format, for each argument of {}, and {} were named",
            evaluator.name(),
            inputs.len()
        )));
    }
    let opened = inputs.iter().map(|path| Input::open(path)).collect::<Result<Vec<_>>>()?;
    let mut from = None;
    for (path, input) in inputs.iter().zip(&opened) {
        let format = Format::of_input(path, input.start(), args.from, "--from")?;
        if from.replace(format).is_some_and(|other| other != format) {
            bail!(Usage("the inputs have different formats".to_owned()));
        }
    }
    let Some(from) = from else { bail!(Usage("no input".to_owned())) };
    let to = args.to.or_else(|| Format::of_name(output)).unwrap_or(from);
    let arrays = !from.is_table() && !to.is_table();
    // As a table, one array has many columns.
    let wanted = if arrays && from != Format::Npz { evaluator.arity() } else { 1 };
    if opened.len() != wanted {
        let (name, format, found) = (evaluator.name(), from.name(), opened.len());
        bail!(Usage(format!("{name} needs {wanted} {format} files to read, and {found} were named")));
    }
    let figure = args.plot.as_deref().map(|path| figure::File::create(path, args.force)).transpose()?;
    let files = Files { from, to, output, force: args.force };
    let mut histograms = figure.as_ref().map(|_| Histograms::default());
    let name = inputs[0].file_name().unwrap_or_default().to_string_lossy().into_owned();
    let histogram = histograms.as_mut();
    let (said, target) = if arrays {
        arrays::run(args, evaluator, opened, &files, histogram)?
    } else {
        let [input] = <[Input; 1]>::try_from(opened).map_err(|_| Usage("one input is needed".to_owned()))?;
        table::run(args, evaluator, input, &files, histogram)?
    };
    target.commit()?;
    if let (Some(file), Some(Histograms { before, after })) = (figure, &histograms) {
        file.finish(&figure::histogram(before, after, &format!("softplus of {name} {said}")))?;
    }
    if output != Path::new("-") {
        eprintln!("{}: {said}, every element exact", output.display());
    }
    Ok(())
}

/// What the command line says of the input, of which perhaps only the named columns are used.
pub fn options(args: &EvalArgs, only: bool) -> Result<Options> {
    Ok(Options {
        format: args.from,
        dtype: args.dtype,
        delimiter: args.text.delimiter()?,
        no_header: args.text.no_header,
        option: "--from",
        only: if only { args.column.clone() } else { Vec::new() },
    })
}
