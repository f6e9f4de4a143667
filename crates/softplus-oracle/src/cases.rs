//! The hard f64 cases that are kept as tests, in the command's folder, which has them as test vectors: cases/NAME.f64.

use std::{fmt::Write as _, fs, path::PathBuf};

use anyhow::{Context, Result};
use rug::{Float as Mpfr, ops::CompleteRound};

use crate::functions::{Function, exact};

/// An input whose exact result lies next to a rounding boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The input's encoding.
    pub x: u64,
    /// The encoding of the correctly rounded result.
    pub y: u64,
    /// Identical bits of the exact result after the rounding bit.
    pub bits: u32,
}

/// How many bits of F(x) after the rounding bit are identical: 1 for 0.1|01…, 32 for a run of 32.
#[must_use]
pub fn identical_bits<F: Function<1>>(x: f64) -> u32 {
    const PRECISION: u32 = 320;
    let value = exact::<F>(x, PRECISION);
    let Some(exponent) = value.get_exp() else { return 0 };
    // In units of half the last place: the integer part ends with the rounding bit.
    let half_place = (exponent - 1).max(-1022) - 53;
    let units = Mpfr::with_val(PRECISION, value >> half_place);
    let fraction = units.fract_ref().complete(PRECISION);
    let near = if fraction > 0.5 { Mpfr::with_val(PRECISION, 1) - fraction } else { fraction };
    near.get_exp().map_or(PRECISION, |exponent| (-exponent).max(0) as u32)
}

fn path(function: &str) -> PathBuf {
    crate::root().join(format!("crates/softplus-cli/cases/{function}.f64"))
}

/// The committed cases.
pub fn read(function: &str) -> Result<Vec<Case>> {
    let path = path(function);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .map(|(i, line)| parse(line).with_context(|| format!("{}:{}: {line:?}", path.display(), i + 1)))
        .collect()
}

fn parse(line: &str) -> Option<Case> {
    let mut words = line.split_whitespace();
    let x = u64::from_str_radix(words.next()?, 16).ok()?;
    let y = u64::from_str_radix(words.next()?, 16).ok()?;
    let bits = words.next()?.parse().ok()?;
    Some(Case { x, y, bits })
}

/// The committed cases of a function of one number; of several there are none.
pub fn points<F: Function<A>, const A: usize>() -> Result<Vec<[f64; A]>> {
    if A > 1 {
        return Ok(Vec::new());
    }
    Ok(read(F::NAME)?.iter().map(|case| [f64::from_bits(case.x); A]).collect())
}

/// Writes the cases.
pub fn write<F: Function<1>>(cases: &[Case]) -> Result<()> {
    let mut text = format!(
        "# f64 inputs of {} whose exact result has at least 32 identical bits after the rounding bit.\n\
         # Found by `cargo xtask check --search --write`; results and counts of bits by MPFR.\n\
         # input's encoding, result's encoding, identical bits; the input\n",
        F::NAME
    );
    for &Case { x, y, bits } in cases {
        writeln!(text, "{x:016x} {y:016x} {bits} {:e}", f64::from_bits(x))?;
    }
    fs::write(path(F::NAME), text).context("cannot write the cases")
}
