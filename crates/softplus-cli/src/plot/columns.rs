//! The worst errors in the columns of a picture: floats of every binade, not the luck of a grid.

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use softplus::softplus;
use softplus_family::Float;

use crate::accuracy::{at_least, distance, error, of_rank, ulp};

/// Floats that are tried in a column, and at least in each binade of it.
const TRIED: i64 = 64;
const TRIED_IN_BINADE: i64 = 3;
/// Candidates for a column's worst error whose error is measured exactly.
const CANDIDATES: usize = 3;
/// From here on (in units of the last place) digits are being lost; below, operations round.
const LOSING: f64 = 16.0;

/// What became of a result, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// At most half a unit in the last place.
    Correct,
    /// The roundings of a few operations.
    Rounded,
    /// More than that.
    Losing,
    /// The error is as large as the result, which is mostly 0.
    Lost,
    /// Infinite, though the exact value is not.
    Overflow,
    /// No number, though the exact value is one.
    NotANumber,
}

impl Outcome {
    /// Of a result with this error.
    pub fn of<T: Float>(x: T, y: T, error: f64) -> Self {
        let right = softplus(x);
        let all_digits = (right.to_f64() / ulp(right)).max(1.0);
        match error {
            _ if y.to_f64().is_nan() && error > 0.0 => Self::NotANumber,
            _ if error.is_infinite() => Self::Overflow,
            _ if error <= 0.5 => Self::Correct,
            // Of a subnormal result's few digits one rounding may cost all.
            _ if error > 1.0 && (y.to_f64() == 0.0 || error >= all_digits * 0.999) => Self::Lost,
            _ if error > LOSING => Self::Losing,
            _ => Self::Rounded,
        }
    }
}

/// A result for an input, and its error in units of the last place.
#[derive(Debug, Clone, Copy)]
pub struct Sample<T> {
    pub x: T,
    pub y: T,
    pub error: f64,
}

/// The worst samples of each column.
#[derive(Debug)]
pub struct Columns<T> {
    from: f64,
    to: f64,
    cells: Vec<Vec<Sample<T>>>,
    /// How many samples there were.
    pub count: u64,
}

impl<T: Float> Columns<T> {
    /// So many empty columns over the range.
    pub fn new(from: f64, to: f64, count: usize) -> Self {
        Self { from, to, cells: vec![Vec::new(); count], count: 0 }
    }

    /// Counts a result for a finite x in the range.
    pub fn push(&mut self, x: T, y: T) {
        let last = self.cells.len() - 1;
        let share = (x.to_f64() - self.from) / (self.to - self.from);
        let cell = ((share * self.cells.len() as f64).max(0.0) as usize).min(last);
        self.push_to(cell, x, y);
    }

    /// The same, if the column is known.
    pub fn push_to(&mut self, cell: usize, x: T, y: T) {
        self.count += 1;
        // The exact error of a double is work: only the worst by their distance from the right result get it.
        let error = if T::BITS < 64 { error(x, y) } else { distance(y, softplus(x)) };
        let worst = &mut self.cells[cell];
        let place = worst.partition_point(|other| other.error >= error);
        if place < CANDIDATES {
            worst.insert(place, Sample { x, y, error });
            worst.truncate(CANDIDATES);
        }
    }

    /// The worst sample of each column, its error exact; none where the type has no float in the column.
    pub fn worst(self, bar: &ProgressBar) -> Vec<Option<Sample<T>>> {
        let measured = |cell: Vec<Sample<T>>| {
            let exact = cell.into_iter().map(|sample| Sample { error: error(sample.x, sample.y), ..sample });
            let worst = exact.max_by(|a, b| a.error.total_cmp(&b.error));
            bar.inc(1);
            worst
        };
        self.cells.into_par_iter().map(measured).collect()
    }
}

