//! Malformed files of every format: one line each that names the file and the place, never a panic, and nothing is left.
//! .npy headers are in `npy_headers.rs`.

mod common;

use std::{fmt::Write as _, path::Path};

use common::{Folder, Random, npy};
use softplus_cli::{
    cli::Dtype,
    data::{Column, Format, Input, open},
};

/// Reads everything; the error in one line.
fn read(path: &Path, format: Format) -> Result<u64, String> {
    let dtype = (format == Format::Raw).then_some(Dtype::F32);
    let read = || -> anyhow::Result<u64> {
        let options = open::Options { format: Some(format), dtype, ..open::Options::default() };
        let mut source = open::table(Input::open(path)?, format, &options)?;
        let (fields, mut rows) = (source.schema().fields.clone(), 0);
        while let Some(batch) = source.next()? {
            rows += batch.rows as u64;
            for (column, field) in batch.columns.iter().zip(&fields) {
                assert!(
                    !matches!(column, Column::Numbers(numbers) if numbers.values.len() != batch.rows),
                    "{}",
                    field.name
                );
            }
        }
        Ok(rows)
    };
    read().map_err(|error| format!("{error:#}"))
}

/// A table in each format, and how many rows it has.
fn good(folder: &Folder) -> Vec<(String, Format)> {
    let mut text = String::from("name,x,y\n");
    let mut random = Random(1);
    for row in 0..500 {
        let (x, y) = (random.next() as f64 / 1e18, (random.next() >> 40) as f32);
        writeln!(text, "n{row},{x:?},{y:?}").expect("into memory");
    }
    folder.write("good.csv", &text);
    let (values, shape) =
        ((0..500_u16).flat_map(|i| f32::from(i).to_le_bytes()).collect::<Vec<_>>(), "(500,)");
    folder.write("x.npy", npy("<f4", false, shape, &values));
    folder.write("good.raw", &values);
    folder.done(&["good.csv", "-o", "good.npz", "--only"]);
    #[cfg_attr(not(feature = "parquet"), allow(unused_mut, reason = "nothing is added"))]
    let mut files = vec![("good.npz".to_owned(), Format::Npz), ("good.csv".to_owned(), Format::Csv)];
    #[cfg(feature = "parquet")]
    for (extension, format) in
        [("parquet", Format::Parquet), ("arrow", Format::Arrow), ("arrows", Format::ArrowStream)]
    {
        let name = format!("good.{extension}");
        folder.done(&["good.csv", "-o", &name]);
        files.push((name, format));
    }
    for (name, format) in &files {
        assert_eq!(read(&folder.path(name), *format), Ok(500), "{name}");
    }
    files
}

/// One line, not too long, without a panic's words.
fn assert_plain(error: &str, what: &str) {
    assert!(error.lines().count() == 1 && error.len() < 400, "{what}: {error}");
}

#[test]
fn truncated_files_are_errors() {
    let folder = Folder::new();
    for (name, format) in good(&folder) {
        let bytes = folder.read(&name);
        let step = (bytes.len() / 400).max(1);
        // A stream of messages may end after any of them, and a text after any row.
        let may_be_whole = matches!(format, Format::ArrowStream | Format::Csv);
        for length in (0..bytes.len()).step_by(step).chain(bytes.len() - 12..bytes.len()) {
            folder.write("bad", &bytes[..length]);
            match read(&folder.path("bad"), format) {
                Ok(rows) => assert!(may_be_whole && rows <= 500, "{name} of {length} bytes was read"),
                Err(error) => assert_plain(&error, &format!("{name} of {length} bytes")),
            }
        }
    }
}

#[test]
fn changed_bytes_are_errors_or_other_values() {
    let folder = Folder::new();
    for (name, format) in good(&folder) {
        let bytes = folder.read(&name);
        let mut random = Random(2);
        let (mut errors, tries) = (0, 1500);
        for _ in 0..tries {
            let mut bad = bytes.clone();
            // Half of them in the index at the end, or the header.
            let range = if random.next().is_multiple_of(2) { bad.len() } else { bad.len().min(600) };
            let place = (random.next() as usize) % range;
            let place = if random.next().is_multiple_of(2) { place } else { bad.len() - 1 - place };
            bad[place] = random.next() as u8;
            folder.write("bad", &bad);
            if let Err(error) = read(&folder.path("bad"), format) {
                assert_plain(&error, &format!("{name}, byte {place} is {}", bad[place]));
                errors += 1;
            }
        }
        assert!(errors > tries / 50, "{name}: only {errors} of {tries} changes were noticed");
    }
}

