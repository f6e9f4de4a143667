//! Measurements in turn: each round takes one sample of everything, so that what disturbs the machine disturbs all.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use half::{bf16, f16};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::{ThreadPool, ThreadPoolBuilder};
use softplus::Level;
use softplus_family::Float;

use super::{Report, Row, Subject, inputs};
use crate::family::Function;

/// No round begins after this.
const BUDGET: Duration = Duration::from_secs(12);
const ROUNDS: usize = 15;
const ELEMENTS: usize = 1_000_000;
/// How many times as many there are for all threads, which take a while to wake up.
pub const ON_ALL: usize = 16;

/// Something to be measured, and its samples.
struct Case {
    subject: Subject,
    dtype: &'static str,
    threads: usize,
    level: Level,
    elements: usize,
    /// Fills the arrays again and takes the time of one call.
    sample: Sample,
    samples: Vec<Duration>,
}

/// Measures everything.
pub fn run(quick: bool) -> Result<Report> {
    let (elements, most) = if quick { (ELEMENTS / 10, 3) } else { (ELEMENTS, ROUNDS) };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let best = Level::current();
    let mut cases = Vec::new();
    of_type::<f32>(&mut cases, elements, threads);
    of_type::<f64>(&mut cases, elements, threads);
    of_type::<f16>(&mut cases, elements, threads);
    of_type::<bf16>(&mut cases, elements, threads);
    naive(&mut cases, elements);
    let pool =
        |threads| ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads");
    let (one, all) = (pool(1)?, pool(threads)?);

    let style = ProgressStyle::with_template("bench {wide_bar} {percent:>3} %").ok();
    let bar = ProgressBar::new((cases.len() * most) as u64);
    let bar = if let Some(style) = style { bar.with_style(style) } else { bar };
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < most && start.elapsed() < BUDGET {
        for case in &mut cases {
            measure(case, &one, &all);
            bar.inc(1);
        }
        rounds += 1;
    }
    bar.finish_and_clear();
    // Every function goes on at the level that it had.
    best.force().context("the level that was in use is gone")?;
    let rows = cases.iter().map(row).collect();
    let levels = Level::available().collect();
    Ok(Report { machine: machine(), threads, levels, best, elements, rounds, rows })
}

fn measure(case: &mut Case, one: &ThreadPool, all: &ThreadPool) {
    // It was available when the case was made.
    let _ = case.level.force();
    let pool = if case.threads == 1 { one } else { all };
    let sample = &mut case.sample;
    case.samples.push(pool.install(sample));
}

/// softplus at every level, on one thread and on all; the other functions and the copy at the best level.
fn of_type<T: Float>(cases: &mut Vec<Case>, elements: usize, threads: usize) {
    let best = Level::current();
    let xs: Vec<T> = inputs::normal(elements, 1);
    let mut case = |subject, level, threads, sample| {
        let elements = if threads == 1 { elements } else { elements * ON_ALL };
        cases.push(Case { subject, dtype: T::NAME, threads, level, elements, sample, samples: Vec::new() });
    };
    for level in Level::available() {
        case(Subject::Softplus(level), level, 1, function(Function::Softplus, &xs));
    }
    if threads > 1 {
        case(Subject::Softplus(best), best, threads, function(Function::Softplus, &xs.repeat(ON_ALL)));
    }
    case(Subject::Copy, best, 1, copy(xs.clone()));
    for &other in Function::ALL {
        if other != Function::Softplus {
            case(Subject::Other(other), best, 1, function(other, &xs));
        }
    }
}

type Sample = Box<dyn FnMut() -> Duration + Send>;

/// The function in place of its first argument, which is filled anew before each call.
fn function<T: Float>(function: Function, xs: &[T]) -> Sample {
    let (first, rest) = inputs::arguments(function, xs);
    // The same memory each time: what a system does for new pages is not the function's.
    let mut data = first.clone();
    Box::new(move || {
        data.copy_from_slice(&first);
        let rest: Vec<&[T]> = rest.iter().map(Vec::as_slice).collect();
        let start = Instant::now();
        function.apply(black_box(&mut data), black_box(&rest));
        let time = start.elapsed();
        black_box(&data);
        time
    })
}

fn copy<T: Float>(xs: Vec<T>) -> Sample {
    let mut out = xs.clone();
    Box::new(move || {
        // As near to the core as the functions' arguments.
        out.copy_from_slice(black_box(&xs));
        let start = Instant::now();
        out.copy_from_slice(black_box(&xs));
        black_box(&mut out);
        start.elapsed()
    })
}

/// The formula as it is written, with the standard library's functions.
fn naive(cases: &mut Vec<Case>, elements: usize) {
    fn each<T: Float>(elements: usize, formula: fn(T) -> T) -> Sample {
        let xs: Vec<T> = inputs::normal(elements, 1);
        let mut data = xs.clone();
        Box::new(move || {
            data.copy_from_slice(&xs);
            let start = Instant::now();
            for x in black_box(&mut data).iter_mut() {
                *x = formula(*x);
            }
            let time = start.elapsed();
            black_box(&data);
            time
        })
    }
    #[allow(clippy::suboptimal_flops, reason = "the formula as it is written is what is measured")]
    let samples = [
        ("f32", each::<f32>(elements, |x| (1.0 + x.exp()).ln())),
        ("f64", each::<f64>(elements, |x| (1.0 + x.exp()).ln())),
    ];
    let level = Level::current();
    for (dtype, sample) in samples {
        let (subject, threads) = (Subject::Naive, 1);
        cases.push(Case { subject, dtype, threads, level, elements, sample, samples: Vec::new() });
    }
}

fn row(case: &Case) -> Row {
    let mut times: Vec<f64> =
        case.samples.iter().map(|time| time.as_secs_f64() * 1e9 / case.elements as f64).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    let median = at(0.5);
    let spread = if median > 0.0 { (at(0.75) - at(0.25)) / 2.0 / median } else { 0.0 };
    let Case { subject, dtype, threads, level, elements, .. } = *case;
    Row { subject, dtype, threads, level, elements, median, spread }
}

/// The CPU's name, where the system tells it.
fn machine() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = information.lines().find(|line| line.starts_with("model name"));
    let name = line.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim().to_owned());
    name.unwrap_or_else(|| format!("{} on {}", std::env::consts::ARCH, std::env::consts::OS))
}
