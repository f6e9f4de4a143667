//! The project's own commands: `cargo xtask help`.

mod bench;
mod check;
mod conformance;
mod cross;
mod formats;
mod fuzz;
mod generate;
mod instructions;
mod ml;
mod package;
mod process;
mod prove;
mod python;
mod readme;
mod tables;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands, run from anywhere inside the repository as `cargo xtask …`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Formats, lints, documentation, tests, digests, and the README's commands, as the README promises.
    ///
    /// Takes half an hour on two cores the first time, most of it for compiling.
    Test(test::Args),
    /// The long evidence against MPFR; its committed results are checked by `cargo xtask test`.
    Check(check::Args),
    /// The levels of other kinds of machines: aarch64 under qemu-user, WebAssembly in node, against MPFR.
    Cross(cross::Args),
    /// Gives each reader of data files mutated ones (needs a nightly compiler and cargo-fuzz; ten minutes for each).
    Fuzz(fuzz::Args),
    /// Counts instructions per element on AVX2 (needs valgrind), and compares them with what is recorded.
    Instructions(instructions::Args),
    /// Writes the generated constants again from proofs/ (needs Sollya).
    Gen(generate::Args),
    /// Times and errors of this project and its rivals on this machine, side by side.
    ///
    /// A whole run takes some 15 minutes, after the rivals are installed; `--quick` two.
    Bench(bench::Args),
    /// The conformance kit on this project's rivals: writes COMPARE.md.
    Conformance(conformance::Args),
    /// Checks the kernels' error bounds (needs Gappa and Sollya; some ten minutes on two cores).
    Prove(prove::Args),
    /// Writes the tables of ACCURACY.md, BENCHMARKS.md and COMPARE.md, and the charts, from the recorded data.
    Tables(tables::Args),
}

fn main() -> ExitCode {
    let result = match Xtask::parse().command {
        Command::Test(args) => test::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Conformance(args) => conformance::run(&args),
        Command::Cross(args) => cross::run(&args),
        Command::Instructions(args) => instructions::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::Gen(args) => generate::run(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Tables(args) => tables::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
