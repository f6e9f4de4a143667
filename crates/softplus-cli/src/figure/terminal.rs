//! Figures as text: curves in braille dots, everything else in letters and lines.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    axis::Axis,
    curves::{Curve, Figure},
    strips::{Strip, Strips, shortened},
};

/// The terminal's own colours in the order of [`super::COLOURS`], so that they suit its background.
const COLOURS: [AnsiColor; 8] = [
    AnsiColor::Blue,
    AnsiColor::Yellow,
    AnsiColor::Green,
    AnsiColor::Red,
    AnsiColor::Magenta,
    AnsiColor::Cyan,
    AnsiColor::BrightBlack,
    AnsiColor::BrightBlue,
];
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
    /// What stands in place of dots, by cell.
    letters: Vec<(usize, char)>,
}

/// The colour of the horizontal line.
const RULE: usize = 6;

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, cells: vec![(0, 0); width * height], letters: Vec::new() }
    }

    /// Sets the dot nearest to this place; both coordinates run from 0 to 1, the second one upwards.
    fn dot(&mut self, x: f64, y: f64, colour: usize) {
        let column = (x * (self.width * 2 - 1) as f64).round() as usize;
        let row = ((1.0 - y) * (self.height * 4 - 1) as f64).round() as usize;
        if let Some(cell) = self.cells.get_mut(row / 4 * self.width + column / 2) {
            *cell = (cell.0 | DOTS[row % 4][column % 2], colour);
        }
    }

    /// A letter in place of the dots there.
    fn letter(&mut self, x: f64, y: f64, letter: char) {
        let column = (x * self.width as f64).clamp(0.0, (self.width - 1) as f64) as usize;
        let row = ((1.0 - y) * self.height as f64).clamp(0.0, (self.height - 1) as f64) as usize;
        let cell = row * self.width + column;
        // As dots of a colour of its own, so that the cell is neither blank nor part of a curve.
        self.cells[cell] = (0xff, usize::MAX - self.letters.len());
        self.letters.push((cell, letter));
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
        let mut cell = row * self.width;
        for same in cells[..used].chunk_by(|a, b| a.0 != 0 && b.0 != 0 && a.1 == b.1) {
            let dots = same.iter().map(|&(dots, _)| match dots {
                0 => ' ',
                _ => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            });
            let letter = self.letters.iter().find(|(at, _)| *at == cell);
            cell += same.len();
            if let Some((_, letter)) = letter {
                text.push(*letter);
            } else if same[0].0 == 0 {
                text.extend(dots);
            } else {
                coloured(text, same[0].1, &dots.collect::<String>());
            }
        }
    }
}

/// Appends a text in a colour.
pub fn coloured(text: &mut String, colour: usize, content: &str) {
    let style = Style::new().fg_color(Some(COLOURS[colour % COLOURS.len()].into()));
    // Writing to a string does not fail.
    let _ = write!(text, "{style}{content}{style:#}");
}

impl Figure {
    /// As text of at most this many columns and rows (or the smallest size that holds it), with ANSI colours.
    pub fn text(&self, (columns, rows): (usize, usize)) -> String {
        let legend = if self.has_legend() { self.curves.len() } else { 0 };
        let strips =
            self.strips.as_ref().map_or(0, |strips| strips.rows.len() + key(strips, columns).lines().count());
        let head = 1 + usize::from(!self.subtitle.is_empty()) + usize::from(!self.y_label.is_empty());
        let foot = 2 + usize::from(!self.x_label.is_empty());
        let height = rows.saturating_sub(head + foot + legend + strips).max(LEAST.1);
        // A label each 12 columns and each 3 rows.
        let (x, y) = self.axes((columns / 12).clamp(2, 9) as u32, (height / 3).clamp(2, 9) as u32);
        let widest = y.ticks.iter().map(|(_, number)| number.chars().count()).max().unwrap_or(0);
        let names = self.strips.iter().flat_map(|strips| &strips.rows);
        let names = names.map(|strip| shortened(&strip.name).chars().count()).max().unwrap_or(0);
        let gutter = widest.max(names) + 1;
        let width = columns.saturating_sub(gutter + 1).max(LEAST.0);

        let mut text = String::new();
        for line in [&self.title, &self.subtitle].into_iter().filter(|line| !line.is_empty()) {
            centred(&mut text, gutter + 1, width, line);
        }
        for curve in &self.curves[..legend] {
            text.push_str(&legend_line(&curve.name, curve.colour, gutter + 2));
        }
        if !self.y_label.is_empty() {
            let rule = self.rule.as_ref().map_or_else(String::new, |(_, name)| format!(" (dotted: {name})"));
            let _ = writeln!(text, "{}{rule}", self.y_label);
        }
        self.rows(&mut text, &x, &y, (gutter, width, height));
        below(&mut text, &x, gutter, width);
        if !self.x_label.is_empty() {
            centred(&mut text, gutter + 1, width, &self.x_label);
        }
        if let Some(strips) = &self.strips {
            for strip in &strips.rows {
                let _ =
                    writeln!(text, "{:>gutter$} {}", shortened(&strip.name), strip_letters(strip, &x, width));
            }
            text.push_str(&key(strips, columns));
        }
        text
    }

