//! `softplus plot`: the figure of the article.

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};
use softplus::{formulas, softplus};

use crate::{
    cli::{self, PlotArgs, Usage},
    figure::{self, Curve, Figure},
};

/// Columns and rows where standard output is no terminal.
const TEXT_SIZE: (usize, usize) = (80, 24);
/// Beyond this the figure's own arithmetic would overflow.
const LARGEST: f64 = 1e300;

/// Runs the subcommand.
pub fn run(args: &PlotArgs) -> Result<()> {
    let (from, to) = (args.from, args.to);
    if !(from < to && from >= -LARGEST && to <= LARGEST) {
        bail!(Usage(format!(
            "--from {from:?} --to {to:?}: the first x must be below the last, both between -1e300 and 1e300"
        )));
    }
    let file = args.output.as_deref().map(|path| figure::File::create(path, args.force)).transpose()?;
    let figure = Figure {
        title: "softplus function".to_owned(),
        x_label: "x".to_owned(),
        y_label: "log(1+e^x)".to_owned(),
        curves: curves(args),
    };
    match file {
        Some(file) => file.finish(&figure.scene()),
        None => show(&figure),
    }
}

fn show(figure: &Figure) -> Result<()> {
    let mut output = std::io::stdout().lock();
    let size = terminal_size::terminal_size().filter(|_| output.is_terminal());
    // One row stays for the prompt.
    let size = size.map_or(TEXT_SIZE, |(width, height)| {
        (usize::from(width.0).min(120), usize::from(height.0).saturating_sub(1).min(36))
    });
    // Without colours where nobody sees them.
    let written = write!(anstream::AutoStream::auto(&mut output), "{}", figure.text(size));
    written.and_then(|()| output.flush()).context("cannot write standard output")
}

/// x evenly from `from` to `to`, like NumPy's linspace.
fn linspace(from: f64, to: f64, points: u32) -> impl Iterator<Item = f64> {
    let last = points - 1;
    let step = (to - from) / f64::from(last);
    (0..points).map(move |i| if i == last { to } else { from + f64::from(i) * step })
}

fn curves(args: &PlotArgs) -> Vec<Curve> {
    let points = |function: fn(f64) -> f64| {
        linspace(args.from, args.to, args.points).map(|x| (x, function(x))).collect()
    };
    let name = "softplus".to_owned();
    let mut curves = vec![Curve { name, points: points(softplus::<f64>), colour: 0, dashed: false }];
    for (i, &other) in args.with.iter().enumerate() {
        if args.with[..i].contains(&other) {
            continue;
        }
        let (name, function, dashed): (_, fn(f64) -> f64, _) = match other {
            cli::Curve::Relu => ("ReLU: max(0, x)", |x| x.max(0.0), false),
            cli::Curve::Sigmoid => ("sigmoid: 1/(1+e^-x)", |x| 1.0 / (1.0 + (-x).exp()), false),
            // These lie on softplus where they are right; their dashes leave it visible.
            cli::Curve::Naive => ("naive, f32: log(1+e^x)", |x| formulas::naive(x as f32).into(), true),
            cli::Curve::Stable => {
                ("stable, f32: log(1+e^-|x|)+max(0,x)", |x| formulas::stable(x as f32).into(), true)
            }
        };
        curves.push(Curve { name: name.to_owned(), points: points(function), colour: curves.len(), dashed });
    }
    curves
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
    }
}
