//! `cargo xtask check`: the long evidence, by the oracle.

use anyhow::{Result, bail};

use crate::{process, tools};

/// Which evidence; at least one.
#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    /// All 2^32 f32 inputs against MPFR (for each function some minutes on two cores).
    #[arg(long)]
    exhaustive: bool,
    /// Search f64 inputs whose exact result lies next to a rounding boundary.
    #[arg(long)]
    search: bool,
    /// This many random f64 inputs, spread over every binade.
    #[arg(long, value_name = "COUNT")]
    random: Option<u64>,
    /// The largest error of each kernel over this many random inputs, against its claimed bound.
    #[arg(long, value_name = "COUNT")]
    error: Option<u64>,
    /// Write the results into the repository; without it they are compared with what is there.
    #[arg(long)]
    write: bool,
}

pub fn run(args: &Args) -> Result<()> {
    if !(args.exhaustive || args.search || args.random.is_some() || args.error.is_some()) {
        bail!("nothing to do: name --exhaustive, --search, --random COUNT or --error COUNT");
    }
    tools::install_missing()?;
    let write: &[&str] = if args.write { &["--write"] } else { &[] };
    for (command, count) in [("error", args.error), ("random", args.random)] {
        if let Some(count) = count {
            oracle(command, &[&["--count", &count.to_string()], write].concat())?;
        }
    }
    if args.search {
        oracle("search", write)?;
    }
    if args.exhaustive {
        oracle("exhaustive", write)?;
    }
    Ok(())
}

/// The oracle's command, built for release.
pub fn oracle(command: &str, arguments: &[&str]) -> Result<()> {
    process::run(&mut oracle_command(command, arguments))
}

/// What the oracle's command prints.
pub fn oracle_output(command: &str) -> Result<String> {
    process::output(&mut oracle_command(command, &[]))
}

fn oracle_command(command: &str, arguments: &[&str]) -> std::process::Command {
    let mut words = vec!["run", "--release", "--quiet", "-p", "softplus-oracle", "--", command];
    words.extend(arguments);
    process::cargo(&words)
}
