//! `softplus eval`, the program itself.

mod common;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use common::{folder, names, npy};

/// Runs the program in a folder of its own.
fn softplus(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The program may end without reading.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

/// The outcome in one: status, standard output, standard error.
fn outcome(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = softplus(folder, arguments, input);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

/// One line that starts like every error.
fn assert_error(arguments: &[&str], input: &str, status: i32, message: &str) {
    let folder = folder();
    fs::write(folder.path().join("there.npy"), "something").expect("written");
    let (code, _, error) = outcome(folder.path(), arguments, input);
    assert_eq!(code, status, "{arguments:?}: {error}");
    assert!(error.starts_with("softplus: error: ") || error.starts_with("error: "), "{error}");
    assert!(error.contains(message), "{arguments:?}: {error:?} does not contain {message:?}");
    assert!(!error.contains("panicked"), "{error}");
    if status == 1 {
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    assert_eq!(names(folder.path()), ["there.npy"], "nothing is left behind");
}

#[test]
fn numbers_give_one_result_a_line() {
    let folder = folder();
    // mpmath: log1p(exp(-1)), log(2), log1p(exp(100)), rounded to f64 and f32.
    let (code, out, _) = outcome(folder.path(), &["eval", "--", "-1", "0", "100"], "");
    assert_eq!((code, out.as_str()), (0, "0.3132616875182228\n0.6931471805599453\n100.0\n"));
    let (code, out, _) = outcome(folder.path(), &["eval", "--dtype", "f32", "--", "-1", "nan", "-inf"], "");
    assert_eq!((code, out.as_str()), (0, "0.3132617\nNaN\n0.0\n"));
    let (code, out, _) = outcome(folder.path(), &["eval", "--dtype", "bf16"], "0\n\n  100 \n-1e9\r\n");
    assert_eq!((code, out.as_str()), (0, "0.69\n100.0\n0.0\n"), "0.69140625 is the nearest bf16");
}

#[test]
fn every_type_shape_order_and_byte_order() {
    let xs = [-1.0_f64, 0.0, 100.0, -20.0, 0.5, f64::INFINITY];
    let f16 = |x: f64| half::f16::from_f64(x);
    let little = |size: usize, big: bool, bits: Vec<u64>| -> Vec<u8> {
        let bytes = bits.into_iter().flat_map(|bits| {
            let mut bytes = bits.to_le_bytes()[..size].to_vec();
            if big {
                bytes.reverse();
            }
            bytes
        });
        bytes.collect()
    };
    for (size, big, fortran, shape) in [
        (8, false, false, "(6,)"),
        (8, true, false, "(2, 3)"),
        (4, false, true, "(3, 2)"),
        (4, true, false, "(1, 6, 1)"),
        (2, false, false, "(6, 1)"),
        (2, true, true, "(2, 3)"),
    ] {
        let encode = |values: &[f64], function: bool| match size {
            2 => values
                .iter()
                .map(|&x| f16(x))
                .map(|x| if function { softplus::softplus(x) } else { x })
                .map(|y| y.to_bits().into())
                .collect(),
            4 => values
                .iter()
                .map(|&x| x as f32)
                .map(|x| if function { softplus::softplus(x) } else { x })
                .map(|y| y.to_bits().into())
                .collect(),
            _ => values
                .iter()
                .map(|&x| if function { softplus::softplus(x) } else { x }.to_bits())
                .collect::<Vec<u64>>(),
        };
        let descr = format!("{}f{size}", if big { '>' } else { '<' });
        let folder = folder();
        let input = npy(&descr, fortran, shape, &little(size, big, encode(&xs, false)));
        fs::write(folder.path().join("in.npy"), input).expect("written");
        let (code, _, error) = outcome(folder.path(), &["eval", "in.npy", "-o", "out.npy"], "");
        assert_eq!(code, 0, "{error}");
        let expected = npy(&descr, fortran, shape, &little(size, big, encode(&xs, true)));
        assert_eq!(fs::read(folder.path().join("out.npy")).expect("written"), expected, "{descr} {shape}");
        assert_eq!(names(folder.path()), ["in.npy", "out.npy"]);
    }
}

#[test]
fn scalars_and_empty_arrays() {
    for (shape, data) in [("()", vec![0_u8; 4]), ("(0,)", vec![]), ("(3, 0, 2)", vec![])] {
        let folder = folder();
        fs::write(folder.path().join("in.npy"), npy("<f4", false, shape, &data)).expect("written");
        let (code, _, error) =
            outcome(folder.path(), &["eval", "in.npy", "-o", "out.npy", "--plot", "out.svg"], "");
        assert_eq!(code, 0, "{error}");
        let written = fs::read(folder.path().join("out.npy")).expect("written");
        let result: &[u8] = if data.is_empty() { &[] } else { &std::f32::consts::LN_2.to_le_bytes() };
        assert_eq!(written, npy("<f4", false, shape, result));
    }
}

#[test]
fn figures_are_svg_or_png_by_their_name() {
    let folder = folder();
    let data: Vec<u8> = (0..500_u16).flat_map(|i| (f32::from(i) / 50.0 - 5.0).to_le_bytes()).collect();
    fs::write(folder.path().join("in.npy"), npy("<f4", false, "(500,)", &data)).expect("written");
    for (name, start) in [("a.svg", &b"<svg"[..]), ("a.PNG", b"\x89PNG\r\n\x1a\n")] {
        let (code, _, error) =
            outcome(folder.path(), &["eval", "in.npy", "-o", "o.npy", "--force", "--plot", name], "");
        assert_eq!(code, 0, "{error}");
        let figure = fs::read(folder.path().join(name)).expect("written");
        assert!(
            figure.windows(start.len()).take(200).any(|bytes| bytes == start) && figure.len() > 2000,
            "{name}"
        );
    }
}

#[test]
fn mistakes_are_explained() {
    assert_error(&["eval", "missing.npy", "-o", "o.npy"], "", 1, "cannot read missing.npy: No such file");
    assert_error(&["eval", "there.npy", "-o", "o.npy"], "", 1, "cannot read there.npy: not a .npy file");
    assert_error(&["eval", ".", "-o", "o.npy"], "", 1, "it is a folder");
    assert_error(&["eval", "there.npy", "-o", "there.npy"], "", 1, "not a .npy file");
    assert_error(&["eval", "there.npy"], "", 2, "name the file to write with -o");
    assert_error(&["eval", "1", "two"], "", 2, "\"two\" is not a number");
    assert_error(&["eval"], "1\n2\n\nthree\n", 1, "standard input, line 4: \"three\" is not a number");
    assert_error(&["eval", "--dtype", "f128", "1"], "", 2, "[possible values: f16, bf16, f32, f64]");
    assert_error(&["eval", "a.npy", "b.npy", "-o", "c.npy"], "", 2, "-o needs one .npy file");
    assert_error(&["eval", "--plot", "a.svg", "1"], "", 2, "--output");
    assert_error(&["frobnicate"], "", 2, "unrecognized subcommand");
}

#[test]
fn existing_files_stay_without_force() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("in.npy"), npy("<f4", false, "(1,)", &[0; 4])).expect("written");
    fs::write(path("out.npy"), "mine").expect("written");
    let (code, _, error) = outcome(folder.path(), &["eval", "in.npy", "-o", "out.npy"], "");
    assert_eq!((code, error.lines().count()), (1, 1));
    assert!(error.contains("out.npy exists") && error.contains("--force"), "{error}");
    assert_eq!(fs::read(path("out.npy")).expect("still there"), b"mine");
    let (code, _, error) =
        outcome(folder.path(), &["eval", "in.npy", "-o", "new.npy", "--plot", "figure.pdf"], "");
    assert!(code == 1 && error.contains("figure.pdf: a figure's name must end with .svg or .png"), "{error}");
    assert!(!path("new.npy").exists(), "nothing is done when the figure's name is wrong");
    // Onto itself.
    let (code, _, error) = outcome(folder.path(), &["eval", "in.npy", "-o", "in.npy", "--force"], "");
    assert_eq!(code, 0, "{error}");
    assert!(fs::read(path("in.npy")).expect("there").ends_with(&std::f32::consts::LN_2.to_le_bytes()));
}

#[test]
fn truncated_and_longer_files_leave_nothing() {
    for (data, message) in [(vec![0; 7], "it is truncated"), (vec![0; 9], "something follows its data")] {
        let folder = folder();
        fs::write(folder.path().join("in.npy"), npy("<f4", false, "(2,)", &data)).expect("written");
        let (code, _, error) = outcome(folder.path(), &["eval", "in.npy", "-o", "out.npy"], "");
        assert!(code == 1 && error.contains(message) && error.lines().count() == 1, "{error}");
        assert_eq!(names(folder.path()), ["in.npy"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join("in.npy"), npy("<f4", false, "(1,)", &[0; 4])).expect("written");
    let (code, _, error) = outcome(folder.path(), &["eval", "in.npy", "-o", "/dev/full"], "");
    assert!(code == 1 && error.contains("cannot write /dev/full: No space left on device"), "{error}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_partial_file() {
    use std::{
        thread::sleep,
        time::{Duration, Instant},
    };
    for signal in ["-INT", "-TERM"] {
        let folder = folder();
        // A pipe that never ends: the program is in the middle of its work.
        assert!(Command::new("mkfifo").arg(folder.path().join("in.npy")).status().expect("mkfifo").success());
        let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
            .args(["eval", "in.npy", "-o", "out.npy"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut pipe = fs::File::options().write(true).open(folder.path().join("in.npy")).expect("opened");
        pipe.write_all(&npy("<f4", false, "(10000000,)", &[0; 4000])).expect("written");
        let start = Instant::now();
        while !names(folder.path()).iter().any(|name| name.contains("softplus-")) {
            assert!(start.elapsed() < Duration::from_secs(30), "no temporary file appears");
            sleep(Duration::from_millis(10));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{signal}");
        assert_eq!(names(folder.path()), ["in.npy"], "{signal}");
    }
}

#[test]
fn help_completions_and_manual_pages() {
    let folder = folder();
    for arguments in [&["--help"][..], &["eval", "--help"], &["plot", "--help"], &["explain", "--help"]] {
        let (code, out, _) = outcome(folder.path(), arguments, "");
        assert!(code == 0 && out.contains("Examples:\n  softplus"), "{arguments:?}: {out}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = outcome(folder.path(), &["completions", shell], "");
        assert!(code == 0 && out.contains("explain"), "{shell}");
    }
    let (code, out, _) = outcome(folder.path(), &["man"], "");
    assert!(code == 0 && out.starts_with(".ie"), "{out}");
    let (code, _, error) = outcome(folder.path(), &["man", "pages"], "");
    assert_eq!(code, 0, "{error}");
    let pages = names(&folder.path().join("pages"));
    assert!(
        ["softplus.1", "softplus-eval.1", "softplus-plot.1"]
            .iter()
            .all(|page| pages.contains(&(*page).to_owned()))
    );
}
