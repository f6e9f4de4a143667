//! `softplus eval` of columns: which ones, what the results are called, of which function.

mod common;

use common::{Folder, npy};

/// Runs it with the table of text, and compares the table that comes out.
fn gives(table: &str, arguments: &[&str], expected: &str) {
    let folder = Folder::new();
    folder.write("in.csv", table);
    let mut all = vec!["in.csv", "-o", "-"];
    all.extend(arguments);
    assert_eq!(String::from_utf8(folder.done(&all)).expect("UTF-8"), expected, "{arguments:?}");
}

// mpmath, rounded to f64: softplus(-1.5), softplus(0.5), sigmoid(0.5), logaddexp(0.5, 2), logaddexp(-1.5, 1).
const A: &str = "0.2014132779827524";
const B: &str = "0.9740769841801067";
const SIGMOID: &str = "0.6224593312018546";
const TOTALS: [&str; 2] = ["2.2014132779827524", "1.0788897342925496"];

#[test]
fn floating_point_columns_are_evaluated_beside_the_others() {
    let table = "id,x,y\n1,-1.5,a\n2,0.5,b\n";
    gives(table, &[], &format!("id,x,y,softplus(x)\n1,-1.5,a,{A}\n2,0.5,b,{B}\n"));
    gives(table, &["--replace"], &format!("id,x,y\n1,{A},a\n2,{B},b\n"));
    gives(table, &["--only", "--as", "s"], &format!("s\n{A}\n{B}\n"));
    gives("id\n0\n", &["--column", "id"], "id,softplus(id)\n0,0.6931471805599453\n");
    gives("x\n-1.5\n\n0.5\n", &[], &format!("x,softplus(x)\n-1.5,{A}\n,\n0.5,{B}\n"));
}

#[test]
fn several_arguments_are_several_columns() {
    let table = "a,b\n0.5,2.0\n-1.5,1.0\n";
    let arguments = ["--function", "logaddexp", "--column", "a,b", "--as", "total"];
    gives(table, &arguments, &format!("a,b,total\n0.5,2.0,{}\n-1.5,1.0,{}\n", TOTALS[0], TOTALS[1]));
    let arguments = ["-f", "logaddexp", "-c", "a", "-c", "b"];
    let expected = format!("a,b,\"logaddexp(a, b)\"\n0.5,2.0,{}\n-1.5,1.0,{}\n", TOTALS[0], TOTALS[1]);
    gives(table, &arguments, &expected);
    let folder = Folder::new();
    for (name, values) in [("a.npy", [0.5_f64, -1.5]), ("b.npy", [2.0, 1.0])] {
        folder.write(name, npy("<f8", false, "(2,)", &values.map(f64::to_le_bytes).concat()));
    }
    folder.done(&["--function", "logaddexp", "a.npy", "b.npy", "-o", "c.npy"]);
    let totals = TOTALS.map(|text| text.parse::<f64>().expect("a number").to_le_bytes()).concat();
    assert_eq!(folder.read("c.npy"), npy("<f8", false, "(2,)", &totals));
    let numbers = String::from_utf8(folder.done(&["--function", "logaddexp", "--", "0.5", "2", "-1.5", "1"]));
    assert_eq!(numbers.expect("UTF-8"), format!("{}\n{}\n", TOTALS[0], TOTALS[1]));
    let (code, out, _) = folder.eval(&["--function", "logaddexp"], b"0.5 2\n\n-1.5,1\n");
    assert_eq!(
        (code, String::from_utf8(out).expect("UTF-8")),
        (0, format!("{}\n{}\n", TOTALS[0], TOTALS[1]))
    );
}

#[test]
fn constants() {
    gives("x\n0.5\n", &["-f", "sigmoid", "--only"], &format!("sigmoid(x)\n{SIGMOID}\n"));
    // mpmath: log1p(exp(2 x))/2 + 1; its inverse; 1/(1 + exp(-2 x)); log1p(exp(2 x))/2.
    gives("x\n0.25\n", &["--beta", "2", "--low", "1", "--only", "--as", "y"], "y\n1.4870384920900532\n");
    let inverse = ["-f", "softplus_inverse", "--beta", "2", "--low", "1", "--only", "--as", "y"];
    gives("x\n1.4870384920900532\n", &inverse, "y\n0.24999999999999983\n");
    gives("x\n0.25\n", &["-f", "sigmoid", "--beta", "2", "--only", "--as", "y"], &format!("y\n{SIGMOID}\n"));
    gives(
        "x\n0.25\n",
        &["-f", "softplus_beta", "--beta", "2", "--only", "--as", "y"],
        "y\n0.48703849209005334\n",
    );
}

