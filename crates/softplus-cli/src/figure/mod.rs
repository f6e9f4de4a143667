//! Figures: curves and histograms, as SVG, PNG or text.

mod axis;
mod curves;
mod histogram;
mod panel;
mod terminal;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use kuva::{RasterBackend, backend::svg::SvgBackend, render::render::Scene};

use crate::output::Output;

pub use curves::{Curve, Figure};
pub use histogram::histogram;

/// Seaborn's palette for the colour-blind, so that neighbours in a legend can be told apart by everyone.
const COLOURS: [&str; 5] = ["#0173B2", "#DE8F05", "#029E73", "#D55E00", "#CC78BC"];

fn colour(number: usize) -> &'static str {
    COLOURS[number % COLOURS.len()]
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
