//! Axes: a range, and round numbers in it with their labels.

/// An axis of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The value at its beginning.
    pub low: f64,
    /// The value at its end, above `low`.
    pub high: f64,
    /// Round values between both, with their labels.
    pub ticks: Vec<(f64, String)>,
}

/// The step between two ticks: (leading digits)·10^exponent.
struct Step {
    leading: f64,
    exponent: i32,
}

impl Step {
    /// The smallest round step that makes at most `most` intervals of this length.
    fn fitting(length: f64, most: u32) -> Self {
        let least = length / f64::from(most);
        let exponent = least.log10().floor() as i32;
        let leading =
            [1.0, 2.0, 2.5, 5.0].into_iter().find(|leading| leading * power_of_10(exponent) >= least);
        match leading {
            Some(leading) => Self { leading, exponent },
            None => Self { leading: 1.0, exponent: exponent + 1 },
        }
    }

    fn value(&self) -> f64 {
        self.leading * power_of_10(self.exponent)
    }

    /// Exponent of the last digit that tells two ticks apart.
    fn last_digit(&self) -> i32 {
        if self.leading.fract() == 0.0 { self.exponent } else { self.exponent - 1 }
    }
}

fn power_of_10(exponent: i32) -> f64 {
    10_f64.powi(exponent)
}

impl Axis {
    /// An axis over this range, with at most `most` intervals between its ticks.
    pub fn new(low: f64, high: f64, most: u32) -> Self {
        let step = Step::fitting(high - low, most);
        let (first, last) = ((low / step.value()).ceil(), (high / step.value()).floor());
        // Where the range is next to nothing beside its values, no round number need be in it.
        let count = if last >= first { (last - first).min(f64::from(most)) as u32 + 1 } else { 0 };
        // Adding 0 turns −0 to 0.
        let values = (0..count).map(|i| (first + f64::from(i)) * step.value() + 0.0);
        let largest = low.abs().max(high.abs());
        let ticks = values.map(|value| (value, label(value, largest, step.last_digit()))).collect();
        Self { low, high, ticks }
    }

    /// An axis over the values, with a margin of 5 % at both ends. Values that are not finite do not count.
    pub fn over(values: impl Iterator<Item = f64>, most: u32) -> Self {
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self::new(-1.0, 1.0, most);
        }
        // A constant needs a range too.
        let least = low.abs().max(high.abs()).max(f64::MIN_POSITIVE * 1e16) * 1e-9;
        let margin = ((high - low) * 0.05).max(least);
        Self::new(low - margin, high + margin, most)
    }

    /// An axis over common logarithms, with the powers of ten at its ticks; `infinity` is the place of ∞, the highest.
    pub fn decades(logarithms: impl Iterator<Item = f64>, infinity: Option<f64>, most: u32) -> Self {
        let (low, high) = logarithms
            .chain(infinity)
            .fold((0.0_f64, 1.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let step = ((high - low) / f64::from(most)).ceil().max(1.0) as i32;
        let margin = (high - low) * 0.05;
        let ticks = (low.ceil() as i32..=high.floor() as i32).filter(|exponent| exponent % step == 0);
        // ∞ has its place to itself.
        let ticks =
            ticks.filter(|&exponent| infinity.is_none_or(|infinity| f64::from(exponent) < infinity - 0.75));
        let number = |exponent: i32| match exponent {
            -3..=4 => format!("{}", power_of_10(exponent)),
            _ => format!("1e{exponent}"),
        };
        let ticks = ticks.map(|exponent| (f64::from(exponent), number(exponent)));
        let ticks = ticks.chain(infinity.map(|place| (place, "∞".to_owned()))).collect();
        Self { low: low - margin, high: high + margin, ticks }
    }

    /// Where the value lies, from 0 at `low` to 1 at `high`.
    pub fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// The value to the digit at 10^`last_digit`; in scientific notation where the plain one is long.
fn label(value: f64, largest: f64, last_digit: i32) -> String {
    if (1e-4..1e6).contains(&largest) && last_digit > -8 {
        return format!("{value:.0$}", usize::try_from(-last_digit).unwrap_or(0));
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (value.abs().log10().floor() as i32 - last_digit).clamp(0, 16);
    format!("{value:.0$e}", digits as usize)
}

#[cfg(test)]
mod tests {
    use super::Axis;

    fn labels(low: f64, high: f64) -> Vec<String> {
        Axis::new(low, high, 9).ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round() {
        let expected = ["-10.0", "-7.5", "-5.0", "-2.5", "0.0", "2.5", "5.0", "7.5", "10.0"];
        assert_eq!(labels(-11.0, 11.0), expected);
        assert_eq!(labels(-0.5, 10.5), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(0.0, 0.001), ["0.0000", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]);
        assert_eq!(labels(-2e30, 2e30)[0], "-2.0e30");
        assert_eq!(labels(0.0, 1e-300)[1], "2e-301");
    }

    #[test]
    fn narrow_and_wide_ranges_have_few_ticks_in_order() {
        let next = 1.0_f64.next_up();
        for (low, high) in
            [(1.0, next), (1e16, 1e16 + 2.0), (0.0, 5e-324), (-1e300, 1e300), (-1e-310, 1e-310)]
        {
            let axis = Axis::over([low, high].into_iter(), 9);
            assert!(axis.low < axis.high && axis.low <= low && axis.high >= high, "{axis:?}");
            assert!(axis.ticks.len() <= 10, "{axis:?}");
            assert!(axis.ticks.is_sorted_by(|(a, _), (b, _)| a <= b), "{axis:?}");
            assert!(axis.ticks.iter().all(|(at, _)| (-0.01..=1.01).contains(&axis.place(*at))), "{axis:?}");
        }
    }

    #[test]
    fn decades_have_powers_of_ten_and_infinity() {
        let labels = |values: &[f64], infinity, most| -> Vec<String> {
            let axis = Axis::decades(values.iter().copied(), infinity, most);
            axis.ticks.into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(
            labels(&[-1.0, 7.2], None, 9),
            ["0.1", "1", "10", "100", "1000", "10000", "1e5", "1e6", "1e7"]
        );
        assert_eq!(labels(&[-1.0, 7.2], Some(9.0), 5), ["1", "100", "10000", "1e6", "1e8", "∞"]);
        assert_eq!(labels(&[], None, 5), ["1", "10"]);
    }

    #[test]
    fn constants_and_nothing_have_a_range() {
        assert!(Axis::over([3.0, 3.0].into_iter(), 5).place(3.0) == 0.5);
        assert!(Axis::over([0.0].into_iter(), 5).place(0.0) == 0.5);
        assert_eq!(Axis::over([f64::NAN, f64::INFINITY].into_iter(), 5).low, -1.0);
    }
}
