//! What the programs share: their standard output, and their end.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;

/// Runs a program that writes to standard output: an error is one line on standard error.
pub fn main(name: &str, run: impl FnOnce(&mut dyn Write) -> Result<()>) -> ExitCode {
    let mut out = Output(io::stdout());
    match run(&mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Standard output, of which the reader may have seen enough, as in `digits -o curves.svg | head`: the work goes on.
struct Output(io::Stdout);

impl Write for Output {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        unless_closed(self.0.write(text), text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_closed(self.0.flush(), ())
    }
}

fn unless_closed<T>(outcome: io::Result<T>, instead: T) -> io::Result<T> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(instead),
        other => other,
    }
}
