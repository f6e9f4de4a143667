//! The figures of BENCHMARKS.md, drawn from the results alone.

use super::{
    data::{Cell, Error, Results, Rival, Role, Ulps},
    markdown::{three, times},
    page::DTYPES,
    svg::{Anchor, Svg, width_of},
};

const MILLION: u64 = 1_000_000;

/// A figure: the end of its file's name, what it shows in words, and how it is drawn.
pub struct Chart {
    pub name: &'static str,
    pub alt: &'static str,
    pub draw: fn(&Results) -> String,
}

pub const SOFTPLUS: [Chart; 2] = [
    Chart {
        name: "accuracy",
        alt: "Largest error over the whole range against time, for each rival: softplus alone has no error",
        draw: accuracy,
    },
    Chart { name: "times", alt: "Nanoseconds per element for each rival, as bars", draw: bars },
];
pub const FAMILY: Chart = Chart {
    name: "family",
    alt: "Nanoseconds per element for each function of the family and each rival, as bars",
    draw: bars_of_family,
};

/// The figures of these results.
pub fn of(results: &Results) -> impl Iterator<Item = Chart> {
    SOFTPLUS.into_iter().chain((!results.family.is_empty()).then_some(FAMILY))
}

/// A figure's place in the page.
pub fn link(chart: &Chart, slug: &str) -> String {
    format!("![{}](bench/results/{slug}-{}.svg)\n\n", chart.alt, chart.name)
}

/// A rival in a chart.
struct Mark<'a> {
    label: String,
    role: Role,
    time: f64,
    ratio: f64,
    error: Option<Error>,
    key: &'a str,
}

/// All rivals of a cell, the fastest first, with the errors that `error` has for their keys. The empty call is left out.
fn marks<'a>(rivals: &'a [Rival], cell: &Cell, error: impl Fn(&str) -> Option<Error>) -> Vec<Mark<'a>> {
    let mut found: Vec<Mark> = (rivals.iter())
        .filter(|rival| rival.key != "empty-call")
        .filter_map(|rival| {
            Some(Mark {
                label: rival.label.replace('`', ""),
                role: rival.role,
                time: cell.time(&rival.key)?,
                ratio: cell.ratio(&rival.key, "softplus")?,
                error: error(&rival.key),
                key: &rival.key,
            })
        })
        .collect();
    found.sort_by(|a, b| a.time.total_cmp(&b.time));
    found
}

/// Those of softplus, with their errors over the type's whole range.
fn of_softplus<'a>(results: &'a Results, cell: &Cell) -> Vec<Mark<'a>> {
    marks(&results.rivals, cell, |key| results.check(&cell.dtype, key))
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Ours => "ours",
        Role::Level => "level",
        Role::Yardstick => "yardstick",
        Role::Rival => "rival",
    }
}

/// Bars of the times, a panel for each type.
fn bars(results: &Results) -> String {
    let panel = |dtype: &&'static str| {
        let cell = results.cell("one", dtype, "normal", MILLION)?;
        Some(((*dtype).to_owned(), of_softplus(results, cell)))
    };
    let what = "ns per element, and times ours (N(0, 4²), 10⁶ elements, one thread)";
    panels(&DTYPES.iter().filter_map(panel).collect::<Vec<_>>(), what)
        .finish("Nanoseconds per element of each rival")
}

/// The same for each function of the family and each type.
fn bars_of_family(results: &Results) -> String {
    let mut found = Vec::new();
    for function in &results.family {
        let title = |cell: &Cell| format!("{}, {}", function.name, cell.dtype);
        found
            .extend(function.cells.iter().map(|cell| (title(cell), marks(&function.rivals, cell, |_| None))));
    }
    let what = "ns per element, and times ours (10⁶ elements, one thread)";
    panels(&found, what).finish("Nanoseconds per element of each function and each rival")
}

