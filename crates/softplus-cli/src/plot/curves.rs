//! Curves of functions: in one figure, or each in its own.

use anyhow::{Result, bail};
use softplus::formulas;

use super::{Place, check_range, family, linspace};
use crate::{
    cli::{self, CurvesArgs, FamilyArgs, Usage},
    family::Function,
    figure::{self, Curve, Figure, Grid},
};

/// The first curve and its derivatives in all figures of a page.
const SLOPES: [&str; 3] = ["the function", "its first derivative", "its second derivative"];
/// The title of several functions.
const SEVERAL: &str = "Functions of the softplus family";
/// Points of a curve on the family's page.
const POINTS: u32 = 241;
/// Figures in a row.
const COLUMNS: usize = 4;

/// Draws functions.
pub fn run(args: &CurvesArgs) -> Result<()> {
    let betas = betas(&args.beta)?;
    let mut functions: Vec<Function> = Vec::new();
    for &function in &args.functions {
        if !functions.contains(&function) {
            functions.push(function);
        }
    }
    if functions.is_empty() {
        // A β by itself means the function that has one.
        functions.push(if args.beta.is_empty() { Function::Softplus } else { Function::SoftplusBeta });
    } else if !args.beta.is_empty() && !functions.iter().any(|&function| family::has_beta(function)) {
        bail!(Usage(
            "--beta: none of the functions has a β; softplus_beta, softplus_beta_derivative and \
             softplus_beta_derivative_in_beta have one"
                .to_owned()
        ));
    }
    let own = args.functions.is_empty() && args.beta.is_empty() && !args.derivatives;
    let ranges = functions.iter().map(|&function| if own { (-10.0, 10.0) } else { family::range(function) });
    let (from, to) = ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((-10.0, 10.0));
    let (from, to) = (args.from.unwrap_or(from), args.to.unwrap_or(to));
    check_range(from, to)?;
    let place = Place::new(&args.file)?;
    if args.derivatives && functions.len() > 1 {
        return finish_grid(place, &grid(&functions, &betas, true, |_| (from, to), args.points));
    }
    let range = (from, to, args.points);
    let figure = if args.derivatives {
        let mut figure = single(functions[0], &betas, true, range);
        figure.no_legend = false;
        figure
    } else {
        together(&functions, &betas, range, args)
    };
    place.finish(|| figure.scene(), |size| figure.text(size))
}

/// Draws the whole family.
pub fn family(args: &FamilyArgs) -> Result<()> {
    let betas = betas(&args.beta)?;
    let place = Place::new(&args.file)?;
    finish_grid(place, &grid(&family::PAGE, &betas, args.derivatives, family::range, POINTS))
}

fn finish_grid(place: Place, grid: &Grid) -> Result<()> {
    place.finish(|| grid.scene(), |(width, _)| grid.text(width))
}

fn betas(given: &[f64]) -> Result<Vec<f64>> {
    if let Some(beta) = given.iter().find(|beta| !beta.is_finite()) {
        bail!(Usage(format!("--beta {beta}: β must be a finite number to be drawn")));
    }
    Ok(if given.is_empty() { family::BETAS.to_vec() } else { given.to_vec() })
}

fn grid(
    functions: &[Function],
    betas: &[f64],
    derivatives: bool,
    range: impl Fn(Function) -> (f64, f64),
    points: u32,
) -> Grid {
    let figures = functions.iter().map(|&function| {
        let (from, to) = range(function);
        single(function, betas, derivatives, (from, to, points))
    });
    let figures: Vec<Figure> = figures.collect();
    let curves = figures.iter().filter(|figure| figure.no_legend).map(|figure| figure.curves.len()).max();
    let legend = SLOPES[..if derivatives { curves.unwrap_or(0) } else { 0 }].iter().enumerate();
    Grid {
        title: if functions == family::PAGE { "The softplus family".to_owned() } else { SEVERAL.to_owned() },
        legend: legend.map(|(colour, name)| ((*name).to_owned(), colour)).collect(),
        figures,
        columns: COLUMNS,
    }
}

