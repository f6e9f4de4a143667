//! Figures as text: curves in braille dots, everything else in letters and lines.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    axis::Axis,
    curves::{Curve, Figure},
};

/// The terminal's own colours in the order of [`super::COLOURS`], so that they suit its background.
const COLOURS: [AnsiColor; 5] =
    [AnsiColor::Blue, AnsiColor::Yellow, AnsiColor::Green, AnsiColor::Red, AnsiColor::Magenta];
/// The smallest drawing, in characters.
const LEAST: (usize, usize) = (16, 5);
/// The bits of a braille character's dots, by row and column.
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Braille characters; each is two dots wide and four high.
struct Canvas {
    width: usize,
    height: usize,
    /// Dots, and the colour of the curve that set the last of them.
    cells: Vec<(u8, usize)>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, cells: vec![(0, 0); width * height] }
    }

    /// Sets the dot nearest to this place; both coordinates run from 0 to 1, the second one upwards.
    fn dot(&mut self, x: f64, y: f64, colour: usize) {
        let column = (x * (self.width * 2 - 1) as f64).round() as usize;
        let row = ((1.0 - y) * (self.height * 4 - 1) as f64).round() as usize;
        if let Some(cell) = self.cells.get_mut(row / 4 * self.width + column / 2) {
            *cell = (cell.0 | DOTS[row % 4][column % 2], colour);
        }
    }

    /// A line between two places, without gaps.
    fn line(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), colour: usize) {
        let dots =
            ((x1 - x0).abs() * (self.width * 2) as f64).max((y1 - y0).abs() * (self.height * 4) as f64);
        let steps = dots.ceil().max(1.0);
        let mut step = 0.0;
        while step <= steps {
            self.dot(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps, colour);
            step += 1.0;
        }
    }

    fn curve(&mut self, curve: &Curve, x: &Axis, y: &Axis) {
        for part in curve.points.split(|(x, y)| !(x.is_finite() && y.is_finite())) {
            let places: Vec<(f64, f64)> =
                part.iter().map(|point| (x.place(point.0), y.place(point.1))).collect();
            if let [(x, y)] = places[..] {
                self.dot(x, y, curve.colour);
            }
            for pair in places.windows(2) {
                self.line(pair[0], pair[1], curve.colour);
            }
        }
    }

    /// Appends a row of characters, without the blanks at its end.
    fn row(&self, row: usize, text: &mut String) {
        let cells = &self.cells[row * self.width..][..self.width];
        let used = cells.iter().rposition(|cell| cell.0 != 0).map_or(0, |last| last + 1);
        for same in cells[..used].chunk_by(|a, b| a.0 != 0 && b.0 != 0 && a.1 == b.1) {
            let dots = same.iter().map(|&(dots, _)| match dots {
                0 => ' ',
                _ => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            });
            if same[0].0 == 0 {
                text.extend(dots);
            } else {
                coloured(text, same[0].1, &dots.collect::<String>());
            }
        }
    }
}

fn coloured(text: &mut String, colour: usize, content: &str) {
    let style = Style::new().fg_color(Some(COLOURS[colour % COLOURS.len()].into()));
    // Writing to a string does not fail.
    let _ = write!(text, "{style}{content}{style:#}");
}

impl Figure {
    /// As text of at most this many columns and rows (or the smallest size that holds it), with ANSI colours.
    pub fn text(&self, (columns, rows): (usize, usize)) -> String {
        // A label each 12 columns and each 4 rows.
        let legend = if self.curves.len() > 1 { self.curves.len() } else { 0 };
        let height = rows.saturating_sub(5 + legend).max(LEAST.1);
        let (x, y) = self.axes((columns / 12).clamp(2, 9) as u32, (height / 3).clamp(2, 9) as u32);
        let gutter = y.ticks.iter().map(|(_, number)| number.len()).max().unwrap_or(0) + 1;
        let width = columns.saturating_sub(gutter + 1).max(LEAST.0);
        let mut canvas = Canvas::new(width, height);
        // The last one to set a dot colours it: the first curve of the legend wins.
        for curve in self.curves.iter().rev() {
            canvas.curve(curve, &x, &y);
        }

        let mut text = String::new();
        centred(&mut text, gutter + 1, width, &self.title);
        for curve in &self.curves[..legend] {
            text.push_str(&" ".repeat(gutter + 2));
            coloured(&mut text, curve.colour, "⠤⠤⠤");
            let _ = writeln!(text, " {}", curve.name);
        }
        let _ = writeln!(text, "{}", self.y_label);
        let numbers = on_rows(&y, height);
        for (row, number) in numbers.iter().enumerate() {
            let border = if number.is_some() { '┤' } else { '│' };
            let _ = write!(text, "{:>width$}{border}", number.unwrap_or(""), width = gutter);
            canvas.row(row, &mut text);
            text.push('\n');
        }
        below(&mut text, &x, gutter, width);
        centred(&mut text, gutter + 1, width, &self.x_label);
        text
    }
}

fn centred(text: &mut String, left: usize, width: usize, content: &str) {
    let blanks = left + width.saturating_sub(content.chars().count()) / 2;
    let _ = writeln!(text, "{}{content}", " ".repeat(blanks));
}

/// For each row, the number at it.
fn on_rows(y: &Axis, height: usize) -> Vec<Option<&str>> {
    let mut numbers = vec![None; height];
    for (tick, number) in &y.ticks {
        let row = ((1.0 - y.place(*tick)) * (height as f64) - 0.5).round().clamp(0.0, (height - 1) as f64);
        numbers[row as usize] = Some(number.as_str());
    }
    numbers
}

/// The x-axis and its numbers.
fn below(text: &mut String, x: &Axis, gutter: usize, width: usize) {
    let mut border = vec!['─'; width];
    let mut numbers = String::new();
    for (tick, number) in &x.ticks {
        let column = (x.place(*tick) * width as f64 - 0.5).round().clamp(0.0, (width - 1) as f64) as usize;
        border[column] = '┬';
        let start = (gutter + 1 + column).saturating_sub(number.len() / 2);
        // A number that would touch its neighbour is left out.
        if numbers.is_empty() || numbers.len() < start {
            numbers.push_str(&" ".repeat(start.saturating_sub(numbers.len())));
            numbers.push_str(number);
        }
    }
    let border: String = border.into_iter().collect();
    let _ = writeln!(text, "{}└{border}\n{numbers}", " ".repeat(gutter));
}