#[test]
fn text_names_the_line() {
    let folder = Folder::new();
    let cases: [(&[u8], &[&str]); 11] = [
        (b"", &["it is empty"]),
        (b"x\n1.5\n2.5,3\n", &["line 3", "it has 2 cells, and the first row has 1"]),
        (b"x,y\n1.5,1\n2.5\n", &["line 3", "it has 1 cells, and the first row has 2"]),
        (b"x\n1.5\n\"2.5\n3\n", &["line 3", "a quote is opened and not closed"]),
        (b"x\n\"1.5\"2\n", &["line 2", "something follows a closing quote"]),
        (b"x\n1.5\n\"2\n3\"\n4,5\n", &["line 5", "2 cells"]),
        (b"x\n1.5\nNA\n", &["no column of floating-point numbers"]),
        (b"1.5,2.5\n", &["its first row is numbers", "--no-header"]),
        (b"\xff\xfex\0", &["UTF-16"]),
        (b"\xe9,x\n1,1.5\n", &["the name of column 1 is not UTF-8"]),
        (b"a,b\n1,2\n", &["no column of floating-point numbers", "a, b"]),
    ];
    for (text, messages) in cases {
        folder.write("bad.csv", text);
        folder.fails(&["bad.csv", "-o", "out.csv"], 1, &[&["cannot read bad.csv"], messages].concat());
    }
    folder.write("bad.csv", "x\n1.5\n\nNA\n");
    folder.fails(
        &["bad.csv", "-o", "o.csv", "-c", "x"],
        1,
        &["column \"x\", row 3 (line 4)", "\"NA\" is not a number"],
    );
    folder.write("bad.csv", b"x\n1.5\n\xff\n");
    folder.fails(&["bad.csv", "-o", "o.csv", "-c", "x"], 1, &["row 2 (line 3)", "is not a number"]);
    folder.write("bad.csv", "x\n1.5\n\n");
    folder.fails(&["bad.csv", "-o", "o.npy"], 1, &["column \"softplus(x)\" has no value in row 2"]);
}

#[test]
fn names_and_contents_that_contradict() {
    let folder = Folder::new();
    folder.write("a.csv", npy("<f4", false, "(1,)", &[0; 4]));
    folder.fails(&["a.csv", "-o", "o.csv"], 1, &["its name says CSV, and it begins like .npy"]);
    folder.write("a.npy", b"PK\x03\x04");
    folder.fails(&["a.npy", "-o", "o.npy"], 1, &["its name says .npy, and it begins like .npz"]);
    folder.fails(
        &["a.csv", "--from", "parquet", "-o", "o.csv"],
        1,
        &["--from says Parquet, and it begins like .npy"],
    );
    folder.write("a.unknown", "x\n1.5\n");
    folder.fails(
        &["a.unknown", "-o", "o.csv"],
        2,
        &["a.unknown: its format is unknown; name it with --from"],
    );
    folder.write("a.raw", [0; 7]);
    folder.fails(&["a.raw", "-o", "o.raw", "--dtype", "f32"], 1, &["it has 7 bytes, and a f32 has 4"]);
    folder.fails(&["a.raw", "-o", "o.raw"], 2, &["a.raw: name the type of its numbers with --dtype"]);
}

/// Of archives: a wrong checksum, and a member that unpacks to more than it says.
#[test]
fn archives_are_checked() {
    let folder = Folder::new();
    folder.write("x.npy", npy("<f4", false, "(1000,)", &[0; 4000]));
    folder.done(&["x.npy", "-o", "a.npz", "--as", "x"]);
    let good = folder.read("a.npz");
    let mut bad = good.clone();
    bad[3000] ^= 1;
    folder.write("bad.npz", &bad);
    folder.fails(&["bad.npz", "-o", "o.npz"], 1, &["cannot read bad.npz", "CRC"]);
    // The directory's entry begins 46 bytes before its name, and the shape is in the header.
    let directory = good.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory");
    bad.clone_from(&good);
    bad[directory + 24] ^= 1;
    folder.write("bad.npz", &bad);
    let (code, _, error) = folder.eval(&["bad.npz", "-o", "o.npz"], b"");
    assert!(code == 1 && error.contains("cannot read bad.npz"), "{error}");
    let text = String::from_utf8_lossy(&good).into_owned();
    let shape =
        text.find("(1000,)").map(|_| good.windows(7).position(|bytes| bytes == b"(1000,)").expect("a shape"));
    bad.clone_from(&good);
    bad[shape.expect("a shape") + 1] = b'9';
    folder.write("bad.npz", &bad);
    folder.fails(&["bad.npz", "-o", "o.npz"], 1, &["cannot read bad.npz", "(9000,) needs 36000 bytes"]);
}
