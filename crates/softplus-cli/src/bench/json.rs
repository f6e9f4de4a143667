//! The report for programs.

use serde_json::{Value, json};

use super::Report;

/// Everything that was measured.
pub fn value(report: &Report) -> Value {
    let levels: Vec<&str> = report.levels.iter().map(|level| level.name()).collect();
    let results: Vec<Value> = report
        .rows
        .iter()
        .map(|row| {
            json!({
                "function": row.subject.name(),
                "dtype": row.dtype,
                "level": row.level.name(),
                "threads": row.threads,
                "elements": row.elements,
                "ns_per_element": row.median,
                "spread": row.spread,
            })
        })
        .collect();
    json!({
        "softplus": env!("CARGO_PKG_VERSION"),
        "machine": report.machine,
        "threads": report.threads,
        "levels": levels,
        "level": report.best.name(),
        "elements": report.elements,
        "inputs": "normal, mean 0, standard deviation 4",
        "rounds": report.rounds,
        "disturbed": report.is_disturbed(),
        "results": results,
    })
}
