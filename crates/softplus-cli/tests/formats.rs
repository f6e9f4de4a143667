//! Every format to every other: no bit changes on the way.
#![cfg(feature = "parquet")]

mod common;

use common::{Folder, Random, npy};
use half::{bf16, f16};
use softplus::Float;
use softplus_cli::{
    cli::Dtype,
    data::{Element, open::Options},
};

/// The extensions of the formats that hold several columns.
const TABLES: [&str; 6] = ["npz", "csv", "tsv", "parquet", "arrow", "arrows"];

/// Special values, subnormal ones, the values around them, and random bits.
fn inputs<T: Float>() -> Vec<T> {
    let sign = 1_u64 << (T::BITS - 1);
    let infinity = T::from_f64(f64::INFINITY).to_bits_u64();
    let normal = 1 << (T::MANTISSA_DIGITS - 1);
    let one = T::from_f64(1.0).to_bits_u64();
    // The last two are a quiet NaN with a payload, and a signalling one.
    let special = [
        0,
        1,
        2,
        normal - 1,
        normal,
        normal + 1,
        one - 1,
        one,
        one + 1,
        infinity - 1,
        infinity,
        infinity | normal >> 1 | 1,
        infinity | 1,
    ];
    let mut bits: Vec<u64> = special.iter().flat_map(|&bits| [bits, bits | sign]).collect();
    let mut random = Random(T::BITS.into());
    bits.extend((0..3000).map(|_| random.next() >> (64 - T::BITS)));
    // Numbers as they are in models.
    bits.extend((0..1000).map(|_| T::from_f64((random.next() >> 40) as f64 / 1e6 - 8.0).to_bits_u64()));
    bits.into_iter().map(T::from_bits_u64).collect()
}

fn bytes<T: Element>(values: &[T]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for &value in values {
        Element::write(value, false, &mut bytes);
    }
    bytes
}

/// The bits, or those of one NaN where a format has no others.
fn bits<T: Float>(values: &[T], text: bool) -> Vec<u64> {
    let nan = |x: &T| if text && x.to_f64().is_nan() { u64::MAX } else { x.to_bits_u64() };
    values.iter().map(nan).collect()
}

fn is_text(extension: &str) -> bool {
    matches!(extension, "csv" | "tsv")
}

fn round_trips<T: Float + Element>(descr: &str, dtype: Dtype) {
    let folder = Folder::new();
    let xs = inputs::<T>();
    let shape = format!("({},)", xs.len());
    folder.write("x.npy", npy(descr, false, &shape, &bytes(&xs)));
    let ys: Vec<T> = xs.iter().map(|&x| softplus::softplus(x)).collect();
    let options =
        |extension: &str| Options { dtype: is_text(extension).then_some(dtype), ..Options::default() };
    for first in TABLES {
        let a = format!("a.{first}");
        if first == "npz" {
            // An array has no other column: this is how one gets a name.
            folder.done(&["x.npy", "-o", "named.parquet", "--force"]);
            folder.done(&["named.parquet", "-o", &a, "--column", "x", "--as", "again"]);
        } else {
            folder.done(&["x.npy", "-o", &a]);
        }
        for second in TABLES {
            let b = format!("{first}.{second}");
            let columns =
                ["--column", "x", "--column", "softplus(x)", "--function", "mish", "--as", "m", "--as", "n"];
            let mut arguments = vec![a.as_str(), "-o", &b];
            arguments.extend(columns);
            if is_text(first) {
                arguments.extend(["--dtype", T::NAME]);
            }
            folder.done(&arguments);
            let text = is_text(first) || is_text(second);
            let read = |column, text| bits(&folder.column::<T>(&b, column, &options(second)), text);
            assert_eq!(read("x", text), bits(&xs, text), "{b}: x of {}", T::NAME);
            // A NaN that is computed is any NaN.
            assert_eq!(read("softplus(x)", true), bits(&ys, true), "{b}: softplus(x) of {}", T::NAME);
            let mish: Vec<T> = xs.iter().map(|&x| softplus::mish(x)).collect();
            assert_eq!(read("m", true), bits(&mish, true), "{b}: mish(x) of {}", T::NAME);
        }
        // And to a single array.
        for extension in ["npy", "raw"] {
            let c = format!("c.{extension}");
            let mut arguments = vec![a.as_str(), "-o", &c, "--column", "x", "--force"];
            if is_text(first) {
                arguments.extend(["--dtype", T::NAME]);
            }
            folder.done(&arguments);
            let options = Options { dtype: Some(dtype), ..Options::default() };
            assert_eq!(bits(&folder.column::<T>(&c, "x", &options), true), bits(&ys, true), "{a} to {c}");
        }
    }
}

