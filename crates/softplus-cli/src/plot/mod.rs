//! `softplus plot`: curves, the family, errors, and histograms.

pub mod columns;
mod curves;
pub mod error;
mod family;
mod histogram;
mod outputs;

use anyhow::{Result, bail};
use kuva::render::render::Scene;

use crate::{
    cli::{FileArgs, Picture, PlotArgs, Usage},
    figure,
};

/// Beyond this the figure's own arithmetic would overflow.
const LARGEST: f64 = 1e300;

/// Runs the subcommand.
pub fn run(args: &PlotArgs) -> Result<()> {
    match &args.picture {
        None => curves::run(&args.curves),
        Some(Picture::Family(args)) => curves::family(args),
        Some(Picture::Error(args)) => error::run(args),
        Some(Picture::Histogram(args)) => histogram::run(args),
    }
}

/// A picture's place: a file, begun before the work, or the terminal.
pub struct Place(Option<figure::File>);

impl Place {
    /// Begins the file, if there is one.
    pub fn new(args: &FileArgs) -> Result<Self> {
        let file = args.output.as_deref().map(|path| figure::File::create(path, args.force));
        Ok(Self(file.transpose()?))
    }

    /// Whether it is the terminal.
    pub const fn is_terminal(&self) -> bool {
        self.0.is_none()
    }

    /// Draws the picture.
    pub fn finish(
        self,
        scene: impl FnOnce() -> Scene,
        text: impl FnOnce((usize, usize)) -> String,
    ) -> Result<()> {
        match self.0 {
            Some(file) => file.finish(&scene()),
            None => figure::show(&text(figure::terminal_size())),
        }
    }
}

/// A range of x that can be drawn.
pub fn check_range(from: f64, to: f64) -> Result<()> {
    if from < to && from >= -LARGEST && to <= LARGEST {
        return Ok(());
    }
    bail!(Usage(format!(
        "--from {from:?} --to {to:?}: the first x must be below the last, both between -1e300 and 1e300"
    )))
}

/// x evenly from `from` to `to`, like NumPy's linspace.
pub fn linspace(from: f64, to: f64, points: u32) -> impl Iterator<Item = f64> {
    (0..u64::from(points)).map(move |i| spaced(from, to, points.into(), i))
}

/// One of these numbers.
pub fn spaced(from: f64, to: f64, points: u64, i: u64) -> f64 {
    let last = points.saturating_sub(1).max(1);
    if i == last { to } else { from + i as f64 * ((to - from) / last as f64) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn linspace_is_numpys() {
        // numpy.linspace(-10, 10, 100)[[0, 1, 50, 98, 99]]
        let xs: Vec<f64> = super::linspace(-10.0, 10.0, 100).collect();
        let expected = [-10.0, -9.797_979_797_979_798, 0.101_010_101_010_100_33, 9.797_979_797_979_8, 10.0];
        assert_eq!([xs[0], xs[1], xs[50], xs[98], xs[99]], expected);
        assert_eq!(xs.len(), 100);
        // numpy.linspace(-10, 10, 1)
        assert_eq!(super::linspace(-10.0, 10.0, 1).collect::<Vec<f64>>(), [-10.0]);
    }
}
