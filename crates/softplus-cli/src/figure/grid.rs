//! Many small figures on one page.

use kuva::render::render::Scene;

use super::{
    curves::Figure,
    draw::SMALL,
    legend,
    panel::{Anchor, Pen, label},
    terminal,
};

/// A small figure, and the page's head and margin.
const CELL: (f64, f64) = (300.0, 236.0);
const MARGIN: f64 = 12.0;

/// A page of figures, row by row.
#[derive(Debug)]
pub struct Grid {
    /// Above all.
    pub title: String,
    /// Of all figures that have none of their own: name and colour.
    pub legend: Vec<(String, usize)>,
    pub figures: Vec<Figure>,
    /// In a row.
    pub columns: usize,
}

impl Grid {
    /// For SVG and PNG.
    pub fn scene(&self) -> Scene {
        let columns = self.columns.min(self.figures.len()).max(1);
        let width = CELL.0 * columns as f64 + 2.0 * MARGIN;
        let entries: Vec<(Pen, &str)> = self
            .legend
            .iter()
            .map(|(name, colour)| {
                (Pen { colour: super::colour(*colour), width: SMALL.pen, dashes: None }, name.as_str())
            })
            .collect();
        let mut top = 40.0;
        if !entries.is_empty() {
            top += legend::flow_height(&entries, width - 100.0, 12);
        }
        let height = top + CELL.1 * self.figures.len().div_ceil(columns) as f64 + MARGIN;
        let mut scene = super::scene((width, height));
        label(&mut scene, (width / 2.0, 30.0), 18, Anchor::Middle, &self.title);
        legend::flow(&mut scene, (50.0, 46.0), width - 100.0, &entries, 12);
        for (i, figure) in self.figures.iter().enumerate() {
            let corner = (MARGIN + CELL.0 * (i % columns) as f64, top + CELL.1 * (i / columns) as f64);
            figure.draw(&mut scene, corner, CELL, &SMALL);
        }
        scene
    }

    /// As text of at most this many columns; it has as many rows as it needs.
    pub fn text(&self, width: usize) -> String {
        let columns = (width / 38).clamp(1, 4);
        let cell = width / columns;
        let mut text = terminal::centred_line(&self.title, width);
        for (name, colour) in &self.legend {
            text.push_str(&terminal::legend_line(name, *colour, 2));
        }
        for row in self.figures.chunks(columns) {
            let texts: Vec<String> =
                row.iter().map(|figure| figure.text((cell.saturating_sub(1), 13))).collect();
            text.push('\n');
            text.push_str(&terminal::beside(&texts, cell));
        }
        text
    }
}
