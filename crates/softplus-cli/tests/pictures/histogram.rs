//! `softplus plot histogram`.

use std::fs;

use super::{fails, fails_in, folder, npy_f32, printed, svg, texts};

#[test]
fn a_file_before_and_after() {
    let folder = folder();
    let values: Vec<f32> = (0..=1000).map(|i| i as f32 / 100.0 - 5.0).collect();
    npy_f32(&folder.path().join("x.npy"), &values);
    let text = printed(folder.path(), &["plot", "histogram", "x.npy"]);
    assert!(text.lines().count() <= 24 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for part in ["softplus of x.npy (1001,)", "before: x", "after: softplus(x)", "┬", "█"] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    // Even before; after, the highest bars are on the left.
    let highest = |name: &str| text.lines().skip_while(|line| !line.contains(name)).nth(1).expect("a row");
    assert!(highest("before: x").chars().count() > 60, "{text}");
    assert!(highest("after: softplus(x)").chars().count() < 12, "{text}");
    let svg = svg(folder.path(), &["plot", "histogram", "x.npy"]);
    let texts = texts(&svg);
    assert!(texts.contains(&"before") && texts.contains(&"after"), "{texts:?}");
    let png = folder.path().join("h.png");
    printed(folder.path(), &["plot", "histogram", "x.npy", "-o", "h.png"]);
    assert!(fs::read(png).expect("written").starts_with(b"\x89PNG"));
}

#[test]
fn odd_files() {
    let folder = folder();
    npy_f32(&folder.path().join("nan.npy"), &[f32::NAN; 3]);
    npy_f32(&folder.path().join("one.npy"), &[7.0]);
    npy_f32(&folder.path().join("none.npy"), &[]);
    fails_in(folder.path(), &["plot", "histogram", "nan.npy"], 1, "nan.npy has no number that is finite");
    npy_f32(&folder.path().join("some.npy"), &[f32::NAN, f32::INFINITY, 1.5]);
    let text = printed(folder.path(), &["plot", "histogram", "some.npy"]);
    assert!(text.contains("2 not finite in f32"), "{text}");
    assert!(printed(folder.path(), &["plot", "histogram", "one.npy"]).contains('█'));
    for constant in [0.0, 1.0] {
        npy_f32(&folder.path().join("constant.npy"), &[constant; 300]);
        let text = printed(folder.path(), &["plot", "histogram", "constant.npy"]);
        assert_eq!(text.matches("highest bar 300 elements").count(), 2, "{text}");
    }
    fails_in(folder.path(), &["plot", "histogram", "none.npy"], 1, "none.npy has no elements");
    fails(&["plot", "histogram", "missing.npy", "-o", "h.png"], 1, "cannot read missing.npy");
    fails(&["plot", "histogram"], 2, "DATA");
}

#[test]
fn a_column_of_a_table() {
    let folder = folder();
    fs::write(folder.path().join("t.csv"), "name,x\na,-1.5\nb,\nc,2.5\n").expect("written");
    let text = printed(folder.path(), &["plot", "histogram", "t.csv"]);
    assert!(text.contains("softplus of t.csv column x"), "{text}");
    fails_in(folder.path(), &["plot", "histogram", "t.csv", "--column", "name"], 1, "row 1");
    fs::write(folder.path().join("t"), "-1.5;a\n2.5;b\n").expect("written");
    let text = ["--data-format", "csv", "--delimiter", ";", "--no-header"];
    let drawn = printed(folder.path(), &[&["plot", "histogram", "t"], &text[..]].concat());
    assert!(drawn.contains("softplus of t column 0"), "{drawn}");
    fails_in(
        folder.path(),
        &["plot", "histogram", "t"],
        2,
        "its format is unknown; name it with --data-format",
    );
    let npy = ["plot", "histogram", "t.csv", "--data-format", "npy"];
    fails_in(folder.path(), &npy, 1, "not a .npy file");
}
