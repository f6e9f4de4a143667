//! The numbers that make an implementation change its form, or fail: what stands in the exponent.

use softplus_family::Float;

use crate::{
    conformance::exponential::{BF16, F16, F32, F64},
    random,
};

/// Where something changes; each is taken with its neighbours and with both signs.
const THRESHOLDS: &[(&str, f64)] = &[
    ("threshold 20 (PyTorch, burn)", 20.0),
    ("threshold ln(epsilon)+2 of f16 (TensorFlow)", 4.931_471_805_599_453),
    ("threshold ln(epsilon)+2 of bf16 (TensorFlow)", 2.852_030_263_919_617_3),
    ("threshold ln(epsilon)+2 of f32 (TensorFlow)", 13.942_385_152_878_742),
    ("threshold ln(epsilon)+2 of f64 (TensorFlow)", 34.043_653_389_117_15),
    ("e^x overflows in f16", F16.overflow),
    ("e^x overflows in bf16", BF16.overflow),
    ("e^x overflows in f32", F32.overflow),
    ("e^x overflows in f64", F64.overflow),
    ("e^2x overflows in f16", F16.overflow / 2.0),
    ("e^2x overflows in f32", F32.overflow / 2.0),
    ("e^2x overflows in f64", F64.overflow / 2.0),
    ("1+e^-x is 1 in f16", 7.624_618_986_159_398_5),
    ("1+e^-x is 1 in bf16", 5.545_177_444_479_562),
    ("1+e^-x is 1 in f32", 16.635_532_333_438_686),
    ("1+e^-x is 1 in f64", 36.736_800_569_677_1),
    ("softplus(x) is x in f16", F16.identity),
    ("softplus(x) is x in bf16", BF16.identity),
    ("softplus(x) is x in f32", F32.identity),
    ("softplus(x) is x in f64", F64.identity),
    ("e^-x becomes subnormal in f16", F16.subnormal),
    ("e^-x becomes subnormal in f32 and bf16", F32.subnormal),
    ("e^-x becomes subnormal in f64", F64.subnormal),
    ("e^-x rounds to 0 in f16", F16.zero),
    ("e^-x rounds to 0 in bf16", BF16.zero),
    ("e^-x rounds to 0 in f32", F32.zero),
    ("e^-x rounds to 0 in f64", F64.zero),
    ("a round number", 5.0),
    ("a round number", 8.0),
    ("a round number", 10.0),
    ("a round number", 14.0),
    ("a round number", 15.0),
    ("a round number", 18.0),
    ("a round number", 30.0),
    ("a round number", 40.0),
    ("a round number", 50.0),
    ("a round number", 88.0),
    ("a round number", 100.0),
    ("a round number", 700.0),
    ("a round number", 1000.0),
    ("ln 2", std::f64::consts::LN_2),
];

/// The thresholds in `T`, with as many neighbours on either side.
pub fn thresholds<T: Float>(reach: u64) -> Vec<(&'static str, T)> {
    let mut all = Vec::new();
    for &(tag, x) in THRESHOLDS {
        let magnitude = T::from_f64(x).to_bits_u64();
        for bits in magnitude - reach..=magnitude + reach {
            all.push((tag, T::from_bits_u64(bits)));
            all.push((tag, T::from_bits_u64(bits | sign::<T>())));
        }
    }
    all
}

/// Zeros, infinities, NaNs, the largest, the smallest normal and subnormal values, ones, of both signs.
pub fn special<T: Float>() -> Vec<T> {
    let (infinity, normal) = (infinity::<T>(), 1 << (T::MANTISSA_DIGITS - 1));
    let quiet = infinity | 1 << (T::MANTISSA_DIGITS - 2);
    let one = T::from_f64(1.0).to_bits_u64();
    let bits = [0, 1, 2, normal / 2, normal - 1, normal, normal + 1, infinity - 1, infinity, quiet, one];
    bits.iter().flat_map(|&bits| [bits, bits | sign::<T>()]).map(T::from_bits_u64).collect()
}

/// Few of them, for combinations.
pub fn few_special<T: Float>(several: bool) -> Vec<T> {
    let infinity = T::from_bits_u64(infinity::<T>());
    let minus = |x: T| T::from_bits_u64(x.to_bits_u64() | sign::<T>());
    let one = T::from_f64(1.0);
    let nan = T::from_f64(f64::NAN);
    let zero = T::default();
    if several {
        return vec![zero, minus(zero), one, minus(infinity), infinity, nan];
    }
    let largest = T::from_bits_u64(self::infinity::<T>() - 1);
    let smallest = T::from_bits_u64(1);
    vec![
        zero,
        minus(zero),
        one,
        minus(one),
        infinity,
        minus(infinity),
        nan,
        largest,
        minus(largest),
        smallest,
    ]
}

/// One value of each binade in 2^`from` … 2^`to`, the subnormal ones too, every `step`-th, with both signs.
pub fn binades<T: Float>(from: i32, to: i32, step: usize, seed: u64) -> Vec<T> {
    let digits = T::MANTISSA_DIGITS as i32;
    let (first, last) = (from.max(T::MIN_EXPONENT - digits + 1), to.min(T::MAX_EXPONENT));
    let mut state = seed;
    let mut all = Vec::new();
    for exponent in (first..=last).step_by(step) {
        let random = random::splitmix(&mut state);
        let bits = if exponent < T::MIN_EXPONENT {
            let leading = 1_u64 << (exponent - T::MIN_EXPONENT + digits - 1);
            leading | random & (leading - 1)
        } else {
            (((exponent - T::MIN_EXPONENT + 1) as u64) << (digits - 1)) | random & ((1 << (digits - 1)) - 1)
        };
        all.extend([bits, bits | sign::<T>()].map(T::from_bits_u64));
    }
    all
}

/// Evenly distributed between two numbers.
pub fn uniform<T: Float>(from: f64, to: f64, state: &mut u64) -> T {
    T::from_f64(from + (to - from) * random::uniform(state))
}

/// Any sign, and a magnitude of 2^`from` to 2^`to`.
pub fn magnitude<T: Float>(from: i32, to: i32, state: &mut u64) -> T {
    let first = random::splitmix(state);
    let exponent = from + (first % (to - from) as u64) as i32;
    let bits = (((exponent + 1023) as u64) << 52) | random::splitmix(state) >> 12 | (first >> 63) << 63;
    T::from_f64(f64::from_bits(bits))
}

/// The sign's bit.
pub const fn sign<T: Float>() -> u64 {
    1 << (T::BITS - 1)
}

/// The encoding of infinity.
pub const fn infinity<T: Float>() -> u64 {
    ((2 * T::MAX_EXPONENT + 1) as u64) << (T::MANTISSA_DIGITS - 1)
}