#[test]
fn text_keeps_its_manner() {
    // A mark, \r\n, semicolons, and quotes that nobody needs.
    let folder = Folder::new();
    folder.write("in.csv", "\u{feff}\"id\";x\r\n\"a\";\"0.5\"\r\n");
    folder.done(&["in.csv", "-o", "out.csv", "--delimiter", ";"]);
    assert_eq!(folder.text("out.csv"), format!("\u{feff}\"id\";x;softplus(x)\r\n\"a\";\"0.5\";{B}\r\n"));
    folder.write("in.tsv", "0.5\ta,b\n");
    folder.done(&["in.tsv", "-o", "out.csv", "--force", "--no-header"]);
    assert_eq!(folder.text("out.csv"), format!("0.5,\"a,b\",{B}\n"));
    folder.write("in.tsv", "x\ta,b\n0.5\tc\n");
    folder.done(&["in.tsv", "-o", "out.csv", "--force"]);
    assert_eq!(folder.text("out.csv"), format!("x,\"a,b\",softplus(x)\n0.5,c,{B}\n"));
    // Readers skip an empty line; quotes say that something is missing.
    gives("x\n-1.5\n\n0.5\n", &["--replace"], &format!("x\n{A}\n\"\"\n{B}\n"));
    // The last line needs no newline. Rounded to f64 first, this would be a tie and become 1, and the result 1.313.
    gives("x\n1.00048828125000001", &["--dtype", "f16", "--only", "--as", "y"], "y\n1.314\n");
}

#[test]
fn standard_input_and_output() {
    let folder = Folder::new();
    let run = |arguments: &[&str], input: &[u8]| {
        let (code, out, error) = folder.eval(arguments, input);
        assert_eq!((code, error.as_str()), (0, ""), "{arguments:?}");
        out
    };
    let csv = format!("x,softplus(x)\n0.5,{B}\n");
    assert_eq!(run(&["-", "--from", "csv"], b"x\n0.5\n"), csv.as_bytes());
    assert_eq!(run(&["--from", "csv", "-o", "-"], b"x\n0.5\n"), csv.as_bytes());
    let array = npy("<f8", false, "(1,)", &0.5_f64.to_le_bytes());
    assert_eq!(run(&["-", "--to", "csv"], &array), csv.as_bytes(), "its first bytes tell that it is .npy");
    let result: f64 = B.parse().expect("a number");
    let raw = run(&["-", "--from", "raw", "--dtype", "f64"], &0.5_f64.to_le_bytes());
    assert_eq!(raw, result.to_le_bytes());
    assert_eq!(
        run(&["-", "--from", "raw", "--dtype", "f64", "--to", "npy"], &0.5_f64.to_le_bytes()),
        npy("<f8", false, "(1,)", &raw)
    );
    assert_eq!(
        run(&["-", "--from", "raw", "--dtype", "f64", "--to", "csv"], &0.5_f64.to_le_bytes()),
        csv.as_bytes()
    );
    let (code, _, error) = folder.eval(&["-", "--from", "raw", "--dtype", "f64"], &[0; 13]);
    assert_eq!((code, error.contains("ends within a number: a f64 has 8 bytes")), (1, true), "{error}");
    #[cfg(feature = "parquet")]
    for format in ["parquet", "arrow", "arrow-stream"] {
        let file = run(&["-", "--to", format], &array);
        let back = run(&["-", "--to", "csv", "--column", "x", "--from", format, "--only"], &file);
        assert_eq!(back, format!("softplus(x)\n{B}\n").as_bytes(), "{format}");
    }
}

