//! The result around an input, as a parabola in the number of steps (encodings) away from it, modulo one unit.

use rug::{Assign, Float as Mpfr, ops::CompleteRound};

use crate::functions::{Function, exact};

const PRECISION: u32 = 160;

/// c0 + c1·i + c2·i² units, where a unit is half the last place of the result, for 0 ≤ i < [`Expansion::STEPS`].
#[derive(Debug)]
pub struct Expansion {
    start: f64,
    coefficients: [Mpfr; 3],
}

impl Expansion {
    /// The parabola's error, f‴·(steps·h)³/125, stays below 2^−36 units: it is largest for x in [−745, −512], where
    /// h = 2^−43 and f‴ = f < 2^54 units.
    pub const STEPS: u64 = 1 << 15;
    /// Lanes of the scan, for the compiler to put into vectors.
    const LANES: usize = 16;

    /// The parabola through the results at `start`, in the middle and at the end.
    pub fn at<F: Function<1>>(start: f64) -> Self {
        let half = Self::STEPS / 2;
        let value = |steps: u64| exact::<F>(f64::from_bits(start.to_bits() + steps), PRECISION);
        let [f0, f1, f2] = [0, half, 2 * half].map(value);
        let unit = (f0.get_exp().unwrap_or(0) - 1).max(-1022) - 53;
        let second = (&f2 + &f0).complete(PRECISION) - (&f1 << 1_u32).complete(PRECISION);
        let half = Mpfr::with_val(PRECISION, half);
        let c2 = second / (half.clone() * &half * 2_u32);
        let c1 = (&f1 - &f0).complete(PRECISION) / &half - &c2 * half;
        Self { start, coefficients: [f0, c1, c2].map(|c| c >> unit) }
    }

    /// The inputs whose result is within 2^−bits of an integer.
    pub fn close(&self, bits: u32) -> Vec<f64> {
        let groups = self.groups(bits).into_iter();
        let steps = groups.flat_map(|group| group..group + Self::LANES as u64);
        steps.filter(|&i| is_close(self.fraction(i), bits)).map(|i| self.step(i)).collect()
    }

    fn step(&self, i: u64) -> f64 {
        f64::from_bits(self.start.to_bits() + i)
    }

    /// The fraction at step i, in 2^−64.
    fn fraction(&self, i: u64) -> u64 {
        let [c0, c1, c2] = [0, 1, 2].map(|k| fixed(&self.coefficients[k]));
        c0.wrapping_add(c1.wrapping_mul(i)).wrapping_add(c2.wrapping_mul(i.wrapping_mul(i)))
    }

    /// The first steps of the groups of `LANES` steps in which one is close: second differences, two additions for
    /// each input.
    fn groups(&self, bits: u32) -> Vec<u64> {
        const LANES: u64 = Expansion::LANES as u64;
        let at = |lane: usize, round: u64| self.fraction(lane as u64 + round * LANES);
        let mut value: [u64; Self::LANES] = std::array::from_fn(|lane| at(lane, 0));
        let mut change: [u64; Self::LANES] =
            std::array::from_fn(|lane| at(lane, 1).wrapping_sub(value[lane]));
        let curvature = at(0, 2).wrapping_sub(at(0, 1)).wrapping_sub(change[0]);
        let mut found = Vec::new();
        for round in 0..Self::STEPS / LANES {
            let mut any = false;
            for lane in 0..Self::LANES {
                any |= is_close(value[lane], bits);
                value[lane] = value[lane].wrapping_add(change[lane]);
                change[lane] = change[lane].wrapping_add(curvature);
            }
            if any {
                found.push(round * LANES);
            }
        }
        found
    }

    /// Whether the result moves by so little at a step that [`Expansion::solve`] finds cases.
    pub fn is_slow(&self) -> bool {
        self.coefficients[1].clone().abs() < 2_f64.powi(-15)
    }

    /// The input nearest to the next integer upwards, if the result moves slowly enough for it to be one.
    pub fn solve(&self) -> Option<f64> {
        let [c0, c1, _] = &self.coefficients;
        let mut distance = Mpfr::new(PRECISION);
        distance.assign(c0.ceil_ref());
        distance -= c0;
        let steps = (distance / c1).round().to_integer()?.to_i64()?;
        Some(f64::from_bits(self.start.to_bits().checked_add_signed(steps)?))
    }
}

/// Whether a fraction in 2^−64 is within 2^−bits of an integer.
#[inline]
fn is_close(fraction: u64, bits: u32) -> bool {
    fraction.wrapping_add(1 << (64 - bits)) >> (65 - bits) == 0
}

/// The number modulo one, in 2^−64, rounded down.
fn fixed(value: &Mpfr) -> u64 {
    let scaled = Mpfr::with_val(value.prec() + 64, value << 64_u32).floor();
    let integer = scaled.to_integer().unwrap_or_default();
    integer.keep_bits(64).to_u64().unwrap_or(0)
}