    /// The rows of the drawing, with the numbers of y.
    fn rows(&self, text: &mut String, x: &Axis, y: &Axis, (gutter, width, height): (usize, usize, usize)) {
        let mut canvas = Canvas::new(width, height);
        if let Some((at, _)) = self.rule {
            for column in (0..2 * width).step_by(4) {
                canvas.dot(column as f64 / (2 * width) as f64, y.place(at), RULE);
            }
        }
        // The last one to set a dot colours it: the first curve of the legend wins.
        for curve in self.curves.iter().rev() {
            canvas.curve(curve, x, y);
        }
        for mark in &self.marks {
            canvas.letter(x.place(mark.at.0), y.place(mark.at.1), '●');
        }
        for (row, number) in on_rows(y, height).iter().enumerate() {
            let border = if number.is_some() { '┤' } else { '│' };
            let _ = write!(text, "{:>width$}{border}", number.unwrap_or(""), width = gutter);
            canvas.row(row, text);
            text.push('\n');
        }
    }
}

/// One letter for each column: what happens there.
fn strip_letters(strip: &Strip, x: &Axis, width: usize) -> String {
    let mut letters = vec![' '; width];
    for segment in &strip.segments {
        let column = |x: f64| (x * width as f64).clamp(0.0, width as f64);
        let first = column(x.place(segment.from)).round() as usize;
        let last = (column(x.place(segment.to)).round() as usize).max(first + 1).min(width);
        letters[first.min(width - 1)..last].fill(segment.kind.letter);
    }
    letters.into_iter().collect::<String>().trim_end().to_owned()
}

/// The letters' meaning, in lines of at most this width.
fn key(strips: &Strips, columns: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for kind in strips.occurring() {
        let entry = format!(" {} {} ", kind.letter, kind.name);
        let length = entry.chars().count();
        if used + length > columns && used > 0 {
            text.push('\n');
            used = 0;
        }
        text.push_str(&entry);
        used += length;
    }
    text.push('\n');
    text
}

/// A line of a legend.
pub fn legend_line(name: &str, colour: usize, indent: usize) -> String {
    let mut text = " ".repeat(indent);
    coloured(&mut text, colour, "⠤⠤⠤");
    let _ = writeln!(text, " {name}");
    text
}

/// A line in the middle of this many columns.
pub fn centred_line(content: &str, width: usize) -> String {
    let mut text = String::new();
    centred(&mut text, 0, width, content);
    text
}

/// Texts side by side, each in a column of this width; colours take none.
pub fn beside(texts: &[String], width: usize) -> String {
    let columns: Vec<Vec<&str>> = texts.iter().map(|text| text.lines().collect()).collect();
    let mut joined = String::new();
    for row in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
        let mut line = String::new();
        for (i, column) in columns.iter().enumerate() {
            let blanks = (i * width).saturating_sub(visible(&line));
            let _ = write!(line, "{}{}", " ".repeat(blanks), column.get(row).unwrap_or(&""));
        }
        joined.push_str(line.trim_end());
        joined.push('\n');
    }
    joined
}

/// Characters that are seen: all but colours.
fn visible(line: &str) -> usize {
    let mut parts = line.split('\x1b');
    let first = parts.next().map_or(0, |part| part.chars().count());
    first + parts.map(|part| part.split_once('m').map_or(0, |(_, seen)| seen.chars().count())).sum::<usize>()
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

/// The x-axis and its numbers, right of a gutter.
pub fn below(text: &mut String, x: &Axis, gutter: usize, width: usize) {
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
