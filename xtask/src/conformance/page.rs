//! The tables of COMPARE.md.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::data::{Case, Finding, Judged, Report};

/// For each function a table, then the evidence.
pub fn tables(machines: &[Judged]) -> String {
    let mut text = String::new();
    for machine in machines {
        writeln!(text, "\nOn {}, {} (commit {}).", machine.machine, machine.date, machine.commit).ok();
    }
    let all = || machines.iter().flat_map(|machine| &machine.findings);
    let mut functions: Vec<&str> = Vec::new();
    for finding in all() {
        if !functions.contains(&finding.function.as_str()) {
            functions.push(&finding.function);
        }
    }
    for function in functions {
        let of_function = all().filter(|finding| finding.function == function);
        write!(text, "\n## {function}\n\n{}", table(of_function.clone())).ok();
        write!(text, "\nEvidence:\n\n{}", evidence(of_function)).ok();
    }
    write!(text, "\n## What the failure modes mean\n\n{}\n", meanings(all())).ok();
    text
}

/// A row for each implementation and type.
fn table<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut text = String::from(
        "| implementation | type | largest error, ulp | misrounded | failure modes |\n|---|---|---:|---:|---|\n",
    );
    let mut last = "";
    for finding in findings {
        let Some(report) = &finding.report else { continue };
        let name = if finding.label == last { String::new() } else { named(finding) };
        last = &finding.label;
        let share = 100.0 * report.accuracy.misrounded as f64 / report.cases as f64;
        let share = if report.accuracy.misrounded == 0 { "0".to_owned() } else { format!("{share:.1} %") };
        writeln!(text, "| {name} | {} | {} | {share} | {} |", finding.dtype, error(report), modes(report))
            .ok();
    }
    text
}

fn named(finding: &Finding) -> String {
    format!("{} ({} {})", finding.label, finding.package, finding.version)
}

/// The largest error; where one is infinite, the largest of the others too.
fn error(report: &Report) -> String {
    let finite = short(report.accuracy.max_finite_ulp);
    match &report.accuracy.max_ulp {
        Value::String(_) => format!("∞ ({finite})"),
        _ => finite,
    }
}

fn short(ulp: f64) -> String {
    if ulp < 1000.0 { format!("{ulp:.2}") } else { format!("{ulp:.1e}") }
}

fn modes(report: &Report) -> String {
    let mut names: Vec<&str> = report.modes.iter().map(|mode| mode.id.as_str()).collect();
    if report.unexplained.is_some() {
        names.push("unexplained");
    }
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A line for each mode of each implementation, with a sample.
fn evidence<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut text = String::new();
    for finding in findings {
        let Some(report) = &finding.report else { continue };
        for mode in &report.modes {
            let (name, dtype) = (&finding.label, &finding.dtype);
            writeln!(text, "- {name}, {dtype}, *{}*: {}{}", mode.id, mode.summary, sample(&mode.samples))
                .ok();
        }
        if let Some(unexplained) = &report.unexplained {
            let (count, ulp) = (unexplained.count, unexplained.max_ulp.as_f64());
            let ulp = ulp.map_or_else(|| "∞".to_owned(), short);
            let (label, dtype) = (&finding.label, &finding.dtype);
            let worst = sample(&unexplained.worst);
            writeln!(text, "- {label}, {dtype}, *unexplained*: {count} results, up to {ulp} ulp{worst}").ok();
        }
    }
    if text.is_empty() { "none.\n".to_owned() } else { text }
}

fn sample(cases: &[Case]) -> String {
    cases.first().map_or_else(String::new, |case| {
        format!("; of {} it returns {}, exactly {}", case.input.join(", "), case.got, case.exact)
    })
}

/// What each mode that occurs is.
fn meanings<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let reports = findings.filter_map(|finding| finding.report.as_ref());
    let modes: BTreeMap<&str, &str> = reports
        .flat_map(|report| &report.modes)
        .map(|mode| (mode.id.as_str(), mode.meaning.as_str()))
        .collect();
    let lines = modes.iter().map(|(id, meaning)| format!("- *{id}*: {meaning}.\n"));
    lines.collect::<String>() + "- *unexplained*: wrong beyond a few ulp, and none of the modes predicts it."
}
