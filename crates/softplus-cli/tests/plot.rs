//! `softplus plot`, the program itself.

mod common;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use common::{folder, names, softplus};

/// Status, standard output, standard error.
fn plot(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    softplus(folder, &[&["plot"][..], arguments].concat())
}

fn drawn(arguments: &[&str]) -> String {
    let (status, text, error) = plot(folder().path(), arguments);
    assert_eq!((status, error.as_str()), (0, ""), "{arguments:?}");
    text
}

/// The file that the program wrote.
fn written(name: &str, arguments: &[&str]) -> Vec<u8> {
    let folder = folder();
    let (status, text, error) = plot(folder.path(), &[arguments, &["-o", name]].concat());
    assert_eq!((status, text.as_str(), error.as_str()), (0, "", ""), "{arguments:?}");
    assert_eq!(names(folder.path()), [name]);
    fs::read(folder.path().join(name)).expect("the figure")
}

fn svg(arguments: &[&str]) -> String {
    String::from_utf8(written("figure.svg", arguments)).expect("UTF-8")
}

/// The texts of an SVG.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("<text ").skip(1).filter_map(|text| text.split(['>', '<']).nth(1)).collect()
}

/// The points of the first line of this colour.
fn line(svg: &str, colour: &str) -> Vec<(f64, f64)> {
    let stroke = format!("stroke=\"{colour}\"");
    let path = svg.split("<path ").find(|path| path.contains(&stroke)).expect("a line of this colour");
    let path = path.split("d=\"").nth(1).and_then(|d| d.split('"').next()).expect("its points");
    let numbers: Vec<f64> = path
        .split([' ', 'M', 'L', ','])
        .filter(|n| !n.is_empty())
        .map(|n| n.parse().expect("a number"))
        .collect();
    numbers.chunks_exact(2).map(|point| (point[0], point[1])).collect()
}

#[test]
fn the_articles_figure() {
    let svg = svg(&[]);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
    let texts = texts(&svg);
    for text in ["softplus function", "x", "log(1+e^x)", "-10.0", "0.0", "10.0", "8"] {
        assert!(texts.contains(&text), "no {text} in {texts:?}");
    }
    assert!(!texts.contains(&"softplus"), "one curve needs no legend");
    // 100 points of the curve: from softplus(-10) = 4.5e-5 to softplus(10), and a hundredth of the width apart.
    let points = line(&svg, "#0173b2");
    assert_eq!(points.len(), 100);
    let ((left, bottom), (right, top)) = (points[0], points[99]);
    for (i, &(x, y)) in points.iter().enumerate() {
        let t = i as f64 / 99.0;
        assert!((x - (left + (right - left) * t)).abs() < 0.02, "{points:?}");
        let value = (20.0 * t - 10.0).exp().ln_1p();
        assert!((y - (bottom + (top - bottom) * value / 10.0)).abs() < 0.02, "{points:?}");
    }
}

#[test]
fn a_legend_names_other_curves() {
    let svg = svg(&["--with", "relu,sigmoid", "--with", "naive,stable,relu"]);
    let texts = texts(&svg);
    for start in ["softplus", "ReLU", "sigmoid", "naive", "stable"] {
        let legend = texts.iter().filter(|text| text.starts_with(start) && **text != "softplus function");
        assert_eq!(legend.count(), 1, "{start} in {texts:?}");
    }
    let text = drawn(&["--with", "sigmoid"]);
    assert!(text.contains(" softplus\n") && text.contains(" sigmoid: 1/(1+e^-x)\n"), "{text}");
    assert_eq!(plot(folder().path(), &["--with", "tanh"]).0, 2);
}

#[test]
fn a_curve_ends_where_it_overflows() {
    let svg = svg(&["--with", "naive", "--from", "80", "--to", "100", "--points", "201"]);
    let end = |colour: &str| {
        let lines = svg.split("<path ").filter(|path| path.contains(&format!("stroke=\"{colour}\"")));
        lines.map(|path| line(&format!("<path {path}"), colour)[1].0).fold(0.0, f64::max)
    };
    // Of the curves' 20 units of x the naive one covers 8.7. Lines end later than the legend does.
    let (from, to) = (line(&svg, "#0173b2")[0].0, line(&svg, "#0173b2")[200].0);
    let covered = (end("#de8f05") - from) / (to - from) * 20.0;
    assert!((8.2..8.75).contains(&covered), "{covered}");
}

