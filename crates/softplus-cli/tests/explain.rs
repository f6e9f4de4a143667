//! `softplus explain`, the program itself.

use std::process::Command;

/// Status, standard output, standard error.
fn explain(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .arg("explain")
        .args(arguments)
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

fn explained(arguments: &[&str]) -> String {
    let (status, text, error) = explain(arguments);
    assert_eq!((status, error.as_str()), (0, ""), "{arguments:?}");
    text
}

/// A formula's line and the line after it, which says why.
fn row<'a>(text: &'a str, formula: &str) -> (Vec<&'a str>, &'a str) {
    let start = format!("  {formula} ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&start));
    let line = lines.next().unwrap_or_else(|| panic!("no {formula} in {text}"));
    (line.split_whitespace().collect(), lines.next().expect("a reason").trim())
}

/// Value and bits, wherever the formula's own words end.
fn has(row: &[&str], value: &str, bits: &str) -> bool {
    row.windows(2).any(|pair| pair == [value, bits])
}

#[test]
fn the_articles_story() {
    let text = explained(&["100", "--dtype", "f32"]);
    for formula in ["naive", "log1p_exp"] {
        let (line, why) = row(&text, formula);
        assert!(has(&line, "inf", "0x7f800000"), "{line:?}");
        assert!(
            why.starts_with("e^x overflows: it is about 10^43.4, above the largest f32, 3.40e38"),
            "{why}"
        );
    }
    for formula in ["stable", "exact"] {
        let (line, _) = row(&text, formula);
        assert!(has(&line, "100.0", "0x42c80000") && line.ends_with(&["0.00", "ulp"]), "{line:?}");
    }
    assert!(text.contains("the exact value is 100.000000000000000000000000000\n"), "{text}");
}

#[test]
fn what_is_lost_beside_1() {
    let text = explained(&["--dtype", "f32", "-20"]);
    // mpmath: log1p(exp(-20)), and its nearest f32, 0x310da433.
    assert!(text.contains("the exact value is 2.06115362031438070323898279888e-9\n"), "{text}");
    for formula in ["naive", "stable"] {
        let (line, why) = row(&text, formula);
        assert!(has(&line, "0.0", "0x00000000"), "{line:?}");
        assert!(why.starts_with("1 + 2.061e-9 rounds to 1"), "{why}");
    }
    let (line, why) = row(&text, "exact");
    assert!(has(&line, "2.0611537e-9", "0x310da433"), "{line:?}");
    assert!(why.starts_with("Correctly rounded"), "{why}");
}

#[test]
fn every_type_has_its_own_limits() {
    for (dtype, x, largest) in [
        ("f16", "12", "6.55e4"),
        ("bf16", "90", "3.39e38"),
        ("f32", "90", "3.40e38"),
        ("f64", "710", "1.80e308"),
    ] {
        let (line, why) = explained_row(dtype, x, "naive");
        assert!(
            line.contains("inf") && why.contains(&format!("the largest {dtype}, {largest}")),
            "{line} {why}"
        );
        let (line, _) = explained_row(dtype, x, "exact");
        assert!(!line.contains("inf"), "{line}");
    }
}

fn explained_row(dtype: &str, x: &str, formula: &str) -> (String, String) {
    let text = explained(&[x, "--dtype", dtype]);
    let (line, why) = row(&text, formula);
    (line.join(" "), why.to_owned())
}

#[test]
fn underflow_is_told_from_absorption() {
    // mpmath: exp(-104) = 6.8e-46 is below half of the smallest f32, 1.4e-45.
    let (line, why) = explained_row("f32", "-104", "naive");
    assert!(line.contains(" 0.0 0x00000000 0.49 ulp"), "{line}");
    assert!(why.contains("nearer to 0 than to the smallest f32"), "{why}");
    // mpmath: exp(-745) = 2.8e-324 is above half of the smallest f64, 4.9e-324.
    let (line, why) = explained_row("f64", "-745", "naive");
    assert!(line.contains(" 0.0 0x0000000000000000 0.57 ulp") && why.contains("rounds to 1"), "{line} {why}");
    let (line, _) = explained_row("f64", "-745", "exact");
    assert!(line.contains(" 5e-324 0x0000000000000001 0.43 ulp"), "{line}");
}

#[test]
fn the_input_is_rounded_once_and_that_is_said() {
    let text = explained(&["0.1"]);
    assert!(text.contains("x is 0.100000001490116119384765625 (0x3dcccccd)\n"), "{text}");
    assert!(text.contains("(0.1 is no f32; this is the nearest one, and all below is about it)"), "{text}");
    // mpmath: log1p(exp(mpf(numpy.float32(0.1))))
    assert!(text.contains("the exact value is 0.744396660855850844710847521423\n"), "{text}");

    let text = explained(&["0.5"]);
    assert!(text.contains("x is 0.5 (0x3f000000)\n") && !text.contains("nearest one"), "{text}");

    // Just above the middle of 1 and the next f16, by less than an f64 or f32 can tell.
    let text = explained(&["1.00048828125000000000000000000001", "--dtype", "f16"]);
    assert!(text.contains("x is 1.0009765625 (0x3c01)\n"), "{text}");
    let text = explained(&["1.00048828125", "--dtype", "f16"]);
    assert!(text.contains("x is 1 (0x3c00)\n"), "{text}");

    let text = explained(&["70000", "--dtype", "f16"]);
    assert!(text.contains("(70000 is beyond the largest f16, 65504.0, and rounds to infinity)"), "{text}");
    let text = explained(&["-1e400", "--dtype", "f64"]);
    assert!(text.contains("-1e400 is beyond the largest f64"), "{text}");
}

#[test]
fn special_values_have_their_limits() {
    for (x, exact, bits) in [
        ("nan", "NaN: x is no number", "0x7fc00000"),
        ("inf", "infinity, the limit", "0x7f800000"),
        ("-inf", "0, the limit", "0x00000000"),
    ] {
        let text = explained(&[x]);
        assert!(text.contains(&format!("the exact value is {exact}")), "{text}");
        let (line, _) = row(&text, "exact");
        assert!(line.contains(&bits), "{line:?}");
    }
}

#[test]
fn far_ends_have_thirty_digits() {
    // mpmath with 5000 digits.
    for (x, exact) in [
        ("5e-324", "0.693147180559945309417232121458"),
        ("1e308", "1.00000000000000001097906362944e308"),
        ("-1e6", "3.29683147808855857896890796911e-434295"),
        ("-1e20", "7.71095392911671965165767704605e-43429448190325182766"),
    ] {
        let text = explained(&[x, "--dtype", "f64"]);
        assert!(text.contains(&format!("the exact value is {exact}\n")), "{text}");
    }
}

#[test]
fn what_is_no_number_is_a_wrong_command_line() {
    for x in ["one", "", "1,5", "0x10", "--x"] {
        let (status, text, error) = explain(&[x]);
        assert_eq!((status, text.as_str()), (2, ""), "{x:?}");
        assert!(error.contains(&format!("{x:?} is not a number")), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    assert_eq!(explain(&["1", "--dtype", "f8"]).0, 2);
    assert_eq!(explain(&[]).0, 2);
}
