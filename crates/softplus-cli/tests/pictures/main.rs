//! The pictures, the explanations and the benchmark of the program itself.

mod bench;
#[path = "../common/mod.rs"]
mod common;
mod error;
mod explain;
mod family;
mod histogram;

use std::{fs, path::Path};

use common::{folder, softplus};

/// What the command prints.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let (status, text, error) = softplus(folder, arguments);
    assert_eq!((status, error.as_str()), (0, ""), "{arguments:?}");
    assert!(!text.contains('\x1b'), "colours in a pipe: {text:?}");
    text
}

/// The SVG that the command writes.
fn svg(folder: &Path, arguments: &[&str]) -> String {
    printed(folder, &[arguments, &["-o", "figure.svg", "--force"]].concat());
    let svg = fs::read_to_string(folder.join("figure.svg")).expect("the figure");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
    svg
}

/// A command that must fail with this status and one line that contains the message, leaving nothing behind.
fn fails(arguments: &[&str], status: i32, message: &str) {
    let folder = folder();
    fails_in(folder.path(), arguments, status, message);
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        0,
        "{arguments:?} left something behind"
    );
}

fn fails_in(folder: &Path, arguments: &[&str], status: i32, message: &str) {
    let (code, text, error) = softplus(folder, arguments);
    assert_eq!((code, text.as_str()), (status, ""), "{arguments:?}: {error}");
    assert!(error.contains(message), "{arguments:?}: {error:?} does not contain {message:?}");
    assert!(!error.contains("panicked"), "{error}");
    if error.starts_with("softplus: error: ") {
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

/// The texts of an SVG with the places of their anchors.
fn placed_texts(svg: &str) -> Vec<(&str, f64, f64)> {
    let attribute = |text: &str, name: &str| {
        let value = text.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).unwrap_or(f64::NAN)
    };
    let text = |text| {
        let text: &str = text;
        let content = text.split(['>', '<']).nth(1)?;
        let tag = format!(" {}", text.split('>').next()?);
        Some((content, attribute(&tag, "x"), attribute(&tag, "y")))
    };
    svg.split("<text ").skip(1).filter_map(text).collect()
}

fn texts(svg: &str) -> Vec<&str> {
    placed_texts(svg).into_iter().map(|text| text.0).collect()
}

/// The points of the longest line of this colour.
fn line(svg: &str, colour: &str) -> Vec<(f64, f64)> {
    let stroke = format!("stroke=\"{colour}\"");
    let lines = svg.split("<path ").filter(|path| path.contains(&stroke)).map(|path| {
        let path = path.split("d=\"").nth(1).and_then(|d| d.split('"').next()).expect("its points");
        let numbers = path.split([' ', 'M', 'L', ',']).filter(|n| !n.is_empty());
        let numbers: Vec<f64> = numbers.map(|n| n.parse().expect("a number")).collect();
        numbers.chunks_exact(2).map(|point| (point[0], point[1])).collect::<Vec<_>>()
    });
    lines.max_by_key(Vec::len).expect("a line of this colour")
}

/// Writes a .npy file as NumPy does; `descr` as in "<f4".
fn npy(path: &Path, descr: &str, count: usize, data: &[u8]) {
    let bytes = common::npy(descr, false, &format!("({count},)"), data);
    fs::write(path, bytes).expect("written");
}

fn npy_f32(path: &Path, values: &[f32]) {
    npy(path, "<f4", values.len(), &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
}

fn npy_f64(path: &Path, values: &[f64]) {
    npy(path, "<f8", values.len(), &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
}
