//! Implementations with faults, and some without.

use softplus::Float;
use softplus_cli::{cli::Dtype, conformance::Vectors, family::Function};

/// A set of test vectors.
pub struct Set<T> {
    pub columns: Vec<Vec<T>>,
    pub results: Vec<T>,
}

impl<T: Float> Set<T> {
    pub fn new(vectors: &Vectors) -> Self {
        let columns = vectors.columns.iter().map(|column| decode(column)).collect();
        Self { columns, results: decode(&vectors.results) }
    }

    /// The exact results, the last 13 of them by another path than the rest.
    pub fn rest_otherwise(&self, path: impl Fn(T) -> T, other: impl Fn(T) -> T) -> Vec<T> {
        let cut = self.results.len() - 13;
        self.results.iter().enumerate().map(|(i, &y)| if i < cut { path(y) } else { other(y) }).collect()
    }
}

/// The command's name of T.
pub fn dtype<T: Float>() -> Dtype {
    match T::NAME {
        "f16" => Dtype::F16,
        "bf16" => Dtype::Bf16,
        "f32" => Dtype::F32,
        _ => Dtype::F64,
    }
}

fn decode<T: Float>(bytes: &[u8]) -> Vec<T> {
    let element = |bytes: &[u8]| bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte));
    bytes.chunks_exact(T::BITS as usize / 8).map(|bytes| T::from_bits_u64(element(bytes))).collect()
}

/// Raw little-endian elements.
pub fn encode<T: Float>(elements: &[T]) -> Vec<u8> {
    let size = T::BITS as usize / 8;
    elements.iter().flat_map(|x| x.to_bits_u64().to_le_bytes()[..size].to_vec()).collect()
}

/// Rounded to T.
fn round<T: Float>(x: f64) -> T {
    T::from_f64(x)
}

/// −x.
pub fn negated<T: Float>(x: T) -> T {
    T::from_bits_u64(x.to_bits_u64() ^ 1 << (T::BITS - 1))
}

/// 0 in place of a subnormal number.
pub fn flush<T: Float>(y: T) -> T {
    let sign = y.to_bits_u64() & 1 << (T::BITS - 1);
    let subnormal = y.to_f64().abs() < 2_f64.powi(T::MIN_EXPONENT);
    if subnormal { T::from_bits_u64(sign) } else { y }
}

/// log1p(e^−|x|) + max(x, 0), each operation rounded to T: the usual good implementation.
pub fn stable<T: Float>(x: T) -> T {
    let small: T = round((-x.to_f64().abs()).exp());
    let logarithm: T = round(small.to_f64().ln_1p());
    let positive = if x.to_f64() < 0.0 { 0.0 } else { x.to_f64() };
    round(logarithm.to_f64() + positive)
}

/// e^x/(1+e^x) or 1/(1+e^−x), each operation rounded to T.
pub fn good_sigmoid<T: Float>(x: T) -> T {
    let small: T = round((-x.to_f64().abs()).exp());
    let sum: T = round(1.0 + small.to_f64());
    round(if x.to_f64() < 0.0 { small.to_f64() } else { 1.0 } / sum.to_f64())
}

/// 1/(1+e^−x), each operation rounded to T.
pub fn naive_sigmoid<T: Float>(x: T, _: T) -> T {
    let large: T = round((-x.to_f64()).exp());
    let sum: T = round(1.0 + large.to_f64());
    round(1.0 / sum.to_f64())
}

/// A unit in the last place more, in every number.
pub fn one_more<T: Float>(y: T) -> T {
    if y.to_f64().is_finite() && y.to_f64() != 0.0 { T::from_bits_u64(y.to_bits_u64() + 1) } else { y }
}

/// A table of ln(1+e^−t) with straight lines between its entries, as on small machines.
pub fn interpolated<T: Float>(x: T) -> T {
    let wide = x.to_f64();
    if wide.is_nan() {
        return x;
    }
    let t = wide.abs();
    let entry = |k: f64| (-k / 16.0).exp().ln_1p();
    let tail = if t >= 10.0 {
        // The last entry's line is not continued.
        entry(160.0)
    } else {
        let k = (t * 16.0).floor();
        entry(k) + (entry(k + 1.0) - entry(k)) * (t * 16.0 - k)
    };
    let limit = wide == f64::NEG_INFINITY;
    round(if limit { 0.0 } else { tail + wide.max(0.0) })
}

/// A polynomial in t for ln(1+e^−t) up to 12, fitted to an absolute error, and 0 above.
pub fn chebyshev<T: Float>(x: T) -> T {
    const DEGREE: usize = 12;
    let wide = x.to_f64();
    let t = wide.abs();
    if wide.is_nan() {
        return x;
    }
    let node = |k: usize| ((2 * k + 1) as f64 * std::f64::consts::PI / (2 * DEGREE + 2) as f64).cos();
    let value = |k: usize| (-(node(k) + 1.0) * 6.0).exp().ln_1p();
    let u = t.min(12.0) / 6.0 - 1.0;
    let term = |j: usize| {
        let sum: f64 = (0..=DEGREE).map(|k| value(k) * (j as f64 * node(k).acos()).cos()).sum();
        let scale = if j == 0 { 1.0 } else { 2.0 } / (DEGREE + 1) as f64;
        sum * scale * (j as f64 * u.acos()).cos()
    };
    let tail: f64 = (0..=DEGREE).map(term).sum();
    round(if wide == f64::NEG_INFINITY { 0.0 } else { tail + wide.max(0.0) })
}

