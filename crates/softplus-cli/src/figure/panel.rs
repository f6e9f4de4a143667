//! A rectangle of a figure with axes, in which curves and bars are drawn.

use kuva::render::{
    color::Color,
    render::{Primitive, Scene, TextAnchor},
};

use super::axis::Axis;

/// Behind everything that is drawn, as in seaborn's "darkgrid".
const BACKGROUND: &str = "#EAEAF2";
const TEXT: &str = "#262626";
/// Points closer than this to the last one drawn (in SVG units) cannot be seen.
const VISIBLE: f64 = 0.2;

/// Which way a text runs, and which of its points is placed.
#[derive(Debug, Clone, Copy)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
    /// Its middle; it runs upwards.
    Upwards,
}

/// Draws a text.
pub fn text(scene: &mut Scene, (x, y): (f64, f64), size: u32, anchor: Anchor, colour: &str, content: &str) {
    // kuva takes what lies between two dollars for mathematics, and XML has no control characters.
    let content = content.replace('$', "\\$").replace(char::is_control, "\u{fffd}");
    let (anchor, rotate) = match anchor {
        Anchor::Left => (TextAnchor::Start, None),
        Anchor::Middle => (TextAnchor::Middle, None),
        Anchor::Right => (TextAnchor::End, None),
        Anchor::Upwards => (TextAnchor::Middle, Some(-90.0)),
    };
    let color = Some(colour.into());
    scene.add(Primitive::Text { x, y, content, size, anchor, rotate, bold: false, color });
}

/// Draws a text in the colour of texts.
pub fn label(scene: &mut Scene, at: (f64, f64), size: u32, anchor: Anchor, content: &str) {
    text(scene, at, size, anchor, TEXT, content);
}

/// Draws a rectangle.
pub fn rectangle(
    scene: &mut Scene,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    fill: &str,
    opacity: f64,
) {
    let (fill, opacity) = (Color::from(fill), (opacity < 1.0).then_some(opacity));
    scene.add(Primitive::Rect { x, y, width, height, fill, stroke: None, stroke_width: None, opacity });
}

/// How a line looks.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// As `#rrggbb`.
    pub colour: &'static str,
    /// In SVG units.
    pub width: f64,
    /// So that a line under it stays visible.
    pub dashes: Option<Dashes>,
}

/// The pattern of a dashed line.
#[derive(Debug, Clone, Copy)]
pub struct Dashes {
    /// The length that is drawn.
    pub on: f64,
    /// The length between two dashes.
    pub off: f64,
    /// How far the first dash begins from the line's beginning, so that lines in the same place all show.
    pub start: f64,
}

impl Pen {
    /// Draws a line through the points.
    pub fn draw(&self, scene: &mut Scene, points: &[(f64, f64)]) {
        match self.dashes {
            // Not by kuva, whose PNGs begin the pattern again at every point.
            Some(dashes) => dashes.cut(points).into_iter().for_each(|dash| self.stroke(scene, dash)),
            None => self.stroke(scene, points.to_vec()),
        }
    }

    fn stroke(&self, scene: &mut Scene, points: Vec<(f64, f64)>) {
        let (stroke, stroke_width) = (self.colour.into(), self.width);
        scene.add(Primitive::PolyLine { points, stroke, stroke_width, stroke_dasharray: None });
    }
}

impl Dashes {
    /// The dashes of a line.
    fn cut(&self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let (mut all, mut current) = (Vec::new(), Vec::new());
        let (mut on, mut left) = if self.start > 0.0 { (false, self.start) } else { (true, self.on) };
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = (x1 - x0).hypot(y1 - y0);
            let mut done = 0.0;
            if on && current.is_empty() {
                current.push(pair[0]);
            }
            while length - done > left {
                done += left;
                current.push((x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length));
                if on {
                    all.push(std::mem::take(&mut current));
                }
                on = !on;
                left = if on { self.on } else { self.off };
            }
            left -= length - done;
            if on {
                current.push(pair[1]);
            }
        }
        if current.len() > 1 {
            all.push(current);
        }
        all
    }
}

/// A rectangle with an x-axis and a y-axis.
#[derive(Debug)]
pub struct Panel<'a> {
    /// Its left upper corner in the figure.
    pub corner: (f64, f64),
    /// Width and height.
    pub size: (f64, f64),
    /// From left to right.
    pub x: &'a Axis,
    /// From bottom to top.
    pub y: &'a Axis,
}

