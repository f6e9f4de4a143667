//! `softplus plot`: the figure of the article.

use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};
use softplus::{formulas, softplus};

use crate::{
    cli::{self, PlotArgs, Usage},
    figure::{self, COLOURS, Curve},
};

/// Columns and rows where standard output is no terminal.
const TEXT_SIZE: (u16, u16) = (80, 24);

/// Runs the subcommand.
pub fn run(args: &PlotArgs) -> Result<()> {
    let (from, to) = (args.from, args.to);
    if !(from < to && (to - from).is_finite()) {
        bail!(Usage(format!("--from {from} --to {to}: the first x must be below the last, both finite")));
    }
    let file = args.output.as_deref().map(|path| figure::File::create(path, args.force)).transpose()?;
    let scene = figure::curves(&curves(args), ["softplus function", "x", "log(1+e^x)"], file.is_some());
    match file {
        Some(file) => file.finish(&scene),
        None => show(&scene),
    }
}

fn show(scene: &kuva::render::render::Scene) -> Result<()> {
    let mut output = std::io::stdout().lock();
    let size = terminal_size::terminal_size().filter(|_| output.is_terminal());
    // One row stays for the prompt.
    let size = size.map_or(TEXT_SIZE, |(width, height)| (width.0.clamp(40, 160), height.0.clamp(12, 48) - 1));
    let text = figure::text(scene, size);
    // Without colours where nobody sees them.
    writeln!(anstream::AutoStream::auto(&mut output), "{text}")?;
    Ok(output.flush()?)
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
    let single = args.with.is_empty();
    let name = |text: &str| (!single).then(|| text.to_owned());
    let mut curves = Vec::new();
    for (i, &other) in args.with.iter().enumerate() {
        if args.with[..i].contains(&other) {
            continue;
        }
        let (text, function): (_, fn(f64) -> f64) = match other {
            cli::Curve::Relu => ("ReLU: max(0, x)", |x| x.max(0.0)),
            cli::Curve::Sigmoid => ("sigmoid: 1/(1+e^-x)", |x| 1.0 / (1.0 + (-x).exp())),
            cli::Curve::Naive => ("naive, f32: log(1+e^x)", |x| formulas::naive(x as f32).into()),
            cli::Curve::Stable => {
                ("stable, f32: log(1+e^-|x|)+max(0,x)", |x| formulas::stable(x as f32).into())
            }
        };
        let colour = COLOURS[1 + i % (COLOURS.len() - 1)];
        curves.push(Curve { name: name(text), points: points(function), colour, dashed: true });
    }
    // First in the legend and under the dashes of the others.
    curves.insert(
        0,
        Curve { name: name("softplus"), points: points(softplus::<f64>), colour: COLOURS[0], dashed: false },
    );
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
