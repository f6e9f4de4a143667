//! Legends: a box in a corner that no curve needs, or else lines above the panel.

use kuva::render::render::{Primitive, Scene};

use super::{
    curves::Curve,
    panel::{Anchor, Dashes, Panel, Pen, label, text_width},
};

const PADDING: f64 = 8.0;
/// Length of the sample of a curve.
const SAMPLE: f64 = 26.0;
/// Distance of a box from the panel's edges.
const MARGIN: f64 = 10.0;

/// A curve's pen and its name.
type Entry<'a> = (Pen, &'a str);

fn row(text: u32) -> f64 {
    f64::from(text) * 1.6
}

/// Width and height of the box.
pub fn size(entries: &[Entry], text: u32) -> (f64, f64) {
    let widest = entries.iter().map(|(_, name)| text_width(name, text)).fold(0.0, f64::max);
    (widest + SAMPLE + 3.0 * PADDING, row(text) * entries.len() as f64 + PADDING)
}

/// The left upper corner of a box of this size in a corner of the panel where no curve runs.
pub fn free_corner(panel: &Panel, curves: &[Curve], (width, height): (f64, f64)) -> Option<(f64, f64)> {
    let ((left, top), (room, tall)) = (panel.corner, panel.size);
    if width + 2.0 * MARGIN > room || height + 2.0 * MARGIN > tall {
        return None;
    }
    let (near, far) = (left + MARGIN, left + room - MARGIN - width);
    let (above, below) = (top + MARGIN, top + tall - MARGIN - height);
    let inside = |corner: (f64, f64), (x, y): (f64, f64)| {
        let around = 4.0;
        (corner.0 - around..corner.0 + width + around).contains(&x)
            && (corner.1 - around..corner.1 + height + around).contains(&y)
    };
    [(near, above), (far, above), (far, below), (near, below)]
        .into_iter()
        .find(|&corner| !curves.iter().any(|curve| dense(panel, curve).any(|point| inside(corner, point))))
}

/// Points of the curve in the figure, close to each other.
fn dense<'a>(panel: &'a Panel, curve: &'a Curve) -> impl Iterator<Item = (f64, f64)> + 'a {
    let finite = |(x, y): (f64, f64)| x.is_finite() && y.is_finite();
    let single = curve.points.iter().copied().filter(move |&point| finite(point));
    let between = curve.points.windows(2).filter(move |pair| finite(pair[0]) && finite(pair[1]));
    let between = between.flat_map(|pair| {
        let ((x0, y0), (x1, y1)) = (panel.place(pair[0]), panel.place(pair[1]));
        let steps = ((x1 - x0).hypot(y1 - y0) / 4.0).ceil().clamp(1.0, 1000.0);
        (0..steps as u32).map(move |i| {
            let t = f64::from(i) / steps;
            (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)
        })
    });
    single.map(|point| panel.place(point)).chain(between)
}

/// Draws the box.
pub fn boxed(scene: &mut Scene, (x, y): (f64, f64), entries: &[Entry], text: u32) {
    let (width, height) = size(entries, text);
    let (fill, stroke, stroke_width) = ("#F4F4F9".into(), Some("#CCCCCC".into()), Some(1.0));
    scene.add(Primitive::Rect { x, y, width, height, fill, stroke, stroke_width, opacity: None });
    for (i, entry) in entries.iter().enumerate() {
        sample(scene, (x + PADDING, y + PADDING / 2.0 + row(text) * (i as f64 + 0.5)), *entry, text);
    }
}

fn sample(scene: &mut Scene, (x, y): (f64, f64), (pen, name): Entry, text: u32) {
    // Two dashes, whatever the pattern in the figure.
    let dashes = pen.dashes.map(|_| Dashes { on: 10.0, off: 6.0, start: 0.0 });
    Pen { dashes, ..pen }.draw(scene, &[(x, y), (x + SAMPLE, y)]);
    label(scene, (x + SAMPLE + PADDING, y + f64::from(text) * 0.375), text, Anchor::Left, name);
}

/// Where each entry begins, in lines of this width: x, and the number of the line.
pub fn places(widths: impl Iterator<Item = f64>, room: f64) -> Vec<(f64, usize)> {
    let (mut x, mut line) = (0.0, 0);
    let mut place = |width: f64| {
        if x > 0.0 && x + width > room {
            (x, line) = (0.0, line + 1);
        }
        let at = (x, line);
        x += width + 2.0 * PADDING;
        at
    };
    widths.map(&mut place).collect()
}

fn flow_places(entries: &[Entry], width: f64, text: u32) -> Vec<(f64, usize)> {
    places(entries.iter().map(|(_, name)| SAMPLE + PADDING + text_width(name, text)), width)
}

/// The height of the lines that [`flow`] draws.
pub fn flow_height(entries: &[Entry], width: f64, text: u32) -> f64 {
    let lines = flow_places(entries, width, text).last().map_or(0, |(_, line)| line + 1);
    row(text) * lines as f64 + PADDING / 2.0
}

/// Draws the entries one after another, in lines of this width.
pub fn flow(scene: &mut Scene, (left, top): (f64, f64), width: f64, entries: &[Entry], text: u32) {
    for (entry, (x, line)) in entries.iter().zip(flow_places(entries, width, text)) {
        sample(scene, (left + x, top + row(text) * line as f64 + PADDING / 2.0), *entry, text);
    }
}
