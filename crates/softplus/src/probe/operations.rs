//! Every operation of the lanes against plain arithmetic on numbers: what the kernels return would hide a fault at NaN
//! or at a signed zero, and one that only makes lanes unsure.

mod number;

use number::Number;

use crate::lanes::{
    Arithmetic, Backend, Doubles, Lanes, Level, MAX_COUNT, Mask, ROUNDER, ROW, Rows, Singles, Table, Task,
    dispatch,
};

/// An operation whose result is not that of plain arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongOperation {
    /// Its name.
    pub operation: &'static str,
    /// Where.
    pub lane: usize,
}

/// Compares all operations of the level's vectors on special and other values; how many results were compared.
///
/// # Errors
/// The first that differs.
pub fn check_operations(level: Level) -> Result<u32, WrongOperation> {
    dispatch(level, Operations)
}

/// How many f32 the level computes at a time.
#[must_use]
pub fn count(level: Level) -> usize {
    dispatch(level, Count)
}

struct Count;

impl Task for Count {
    type Output = usize;
    fn run<B: Backend>(self, _: B::Token) -> usize {
        B::Single::COUNT
    }
}

struct Operations;

impl Task for Operations {
    type Output = Result<u32, WrongOperation>;

    fn run<B: Backend>(self, token: B::Token) -> Self::Output {
        let mut compared = Compared(0);
        lanes::<B::Single>(token, &mut compared)?;
        lanes::<B::Half>(token, &mut compared)?;
        lanes::<B::Double>(token, &mut compared)?;
        lanes::<B::Settling>(token, &mut compared)?;
        singles::<B::Single>(token, &mut compared)?;
        singles::<B::Half>(token, &mut compared)?;
        doubles::<B::Double>(token, &mut compared)?;
        doubles::<B::Settling>(token, &mut compared)?;
        #[cfg(feature = "half")]
        halves::<B::Half>(token, &mut compared)?;
        Ok(compared.0)
    }
}

type Outcome = Result<(), WrongOperation>;

/// Results compared so far.
struct Compared(u32);

impl Compared {
    /// The lanes of `got` against `expected` of each lane; what lies behind them must be untouched.
    fn lanes<L: Lanes<Element: Number>>(
        &mut self,
        operation: &'static str,
        got: L,
        expected: impl Fn(usize) -> L::Element,
    ) -> Outcome {
        let untouched = L::Element::from(-77.0);
        let mut values = [untouched; MAX_COUNT + 1];
        got.store(&mut values);
        for (lane, value) in values.into_iter().enumerate() {
            let expected = if lane < L::COUNT { expected(lane) } else { untouched };
            self.one(operation, lane, value.encoding(), expected.encoding())?;
        }
        Ok(())
    }

    fn mask<M: Mask>(
        &mut self,
        operation: &'static str,
        count: usize,
        got: M,
        expected: impl Fn(usize) -> bool,
    ) -> Outcome {
        let bits = (0..count).fold(0, |bits, lane| bits | u64::from(expected(lane)) << lane);
        self.one(operation, 0, got.bits().into(), bits)
    }

    fn one(&mut self, operation: &'static str, lane: usize, got: u64, expected: u64) -> Outcome {
        self.0 += 1;
        if got == expected { Ok(()) } else { Err(WrongOperation { operation, lane }) }
    }
}

/// As many values as any vector has lanes, from the one with this number on.
fn values<T: Copy>(all: &[T], first: usize) -> [T; MAX_COUNT] {
    core::array::from_fn(|i| all[(first + i) % all.len()])
}

