//! The sets of test vectors: the same inputs on every machine, each with the reason why it is there.
//!
//! Only exact operations and literal constants decide about an input, so that no platform's mathematical library can
//! change a set. The results are the crate's, which are the same everywhere.

mod drives;
mod hard;
mod known;
mod points;

use std::collections::HashSet;

use clap::ValueEnum;
use serde::Serialize;
use softplus_family::Float;

use crate::family::Function;

/// How many cases a set has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// Some hundred cases of each function and type.
    Small,
    /// Every value of f16 and bf16 for functions of one number; about 100,000 cases of the others.
    Large,
}

impl Size {
    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
        }
    }
}

/// Consecutive cases that are there for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The reason.
    pub tag: String,
    /// The first of them.
    pub from: usize,
    /// How many.
    pub cases: usize,
}

/// Inputs and the correctly rounded results of a function.
#[derive(Debug, Clone)]
pub struct Set<T> {
    /// The function.
    pub function: Function,
    /// For each argument, all its values.
    pub columns: Vec<Vec<T>>,
    /// The correctly rounded results.
    pub results: Vec<T>,
    /// The reasons, in the order of the cases.
    pub groups: Vec<Group>,
    /// Where the repeat block begins: from there on, all cases are earlier ones.
    pub repeat_from: usize,
}

/// Vectors hold powers of two of elements, up to 64: a length of this rest leaves some over in all of them.
const REST: usize = 13;
/// How many of a large set's cases are repeated.
const LARGE_REPEAT: usize = 16_384;

impl<T: Float> Set<T> {
    /// The set of a function.
    pub fn new(function: Function, size: Size) -> Self {
        let mut inputs = Inputs::new(function);
        points::fill(&mut inputs, size);
        let repeat_from = inputs.len();
        let mut set = Self {
            function,
            columns: inputs.columns,
            results: Vec::new(),
            groups: inputs.groups,
            repeat_from,
        };
        set.results = values(function, &set.columns);
        set.repeat(if size == Size::Small { repeat_from } else { LARGE_REPEAT.min(repeat_from) });
        set
    }

    /// How many cases.
    pub(super) const fn len(&self) -> usize {
        self.results.len()
    }

    /// Appends at most `most` earlier cases in another order, so that a result that depends on its place or on the length
    /// shows as two different results of one input.
    fn repeat(&mut self, most: usize) {
        let all = self.repeat_from;
        let most = most - (all + most + 64 - REST) % 64;
        // A permutation: the step has no factor in common with the number of cases.
        let step = (all * 5 / 13..all).find(|&step| gcd(step, all) == 1).unwrap_or(1);
        let mut order: Vec<usize> = (0..most).map(|i| (i * step + 1) % all).collect();
        // What a vector's rest is known to do differently comes last: results near zero, and the known failures.
        let sensitive = self.sensitive();
        let last = order.len().saturating_sub(sensitive.len());
        for (place, case) in order[last..].iter_mut().zip(sensitive) {
            *place = case;
        }
        for column in self.columns.iter_mut().chain([&mut self.results]) {
            let again: Vec<T> = order.iter().map(|&case| column[case]).collect();
            column.extend(again);
        }
        self.groups.push(Group {
            tag: "earlier cases again, in another order: equal inputs must have equal results".to_owned(),
            from: all,
            cases: order.len(),
        });
    }

    /// Up to twelve cases: subnormal results, and known failures.
    fn sensitive(&self) -> Vec<usize> {
        let subnormal = |&case: &usize| is_subnormal(self.results[case]);
        let subnormal: Vec<usize> = (0..self.repeat_from).filter(subnormal).collect();
        let spread = subnormal.iter().step_by(subnormal.len() / 6 + 1).copied();
        let known = self.groups.iter().filter(|group| known::is_known(&group.tag));
        let mut cases: Vec<usize> = known.map(|group| group.from).take(6).collect();
        cases.extend(spread);
        cases
    }
}

/// The function of each point.
pub fn values<T: Float>(function: Function, columns: &[Vec<T>]) -> Vec<T> {
    let mut results = columns[0].clone();
    let rest: Vec<&[T]> = columns[1..].iter().map(Vec::as_slice).collect();
    function.apply(&mut results, &rest);
    // Of two NaNs the CPU chooses one, and the compiler the order: the vectors have one NaN.
    for result in results.iter_mut().filter(|result| result.to_f64().is_nan()) {
        *result = T::from_f64(f64::NAN);
    }
    results
}

/// Neither zero nor as large as the smallest normal number.
pub fn is_subnormal<T: Float>(x: T) -> bool {
    let magnitude = x.to_bits_u64() & !(1 << (T::BITS - 1));
    magnitude != 0 && magnitude >> (T::MANTISSA_DIGITS - 1) == 0
}

const fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Different inputs, being collected.
struct Inputs<T> {
    function: Function,
    columns: Vec<Vec<T>>,
    groups: Vec<Group>,
    seen: HashSet<Vec<u64>>,
}

impl<T: Float> Inputs<T> {
    fn new(function: Function) -> Self {
        let columns = vec![Vec::new(); function.arguments().len()];
        Self { function, columns, groups: Vec::new(), seen: HashSet::new() }
    }

    fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Adds a point for a reason, unless it is there.
    fn push(&mut self, tag: &str, point: &[T]) {
        assert!(point.len() == self.columns.len(), "{}: {point:?}", self.function.name());
        if !self.seen.insert(point.iter().map(|x| x.to_bits_u64()).collect()) {
            return;
        }
        match self.groups.last_mut() {
            Some(group) if group.tag == tag => group.cases += 1,
            _ => self.groups.push(Group { tag: tag.to_owned(), from: self.len(), cases: 1 }),
        }
        for (column, &x) in self.columns.iter_mut().zip(point) {
            column.push(x);
        }
    }
}
