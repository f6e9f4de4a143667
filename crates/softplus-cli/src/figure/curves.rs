//! Curves over one pair of axes.

use kuva::render::render::Scene;

use super::{
    axis::Axis,
    panel::{Dashes, Pen},
    strips::Strips,
};

/// In SVG units; PNG has twice as many pixels.
const SIZE: (f64, f64) = (640.0, 480.0);
/// Length of a dash.
const DASH: f64 = 8.0;

/// A curve's points and how it is drawn.
#[derive(Debug, Clone)]
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

/// What the values of y are.
#[derive(Debug, Clone, Copy, Default)]
pub enum Scale {
    /// The values themselves.
    #[default]
    Linear,
    /// Their common logarithms; the place that stands for infinity, if there is one.
    Decades(Option<f64>),
}

/// A point with a name.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Where.
    pub at: (f64, f64),
    /// What is written beside it.
    pub name: String,
}

/// Curves with a title, labelled axes, and a legend if there is more than one.
#[derive(Debug, Default)]
pub struct Figure {
    /// Above the curves.
    pub title: String,
    /// Under the title, smaller; nothing if empty.
    pub subtitle: String,
    /// Under the x-axis.
    pub x_label: String,
    /// Beside the y-axis.
    pub y_label: String,
    /// In the legend's order. Of those that are not dashed, the first is drawn last, over the others.
    pub curves: Vec<Curve>,
    /// What the values of y are.
    pub scale: Scale,
    /// Values of x that the picture has at least.
    pub x_range: Option<(f64, f64)>,
    /// A horizontal line, and what it is.
    pub rule: Option<(f64, String)>,
    /// Points with names.
    pub marks: Vec<Mark>,
    /// What happens where, under the x-axis.
    pub strips: Option<Strips>,
    /// Each curve is wider than the one before, so that curves that lie on each other all show.
    pub nested: bool,
    /// The legend is drawn elsewhere.
    pub no_legend: bool,
}

impl Figure {
    /// Both axes, with at most so many intervals between their ticks.
    pub(super) fn axes(&self, x_intervals: u32, y_intervals: u32) -> (Axis, Axis) {
        let marks = self.marks.iter().map(|mark| mark.at);
        let points =
            || self.curves.iter().flat_map(|curve| curve.points.iter().copied()).chain(marks.clone());
        let drawn = || {
            let finite = points().filter(|(x, y)| x.is_finite() && y.is_finite()).map(|point| point.1);
            finite.chain(self.rule.iter().map(|rule| rule.0))
        };
        let y = match self.scale {
            Scale::Linear => Axis::over(drawn(), y_intervals),
            Scale::Decades(infinity) => Axis::decades(drawn(), infinity, y_intervals),
        };
        // The x of a curve that is cut short belong to the picture too.
        let range = self.x_range.iter().flat_map(|range| [range.0, range.1]);
        (Axis::over(points().map(|point| point.0).chain(range), x_intervals), y)
    }

    /// Whether the figure has a legend.
    pub(super) fn has_legend(&self) -> bool {
        self.curves.len() > 1 && !self.no_legend
    }

    /// Width and height of the figure by itself.
    pub(super) fn size(&self) -> (f64, f64) {
        // Long legends stand above the panel, and must leave it its height.
        let more = self.curves.len().saturating_sub(3) as f64 * 19.0;
        (SIZE.0, SIZE.1 + self.strips.as_ref().map_or(0.0, |strips| more + strips.height(SIZE.0)))
    }

    /// For SVG and PNG.
    pub fn scene(&self) -> Scene {
        super::stacked(std::slice::from_ref(self))
    }

    /// Solid curves are wider, and dashed ones leave room for each other: all show where they lie in one place.
    pub(super) fn pens(&self, width: f64) -> Vec<Pen> {
        let dashed = self.curves.iter().filter(|curve| curve.dashed).count();
        let mut before = 0;
        let pen = |(number, curve): (usize, &Curve)| {
            let dashes = curve.dashed.then(|| {
                let start = DASH * f64::from(before);
                before += 1;
                Dashes { on: DASH, off: DASH * dashed as f64, start }
            });
            let width = match (self.nested, curve.dashed) {
                (true, _) => width * (0.6 + number as f64 * 2.0 / self.curves.len().max(3) as f64),
                (false, true) => width * 0.73,
                (false, false) => width,
            };
            Pen { colour: super::colour(curve.colour), width, dashes }
        };
        self.curves.iter().enumerate().map(pen).collect()
    }
}
