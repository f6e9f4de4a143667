//! `softplus conformance check`: the results of another implementation.

use std::{io::Write as _, path::Path};

use anyhow::{Context, Result, bail};
use softplus_family::Float;

use super::{
    arrays,
    evidence::{Again, Evidence, FAITHFUL, same},
    report::{Report, junit},
    set::{Set, Size},
};
use crate::{
    cli::{CheckArgs, JudgeArgs, NotConforming, ReportFormat, Usage},
    family::Function,
    for_dtype,
    output::Output,
};

/// Runs the subcommand.
pub fn run(args: &CheckArgs) -> Result<()> {
    let report = for_dtype!(args.judge.dtype, check(args))?;
    publish(&report, &args.judge)
}

fn check<T: Float>(args: &CheckArgs) -> Result<Report> {
    let function = args.judge.function;
    let got = arrays::read::<T>(&args.outputs, args.raw)?;
    if got.is_empty() {
        bail!("{} has no elements", args.outputs.display());
    }
    let (columns, source) = match args.inputs.as_slice() {
        [] => from_sets(function, args.judge.set, got.len())?,
        files => from_files(function, files, args.raw, got.len())?,
    };
    let mut evidence = Evidence::new(function, columns, got, limit(args.judge.max_ulp));
    for path in &args.against {
        compare(&mut evidence, path, args.raw)?;
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

fn from_files<T: Float>(
    function: Function,
    files: &[std::path::PathBuf],
    raw: bool,
    cases: usize,
) -> Result<(Vec<Vec<T>>, String)> {
    let names = function.arguments();
    if files.len() != names.len() {
        bail!(Usage(format!(
            "{} has the arguments {}: --inputs needs {} files, and {} are named",
            function.name(),
            names.join(", "),
            names.len(),
            files.len()
        )));
    }
    let mut columns = Vec::new();
    for path in files {
        let column = arrays::read(path, raw)?;
        if column.len() != cases {
            bail!("{} has {} elements, and there are {cases} results", path.display(), column.len());
        }
        columns.push(column);
    }
    let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Ok((columns, files.join(", ")))
}

/// Notes where other results of the same inputs differ.
fn compare<T: Float>(evidence: &mut Evidence<T>, path: &Path, raw: bool) -> Result<()> {
    let others = arrays::read::<T>(path, raw)?;
    if others.len() != evidence.len() {
        bail!("{} has {} elements, and there are {} results", path.display(), others.len(), evidence.len());
    }
    for (case, got) in others.into_iter().enumerate() {
        if !same(got, evidence.got[case]) {
            evidence.again.push(Again { case, got, origin: path.display().to_string() });
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
    if let Some(path) = &args.output {
        let mut output = Output::create(path, args.force)?;
        let written = output.write_all(text.as_bytes());
        written.with_context(|| format!("cannot write {}", path.display()))?;
        output.commit()?;
    } else {
        std::io::stdout().write_all(text.as_bytes())?;
    }
    if report.conforms { Ok(()) } else { bail!(NotConforming) }
}
