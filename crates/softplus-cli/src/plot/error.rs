//! Errors of formulas and of results in units of the last place, over x.

use anyhow::Result;
use softplus::softplus;
use softplus_family::Float;

use super::{
    Place, check_range,
    columns::{Columns, Outcome, Sample, middle, progress, sample},
    outputs,
};
use crate::{
    cli::{Dtype, ErrorArgs},
    figure::{Curve, Figure, Kind, Scale, Segment, Strip, Strips},
    for_dtype,
    formula::{self, Formula},
};

/// Columns of a picture in a file; in the terminal there are two for each character.
const COLUMNS: usize = 560;
/// Errors below this are drawn at it.
const LEAST: f64 = 0.1;

/// Three of the exact result, and one for each [`Outcome`] in their order.
static KINDS: [Kind; 9] = [
    kind("the exact result rounds to 0", "0", "#BBBBBB", false, 'z'),
    kind("the exact result is subnormal", "subnormal", "#8FB8A8", false, 's'),
    kind("the exact result is x", "= x", "#E3D9A8", false, '='),
    kind("correctly rounded: at most 0.5 ulp", "correct", "#DCE9F5", false, '.'),
    kind("a few ulp", "a few ulp", "#A8C8E4", false, '-'),
    kind("digits being lost", "losing digits", "#F2B25C", false, '%'),
    kind("all digits lost (0)", "all digits lost", "#B5442E", true, '0'),
    kind("overflow to infinity", "overflow", "#4A2C6F", true, '∞'),
    kind("NaN", "NaN", "#111111", true, '!'),
];
/// Where the outcomes begin.
const OUTCOMES: usize = 3;
/// A run of better columns shorter than this share of the picture, between worse ones, is luck.
const LUCK: f64 = 0.025;

const fn kind(name: &'static str, short: &'static str, fill: &'static str, dark: bool, letter: char) -> Kind {
    Kind { name, short, fill, dark, letter }
}

/// Draws the picture.
pub fn run(args: &ErrorArgs) -> Result<()> {
    if let Some(path) = &args.outputs {
        return outputs::run(path, args);
    }
    let formulas = formula::all(&args.formula, &["naive", "stable", "pytorch"])?;
    let dtype = args.dtype.unwrap_or(Dtype::F32);
    let (from, to) = range(args, dtype)?;
    let place = Place::new(&args.file)?;
    for_dtype!(dtype, of_formulas(place, &formulas, from, to))
}

/// The range that was asked for, or one that shows where results vanish and where e^x overflows.
pub fn range(args: &ErrorArgs, dtype: Dtype) -> Result<(f64, f64)> {
    let (from, to) = match dtype {
        Dtype::F16 => (-20.0, 16.0),
        Dtype::Bf16 => (-100.0, 100.0),
        Dtype::F32 => (-110.0, 100.0),
        Dtype::F64 => (-760.0, 740.0),
    };
    let (from, to) = (args.from.unwrap_or(from), args.to.unwrap_or(to));
    check_range(from, to)?;
    Ok((from, to))
}

/// How many columns there are.
pub fn columns(place: &Place) -> usize {
    if place.is_terminal() {
        2 * crate::figure::terminal_size().0.saturating_sub(10).max(10)
    } else {
        COLUMNS
    }
}

fn of_formulas<T: Float>(place: Place, formulas: &[Formula], from: f64, to: f64) -> Result<()> {
    let figure = figure_of_formulas::<T>(formulas, (from, to, columns(&place)));
    place.finish(|| figure.scene(), |size| figure.text(size))
}

/// The errors of formulas over a range, in so many columns.
pub fn figure_of_formulas<T: Float>(formulas: &[Formula], (from, to, count): (f64, f64, usize)) -> Figure {
    let xs = sample::<T>(from, to, count);
    // Only the exact errors of f64 take time.
    let bar = progress((count * formulas.len()) as u64, "columns, exact errors", T::BITS == 64);
    let series = formulas.iter().map(|formula| {
        let mut columns = Columns::new(from, to, count);
        for &(column, x) in &xs {
            columns.push_to(column, x, formula.value(x));
        }
        Series { name: formula.label(), short: formula.name.clone(), worst: columns.worst(&bar) }
    });
    let series: Vec<Series<T>> = series.collect();
    bar.finish_and_clear();
    let title = match &series[..] {
        [one] => format!("Error of {} in {}", one.short, T::NAME),
        _ => format!("Errors of formulas for softplus in {}", T::NAME),
    };
    let subtitle =
        format!("the worst of each column, from {} floats of every binade", grouped(xs.len() as u64));
    figure(&series, (from, to), title, subtitle)
}

/// 12,345,678.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

/// The worst errors of one formula or file.
pub struct Series<T> {
    /// In the legend.
    pub name: String,
    /// Beside its strip.
    pub short: String,
    /// Of each column.
    pub worst: Vec<Option<Sample<T>>>,
}

