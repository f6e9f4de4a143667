//! The kernels' constants, recomputed with MPFR: each table entry that is a rounded real number, bit for bit. Sollya
//! wrote them; this is a second opinion.

use std::collections::BTreeMap;

use rug::{
    Float as Mpfr, Integer,
    float::{Constant, Round},
    ops::Pow,
};
use softplus::probe;

/// Bits of the real numbers here.
const PRECISION: u32 = 500;

type Tables = BTreeMap<String, Vec<Vec<f64>>>;

fn tables() -> Tables {
    let mut tables = Tables::new();
    probe::constants(&mut |name, row| tables.entry(name.to_owned()).or_default().push(row.to_vec()));
    tables
}

fn real(x: f64) -> Mpfr {
    Mpfr::with_val(PRECISION, x)
}

fn ln_2() -> Mpfr {
    Mpfr::with_val(PRECISION, Constant::Log2)
}

/// The number with so many bits that is nearest to `value`.
fn rounded(value: &Mpfr, bits: u32) -> f64 {
    Mpfr::with_val(bits, value).to_f64()
}

/// `value` in parts of so many bits, each the nearest to what those before it leave.
fn split(mut value: Mpfr, bits: &[u32]) -> Vec<f64> {
    let part = |&bits: &u32| {
        let part = rounded(&value, bits);
        value -= part;
        part
    };
    bits.iter().map(part).collect()
}

/// The first difference, with what is there.
fn equal(name: &str, there: &[f64], expected: &[f64]) -> Result<(), String> {
    if there.len() != expected.len() {
        return Err(format!("{name} has {} numbers", there.len()));
    }
    match there.iter().zip(expected).position(|(a, b)| a.to_bits() != b.to_bits()) {
        None => Ok(()),
        Some(i) => Err(format!("{name}, number {i}: {:e}, but it should be {:e}", there[i], expected[i])),
    }
}