#[test]
fn a_png_has_twice_the_size() {
    let png = written("FIGURE.PNG", &["--with", "relu"]);
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((number(16), number(20)), (1280, 960));
    assert!(png.ends_with(b"IEND\xaeB`\x82"));
}

#[test]
fn the_terminal_shows_title_axes_and_curve_without_colours_in_a_pipe() {
    let text = drawn(&[]);
    for part in ["softplus function\n", "log(1+e^x)\n", " 10┤", "  0┤", "-10 ", "┬"] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(!text.contains('\x1b'), "{text:?}");
    assert!(text.lines().all(|line| line.chars().count() <= 80) && text.lines().count() <= 24, "{text}");
    let lines: Vec<&str> = text.lines().collect();
    // The curve rises to the right: at the top only far right, at the bottom on the left too.
    let dots = |line: &str| line.chars().position(|c| ('\u{2801}'..='\u{28ff}').contains(&c));
    assert!(dots(lines[2]).expect("the top row") > 60, "{text}");
    let bottom = lines.iter().find(|line| line.starts_with("  0┤")).expect("the row of 0");
    assert!(dots(bottom).expect("the row of 0") < 10, "{text}");
}

#[test]
fn wrong_ranges_are_wrong_command_lines() {
    for arguments in [
        &["--from", "1", "--to", "1"][..],
        &["--from", "2", "--to", "-2"],
        &["--from", "nan"],
        &["--to", "NaN"],
        &["--to", "inf"],
        &["--from", "-inf"],
        &["--from", "-1e301"],
        &["--from", "one"],
        &["--points", "1"],
        &["--points", "0"],
        &["--points=-5"],
        &["--points", "100000000"],
        &["--force"],
    ] {
        let folder = folder();
        let (status, text, error) = plot(folder.path(), &[arguments, &["-o", "figure.svg"]].concat()[..]);
        if arguments == ["--force"] {
            // Allowed with a file, meaningless without.
            assert_eq!(status, 0, "{error}");
            assert_eq!(plot(folder.path(), arguments).0, 2);
            continue;
        }
        assert_eq!((status, text.as_str()), (2, ""), "{arguments:?}: {error}");
        assert!(
            error.contains(arguments[0].split('=').next().expect("a name")) && !error.contains("panicked"),
            "{error}"
        );
        assert!(names(folder.path()).is_empty(), "{arguments:?}");
    }
}

#[test]
fn extreme_ranges_are_drawn() {
    let tiny = ["--from", "0", "--to", "5e-324"];
    let close = ["--from", "1", "--to", "1.0000000000000002"];
    let wide = ["--from", "-1e300", "--to", "1e300"];
    let empty = ["--from", "-1e300", "--to=-1e299"];
    for arguments in [tiny, close, wide] {
        assert!(svg(&arguments).contains("#0173b2"), "{arguments:?}");
        assert!(drawn(&arguments).lines().count() <= 24);
    }
    assert!(svg(&empty[..]).contains("#0173b2"));
    let two = svg(&["--points", "2"]);
    assert_eq!(line(&two, "#0173b2").len(), 2);
    // Points that cannot be seen are not written.
    assert!(written("many.svg", &["--points", "1000000"]).len() < 200_000);
}

#[test]
fn files_are_not_overwritten_unasked() {
    let folder = folder();
    let path = folder.path().join("figure.svg");
    fs::write(&path, "mine").expect("written");
    let (status, _, error) = plot(folder.path(), &["-o", "figure.svg"]);
    assert_eq!(status, 1, "{error}");
    assert!(error.contains("figure.svg exists") && error.contains("--force"), "{error}");
    assert_eq!(fs::read(&path).expect("there"), b"mine");
    assert_eq!(plot(folder.path(), &["-o", "figure.svg", "--force"]).0, 0);
    assert!(fs::read(&path).expect("there").starts_with(b"<svg "));
    assert_eq!(names(folder.path()), ["figure.svg"]);
}

#[test]
fn the_extension_chooses_the_format() {
    for name in ["figure.jpg", "figure", ".svg", "figure.svg.gz"] {
        let folder = folder();
        let (status, _, error) = plot(folder.path(), &["-o", name]);
        assert_eq!(status, 1, "{name}: {error}");
        assert!(error.contains(name) && error.contains(".svg or .png"), "{error}");
        assert!(names(folder.path()).is_empty());
    }
    let (status, _, error) = plot(folder().path(), &["-o", "nowhere/figure.svg"]);
    assert_eq!(status, 1, "{error}");
    assert!(error.contains("nowhere/figure.svg") && error.lines().count() == 1, "{error}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .arg("plot")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}
