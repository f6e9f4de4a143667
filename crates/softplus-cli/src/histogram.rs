//! Counts of values, for a histogram of any range that is chosen afterwards.

use softplus::Float;

/// The first 18 bits of an f32's encoding: sign, exponent, and nine bits of the significand.
const DROPPED_BITS: u32 = 14;
const CELLS: usize = 1 << (32 - DROPPED_BITS);

/// How many values fell into each of 2^18 cells, which are 0.2 % of the value wide; whatever the count, 2 MiB.
#[derive(Debug, Clone)]
pub struct Histogram {
    cells: Vec<u64>,
    finite: u64,
    other: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { cells: vec![0; CELLS], finite: 0, other: 0 }
    }
}

impl Histogram {
    /// Counts the values.
    pub fn push<T: Float>(&mut self, values: &[T]) {
        for value in values {
            // An f64 beyond f32's range counts as infinite: no figure could show it.
            let value = value.to_f64() as f32;
            if value.is_finite() {
                self.cells[(value.to_bits() >> DROPPED_BITS) as usize] += 1;
                self.finite += 1;
            } else {
                self.other += 1;
            }
        }
    }

    /// How many are drawn.
    pub const fn finite(&self) -> u64 {
        self.finite
    }

    /// Infinities, NaNs, and what lies beyond f32's range.
    pub const fn other(&self) -> u64 {
        self.other
    }

    /// The cells with something in them, in the order of their values: from, to, count.
    fn occupied(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let half = CELLS / 2;
        // Negative values have the sign bit and grow away from zero.
        let order = (half..CELLS).rev().chain(0..half);
        order.filter(|&cell| self.cells[cell] > 0).map(|cell| {
            let at = |cell: usize| f64::from(f32::from_bits((cell as u32) << DROPPED_BITS));
            let (near, far) = (at(cell), at(cell) + (at(cell | 1) - at(cell & !1)));
            (near.min(far), near.max(far), self.cells[cell])
        })
    }

    /// The value below which this share of the finite values lies, to the width of a cell.
    pub fn quantile(&self, share: f64) -> f64 {
        let rank = share * self.finite as f64;
        let mut below = 0.0;
        for (from, to, count) in self.occupied() {
            below += count as f64;
            if below >= rank {
                return if share < 0.5 { from } else { to };
            }
        }
        0.0
    }

    /// Counts in `bins` bins of equal width; a wide cell across a border counts in parts.
    pub fn bins(&self, from: f64, to: f64, bins: usize) -> Vec<f64> {
        let width = (to - from) / bins as f64;
        let mut counts = vec![0.0; bins];
        for (low, high, count) in self.occupied() {
            let (low, high) = ((low - from) / width, (high - from) / width);
            // A narrow one, as of a column of one value, counts as its middle.
            let (low, high) = if high - low < 0.5 {
                let middle = (0.5 * (low + high)).floor();
                (middle, middle + 1.0)
            } else {
                (low, high)
            };
            let share = count as f64 / (high - low);
            let (first, last) = (low.max(0.0) as usize, (high.min(bins as f64)).ceil().max(0.0) as usize);
            for (bin, total) in counts.iter_mut().enumerate().take(last).skip(first) {
                let overlap = (high.min((bin + 1) as f64) - low.max(bin as f64)).max(0.0);
                *total += share * overlap;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn values_fall_into_their_bins() {
        let mut histogram = Histogram::default();
        histogram.push(&[-1.5_f32, -1.25, 0.0, 0.5, 2.5, f32::NAN, f32::INFINITY]);
        histogram.push(&[0.25_f64, 1e300]);
        assert_eq!((histogram.finite, histogram.other()), (6, 3));
        let bins = histogram.bins(-2.0, 3.0, 5);
        for (bin, expected) in bins.iter().zip([2.0, 0.0, 3.0, 0.0, 1.0]) {
            assert!((bin - expected).abs() < 1e-9, "{bins:?}");
        }
    }

    #[test]
    fn quantiles_are_near_the_sorted_values() {
        let mut histogram = Histogram::default();
        let values: Vec<f64> = (0..10_001).map(|i| f64::from(i) / 100.0 - 50.0).collect();
        histogram.push(&values);
        for share in [0.001, 0.25, 0.5, 0.9, 0.999] {
            let exact = share * 100.0 - 50.0;
            assert!(
                (histogram.quantile(share) - exact).abs() < 0.2,
                "{share}: {}",
                histogram.quantile(share)
            );
        }
    }
}