fn lanes<L: Lanes<Element: Number>>(token: L::Token, compared: &mut Compared) -> Outcome {
    let special = &L::Element::SPECIAL;
    for first in 0..special.len() {
        for second in 0..special.len() {
            let (a, b, c) =
                (values(special, first), values(special, second), values(special, first + 2 * second + 5));
            let (x, y, z) = (L::load(token, &a), L::load(token, &b), L::load(token, &c));
            compared.lanes("load and store", x, |i| a[i])?;
            compared.lanes("splat", x.splat(b[0]), |_| b[0])?;
            compared.lanes("+", x + y, |i| a[i] + b[i])?;
            compared.lanes("-", x - y, |i| a[i] - b[i])?;
            compared.lanes("*", x * y, |i| a[i] * b[i])?;
            compared.lanes("+ number", x + b[0], |i| a[i] + b[0])?;
            compared.lanes("- number", x - b[0], |i| a[i] - b[0])?;
            compared.lanes("* number", x * b[0], |i| a[i] * b[0])?;
            compared.lanes("abs", x.abs(), |i| a[i].magnitude())?;
            compared.lanes("max", x.max(y), |i| if b[i] < a[i] { a[i] } else { b[i] })?;
            compared.lanes("min", x.min(y), |i| if a[i] < b[i] { a[i] } else { b[i] })?;
            compared.mask("lt", L::COUNT, x.lt(y), |i| a[i] < b[i])?;
            compared.mask("ne", L::COUNT, x.ne(y), |i| a[i] != b[i])?;
            compared.mask("and", L::COUNT, x.lt(y) & y.ne(z), |i| a[i] < b[i] && b[i] != c[i])?;
            compared.mask("or", L::COUNT, x.lt(y) | y.lt(z), |i| a[i] < b[i] || b[i] < c[i])?;
            compared.lanes("select", L::select(x.lt(y), z, x), |i| if a[i] < b[i] { c[i] } else { a[i] })?;
            multiply_add(compared, (x, y, z), [a, b, c])?;
        }
    }
    exact_products::<L>(token, compared)
}

fn multiply_add<L: Lanes<Element: Number>>(
    compared: &mut Compared,
    (x, y, z): (L, L, L),
    [a, b, c]: [[L::Element; MAX_COUNT]; 3],
) -> Outcome {
    if !L::FUSED {
        return compared.lanes("mul_add", x.mul_add(y, z), |i| a[i] * b[i] + c[i]);
    }
    if a[0].fused(b[0], c[0]).is_none() {
        return Ok(()); // without the standard library there is nothing to compare with
    }
    compared.lanes("fused mul_add", x.mul_add(y, z), |i| a[i].fused(b[i], c[i]).unwrap_or_default())
}

/// Integers of all digits, whose products are known exactly.
fn exact_products<L: Lanes<Element: Number>>(token: L::Token, compared: &mut Compared) -> Outcome {
    let mut state = 1_u64;
    let mut integer = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let sign = if state & 1 << 9 == 0 { 1 } else { -1 };
        L::Element::nearest(sign * i128::from(state >> (64 - L::Element::DIGITS)))
    };
    for _ in 0..200 {
        let (a, b): ([L::Element; MAX_COUNT], [L::Element; MAX_COUNT]) =
            (core::array::from_fn(|_| integer()), core::array::from_fn(|_| integer()));
        let (x, y) = (L::load(token, &a), L::load(token, &b));
        let exact = |i: usize| a[i].to_integer() * b[i].to_integer();
        let (product, error) = x.two_prod(y);
        compared.lanes("two_prod, product", product, |i| a[i] * b[i])?;
        compared.lanes("two_prod, error", error, |i| {
            L::Element::nearest(exact(i) - (a[i] * b[i]).to_integer())
        })?;
        // Nearly the product: some of its last places away.
        let near: [L::Element; MAX_COUNT] = core::array::from_fn(|i| {
            L::Element::nearest(-(exact(i) + (exact(i) >> (L::Element::DIGITS - 4)) * (i as i128 % 5 - 2)))
        });
        compared.lanes("residue", x.residue(y, L::load(token, &near)), |i| {
            L::Element::nearest(exact(i) + near[i].to_integer())
        })?;
    }
    Ok(())
}

