//! What is written from recorded data: the tables of ACCURACY.md, BENCHMARKS.md and COMPARE.md, and the charts.

use std::fs;

use anyhow::{Context, Result, ensure};
use toml::{Table, Value};

use crate::{
    bench, conformance, process,
    prove::{self, Proven},
};

const END: &str = "<!-- tables: end -->";

/// Options of `tables`.
#[derive(clap::Args)]
pub struct Args {
    /// Change nothing; fail if a file differs from the data.
    #[arg(long)]
    pub check: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let root = process::root();
    let data =
        fs::read_to_string(root.join("crates/softplus/digests.toml")).context("cannot read digests.toml")?;
    let evidence = tables(&data.parse().context("digests.toml is damaged")?)?;
    let (measured, mut files) = bench::report(&root)?;
    for (name, parts) in [
        (
            "ACCURACY.md",
            vec![
                ("crates/softplus/digests.toml", evidence),
                ("proofs/proven.toml", proofs(&prove::recorded()?)),
            ],
        ),
        ("BENCHMARKS.md", vec![("bench/results", measured)]),
        ("COMPARE.md", vec![("bench/conformance", conformance::report(&root)?)]),
    ] {
        let path = root.join(name);
        let mut page = fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
        for (source, tables) in parts {
            page = replaced(&page, source, &tables).with_context(|| name.to_owned())?;
        }
        files.push((path, page));
    }
    for (path, text) in files {
        if args.check {
            let now = fs::read_to_string(&path).unwrap_or_default();
            ensure!(now == text, "{} differs from the data: run `cargo xtask tables`", path.display());
        } else {
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// The page with other tables between its two marks, of which the first names their source.
fn replaced(page: &str, source: &str, tables: &str) -> Result<String> {
    let begin = format!("<!-- tables: begin; `cargo xtask tables` writes them from {source} -->\n");
    let (before, rest) = page.split_once(&begin).with_context(|| format!("there is no line {begin}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("there is no line {END}"))?;
    Ok(format!("{before}{begin}{tables}{END}{after}"))
}

fn tables(data: &Table) -> Result<String> {
    let mut text =
        String::from("\n| function | inputs | compared with MPFR | misrounded |\n|---|---|---:|---:|\n");
    for entry in by_function(data, "entry").into_iter().filter(|entry| number(entry, "verified") > 0) {
        let inputs = format!("{}: {}", word(entry, "dtype"), which_inputs(entry));
        text += &row(&[word(entry, "function"), &inputs, &grouped(number(entry, "verified")), "0"]);
    }
    for comparison in by_function(data, "comparison") {
        let (count, misrounded) =
            (grouped(number(comparison, "count")), grouped(number(comparison, "misrounded")));
        text += &row(&[word(comparison, "function"), word(comparison, "inputs"), &count, &misrounded]);
    }
    text += "\n| function | fast kernel | largest relative error | over random inputs | bound of its rounding test |\n";
    text += "|---|---|---:|---:|---:|\n";
    for error in by_function(data, "fast_error") {
        let power = |key: &str| {
            let exponent = format!("{:.2}", error.get(key).and_then(Value::as_float).unwrap_or(f64::NAN));
            format!("2^{}", exponent.trim_end_matches(".00"))
        };
        let count = grouped(number(error, "count"));
        let cells = [
            word(error, "function"),
            word(error, "kernel"),
            &power("log2_error"),
            &count,
            &power("log2_bound"),
        ];
        text += &row(&cells);
    }
    text += &foreign_levels(data)?;
    let of = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default();
    ensure!(
        !of("machine").is_empty() && !of("commit").is_empty(),
        "digests.toml does not name its machine and commit"
    );
    let measured = format!("\nMeasured on {} at commit {}.\n\n", of("machine"), of("commit"));
    Ok(text + &measured)
}

/// What is proven of each kernel.
fn proofs(proven: &[Proven]) -> String {
    let mut text =
        String::from("\n| kernel | multiply-add | proven error | bound of its rounding test | by |\n");
    text += "|---|---|---|---|---|\n";
    for Proven { kernel, arithmetic, proven, used, by, .. } in proven {
        text += &row(&[kernel, arithmetic, proven, used, by]);
    }
    text + "\n"
}

/// The levels of other kinds of machines. The digest of each must be the one that this kind has.
fn foreign_levels(data: &Table) -> Result<String> {
    let mut text = String::from(
        "\n| function | machine | level | run by | inputs compared with MPFR | misrounded | digest of the strided f32 | commit |\n",
    );
    text += "|---|---|---|---|---:|---:|---|---|\n";
    for level in rows(data, "foreign_level") {
        let name = |row| (word(row, "function"), word(row, "sha256"));
        let known =
            rows(data, "entry").find(|entry| entry.contains_key("stride") && name(entry) == name(level));
        ensure!(
            known.is_some(),
            "the digest of {} on {} is not the recorded one: run `cargo xtask cross`",
            word(level, "level"),
            word(level, "machine")
        );
        let cells = [
            word(level, "function"),
            word(level, "machine"),
            word(level, "level"),
            word(level, "ran_by"),
            &grouped(number(level, "count")),
            &grouped(number(level, "misrounded")),
            "the same",
            word(level, "commit"),
        ];
        text += &row(&cells);
    }
    Ok(text)
}

/// Of a type's encodings all, or every so many-th; of several numbers there are random points.
fn which_inputs(entry: &Table) -> String {
    let stride = entry.get("stride").and_then(Value::as_integer);
    let bits = if word(entry, "dtype") == "f32" { 32 } else { 16 };
    let strided = (1_u64 << bits).div_ceil(stride.unwrap_or(1) as u64);
    if number(entry, "inputs") as u64 != strided {
        return "random points".to_owned();
    }
    stride.map_or("all".to_owned(), |stride| format!("every {}th", grouped(stride)))
}

/// The rows of each function together, in the order in which the functions come.
fn by_function<'a>(data: &'a Table, name: &str) -> Vec<&'a Table> {
    let mut sorted: Vec<&Table> = rows(data, name).collect();
    let order: Vec<&str> = sorted.iter().map(|row| word(row, "function")).collect();
    sorted.sort_by_key(|row| order.iter().position(|&function| function == word(row, "function")));
    sorted
}

fn rows<'a>(data: &'a Table, name: &str) -> impl Iterator<Item = &'a Table> {
    data.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn word<'a>(row: &'a Table, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(row: &Table, key: &str) -> i64 {
    row.get(key).and_then(Value::as_integer).unwrap_or_default()
}

fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// 1234567 as 1,234,567.
pub fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 4_294_967_296].map(super::grouped), ["0", "999", "1,000", "4,294,967,296"]);
    }
}