/// Panels of bars with their titles, two in a row.
fn panels(panels: &[(String, Vec<Mark>)], what: &str) -> Svg {
    const PANEL: f64 = 480.0;
    const LINE: f64 = 21.0;
    const HEAD: f64 = 64.0;
    let height_of = |row: &[(String, Vec<Mark>)]| {
        row.iter().map(|(_, marks)| marks.len()).max().unwrap_or(0) as f64 * LINE + HEAD
    };
    let height: f64 = panels.chunks(2).map(height_of).sum::<f64>() + 8.0;
    let mut figure = Svg::new(2.0 * PANEL, height);
    let mut top = 0.0;
    for row in panels.chunks(2) {
        for (number, (title, marks)) in row.iter().enumerate() {
            let left = number as f64 * PANEL;
            figure.text("title", (left + 16.0, top + 26.0), Anchor::Start, title);
            figure.text("small faint", (left + 16.0, top + 44.0), Anchor::Start, what);
            panel_of_bars(&mut figure, marks, (left, top + HEAD - 8.0), LINE);
        }
        top += height_of(row);
    }
    figure
}

fn panel_of_bars(figure: &mut Svg, marks: &[Mark], (left, top): (f64, f64), line: f64) {
    const LABELS: f64 = 200.0;
    const LONGEST: f64 = 170.0;
    let largest = marks.iter().map(|mark| mark.time).fold(0.0, f64::max);
    for (i, mark) in marks.iter().enumerate() {
        let (x, y) = (left + LABELS, top + i as f64 * line);
        let length = (mark.time / largest * LONGEST).max(1.0);
        let strong = if mark.role == Role::Ours { "strong" } else { "" };
        figure.text(&format!("small {strong}"), (x - 6.0, y + 12.0), Anchor::End, &mark.label);
        figure.rectangle(class(mark.role), (x, y + 1.0), (length, line - 6.0));
        let ratio =
            if mark.role == Role::Ours { String::new() } else { format!(" · {}", times(mark.ratio)) };
        let value = format!("{}{ratio}", three(mark.time));
        figure.text(&format!("small {strong}"), (x + length + 6.0, y + 12.0), Anchor::Start, &value);
    }
}

/// The errors' axis: none, the decades of ulp, and no finite result.
const DECADES: f64 = 17.0;

/// Rows that stand where another one of the same library does.
const TWINS: [&str; 2] = ["torch-out", "mkl-la"];

/// Time against the largest error over the whole range, a panel for f32 and one for f64.
fn accuracy(results: &Results) -> String {
    const PANEL: (f64, f64) = (480.0, 450.0);
    let mut figure = Svg::new(2.0 * PANEL.0, PANEL.1);
    for (number, dtype) in ["f32", "f64"].into_iter().enumerate() {
        let Some(cell) = results.cell("one", dtype, "normal", MILLION) else { continue };
        let wanted =
            |mark: &Mark| mark.error.is_some() && mark.role != Role::Level && !TWINS.contains(&mark.key);
        let marks: Vec<Mark> = of_softplus(results, cell).into_iter().filter(wanted).collect();
        scatter(&mut figure, dtype, &marks, number as f64 * PANEL.0, PANEL);
    }
    figure.finish("Largest error against time of each rival")
}

/// Where a mark stands between the axis' lower end (0) and its upper one (1).
fn height_of(error: Error) -> f64 {
    let steps = match error.max_ulp {
        Ulps::Finite(0.0) => 0.0,
        Ulps::Finite(number) => 1.5 + number.log10(),
        Ulps::Infinite | Ulps::NotANumber => 1.5 + DECADES + 1.0,
    };
    steps / (DECADES + 2.5)
}

