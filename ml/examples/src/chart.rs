//! Curves of training, as SVG.

use std::fmt::Write;

use crate::train::Outcome;

const PANEL: (f64, f64) = (380.0, 260.0);
const MARGIN: (f64, f64) = (64.0, 44.0);
const LEGEND_ROW: f64 = 20.0;
/// Seaborn's palette for the colour-blind.
const COLOURS: [&str; 10] = [
    "#0173B2", "#DE8F05", "#029E73", "#D55E00", "#CC78BC", "#CA9161", "#FBAFE4", "#949494", "#ECE133",
    "#56B4E9",
];

/// Loss (on a logarithmic axis) and accuracy of each network after each epoch. A network that died ends in a cross.
pub fn curves(title: &str, outcomes: &[(String, &Outcome)]) -> String {
    let epochs = outcomes.iter().map(|(_, outcome)| outcome.epochs.len()).max().unwrap_or(1).max(2);
    let loss = |outcome: &Outcome| outcome.epochs.iter().map(|epoch| epoch.loss.log10()).collect();
    let accuracy = |outcome: &Outcome| outcome.epochs.iter().map(|epoch| 100.0 * epoch.accuracy).collect();
    let losses: Vec<Vec<f64>> = outcomes.iter().map(|(_, outcome)| loss(outcome)).collect();
    let accuracies: Vec<Vec<f64>> = outcomes.iter().map(|(_, outcome)| accuracy(outcome)).collect();
    let finite = losses.iter().flatten().copied().filter(|loss| loss.is_finite());
    let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));

    let height = 2.0 * MARGIN.1 + PANEL.1 + LEGEND_ROW * outcomes.len().div_ceil(3) as f64 + 16.0;
    let width = 2.0 * (MARGIN.0 + PANEL.0) + 24.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"DejaVu Sans, Verdana, Arial, sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n"
    );
    text(&mut svg, (width / 2.0, 20.0), "middle", title);
    let decades =
        (low.floor() as i32..=high.ceil().max(1.0) as i32).map(|e| (f64::from(e), format!("1e{e}")));
    let loss = Panel { left: MARGIN.0, epochs, ticks: decades.collect(), name: "loss" };
    let percent = (0..=5).map(|n| (20.0 * f64::from(n), format!("{} %", 20 * n)));
    let left = 2.0 * MARGIN.0 + PANEL.0;
    let accuracy = Panel { left, epochs, ticks: percent.collect(), name: "accuracy on held-out images" };
    for (panel, lines) in [(&loss, &losses), (&accuracy, &accuracies)] {
        panel.frame(&mut svg);
        for (number, line) in lines.iter().enumerate() {
            panel.line(&mut svg, line, number, outcomes[number].1.died().is_some());
        }
    }
    for (number, (name, _)) in outcomes.iter().enumerate() {
        let (column, row) = ((number % 3) as f64, (number / 3) as f64);
        let (x, y) = (MARGIN.0 + column * 280.0, 2.0 * MARGIN.1 + PANEL.1 + 12.0 + row * LEGEND_ROW);
        let _ = writeln!(
            svg,
            "<path d=\"M{x} {}h24\" {}/>",
            y - 4.0,
            stroke(number) // a String takes everything, here and below
        );
        text(&mut svg, (x + 30.0, y), "start", name);
    }
    svg.push_str("</svg>\n");
    svg
}

fn stroke(number: usize) -> String {
    let colour = COLOURS[number % COLOURS.len()];
    // The colours begin again, dashed.
    let dashes = if number < COLOURS.len() { "" } else { " stroke-dasharray=\"7 3\"" };
    format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}")
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

/// A pair of axes: epochs, and what the ticks span.
struct Panel {
    left: f64,
    epochs: usize,
    ticks: Vec<(f64, String)>,
    name: &'static str,
}

impl Panel {
    fn x(&self, epoch: usize) -> f64 {
        self.left + PANEL.0 * (epoch as f64 - 1.0) / (self.epochs as f64 - 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks[0].0, self.ticks[self.ticks.len() - 1].0);
        MARGIN.1 + PANEL.1 * (1.0 - (value - low) / (high - low))
    }

    fn frame(&self, svg: &mut String) {
        let bottom = MARGIN.1 + PANEL.1;
        for (value, label) in &self.ticks {
            let y = self.y(*value);
            let _ = writeln!(svg, "<path d=\"M{:.1} {y:.1}h{}\" stroke=\"#DDDDDD\"/>", self.left, PANEL.0);
            text(svg, (self.left - 6.0, y + 4.0), "end", label);
        }
        let step = self.epochs.div_ceil(6);
        for epoch in (1..=self.epochs).filter(|epoch| epoch.is_multiple_of(step) || *epoch == 1) {
            text(svg, (self.x(epoch), bottom + 16.0), "middle", &epoch.to_string());
        }
        text(svg, (self.left, MARGIN.1 - 8.0), "start", self.name);
        text(svg, (self.left + PANEL.0 / 2.0, bottom + 32.0), "middle", "epoch");
    }

    fn line(&self, svg: &mut String, values: &[f64], number: usize, died: bool) {
        let mut path = String::new();
        let mut last = (self.x(1), self.y(self.ticks[0].0));
        for (epoch, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            last = (self.x(epoch + 1), self.y(*value));
            let _ = write!(path, "{}{:.1} {:.1}", if path.is_empty() { 'M' } else { 'L' }, last.0, last.1);
        }
        if died {
            let _ = write!(path, "M{:.1} {:.1}l10 10m0 -10l-10 10", last.0 - 5.0, last.1 - 5.0);
        }
        let _ = writeln!(svg, "<path d=\"{path}\" {}/>", stroke(number));
    }
}