impl Panel<'_> {
    /// The point in the figure.
    pub fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.corner.0 + self.x.place(x) * self.size.0, self.corner.1 + (1.0 - self.y.place(y)) * self.size.1)
    }

    /// Draws the background and its grid.
    pub fn background(&self, scene: &mut Scene) {
        let ((left, top), (width, height)) = (self.corner, self.size);
        rectangle(scene, self.corner, self.size, BACKGROUND, 1.0);
        let pen = Pen { colour: "#FFFFFF", width: 1.2, dashes: None };
        for (tick, _) in &self.x.ticks {
            let (x, _) = self.place((*tick, self.y.low));
            pen.draw(scene, &[(x, top), (x, top + height)]);
        }
        for (tick, _) in &self.y.ticks {
            let (_, y) = self.place((self.x.low, *tick));
            pen.draw(scene, &[(left, y), (left + width, y)]);
        }
    }

    /// Writes the numbers of both axes, and what they are.
    pub fn labels(&self, scene: &mut Scene, x_label: &str, y_label: &str) {
        self.labels_of_size(scene, x_label, y_label, 12);
    }

    /// The same with letters of this size; an empty label is none.
    pub fn labels_of_size(&self, scene: &mut Scene, x_label: &str, y_label: &str, text: u32) {
        let ((left, top), (width, height)) = (self.corner, self.size);
        let em = f64::from(text);
        for (tick, number) in &self.x.ticks {
            let (x, _) = self.place((*tick, self.y.low));
            // A long number at the end stays inside of the figure.
            let x = x.min(left + width + em - text_width(number, text) / 2.0);
            label(scene, (x, top + height + 1.5 * em), text, Anchor::Middle, number);
        }
        let mut widest: f64 = 0.0;
        for (tick, number) in &self.y.ticks {
            let (_, y) = self.place((self.x.low, *tick));
            label(scene, (left - 8.0, y + 0.375 * em), text, Anchor::Right, number);
            widest = widest.max(text_width(number, text));
        }
        if !x_label.is_empty() {
            let at = (left + width / 2.0, top + height + em * 10.0 / 3.0);
            label(scene, at, text + 1, Anchor::Middle, x_label);
        }
        if !y_label.is_empty() {
            let at = (left - widest - 22.0, top + height / 2.0);
            label(scene, at, text + 1, Anchor::Upwards, y_label);
        }
    }

    /// Draws a curve; points that are not finite interrupt it.
    pub fn curve(&self, scene: &mut Scene, points: &[(f64, f64)], pen: Pen) {
        for part in points.split(|(x, y)| !(x.is_finite() && y.is_finite())) {
            let mut visible: Vec<(f64, f64)> = Vec::new();
            for (i, &point) in part.iter().enumerate() {
                let (x, y) = self.place(point);
                let near = visible.last().is_some_and(|(x0, y0)| (x - x0).hypot(y - y0) < VISIBLE);
                if !near || i + 1 == part.len() {
                    visible.push((x, y));
                }
            }
            match visible[..] {
                [] => {}
                [(cx, cy)] => scene.add(Primitive::Circle {
                    cx,
                    cy,
                    r: pen.width.max(2.5),
                    fill: pen.colour.into(),
                    fill_opacity: None,
                    stroke: None,
                    stroke_width: None,
                }),
                _ => pen.draw(scene, &visible),
            }
        }
    }
}

/// About as wide as the text is in the figure: kuva's own measure is not public.
pub fn text_width(text: &str, size: u32) -> f64 {
    text.chars().map(|c| if "fijlrt()|.,:-^ ".contains(c) { 0.4 } else { 0.63 }).sum::<f64>()
        * f64::from(size)
}

#[cfg(test)]
mod tests {
    use super::Dashes;

    #[test]
    fn dashes_have_their_length_across_corners() {
        let points = [(0.0, 0.0), (3.0, 0.0), (3.0, 20.0)];
        let dashes = Dashes { on: 7.0, off: 5.0, start: 0.0 };
        let expected = [vec![(0.0, 0.0), (3.0, 0.0), (3.0, 4.0)], vec![(3.0, 9.0), (3.0, 16.0)]];
        assert_eq!(dashes.cut(&points), expected);
        assert_eq!(dashes.cut(&points[..2]), [points[..2].to_vec()]);
        let late = Dashes { start: 2.0, ..dashes };
        assert_eq!(late.cut(&points)[0], [(2.0, 0.0), (3.0, 0.0), (3.0, 6.0)]);
    }
}