type Fault<T> = Box<dyn Fn(&Set<T>) -> Vec<T>>;

/// A fault in a function of one number.
fn of_each<T: Float>(f: impl Fn(f64, T) -> T + 'static) -> Fault<T> {
    Box::new(move |set| set.columns[0].iter().zip(&set.results).map(|(x, &y)| f(x.to_f64(), y)).collect())
}

/// A number from an input, which looks random.
fn noise(x: f64) -> f64 {
    let mixed = x.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed >> 11) as f64) / 2_f64.powi(52) - 1.0
}

/// Faults without a name. Where a result is no number, they leave it.
pub fn unnamed<T: Float>() -> Vec<(Function, &'static str, Fault<T>)> {
    let of_softplus = of_softplus().into_iter().map(|(name, fault)| (Function::Softplus, name, fault));
    of_softplus.chain(of_others()).collect()
}

/// In other functions.
fn of_others<T: Float>() -> Vec<(Function, &'static str, Fault<T>)> {
    let unit = 2_f64.powi(1 - T::MANTISSA_DIGITS as i32);
    vec![
        (Function::Sigmoid, "e^x/(1.05+e^x)", finite(|_, y| y / (1.05 - 0.05 * y))),
        (Function::Sigmoid, "1/(1+e^-x) + 0.03", finite(|_, y| y + 0.03)),
        (Function::Log1mExp, "12 units larger", finite(move |_, y| y * (1.0 + 12.0 * unit))),
        (Function::Log1mExp, "noise of 20 units", finite(move |x, y| y * (1.0 + noise(x) * 20.0 * unit))),
        (
            Function::Mish,
            "wrong in a binade",
            finite(|x, y| if (2.0..4.0).contains(&x) { y * 1.1 } else { y }),
        ),
    ]
}

/// A fault in finite results.
fn finite<T: Float>(f: impl Fn(f64, f64) -> f64 + 'static) -> Fault<T> {
    of_each(
        move |x: f64, y: T| {
            if x.is_finite() && y.to_f64() != 0.0 { T::from_f64(f(x, y.to_f64())) } else { y }
        },
    )
}

fn of_softplus<T: Float>() -> Vec<(&'static str, Fault<T>)> {
    vec![
        ("everything a thousandth larger", finite(|_, y| y * 1.05)),
        ("a constant added", finite(|x, y| if x.abs() < 1e3 { y + 0.03 } else { y })),
        ("a small constant added", finite(|x, y| if x.abs() < 1e3 { y + 0.002 } else { y })),
        (
            "a table entry wrong in one binade",
            finite(|x, y| if (2.0..4.0).contains(&-x) { y * 1.25 } else { y }),
        ),
        ("ReLU", finite(|x, _| x.max(0.0))),
        ("the identity", finite(|x, _| x)),
        ("sigmoid", finite(|x, _| good_sigmoid(x))),
        ("softplus of -x", finite(|x, _| stable(-x))),
        ("the wrong sign", finite(|_, y| -y)),
        ("base 2", finite(|x, _| stable(x * std::f64::consts::LN_2) / std::f64::consts::LN_2)),
        ("noise relative to the result", finite(|x, y| y * (1.0 + noise(x) / 4.0))),
        ("noise", finite(|x, y| y + noise(x) * 0.01)),
        ("one input", finite(|x, y| if x == -5.0 { y * 1.5 } else { y })),
        ("one input of the tail is 0", finite(|x, y| if x == -5.0 { 0.0 } else { y })),
        ("infinity from 50 on", finite(|x, y| if x >= 50.0 { f64::INFINITY } else { y })),
        (
            "the least significant byte lost",
            of_each(|_, y: T| {
                let byte = if T::BITS == 16 { 0x3f } else { 0xff };
                if y.to_f64().is_finite() && y.to_f64() != 0.0 {
                    T::from_bits_u64(y.to_bits_u64() | byte)
                } else {
                    y
                }
            }),
        ),
        (
            "two bits swapped",
            of_each(|_, y: T| {
                let bits = y.to_bits_u64();
                let high = T::MANTISSA_DIGITS - 2;
                let (a, b) = (bits >> high & 1, bits >> (high - 2) & 1);
                let bits = bits & !(1 << high) & !(1 << (high - 2)) | b << high | a << (high - 2);
                if y.to_f64().is_finite() && y.to_f64() != 0.0 { T::from_bits_u64(bits) } else { y }
            }),
        ),
        (
            "moved by one place",
            Box::new(|set: &Set<T>| {
                let mut results = set.results.clone();
                results.rotate_right(1);
                results
            }),
        ),
    ]
}
