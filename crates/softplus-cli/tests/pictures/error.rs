//! `softplus plot error`.

use std::fs;

use super::{fails, fails_in, folder, line, npy_f32, npy_f64, placed_texts, printed, svg, texts};

#[test]
fn the_figure_names_what_happens_where() {
    let folder = folder();
    let svg = svg(folder.path(), &["plot", "error", "--dtype", "f32"]);
    let texts = texts(&svg);
    for text in [
        "Errors of formulas for softplus in f32",
        "naive: log(1+exp(x))",
        "stable: log(1+exp(-abs(x)))+max(x,0)",
        "x",
        "error in ulp, logarithmic (dashed: 0.5 ulp)",
        "∞",
        "exact result",
        "the exact result is subnormal",
        "the exact result rounds to 0",
        "the exact result is x",
        "all digits lost",
        "digits being lost",
        "overflow to infinity",
        "correctly rounded: at most 0.5 ulp",
        "a few ulp",
    ] {
        assert!(texts.contains(&text), "no {text:?} in {texts:?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("pytorch: where(x")), "{texts:?}");
    assert!(!texts.contains(&"NaN"), "what does not happen is not in the key");
}

/// The naive formula returns 0 where the value has a significand between 2^23 and 2^24 units: the error must be that;
/// and infinity from 88.73 on (README and facts of the formula).
#[test]
fn the_curve_is_the_error() {
    let folder = folder();
    let arguments = ["plot", "error", "--formula", "log(1+exp(x))", "--from", "-40", "--to", "100"];
    let svg = svg(folder.path(), &arguments);
    let places = placed_texts(&svg);
    // The number's place, its baseline being 4.5 below.
    let at = |name: &str| {
        let found = places.iter().find(|(text, ..)| *text == name).expect("a number of the axis");
        (found.1, found.2 - 4.5)
    };
    let (one, million) = (at("1").1, at("1e6").1);
    // 0 is written with its middle at its place.
    let xs: Vec<(f64, f64)> = ["0", "80"].map(|name| (name.parse().expect("a number"), at(name).0)).to_vec();
    let x_of = |pixel: f64| xs[0].0 + (pixel - xs[0].1) / (xs[1].1 - xs[0].1) * (xs[1].0 - xs[0].0);
    let decades = |pixel: f64| (pixel - one) / (million - one) * 6.0;
    let points = line(&svg, "#0173b2");
    let mut checked = 0;
    for (x, y) in points.into_iter().map(|(x, y)| (x_of(x), decades(y))) {
        if (-39.5..-17.5).contains(&x) {
            assert!((6.9..7.25).contains(&y), "{x}: {y}");
            checked += 1;
        } else if (20.0..88.0).contains(&x) {
            assert!((y + 1.0).abs() < 0.1, "{x}: {y}");
        } else if x > 89.2 {
            assert!((y - decades(at("∞").1)).abs() < 0.05, "{x}: {y}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// mpmath 1.3 with 4000 bits: |0 − log1p(exp(−20))| = 9282610.676 units of f32, |20.0007 − …| = 579757.195 of f64.
#[test]
fn a_files_errors_are_those_of_mpmath() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    npy_f32(&at("x.npy"), &[-20.0, 1.0, f32::NAN, 100.0]);
    npy_f32(&at("y.npy"), &[0.0, 1.313_261_7, f32::NAN, 100.0]);
    let svg = svg(folder.path(), &["plot", "error", "--outputs", "y.npy", "--inputs", "x.npy"]);
    let shown = texts(&svg);
    assert!(shown.contains(&"Error of y.npy as softplus in f32"), "{shown:?}");
    assert!(
        shown.contains(&"worst: 9.28e6 ulp at x = -20.0; 3 elements, 1 outside or not finite"),
        "{shown:?}"
    );

    npy_f64(&at("x64.npy"), &[20.0007]);
    npy_f64(&at("y64.npy"), &[20.0007]);
    let text = printed(folder.path(), &["plot", "error", "--outputs", "y64.npy", "--inputs", "x64.npy"]);
    assert!(text.contains("worst: 5.80e5 ulp at x = 20.0007; 1 element\n"), "{text}");

    // Inputs of all sizes: what is drawn is where anything happens.
    npy_f32(&at("all.npy"), &[f32::MIN, -30.0, 0.0, 30.0, f32::MAX]);
    npy_f32(&at("of-all.npy"), &[0.0, 9.357_623e-14, std::f32::consts::LN_2, 30.0, f32::MAX]);
    let text = printed(folder.path(), &["plot", "error", "--outputs", "of-all.npy", "--inputs", "all.npy"]);
    assert!(text.contains("3 elements, 2 outside or not finite"), "{text}");
    fails_in(
        folder.path(),
        &["plot", "error", "--outputs", "y.npy", "--inputs", "-"],
        2,
        "not standard input",
    );

    // Without inputs: numpy.linspace(-1, 1, 3).
    let y = [0.313_261_7, std::f32::consts::LN_2, 1.0];
    npy_f32(&at("three.npy"), &y);
    let text =
        printed(folder.path(), &["plot", "error", "--outputs", "three.npy", "--from", "-1", "--to", "1"]);
    // mpmath: (1 − log1p(e))/2^−23 = −2627829.498.
    assert!(text.contains("worst: 2.63e6 ulp at x = 1.0; 3 elements"), "{text}");
}

#[test]
fn the_terminal_has_strips_and_fits() {
    let folder = folder();
    let text = printed(folder.path(), &["plot", "error"]);
    assert!(text.lines().count() <= 24 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let strip = |name: &str| {
        let line =
            text.lines().find(|line| line.trim_start().starts_with(&format!("{name} "))).expect("a strip");
        line.trim_start()[name.len()..].to_owned()
    };
    let naive = strip("naive");
    let order = ["0", "%", "-", ".", "∞"].map(|kind| naive.rfind(kind).expect(kind));
    assert!(order.is_sorted(), "{naive}");
    assert!(!strip("stable").contains('∞') && strip("stable").contains('0'));
    assert!(!strip("pytorch").contains(['0', '∞', '%']), "{text}");
    assert!(text.contains("0 all digits lost") && text.contains("(dotted: 0.5 ulp)"), "{text}");
}

#[test]
fn the_exact_function_is_correctly_rounded_in_every_type() {
    let folder = folder();
    for dtype in ["f16", "bf16", "f32", "f64"] {
        let text = printed(folder.path(), &["plot", "error", "--formula", "exact", "--dtype", dtype]);
        let rows = text.lines().filter_map(|line| line.trim_start().strip_prefix("exact "));
        let strips: Vec<&str> = rows.map(str::trim).filter(|row| !row.starts_with("result")).collect();
        assert_eq!(strips.len(), 1, "{text}");
        assert!(strips[0].len() > 50 && strips[0].chars().all(|kind| kind == '.'), "{text}");
    }
    // PyTorch's threshold costs digits in f64, and none in f32.
    let arguments = ["plot", "error", "--formula", "pytorch", "--from", "15", "--to", "40", "--dtype"];
    assert!(printed(folder.path(), &[&arguments[..], &["f64"]].concat()).contains('%'));
    let text = printed(folder.path(), &[&arguments[..], &["f32"]].concat());
    assert!(!text.contains('%') && !text.contains("digits being lost"), "{text}");
}

#[test]
fn odd_ranges_are_drawn() {
    let folder = folder();
    for range in [["-1e300", "1e300"], ["1", "1.0000002"], ["1.00000001", "1.00000002"], ["0", "5e-324"]] {
        let arguments = ["plot", "error", "--from", range[0], "--to", range[1]];
        assert!(svg(folder.path(), &arguments).contains("Errors of formulas"), "{range:?}");
        printed(folder.path(), &arguments);
    }
    assert!(svg(folder.path(), &["plot", "error", "--formula", "0/0"]).contains(">NaN<"));
}

#[test]
fn mistakes_in_formulas_have_their_place() {
    for (formula, message) in [
        ("log(1+exp(y))", "--formula \"log(1+exp(y))\", column 11: unknown name \"y\""),
        ("log(1+exp(x)", "column 13: ) is missing"),
        ("x^2", "column 2: there is no power"),
        ("x > 2", "column 3: a comparison stands in where"),
        ("", "column 1: the formula ends"),
    ] {
        fails(&["plot", "error", "--formula", formula, "-o", "figure.svg"], 2, message);
        fails(&["explain", "-1..1", "--formula", formula], 2, message);
        fails(&["explain", "1", "--plot", "--formula", formula], 2, message);
    }
}

#[test]
fn wrong_files_and_ranges_are_errors() {
    fails(&["plot", "error", "--from", "1", "--to", "-1"], 2, "--from 1.0 --to -1.0");
    fails(&["plot", "error", "--outputs", "none.npy"], 1, "cannot read none.npy");
    fails(&["plot", "error", "--inputs", "x.npy"], 2, "--outputs");
    fails(&["plot", "error", "-o", "figure.gif"], 1, ".svg or .png");
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    npy_f32(&at("two.npy"), &[1.0, 2.0]);
    npy_f32(&at("three.npy"), &[1.0, 2.0, 3.0]);
    npy_f64(&at("wide.npy"), &[1.0, 2.0]);
    npy_f32(&at("none.npy"), &[]);
    npy_f32(&at("nan.npy"), &[f32::NAN, f32::INFINITY]);
    fs::write(at("text.npy"), "1 2 3").expect("written");
    for (outputs, inputs, message) in [
        ("two.npy", "three.npy", "three.npy has 3 numbers and two.npy has 2"),
        ("two.npy", "wide.npy", "inputs must be of the results' type"),
        ("two.npy", "nan.npy", "nan.npy has no finite number"),
        ("none.npy", "none.npy", "none.npy has no elements"),
        ("two.npy", "text.npy", "cannot read text.npy"),
        ("text.npy", "two.npy", "cannot read text.npy"),
    ] {
        fails_in(folder.path(), &["plot", "error", "--outputs", outputs, "--inputs", inputs], 1, message);
    }
    let typed = ["plot", "error", "--outputs", "two.npy", "--dtype", "f16"];
    fails_in(folder.path(), &typed, 1, "--dtype says f16, and its elements are f32");
    let both = ["plot", "error", "--outputs", "two.npy", "--formula", "naive"];
    fails_in(folder.path(), &both, 2, "two pictures");
    let away = ["plot", "error", "--outputs", "two.npy", "--inputs", "two.npy", "--from", "5", "--to", "6"];
    fails_in(folder.path(), &away, 1, "none of the 2 inputs is in the range from 5.0 to 6.0");
}

#[test]
fn results_and_inputs_may_be_columns_of_one_table() {
    let folder = folder();
    // softplus(1) is 1.3132616875… and the nearest f32 1.3132616; this is three units in the last place more.
    fs::write(folder.path().join("t.csv"), "x,y\n0.0,0.6931472\n1.0,1.313262\n2.0,2.126928\n")
        .expect("written");
    let table = ["plot", "error", "--outputs", "t.csv", "--inputs", "t.csv", "--dtype", "f32"];
    let columns = ["--column", "y", "--input-column", "x"];
    let text = printed(folder.path(), &[&table[..], &columns].concat());
    assert!(text.contains("3 elements") && text.contains("at x = 1.0"), "{text}");
    fails_in(folder.path(), &table, 1, "several columns of numbers; name one with --column");
    fs::write(folder.path().join("short.csv"), "x\n0.0\n1.0\n").expect("written");
    let short = [
        "plot",
        "error",
        "--outputs",
        "t.csv",
        "--column",
        "y",
        "--inputs",
        "short.csv",
        "--input-column",
        "x",
    ];
    fails_in(folder.path(), &short, 1, "differ in length");
}
