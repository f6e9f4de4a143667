//! A figure of curves in a rectangle of a scene.

use kuva::render::render::{Primitive, Scene};

use super::{
    axis::Axis,
    curves::Figure,
    legend,
    panel::{Anchor, Panel, Pen, label, text_width},
    strips,
};

/// The sizes of one figure, and of one of many on a page.
#[derive(Debug)]
pub struct Style {
    /// Of the letters of title, subtitle, numbers and labels.
    pub title: u32,
    pub subtitle: u32,
    pub text: u32,
    /// Width of a curve.
    pub pen: f64,
    /// Intervals between the ticks of an axis, at most.
    pub x_intervals: u32,
    pub y_intervals: u32,
    /// Room at the right.
    pub right: f64,
}

/// For a figure that is alone.
pub const LARGE: Style =
    Style { title: 16, subtitle: 12, text: 12, pen: 3.0, x_intervals: 9, y_intervals: 9, right: 24.0 };
/// For one of many.
pub const SMALL: Style =
    Style { title: 13, subtitle: 10, text: 10, pen: 2.2, x_intervals: 5, y_intervals: 5, right: 14.0 };

/// Figures one below the other.
pub fn stacked(figures: &[Figure]) -> Scene {
    let height = figures.iter().map(|figure| figure.size().1).sum();
    let mut scene = super::scene((figures.first().map_or(0.0, |figure| figure.size().0), height));
    let mut top = 0.0;
    for figure in figures {
        figure.draw(&mut scene, (0.0, top), figure.size(), &LARGE);
        top += figure.size().1;
    }
    scene
}

impl Figure {
    /// Draws the figure into a rectangle.
    pub(super) fn draw(&self, scene: &mut Scene, corner: (f64, f64), size: (f64, f64), style: &Style) {
        let (mut x, y) = self.axes(style.x_intervals, style.y_intervals);
        let (left, top, room) = self.inside(corner, size, style, &y);
        // Long numbers, of a narrow range, have room for fewer.
        for intervals in (1..style.x_intervals).rev() {
            let widths = x.ticks.iter().map(|(_, number)| text_width(number, style.text) * 1.2);
            if widths.sum::<f64>() > room.0 {
                x = self.axes(intervals, style.y_intervals).0;
            }
        }
        let mut panel = Panel { corner: (left, top), size: room, x: &x, y: &y };
        let entries = self.entries(style);
        let mut place = None;
        if self.has_legend() {
            place = legend::free_corner(&panel, &self.curves, legend::size(&entries, style.text));
            if place.is_none() {
                let height = legend::flow_height(&entries, room.0, style.text);
                panel.corner.1 += height;
                panel.size.1 -= height;
            }
        }
        panel.background(scene);
        let rule = self.rule.as_ref().map_or_else(String::new, |(_, name)| format!(" (dashed: {name})"));
        panel.labels_of_size(scene, &self.x_label, &format!("{}{rule}", self.y_label), style.text);
        let middle = panel.corner.0 + panel.size.0 / 2.0;
        let line = f64::from(style.title) * 1.2;
        label(scene, (middle, corner.1 + 14.0 + line * 0.85), style.title, Anchor::Middle, &self.title);
        if !self.subtitle.is_empty() {
            let at = (middle, corner.1 + 14.0 + line + f64::from(style.subtitle) * 1.1);
            label(scene, at, style.subtitle, Anchor::Middle, &self.subtitle);
        }
        self.lines(scene, &panel, style);
        match place {
            Some(corner) => legend::boxed(scene, corner, &entries, style.text),
            None if self.has_legend() => {
                let height = panel.corner.1 - top;
                legend::flow(scene, (left, panel.corner.1 - height), panel.size.0, &entries, style.text);
            }
            None => {}
        }
        if let Some(strips) = &self.strips {
            let top = panel.corner.1 + panel.size.1 + strips::GAP;
            strips.draw(scene, &panel, top, &self.pens(style.pen));
        }
    }

    /// The legend's lines.
    fn entries(&self, style: &Style) -> Vec<(Pen, &str)> {
        self.pens(style.pen).into_iter().zip(self.curves.iter().map(|curve| curve.name.as_str())).collect()
    }

    /// The panel's rectangle, legend not counted.
    fn inside(
        &self,
        corner: (f64, f64),
        size: (f64, f64),
        style: &Style,
        y: &Axis,
    ) -> (f64, f64, (f64, f64)) {
        let text = f64::from(style.text);
        let widest = y.ticks.iter().map(|(_, number)| text_width(number, style.text)).fold(0.0, f64::max);
        let names = self.strips.as_ref().map_or(0.0, strips::Strips::names_width);
        let left = (widest + 20.0 + if self.y_label.is_empty() { 0.0 } else { text * 2.0 }).max(names);
        let subtitle = if self.subtitle.is_empty() { 0.0 } else { f64::from(style.subtitle) * 1.3 };
        let top = 14.0 + f64::from(style.title) * 1.2 + subtitle + text;
        let bottom = text * 1.5 + 6.0 + if self.x_label.is_empty() { 0.0 } else { 2.8 * text };
        let strips = self.strips.as_ref().map_or(0.0, |strips| strips.height(size.0));
        let room = (size.0 - left - style.right, size.1 - top - bottom - strips);
        (corner.0 + left, corner.1 + top, room)
    }

    /// The rule, the curves and the marks.
    fn lines(&self, scene: &mut Scene, panel: &Panel, style: &Style) {
        if let Some((y, _)) = &self.rule {
            let ((left, y), right) = (panel.place((panel.x.low, *y)), panel.corner.0 + panel.size.0);
            let dashes = Some(super::panel::Dashes { on: 5.0, off: 4.0, start: 0.0 });
            Pen { colour: "#555555", width: 1.2, dashes }.draw(scene, &[(left, y), (right, y)]);
        }
        let pens = self.pens(style.pen);
        let (dashed, solid): (Vec<_>, Vec<_>) =
            self.curves.iter().zip(&pens).partition(|(curve, _)| curve.dashed);
        for (curve, pen) in solid.into_iter().rev().chain(dashed) {
            panel.curve(scene, &curve.points, *pen);
        }
        for mark in &self.marks {
            let (cx, cy) = panel.place(mark.at);
            scene.add(Primitive::Circle {
                cx,
                cy,
                r: style.pen * 1.8,
                fill: "#262626".into(),
                fill_opacity: None,
                stroke: Some("#FFFFFF".into()),
                stroke_width: Some(1.5),
            });
            let far_right = cx > panel.corner.0 + panel.size.0 * 0.6;
            let (side, anchor) = if far_right { (-10.0, Anchor::Right) } else { (10.0, Anchor::Left) };
            // Above the point, and inside of the panel.
            let above = (cy - 10.0).max(panel.corner.1 + 16.0);
            label(scene, (cx + side, above), style.text, anchor, &mark.name);
        }
    }
}
