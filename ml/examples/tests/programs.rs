//! The programs as a user meets them.

use std::{
    fs,
    process::{Command, Output},
};

fn digits(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_digits"));
    program.args(arguments).envs(environment.iter().copied()).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The last column of the table: the digests of the weights.
fn weights(output: &Output) -> Vec<String> {
    let text = words(&output.stdout);
    let rows = text.lines().skip_while(|line| !line.ends_with("weights")).skip(1);
    rows.map(|row| row.split_whitespace().last().unwrap().to_owned()).collect()
}

/// What a seed fixes: the weights' bits, whatever the number of threads and the activation's instructions.
#[test]
fn a_seed_gives_the_same_weights() {
    let arguments = ["--activation", "softplus", "--activation", "mish", "--epochs", "3", "--seed", "7"];
    let expected = weights(&digits(&arguments, &[]));
    assert_eq!(expected.len(), 4, "two activations in two frameworks");
    for threads in ["1", "2", "3", "8"] {
        assert_eq!(
            weights(&digits(&arguments, &[("RAYON_NUM_THREADS", threads)])),
            expected,
            "{threads} threads"
        );
    }
    // Batches large enough that activations and matrix products are shared between the threads.
    let large = ["--activation", "softplus", "--epochs", "2", "--batch", "1437"];
    let one = weights(&digits(&large, &[("RAYON_NUM_THREADS", "1")]));
    assert_eq!(one.len(), 2);
    for threads in ["2", "3", "8"] {
        assert_eq!(weights(&digits(&large, &[("RAYON_NUM_THREADS", threads)])), one, "{threads} threads");
    }
    let mut levels = Vec::new();
    for level in softplus::Level::available() {
        levels.push(level.to_string());
        assert_eq!(
            weights(&digits(&arguments, &[("SOFTPLUS_LEVEL", &level.to_string())])),
            expected,
            "{level}"
        );
    }
    println!("levels: {levels:?}");
    let other = weights(&digits(&["--activation", "softplus", "--epochs", "3", "--seed", "8"], &[]));
    assert!(!expected.contains(&other[0]) && !expected.contains(&other[1]));
}

#[test]
fn curves_are_drawn_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curves.svg");
    let path = path.to_str().unwrap();
    let arguments =
        ["--activation", "naive", "--activation", "relu", "--epochs", "2", "--pixels", "255", "-o", path];
    let first = digits(&arguments, &[]);
    assert!(first.status.success(), "{}", words(&first.stderr));
    assert!(words(&first.stdout).contains("dead: the loss is NaN in epoch 1"), "{}", words(&first.stdout));
    let svg = fs::read_to_string(path).unwrap();
    // Two panels of four curves, and the legend's samples.
    assert_eq!(svg.matches("stroke-width=\"2\"").count(), 12, "{svg}");
    assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN") && !svg.contains("inf"));

    let second = digits(&arguments, &[]);
    assert_eq!(second.status.code(), Some(1));
    assert!(words(&second.stderr).contains("exists; name another file, or overwrite it with --force"));
    assert!(second.stdout.is_empty(), "before any work");
}

#[test]
fn errors_say_what_to_do() {
    for (arguments, reason) in [
        (&["-o", "curves.png"][..], "its name must end with .svg"),
        (&["--pixels", "nan"], "--pixels must be a positive number"),
        (&["--framework", "candle", "--activation", "framework"], "choose naive, stable or softplus"),
        (&["--activation", "gelu"], "possible values: naive, stable, framework, softplus, relu, mish"),
        (&["--epochs", "0"], "0 is not in"),
    ] {
        let output = digits(arguments, &[]);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(words(&output.stderr).contains(reason), "{arguments:?}: {}", words(&output.stderr));
    }
}

#[test]
fn scale_prints_what_it_finds() {
    let output = Command::new(env!("CARGO_BIN_EXE_scale")).output().unwrap();
    let text = words(&output.stdout);
    let row = |name: &str| -> String {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("burn"), row("candle"));
    assert_eq!(row("burn"), row("most likely"));
}
