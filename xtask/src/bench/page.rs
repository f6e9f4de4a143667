//! The tables of BENCHMARKS.md, and those that a run prints.

use std::fmt::Write as _;

use super::{
    charts,
    data::{self, Cell, Results, Rival, Role},
    family,
    markdown::{Table, percent, place, three, times, ulps},
    targets,
};

/// The modes of single values.
const SCALAR: [&str; 2] = ["throughput", "latency"];
pub const DTYPES: [&str; 4] = ["f32", "f64", "f16", "bf16"];
const MILLION: u64 = 1_000_000;

/// A machine's part of the page.
pub fn section(results: &Results) -> String {
    let slug = &results.machine.slug;
    let mut text = about(results);
    write!(text, "\n### Goals\n\n{}", targets::table(results, true).text()).ok();
    text += "\n### A million elements of N(0, 4²), one thread\n\n";
    for chart in &charts::SOFTPLUS {
        text += &charts::link(chart, slug);
    }
    for cell in headlines(results) {
        writeln!(text, "**{}**\n\n{}", cell.dtype, full(results, cell).text()).ok();
    }
    text += "### Sizes\n\nOne thread, N(0, 4²): nanoseconds per element, and times ours.\n\n";
    text += &by_column(results, "one", |cell| (cell.kind == "normal").then(|| grouped(cell.size)));
    text +=
        "### Kinds of inputs\n\nOne thread, a million elements: nanoseconds per element, and times ours.\n\n";
    text += &by_column(results, "one", |cell| (cell.size == MILLION).then(|| cell.kind.clone()));
    text += "### All threads\n\nNanoseconds per element, times ours, and how many threads worked at once on average.\n\n";
    text += &by_column(results, "all", |cell| Some(grouped(cell.size)));
    write!(text, "### Our levels\n\n{}", levels(results)).ok();
    write!(text, "### One value at a time\n\n{}", scalar(results)).ok();
    if !results.family.is_empty() {
        text += "### The family\n\nOne thread, a million elements; errors are against ours, on the same inputs.\n\n";
        text += &charts::link(&charts::FAMILY, slug);
        text += &family::tables(results);
    }
    write!(text, "### What is missing\n\n{}", missing(results)).ok();
    text
}

/// What was measured, where, and with what.
fn about(results: &Results) -> String {
    let machine = &results.machine;
    let kind = if machine.is_virtual { "a virtual machine with" } else { "" };
    let memory = machine.memory_gib.map_or_else(String::new, |gib| format!(", {gib} GiB"));
    let plural = if machine.cores == 1 { "core" } else { "cores" };
    let mut text = format!("## {}\n\n", machine.cpu);
    let place = format!("{kind} {} {plural}{memory}, {}", machine.cores, machine.os);
    writeln!(
        text,
        "Measured on {} at commit {} by `{}` on {}.",
        results.date,
        results.commit,
        results.command,
        place.trim()
    )
    .ok();
    writeln!(text, "Load before the run: {}. CPU flags: {}.", results.load, machine.flags.join(", ")).ok();
    let versions: Vec<String> =
        results.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    writeln!(text, "Versions: {}.", versions.join(", ")).ok();
    writeln!(text, "Variants that libraries chose for this CPU: {}.", results.choices.join(", ")).ok();
    let threads = results.threads.iter().map(|of| format!("{} {}", results.label(&of.rival), of.threads));
    let threads: Vec<String> = threads.collect();
    if !threads.is_empty() {
        let words = "Threads that work in turn on the one CPU, where that is more than one";
        writeln!(text, "{words}: {}.", threads.join(", ")).ok();
    }
    text += "\nInputs:\n\n";
    for kind in &results.kinds {
        writeln!(text, "- `{}`: {}", kind.kind, kind.inputs).ok();
    }
    text += "\nThe largest error over a type's whole range (`all f32`, …) is over these inputs:\n\n";
    for check in &results.checks {
        writeln!(text, "- {}: {} ({} inputs)", check.dtype, check.inputs, grouped(check.count)).ok();
    }
    text
}