/// The picture of errors.
pub fn figure<T: Float>(
    series: &[Series<T>],
    (from, to): (f64, f64),
    title: String,
    subtitle: String,
) -> Figure {
    let all = || series.iter().flat_map(|series| series.worst.iter().flatten()).map(|sample| sample.error);
    let highest = all().filter(|error| error.is_finite()).fold(1.0, f64::max).log10();
    // ∞ stands above all numbers.
    let infinity = all().any(f64::is_infinite).then(|| highest.ceil() + 1.0);
    let height = |error: f64| match infinity {
        Some(place) if error.is_infinite() => place,
        _ => error.max(LEAST).log10(),
    };
    let curve = |(colour, series): (usize, &Series<T>)| {
        let points = series.worst.iter().flatten();
        let points = points.map(|sample| (sample.x.to_f64(), height(sample.error))).collect();
        Curve { name: series.name.clone(), points, colour, dashed: false }
    };
    let mut strips = vec![exact_strip::<T>(from, to, series[0].worst.len())];
    strips.extend(series.iter().enumerate().map(|(number, series)| strip(number, series, from, to)));
    Figure {
        title,
        subtitle,
        x_label: "x".to_owned(),
        y_label: "error in ulp, logarithmic".to_owned(),
        curves: series.iter().enumerate().map(curve).collect(),
        scale: Scale::Decades(infinity),
        rule: Some((0.5_f64.log10(), "0.5 ulp".to_owned())),
        strips: Some(Strips { rows: strips, kinds: &KINDS }),
        x_range: Some((from, to)),
        nested: true,
        ..Figure::default()
    }
}

/// What a formula does in each column.
fn strip<T: Float>(number: usize, series: &Series<T>, from: f64, to: f64) -> Strip {
    let outcome = |sample: &Sample<T>| Outcome::of(sample.x, sample.y, sample.error);
    let mut outcomes: Vec<Option<Outcome>> =
        series.worst.iter().map(|sample| sample.as_ref().map(outcome)).collect();
    fill(&mut outcomes);
    for least in [Outcome::Rounded, Outcome::Losing, Outcome::Lost] {
        close(&mut outcomes, least);
    }
    let kinds = outcomes.iter().map(|outcome| outcome.map(|outcome| &KINDS[OUTCOMES + outcome as usize]));
    Strip { name: series.short.clone(), curve: Some(number), segments: merged(kinds, from, to) }
}

/// Gives columns without floats, between others, the outcome of the nearest float.
fn fill(outcomes: &mut [Option<Outcome>]) {
    let there: Vec<usize> = (0..outcomes.len()).filter(|&column| outcomes[column].is_some()).collect();
    for pair in there.windows(2) {
        let (left, right) = (outcomes[pair[0]], outcomes[pair[1]]);
        let middle = usize::midpoint(pair[0], pair[1]);
        outcomes[pair[0] + 1..=middle].fill(left);
        outcomes[middle + 1..pair[1]].fill(right);
    }
}

/// Gives short runs of columns that are better than `least`, or empty, between others that are not, that outcome.
fn close(outcomes: &mut [Option<Outcome>], least: Outcome) {
    let longest = (outcomes.len() as f64 * LUCK) as usize;
    let bad = |outcome: &Option<Outcome>| outcome.is_some_and(|outcome| outcome >= least);
    let mut last = None;
    for column in 0..outcomes.len() {
        if !bad(&outcomes[column]) {
            continue;
        }
        if let Some(last) = last.filter(|last| column - last <= longest) {
            outcomes[last + 1..column].fill(Some(least));
        }
        last = Some(column);
    }
}

/// What the exact result is in each column.
fn exact_strip<T: Float>(from: f64, to: f64, count: usize) -> Strip {
    let kinds = (0..count).map(|column| {
        let x: T = middle(from, to, column, count);
        let y = softplus(x);
        match y.to_f64() {
            0.0 => Some(&KINDS[0]),
            tiny if tiny < 2_f64.powi(T::MIN_EXPONENT) => Some(&KINDS[1]),
            same if same == x.to_f64() => Some(&KINDS[2]),
            _ => None,
        }
    });
    Strip { name: "exact result".to_owned(), curve: None, segments: merged(kinds, from, to) }
}

/// Neighbouring columns of one kind as one segment.
fn merged(kinds: impl ExactSizeIterator<Item = Option<&'static Kind>>, from: f64, to: f64) -> Vec<Segment> {
    let width = (to - from) / kinds.len() as f64;
    let mut segments: Vec<Segment> = Vec::new();
    for (column, kind) in kinds.enumerate() {
        let Some(kind) = kind else { continue };
        let (left, right) = (from + width * column as f64, from + width * (column + 1) as f64);
        match segments.last_mut() {
            Some(last) if last.kind == kind && (left - last.to).abs() < width * 0.5 => last.to = right,
            _ => segments.push(Segment { from: left, to: right, kind }),
        }
    }
    segments
}
