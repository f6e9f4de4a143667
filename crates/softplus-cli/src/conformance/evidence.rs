//! Results beside the exact ones, and how far they are apart.

use std::collections::HashMap;

use softplus_family::Float;

use super::set::{self, is_subnormal};
use crate::{
    accuracy::{distance, units},
    family::Function,
};

/// Results up to this many units in the last place are a matter of accuracy, not of a fault that has a name.
pub const FAITHFUL: f64 = 4.0;

/// Another result of an input, in another run or file.
#[derive(Debug, Clone)]
pub struct Again<T> {
    /// The case.
    pub case: usize,
    /// The other result.
    pub got: T,
    /// Where it came from.
    pub origin: String,
}

/// Inputs, results, and the exact values.
#[derive(Debug)]
pub struct Evidence<T> {
    /// The function.
    pub function: Function,
    /// For each argument, all its values.
    pub columns: Vec<Vec<T>>,
    /// The results under test.
    pub got: Vec<T>,
    /// The correctly rounded results.
    pub exact: Vec<T>,
    /// Errors in units in the last place; infinite where one of both is NaN or infinite and the other is not.
    pub errors: Vec<f64>,
    /// For each case, the first one with the same input.
    pub first: Vec<usize>,
    /// Other results of the same inputs that differ, from runs of the same program with parts of the inputs.
    pub again: Vec<Again<T>>,
    /// The same from other files.
    pub others: Vec<Again<T>>,
    /// The function's values in f64.
    wide: Vec<f64>,
    /// Errors above this are wrong.
    pub limit: f64,
    /// The wrong cases that no mode has explained yet.
    pub open: Vec<bool>,
}

impl<T: Float> Evidence<T> {
    /// Compares the results with the exact ones.
    pub fn new(function: Function, columns: Vec<Vec<T>>, got: Vec<T>, limit: f64) -> Self {
        let exact = set::values(function, &columns);
        let wide: Vec<Vec<f64>> =
            columns.iter().map(|column| column.iter().map(|x| x.to_f64()).collect()).collect();
        let wide = set::values(function, &wide);
        let errors = (0..got.len()).map(|i| error(got[i], exact[i], wide[i])).collect();
        let mut seen = HashMap::new();
        let first = (0..got.len()).map(|i| *seen.entry(key(&columns, i)).or_insert(i)).collect();
        let (again, others, open) = (Vec::new(), Vec::new(), Vec::new());
        let mut evidence =
            Self { function, columns, got, exact, errors, first, again, others, wide, limit, open };
        evidence.open = (0..evidence.len()).map(|i| evidence.is_wrong(i)).collect();
        evidence
    }

    /// How many cases.
    pub const fn len(&self) -> usize {
        self.got.len()
    }

    /// The arguments of a case.
    pub fn point(&self, case: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[case].to_f64()).collect()
    }

    /// Whether all its arguments are finite.
    pub fn is_finite(&self, case: usize) -> bool {
        self.columns.iter().all(|column| column[case].to_f64().is_finite())
    }

    /// The result under test.
    pub fn got(&self, case: usize) -> f64 {
        self.got[case].to_f64()
    }

    /// The correctly rounded result.
    pub fn exact(&self, case: usize) -> f64 {
        self.exact[case].to_f64()
    }

    /// The error of another result of a case, in units in the last place.
    pub fn error_of(&self, case: usize, got: T) -> f64 {
        error(got, self.exact[case], self.wide[case])
    }

    /// Whether it is not the correctly rounded value.
    pub fn is_misrounded(&self, case: usize) -> bool {
        !same(self.got[case], self.exact[case])
    }

    /// Whether it is wrong by more than a few units in the last place, or a zero of the other sign.
    pub fn is_wrong(&self, case: usize) -> bool {
        let zeros = self.got(case) == 0.0 && self.exact(case) == 0.0;
        self.errors[case] > self.limit || (zeros && self.is_misrounded(case))
    }

    /// The wrong cases that are not explained.
    pub fn open_cases(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|&case| self.open[case])
    }

    /// How many different inputs.
    pub fn distinct(&self, cases: &[usize]) -> usize {
        let firsts: std::collections::HashSet<usize> = cases.iter().map(|&case| self.first[case]).collect();
        firsts.len()
    }

    /// Whether the exact result is subnormal.
    pub fn is_subnormal(&self, case: usize) -> bool {
        is_subnormal(self.exact[case])
    }

    /// How far a number is from the result under test, in units of its last place.
    pub fn distance(&self, case: usize, value: f64) -> f64 {
        units::<T>(self.got(case), value)
    }
}

/// The input's encoding.
fn key<T: Float>(columns: &[Vec<T>], case: usize) -> Vec<u64> {
    columns.iter().map(|column| column[case].to_bits_u64()).collect()
}

/// Whether two results are the same; all NaNs are.
pub fn same<T: Float>(a: T, b: T) -> bool {
    a.to_bits_u64() == b.to_bits_u64() || (a.to_f64().is_nan() && b.to_f64().is_nan())
}

/// The error of a result: against the f64 value of the function where T is narrower, else against the correctly
/// rounded value.
fn error<T: Float>(got: T, exact: T, wide: f64) -> f64 {
    let number = got.to_f64();
    if number.is_finite() && wide.is_finite() { units::<T>(number, wide) } else { distance(got, exact) }
}

#[cfg(test)]
mod tests {
    use super::error;

    #[test]
    fn errors_count_in_last_places() {
        assert_eq!(error(1.0 + f32::EPSILON, 1.0, 1.0 + f64::from(f32::EPSILON) / 4.0), 0.75);
        assert_eq!(error(f32::INFINITY, f32::MAX, 3e38), f64::INFINITY);
        assert_eq!(error(f32::MAX, f32::INFINITY, f64::INFINITY), f64::INFINITY);
        assert_eq!(error(f32::NAN, f32::NAN, f64::NAN), 0.0);
        assert_eq!(error(f32::NAN, 0.0, 1e-60), f64::INFINITY);
        assert_eq!(error(f32::INFINITY, f32::INFINITY, 1e60), 0.0, "rounds to infinity");
        assert_eq!(error(0.0_f32, 0.0, 0.0), 0.0);
    }
}
