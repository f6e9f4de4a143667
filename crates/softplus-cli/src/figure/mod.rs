//! Figures: curves and histograms, as SVG, PNG or text.

mod axis;
mod bars;
mod curves;
mod draw;
mod grid;
mod histogram;
mod legend;
mod panel;
mod strips;
mod terminal;

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use kuva::{RasterBackend, backend::svg::SvgBackend, render::render::Scene};

use crate::output::Output;

pub use bars::histogram_text;
pub use curves::{Curve, Figure, Mark, Scale};
pub use draw::stacked;
pub use grid::Grid;
pub use histogram::histogram;
pub use strips::{Kind, Segment, Strip, Strips};

/// Seaborn's palette for the colour-blind, so that neighbours in a legend can be told apart by everyone.
pub const COLOURS: [&str; 8] =
    ["#0173B2", "#DE8F05", "#029E73", "#D55E00", "#CC78BC", "#CA9161", "#949494", "#56B4E9"];

fn colour(number: usize) -> &'static str {
    COLOURS[number % COLOURS.len()]
}

/// Columns and rows of a drawing where standard output is no terminal.
const TEXT_SIZE: (usize, usize) = (80, 24);

/// Columns and rows for a drawing on standard output: those of its terminal, one row left for the prompt.
pub fn terminal_size() -> (usize, usize) {
    let size = terminal_size::terminal_size().filter(|_| std::io::stdout().is_terminal());
    size.map_or(TEXT_SIZE, |(width, height)| {
        (usize::from(width.0).min(120), usize::from(height.0).saturating_sub(1).min(36))
    })
}

/// Writes a drawing on standard output, without colours where nobody sees them.
pub fn show(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    let written = write!(anstream::AutoStream::auto(&mut output), "{text}");
    written.and_then(|()| output.flush()).context("cannot write standard output")
}

/// An empty figure.
fn scene((width, height): (f64, f64)) -> Scene {
    let mut scene = Scene::new(width, height).with_background(Some("#FFFFFF"));
    scene.font_family = Some("DejaVu Sans, Verdana, Arial, sans-serif".to_owned());
    scene
}

/// A figure's file, begun before the work so that a wrong name is found at once.
#[derive(Debug)]
pub struct File {
    format: Format,
    output: Output,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl File {
    /// Begins the file; its extension chooses the format.
    pub fn create(path: &Path, force: bool) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let format = match extension.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            _ => bail!("{}: a figure's name must end with .svg or .png", path.display()),
        };
        Ok(Self { format, output: Output::create(path, force)?, path: path.to_owned() })
    }

    /// Draws the figure.
    pub fn finish(mut self, scene: &Scene) -> Result<()> {
        let bytes = match self.format {
            Format::Svg => svg(scene).into_bytes(),
            Format::Png => {
                let png = RasterBackend::new().with_scale(2.0).render_scene(scene);
                png.map_err(|error| anyhow!("cannot draw {}: {error}", self.path.display()))?
            }
        };
        self.output.write_all(&bytes).with_context(|| format!("cannot write {}", self.path.display()))?;
        self.output.commit()
    }
}

fn svg(scene: &Scene) -> String {
    // With a viewBox, which kuva does not write, a page can show the figure in any size.
    let view = format!("<svg viewBox=\"0 0 {} {}\" ", scene.width, scene.height);
    SvgBackend::new().render_scene(scene).replacen("<svg ", &view, 1)
}
