//! Strips under the x-axis: what happens where, in colours with their names.

use kuva::render::render::Scene;

use super::{
    legend,
    panel::{Anchor, Panel, Pen, label, rectangle, text, text_width},
};

/// From the panel's lower edge to the first strip: the x-axis' numbers and its label.
pub const GAP: f64 = 54.0;
const HEIGHT: f64 = 19.0;
const STEP: f64 = 23.0;
const TEXT: u32 = 10;
/// Characters of a name.
const LONGEST: usize = 16;

/// Something that happens over a range of x.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// In the key.
    pub name: &'static str,
    /// In a strip that has room for it.
    pub short: &'static str,
    /// As `#rrggbb`.
    pub fill: &'static str,
    /// Its letters are white.
    pub dark: bool,
    /// In the terminal.
    pub letter: char,
}

/// What happens from one x to another.
#[derive(Debug)]
pub struct Segment {
    pub from: f64,
    pub to: f64,
    pub kind: &'static Kind,
}

/// A strip: its name, the curve whose colour it has, and its segments from left to right.
#[derive(Debug)]
pub struct Strip {
    pub name: String,
    pub curve: Option<usize>,
    pub segments: Vec<Segment>,
}

/// Strips, one below the other.
#[derive(Debug)]
pub struct Strips {
    pub rows: Vec<Strip>,
    /// All kinds, in the order of the key, which has those that occur.
    pub kinds: &'static [Kind],
}

impl Strips {
    /// The kinds that occur.
    pub(super) fn occurring(&self) -> Vec<&'static Kind> {
        let occurs = |kind: &&Kind| self.segments().any(|segment| segment.kind == *kind);
        self.kinds.iter().filter(occurs).collect()
    }

    fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.rows.iter().flat_map(|strip| &strip.segments)
    }

    fn key_places(&self, width: f64) -> Vec<(f64, usize)> {
        legend::places(self.occurring().iter().map(|kind| 20.0 + text_width(kind.name, TEXT + 1)), width)
    }

    /// The room for strips and key, in a figure of this width.
    pub(super) fn height(&self, width: f64) -> f64 {
        // The panel is narrower than the figure by about this.
        let lines = self.key_places(width - 160.0).last().map_or(0, |(_, line)| line + 1);
        STEP * self.rows.len() as f64 + 18.0 * lines as f64 + 22.0
    }

    /// The room that the names need at the left.
    pub(super) fn names_width(&self) -> f64 {
        let widths = self.rows.iter().map(|strip| text_width(&shortened(&strip.name), TEXT + 1));
        widths.fold(0.0, f64::max) + 36.0
    }

    /// Draws them under the panel, from this y on.
    pub(super) fn draw(&self, scene: &mut Scene, panel: &Panel, top: f64, pens: &[Pen]) {
        let mut y = top;
        for strip in &self.rows {
            let middle = y + HEIGHT / 2.0;
            let right = panel.corner.0 - 8.0;
            let name = shortened(&strip.name);
            label(scene, (right, middle + 4.0), TEXT + 1, Anchor::Right, &name);
            if let Some(pen) = strip.curve.and_then(|curve| pens.get(curve)) {
                let x = right - text_width(&name, TEXT + 1) - 8.0;
                Pen { dashes: None, ..*pen }.draw(scene, &[(x - 12.0, middle), (x, middle)]);
            }
            for segment in &strip.segments {
                draw_segment(scene, panel, y, segment);
            }
            y += STEP;
        }
        for (kind, (x, line)) in self.occurring().into_iter().zip(self.key_places(panel.size.0)) {
            let at = (panel.corner.0 + x, y + 4.0 + 18.0 * line as f64);
            rectangle(scene, at, (14.0, 11.0), kind.fill, 1.0);
            label(scene, (at.0 + 20.0, at.1 + 9.5), TEXT + 1, Anchor::Left, kind.name);
        }
    }
}

fn draw_segment(scene: &mut Scene, panel: &Panel, y: f64, segment: &Segment) {
    let place = |x: f64| panel.place((x, panel.y.low)).0;
    let (left, right) = (place(segment.from), place(segment.to));
    // A hair at least: what happens must be seen.
    let width = (right - left).max(0.75);
    rectangle(scene, (left, y), (width, HEIGHT), segment.kind.fill, 1.0);
    if text_width(segment.kind.short, TEXT) + 8.0 < width {
        let colour = if segment.kind.dark { "#FFFFFF" } else { "#262626" };
        let at = (left + width / 2.0, y + HEIGHT / 2.0 + 3.5);
        text(scene, at, TEXT, Anchor::Middle, colour, segment.kind.short);
    }
}

/// The name, or as much of it as there is room for.
pub fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}
