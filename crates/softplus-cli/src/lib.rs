//! The `softplus` command, as a library for its binary, its tests and its fuzz targets. Not a stable interface.

mod accuracy;
mod bench;
pub mod cli;
pub mod conformance;
pub mod data;
mod eval;
mod explain;
pub mod family;
mod figure;
mod formula;
mod histogram;
pub mod npy;
mod number;
mod output;
mod plot;
mod random;
mod shell;

use std::{ffi::OsString, io, process::ExitCode};

use clap::Parser;

use cli::{Cli, Command};

/// Runs the command: 0 is success, 1 an error at work, 2 a wrong command line, 3 an implementation
/// that does not conform.
#[must_use]
pub fn run() -> ExitCode {
    run_from(std::env::args_os())
}

/// Runs the command with these words, of which the first is its name.
pub fn run_from(words: impl IntoIterator<Item: Into<OsString> + Clone>) -> ExitCode {
    let cli = Cli::parse_from(words);
    output::clean_on_interrupt();
    let result = match &cli.command {
        Command::Eval(args) => eval::run(args),
        Command::Plot(args) => plot::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Conformance(command) => conformance::run(command),
        Command::Completions { shell } => shell::completions(*shell),
        Command::Man { folder, force } => shell::man(folder.as_deref(), *force),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of our output has seen enough, as in `softplus eval … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<cli::NotConforming>() => ExitCode::from(3),
        Err(error) => {
            eprintln!("softplus: error: {error:#}");
            ExitCode::from(if error.is::<cli::Usage>() { 2 } else { 1 })
        }
    }
}

/// Whether nobody reads our output any more.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