/// What a run prints when it ends: everything, if that is little.
pub fn summary(results: &Results) -> String {
    let mut cells: Vec<&Cell> = results.cells.iter().collect();
    if cells.len() > 20 {
        cells = headlines(results).collect();
    }
    let mut text = String::new();
    for cell in cells {
        let heading =
            format!("{}: {}, {}, {} elements", mode(&cell.mode), cell.dtype, cell.kind, grouped(cell.size));
        writeln!(text, "{heading}\n\n{}", full(results, cell).text()).ok();
    }
    text += &family::tables(results);
    let missing = missing(results);
    writeln!(text, "Missing\n\n{missing}").ok();
    let goals = targets::table(results, false);
    if !goals.is_empty() {
        writeln!(text, "Goals\n\n{}", goals.text()).ok();
    }
    text
}

fn mode(name: &str) -> &str {
    match name {
        "one" => "one thread",
        "all" => "all threads",
        "throughput" => "one value at a time, throughput",
        "latency" => "one value at a time, latency",
        other => other,
    }
}

fn headlines(results: &Results) -> impl Iterator<Item = &Cell> {
    DTYPES.iter().filter_map(|dtype| results.cell("one", dtype, "normal", MILLION))
}

/// All that is known about the rivals in one cell, in the order of their list, also of those without the type.
fn full(results: &Results, cell: &Cell) -> Table {
    let whole = format!("largest error, all {}", cell.dtype);
    let mut header = vec!["", "ns", "fastest", "spread", "times ours", "largest error", "misrounded"];
    header.extend([whole.as_str(), "at x", "misrounded"]);
    let parallel = cell.mode == "all";
    header.extend(parallel.then_some("threads"));
    let mut table = Table::new(header.iter().copied());
    for (key, label) in keys(results, cell) {
        let Some(row) = cell.row(key) else {
            let empty = std::iter::repeat_n("–".to_owned(), header.len() - 1);
            table.row(std::iter::once(label.to_owned()).chain(empty).collect());
            continue;
        };
        let check = results.check(&cell.dtype, key);
        let mut values = vec![
            label.to_owned(),
            three(row.median),
            three(row.minimum),
            format!("{:.0} %", row.spread * 100.0),
            cell.ratio(key, "softplus").map_or_else(String::new, times),
            ulps(row.error),
            percent(row.error),
            ulps(check),
            place(check),
            percent(check),
        ];
        values.extend(
            parallel.then(|| row.parallel.map_or_else(String::new, |threads| format!("{threads:.1}"))),
        );
        table.row(values);
    }
    table
}

/// Keys and labels of a cell's rows, and of the rivals that have no such type.
fn keys<'a>(results: &'a Results, cell: &'a Cell) -> Vec<(&'a str, &'a str)> {
    if SCALAR.contains(&cell.mode.as_str()) {
        return cell.rows.iter().map(|row| (row.rival.as_str(), scalar_label(&row.rival))).collect();
    }
    let missing =
        |key: &str| results.missing.iter().any(|missing| missing.rival == key && missing.dtype == cell.dtype);
    let rivals = results.rivals.iter().filter(|rival| cell.row(&rival.key).is_some() || missing(&rival.key));
    rivals.map(|rival| (rival.key.as_str(), rival.label.as_str())).collect()
}

/// For each type a table of all rivals, with a column for each cell that `column` names.
fn by_column(results: &Results, mode: &str, column: impl Fn(&Cell) -> Option<String>) -> String {
    let mut text = String::new();
    for dtype in DTYPES {
        let cells: Vec<(&Cell, String)> = (results.cells.iter())
            .filter(|cell| cell.mode == mode && cell.dtype == dtype)
            .filter_map(|cell| Some((cell, column(cell)?)))
            .collect();
        if cells.is_empty() {
            continue;
        }
        let mut table =
            Table::new(std::iter::once(dtype).chain(cells.iter().map(|(_, heading)| heading.as_str())));
        for rival in &results.rivals {
            if cells.iter().any(|(cell, _)| cell.row(&rival.key).is_some()) {
                let values = cells.iter().map(|(cell, _)| time_and_ratio(cell, rival));
                table.row(std::iter::once(rival.label.clone()).chain(values).collect());
            }
        }
        writeln!(text, "{}", table.text()).ok();
    }
    text
}

