//! `softplus conformance run`.

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::*;

fn run(folder: &Path, more: &[&str], script: &str) -> (i32, String, String) {
    let arguments = [&["run", "--dtype", "f32"], more, &["--", "sh", "-c", script]].concat();
    conformance(folder, &arguments)
}

#[test]
fn programs_are_judged() {
    let folder = folder();
    let set = softplus_f32();
    fs::write(folder.path().join("y.bin"), &set.results).expect("written");
    let right = "cat > x.bin; cat y.bin";
    let (code, out, error) = run(folder.path(), &["--cuts", "0"], right);
    assert_eq!(code, 0, "{out}{error}");
    assert_eq!(fs::read(folder.path().join("x.bin")).expect("inputs"), set.columns[0]);
    // The identity, whatever the length.
    let (code, out, error) = run(folder.path(), &["--format", "json"], "cat");
    assert_eq!(code, 3, "{error}");
    let report = json(&out);
    assert_eq!(report["modes"], Value::Array(Vec::new()));
    assert!(report["unexplained"]["count"].as_u64().expect("a number") > 100, "{report}");
    // The first results, wherever a run begins.
    let prefix = "n=$(wc -c); head -c $n y.bin";
    let (code, out, error) = run(folder.path(), &["--format", "json"], prefix);
    assert_eq!(code, 3, "{error}");
    let report = json(&out);
    assert_eq!(report["accuracy"]["misrounded"], 0);
    assert_eq!(report["modes"][0]["id"], "length-dependent", "{report}");
    let place = report["modes"][0]["differences"][0]["place"].as_str().expect("a text");
    assert!(place.starts_with("a run of elements "), "{place}");
}

#[test]
fn arguments_come_one_array_after_the_other() {
    let folder = folder();
    let set = vectors(Function::SoftplusBeta, Dtype::F32, Size::Small);
    fs::write(folder.path().join("y.bin"), &set.results).expect("written");
    let more = ["--function", "softplus_beta", "--cuts", "0"];
    let (code, out, error) = run(folder.path(), &more, "cat > x.bin; cat y.bin");
    assert_eq!(code, 0, "{out}{error}");
    let wanted = set.columns.concat();
    assert_eq!(fs::read(folder.path().join("x.bin")).expect("inputs"), wanted);
}

#[test]
fn large_sets_do_not_stop_the_program() {
    // It writes while it reads, more than any pipe holds.
    let (code, _, error) = run(folder().path(), &["--set", "large", "--cuts", "1"], "cat");
    assert_eq!(code, 3, "{error}");
}

#[test]
fn failing_programs_are_errors() {
    let folder = folder();
    let error = |more: &[&str], script: &str, message: &str| {
        let arguments = [&["run", "--dtype", "f32"], more, &["--", "sh", "-c", script]].concat();
        assert_error(folder.path(), &arguments, 1, message);
    };
    error(
        &[],
        "echo a >&2; echo out of order >&2; exit 7",
        "sh failed (exit status: 7); its last words: out of order",
    );
    error(&[], "kill -9 $$", "sh failed (signal: 9");
    error(
        &[],
        "cat > rest; head -c 10 rest; rm rest",
        "sh wrote 10 bytes to standard output, and its results have",
    );
    error(&[], "cat; echo", "sh wrote more than the");
    error(&["--timeout", "1"], "cat > rest; rm rest; exec sleep 60", "sh did not end within 1 s");
    error(&["--timeout", "1"], "cat; exec >&-; exec sleep 60", "sh did not end within 1 s");
    let open = "but something that it started still had its standard output open after 1 s";
    let started = "cat > rest; rm rest; sleep 60 & exit 7";
    error(&["--timeout", "1"], started, &format!("sh ended (exit status: 7), {open}"));
    // It fails with another length only.
    let bytes = softplus_f32().results.len();
    let script = format!("n=$(tee rest | wc -c); cat rest; rm rest; test $n -eq {bytes}");
    error(&[], &script, "in a run of elements");
    let missing = ["run", "--dtype", "f32", "--", "no-such-program"];
    assert_error(folder.path(), &missing, 1, "cannot start no-such-program");
    assert_error(folder.path(), &["run", "--dtype", "f32"], 2, "COMMAND");
    assert!(names(folder.path()).is_empty());
}

/// A program that hangs, waiting for another that leaves a file behind after two seconds, unless it is ended before.
const HANGS: &str = "cat > rest; rm rest; (echo > started; sleep 2; echo > survived) & wait";

#[track_caller]
fn assert_all_ended(folder: &Path) {
    assert!(folder.join("started").exists());
    thread::sleep(Duration::from_millis(2500));
    assert_eq!(names(folder), ["started"]);
}

#[test]
fn what_hangs_is_ended_with_all_it_started() {
    let folder = folder();
    let (code, _, error) = run(folder.path(), &["--timeout", "1"], HANGS);
    assert!(code == 1 && error.contains("sh did not end within 1 s"), "{error}");
    assert_all_ended(folder.path());
}

#[test]
fn what_a_program_leaves_behind_is_ended() {
    let folder = folder();
    let leaves = HANGS.replace("& wait", "& while ! test -e started; do :; done");
    let (code, _, error) = run(folder.path(), &["--timeout", "1"], &leaves);
    assert!(code == 1 && error.contains("sh ended (exit status: 0), but something"), "{error}");
    assert_all_ended(folder.path());
}

#[test]
fn an_interrupt_ends_the_program_too() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .args(["conformance", "run", "--dtype", "f32", "--", "sh", "-c", HANGS])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let begun = Instant::now();
    while !folder.path().join("started").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the program under test did not start");
        thread::sleep(Duration::from_millis(5));
    }
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signalled.expect("kill starts").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_all_ended(folder.path());
}
