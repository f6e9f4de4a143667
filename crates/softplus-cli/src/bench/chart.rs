//! The report as bars.

use std::fmt::Write;

use super::{Report, Row, Subject, measure::ON_ALL};
use crate::plot::error::grouped;

/// Eighths of a character, from the left.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// Characters of a label, and of what follows a bar.
const LABEL: usize = 36;
const NUMBER: usize = 17;

/// The report in lines of about this many columns.
pub fn text(report: &Report, columns: usize) -> String {
    let room = columns.clamp(60, 120) - LABEL - NUMBER;
    let mut text = String::new();
    let levels: Vec<&str> = report.levels.iter().map(|level| level.name()).collect();
    // Writing to a string does not fail, here and below.
    let _ = writeln!(
        text,
        "softplus {} on {}, {} thread{}\nlevels: {}; in use: {} (SOFTPLUS_LEVEL=NAME chooses another)\n\
         ns per element, N(0, 4²), {} elements in place{}, median of {} rounds\n\
         ± half the quartiles' distance",
        env!("CARGO_PKG_VERSION"),
        report.machine,
        report.threads,
        if report.threads == 1 { "" } else { "s" },
        levels.join(", "),
        report.best,
        grouped(report.elements as u64),
        if report.threads == 1 { String::new() } else { format!(" ({ON_ALL} times as many on all threads)") },
        report.rounds
    );
    for dtype in ["f16", "bf16", "f32", "f64"] {
        let of = |row: &&Row| row.dtype == dtype && !matches!(row.subject, Subject::Other(_));
        block(&mut text, dtype, report.rows.iter().filter(of), room);
    }
    for dtype in ["f32", "f64"] {
        let of = |row: &&Row| row.dtype == dtype && matches!(row.subject, Subject::Other(_));
        let title = format!("{dtype}, the family at {}, one thread", report.best);
        block(&mut text, &title, report.rows.iter().filter(of), room);
    }
    let disturbance = report.disturbance() * 100.0;
    let _ = if report.is_disturbed() {
        writeln!(
            text,
            "\nThe machine is disturbed: a quarter of the times vary by more than ±{disturbance:.0} %. Close other\n\
             programs and measure again."
        )
    } else {
        writeln!(
            text,
            "\nThree quarters of the times vary by less than ±{disturbance:.1} %: the machine was quiet."
        )
    };
    text
}

/// Bars to one scale.
fn block<'a>(text: &mut String, title: &str, rows: impl Iterator<Item = &'a Row>, room: usize) {
    let rows: Vec<&Row> = rows.collect();
    let longest = rows.iter().map(|row| row.median).fold(f64::MIN_POSITIVE, f64::max);
    let style = anstyle::Style::new().bold();
    let _ = writeln!(text, "\n{style}{title}{style:#}");
    for row in rows {
        let bar = bar(row.median / longest, room);
        let _ = writeln!(
            text,
            "  {:<width$}{bar} {:.3} ±{:.0} %",
            label(row),
            row.median,
            row.spread * 100.0,
            width = LABEL - 2
        );
    }
}

fn label(row: &Row) -> String {
    match row.subject {
        Subject::Softplus(level) if row.threads == 1 => format!("softplus, {level}"),
        Subject::Softplus(level) => format!("softplus, {level}, {} threads", row.threads),
        Subject::Copy => "memory copy".to_owned(),
        Subject::Naive => "ln(1+e^x), naive, one by one".to_owned(),
        Subject::Other(function) => function.name().to_owned(),
    }
}

/// A bar of this share of the room; something at least.
fn bar(share: f64, room: usize) -> String {
    let eighths = ((share * (room * 8) as f64).round() as usize).clamp(1, room * 8);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_have_their_length() {
        assert_eq!(bar(1.0, 3), "███");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(0.0, 3), "▏");
    }
}
