//! Trains the article's network on handwritten digits, with each activation, in burn and in candle.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Result, ensure};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use softplus_ml_examples::{
    activation::{Activation, Framework},
    chart, digits,
    digits::Digits,
    network, output, program,
    train::{Outcome, Recipe, train},
};

/// Trains a network (64-128-64-10) on 1437 images of handwritten digits and asks it about 360 others.
///
/// Without options: every activation in both frameworks; then the naive formula and softplus once more on pixels up to
/// 255 instead of 1, where the first numbers that enter an activation pass 88.
#[derive(Parser)]
#[command(name = "digits")]
struct Args {
    /// Only this activation; may be given more than once.
    #[arg(long, value_enum)]
    activation: Vec<Activation>,
    /// Only this framework.
    #[arg(long, value_enum)]
    framework: Vec<Framework>,
    /// Of the split, the first weights, and the order of the images.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often each image is seen.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Images of one step.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
    /// The first step is this times the gradient; the others less, down to 0. Divided by the largest pixel.
    #[arg(long, value_name = "NUMBER", default_value_t = 0.1)]
    learning_rate: f64,
    /// Only with pixels up to this, which the learning rate follows.
    #[arg(long, value_name = "NUMBER")]
    pixels: Option<f32>,
    /// Draws loss and accuracy after each epoch into this SVG file.
    #[arg(short, long, value_name = "FILE.svg")]
    output: Option<PathBuf>,
    /// Overwrites the file.
    #[arg(long)]
    force: bool,
}

/// The networks of one range of pixels.
struct Stage {
    darkest: f32,
    activations: Vec<Activation>,
}

const ALL: [Activation; 6] = [
    Activation::Naive,
    Activation::Stable,
    Activation::Framework,
    Activation::Softplus,
    Activation::Relu,
    Activation::Mish,
];
/// As in images that nobody has scaled.
const UNSCALED: f32 = 255.0;

fn main() -> ExitCode {
    let args = Args::parse();
    program::main("digits", |out| run(&args, out))
}

fn run(args: &Args, out: &mut dyn Write) -> Result<()> {
    if let Some(path) = &args.output {
        ensure!(
            path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg")),
            "{}: the figure is an SVG: its name must end with .svg",
            path.display()
        );
        output::check(path, args.force)?;
    }
    ensure!(
        args.learning_rate > 0.0 && args.learning_rate.is_finite(),
        "--learning-rate must be a positive number, and is {}",
        args.learning_rate
    );
    let mut outcomes = Vec::new();
    for stage in stages(args)? {
        let digits = digits::load(stage.darkest, args.seed)?;
        let largest = network::largest_preactivation(args.seed, &digits.training.pixels);
        let darkest = stage.darkest;
        writeln!(
            out,
            "pixels up to {darkest}: {largest:.1} is the largest number that enters an activation at first"
        )?;
        for recipe in recipes(args, &stage, out)? {
            outcomes.push((darkest, run_one(recipe, &digits, out)?));
        }
        writeln!(out)?;
    }
    table(&outcomes, out)?;
    if let Some(path) = &args.output {
        let name = |darkest, outcome: &Outcome| {
            let Recipe { framework, activation, .. } = outcome.recipe;
            format!("{framework}, {activation}, pixels to {darkest}")
        };
        let named: Vec<_> =
            outcomes.iter().map(|(darkest, outcome)| (name(darkest, outcome), outcome)).collect();
        let svg = chart::curves("A network on handwritten digits, by activation", &named);
        output::write(path, svg.as_bytes(), args.force)?;
        writeln!(out, "{}: written", path.display())?;
    }
    Ok(())
}

fn stages(args: &Args) -> Result<Vec<Stage>> {
    let wanted = if args.activation.is_empty() { ALL.to_vec() } else { args.activation.clone() };
    if let Some(darkest) = args.pixels {
        ensure!(darkest > 0.0 && darkest.is_finite(), "--pixels must be a positive number, and is {darkest}");
        return Ok(vec![Stage { darkest, activations: wanted }]);
    }
    let mut stages = vec![Stage { darkest: 1.0, activations: wanted }];
    if args.activation.is_empty() {
        stages.push(Stage { darkest: UNSCALED, activations: vec![Activation::Naive, Activation::Softplus] });
    }
    Ok(stages)
}

/// What is to be trained. A framework that has not the only activation that was asked for is an error.
fn recipes(args: &Args, stage: &Stage, out: &mut dyn Write) -> Result<Vec<Recipe>> {
    let frameworks: &[Framework] =
        if args.framework.is_empty() { &[Framework::Burn, Framework::Candle] } else { &args.framework };
    // The gradient of the first layer grows with the pixels.
    let learning_rate = args.learning_rate / f64::from(stage.darkest);
    let mut recipes = Vec::new();
    for &framework in frameworks {
        for &activation in &stage.activations {
            if framework.has(activation) {
                let (seed, epochs, batch) = (args.seed, args.epochs as usize, args.batch as usize);
                recipes.push(Recipe { framework, activation, seed, epochs, batch, learning_rate });
            } else {
                writeln!(out, "{framework} has no softplus of its own: left out")?;
            }
        }
    }
    ensure!(
        !recipes.is_empty(),
        "nothing is left to train: choose naive, stable or softplus, or --framework burn"
    );
    Ok(recipes)
}

fn run_one(recipe: Recipe, digits: &Digits, out: &mut dyn Write) -> Result<Outcome> {
    let name = format!("{:<6} {:<9}", recipe.framework, recipe.activation);
    let style =
        ProgressStyle::with_template("{prefix} [{bar:30}] {pos:>3}/{len} {msg}")?.progress_chars("=> ");
    let bar = ProgressBar::new(recipe.epochs as u64).with_style(style).with_prefix(name.clone());
    let outcome = train(recipe, digits, |epoch, state| {
        bar.set_position(epoch as u64);
        bar.set_message(format!("loss {:.4}, accuracy {:.1} %", state.loss, 100.0 * state.accuracy));
    })?;
    bar.finish_and_clear();
    let last = outcome.last();
    match outcome.died() {
        Some(epoch) => writeln!(out, "{name}  dead: the loss is NaN in epoch {epoch}"),
        None => writeln!(out, "{name}  loss {:.4}, accuracy {:.1} %", last.loss, 100.0 * last.accuracy),
    }?;
    Ok(outcome)
}

fn table(outcomes: &[(f32, Outcome)], out: &mut dyn Write) -> Result<()> {
    writeln!(out, "framework  activation  pixels to  accuracy    loss  seconds  weights")?;
    for (darkest, outcome) in outcomes {
        let Recipe { framework, activation, .. } = outcome.recipe;
        let last = outcome.last();
        writeln!(
            out,
            "{framework:<9}  {activation:<10}  {darkest:>9}  {:>6.1} %  {:>6.4}  {:>7.2}  {}",
            100.0 * last.accuracy,
            last.loss,
            outcome.seconds,
            outcome.digest
        )?;
    }
    Ok(())
}