/// 16·row + column.
const fn rows<const R: usize>() -> [[f64; ROW]; R] {
    let mut rows = [[0.0; ROW]; R];
    let mut at = 0;
    while at < R * ROW {
        rows[at / ROW][at % ROW] = at as f64;
        at += 1;
    }
    rows
}

/// The same with C columns.
const fn narrow_rows<const C: usize>() -> [[f64; C]; 32] {
    let mut rows = [[0.0; C]; 32];
    let mut at = 0;
    while at < 32 * C {
        rows[at / C][at % C] = (ROW * (at / C) + at % C) as f64;
        at += 1;
    }
    rows
}

/// Its numbers, in order.
const fn ordinals<const N: usize>() -> [f64; N] {
    let mut table = [0.0; N];
    let mut at = 0;
    while at < N {
        table[at] = at as f64;
        at += 1;
    }
    table
}

static FIVE_ROWS: Rows<f64, 5> = Rows(rows());
static TABLE_9: Table<9> = Table::new::<32>(&narrow_rows(), [0.0; 9]);
static TABLE_5: Table<5> = Table::new::<32>(&narrow_rows(), [0.0; 5]);
static TABLE_16: [f64; 16] = ordinals();
static TABLE_128: [f64; 128] = ordinals();

fn doubles<L: Doubles>(token: L::Token, compared: &mut Compared) -> Outcome {
    let ulp = f64::from(f32::EPSILON);
    let tiny = f64::from(f32::from_bits(1));
    let to_round = [
        1.0 + 0.5 * ulp,
        1.0 + 1.5 * ulp,
        -1.0 - 0.500_001 * ulp,
        1e39,
        -3.402_823_567e38,
        0.5 * tiny,
        0.500_001 * tiny,
        1.5 * tiny,
        -1e-300,
    ];
    let singles = f32::SPECIAL;
    for first in 0..singles.len() {
        let narrow = values(&singles, first);
        compared.lanes("load_f32", L::load_f32(token, &narrow), |i| narrow[i].into())?;
        for all in [&f64::SPECIAL[..], &to_round[..]] {
            let (wide, divisor) = (values(all, first), values(&f64::SPECIAL, 2 * first + 1));
            let x = L::load(token, &wide);
            let quotient = x / L::load(token, &divisor);
            compared.lanes("/", quotient, |i| wide[i] / divisor[i])?;
            compared.lanes("/ number", x / divisor[0], |i| wide[i] / divisor[0])?;
            compared.lanes("to_single", x.to_single(), |i| f64::from(wide[i] as f32))?;
            compared.lanes("binade", x.binade(), |i| binade(wide[i]))?;
            let mut stored = [-77.0_f32; MAX_COUNT + 1];
            x.store_f32(&mut stored);
            for (lane, value) in stored.into_iter().enumerate() {
                let expected = if lane < L::COUNT { wide[lane] as f32 } else { -77.0 };
                compared.one("store_f32", lane, value.encoding(), expected.encoding())?;
            }
        }
    }
    for first in 0..2046 {
        let exponents: [i32; MAX_COUNT] = core::array::from_fn(|i| (first + 37 * i as i32) % 2046 - 1022);
        let x = L::load(token, &exponents.map(|e| power_of_two(e) * 1.999));
        compared.lanes("exponent", x.exponent(), |i| exponents[i].into())?;
    }
    for first in -1030..1030 {
        let k: [i32; MAX_COUNT] = core::array::from_fn(|i| first + 37 * i as i32);
        let biased = L::load(token, &k.map(|k| f64::from(k) + ROUNDER));
        let one = biased.splat(-1.375);
        compared.lanes("times_exp2 of 4 bits", one.times_exp2::<4>(biased), |i| scaled(k[i] >> 4))?;
        compared.lanes("times_exp2 of 7 bits", one.times_exp2::<7>(biased), |i| scaled(k[i] >> 7))?;
        compared.lanes("lookup of 16", biased.lookup(&TABLE_16), |i| f64::from(k[i] & 15))?;
        compared.lanes("lookup of 128", biased.lookup(&TABLE_128), |i| f64::from(k[i] & 127))?;
        // 5 rows: an index of three bits, of which the last three mean the last row.
        let index = L::load(token, &k.map(|k| 4_503_599_627_370_496.0 + f64::from(k & 1023)));
        let row = |i: usize| f64::from(ROW as i32 * (k[i] & 7).min(4));
        for (c, column) in index.columns::<5, ROW>(&FIVE_ROWS).into_iter().enumerate() {
            compared.lanes("columns of doubles", column, |i| row(i) + c as f64)?;
        }
        for (c, column) in index.columns::<5, 7>(&FIVE_ROWS).into_iter().enumerate() {
            compared.lanes("some columns of doubles", column, |i| row(i) + c as f64)?;
        }
    }
    Ok(())
}

