//! `softplus explain` of ranges, with pictures, and the whole story.

use super::{fails, folder, printed, svg, texts};

fn explained(arguments: &[&str]) -> String {
    printed(folder().path(), &[&["explain"], arguments].concat())
}

/// Python with mpmath 1.3, every operation rounded to f32: log(1+exp(−10)) is 5169.61 units off; at −20 it is 0.
#[test]
fn a_range_is_a_table() {
    let text = explained(&["-40..100"]);
    let row = |x: &str| -> Vec<&str> {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(x)).expect("a row");
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
    };
    assert!(text.contains("naive: log(1+exp(x))\n"), "{text}");
    assert_eq!(text.lines().filter(|line| line.ends_with(" ulp") || line.ends_with("inf")).count(), 15);
    let at = row("-10.0");
    assert!(at.iter().filter(|cell| **cell == "5.17e3 ulp").count() == 2, "{at:?}");
    assert!(row("-20.0").iter().filter(|cell| **cell == "0: all lost").count() == 2);
    assert!(row("100.0").iter().filter(|cell| **cell == "inf").count() == 2);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let same = explained(&["--from", "-40", "--to", "100", "--points", "15"]);
    assert_eq!(text, same);
}

/// The values are those of arithmetic (mpmath): e^x = 2^−24 at x = −16.6355323334 and 2^128·(1−2^−25) at 88.7228390521
/// in f32; 2^−53 at −36.7368005697 in f64. Where softplus itself vanishes and saturates: MPFR at 400 bits.
#[test]
fn boundaries_are_found() {
    let text = explained(&["-1..1"]);
    for part in [
        "returns 0 from x = -16.635532 (0xc1851592) down",
        "overflows from x = 88.72284 (0x42b17218) up",
        "is 0 from x = -103.972084 (0xc2cff1b5) down",
        "is x from x = 14.556",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert_eq!(text.matches("overflows").count(), 2, "naive and log1p_exp: {text}");
    let text = explained(&["-1..1", "--dtype", "f64"]);
    for part in [
        "returns 0 from x = -36.736800569677",
        "overflows from x = 709.782712893384",
        "is 0 from x = -745.133219101941",
        "returns x itself from x = 20.000000000000004 (0x4034000000000001) up, too",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    let text = explained(&["-1..1", "--dtype", "f16", "--formula", "softplus(x)"]);
    assert!(text.contains("nowhere") && text.contains("is 0 from x = -17.34 "), "{text}");
}

#[test]
fn a_picture_of_one_number() {
    let text = explained(&["-20", "--plot"]);
    assert!(text.contains('●') && text.contains("softplus(-20.0) = 2.0611537e-9"), "{text}");
    assert!(text.contains("Errors of formulas for softplus in f32"), "{text}");
    let folder = folder();
    let svg = svg(folder.path(), &["explain", "100", "--dtype", "f16"]);
    let shown = texts(&svg);
    assert!(shown.contains(&"softplus(100.0) = 100.0") && shown.contains(&"overflow"), "{shown:?}");
    let svg = super::svg(folder.path(), &["explain", "-5..5"]);
    assert!(texts(&svg).contains(&"pytorch"));
    for x in ["1e308", "-1e308", "0", "5e-324"] {
        explained(&[x, "--plot", "--dtype", "f64"]);
    }
}

#[test]
fn the_story_has_its_numbers() {
    for (dtype, numbers) in [
        ("f16", ["softplus(0) = 0.6934,", "x = 11.09 up", "x = -7.625 down"]),
        ("f32", ["softplus(0) = 0.6931472,", "x = 88.72284 up", "x = -16.635532 down"]),
        ("f64", ["softplus(0) = 0.6931471805599453,", "x = 709.782712893384", "x = -36.73680056967"]),
    ] {
        let text = explained(&["--why", "--dtype", dtype]);
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in numbers {
            assert!(joined.contains(part), "{dtype}: no {part:?} in\n{text}");
        }
        for part in
            ["5.80e5 ulp", "max(0, x) + ln(1+e^-|x|)", "the sigmoid", "4.24835425529158898630497784363e-18"]
        {
            assert!(joined.contains(part), "{dtype}: no {part:?} in\n{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 88), "{text}");
    }
    assert!(explained(&["--why", "--dtype", "bf16"]).contains("7. The last bit"));
}

#[test]
fn wrong_ranges_are_wrong_command_lines() {
    fails(&["explain", "1..x"], 2, "\"x\" is not a number");
    fails(&["explain", "5..1"], 2, "--from 5.0 --to 1.0");
    fails(&["explain", "--from", "1"], 2, "--to");
    fails(&["explain", "1", "--why"], 2, "--why");
    fails(&["explain", "nan", "--plot"], 2, "only a finite number");
    fails(&["explain", "1", "--formula", "naive"], 2, "--formula is for a range");
    fails(&["explain", "-1..1", "--points", "1"], 2, "--points");
    fails(&["explain", "1", "-o", "figure.txt"], 1, ".svg or .png");
}
