//! The files that `softplus conformance check` reads.

use common::npy;

use super::*;

#[test]
fn results_come_in_any_format() {
    let folder = folder();
    let at = folder.path();
    fs::write(at.join("x.npy"), npy("<f4", false, "(5,)", &raw(&[-90.0, -1.0, 0.0, 3.0, 100.0])))
        .expect("written");
    let tables: &[&str] = if cfg!(feature = "parquet") {
        &["t.csv", "t.tsv", "t.parquet", "t.arrow", "t.arrows"]
    } else {
        &["t.csv", "t.tsv"]
    };
    for name in tables {
        let (code, _, error) = softplus(at, &["eval", "x.npy", "-o", name]);
        assert_eq!(code, 0, "{name}: {error}");
        let check = |column| {
            ["check", name, "--column", column, "--dtype", "f32", "--inputs", name, "--input-column", "x"]
        };
        let (code, out, error) = conformance(at, &check("softplus(x)"));
        assert_eq!(code, 0, "{name}: {out}{error}");
        assert!(out.contains(&format!("5 results of {name}\n")), "{out}");
        // The inputs are no results.
        let (code, out, error) = conformance(at, &check("x"));
        assert_eq!(code, 3, "{name}: {out}{error}");
    }
    // An archive holds the results only; the inputs are a file of another format.
    assert_eq!(softplus(at, &["eval", "x.npy", "-o", "t.npz"]).0, 0);
    let check = ["check", "t.npz", "--column", "softplus(x)", "--dtype", "f32", "--inputs", "x.npy"];
    assert_eq!(conformance(at, &check).0, 0);
    assert_error(at, &check[..6], 1, "there are 5 results, and the small set has");
    let twice = ["check", "-", "--dtype", "f32", "--inputs", "-"];
    assert_error(at, &twice, 2, "standard input can be read only once");
    assert_error(
        at,
        &["check", "t.csv", "--dtype", "f32"],
        1,
        "it has several columns of numbers; name one with",
    );
    let other = ["check", "t.npz", "--dtype", "f64"];
    assert_error(at, &other, 1, "cannot read t.npz: its numbers are f32, not f64; name --dtype f32");
}

#[test]
fn arguments_are_columns_of_one_table() {
    let folder = folder();
    let at = folder.path();
    // mpmath: ln(e^a + e^b), rounded to f32.
    fs::write(at.join("t.csv"), "a,b,sum\n0.0,0,0.6931472\n1,2,2.3132617\n-3,0.5,0.5297504\n")
        .expect("written");
    let check = |names| {
        let files =
            ["check", "t.csv", "-c", "sum", "--dtype", "f32", "--function", "logaddexp", "--inputs", "t.csv"];
        [&files[..], &["--input-column", names]].concat()
    };
    let (code, out, error) = conformance(at, &check("a,b"));
    assert_eq!(code, 0, "{out}{error}");
    let (code, out, _) = conformance(at, &check("a,a"));
    assert_eq!(code, 3, "{out}");
    assert_error(at, &check("a"), 2, "--inputs needs 2 files, or one with as many names of --input-column");
    assert_error(at, &check("a,c"), 1, "it has no column \"c\"; it has a, b, sum");
    fs::write(at.join("t.csv"), "a,b,sum\n0,0,0.6931472\n1,2,\n").expect("written");
    assert_error(at, &check("a,b"), 1, "t.csv has rows without a number");
}

#[test]
fn bits_of_bf16_may_be_integers() {
    let folder = folder();
    let set = vectors(Function::Softplus, Dtype::Bf16, Size::Small);
    let shape = format!("({},)", set.results.len() / 2);
    fs::write(folder.path().join("y.npy"), npy("<u2", false, &shape, &set.results)).expect("written");
    assert_eq!(conformance(folder.path(), &["check", "y.npy", "--dtype", "bf16"]).0, 0);
    let swapped: Vec<u8> = set.results.chunks_exact(2).flat_map(|pair| [pair[1], pair[0]]).collect();
    fs::write(folder.path().join("y.npy"), npy(">u2", false, &shape, &swapped)).expect("written");
    assert_eq!(conformance(folder.path(), &["check", "y.npy", "--dtype", "bf16"]).0, 0);
    let other = ["check", "y.npy", "--dtype", "f16"];
    assert_error(folder.path(), &other, 1, "--dtype says f16, and its elements are u16");
}

#[test]
fn wrong_files_are_named() {
    let folder = folder();
    let at = folder.path();
    assert_eq!(conformance(at, &["vectors", "v", "--function", "softplus", "--dtype", "f16,bf16,f32"]).0, 0);
    fs::write(at.join("short.bin"), raw(&[1.0; 7])).expect("written");
    fs::write(at.join("odd.bin"), [0; 7]).expect("written");
    fs::write(at.join("empty.bin"), []).expect("written");
    fs::write(at.join("text.npy"), "1, 2, 3").expect("written");
    let check = |file, dtype| ["check", file, "--dtype", dtype];
    assert_error(at, &check("none.npy", "f32"), 1, "cannot read none.npy");
    assert_error(at, &check("v", "f32"), 1, "cannot read v");
    assert_error(at, &check("short.bin", "f32"), 1, "there are 7 results, and the small set has");
    assert_error(at, &check("odd.bin", "f32"), 1, "it has 7 bytes, and a f32 has 4");
    assert_error(at, &check("empty.bin", "f32"), 1, "empty.bin has no elements");
    assert_error(at, &check("text.npy", "f32"), 1, "not a .npy file");
    let other = "--dtype says f64, and its elements are f32";
    assert_error(at, &check("v/softplus/f32/y.npy", "f64"), 1, other);
    assert_error(at, &check("v/softplus/f16/y.npy", "bf16"), 1, "says bf16, and its elements are f16");
    assert_error(at, &check("v/softplus/bf16/y.npy", "f16"), 1, "says f16, and its elements are bf16");
    fs::write(at.join("integers.npy"), npy("<i8", false, "(1,)", &[0; 8])).expect("written");
    assert_error(at, &check("integers.npy", "f32"), 1, "says f32, and its elements are i64");
    fs::write(at.join("columns.npy"), npy("<f4", true, "(2, 1)", &[0; 8])).expect("written");
    assert_error(at, &check("columns.npy", "f32"), 1, "it is in Fortran order; write it with");
    // Bare numbers are what the name says, or the user.
    fs::copy(at.join("short.bin"), at.join("short.dat")).expect("copied");
    assert_error(at, &check("short.dat", "f32"), 2, "short.dat: its format is unknown; name it with --from");
    let named = [&check("short.dat", "f32")[..], &["--from", "raw"]].concat();
    assert_error(at, &named, 1, "there are 7 results");
    assert_eq!(conformance(at, &check("v/softplus/bf16/y.npy", "bf16")).0, 0, "as ml_dtypes stores it");
    let inputs =
        |files: &[&'static str]| [&["check", "short.bin", "--dtype", "f32", "--inputs"], files].concat();
    let files =
        "--inputs needs 1 files, or one with as many names of --input-column; 2 files and 0 names are given";
    assert_error(at, &inputs(&["short.bin", "short.bin"]), 2, files);
    assert_error(at, &inputs(&["v/softplus/f32/x.npy"]), 1, "elements, and there are 7 results");
    assert_error(at, &check("short.bin", "f33"), 2, "f33");
    let ulp = [&check("short.bin", "f32")[..], &["--max-ulp", "0"]].concat();
    assert_error(at, &ulp, 2, "it must be a number from 0.5 on");
}