#[test]
fn archives_keep_what_is_not_evaluated() {
    let folder = Folder::new();
    let xs = [0.5_f32, -1.5];
    folder.write("x.npy", npy("<f4", false, "(2, 1, 1)", &xs.map(f32::to_le_bytes).concat()));
    folder.done(&["x.npy", "-o", "a.npz", "--as", "x"]);
    folder.done(&["a.npz", "-o", "b.npz", "--function", "sigmoid", "--column", "x"]);
    folder.done(&["b.npz", "-o", "c.npz", "--replace", "--column", "sigmoid(x)"]);
    folder.done(&["c.npz", "-o", "d.npy", "--column", "sigmoid(x)"]);
    folder.fails(
        &["a.npz", "-o", "e.csv", "--column", "z", "--only"],
        1,
        &["a.npz", "no column \"z\"", "it has x"],
    );
    let expected =
        xs.map(|x| softplus::softplus(softplus::softplus(softplus::sigmoid(softplus::softplus(x)))));
    assert_eq!(
        folder.read("d.npy"),
        npy("<f4", false, "(2, 1, 1)", &expected.map(f32::to_le_bytes).concat())
    );
}

#[test]
fn integers_are_evaluated_where_they_are_named() {
    let folder = Folder::new();
    let array = |values: [i64; 2]| npy("<i8", false, "(2,)", &values.map(i64::to_le_bytes).concat());
    folder.write("x.npy", array([-1, 1 << 53]));
    folder.write("large.npy", array([0, (1 << 53) + 1]));
    folder.fails(&["x.npy", "-o", "y.npy"], 1, &["its elements are i64", "array.astype"]);
    folder.fails(&["x.npy", "-o", "y.csv"], 1, &["x.npy", "no column of floating-point numbers", "--column"]);
    let out =
        String::from_utf8(folder.done(&["x.npy", "-o", "-", "--to", "csv", "--column", "x"])).expect("UTF-8");
    assert_eq!(out, "x,softplus(x)\n-1,0.3132616875182228\n9007199254740992,9007199254740992.0\n");
    folder.write("exact.npy", array([1 << 60, i64::MIN]));
    folder.done(&["exact.npy", "-o", "exact.csv", "--column", "x", "--only"]);
    assert_eq!(folder.text("exact.csv"), "softplus(x)\n1.152921504606847e18\n0.0\n");
    folder.fails(
        &["large.npy", "-o", "y.csv", "--column", "x"],
        1,
        &["row 2", "9007199254740993", "no exact f64"],
    );
}