#[test]
fn every_pair_keeps_every_bit_of_f16() {
    round_trips::<f16>("<f2", Dtype::F16);
}

#[test]
fn every_pair_keeps_every_bit_of_bf16() {
    round_trips::<bf16>("<V2", Dtype::Bf16);
}

#[test]
fn every_pair_keeps_every_bit_of_f32() {
    round_trips::<f32>("<f4", Dtype::F32);
}

#[test]
fn every_pair_keeps_every_bit_of_f64() {
    round_trips::<f64>("<f8", Dtype::F64);
}

/// Missing values, other columns, their order, and quotes.
#[test]
fn missing_values_and_other_columns_stay() {
    let folder = Folder::new();
    let text = "name,x,note\nfirst,-1.5,\"a, b\"\n\"second\",,\"say \"\"no\"\"\"\n,NaN,\"\"\nlast,-inf,é\n";
    folder.write("in.csv", text);
    let result = "name,x,note,softplus(x)\nfirst,-1.5,\"a, b\",0.2014132779827524\n\"second\",,\"say \"\"no\"\"\",\n\
                  ,NaN,\"\",NaN\nlast,-inf,é,0.0\n";
    folder.done(&["in.csv", "-o", "out.csv"]);
    // mpmath: log1p(exp(-1.5)) = 0.20141327798275240…
    assert_eq!(folder.text("out.csv"), result);
    for first in ["parquet", "arrow", "arrows"] {
        folder.done(&["in.csv", "-o", &format!("a.{first}")]);
        for second in ["parquet", "arrow", "arrows"] {
            let b = format!("{first}.{second}");
            folder.done(&[&format!("a.{first}"), "-o", &b, "--column", "x", "--function", "sigmoid"]);
            folder.done(&[
                &b,
                "-o",
                "back.csv",
                "--force",
                "--column",
                "x",
                "--function",
                "mish",
                "--as",
                "last",
            ]);
            let back = folder.text("back.csv");
            let columns: Vec<String> =
                back.lines().map(|line| line.rsplit_once(',').expect("cells").0.to_owned()).collect();
            let columns: Vec<&str> =
                columns.iter().map(|line| line.rsplit_once(',').expect("cells").0).collect();
            // Quotes that nobody needs are gone; an empty text is not a missing one.
            let expected = result.replace("\"second\"", "second");
            assert_eq!(columns, expected.lines().collect::<Vec<_>>(), "{b}");
        }
    }
}

#[test]
fn matrices_are_columns() {
    let folder = Folder::new();
    let values: Vec<f32> = (0..15_u8).map(|i| f32::from(i) - 7.0).collect();
    let transposed: Vec<f32> =
        (0..3).flat_map(|j| (0..5).map(move |i| i * 3 + j)).map(|at| values[at]).collect();
    folder.write("c.npy", npy("<f4", false, "(5, 3)", &bytes(&values)));
    folder.write("fortran.npy", npy("<f4", true, "(5, 3)", &bytes(&transposed)));
    folder.write("cube.npy", npy("<f4", false, "(5, 3, 1)", &bytes(&values)));
    let mut expected = String::from("0,1,2,softplus(0),softplus(1),softplus(2)\n");
    for row in values.chunks(3) {
        let ys = row.iter().map(|&x| softplus::softplus(x));
        let cells: Vec<String> = row.iter().copied().chain(ys).map(|x| format!("{x:?}")).collect();
        expected += &(cells.join(",") + "\n");
    }
    for name in ["c.npy", "fortran.npy"] {
        assert_eq!(
            String::from_utf8(folder.done(&[name, "-o", "-", "--to", "csv"])).expect("UTF-8"),
            expected,
            "{name}"
        );
        // Through a pipe, which cannot be read twice.
        let (code, out, error) = folder.eval(&["-", "--to", "csv"], &folder.read(name));
        assert_eq!((code, String::from_utf8(out).expect("UTF-8")), (0, expected.clone()), "{name}: {error}");
    }
    folder.fails(&["cube.npy", "-o", "o.csv"], 1, &["cube.npy", "(5, 3, 1)", "one or two dimensions"]);
}
