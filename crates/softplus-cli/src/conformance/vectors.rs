//! `softplus conformance vectors`: the sets as a folder of files.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use indicatif::ProgressBar;
use serde::Serialize;
use sha2::{Digest, Sha256};
use softplus_family::Float;

use super::{
    arrays,
    set::{Group, Set, Size},
};
use crate::{
    cli::{Dtype, VectorsArgs},
    data::Element,
    family::Function,
    for_dtype, number,
    output::Folder,
};

const MANIFEST: &str = "manifest.json";

/// What `manifest.json` says.
#[derive(Serialize)]
struct Manifest {
    schema: &'static str,
    version: &'static str,
    set: Size,
    about: [&'static str; 5],
    entries: [Entry; 0],
}

const ABOUT: [&str; 5] = [
    "Each result is the value of the type that is nearest to the exact one, ties to even; computed by the crate softplus of this version, and compared with MPFR by its tests.",
    "FUNCTION/TYPE/ARGUMENT.npy holds the inputs, y.npy the results (result.npy where an argument is called y); one dimension, little-endian.",
    "bf16 is stored as ml_dtypes stores it, in two raw bytes, '<V2': numpy.load(FILE).view(ml_dtypes.bfloat16), or .view('<u2') for the bits.",
    "cases.jsonl of the small set has one line for each case before repeat_from: the bits in hexadecimal, the shortest decimal numbers that identify them, and why the case is there. The groups say the same of the arrays.",
    "The inputs are literal constants, exact steps, and the generator splitmix64 with fixed seeds: the same bytes on every machine. From repeat_from on they are earlier ones in another order.",
];

/// One function in one type.
#[derive(Serialize)]
struct Entry {
    function: &'static str,
    dtype: &'static str,
    arguments: &'static [&'static str],
    cases: usize,
    repeat_from: usize,
    files: Vec<File>,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct File {
    path: String,
    /// What it holds: an argument's name, "result", or "cases".
    holds: &'static str,
    sha256: String,
}

/// Runs the subcommand.
pub fn run(args: &VectorsArgs) -> Result<()> {
    let folder = Folder::create(&args.folder, args.force, MANIFEST)?;
    let functions = if args.function.is_empty() { Function::ALL } else { &args.function };
    let dtypes = if args.dtype.is_empty() { Dtype::ALL } else { &args.dtype };
    let bar = ProgressBar::new((functions.len() * dtypes.len()) as u64);
    let mut entries = Vec::new();
    for &function in functions {
        for &dtype in dtypes {
            entries.push(for_dtype!(dtype, entry(&folder, function, args.set))?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let cases: usize = entries.iter().map(|entry| entry.cases).sum();
    let manifest = Manifest {
        schema: "softplus-conformance-vectors/1",
        version: env!("CARGO_PKG_VERSION"),
        set: args.set,
        about: ABOUT,
        entries: [],
    };
    let text = text(&manifest, &entries).context("cannot write the manifest")?;
    folder.write(MANIFEST, text.as_bytes())?;
    folder.commit()?;
    eprintln!("{}: {cases} cases, described in {MANIFEST}", args.folder.display());
    Ok(())
}

/// The manifest, with one line for each entry.
fn text(manifest: &Manifest, entries: &[Entry]) -> serde_json::Result<String> {
    let lines = entries.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    let head = serde_json::to_string_pretty(manifest)?;
    Ok(head.replace("\"entries\": []", &format!("\"entries\": [\n{}\n]", lines.join(",\n"))) + "\n")
}

fn entry<T: Float + Element>(folder: &Folder, function: Function, size: Size) -> Result<Entry> {
    let set = Set::<T>::new(function, size);
    let mut files = Vec::new();
    let mut add = |name: &str, holds, bytes: &[u8]| {
        let path = format!("{}/{}/{name}", function.name(), T::NAME);
        folder.write(&path, bytes)?;
        let sha256 = hex(&Sha256::digest(bytes));
        files.push(File { path, holds, sha256 });
        anyhow::Ok(())
    };
    let arguments = function.arguments();
    for (column, &argument) in set.columns.iter().zip(arguments) {
        add(&format!("{argument}.npy"), argument, &arrays::npy(column)?)?;
    }
    let result = if arguments.contains(&"y") { "result.npy" } else { "y.npy" };
    add(result, "result", &arrays::npy(&set.results)?)?;
    if size == Size::Small {
        add("cases.jsonl", "cases", lines(&set)?.as_bytes())?;
    }
    Ok(Entry {
        function: function.name(),
        dtype: T::NAME,
        arguments,
        cases: set.len(),
        repeat_from: set.repeat_from,
        files,
        groups: set.groups,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A case as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    bits: Vec<String>,
    decimal: Vec<String>,
    tag: &'a str,
}

/// The different cases, arguments first and the result last.
fn lines<T: Float>(set: &Set<T>) -> Result<String> {
    let mut text = String::new();
    for group in set.groups.iter().filter(|group| group.from < set.repeat_from) {
        for case in group.from..group.from + group.cases {
            let all = || set.columns.iter().chain([&set.results]).map(|column| column[case]);
            let line = Line {
                bits: all().map(bits).collect(),
                decimal: all().map(number::shortest).collect(),
                tag: &group.tag,
            };
            text += &serde_json::to_string(&line)?;
            text.push('\n');
        }
    }
    Ok(text)
}

/// The encoding in hexadecimal digits.
pub fn bits<T: Float>(x: T) -> String {
    format!("{:#0width$x}", x.to_bits_u64(), width = T::BITS as usize / 4 + 2)
}
