//! A small SVG writer with two themes: colours are classes, and the reader's preference chooses.

use std::fmt::Write as _;

/// The classes; both backgrounds are painted, so that a figure is readable on a page of the other theme too.
const STYLE: &str = "\
text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px;fill:#1f2328}\
.title{font-size:15px;font-weight:600}.small{font-size:11px}.faint{fill:#59636e}.strong{font-weight:600}\
.paper{fill:#ffffff}.line{stroke:#d1d9e0;stroke-width:1;fill:none}.axis{stroke:#818b98}\
.ours{fill:#0969da}.level{fill:#80b3ee}.yardstick{fill:#afb8c1}.rival{fill:#d4762a}\
@media (prefers-color-scheme: dark){text{fill:#f0f6fc}.faint{fill:#9198a1}.paper{fill:#0d1117}\
.line{stroke:#2f363e}.axis{stroke:#656c76}.ours{fill:#58a6ff}.level{fill:#2f5f99}.yardstick{fill:#59616b}\
.rival{fill:#e08a45}}";

/// A figure under construction; lengths are in pixels.
pub struct Svg {
    body: String,
    width: f64,
    height: f64,
}

/// Where a text stands in relation to its point.
#[derive(Clone, Copy, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub fn new(width: f64, height: f64) -> Self {
        let mut figure = Self { body: String::new(), width, height };
        figure.rectangle("paper", (0.0, 0.0), (width, height));
        figure
    }

    pub fn rectangle(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        writeln!(
            self.body,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}"/>"#
        )
        .ok();
    }

    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        writeln!(self.body, r#"<path class="{class}" d="M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}"/>"#).ok();
    }

    pub fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        writeln!(self.body, r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"/>"#).ok();
    }

    pub fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        writeln!(
            self.body,
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#
        )
        .ok();
    }

    pub fn finish(self, title: &str) -> String {
        let Self { body, width, height } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             {body}</svg>\n"
        )
    }
}

/// About how wide a text in the small font is.
pub fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * 6.0
}
