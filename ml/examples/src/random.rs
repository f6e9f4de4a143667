//! Random numbers that are the same everywhere: integers, and arithmetic that rounds in one way only.

/// `SplitMix64` of Steele, Lea and Flood.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between −1 and 1, a multiple of 2^−23.
    pub fn uniform(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 8_388_608.0 - 1.0
    }

    /// Nearly normal, with mean 0 and variance 1: the sum of twelve (Irwin and Hall), which needs no logarithm.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| f64::from(self.uniform())).sum::<f64>() / 2.0
    }

    /// Puts the elements into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, elements: &mut [T]) {
        for last in (1..elements.len()).rev() {
            // The bias of the remainder, 2^−50 for some thousand elements, does not matter here.
            let other = self.next() % (last as u64 + 1);
            elements.swap(last, other as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // From the authors' C code, for the seed 1234567.
        let mut random = Random::new(1_234_567);
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        assert!(published.iter().all(|number| random.next() == *number));
    }

    #[test]
    fn a_shuffle_keeps_every_element() {
        let mut numbers: Vec<usize> = (0..1000).collect();
        Random::new(3).shuffle(&mut numbers);
        assert!(numbers.iter().enumerate().filter(|(place, number)| place == *number).count() < 20);
        numbers.sort_unstable();
        assert!(numbers.iter().enumerate().all(|(place, number)| place == *number));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let mut random = Random::new(5);
        let numbers: Vec<f64> = (0..100_000).map(|_| random.normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 1e5;
        let variance = numbers.iter().map(|x| x * x).sum::<f64>() / 1e5;
        // Four standard deviations of each.
        assert!(mean.abs() < 0.0127 && (variance - 1.0).abs() < 0.0179, "{mean} {variance}");
    }
}