/// A bar on a terminal for so many of something, if they take time.
pub fn progress(count: u64, what: &str, shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {percent:>3} % of {human_len} {msg}");
    let bar = ProgressBar::new(count).with_message(what.to_owned());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Floats of each column of the range: those of every binade, evenly spread over its encodings, with both ends.
pub fn sample<T: Float>(from: f64, to: f64, columns: usize) -> Vec<(usize, T)> {
    let largest = at_least::<T>(f64::INFINITY) - 1;
    let edge = |i: usize| from + (to - from) * (i as f64 / columns as f64);
    let beyond = at_least::<T>(to);
    let beyond = if of_rank::<T>(beyond).to_f64() == to { beyond + 1 } else { beyond };
    let mut all = Vec::new();
    for column in 0..columns {
        let first = at_least::<T>(edge(column)).max(-largest);
        let last = if column + 1 < columns { at_least::<T>(edge(column + 1)) } else { beyond };
        for rank in spread::<T>(first, (last - 1).min(largest)) {
            all.push((column, of_rank(rank)));
        }
    }
    all
}

/// Ranks from `first` to `last`, both included.
fn spread<T: Float>(first: i64, last: i64) -> Vec<i64> {
    if last.saturating_sub(first) < TRIED {
        return (first..=last).collect();
    }
    let binade = 1_i64 << (T::MANTISSA_DIGITS - 1);
    let (low, high) = (first.div_euclid(binade), last.div_euclid(binade));
    let each = (TRIED / (high - low + 1).max(1)).max(TRIED_IN_BINADE);
    let mut ranks = Vec::new();
    for number in low..=high {
        let (start, end) = (first.max(number * binade), last.min((number + 1) * binade - 1));
        let length = end - start + 1;
        if length <= each {
            ranks.extend(start..=end);
            continue;
        }
        // Even steps alone would give numbers with few digits, on which operations round less.
        let places = (1..each - 1).map(|i| {
            let shaken = i as f64 + 0.5 * (i as f64 * 0.618_033_988_749_895).fract();
            start + (shaken / (each as f64) * length as f64) as i64
        });
        ranks.extend([start].into_iter().chain(places).chain([end]));
    }
    ranks
}

/// The middle of a column, as a float.
pub fn middle<T: Float>(from: f64, to: f64, column: usize, columns: usize) -> T {
    T::from_f64(from + (to - from) * ((column as f64 + 0.5) / columns as f64))
}

#[cfg(test)]
mod tests {
    use super::{Columns, Outcome, sample};
    use half::f16;
    use indicatif::ProgressBar;

    #[test]
    fn every_binade_is_seen() {
        let xs = sample::<f32>(-40.0, 40.0, 560);
        let mut exponents: Vec<i32> = xs.iter().map(|(_, x)| (x.to_bits() >> 23) as i32).collect();
        exponents.sort_unstable();
        exponents.dedup();
        // Both signs, from subnormal numbers to [32, 64).
        assert_eq!(exponents.len(), 2 * (127 + 5 + 1));
        assert!(xs.is_sorted_by(|a, b| a.0 <= b.0));
        assert!(xs.iter().all(|(_, x)| (-40.0..=40.0).contains(x)));
        assert!(xs.iter().any(|(_, x)| *x == 40.0) && xs.iter().any(|(_, x)| *x == -40.0));
        let inside = |(column, x): &(usize, f32)| {
            let place = (f64::from(*x) + 40.0) / 80.0 * 560.0;
            (*column as f64 - 1e-9..=*column as f64 + 1.0 + 1e-9).contains(&place)
        };
        assert!(xs.iter().all(inside));
    }

    #[test]
    fn a_short_range_is_seen_whole() {
        // The 1024 f16 from 1 to 2, less than 64 in each column, and 2 itself.
        assert_eq!(sample::<f16>(1.0, 2.0, 20).len(), 1025);
        let close = sample::<f64>(1.0, 1.0_f64.next_up().next_up(), 560);
        assert_eq!(
            close.iter().map(|(_, x)| *x).collect::<Vec<f64>>(),
            [1.0, 1.0_f64.next_up(), 1.0_f64.next_up().next_up()]
        );
        assert!(sample::<f16>(1.0001, 1.0002, 560).is_empty());
        assert!(sample::<f32>(-1e300, 1e300, 9).iter().all(|(_, x)| x.is_finite()));
    }

    #[test]
    fn the_worst_of_a_column_is_kept() {
        let mut columns = Columns::new(0.0, 2.0, 2);
        for y in [1.3, 1.313_261_7_f32, f32::INFINITY, 1.4] {
            columns.push(0.5, y);
        }
        columns.push(2.0, 2.126_928_f32);
        let worst = columns.worst(&ProgressBar::hidden());
        assert_eq!(worst[0].unwrap().y, f32::INFINITY);
        assert!(worst[1].unwrap().error < 0.5);
    }

    #[test]
    fn outcomes_are_told_apart() {
        let outcome = |x: f32, y: f32| Outcome::of(x, y, crate::accuracy::error(x, y));
        assert_eq!(outcome(100.0, f32::INFINITY), Outcome::Overflow);
        assert_eq!(outcome(100.0, f32::NAN), Outcome::NotANumber);
        assert_eq!(outcome(100.0, 100.0), Outcome::Correct);
        assert_eq!(outcome(-20.0, 0.0), Outcome::Lost);
        assert_eq!(outcome(-18.0, -1.9e-6), Outcome::Lost);
        assert_eq!(outcome(1.0, 1.313_261_9), Outcome::Rounded);
        assert_eq!(outcome(1.0, 1.314), Outcome::Losing);
        assert_eq!(outcome(-104.0, 0.0), Outcome::Correct);
        assert_eq!(outcome(f32::NAN, f32::NAN), Outcome::Correct);
        assert_eq!(Outcome::of(f16::from_f32(12.0), f16::INFINITY, f64::INFINITY), Outcome::Overflow);
    }
}
