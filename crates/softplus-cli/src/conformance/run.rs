//! `softplus conformance run`: the test vectors through a program.

use std::{ops::Range, time::Duration};

use anyhow::{Context, Result};
use softplus_family::Float;

use super::{
    arrays,
    check::{limit, publish},
    evidence::{Again, Evidence, same},
    program::Program,
    report::Report,
    set::{Set, Size},
};
use crate::{cli::RunArgs, data::Element, for_dtype};

/// Lengths of short runs: around the number of elements in a vector.
const SHORT: [usize; 12] = [1, 2, 3, 5, 8, 7, 15, 16, 17, 31, 33, 63];

/// Runs the subcommand.
pub fn run(args: &RunArgs) -> Result<()> {
    let report = for_dtype!(args.judge.dtype, judge(args))?;
    publish(&report, &args.judge)
}

fn judge<T: Float + Element>(args: &RunArgs) -> Result<Report> {
    let size = args.judge.set.unwrap_or(Size::Small);
    let set = Set::<T>::new(args.judge.function, size);
    let program = Program { command: &args.command, timeout: Duration::from_secs(args.timeout) };
    let got = part(&program, &set.columns, 0..set.len())?;
    let mut evidence = Evidence::new(set.function, set.columns, got, limit(args.judge.max_ulp));
    for cut in cuts(evidence.len(), args.cuts) {
        let results = part(&program, &evidence.columns, cut.clone());
        let name = format!("a run of elements {} to {}", cut.start, cut.end - 1);
        let results = results.with_context(|| format!("in {name} only"))?;
        for (case, got) in cut.zip(results) {
            if !same(got, evidence.got[case]) {
                evidence.again.push(Again { case, got, origin: name.clone() });
            }
        }
    }
    let runs = args.cuts + 1;
    let source = format!("{} on the {} set, in {runs} runs", args.command.join(" "), size.name());
    Ok(Report::new(&mut evidence, source, args.judge.max_ulp))
}

/// The program's results for some elements.
fn part<T: Float + Element>(program: &Program, columns: &[Vec<T>], elements: Range<usize>) -> Result<Vec<T>> {
    let input = columns.iter().flat_map(|column| arrays::encode(&column[elements.clone()])).collect();
    let bytes = program.run(input, elements.len() * size_of::<T>())?;
    arrays::decode(&bytes)
}

/// In turn: nearly all elements with some left out at both ends, and a few from somewhere.
fn cuts(elements: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    (1..=count).map(move |k| {
        if k % 2 == 1 {
            return k % elements..elements.saturating_sub(k * 7 % 64).max(k % elements + 1);
        }
        let length = SHORT[k / 2 % SHORT.len()].min(elements);
        let start = k * 619 % (elements - length + 1);
        start..start + length
    })
}