#[test]
fn bf16_is_confirmed_where_it_is_not_said() {
    let folder = Folder::new();
    let (x, y) = ([0xc0_u8, 0xbf], softplus::softplus(half::bf16::from_f32(-1.5)).to_le_bytes());
    folder.write("ml_dtypes.npy", npy("<V2", false, "(1,)", &x));
    folder.write("void.npy", npy("|V2", false, "(1,)", &x));
    folder.done(&["ml_dtypes.npy", "-o", "a.npy"]);
    assert_eq!(folder.read("a.npy"), npy("<V2", false, "(1,)", &y));
    folder.fails(&["void.npy", "-o", "b.npy"], 1, &["\"|V2\"", "--dtype bf16"]);
    folder.done(&["void.npy", "-o", "b.npy", "--dtype", "bf16"]);
    assert_eq!(folder.read("b.npy"), npy("<V2", false, "(1,)", &y));
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_and_its_link() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let folder = Folder::new();
    folder.write("x.csv", "x\n0.5\n");
    fs::set_permissions(folder.path("x.csv"), fs::Permissions::from_mode(0o600)).expect("mine");
    std::os::unix::fs::symlink("x.csv", folder.path("link.csv")).expect("a link");
    folder.done(&["link.csv", "-o", "link.csv", "--force", "--replace"]);
    assert_eq!(folder.text("x.csv"), format!("x\n{B}\n"));
    assert!(fs::symlink_metadata(folder.path("link.csv")).expect("there").is_symlink());
    let mode = fs::metadata(folder.path("x.csv")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    folder.fails(&["x.csv", "-o", "away/y.csv"], 1, &["cannot write away/y.csv: there is no folder away"]);
}

#[test]
fn wrong_wishes_are_explained() {
    let folder = Folder::new();
    folder.write("t.csv", "a,b,s\n1.5,2.5,x\n");
    folder.write("x.npy", npy("<f4", false, "(1,)", &[0; 4]));
    let cases: [(&[&str], i32, &[&str]); 21] = [
        (&["--column", "x", "1"], 2, &["--column is for data files"]),
        (&["t.csv"], 2, &["t.csv is a file", "-o FILE"]),
        (&["t.csv", "-o", "o.csv", "-c", "c"], 1, &["t.csv", "no column \"c\"", "a, b, s"]),
        (&["t.csv", "-o", "o.csv", "-c", "s"], 1, &["column \"s\", row 1 (line 2)", "\"x\" is not a number"]),
        (&["t.csv", "-o", "o.csv", "--as", "y"], 2, &["--as is given 1 times", "2 results"]),
        (&["t.csv", "-o", "o.csv", "-c", "a", "--as", "b"], 1, &["there is a column \"b\" already"]),
        (&["t.csv", "-o", "o.csv", "-f", "logaddexp"], 2, &["2 arguments", "--column a,b"]),
        (&["t.csv", "-o", "o.csv", "-f", "logaddexp", "-c", "a"], 2, &["2 arguments", "1 columns"]),
        (&["t.csv", "-o", "o.csv", "-f", "mish", "--beta", "2"], 2, &["--beta is not for mish"]),
        (
            &["t.csv", "-o", "o.csv", "-f", "softplus_beta", "--beta", "2", "--low", "1"],
            2,
            &["--low is not for"],
        ),
        (&["t.csv", "-o", "o.csv", "-c", "a,a"], 2, &["--column names a twice"]),
        (&["t.csv", "-o", "o.csv", "--plot", "o.csv"], 2, &["-o and --plot name the same file"]),
        (&["t.csv", "-o", "o.csv", "--beta", "-1"], 2, &["beta must be a positive finite number"]),
        (&["t.csv", "-o", "o.csv", "--beta", "two"], 2, &["--beta: \"two\" is not a number"]),
        (&["t.csv", "-o", "o.npz"], 1, &["cannot hold column \"s\": it is text", "--only"]),
        (&["t.csv", "-o", "o.npy"], 1, &["2 columns", "name one with --column"]),
        (&["x.npy", "-o", "o.npy", "--column", "x"], 2, &["--column names columns of tables"]),
        (&["x.npy", "-o", "o.npy", "--dtype", "f64"], 1, &["--dtype says f64, and its elements are f32"]),
        (&["x.npy", "-o", "o.npy", "-f", "logaddexp"], 2, &["logaddexp needs 2 .npy files", "1 were named"]),
        (&["x.npy", "-o", "o.npy", "--plot", "p.svg", "-f", "mish"], 2, &["--plot draws softplus"]),
        (&["x.npy", "-o", "o.csv", "--delimiter", "é"], 2, &["--delimiter 'é'", "ASCII"]),
    ];
    for (arguments, status, texts) in cases {
        folder.fails(arguments, status, texts);
    }
    folder.write("half.npy", npy("<f2", false, "(1,)", &[0; 2]));
    let small = ["half.npy", "-o", "o.npy", "--beta", "1e-9"];
    folder.fails(&small, 2, &["in f16: beta must be a positive finite number"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_in_every_format() {
    let folder = Folder::new();
    folder.write("t.csv", "x\n1.5\n");
    let formats: &[&str] = if cfg!(feature = "parquet") {
        &["npy", "npz", "csv", "tsv", "raw", "parquet", "arrow", "arrow-stream"]
    } else {
        &["npy", "npz", "csv", "tsv", "raw"]
    };
    for format in formats {
        let arguments = ["t.csv", "-o", "/dev/full", "--to", format];
        folder.fails(&arguments, 1, &["cannot write /dev/full: No space left on device"]);
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet_the_error_says_how_to_have_it() {
    let folder = Folder::new();
    folder.write("t.csv", "x\n1.5\n");
    folder.write("t.parquet", "PAR1");
    folder.fails(&["t.parquet", "-o", "o.csv"], 1, &["built without Parquet", "--features parquet"]);
    folder.fails(&["t.csv", "-o", "o.arrow"], 1, &["built without Arrow file", "--features parquet"]);
}
