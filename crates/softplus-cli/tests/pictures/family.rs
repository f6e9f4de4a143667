//! `softplus plot` with functions of the family, and `softplus plot family`.

use super::{fails, folder, line, placed_texts, printed, svg, texts};

#[test]
fn the_page_has_every_function_with_its_formula() {
    let folder = folder();
    let svg = svg(folder.path(), &["plot", "family"]);
    let texts = texts(&svg);
    for text in [
        "The softplus family",
        "softplus",
        "ln(1+eˣ)",
        "sigmoid",
        "softplus_second_derivative",
        "log_sigmoid",
        "softplus_inverse",
        "log1mexp",
        "shifted_softplus",
        "mish",
        "x·tanh(ln(1+eˣ))",
        "log_softplus",
        "logaddexp(x, 0)",
        "logsubexp(x, 0)",
        "softplus_beta",
        "β = 0.5",
        "β = 5",
    ] {
        assert!(texts.contains(&text), "no {text:?} in {texts:?}");
    }
    assert!(!texts.contains(&"its first derivative"));
}

/// No two texts of a page lie on each other: none has its anchor on another's line and within its letters.
#[test]
fn texts_do_not_overlap() {
    let folder = folder();
    for arguments in [
        &["plot", "family"][..],
        &["plot", "family", "--derivatives"],
        &["plot", "error"],
        &["plot", "error", "--dtype", "f64", "--formula", "tensorflow", "--formula", "naive"],
        &["plot", "error", "--from", "1", "--to", "1.0000002"],
        &["plot", "--from", "1", "--to", "1.0000000000000002"],
        &["explain", "-20"],
    ] {
        let svg = svg(folder.path(), arguments);
        let texts = placed_texts(&svg);
        for (i, (text, x, y)) in texts.iter().enumerate() {
            for (other, x1, y1) in &texts[i + 1..] {
                // Letters are at least four units wide and eight high.
                let room = 2.0 * text.chars().count().min(other.chars().count()) as f64;
                let apart = (x - x1).abs() > room || (y - y1).abs() > 8.0;
                assert!(apart, "{arguments:?}: {text:?} and {other:?} at {x} {y}");
            }
        }
    }
}

/// Values from mpmath: mish(−1.19243) = −0.308843 is the lowest point; its slope there is 0.
#[test]
fn derivatives_are_drawn_with_the_function() {
    let folder = folder();
    let arguments = ["plot", "mish", "--derivatives", "--from", "-4", "--to", "4", "--points", "801"];
    let svg = svg(folder.path(), &arguments);
    let texts = texts(&svg);
    for text in ["mish", "the function", "its first derivative"] {
        assert!(texts.contains(&text), "no {text:?} in {texts:?}");
    }
    assert!(!texts.contains(&"its second derivative"), "the family has none of mish");
    let (function, slope) = (line(&svg, "#0173b2"), line(&svg, "#de8f05"));
    let lowest = function.iter().copied().reduce(|low, point| if point.1 > low.1 { point } else { low });
    let lowest = lowest.expect("points");
    let ((left, _), (right, _)) = (function[0], function[function.len() - 1]);
    let x = -4.0 + (lowest.0 - left) / (right - left) * 8.0;
    assert!((x + 1.19243).abs() < 0.03, "{x}");
    // Where the function is lowest, the slope crosses the height of 0: that of the number 0 of the axis.
    let zero = placed_texts(&svg)
        .iter()
        .filter(|text| text.0 == "0")
        .map(|text| text.2 - 4.5)
        .fold(f64::MAX, f64::min);
    let there = slope.iter().min_by(|a, b| (a.0 - lowest.0).abs().total_cmp(&(b.0 - lowest.0).abs()));
    assert!((there.expect("points").1 - zero).abs() < 1.5, "{there:?} {zero}");
}

#[test]
fn several_functions_and_several_betas_have_a_legend() {
    let folder = folder();
    let text = printed(folder.path(), &["plot", "softplus", "mish", "softplus"]);
    assert!(text.contains("softplus: ln(1+eˣ)\n") && text.contains("mish: x·tanh(ln(1+eˣ))\n"), "{text}");
    assert_eq!(text.matches("softplus: ").count(), 1);
    let text = printed(folder.path(), &["plot", "--beta", "0.5,-2"]);
    assert!(
        text.contains("softplus_beta\n") && text.contains("β = 0.5\n") && text.contains("β = -2\n"),
        "{text}"
    );
    let text = printed(folder.path(), &["plot", "softplus", "mish", "--derivatives"]);
    assert!(text.contains("its second derivative"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn wrong_functions_are_wrong_command_lines() {
    fails(&["plot", "softmax"], 2, "softmax");
    fails(&["plot", "mish", "--beta", "2"], 2, "none of the functions has a β");
    fails(&["plot", "softplus_beta", "--beta", "nan"], 2, "--beta NaN");
    fails(&["plot", "softplus_beta", "--beta", "two"], 2, "two");
    fails(&["plot", "family", "--beta", "inf"], 2, "--beta inf");
    fails(&["plot", "mish", "--derivatives", "--with", "relu"], 2, "--with");
    fails(&["plot", "family", "-o", "family.pdf"], 1, ".svg or .png");
}
