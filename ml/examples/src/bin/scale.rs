//! Fits a line and the scale of its noise, which softplus keeps positive, in burn and in candle.

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use softplus_ml_examples::{
    activation::Framework,
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
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scale: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let points = Points::random(args.points as usize, args.seed);
    println!("{} points; the scale begins at {FIRST_SCALE}, {} steps", args.points, args.steps);
    println!("{:<22}{:>10}{:>10}{:>10}", "", "offset", "slope", "scale");
    row("made of", TRUTH);
    row("most likely", points.most_likely());
    row("burn", fit(Framework::Burn, &points, args.steps as usize)?);
    row("candle", fit(Framework::Candle, &points, args.steps as usize)?);
    Ok(())
}

fn row(name: &str, fit: Fit) {
    println!("{name:<22}{:>10.6}{:>10.6}{:>10.6}", fit.offset, fit.slope, fit.scale);
}
