//! Fits a line and the scale of its noise, which softplus keeps positive, in burn and in candle.

use std::{io::Write, process::ExitCode};

use anyhow::Result;
use clap::Parser;
use softplus_ml_examples::{
    activation::Framework,
    program,
    scale::{FIRST_SCALE, Fit, Points, TRUTH, fit},
};

/// Fits y = offset + slope·x + scale·noise to random points, with scale = softplus(raw), in burn and in candle.
#[derive(Parser)]
#[command(name = "scale")]
struct Args {
    /// Of the points.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many points.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(3..=1_000_000))]
    points: u32,
    /// Steps of gradient descent.
    #[arg(long, default_value_t = 1000)]
    steps: u32,
}

fn main() -> ExitCode {
    let args = Args::parse();
    program::main("scale", |out| run(&args, out))
}

fn run(args: &Args, out: &mut dyn Write) -> Result<()> {
    let points = Points::random(args.points as usize, args.seed);
    writeln!(out, "{} points; the scale begins at {FIRST_SCALE}, {} steps", args.points, args.steps)?;
    writeln!(out, "{:<22}{:>10}{:>10}{:>10}", "", "offset", "slope", "scale")?;
    for (name, fit) in [
        ("made of", TRUTH),
        ("most likely", points.most_likely()),
        ("burn", fit(Framework::Burn, &points, args.steps as usize)?),
        ("candle", fit(Framework::Candle, &points, args.steps as usize)?),
    ] {
        let Fit { offset, slope, scale } = fit;
        writeln!(out, "{name:<22}{offset:>10.6}{slope:>10.6}{scale:>10.6}")?;
    }
    Ok(())
}
