//! Curves over one pair of axes.

use kuva::render::render::{Primitive, Scene};

use super::{
    axis::Axis,
    panel::{Anchor, Dashes, Panel, Pen, label, text_width},
};

/// In SVG units; PNG has twice as many pixels.
const SIZE: (f64, f64) = (640.0, 480.0);
/// Intervals between the ticks of an axis, at most.
const INTERVALS: u32 = 9;

/// A curve's points and how it is drawn.
#[derive(Debug)]
pub struct Curve {
    /// Its name in the legend.
    pub name: String,
    /// The points; those that are not finite interrupt the line.
    pub points: Vec<(f64, f64)>,
    /// Its place in [`super::COLOURS`].
    pub colour: usize,
    /// Dashed, so that a curve under it stays visible.
    pub dashed: bool,
}

/// Curves with a title, labelled axes, and a legend if there is more than one.
#[derive(Debug)]
pub struct Figure {
    /// Above the curves.
    pub title: String,
    /// Under the x-axis.
    pub x_label: String,
    /// Beside the y-axis.
    pub y_label: String,
    /// In the legend's order. Of those that are not dashed, the first is drawn last, over the others.
    pub curves: Vec<Curve>,
}

impl Figure {
    /// Both axes, with at most so many intervals between their ticks.
    pub(super) fn axes(&self, x_intervals: u32, y_intervals: u32) -> (Axis, Axis) {
        let points = || self.curves.iter().flat_map(|curve| &curve.points);
        let drawn = || points().filter(|(x, y)| x.is_finite() && y.is_finite());
        // The x of a curve that is cut short belong to the picture too.
        (
            Axis::over(points().map(|point| point.0), x_intervals),
            Axis::over(drawn().map(|point| point.1), y_intervals),
        )
    }

    /// For SVG and PNG.
    pub fn scene(&self) -> Scene {
        let (x, y) = self.axes(INTERVALS, INTERVALS);
        let mut scene = super::scene(SIZE);
        let widest = y.ticks.iter().map(|(_, number)| text_width(number, 12)).fold(0.0, f64::max);
        let (left, top) = (widest + 44.0, 44.0);
        let size = (SIZE.0 - left - 24.0, SIZE.1 - top - 58.0);
        let panel = Panel { corner: (left, top), size, x: &x, y: &y };
        panel.background(&mut scene);
        panel.labels(&mut scene, &self.x_label, &self.y_label);
        label(&mut scene, (left + size.0 / 2.0, top - 14.0), 16, Anchor::Middle, &self.title);
        let pens = self.pens();
        let (dashed, solid): (Vec<_>, Vec<_>) =
            self.curves.iter().zip(&pens).partition(|(curve, _)| curve.dashed);
        for (curve, pen) in solid.into_iter().rev().chain(dashed) {
            panel.curve(&mut scene, &curve.points, *pen);
        }
        if self.curves.len() > 1 {
            self.legend(&mut scene, (left + 10.0, top + 10.0));
        }
        scene
    }

    /// At the top left, where a rising curve does not come.
    fn legend(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let (row, padding, sample) = (19.0, 8.0, 26.0);
        let widest = self.curves.iter().map(|curve| text_width(&curve.name, 12)).fold(0.0, f64::max);
        scene.add(Primitive::Rect {
            x: left,
            y: top,
            width: widest + sample + 3.0 * padding,
            height: row * self.curves.len() as f64 + padding,
            fill: "#F4F4F9".into(),
            stroke: Some("#CCCCCC".into()),
            stroke_width: Some(1.0),
            opacity: None,
        });
        for (i, (curve, pen)) in self.curves.iter().zip(self.pens()).enumerate() {
            let y = top + padding / 2.0 + row * (i as f64 + 0.5);
            // Two dashes, whatever the pattern in the figure.
            let dashes = pen.dashes.map(|_| Dashes { on: 10.0, off: 6.0, start: 0.0 });
            Pen { dashes, ..pen }.draw(scene, &[(left + padding, y), (left + padding + sample, y)]);
            label(scene, (left + 2.0 * padding + sample, y + 4.5), 12, Anchor::Left, &curve.name);
        }
    }
}

/// Length of a dash.
const DASH: f64 = 8.0;

impl Figure {
    /// Solid curves are wider, and dashed ones leave room for each other: all show where they lie in one place.
    fn pens(&self) -> Vec<Pen> {
        let dashed = self.curves.iter().filter(|curve| curve.dashed).count();
        let mut before = 0;
        let pen = |curve: &Curve| {
            let dashes = curve.dashed.then(|| {
                let start = DASH * f64::from(before);
                before += 1;
                Dashes { on: DASH, off: DASH * dashed as f64, start }
            });
            let width = if curve.dashed { 2.2 } else { 3.0 };
            Pen { colour: super::colour(curve.colour), width, dashes }
        };
        self.curves.iter().map(pen).collect()
    }
}
