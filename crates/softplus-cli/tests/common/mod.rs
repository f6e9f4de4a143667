//! The program in a folder of its own.
#![allow(dead_code, reason = "each test uses a part of this")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use softplus_cli::data::{Element, Series, open};
use tempfile::TempDir;

/// Runs the program in a folder: status, standard output, standard error.
pub fn softplus(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_softplus"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

/// An empty folder.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// The names of all files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A folder, and the program in it.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self(folder())
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("written");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Reads a file of text.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("UTF-8")
    }

    /// The names of all files.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    /// Runs `softplus eval`; its status, standard output and standard error.
    pub fn eval(&self, arguments: &[&str], input: &[u8]) -> (i32, Vec<u8>, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_softplus"))
            .arg("eval")
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        let input = input.to_vec();
        // Beside the reading: both pipes may be full.
        let feeder = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &input));
        let output = child.wait_with_output().expect("the program ends");
        // The program may end without reading.
        let _ = feeder.join();
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        (output.status.code().expect("no signal"), output.stdout, error)
    }

    /// Runs `softplus eval`, which must succeed; its standard output.
    pub fn done(&self, arguments: &[&str]) -> Vec<u8> {
        let (code, output, error) = self.eval(arguments, b"");
        assert_eq!(code, 0, "{arguments:?}: {error}");
        output
    }

    /// Runs `softplus eval`, which must fail with this status, with one line that has these texts, and leave nothing.
    pub fn fails(&self, arguments: &[&str], status: i32, texts: &[&str]) {
        let before = self.names();
        let (code, _, error) = self.eval(arguments, b"");
        assert_eq!(code, status, "{arguments:?}: {error}");
        for text in texts {
            assert!(error.contains(text), "{arguments:?}: {error:?} does not contain {text:?}");
        }
        assert!(error.lines().count() == 1 && !error.contains("panicked"), "{arguments:?}: {error}");
        assert_eq!(self.names(), before, "{arguments:?}: nothing is left behind");
    }

    /// A column's numbers, all that are there.
    pub fn column<T: Element>(&self, name: &str, column: &str, options: &open::Options) -> Vec<T> {
        column_of(&self.path(name), column, options)
    }
}

/// A column's numbers, all that are there.
pub fn column_of<T: Element>(path: &Path, column: &str, options: &open::Options) -> Vec<T> {
    let mut series = Series::open(path, Some(column), options)
        .unwrap_or_else(|error| panic!("{}, {column}: {error:#}", path.display()));
    let mut all = Vec::new();
    while let Some(chunk) =
        series.next_present::<T>().unwrap_or_else(|error| panic!("{}: {error:#}", path.display()))
    {
        all.extend(chunk);
    }
    all
}

/// A .npy file as NumPy writes it.
pub fn npy(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut text = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (10 + text.len() + 1) % 64 != 0 {
        text.push(' ');
    }
    text.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(data);
    bytes
}

/// Numbers that are different each time, and the same in every run.
pub struct Random(pub u64);

impl Random {
    /// The next one (Knuth's MMIX generator, its upper bits).
    pub fn next(&mut self) -> u64 {
        let mut word = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.0 >> 32
        };
        word() << 32 | word()
    }
}