/// 2^e for x in ±[2^e, 2^(e+1)).
fn binade(x: f64) -> f64 {
    let magnitude = x.magnitude();
    if magnitude < f64::MIN_POSITIVE {
        return 0.0;
    }
    let exponent = (-1022..=1023).rev().find(|&e| magnitude >= power_of_two(e) && magnitude < f64::INFINITY);
    exponent.map_or(f64::INFINITY, power_of_two)
}

/// −1.375·2^e.
fn scaled(e: i32) -> f64 {
    -1.375 * power_of_two(e)
}

fn power_of_two(e: i32) -> f64 {
    f64::from_bits(((1023 + e) as u64) << 52)
}

fn singles<L: Singles>(token: L::Token, compared: &mut Compared) -> Outcome {
    for first in 0..f32::SPECIAL.len() {
        let xs = values(&f32::SPECIAL, first);
        let magnitude = |x: f32| if x.abs() < 15.75 { x.abs() } else { 15.75 };
        directed::<L>(token, compared, xs)?;
        compared.lanes("magnitude", L::load(token, &xs).magnitude(15.75), |i| magnitude(xs[i]))?;
    }
    for first in 0..2048 {
        let k: [u32; MAX_COUNT] = core::array::from_fn(|i| first + 37 * i as u32);
        let index = L::load(token, &k.map(|k| 8_388_608.0 + k as f32));
        let row = |i: usize| (ROW as u32 * (k[i] & 31)) as f32;
        for (c, column) in index.columns::<9>(&TABLE_9).into_iter().enumerate() {
            compared.lanes("columns of singles", column, |i| row(i) + c as f32)?;
        }
        for (c, column) in index.columns::<5>(&TABLE_5).into_iter().enumerate() {
            compared.lanes("columns of singles", column, |i| row(i) + c as f32)?;
        }
        let bits = k.map(|k| 0x3f00_0000 + 9973 * k);
        let x = L::load(token, &bits.map(f32::from_bits));
        compared
            .mask("near_tie of 13 bits", L::COUNT, x.near_tie::<13>(300), |i| near::<13>(bits[i], 300))?;
        compared
            .mask("near_tie of 16 bits", L::COUNT, x.near_tie::<16>(9000), |i| near::<16>(bits[i], 9000))?;
    }
    Ok(())
}

