//! `softplus conformance check`: the results of another implementation.

use std::{
    io::Write as _,
    iter,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use softplus_family::Float;

use super::{
    arrays::Place,
    evidence::{Again, Evidence, FAITHFUL, same},
    report::{Report, junit},
    set::{Set, Size},
};
use crate::{
    cli::{CheckArgs, JudgeArgs, NotConforming, ReportFormat, Usage},
    data::{Element, show},
    family::Function,
    for_dtype, is_broken_pipe,
    output::Output,
};

/// Runs the subcommand.
pub fn run(args: &CheckArgs) -> Result<()> {
    let report = for_dtype!(args.judge.dtype, check(args))?;
    publish(&report, &args.judge)
}

fn check<T: Float + Element>(args: &CheckArgs) -> Result<Report> {
    let function = args.judge.function;
    let places = inputs(args)?;
    let read = iter::once(&args.outputs).chain(&args.against).map(PathBuf::as_path);
    let read = read.chain(places.iter().map(|place| place.path));
    if read.filter(|path| *path == Path::new("-")).count() > 1 {
        bail!(Usage("standard input can be read only once: name files".to_owned()));
    }
    let results = |path| Place { path, column: args.column.as_deref(), from: args.from };
    let got = results(&args.outputs).read::<T>()?;
    if got.is_empty() {
        bail!("{} has no elements", show(&args.outputs));
    }
    let (columns, source) = if places.is_empty() {
        from_sets(function, args.judge.set, got.len())?
    } else {
        let files: Vec<String> = args.inputs.iter().map(|path| show(path)).collect();
        (from_files(&places, got.len())?, files.join(", "))
    };
    let mut evidence = Evidence::new(function, columns, got, limit(args.judge.max_ulp));
    for path in &args.against {
        compare(&mut evidence, results(path))?;
    }
    Ok(Report::new(&mut evidence, source, args.judge.max_ulp))
}

/// Errors above this are wrong: what was asked for may be more than a few units.
pub const fn limit(max_ulp: f64) -> f64 {
    FAITHFUL.max(max_ulp)
}

/// The set that has as many cases.
fn from_sets<T: Float>(
    function: Function,
    size: Option<Size>,
    cases: usize,
) -> Result<(Vec<Vec<T>>, String)> {
    let sizes = size.map_or(vec![Size::Small, Size::Large], |size| vec![size]);
    let mut lengths = Vec::new();
    for size in sizes {
        let set = Set::<T>::new(function, size);
        if set.len() == cases {
            return Ok((set.columns, format!("the {} set", size.name())));
        }
        lengths.push(format!("the {} set has {}", size.name(), set.len()));
    }
    bail!(
        "there are {cases} results, and {}; name the inputs with --inputs, or write the set with softplus conformance \
         vectors",
        lengths.join(", ")
    )
}

/// What lies there, as long as the results.
fn from_files<T: Element>(places: &[Place], cases: usize) -> Result<Vec<Vec<T>>> {
    let mut columns = Vec::new();
    for place in places {
        let column = place.read()?;
        if column.len() != cases {
            bail!("{} has {} elements, and there are {cases} results", show(place.path), column.len());
        }
        columns.push(column);
    }
    Ok(columns)
}

/// Where the inputs lie that the user names: a file for each argument, or one with all columns; none if none is named.
fn inputs(args: &CheckArgs) -> Result<Vec<Place<'_>>> {
    let (function, files, names) = (args.judge.function, &args.inputs, &args.input_column);
    let arguments = function.arguments();
    let place = |path, column| Place { path, column, from: args.from };
    if files.is_empty() {
        return Ok(Vec::new());
    }
    if files.len() == 1 && names.len() == arguments.len() {
        return Ok(names.iter().map(|name| place(&files[0], Some(name))).collect());
    }
    if files.len() != arguments.len() || !(names.is_empty() || names.len() == arguments.len()) {
        bail!(Usage(format!(
            "{} has the arguments {}: --inputs needs {} files, or one with as many names of --input-column; {} files and \
             {} names are given",
            function.name(),
            arguments.join(", "),
            arguments.len(),
            files.len(),
            names.len()
        )));
    }
    let column = |index: usize| names.get(index).map(String::as_str);
    Ok(files.iter().enumerate().map(|(index, path)| place(path, column(index))).collect())
}

/// Notes where other results of the same inputs differ.
fn compare<T: Float + Element>(evidence: &mut Evidence<T>, place: Place) -> Result<()> {
    let (others, origin) = (place.read::<T>()?, show(place.path));
    if others.len() != evidence.len() {
        bail!("{origin} has {} elements, and there are {} results", others.len(), evidence.len());
    }
    for (case, got) in others.into_iter().enumerate() {
        if !same(got, evidence.got[case]) {
            evidence.others.push(Again { case, got, origin: origin.clone() });
        }
    }
    Ok(())
}

/// Writes the report, and says by the error whether the implementation conforms.
pub fn publish(report: &Report, args: &JudgeArgs) -> Result<()> {
    let text = match args.format {
        ReportFormat::Text => report.to_string(),
        ReportFormat::Json => serde_json::to_string_pretty(report).context("cannot write the report")? + "\n",
        ReportFormat::Junit => junit::xml(report),
    };
    match write(&text, args) {
        // A reader who has seen enough, as in `… | head -1`, still wants the verdict.
        Err(error) if is_broken_pipe(&error) => {}
        written => written?,
    }
    if report.conforms { Ok(()) } else { bail!(NotConforming) }
}

fn write(text: &str, args: &JudgeArgs) -> Result<()> {
    let Some(path) = &args.output else {
        let mut stdout = std::io::stdout();
        stdout.write_all(text.as_bytes())?;
        return Ok(stdout.flush()?);
    };
    let mut output = Output::create(path, args.force)?;
    output.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    output.commit()
}
