//! Comparison of a function with the reference, bit by bit.

use rayon::prelude::*;
use softplus::{Float, Level};

use crate::{functions::Function, reference};

/// Inputs of one parallel task; odd, so that no vector width divides it.
const CHUNK: usize = 4099;

/// One wrong result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miss {
    /// Encodings of the arguments, as far as the function has them.
    pub input: [u64; 3],
    /// The result's encoding.
    pub got: u64,
    /// The right result's encoding.
    pub expected: u64,
    /// Distance in units of the last place; `u64::MAX` where one of the two is NaN.
    pub ulps: u64,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Inputs compared.
    pub checked: u64,
    /// Results that are not the reference's bits.
    pub misrounded: u64,
    /// The largest error, the first of several.
    pub worst: Option<Miss>,
}

impl Report {
    /// The report of one result.
    pub fn one<T: Float, const A: usize>(input: [T; A], got: T, expected: T) -> Self {
        let mut report = Self { checked: 1, ..Self::default() };
        let both_nan = got.to_f64().is_nan() && expected.to_f64().is_nan();
        if !both_nan && got.to_bits_u64() != expected.to_bits_u64() {
            report.misrounded = 1;
            report.worst = Some(Miss {
                input: std::array::from_fn(|a| input.get(a).map_or(0, |x| x.to_bits_u64())),
                got: got.to_bits_u64(),
                expected: expected.to_bits_u64(),
                ulps: distance(got, expected),
            });
        }
        report
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let worse = match (&self.worst, &other.worst) {
            (Some(a), Some(b)) => b.ulps > a.ulps,
            (first, _) => first.is_none(),
        };
        Self {
            checked: self.checked + other.checked,
            misrounded: self.misrounded + other.misrounded,
            worst: if worse { other.worst } else { self.worst },
        }
    }

    /// Panics with the worst result unless all are right and there was at least one.
    pub fn assert_exact(&self, what: &str) {
        assert!(self.checked > 0, "{what}: nothing was checked");
        assert!(self.misrounded == 0, "{what}: {self}");
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(out, "{} misrounded of {}", self.misrounded, self.checked)?;
        if let Some(Miss { input, got, expected, ulps }) = self.worst {
            let [x, y, z] = input;
            write!(
                out,
                "; worst: input {x:#x} {y:#x} {z:#x}, got {got:#x}, expected {expected:#x}, {ulps} ulp"
            )?;
        }
        Ok(())
    }
}

/// Steps between two values along the line of the type's values; +0 and −0 are one step apart.
fn distance<T: Float>(a: T, b: T) -> u64 {
    if a.to_f64().is_nan() || b.to_f64().is_nan() {
        return u64::MAX;
    }
    let place = |value: T| {
        let bits = i128::from(value.to_bits_u64());
        let sign = 1_i128 << (T::BITS - 1);
        if bits >= sign { sign - bits - 1 } else { bits }
    };
    u64::try_from((place(a) - place(b)).unsigned_abs()).unwrap_or(u64::MAX)
}

/// A function over points, under test.
pub type Slices<'a, T, const A: usize> = &'a (dyn Fn(&[[T; A]], &mut [T]) + Sync);

/// The functions against the reference of F. An input counts as misrounded if any of them is wrong there.
pub fn compare<F: Function<A>, T: Float, const A: usize>(
    inputs: &[[T; A]],
    functions: &[Slices<T, A>],
) -> Report {
    compare_groups::<F, T, A>(inputs, &[functions])[0]
}

/// The same for several groups of functions, each with a report of its own; the reference is computed once.
pub fn compare_groups<F: Function<A>, T: Float, const A: usize>(
    inputs: &[[T; A]],
    groups: &[&[Slices<T, A>]],
) -> Vec<Report> {
    let chunk = |xs: &[[T; A]]| {
        let evaluate = |function: &Slices<T, A>| {
            let mut ys = vec![T::default(); xs.len()];
            function(xs, &mut ys);
            ys
        };
        let results: Vec<Vec<Vec<T>>> =
            groups.iter().map(|functions| functions.iter().map(evaluate).collect()).collect();
        let expected: Vec<T> = xs.iter().map(|&x| reference::value::<F, T, A>(x)).collect();
        let group = |results: &Vec<Vec<T>>| {
            let one_input = |(i, (&x, &expected)): (usize, (&[T; A], &T))| {
                let each = results
                    .iter()
                    .map(|ys| Report::one(x, ys[i], expected))
                    .fold(Report::default(), Report::and);
                Report { checked: 1, misrounded: each.misrounded.min(1), ..each }
            };
            xs.iter().zip(&expected).enumerate().map(one_input).fold(Report::default(), Report::and)
        };
        results.iter().map(group).collect()
    };
    let none = || vec![Report::default(); groups.len()];
    inputs.par_chunks(CHUNK).map(chunk).reduce(none, both)
}

/// The reports of each group together.
#[must_use]
pub fn both(first: Vec<Report>, second: Vec<Report>) -> Vec<Report> {
    first.into_iter().zip(second).map(|(a, b)| a.and(b)).collect()
}

/// Each argument by itself.
#[must_use]
pub fn columns<T: Float, const A: usize>(points: &[[T; A]]) -> [Vec<T>; A] {
    std::array::from_fn(|a| points.iter().map(|point| point[a]).collect())
}

/// F over slices at a level.
pub fn at_level<F: Function<A>, T: Float, const A: usize>(level: Level, points: &[[T; A]], ys: &mut [T]) {
    let columns = columns(points);
    softplus::probe::slice::<F, T, A>(level, columns.each_ref().map(Vec::as_slice), ys);
}

/// F as the crate computes it: over slices at every level that this CPU has, value by value, and by the accurate phase
/// alone.
pub fn compare_all<F: Function<A>, T: Float, const A: usize>(inputs: &[[T; A]]) -> Report {
    let levels: Vec<_> = Level::available()
        .map(|level| move |xs: &[[T; A]], ys: &mut [T]| at_level::<F, T, A>(level, xs, ys))
        .collect();
    let values = |xs: &[[T; A]], ys: &mut [T]| {
        xs.iter().zip(ys).for_each(|(&x, y)| *y = F::of(x));
    };
    let accurate = |xs: &[[T; A]], ys: &mut [T]| {
        xs.iter().zip(ys).for_each(|(&x, y)| *y = softplus::probe::accurate::<F, T, A>(x));
    };
    let mut functions: Vec<Slices<T, A>> = vec![&values, &accurate];
    functions.extend(levels.iter().map(|slices| slices as Slices<T, A>));
    compare::<F, T, A>(inputs, &functions)
}