fn time_and_ratio(cell: &Cell, rival: &Rival) -> String {
    let Some(row) = cell.row(&rival.key) else { return "–".to_owned() };
    let ratio = cell.ratio(&rival.key, "softplus").filter(|_| rival.role != Role::Ours);
    let parallel = row.parallel.map(|threads| format!("{threads:.1} threads"));
    let parts = [Some(three(row.median)), ratio.map(times), parallel];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Each level's time on ordinary and on hard inputs.
fn levels(results: &Results) -> String {
    let mut text = String::from(
        "One thread, a million elements: nanoseconds per element, and times the best level.\n\n",
    );
    let rivals: Vec<&Rival> = results.rivals.iter().filter(|rival| rival.role <= Role::Level).collect();
    for kind in ["normal", "hard"] {
        let mut table = Table::new(std::iter::once(kind).chain(DTYPES));
        for rival in &rivals {
            let cells = DTYPES.iter().map(|dtype| {
                results
                    .cell("one", dtype, kind, MILLION)
                    .map_or_else(|| "–".to_owned(), |cell| time_and_ratio(cell, rival))
            });
            let best = results.machine.levels.last().map_or("", String::as_str);
            let label = if rival.role == Role::Ours {
                format!("{} ({best})", rival.label)
            } else {
                rival.label.clone()
            };
            table.row(std::iter::once(label).chain(cells).collect());
        }
        writeln!(text, "{}", table.text()).ok();
    }
    text
}

fn scalar_label(key: &str) -> &str {
    match key {
        "softplus" => "softplus::softplus(x)",
        "rust-std" => "x.exp().ln_1p()",
        "loop" => "the loop alone",
        other => other,
    }
}

/// Throughput and latency of single calls.
fn scalar(results: &Results) -> String {
    let mut text = String::from(
        "Nanoseconds per call from Rust, a million values. Throughput: independent calls. Latency: each call's input waits for \
         the result before it.\n\n",
    );
    let kinds = ["normal", "uniform", "tail", "hard"];
    for name in SCALAR {
        let mut table = Table::new(std::iter::once(name).chain(kinds));
        for dtype in DTYPES {
            for rival in ["softplus", "rust-std", "loop"] {
                let cells = kinds.map(|kind| {
                    let cell = results.cells.iter().find(|cell| {
                        (cell.mode.as_str(), cell.dtype.as_str(), cell.kind.as_str()) == (name, dtype, kind)
                    });
                    cell.and_then(|cell| cell.time(rival)).map(three)
                });
                if cells.iter().any(Option::is_some) {
                    let label = format!("{dtype} {}", scalar_label(rival));
                    let values = cells.into_iter().map(|value| value.unwrap_or_else(|| "–".to_owned()));
                    table.row(std::iter::once(label).chain(values).collect());
                }
            }
        }
        if !table.is_empty() {
            writeln!(text, "{}", table.text()).ok();
        }
    }
    text
}

fn missing(results: &Results) -> String {
    let mut text = String::new();
    for missing in &results.missing {
        let (label, reason) = (results.label(&missing.rival), &missing.reason);
        writeln!(text, "- {label}, {}: {reason}", missing.dtype).ok();
    }
    for function in &results.family {
        for missing in &function.missing {
            let (label, reason) = (data::label(&function.rivals, &missing.rival), &missing.reason);
            writeln!(text, "- {}: {label}, {}: {reason}", function.name, missing.dtype).ok();
        }
    }
    if text.is_empty() { "Nothing.\n".to_owned() } else { text }
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    crate::tables::grouped(number.cast_signed())
}
