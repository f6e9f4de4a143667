//! `softplus conformance`, the program itself.

mod common;
#[path = "conformance/files.rs"]
mod files;
#[cfg(unix)]
#[path = "conformance/programs.rs"]
mod programs;

use std::{
    f32::consts::LN_2,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use common::{folder, names, softplus};
use serde_json::Value;
use sha2::{Digest, Sha256};
use softplus_cli::{
    cli::Dtype,
    conformance::{Size, Vectors, vectors},
    family::Function,
};

/// SHA-256 of the small set's manifest, which has those of all files.
const MANIFEST: &str = "b7810d61a1e8463b8a6a0df1d0fad549041eabe76565b2a7f5508e164abf1d8f";

/// The whole small set, in bytes.
const LARGEST: u64 = 5_000_000;

/// Status, standard output, standard error.
fn conformance(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    softplus(folder, &[&["conformance"][..], arguments].concat())
}

/// Status and one line that says what is wrong.
#[track_caller]
fn assert_error(folder: &Path, arguments: &[&str], status: i32, message: &str) {
    let (code, out, error) = conformance(folder, arguments);
    assert_eq!(code, status, "{arguments:?}: {error}");
    assert!(error.contains(message), "{arguments:?}: {error:?} does not contain {message:?}");
    assert!(!error.contains("panicked") && out.is_empty(), "{error}{out}");
    if status == 1 {
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.starts_with("softplus: error: "), "{error}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Raw little-endian elements.
fn raw(elements: &[f32]) -> Vec<u8> {
    elements.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn softplus_f32() -> Vectors {
    vectors(Function::Softplus, Dtype::F32, Size::Small)
}

/// The elements of raw bytes.
fn elements(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four bytes")))
}

/// log1p(e^x), which overflows.
fn naive(set: &Vectors) -> Vec<u8> {
    raw(&elements(&set.columns[0]).map(|x| x.exp().ln_1p()).collect::<Vec<f32>>())
}

#[test]
fn the_small_set_is_the_same_everywhere() {
    let folder = folder();
    let (code, _, error) = conformance(folder.path(), &["vectors", "vectors"]);
    assert_eq!(code, 0, "{error}");
    assert_eq!(names(folder.path()), ["vectors"], "nothing unfinished is left");
    let vectors = folder.path().join("vectors");
    let text = fs::read(vectors.join("manifest.json")).expect("a manifest");
    let manifest = json(std::str::from_utf8(&text).expect("UTF-8"));
    let mut bytes = text.len() as u64;
    let entries = manifest["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), Function::ALL.len() * 4);
    for entry in entries {
        let mut cases = 0;
        for group in entry["groups"].as_array().expect("groups") {
            assert_eq!(group["from"], cases, "{entry}");
            cases += group["cases"].as_u64().expect("a number");
        }
        assert_eq!(entry["cases"], cases);
        assert_eq!(cases % 2, 1, "no multiple of any vector's length");
        for file in entry["files"].as_array().expect("files") {
            let content = fs::read(vectors.join(file["path"].as_str().expect("a path"))).expect("a file");
            assert_eq!(file["sha256"], sha256(&content), "{file}");
            bytes += content.len() as u64;
        }
    }
    assert!(bytes <= LARGEST, "{bytes} bytes");
    assert_eq!(
        sha256(&text),
        MANIFEST,
        "the small set has changed: see CHANGELOG.md, then change this digest"
    );
}

#[test]
fn files_hold_what_the_manifest_says() {
    let folder = folder();
    let arguments = ["vectors", "v", "--function", "softplus,softplus_inverse", "--dtype", "bf16,f32"];
    assert_eq!(conformance(folder.path(), &arguments).0, 0);
    let at = |name: &str| fs::read(folder.path().join("v").join(name)).expect("a file");
    let set = softplus_f32();
    let x = at("softplus/f32/x.npy");
    assert!(x.starts_with(b"\x93NUMPY\x01\x00"));
    assert!(x.ends_with(&set.columns[0]), "the inputs");
    assert!(at("softplus/f32/y.npy").ends_with(&set.results), "the results");
    let header = String::from_utf8_lossy(&at("softplus/bf16/y.npy")[..64]).into_owned();
    assert!(header.contains("'<V2'"), "{header}");
    // Its argument is y.
    assert_eq!(names(&folder.path().join("v/softplus_inverse/f32")), ["cases.jsonl", "result.npy", "y.npy"],);
    // Each line: bits, decimals, and why.
    let lines = String::from_utf8(at("softplus/f32/cases.jsonl")).expect("UTF-8");
    assert_eq!(lines.lines().count(), set.repeat_from);
    let twenty = lines.lines().map(json).find(|line| line["decimal"][0] == "-20.0").expect("the case -20");
    // mpmath: log1p(exp(-20)) = 2.06115362031438e-9, whose nearest f32 is 0x310da433.
    assert_eq!(twenty["bits"][1], "0x310da433");
    assert_eq!(twenty["decimal"][1], "2.0611537e-9");
    assert!(twenty["tag"].as_str().expect("a tag").contains("onnx#3997"), "{twenty}");
}

#[test]
fn the_large_set_has_every_value_of_half_types() {
    let set = vectors(Function::Mish, Dtype::Bf16, Size::Large);
    let pairs = set.columns[0].chunks_exact(2).take(set.repeat_from);
    let mut bits: Vec<u16> = pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    bits.sort_unstable();
    assert!(bits.iter().copied().eq(0..=u16::MAX));
    for (function, dtype) in [
        (Function::Softplus, Dtype::F64),
        (Function::LogAddExp, Dtype::Bf16),
        (Function::SoftplusDoubleBackward, Dtype::F16),
    ] {
        let cases = vectors(function, dtype, Size::Large).repeat_from;
        assert!((99_000..=101_000).contains(&cases), "{}: {cases}", function.name());
    }
}

#[test]
fn existing_folders_are_kept() {
    let folder = folder();
    let write = |force: &[&str]| {
        let arguments = [&["vectors", "v", "--function", "mish", "--dtype", "f16"], force].concat();
        conformance(folder.path(), &arguments)
    };
    assert_eq!(write(&[]).0, 0);
    fs::write(folder.path().join("v/mine"), "").expect("written");
    let (code, _, error) = write(&[]);
    assert!(
        code == 1 && error.contains("v exists; name another file, or overwrite it with --force"),
        "{error}"
    );
    assert!(folder.path().join("v/mine").exists());
    assert_eq!(write(&["--force"]).0, 0);
    assert_eq!(names(&folder.path().join("v")), ["manifest.json", "mish"]);
    // Never a folder of something else.
    fs::remove_file(folder.path().join("v/manifest.json")).expect("removed");
    let (code, _, error) = write(&["--force"]);
    assert!(code == 1 && error.contains("holds no manifest.json, and is not replaced"), "{error}");
    fs::write(folder.path().join("file"), "").expect("written");
    assert_error(folder.path(), &["vectors", "file"], 1, "file is a file; name a folder");
    assert_error(folder.path(), &["vectors", "no/such/v"], 1, "cannot write no/such/v");
    assert_eq!(names(folder.path()), ["file", "v"]);
}

#[test]
fn results_are_judged() {
    let folder = folder();
    let set = softplus_f32();
    fs::write(folder.path().join("y.bin"), &set.results).expect("written");
    let (code, out, error) = conformance(folder.path(), &["check", "y.bin", "--dtype", "f32"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.starts_with("softplus f32: correctly rounded\n"), "{out}");
    assert!(out.contains("failure modes: none"), "{out}");

    fs::write(folder.path().join("naive.bin"), naive(&set)).expect("written");
    let (code, out, _) = conformance(folder.path(), &["check", "naive.bin", "--dtype", "f32"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("failure mode overflow"), "{out}");

    // Inputs of the user's own.
    fs::write(folder.path().join("x.bin"), raw(&[-1.0, 0.0, 100.0])).expect("written");
    fs::write(folder.path().join("three.bin"), raw(&[0.313_261_7, LN_2, 100.0])).expect("written");
    let three = ["check", "three.bin", "--dtype", "f32", "--inputs", "x.bin"];
    let (code, out, _) = conformance(folder.path(), &three);
    assert_eq!(code, 0, "{out}");
    // A unit in the last place off is misrounded, and within one ulp and a half.
    fs::write(folder.path().join("off.bin"), raw(&[0.313_261_7, LN_2.next_up(), 100.0])).expect("written");
    let off = ["check", "off.bin", "--dtype", "f32", "--inputs", "x.bin"];
    let (code, out, _) = conformance(folder.path(), &off);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("misrounded 1 (33.333 %)"), "{out}");
    assert_eq!(conformance(folder.path(), &[&off[..], &["--max-ulp", "1.5"]].concat()).0, 0);
}

#[test]
fn results_from_elsewhere_may_differ() {
    let folder = folder();
    let write = |name: &str, elements: &[f32]| {
        fs::write(folder.path().join(name), raw(elements)).expect("written");
    };
    write("x.bin", &[-1.0, 0.0, 100.0]);
    // softplus(-1) = 0.31326168751822…, whose nearest f32 this is; softplus(0) = ln 2.
    write("right.bin", &[0.313_261_7, LN_2, 100.0]);
    write("off.bin", &[0.313_261_7, LN_2.next_up(), 100.0]);
    write("far.bin", &[0.25, LN_2, 100.0]);
    let check = |file, other, more: &[&str]| {
        let arguments = ["check", file, "--dtype", "f32", "--inputs", "x.bin", "--against", other];
        conformance(folder.path(), &[&arguments[..], more].concat())
    };
    let (code, out, _) = check("right.bin", "off.bin", &[]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("softplus f32: other results differ, and are not within 0.5 ulp\n"), "{out}");
    assert!(out.contains("failure mode differs-from-other-results: another machine, build, run"), "{out}");
    assert!(out.contains("1 are nearer to the exact ones here, 0 there"), "{out}");
    assert!(out.contains("0.69314724 in off.bin") && !out.contains("length-dependent"), "{out}");
    let (code, out, _) = check("off.bin", "right.bin", &[]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("softplus f32: not within 0.5 ulp, and other results differ\n"), "{out}");
    // Both are within what is asked for.
    for (file, other) in [("right.bin", "off.bin"), ("off.bin", "right.bin")] {
        let (code, out, _) = check(file, other, &["--max-ulp", "2"]);
        assert_eq!(code, 0, "{out}");
        assert!(out.contains("failure modes: none") && out.contains("no fault within the errors"), "{out}");
        assert!(out.contains("differs-from-other-results"), "{out}");
        let (code, xml, _) = check(file, other, &["--max-ulp", "2", "--format", "junit"]);
        assert!(code == 0 && xml.contains("failures=\"0\""), "{xml}");
        let report = json(&check(file, other, &["--max-ulp", "2", "--format", "json"]).1);
        assert_eq!(report["modes"][0]["fails"], false, "{report}");
        assert_eq!(report["modes"][0]["numbers"]["differences"], 1, "{report}");
    }
    // The other one is wrong; then this one is, and the other one says so.
    let (code, out, _) = check("right.bin", "far.bin", &["--max-ulp", "2"]);
    assert_eq!(code, 3, "{out}");
    let (code, out, _) = check("far.bin", "right.bin", &["--max-ulp", "2"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("0 are nearer to the exact ones here, 1 there"), "{out}");
}

/// Status of a program whose output nobody reads.
fn unread(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    child.wait().expect("it ends").code()
}

#[test]
fn a_reader_who_leaves_does_not_change_the_verdict() {
    let folder = folder();
    let set = softplus_f32();
    fs::write(folder.path().join("right.bin"), &set.results).expect("written");
    fs::write(folder.path().join("naive.bin"), naive(&set)).expect("written");
    for format in ["text", "json", "junit"] {
        let check = |file| ["conformance", "check", file, "--dtype", "f32", "--format", format];
        assert_eq!(unread(folder.path(), &check("right.bin")), Some(0), "{format}");
        assert_eq!(unread(folder.path(), &check("naive.bin")), Some(3), "{format}");
    }
}

#[test]
fn reports_have_three_forms() {
    let folder = folder();
    let set = softplus_f32();
    let flushed: Vec<f32> =
        elements(&set.results).map(|y| if y < f32::MIN_POSITIVE { 0.0 } else { y }).collect();
    fs::write(folder.path().join("y.bin"), raw(&flushed)).expect("written");
    let check =
        |more: &[&str]| conformance(folder.path(), &[&["check", "y.bin", "--dtype", "f32"], more].concat());
    let (code, out, _) = check(&["--format", "json"]);
    assert_eq!(code, 3);
    let report = json(&out);
    assert_eq!(report["schema"], "softplus-conformance-check/1");
    assert_eq!(report["conforms"], false);
    assert_eq!(report["modes"][0]["id"], "flushed-subnormal-results");
    assert_eq!(report["modes"][0]["explains"], report["accuracy"]["wrong"]);
    assert_eq!(report["unexplained"], Value::Null);
    assert!(report["accuracy"]["max_ulp"].as_f64().expect("a number") > 8e6, "{report}");
    assert!(report["accuracy"]["worst"][0]["exact_bits"].as_str().expect("bits").starts_with("0x00"));

    let (code, out, _) = check(&["--format", "junit", "-o", "report.xml"]);
    assert_eq!((code, out.as_str()), (3, ""));
    let xml = fs::read_to_string(folder.path().join("report.xml")).expect("a report");
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>"), "{xml}");
    assert_eq!(xml.matches("<failure ").count(), 2, "the accuracy and the mode: {xml}");
    assert!(xml.contains("failures=\"2\""), "{xml}");
    let opened = xml.matches("<testcase ").count();
    let closed = xml.matches("</testcase>").count()
        + xml.lines().filter(|line| line.contains("<testcase ") && line.ends_with("/>")).count();
    assert_eq!(opened, closed, "{xml}");
    let (code, _, error) = check(&["--format", "junit", "-o", "report.xml"]);
    assert!(code == 1 && error.contains("report.xml exists"), "{error}");
    assert_eq!(check(&["--format", "text", "-o", "report.xml", "--force"]).0, 3);

    // An error that is no number is a text in JSON.
    let one: Vec<f32> = elements(&set.columns[0])
        .zip(elements(&set.results))
        .map(|(x, y)| if x == -5.0 { f32::INFINITY } else { y })
        .collect();
    fs::write(folder.path().join("y.bin"), raw(&one)).expect("written");
    let report = json(&check(&["--format", "json"]).1);
    assert_eq!(report["accuracy"]["max_ulp"], "inf");
    assert_eq!(report["properties"][0]["name"], "monotone");
    assert_eq!(report["properties"][0]["worst"]["ulp"], "inf", "{report}");
}
