//! Inputs: special values, thresholds, powers of two, random values of every binade.

use softplus::Float;

/// The next value of the generator `splitmix64` (Steele, Lea, Flood 2014).
pub fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Every value of a type of 16 bits.
#[must_use]
pub fn every_16_bit<T: Float>() -> Vec<T> {
    assert_eq!(T::BITS, 16);
    (0..1 << 16).map(T::from_bits_u64).collect()
}

/// NaNs, infinities, zeros, the largest, the smallest normal and subnormal values, of both signs.
#[must_use]
pub fn special<T: Float>() -> Vec<T> {
    let digits = T::MANTISSA_DIGITS;
    let infinity = ((2 * T::MAX_EXPONENT + 1) as u64) << (digits - 1);
    let smallest_normal = 1 << (digits - 1);
    let patterns =
        [0, 1, 2, smallest_normal - 1, smallest_normal, smallest_normal + 1, infinity - 1, infinity];
    let nans = [infinity + 1, infinity | 1 << (digits - 2), infinity | ((1 << (digits - 1)) - 1)];
    let sign = 1 << (T::BITS - 1);
    patterns.iter().chain(&nans).flat_map(|&bits| [bits, bits | sign]).map(T::from_bits_u64).collect()
}

/// Where the kernels or the results change their form, each with four neighbours on both sides: the ends of the
/// kernels' ranges, the first zero, the first subnormal and the first identical result of each type, the borders
/// between the entries of every table, every power of two.
#[must_use]
pub fn thresholds<T: Float>() -> Vec<T> {
    // 2^k with k = −MIN of f64, f32/bf16, f16: half of the smallest subnormal, the smallest subnormal and normal.
    let result_edges = [1075, 1074, 1022, 150, 149, 134, 133, 126, 25, 24, 14]
        .map(|k| -f64::from(k) * std::f64::consts::LN_2);
    let identity = [5.0, 6.0, 8.0, 11.0, 12.0, 16.0, 17.0, 18.0, 33.0, 36.0, 36.7, 37.0, 38.0, 89.0, 710.0];
    let kernel = [40.0, 150.0, 380.0, 746.0, 1000.0, 0.25, 700.0];
    let steps = [16.0, 128.0].into_iter().flat_map(|count: f64| {
        let last = (750.0 * count / std::f64::consts::LN_2) as u32;
        (0..last).map(move |k| (f64::from(k) + 0.5) * std::f64::consts::LN_2 / count)
    });
    // u = e^−|x| = (i + 1/2)/(entries − 1).
    let entries = [15.0_f64, 127.0]
        .into_iter()
        .flat_map(|last| (0..last as u32).map(move |i| -((f64::from(i) + 0.5) / last).ln()));
    // The borders of the direct kernels' pieces, around k/2 and k/16.
    let pieces = (0..32).map(|k| f64::from(2 * k + 1) / 4.0);
    let pieces = pieces.chain((0..640).map(|k| f64::from(2 * k + 1) / 32.0));
    let powers = (T::MIN_EXPONENT - T::MANTISSA_DIGITS as i32 + 1..=T::MAX_EXPONENT).map(|k| 2_f64.powi(k));
    let all =
        result_edges.into_iter().chain(identity).chain(kernel).chain(steps).chain(entries).chain(powers);
    let all = all.chain(pieces);
    all.flat_map(|x| [x, -x]).flat_map(|x| neighbours(T::from_f64(x))).collect()
}

/// x and four values on both sides, as far as they have the same sign.
fn neighbours<T: Float>(x: T) -> impl Iterator<Item = T> {
    let sign = x.to_bits_u64() >> (T::BITS - 1) << (T::BITS - 1);
    let magnitude = x.to_bits_u64() ^ sign;
    (magnitude.saturating_sub(4)..=magnitude + 4).map(move |bits| T::from_bits_u64(sign | bits))
}

/// Special values in every combination.
#[must_use]
pub fn special_points<T: Float, const A: usize>() -> Vec<[T; A]> {
    let special = special::<T>();
    let total = special.len().pow(A as u32);
    (0..total)
        .map(|number| {
            let mut left = number;
            std::array::from_fn(|_| {
                let value = special[left % special.len()];
                left /= special.len();
                value
            })
        })
        .collect()
}

/// Every value by itself.
#[must_use]
pub fn points<T: Float>(xs: &[T]) -> Vec<[T; 1]> {
    xs.iter().map(|&x| [x]).collect()
}