/// A function by itself: for each β, or with its derivatives.
fn single(function: Function, betas: &[f64], derivatives: bool, range: (f64, f64, u32)) -> Figure {
    let curves = if derivatives {
        // Of a function with a β, that of the first one alone.
        let beta = if betas == family::BETAS { 1.0 } else { betas[0] };
        let values = sampled(range, |x| family::value(function, x, beta));
        let highest = values.iter().map(|point| point.1.abs()).filter(|y| y.is_finite()).fold(1.0, f64::max);
        // A slope beside a pole would leave no room for the function.
        let shown = |slope: f64| if slope.abs() <= 1.5 * highest { slope } else { f64::NAN };
        let of = [
            values,
            sampled(range, |x| shown(family::first(function, x, beta))),
            sampled(range, |x| family::second(function, x).unwrap_or(f64::NAN)),
        ];
        let shown = if family::second(function, 0.0).is_some() { 3 } else { 2 };
        let of = of.into_iter().take(shown).zip(SLOPES).enumerate();
        of.map(|(colour, (points, name))| curve(name.to_owned(), points, colour)).collect()
    } else {
        of_function(function, betas, range, &|_, beta| beta)
    };
    let own_legend = !derivatives && family::has_beta(function);
    Figure {
        title: titled(function),
        subtitle: family::formula(function).to_owned(),
        x_label: "x".to_owned(),
        curves,
        no_legend: !own_legend,
        ..Figure::default()
    }
}

fn titled(function: Function) -> String {
    match function {
        Function::LogAddExp | Function::LogSubExp => format!("{}(x, 0)", function.name()),
        _ => function.name().to_owned(),
    }
}

/// The curves of a function, one for each β if it has one.
fn of_function(
    function: Function,
    betas: &[f64],
    range: (f64, f64, u32),
    name: &dyn Fn(Function, String) -> String,
) -> Vec<Curve> {
    let betas = if family::has_beta(function) { betas } else { &[f64::NAN] };
    let of = |(colour, &beta): (usize, &f64)| {
        let beta_name = if beta.is_nan() { String::new() } else { format!("β = {beta}") };
        curve(name(function, beta_name), sampled(range, |x| family::value(function, x, beta)), colour)
    };
    betas.iter().enumerate().map(of).collect()
}

const fn curve(name: String, points: Vec<(f64, f64)>, colour: usize) -> Curve {
    Curve { name, points, colour, dashed: false }
}

fn sampled((from, to, points): (f64, f64, u32), function: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    linspace(from, to, points).map(|x| (x, function(x))).collect()
}

/// Several functions in one figure.
fn together(functions: &[Function], betas: &[f64], range: (f64, f64, u32), args: &CurvesArgs) -> Figure {
    let only_softplus = functions == [Function::Softplus];
    let named = |function: Function, beta: String| match (only_softplus, beta.as_str()) {
        (true, _) => "softplus".to_owned(),
        (_, "") => format!("{}: {}", titled(function), family::formula(function)),
        _ if functions.len() == 1 => beta,
        _ => format!("{}, {beta}", function.name()),
    };
    let mut curves: Vec<Curve> =
        functions.iter().flat_map(|&function| of_function(function, betas, range, &named)).collect();
    for (i, other) in args.with.iter().enumerate() {
        if !args.with[..i].contains(other) {
            curves.push(beside(*other, range));
        }
    }
    for (colour, curve) in curves.iter_mut().enumerate() {
        curve.colour = colour;
        // The colours begin again.
        curve.dashed |= colour >= figure::COLOURS.len();
    }
    let (title, subtitle, y_label) = match functions {
        _ if only_softplus => ("softplus function".to_owned(), "", "log(1+e^x)"),
        [function] => (titled(*function), family::formula(*function), "y"),
        _ => (SEVERAL.to_owned(), "", "y"),
    };
    let (subtitle, y_label) = (subtitle.to_owned(), y_label.to_owned());
    Figure { title, subtitle, x_label: "x".to_owned(), y_label, curves, ..Figure::default() }
}

/// A curve that is drawn with others.
fn beside(other: cli::Curve, range: (f64, f64, u32)) -> Curve {
    let (name, function, dashed): (_, fn(f64) -> f64, _) = match other {
        cli::Curve::Relu => ("ReLU: max(0, x)", |x| x.max(0.0), false),
        cli::Curve::Sigmoid => ("sigmoid: 1/(1+e^-x)", softplus::sigmoid, false),
        // These lie on softplus where they are right; their dashes leave it visible.
        cli::Curve::Naive => ("naive, f32: log(1+e^x)", |x| formulas::naive(x as f32).into(), true),
        cli::Curve::Stable => {
            ("stable, f32: log(1+e^-|x|)+max(0,x)", |x| formulas::stable(x as f32).into(), true)
        }
    };
    Curve { name: name.to_owned(), points: sampled(range, function), colour: 0, dashed }
}
