//! Figures: curves and histograms, as SVG, PNG or text.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use kuva::{
    RasterBackend, TerminalBackend,
    backend::svg::SvgBackend,
    prelude::{BandPlot, Layout, LegendPosition, LinePlot, Plot, Theme},
    render::render::{Scene, render_multiple},
};
use softplus::softplus;

use crate::{histogram::Histogram, output::Output};

/// Seaborn's palette for the colour-blind, so that neighbours in a legend can be told apart by everyone.
pub const COLOURS: [&str; 5] = ["#0173B2", "#DE8F05", "#029E73", "#D55E00", "#CC78BC"];
/// In SVG units; PNG has twice as many pixels.
const SIZE: (f64, f64) = (640.0, 480.0);

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
            Format::Svg => SvgBackend::new().render_scene(scene).into_bytes(),
            Format::Png => {
                let png = RasterBackend::new().with_scale(2.0).render_scene(scene);
                png.map_err(|error| anyhow!("cannot draw {}: {error}", self.path.display()))?
            }
        };
        self.output.write_all(&bytes).with_context(|| format!("cannot write {}", self.path.display()))?;
        self.output.commit()
    }
}

/// The figure as text of this many columns and rows, with ANSI colours.
pub fn text(scene: &Scene, (columns, rows): (u16, u16)) -> String {
    TerminalBackend::new(columns.into(), rows.into()).render_scene(scene)
}

/// A curve's points and how it is drawn.
#[derive(Debug)]
pub struct Curve {
    /// Its name in the legend; a single curve needs none.
    pub name: Option<String>,
    /// The points; those that are not finite interrupt the line.
    pub points: Vec<(f64, f64)>,
    /// Of [`COLOURS`].
    pub colour: &'static str,
    /// Dashed, so that a curve under it stays visible.
    pub dashed: bool,
}

impl Curve {
    fn plots(&self) -> Vec<Plot> {
        let parts = self.points.split(|(_, y)| !y.is_finite()).filter(|part| !part.is_empty());
        let draw = |(i, part): (usize, &[(f64, f64)])| {
            let line = LinePlot::new()
                .with_data(part.iter().copied())
                .with_color(self.colour)
                .with_stroke_width(2.0);
            let line = if self.dashed { line.with_dashed() } else { line };
            match &self.name {
                Some(name) if i == 0 => line.with_legend(name),
                _ => line,
            }
            .into()
        };
        parts.enumerate().map(draw).collect()
    }
}

/// Curves over one pair of axes.
///
/// `boxed` frames the legend, which text cannot.
pub fn curves(curves: &[Curve], [title, x_label, y_label]: [&str; 3], boxed: bool) -> Scene {
    let plots: Vec<Plot> = curves.iter().flat_map(Curve::plots).collect();
    let layout = Layout::auto_from_plots(&plots).with_legend_box(boxed);
    render_multiple(plots, style(layout, title, x_label, y_label))
}

/// The light grid of the article's figure.
fn style(layout: Layout, title: &str, x_label: &str, y_label: &str) -> Layout {
    let theme = Theme {
        axis_color: "#444444".into(),
        tick_color: "#444444".into(),
        grid_color: "#dddddd".into(),
        legend_border: "#cccccc".into(),
        ..Theme::light()
    };
    layout
        .with_title(title)
        .with_x_label(x_label)
        .with_y_label(y_label)
        .with_theme(theme)
        .with_legend_position(LegendPosition::InsideTopLeft)
        .with_width(SIZE.0)
        .with_height(SIZE.1)
}

/// Bins of each histogram.
const BINS: usize = 60;
/// The histograms' highest bars, as a share of the figure.
const TALLEST: f64 = 0.35;

/// The data before (bars that stand on the x-axis) and after (bars that grow from the y-axis), and the curve that
/// takes the one to the other.
pub fn histogram(before: &Histogram, after: &Histogram, title: &str) -> Scene {
    let (left, right) = range(before);
    let (bottom, top) = (0.0, softplus(right) * 1.05);
    let steps = 200;
    let place = |i: i32| left + (right - left) * f64::from(i) / f64::from(steps);
    let points = (0..=steps).map(|i| (place(i), softplus(place(i)))).collect();
    let curve = Curve { name: Some("softplus".into()), points, colour: COLOURS[3], dashed: false };

    let standing = Bars { counts: before.bins(left, right, BINS), from: left, to: right };
    let growing = Bars { counts: after.bins(bottom, top, BINS), from: bottom, to: top };
    let mut plots = standing.plots(COLOURS[0], &legend("before", before), |from, to, length| {
        (from, to, bottom, bottom + length * (top - bottom))
    });
    plots.extend(growing.plots(COLOURS[1], &legend("after", after), |from, to, length| {
        (left, left + length * (right - left), from, to)
    }));
    plots.extend(curve.plots());
    let layout = Layout::auto_from_plots(&plots)
        .with_x_axis_min(left)
        .with_x_axis_max(right)
        .with_y_axis_min(bottom)
        .with_y_axis_max(top);
    render_multiple(plots, style(layout, title, "x", "softplus(x)"))
}

/// All but the outermost thousandths of the data, and enough of the curve to show its bend.
fn range(data: &Histogram) -> (f64, f64) {
    let (low, high) = (data.quantile(0.001), data.quantile(0.999));
    let margin = (high - low) * 0.05;
    ((low - margin).min(-4.0), (high + margin).max(4.0))
}

fn legend(name: &str, data: &Histogram) -> String {
    match data.other() {
        0 => name.to_owned(),
        other => format!("{name} ({other} not finite)"),
    }
}

/// A histogram's bars.
struct Bars {
    counts: Vec<f64>,
    from: f64,
    to: f64,
}

impl Bars {
    /// One rectangle for each bin that holds something; `place` puts a bar (from, to, length) into the figure as
    /// (left, right, bottom, top).
    fn plots(
        &self,
        colour: &str,
        legend: &str,
        place: impl Fn(f64, f64, f64) -> (f64, f64, f64, f64),
    ) -> Vec<Plot> {
        let most = self.counts.iter().fold(0.0_f64, |most, &count| most.max(count));
        let width = (self.to - self.from) / self.counts.len() as f64;
        let occupied = self.counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        let bar = |(number, (bin, count)): (usize, (usize, &f64))| {
            let from = self.from + width * bin as f64;
            let (left, right, bottom, top) = place(from, from + width, TALLEST * count / most);
            let band = BandPlot::new([left, right], [bottom, bottom], [top, top])
                .with_color(colour)
                .with_opacity(0.45);
            if number == 0 { band.with_legend(legend) } else { band }.into()
        };
        occupied.enumerate().map(bar).collect()
    }
}
