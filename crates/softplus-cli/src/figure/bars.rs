//! Histograms as text: before and after, one above the other.

use std::fmt::Write;

use super::{axis::Axis, terminal};
use crate::histogram::Histogram;

/// Eighths of a character, from below.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Both histograms over their own axes, in at most this many columns and rows (or the smallest size that holds them).
pub fn histogram_text(
    before: &Histogram,
    after: &Histogram,
    title: &str,
    (columns, rows): (usize, usize),
) -> String {
    let mut text = terminal::centred_line(title, columns);
    let height = (rows.saturating_sub(7) / 2).max(3);
    let width = columns.saturating_sub(2).max(16);
    for (name, colour, data) in [("before: x", 0, before), ("after: softplus(x)", 1, after)] {
        let (low, high) = (data.quantile(0.001), data.quantile(0.999));
        // One value needs a range too: it lies in one cell, or in two.
        let size = high.abs().max(low.abs());
        let wide = size > 1e-30 && high - low > 5e-3 * size;
        let around = if wide { 0.0 } else { 0.5 * size.max(1.0) };
        let (low, high) = (low - around, high + around);
        let axis = Axis::over([low, high].into_iter(), (columns / 12).clamp(2, 9) as u32);
        let counts = data.bins(axis.low, axis.high, width);
        text.push_str(&terminal::legend_line(&described(name, data, &counts), colour, 1));
        bars(&mut text, &counts, height, colour);
        terminal::below(&mut text, &axis, 0, width);
    }
    text
}

/// The name, the unit, and what is not drawn.
fn described(name: &str, data: &Histogram, counts: &[f64]) -> String {
    let most = counts.iter().fold(0.0, |most: f64, &count| most.max(count)).round();
    let other =
        if data.other() > 0 { format!("; {} not finite in f32", data.other()) } else { String::new() };
    format!("{name}: highest bar {most} elements, middle 99.8 % shown{other}")
}

fn bars(text: &mut String, counts: &[f64], height: usize, colour: usize) {
    let most = counts.iter().fold(f64::MIN_POSITIVE, |most, &count| most.max(count));
    for row in (0..height).rev() {
        let letter = |&count: &f64| {
            let eighths = count / most * (height * 8) as f64 - (row * 8) as f64;
            // What is there is seen, however little.
            let least = usize::from(row == 0 && count > 0.0);
            EIGHTHS[(eighths.round().clamp(0.0, 8.0) as usize).max(least)]
        };
        let line: String = counts.iter().map(letter).collect();
        let _ = write!(text, " ");
        terminal::coloured(text, colour, line.trim_end());
        text.push('\n');
    }
}
