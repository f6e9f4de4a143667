//! The tables of the family's functions.

use std::fmt::Write as _;

use super::{
    data::{Cell, Function, Results},
    markdown::{Table, percent, three, times, ulps},
};

/// For each function its inputs, and a table of those who compute it.
pub fn tables(results: &Results) -> String {
    results.family.iter().fold(String::new(), |mut text, function| {
        writeln!(text, "**{}** of {}\n\n{}", function.name, function.inputs, table(function).text()).ok();
        text
    })
}

/// All rivals' times and errors, the types beside each other.
fn table(function: &Function) -> Table {
    let mut header = vec![String::new()];
    for cell in &function.cells {
        header.push(format!("{} ns", cell.dtype));
        header.extend(["spread", "times ours", "largest error", "misrounded"].map(String::from));
    }
    let mut table = Table::new(header);
    for rival in &function.rivals {
        let cells = function.cells.iter().flat_map(|cell| values(cell, &rival.key));
        table.row(std::iter::once(rival.label.clone()).chain(cells).collect());
    }
    table
}

fn values(cell: &Cell, rival: &str) -> [String; 5] {
    let Some(row) = cell.row(rival) else { return std::array::from_fn(|_| "–".to_owned()) };
    [
        three(row.median),
        format!("{:.0} %", row.spread * 100.0),
        cell.ratio(rival, "softplus").map_or_else(String::new, times),
        ulps(row.error),
        percent(row.error),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rival_without_the_type_has_dashes() {
        let row = r#""minimum": 1, "spread": 0.02, "max_ulp": 3, "misrounded": 0.25"#;
        let ours = format!(r#"{{"rival": "softplus", "median": 2, {row}}}"#);
        let cell = r#""mode": "one", "kind": "normal", "size": 1000000"#;
        let text = format!(
            r#"{{"function": "mish", "inputs": "N(0, 4²)", "missing": [],
            "rivals": [{{"rival": "softplus", "label": "ours", "role": "ours"}},
                       {{"rival": "torch", "label": "PyTorch", "role": "rival"}}],
            "cells": [{{"dtype": "f32", {cell}, "rows": [{ours}, {{"rival": "torch", "median": 5, {row}}}]}},
                      {{"dtype": "f64", {cell}, "rows": [{ours}]}}]}}"#
        );
        let text = table(&serde_json::from_str(&text).unwrap()).text();
        let last: Vec<&str> = text.lines().last().unwrap().split('|').map(str::trim).collect();
        let f32 = ["5.00", "2 %", "2.50×", "3", "25 %"];
        assert_eq!(last, [&["", "PyTorch"][..], &f32, &["–"; 5], &[""]].concat());
    }
}
