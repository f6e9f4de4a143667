//! The polynomials' errors against MPFR at many points, and the bounds that Sollya proved (proofs/softplus/errors.txt).

use std::{collections::BTreeMap, fs};

use rug::Float as Mpfr;
use softplus::probe;
use softplus_oracle::root;

const PRECISION: u32 = 400;
/// Points of a polynomial's domain, its ends included.
const POINTS: u32 = 129;

fn real(x: f64) -> Mpfr {
    Mpfr::with_val(PRECISION, x)
}

fn tables() -> BTreeMap<String, Vec<Vec<f64>>> {
    let mut tables: BTreeMap<String, Vec<Vec<f64>>> = BTreeMap::new();
    probe::constants(&mut |name, row| tables.entry(name.to_owned()).or_default().push(row.to_vec()));
    tables
}

/// The bounds by name and number.
fn bounds() -> BTreeMap<(String, usize), Mpfr> {
    let text =
        fs::read_to_string(root().join("proofs/softplus/errors.txt")).expect("proofs/softplus/errors.txt");
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        ((words[0].to_owned(), words[1].parse().unwrap()), hexadecimal(words[2]))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

/// `0xm.mpe`, which MPFR has no reader for.
fn hexadecimal(text: &str) -> Mpfr {
    let (digits, exponent) = text.trim_start_matches("0x").split_once('p').unwrap();
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let integer = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
    let exponent = exponent.parse::<i32>().unwrap() - 4 * fraction.len() as i32;
    Mpfr::with_val(PRECISION, integer) << exponent
}

/// c₀ + c₁·x + …
fn polynomial(coefficients: &[Mpfr], x: &Mpfr) -> Mpfr {
    coefficients.iter().rev().fold(real(0.0), |sum, c| sum * x + c)
}

fn reals(coefficients: &[f64]) -> Vec<Mpfr> {
    coefficients.iter().map(|&c| real(c)).collect()
}

/// The largest |error(x)| over the domain, at points that are denser at its ends.
fn largest(low: &Mpfr, high: &Mpfr, error: impl Fn(&Mpfr) -> Mpfr) -> Mpfr {
    let mut largest = real(0.0);
    for i in 0..POINTS {
        let angle = f64::from(i) / f64::from(POINTS - 1) * std::f64::consts::PI;
        let x = Mpfr::with_val(PRECISION, low + high) / 2_u32
            - Mpfr::with_val(PRECISION, high - low) / 2_u32 * angle.cos();
        // At 0 a quotient may be 0/0.
        if !x.is_zero() {
            largest = largest.max(&error(&x).abs());
        }
    }
    largest
}

fn within(name: &str, number: usize, measured: &Mpfr, bound: &Mpfr) {
    assert!(measured <= bound, "{name} {number}: {measured:.5e}, bound {bound:.5e}");
    // A measurement that sees nothing would pass too.
    assert!(
        Mpfr::with_val(PRECISION, measured * 4_u32) > *bound,
        "{name} {number}: {measured:.5e} is too good to be true, {bound:.5e}"
    );
}

/// 1 + r + r²·p or r + r²·p against e^r or ln(1+r), and with heads in two parts.
#[test]
fn exponentials_and_logarithms_are_within_their_bounds() {
    let (tables, bounds) = (tables(), bounds());
    let heads =
        |name: &str| tables[name].iter().map(|parts| real(parts[0]) + parts[1]).collect::<Vec<Mpfr>>();
    let narrow = |head: Vec<Mpfr>, name: &str| [head, reals(&tables[name][0])].concat();
    let one = || real(1.0);
    let cases = [
        ("narrow_EXP", narrow(vec![one(), one()], "narrow::EXP"), true),
        ("narrow_LOG1P", narrow(vec![real(0.0), one()], "narrow::LOG1P"), false),
        ("wide_EXP", [vec![one()], heads("wide::EXP_HEAD"), reals(&tables["wide::EXP"][0])].concat(), true),
        (
            "wide_LOG1P",
            [vec![real(0.0)], heads("wide::LOG1P_HEAD"), reals(&tables["wide::LOG1P"][0])].concat(),
            false,
        ),
    ];
    for (name, coefficients, exponential) in cases {
        let domain = &bounds[&(format!("{name}_domain"), 0)];
        let measured = largest(&-domain.clone(), domain, |x| {
            let exact = if exponential { x.clone().exp() } else { x.clone().ln_1p() };
            polynomial(&coefficients, x) / exact - 1_u32
        });
        within(name, 0, &measured, &bounds[&(name.to_owned(), 0)]);
    }
}

#[test]
fn split_steps_are_within_their_bounds() {
    let (tables, bounds) = (tables(), bounds());
    let number = |name: &str| tables[name][0][0];
    let ln_2 = Mpfr::with_val(PRECISION, rug::float::Constant::Log2);
    let narrow = ln_2.clone() / 16_u32 - number("narrow::STEP_HIGH") - number("narrow::STEP_LOW");
    let wide =
        ln_2 / 128_u32 - number("wide::STEP_HIGH") - number("wide::STEP_MIDDLE") - number("wide::STEP_LOW");
    within("narrow_STEP", 0, &narrow.abs(), &bounds[&("narrow_STEP".to_owned(), 0)]);
    within("wide_STEP", 0, &wide.abs(), &bounds[&("wide_STEP".to_owned(), 0)]);
}

#[test]
fn the_pieces_of_f64_are_within_their_bounds() {
    let (tables, bounds) = (tables(), bounds());
    let rows = &tables["softplus::DOUBLE"];
    let [first, last] = ["softplus::FIRST", "softplus::LAST"].map(|name| tables[name][0][0]);
    let step = (last - first) / (rows.len() - 1) as f64;
    let end = real(step / 2.0);
    assert_eq!(end, bounds[&("DOUBLE_domain".to_owned(), 0)]);
    for (k, row) in rows.iter().enumerate() {
        let mut coefficients: Vec<Mpfr> = row[..6].chunks(2).map(|parts| real(parts[0]) + parts[1]).collect();
        coefficients.extend(reals(&row[6..]));
        let m = first + k as f64 * step;
        let measured = largest(&-end.clone(), &end, |d| {
            let exact = (real(m) + d).exp().ln_1p();
            polynomial(&coefficients, d) - exact
        });
        within("DOUBLE", k, &measured, &bounds[&("DOUBLE".to_owned(), k)]);
    }
}

#[test]
fn the_pieces_of_the_narrow_types_are_within_their_bounds() {
    let (tables, bounds) = (tables(), bounds());
    let falling = |t: Mpfr| (-t).exp().ln_1p();
    for (k, row) in tables["softplus::HALF"].iter().enumerate() {
        let coefficients = reals(row);
        let low = real(if k == 0 { 0.0 } else { -0.25 });
        let measured = largest(&low, &real(0.25), |d| {
            polynomial(&coefficients, d) / falling(real(k as f64 / 2.0) + d) - 1_u32
        });
        within("HALF", k, &measured, &bounds[&("HALF".to_owned(), k)]);
    }
    // The tail: d²·q(d) against a factor times what is left of ln(1+e^−t) after its first two Taylor terms at m.
    let end = real(0.25 + 1.0 / 128.0);
    for (k, row) in tables["softplus::SINGLE"].iter().enumerate() {
        let (m, coefficients) = (row[0], reals(&row[4..]));
        let fine = &tables["softplus::FINE"][k];
        let mut fine_coefficients = vec![real(fine[0]) + fine[1]];
        fine_coefficients.extend(reals(&fine[2..]));
        let (value, slope) = (falling(real(m)), -1 / (1 + real(m).exp()));
        let raised = reals(&tables["softplus::RAISED"][k][4..]);
        for (name, coefficients, factor) in [
            ("SINGLE", &coefficients, 1.0 + 2_f64.powi(-25)),
            ("RAISED", &raised, 1.0 + 7.0 * 2_f64.powi(-25)),
            ("FINE", &fine_coefficients, 1.0),
        ] {
            let measured = largest(&-end.clone(), &end, |d| {
                let left = falling(real(m) + d) - &value - Mpfr::with_val(PRECISION, &slope * d);
                polynomial(coefficients, d) / (left / d / d * factor) - 1_u32
            });
            within(name, k, &measured, &bounds[&(name.to_owned(), k)]);
        }
    }
}