fn columns(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

/// What the reductions of an exponential and a logarithm are made of: 2^(i/steps), the parts of ln 2/steps, and, for
/// as many entries, c = 1/(1+i/(steps−1)) and −ln c, the tables in so many parts.
fn exponential_and_logarithm(
    tables: &Tables,
    module: &str,
    steps: u32,
    parts: &[(&str, u32)],
) -> Result<(), String> {
    let list = |name: &str| tables[&format!("{module}::{name}")][0].as_slice();
    equal("STEPS_PER_UNIT", list("STEPS_PER_UNIT"), &[rounded(&(steps / ln_2()), 53)])?;
    let bits: Vec<u32> = parts.iter().map(|part| part.1).collect();
    let step: Vec<f64> = parts.iter().map(|part| list(part.0)[0]).collect();
    equal("STEP_…", &step, &split(ln_2() / steps, &bits))?;
    let wide = module == "wide";
    let doubles: &[u32] = if wide { &[53, 53] } else { &[53] };
    let powers = (0..steps).map(|i| split((real(f64::from(i)) / steps).exp2(), doubles));
    let reciprocals: Vec<f64> =
        (0..steps).map(|i| rounded(&(1 / (1 + real(f64::from(i)) / (steps - 1))), 53)).collect();
    equal("RECIPROCAL", list("RECIPROCAL"), &reciprocals)?;
    let logarithms = reciprocals.iter().map(|&c| split(-real(c).ln() + 0.0, doubles));
    let names: &[[&str; 2]] = if wide {
        &[["EXP2_HIGH", "MINUS_LN_HIGH"], ["EXP2_LOW", "MINUS_LN_LOW"]]
    } else {
        &[["EXP2", "MINUS_LN"]]
    };
    let powers = columns(&powers.collect::<Vec<_>>());
    let logarithms = columns(&logarithms.collect::<Vec<_>>());
    for (i, [power, logarithm]) in names.iter().enumerate() {
        equal(power, list(power), &powers[i])?;
        equal(logarithm, list(logarithm), &logarithms[i].iter().map(|x| x + 0.0).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn narrow(tables: &Tables) -> Result<(), String> {
    exponential_and_logarithm(tables, "narrow", 16, &[("STEP_HIGH", 40), ("STEP_LOW", 53)])
}

fn wide(tables: &Tables) -> Result<(), String> {
    let parts = [("STEP_HIGH", 35), ("STEP_MIDDLE", 35), ("STEP_LOW", 53)];
    exponential_and_logarithm(tables, "wide", 128, &parts)?;
    let heads: [(&str, &[i32]); 2] =
        [("wide::EXP_HEAD", &[1, 2, 6, 24]), ("wide::LOG1P_HEAD", &[1, -2, 3, -4, 5])];
    for (name, divisors) in heads {
        let expected: Vec<f64> =
            divisors.iter().flat_map(|&n| split(1 / real(n.into()), &[53, 53])).collect();
        equal(name, &tables[name].concat(), &expected)?;
    }
    Ok(())
}

/// The Taylor coefficients 0 to 3 of softplus at m: with σ = 1/(1+e^−m), they are ln(1+e^m), σ, σ(1−σ)/2 and
/// σ(1−σ)(1−2σ)/6.
fn heads(m: f64) -> [Mpfr; 4] {
    let u = real(m).exp();
    let sigmoid = Mpfr::with_val(PRECISION, &u / (1 + u.clone()));
    let slope = Mpfr::with_val(PRECISION, &sigmoid * (1 - sigmoid.clone()));
    let third = slope.clone() * (1 - sigmoid.clone() * 2_u32) / 6_u32;
    [u.ln_1p(), sigmoid, slope / 2_u32, third]
}

fn single(tables: &Tables) -> Result<(), String> {
    // ln(1+e^−t) is softplus(−t), and the derivative of both turns its sign.
    pieces(tables, ["softplus::SINGLE", "softplus::RAISED"], 1.0 / 2.0, |m| {
        let [value, slope, ..] = heads(-m);
        [value, -slope]
    })?;
    pieces(tables, ["softplus::SIGMOID", "softplus::SIGMOID_RAISED"], 3.0 / 8.0, |m| {
        let [_, value, half_slope, _] = heads(-m);
        [value, half_slope * -2]
    })
}

/// The columns before the polynomial's, of which `head` computes the first two coefficients; of pieces of this width.
fn pieces(
    tables: &Tables,
    names: [&str; 2],
    width: f64,
    head: impl Fn(f64) -> [Mpfr; 2],
) -> Result<(), String> {
    let [nearest, raised] = names;
    for (k, (row, raised)) in tables[nearest].iter().zip(&tables[raised]).enumerate() {
        let name = format!("{nearest} or {raised:?}, row {k}");
        let m = row[0];
        let [c0, slope] = head(m);
        let c1 = rounded(&slope, 24);
        let parts = split(c0.clone(), &[24, 24]);
        equal(&name, &row[1..4], &[parts[0], parts[1], c1])?;
        // c0 is rounded down, and what that leaves, a little raised, up.
        let down = Mpfr::with_val_round(24, &c0, Round::Down).0.to_f64();
        let raise = real(2.0).pow(if c0 == 0.5 { -49 } else { -48 });
        let left = c0 * (1 + raise) - down;
        let up = Mpfr::with_val_round(24, &left, Round::Up).0.to_f64();
        equal(&name, &raised[..4], &[m, down, up, c1])?;
        let slope_error = (real(row[3]) / slope - 1_u32).abs();
        if (m - k as f64 * width).abs() > 1.0 / 128.0 || slope_error > real(2.0).pow(-36) {
            return Err(format!("{name}: the centre is not a good one"));
        }
    }
    Ok(())
}

fn double(tables: &Tables) -> Result<(), String> {
    let rows = &tables["softplus::DOUBLE"];
    let [first, last] = ["softplus::FIRST", "softplus::LAST"].map(|name| tables[name][0][0]);
    let step = (last - first) / (rows.len() - 1) as f64;
    for (k, row) in rows.iter().enumerate() {
        let name = format!("DOUBLE, row {k}");
        let m = first + k as f64 * step;
        let [c0, c1, c2, c3] = heads(m);
        if m < 0.0 {
            let mut expected = split(c0, &[53, 53]);
            expected.extend(split(c1, &[36, 53]));
            expected.extend(split(c2, &[53, 53]));
            expected.push(rounded(&c3, 53));
            equal(&name, &row[..7], &expected)?;
            continue;
        }
        // These are made from the others; their low parts have roundings of their own, c1's of numbers near 2^−37.
        let close = |high: f64, low: f64, exact: Mpfr| {
            let error = (real(high) + low - &exact).abs();
            error <= exact.abs() * real(2.0).pow(-88)
        };
        let parts_fit = row[0] == rounded(&c0, 53) && row[3].abs() <= 2_f64.powi(-37);
        let all_close = close(row[0], row[1], c0) && close(row[2], row[3], c1) && close(row[4], row[5], c2);
        if !(parts_fit && all_close && row[6] == rounded(&c3, 53)) {
            return Err(format!("{name} differs from the Taylor coefficients"));
        }
    }
    Ok(())
}

type Check = fn(&Tables) -> Result<(), String>;
const CHECKS: [Check; 4] = [narrow, wide, single, double];

#[test]
fn every_table_is_what_mpfr_computes() {
    let tables = tables();
    for check in CHECKS {
        check(&tables).unwrap();
    }
}

/// One bit, in each column of each table that is recomputed.
#[test]
fn a_flipped_bit_in_any_table_is_seen() {
    let original = tables();
    assert!(CHECKS.iter().all(|check| check(&original).is_ok()));
    let polynomials =
        ["narrow::EXP", "narrow::LOG1P", "wide::EXP", "wide::LOG1P", "softplus::HALF", "softplus::FINE"];
    for (name, rows) in &original {
        let decisions = ["ERROR", "ENDS", "LIMIT", "FIRST", "LAST"].iter().any(|word| name.contains(word));
        if polynomials.contains(&name.as_str()) || decisions {
            continue;
        }
        // The columns before those of the polynomial; and the last bit of a single.
        let (columns, bit) = match name.as_str() {
            "softplus::SINGLE" | "softplus::RAISED" | "softplus::SIGMOID" | "softplus::SIGMOID_RAISED" => {
                (4, 1 << 29)
            }
            "softplus::DOUBLE" => (7, 1),
            _ => (rows[0].len(), 1),
        };
        for column in 0..columns {
            let mut changed = original.clone();
            let number = &mut changed.get_mut(name).unwrap()[rows.len() / 3][column];
            *number = f64::from_bits(number.to_bits() ^ bit);
            assert!(CHECKS.iter().any(|check| check(&changed).is_err()), "{name}, column {column}");
        }
    }
}

#[test]
fn ln_2_of_the_accurate_phase_is_exact() {
    let wide: Mpfr = Mpfr::with_val(2200, Constant::Log2) << 2048;
    let expected: Integer = wide.floor().to_integer().unwrap();
    let there = Integer::from_digits(probe::ln2_limbs(), rug::integer::Order::Lsf);
    assert_eq!(there, expected);
}
