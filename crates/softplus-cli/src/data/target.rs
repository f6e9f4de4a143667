//! What is written: a file that appears whole, or standard output.

use std::{
    io::{self, BufWriter, Stdout, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::output::Output;

/// Bytes that are written together.
const BUFFER: usize = 1 << 18;

/// A file being written, or standard output.
#[derive(Debug)]
pub struct Target {
    to: To,
    path: PathBuf,
}

#[derive(Debug)]
enum To {
    File(BufWriter<Output>),
    Stdout(BufWriter<Stdout>),
}

impl Target {
    /// Begins the file; `-` is standard output.
    ///
    /// # Errors
    /// If it exists and `force` is not given, or cannot be created.
    pub fn create(path: &Path, force: bool) -> Result<Self> {
        let to = if path == Path::new("-") {
            To::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()))
        } else {
            To::File(BufWriter::with_capacity(BUFFER, Output::create(path, force)?))
        };
        Ok(Self { to, path: path.to_owned() })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// If it cannot be completed.
    pub fn commit(self) -> Result<()> {
        let context = cannot_write(&self.path);
        match self.to {
            To::File(file) => {
                file.into_inner().map_err(io::IntoInnerError::into_error).context(context)?.commit()
            }
            To::Stdout(mut stdout) => stdout.flush().context(context),
        }
    }
}

/// What an error says that has to do with the file.
#[must_use]
pub fn cannot_write(path: &Path) -> String {
    let name =
        if path == Path::new("-") { "to standard output".to_owned() } else { path.display().to_string() };
    format!("cannot write {name}")
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::File(file) => file.write(bytes),
            To::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::File(file) => file.flush(),
            To::Stdout(stdout) => stdout.flush(),
        }
    }
}