/// Sums and multiply-adds that are rounded up or down: of every number with every other one.
fn directed<L: Singles>(token: L::Token, compared: &mut Compared, xs: [f32; MAX_COUNT]) -> Outcome {
    let up = |nearest: f32, exact: f64| if f64::from(nearest) < exact { nearest.next_up() } else { nearest };
    let down = |nearest: f32, exact: f64| -up(-nearest, -exact);
    for second in 0..SHORT.len() {
        let (a, b) = (xs.map(within), values(&SHORT, second));
        let c = values(&SHORT, 2 * second + 1);
        let of = |numbers: &[f32; MAX_COUNT]| L::load(token, numbers);
        let (x, y, z) = (of(&a), of(&b), of(&c));
        // Doubles hold these sums and products.
        let sum = |i: usize| f64::from(a[i]) + f64::from(b[i]);
        let product = |i: usize| f64::from(b[i]) * f64::from(c[i]) + f64::from(b[i]);
        let rounded = |exact: f64, way: &dyn Fn(f32, f64) -> f32| {
            let nearest = exact as f32;
            if L::ARITHMETIC == Arithmetic::Directed { way(nearest, exact) } else { nearest }
        };
        compared.lanes("add_up", x.add_up(y), |i| rounded(sum(i), &up))?;
        compared.lanes("add_down", x.add_down(y), |i| rounded(sum(i), &down))?;
        if L::FUSED {
            compared.lanes("mul_add_up", y.mul_add_up(z, y), |i| rounded(product(i), &up))?;
            compared.lanes("mul_add_down", y.mul_add_down(z, y), |i| rounded(product(i), &down))?;
        }
    }
    Ok(())
}

/// Numbers of 13 bits and both signs: singles do not hold their products, and doubles hold these plus one of them.
const SHORT: [f32; 5] = [1.000_244_1, -3.000_976_6, 0.010_131_836, -7769.0, 1234.5];

/// A number among those.
fn within(x: f32) -> f32 {
    if x.abs() > 1e-4 && x.abs() < 1e4 { x } else { 1.000_000_1 }
}

/// Whether the low bits lie in half ± distance.
fn near<const DROPPED: u32>(bits: u32, distance: i32) -> bool {
    let low = (bits % (1 << DROPPED)) as i32;
    (-distance..distance).contains(&(low - (1 << (DROPPED - 1))))
}

#[cfg(feature = "half")]
fn halves<L: Singles>(token: L::Token, compared: &mut Compared) -> Outcome {
    use half::{bf16, f16};
    for first in (0..=u16::MAX).step_by(L::COUNT) {
        let bits: [u16; MAX_COUNT] = core::array::from_fn(|i| first.wrapping_add(i as u16));
        let (f16s, bf16s) = (bits.map(f16::from_bits), bits.map(bf16::from_bits));
        compared.lanes("load_f16", L::load_f16(token, &f16s), |i| f16s[i].to_f32())?;
        compared.lanes("load_bf16", L::load_bf16(token, &bf16s), |i| bf16s[i].to_f32())?;
    }
    // Around the numbers of both types and their midpoints, and any others; low bits of NaN are zeros.
    for first in (0..1 << 18).step_by(L::COUNT) {
        let wide: [f32; MAX_COUNT] = core::array::from_fn(|i| {
            let k = first + i as u32;
            let bits = (k << 14).wrapping_add([0, 1, u32::MAX, 0x1234][k as usize / 4 % 4]);
            let x = f32::from_bits(bits);
            if x.is_nan() { f32::from_bits(bits & 0xffff_0000 | 0x40_0000) } else { x }
        });
        let x = L::load(token, &wide);
        let (mut f16s, mut bf16s) = ([f16::ZERO; MAX_COUNT], [bf16::ZERO; MAX_COUNT]);
        x.store_f16(&mut f16s);
        x.store_bf16(&mut bf16s);
        for (lane, x) in wide.into_iter().take(L::COUNT).enumerate() {
            let expected = f16::from_f32(x).to_f32();
            compared.one("store_f16", lane, f16s[lane].to_f32().encoding(), expected.encoding())?;
            let mut expected = bf16::from_f32(x).to_f32();
            let tie = x.to_bits() & 0xffff == 0x8000;
            if tie && !x.is_nan() && bf16s[lane].to_f32() != expected {
                // The neighbour on the other side.
                expected = x + (x - expected);
            }
            compared.one("store_bf16", lane, bf16s[lane].to_f32().encoding(), expected.encoding())?;
        }
    }
    Ok(())
}