/// Random points of several numbers: each random; in turn all from −40 to 40, the second next to the first, the second
/// where eᵃ ± eᵇ = 1, all of moderate size, and one next to zero.
#[must_use]
pub fn random_points<T: Float, const A: usize>(seed: u64, start: u64, count: usize) -> Vec<[T; A]> {
    if A == 1 {
        return random(seed, start, count).map(|x| [x; A]).collect();
    }
    let mut state = seed ^ start.wrapping_mul(0x9e37_79b9_97f4_a7c1);
    // By the generator, not by the number: else arguments of one point would share a binade, and never be any encoding.
    let mut encoding = seed.wrapping_add(start.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let any: Vec<T> = (0..count * A)
        .map(|_| {
            let choice = splitmix(&mut encoding);
            of_binade(choice >> 2, splitmix(&mut encoding), choice.is_multiple_of(4))
        })
        .collect();
    let point = |(number, any): (usize, &[T])| {
        let mut point: [T; A] = std::array::from_fn(|a| any[a]);
        let mut unit = || (splitmix(&mut state) >> 11) as f64 / 2_f64.powi(53);
        let mut within = |limit: f64| T::from_f64((2.0 * unit() - 1.0) * limit);
        match number % 6 {
            0 => {}
            1 => point = std::array::from_fn(|_| within(40.0)),
            2 => {
                let a = within(20.0);
                let step = within(1.0).to_f64() * 2_f64.powi(-(number as i32 / 6 % 50));
                point[..2].copy_from_slice(&[a, T::from_f64(a.to_f64() + step)]);
            }
            3 => {
                // a on both sides of 0: ln(1−eᵃ) and ln(eᵃ−1).
                let a = T::from_f64(within(1.0).to_f64() * 2_f64.powi(4 - number as i32 / 6 % 40));
                let b = T::from_f64(a.to_f64().exp_m1().abs().ln());
                let steps = (splitmix(&mut state) % 5) as i64 - 2;
                let bits = b.to_bits_u64().wrapping_add_signed(if number / 6 % 2 == 0 { 0 } else { steps });
                point[..2].copy_from_slice(&[a, T::from_bits_u64(bits)]);
            }
            4 => point = std::array::from_fn(|_| within(4.0)),
            _ => {
                point = std::array::from_fn(|_| within(3.0));
                point[number / 6 % A] = any[0];
            }
        }
        point
    };
    any.chunks_exact(A).enumerate().map(point).collect()
}

/// Random values: three of four from the range where the result is neither zero nor x, binade by binade in turn; the
/// fourth with a random encoding. `start` numbers the first.
pub fn random<T: Float>(seed: u64, start: u64, count: usize) -> impl Iterator<Item = T> {
    let mut state = seed.wrapping_add(start.wrapping_mul(0x2545_f491_4f6c_dd1d));
    (start..start + count as u64)
        .map(move |number| of_binade(number / 4, splitmix(&mut state), number % 4 == 3))
}

/// From random bits a number of a binade of 2^−60 … 2^9, as far as the type has them, in turn; or any encoding.
fn of_binade<T: Float>(turn: u64, bits: u64, any_encoding: bool) -> T {
    let any = T::from_bits_u64(bits >> (64 - T::BITS));
    if any_encoding {
        return any;
    }
    // The significand and the sign stay random.
    let fraction = T::MANTISSA_DIGITS - 1;
    let exponents = T::MIN_EXPONENT.max(-60)..=9;
    let exponent = exponents.start() + (turn % (exponents.end() - exponents.start() + 1) as u64) as i32;
    let biased = (exponent - T::MIN_EXPONENT + 1) as u64;
    let kept = any.to_bits_u64() & (1 << (T::BITS - 1) | ((1 << fraction) - 1));
    T::from_bits_u64(kept | biased << fraction)
}

/// Points of several numbers at the borders of the formulas: powers of two and the ends of ranges for each; and for the
/// second also what makes the product or the sum with the first such an end.
#[must_use]
pub fn border_points<T: Float, const A: usize>() -> Vec<[T; A]> {
    let ends = [0.1, std::f64::consts::LN_2, 1.0, 15.25, 20.0, 40.0, 380.0, 512.0, 745.2, 800.0, 1e5];
    let powers = [-1000, -300, -200, -150, -60, -30, -16, 16, 30, 54, 60, 103, 150, 200, 300, 900, 1000];
    let sizes: Vec<f64> = ends.into_iter().chain(powers.map(|k| 2_f64.powi(k))).collect();
    let both = |x: f64| [x, -x].map(T::from_f64);
    let singles: Vec<T> = sizes.iter().copied().flat_map(both).chain(special::<T>()).collect();
    let mut points = Vec::new();
    for &first in &singles {
        let x = first.to_f64();
        let products = ends.iter().map(|end| end / x).flat_map(both);
        let sums = ends.iter().flat_map(|end| [end - x, -end - x]).chain([x, -x]).map(T::from_f64);
        let near = products.chain(sums).flat_map(|y| neighbours(y).step_by(3));
        for second in singles.iter().copied().chain(near) {
            if A == 2 {
                points.push(std::array::from_fn(|a| [first, second][a]));
                continue;
            }
            // The third in every place of its own, fewer of it, because they are many.
            for &third in singles.iter().skip(points.len() % 7).step_by(7) {
                points.push(std::array::from_fn(|a| [first, second, third][a]));
            }
        }
    }
    points
}
