//! Times of the activations beside the frameworks' own, and of training with softplus beside ReLU, in one process.

use std::{
    hint::black_box,
    io::Write,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor as BurnTensor, TensorData};
use candle_core::{Device as CandleDevice, Var};
use clap::Parser;
use softplus_ml_examples::{
    activation::{Activation, Framework},
    digits,
    network::{burn as burn_network, candle as candle_network},
    program,
    random::Random,
    train::{Recipe, train},
};

/// Times one activation forward and backward, ours and the frameworks', and whole trainings with softplus and ReLU.
///
/// Rivals take turns; each time is the shortest of all rounds, which other programs disturb least.
#[derive(Parser)]
#[command(name = "speed")]
struct Args {
    /// How often each is timed.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Elements of the activation's tensor.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..))]
    elements: u32,
}

/// Something that is timed.
struct Rival<'a> {
    name: String,
    work: Box<dyn FnMut() -> Result<()> + 'a>,
    times: Vec<Duration>,
}

impl<'a> Rival<'a> {
    fn new(name: impl Into<String>, work: impl FnMut() -> Result<()> + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work), times: Vec::new() }
    }

    fn shortest(&self) -> f64 {
        self.times.iter().min().map_or(f64::NAN, Duration::as_secs_f64)
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    program::main("speed", |out| run(&args, out))
}

fn run(args: &Args, out: &mut dyn Write) -> Result<()> {
    let threads = rayon::current_num_threads();
    let mut random = Random::new(1);
    let xs: Vec<f32> = (0..args.elements).map(|_| (4.0 * random.normal()) as f32).collect();
    writeln!(out, "{} numbers of f32 from N(0, 4²), forward and backward, {threads} threads", xs.len())?;
    let mut rivals = activations(&xs)?;
    race(&mut rivals, args.rounds)?;
    report(&rivals, 1e3, "ms", out)?;

    writeln!(out, "training on digits, 20 epochs")?;
    let digits = digits::load(1.0, 1)?;
    for framework in [Framework::Burn, Framework::Candle] {
        let network = |activation| {
            let recipe = Recipe { framework, activation, seed: 1, epochs: 20, batch: 16, learning_rate: 0.1 };
            let digits = &digits;
            Rival::new(format!("{framework} {activation}"), move || {
                train(recipe, digits, |_, _| ()).map(|outcome| drop(black_box(outcome)))
            })
        };
        let mut rivals = vec![network(Activation::Softplus), network(Activation::Relu)];
        race(&mut rivals, args.rounds)?;
        report(&rivals, 1.0, "s", out)?;
    }
    Ok(())
}

fn activations(xs: &[f32]) -> Result<Vec<Rival<'static>>> {
    let device = Device::flex().autodiff();
    let mut rivals = Vec::new();
    for activation in
        [Activation::Softplus, Activation::Framework, Activation::Naive, Activation::Stable, Activation::Relu]
    {
        let x = BurnTensor::<1>::from_data(TensorData::new(xs.to_vec(), [xs.len()]), &device).require_grad();
        rivals.push(Rival::new(format!("burn {activation}"), move || {
            let gradients = burn_network::activate(x.clone(), activation).backward();
            black_box(x.grad(&gradients)).context("x has no gradient").map(drop)
        }));
    }
    for activation in [Activation::Softplus, Activation::Naive, Activation::Stable, Activation::Relu] {
        let x = Var::from_slice(xs, xs.len(), &CandleDevice::Cpu)?;
        rivals.push(Rival::new(format!("candle {activation}"), move || {
            let gradients = candle_network::activate(&x, activation)?.backward()?;
            black_box(gradients.get(&x)).context("x has no gradient").map(drop)
        }));
    }
    Ok(rivals)
}

/// Each rival once in each round; before the first, once untimed.
fn race(rivals: &mut [Rival], rounds: u32) -> Result<()> {
    for rival in rivals.iter_mut() {
        (rival.work)()?;
    }
    for _ in 0..rounds {
        for rival in rivals.iter_mut() {
            let start = Instant::now();
            (rival.work)()?;
            rival.times.push(start.elapsed());
        }
    }
    Ok(())
}

/// Each time, and how many times the first of its framework that is.
fn report(rivals: &[Rival], factor: f64, unit: &str, out: &mut dyn Write) -> Result<()> {
    let framework = |rival: &Rival| rival.name.split(' ').next().unwrap_or_default().to_owned();
    for rival in rivals {
        let first = rivals.iter().find(|other| framework(other) == framework(rival)).unwrap_or(rival);
        writeln!(
            out,
            "{:<18}{:>9.3} {unit}{:>8.2} times {}",
            rival.name,
            rival.shortest() * factor,
            rival.shortest() / first.shortest(),
            first.name
        )?;
    }
    Ok(())
}
