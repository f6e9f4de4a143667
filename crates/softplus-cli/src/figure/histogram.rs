//! Data before and after, beside the curve that takes the one to the other.

use kuva::render::render::Scene;
use softplus::softplus;

use super::{
    axis::Axis,
    panel::{Anchor, Panel, Pen, label, rectangle, text},
};
use crate::histogram::Histogram;

const SIZE: (f64, f64) = (640.0, 560.0);
/// The curve's rectangle.
const CORNER: (f64, f64) = (72.0, 152.0);
const CURVE: (f64, f64) = (436.0, 350.0);
/// How far the highest bars rise, and the gap between them and the curve's rectangle.
const BARS: f64 = 96.0;
const GAP: f64 = 10.0;
/// Bins of each histogram.
const BINS: usize = 60;
/// Points of the curve.
const STEPS: u32 = 400;

/// The curve; over it the histogram of the data before, and beside it that of the data after.
pub fn histogram(before: &Histogram, after: &Histogram, title: &str) -> Scene {
    let (left, right) = range(before);
    let (x, y) = (Axis::new(left, right, 8), Axis::over([0.0, softplus(right)].into_iter(), 8));
    let mut scene = super::scene(SIZE);
    let middle = CORNER.0 + (CURVE.0 + GAP + BARS) / 2.0;
    label(&mut scene, (middle, 28.0), 16, Anchor::Middle, title);

    let none = |axis: &Axis| Axis { ticks: Vec::new(), ..axis.clone() };
    let (no_x, no_y) = (none(&x), none(&y));
    let main = Panel { corner: CORNER, size: CURVE, x: &x, y: &y };
    let over = Panel { corner: (CORNER.0, CORNER.1 - GAP - BARS), size: (CURVE.0, BARS), x: &x, y: &no_y };
    let beside =
        Panel { corner: (CORNER.0 + CURVE.0 + GAP, CORNER.1), size: (BARS, CURVE.1), x: &no_x, y: &y };
    for panel in [&main, &over, &beside] {
        panel.background(&mut scene);
    }
    main.labels(&mut scene, "x", "softplus(x)");

    let place = |i: u32| left + (right - left) * (f64::from(i) / f64::from(STEPS));
    let points: Vec<(f64, f64)> = (0..=STEPS).map(|i| (place(i), softplus(place(i)))).collect();
    main.curve(&mut scene, &points, Pen { colour: super::colour(3), width: 3.0, dashes: None });

    standing(&mut scene, &over, &before.bins(x.low, x.high, BINS));
    growing(&mut scene, &beside, &after.bins(y.low, y.high, BINS));
    for (panel, colour, name, data) in [(&over, 0, "before", before), (&beside, 1, "after", after)] {
        let (x, y) = (panel.corner.0 + 8.0, panel.corner.1 + 18.0);
        text(&mut scene, (x, y), 12, Anchor::Left, super::colour(colour), name);
        if data.other() > 0 {
            label(
                &mut scene,
                (x, y + 15.0),
                10,
                Anchor::Left,
                &format!("{} not finite in f32", data.other()),
            );
        }
    }
    scene
}

/// All but the outermost thousandths of the data, and enough of the curve to show its bend.
fn range(data: &Histogram) -> (f64, f64) {
    let (low, high) = (data.quantile(0.001), data.quantile(0.999));
    let margin = (high - low) * 0.05;
    ((low - margin).min(-4.0), (high + margin).max(4.0))
}

/// The length of each bar as a share of the highest one, and its place among all.
fn bars(counts: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    let most = counts.iter().fold(f64::MIN_POSITIVE, |most, &count| most.max(count));
    let place = |i: usize| i as f64 / counts.len() as f64;
    let bars = counts.iter().enumerate().map(move |(i, &count)| (place(i), count / most));
    bars.filter(|&(_, length)| length > 0.0)
}

/// Bars that stand on the panel's lower edge.
fn standing(scene: &mut Scene, panel: &Panel, counts: &[f64]) {
    let ((left, top), (width, height)) = (panel.corner, panel.size);
    let thickness = width / counts.len() as f64;
    for (place, length) in bars(counts) {
        let length = length * height * 0.95;
        let corner = (left + place * width, top + height - length);
        rectangle(scene, corner, (thickness - 0.5, length), super::colour(0), 0.8);
    }
}

/// Bars that grow from the panel's left edge.
fn growing(scene: &mut Scene, panel: &Panel, counts: &[f64]) {
    let ((left, top), (width, height)) = (panel.corner, panel.size);
    let thickness = height / counts.len() as f64;
    for (place, length) in bars(counts) {
        let corner = (left, top + height * (1.0 - place) - thickness);
        rectangle(scene, corner, (length * width * 0.95, thickness - 0.5), super::colour(1), 0.8);
    }
}

#[cfg(test)]
mod tests {
    use kuva::render::render::{Primitive, Scene};

    use super::{Histogram, histogram};
    use crate::figure;

    /// The bars of this colour: left, top, width, height.
    fn bars(scene: &Scene, colour: &str) -> Vec<[f64; 4]> {
        let bar = |primitive: &Primitive| match primitive {
            Primitive::Rect { x, y, width, height, fill, .. }
                if fill.to_svg_string().eq_ignore_ascii_case(colour) =>
            {
                Some([*x, *y, *width, *height])
            }
            _ => None,
        };
        scene.elements.iter().filter_map(bar).collect()
    }

    #[test]
    fn bars_stand_where_the_data_is() {
        let (mut before, mut after) = (Histogram::default(), Histogram::default());
        before.push(&[-3.99_f32, -3.99, 3.99, f32::NAN]);
        after.push(&[0.02_f32, 0.02, 4.0, f32::NAN]);
        let scene = histogram(&before, &after, "title");
        let (standing, growing) = (bars(&scene, figure::colour(0)), bars(&scene, figure::colour(1)));
        assert_eq!((standing.len(), growing.len()), (2, 2), "{scene:?}");
        // Two values against one: twice as long, at the other end.
        assert!((standing[0][3] / standing[1][3] - 2.0).abs() < 1e-6, "{standing:?}");
        assert!(standing[1][0] - standing[0][0] > 390.0, "{standing:?}");
        assert!((growing[0][2] / growing[1][2] - 2.0).abs() < 1e-6, "{growing:?}");
        assert!(growing[0][1] - growing[1][1] > 280.0, "{growing:?}");
    }

    #[test]
    fn no_data_and_odd_names_are_drawn() {
        let mut nothing = Histogram::default();
        nothing.push(&[f64::NAN, f64::INFINITY]);
        let scene = histogram(&nothing, &nothing, "a<b & $c$ \u{1}");
        assert!(bars(&scene, figure::colour(0)).is_empty());
        let svg = figure::svg(&scene);
        assert!(svg.contains("a&lt;b &amp; $c$ \u{fffd}"), "{svg}");
        assert!(svg.contains("2 not finite"), "{svg}");
    }
}
