//! Answers requests from standard input on standard output; see the library.

use std::{io, process::ExitCode};

fn main() -> ExitCode {
    match softplus_foreign::serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("softplus-foreign: error: {error}");
            ExitCode::FAILURE
        }
    }
}
