//! What the programs share: their end.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;

/// Runs a program that writes to standard output: an error is one line on standard error.
pub fn main(name: &str, run: impl FnOnce(&mut dyn Write) -> Result<()>) -> ExitCode {
    let mut out = io::stdout();
    match run(&mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as in `digits | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