fn scatter(figure: &mut Svg, dtype: &str, marks: &[Mark], left: f64, (width, height): (f64, f64)) {
    let (x0, x1) = (left + 64.0, left + width - 20.0);
    let (y0, y1) = (height - 50.0, 88.0);
    let slowest = marks.iter().map(|mark| mark.ratio).fold(1.0, f64::max).log10() + 0.12;
    let fastest = marks.iter().map(|mark| mark.ratio).fold(1.0, f64::min).log10() - 0.12;
    let across = |ratio: f64| x0 + (ratio.log10() - fastest) / (slowest - fastest) * (x1 - x0);
    let up = |share: f64| y0 + share * (y1 - y0);

    figure.text("title", (left + 16.0, 26.0), Anchor::Start, dtype);
    let what = "largest error over the whole range, in ulp, against time; lower left is better";
    figure.text("small faint", (left + 16.0, 44.0), Anchor::Start, what);
    for ratio in [0.5_f64, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0] {
        if (fastest..slowest).contains(&ratio.log10()) {
            figure.line("line", (across(ratio), y0), (across(ratio), y1));
            figure.text("small faint", (across(ratio), y0 + 18.0), Anchor::Middle, &format!("{ratio}×"));
        }
    }
    figure.text(
        "small faint",
        (f64::midpoint(x0, x1), y0 + 36.0),
        Anchor::Middle,
        "time, as a multiple of ours",
    );
    let level = |max_ulp| height_of(Error { max_ulp, misrounded: 0.0, at: None });
    let ticks = [
        (Ulps::Finite(0.0), "0"),
        (Ulps::Finite(1.0), "1"),
        (Ulps::Finite(1e3), "10³"),
        (Ulps::Finite(1e6), "10⁶"),
    ];
    let more = [
        (Ulps::Finite(1e9), "10⁹"),
        (Ulps::Finite(1e12), "10¹²"),
        (Ulps::Finite(1e15), "10¹⁵"),
        (Ulps::Infinite, "∞, NaN"),
    ];
    for (ulps, label) in ticks.into_iter().chain(more) {
        figure.line("line", (x0, up(level(ulps))), (x1, up(level(ulps))));
        figure.text("small faint", (x0 - 8.0, up(level(ulps)) + 4.0), Anchor::End, label);
    }
    let points: Vec<(f64, f64)> =
        (marks.iter()).map(|mark| (across(mark.ratio), up(mark.error.map_or(0.0, height_of)))).collect();
    for (mark, point) in marks.iter().zip(&points) {
        figure.circle(class(mark.role), *point, if mark.role == Role::Ours { 7.0 } else { 5.0 });
    }
    labels(figure, marks, &points, (x0, x1));
}

/// Puts each label beside its point where it hides nothing: the first free one of several places.
fn labels(figure: &mut Svg, marks: &[Mark], points: &[(f64, f64)], (x0, x1): (f64, f64)) {
    let mut taken: Vec<[f64; 4]> = points.iter().map(|(x, y)| [x - 6.0, y - 6.0, x + 6.0, y + 6.0]).collect();
    for (mark, (x, y)) in marks.iter().zip(points) {
        let label = short(mark);
        let width = width_of(label);
        let mut places = Vec::new();
        for shift in [0.0, -13.0, 13.0, -26.0, 26.0, -39.0, 39.0, -52.0, 52.0] {
            places.push((x + 10.0, y + shift, Anchor::Start));
            places.push((x - 10.0, y + shift, Anchor::End));
            if shift != 0.0 {
                places.push((*x, y + shift, Anchor::Middle));
            }
        }
        let boxed = |&(x, y, anchor): &(f64, f64, Anchor)| {
            let start = match anchor {
                Anchor::Start => x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            [start, y - 6.0, start + width, y + 6.0]
        };
        let free = |place: &&(f64, f64, Anchor)| {
            let [a, b, c, d] = boxed(place);
            a > x0 + 2.0 && c < x1 && !taken.iter().any(|[e, f, g, h]| a < *g && *e < c && b < *h && *f < d)
        };
        let place = *places.iter().find(free).unwrap_or(&places[0]);
        taken.push(boxed(&place));
        let strong = if mark.role == Role::Ours { "small strong" } else { "small" };
        figure.text(strong, (place.0, place.1 + 4.0), place.2, label);
    }
}

/// A label that fits beside a point.
fn short<'a>(mark: &'a Mark) -> &'a str {
    match mark.key {
        "numpy" => "NumPy naive",
        "logaddexp" => "logaddexp",
        "scipy" => "SciPy",
        "numexpr" => "numexpr",
        "mkl-ha" => "MKL",
        "jax" => "JAX",
        "rust-std" => "Rust std",
        "burn" => "burn",
        "candle" => "candle",
        _ => &mark.label,
    }
}
