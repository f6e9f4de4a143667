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
        let axis = Axis::over([low, high].into_iter(), (columns / 12).clamp(2, 9) as u32);
        text.push_str(&terminal::legend_line(&described(name, data), colour, 1));
        bars(&mut text, &data.bins(axis.low, axis.high, width), height, colour);
        terminal::below(&mut text, &axis, 0, width);
    }
    text
}

/// The name, and what cannot be drawn.
fn described(name: &str, data: &Histogram) -> String {
    if data.other() == 0 {
        return format!("{name} (without the outermost thousandths)");
    }
    format!("{name} (without the outermost thousandths; {} not finite)", data.other())
}

fn bars(text: &mut String, counts: &[f64], height: usize, colour: usize) {
    let most = counts.iter().fold(f64::MIN_POSITIVE, |most, &count| most.max(count));
    for row in (0..height).rev() {
        let letter = |&count: &f64| {
            let eighths = count / most * (height * 8) as f64 - (row * 8) as f64;
            // What is there is seen, however little.
            let least = if row == 0 && count > 0.0 { 1 } else { 0 };
            EIGHTHS[(eighths.round().clamp(0.0, 8.0) as usize).max(least)]
        };
        let line: String = counts.iter().map(letter).collect();
        let _ = write!(text, " ");
        terminal::coloured(text, colour, line.trim_end());
        text.push('\n');
    }
}
