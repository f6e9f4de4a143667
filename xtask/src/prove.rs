//! `cargo xtask prove`: the kernels' error bounds, checked by Gappa; proofs/README.md says what is proven.

mod constants;
mod errors;
mod expand;
mod gappa;
mod quotes;
mod record;
mod script;

use std::{
    io::Write as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use constants::Constants;
use errors::Errors;
use expand::{Input, Values};
use record::Proven;
use script::{Arithmetic, Script};

use crate::tools;

/// A kernel and its scripts, which are read as one.
struct Kernel {
    name: &'static str,
    scripts: &'static [&'static str],
}

const KERNELS: [Kernel; 3] = [
    Kernel { name: "direct, f64", scripts: &["proofs/softplus/double.gappa"] },
    Kernel { name: "narrow", scripts: &["proofs/softplus/narrow.gappa"] },
    Kernel { name: "direct, f16 and bf16", scripts: &["proofs/softplus/half.gappa"] },
];
/// Steps that the scripts share.
const SHARED: &str = "proofs/softplus/arithmetic.gappa";

/// Options of `prove`.
#[derive(clap::Args)]
pub struct Args {
    /// Only the kernels whose names contain this text; nothing is recorded then.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Only the theorems whose names contain this text, with what Gappa finds for each; nothing is recorded.
    #[arg(long, value_name = "TEXT")]
    theorem: Option<String>,
    /// Write Gappa's inputs into this folder too.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<std::path::PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    tools::install_missing()?;
    tools::install(&tools::PROOF_TOOLS)?;
    let constants = Constants::of_the_kernels()?;
    let partial = args.only.is_some() || args.theorem.is_some();
    let errors = match Errors::read(&constants) {
        Ok(errors) if partial => errors,
        _ => Errors::compute(&constants)?,
    };
    let mut all = Vec::new();
    for kernel in &KERNELS {
        if args.only.as_ref().is_some_and(|text| !kernel.name.contains(text.as_str())) {
            continue;
        }
        let script = read_script(kernel)?;
        for arithmetic in Arithmetic::ALL {
            let mut inputs = inputs(&script, arithmetic, &constants, &errors)
                .with_context(|| format!("kernel {}", kernel.name))?;
            if let Some(text) = &args.theorem {
                inputs.retain(|input| input.label.contains(text.as_str()));
            }
            if let Some(folder) = &args.keep {
                for input in &inputs {
                    let name = format!("{} {} {}.gappa", kernel.name, arithmetic.word(), input.label);
                    std::fs::write(folder.join(name.replace([' ', ','], "_")), &input.text)?;
                }
            }
            let title = format!("{}, {}", kernel.name, arithmetic.word());
            let ranges = prove_all(&title, &inputs)?;
            if args.theorem.is_some() {
                for (input, ranges) in inputs.iter().zip(&ranges) {
                    for (name, largest) in ranges {
                        println!("   {}: |{name}| <= 2^{:.3}", input.label, largest.log2());
                    }
                }
                continue;
            }
            let proven = outcome(kernel, arithmetic, &inputs, &ranges)?;
            println!("   proven 2^{:.2}, used 2^{:.2}", proven.log2_proven, proven.log2_used);
            refuse_half(&inputs, &ranges)?;
            all.push(proven);
        }
    }
    if partial { Ok(()) } else { record::write(&all) }
}

/// Without Gappa and Sollya: that the kernels are still those of the proofs, and the proofs those of the record.
pub fn check() -> Result<()> {
    let constants = Constants::of_the_kernels()?;
    let errors = Errors::read(&constants)?;
    let known = record::read()?;
    for kernel in &KERNELS {
        let script = read_script(kernel)?;
        for arithmetic in Arithmetic::ALL {
            let sha256 = record::digest(&inputs(&script, arithmetic, &constants, &errors)?);
            let same =
                |proven: &&Proven| proven.kernel == kernel.name && proven.arithmetic == arithmetic.word();
            let proven = known.iter().find(same);
            ensure!(
                proven
                    .is_some_and(|proven| proven.sha256 == sha256 && proven.log2_proven <= proven.log2_used),
                "the proof of `{}` ({}) is not the recorded one: run `cargo xtask prove`",
                kernel.name,
                arithmetic.word()
            );
        }
    }
    Ok(())
}

/// The kernel's scripts, whose quotations hold.
fn read_script(kernel: &Kernel) -> Result<Script> {
    let files: Vec<&str> = std::iter::once(&SHARED).chain(kernel.scripts).copied().collect();
    let script = Script::read(&files)?;
    for quote in &script.quotes {
        quote.check()?;
    }
    Ok(script)
}

/// All inputs of a kernel.
fn inputs(
    script: &Script,
    arithmetic: Arithmetic,
    constants: &Constants,
    errors: &Errors,
) -> Result<Vec<Input>> {
    let (all, bounds) = (constants.values(), errors.values());
    let mut inputs = Vec::new();
    for theorem in script.theorems.iter().filter(|theorem| theorem.only.is_none_or(|only| only == arithmetic))
    {
        let members = match &theorem.family {
            None => vec![(None, Values::new())],
            Some(family) => {
                let mut members = constants.family(family)?;
                for (number, values) in &mut members {
                    values.extend(errors.of(family, *number).map(|bound| ("error".to_owned(), bound)));
                }
                members.into_iter().map(|(number, values)| (Some(number), values)).collect()
            }
        };
        for (number, values) in members {
            let mut input = expand::input(script, theorem, arithmetic, &[&values, &bounds, &all])
                .with_context(|| format!("theorem {}", theorem.name))?;
            input.label =
                number.map_or_else(|| theorem.name.clone(), |number| format!("{} {number}", theorem.name));
            inputs.push(input);
        }
    }
    Ok(inputs)
}

/// Proves all inputs on all cores.
fn prove_all(title: &str, inputs: &[Input]) -> Result<Vec<gappa::Ranges>> {
    let start = Instant::now();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results = Mutex::new(vec![None; inputs.len()]);
    let work = || -> Result<()> {
        while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let at = inputs.iter().position(|other| std::ptr::eq(other, input)).unwrap_or_default();
            let ranges = gappa::prove(input)?;
            if let Ok(mut results) = results.lock() {
                results[at] = Some(ranges);
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(10) || done == inputs.len() {
                print!("\r{title}: {done} of {} theorems", inputs.len());
                std::io::stdout().flush()?;
            }
        }
        Ok(())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a thread failed"))).collect()
    });
    println!(" in {:.0} s", start.elapsed().as_secs_f64());
    outcomes.into_iter().collect::<Result<()>>()?;
    let results = results.into_inner().ok().context("a thread failed")?;
    results.into_iter().collect::<Option<_>>().context("a theorem was left out")
}

/// The largest proven error of a kernel, and the bound that it is proven against.
fn outcome(
    kernel: &Kernel,
    arithmetic: Arithmetic,
    inputs: &[Input],
    ranges: &[gappa::Ranges],
) -> Result<Proven> {
    let mut proven = 0.0_f64;
    let mut used = None;
    for (input, ranges) in inputs.iter().zip(ranges) {
        if let Some((name, bound)) = &input.result {
            proven =
                proven.max(*ranges.get(name).with_context(|| format!("Gappa gives no range of {name}"))?);
            used = Some(gappa::number(bound).with_context(|| format!("not a number: {bound}"))?);
        }
    }
    Ok(Proven {
        kernel: kernel.name.to_owned(),
        arithmetic: arithmetic.word().to_owned(),
        log2_proven: proven.log2(),
        log2_used: used.context("no theorem of the kernel ends in its bound")?.log2(),
        theorems: inputs.len(),
        sha256: record::digest(inputs),
    })
}

/// A planted fault: the theorem with the largest error must not be provable for half of it.
fn refuse_half(inputs: &[Input], ranges: &[gappa::Ranges]) -> Result<()> {
    let error = |ranges: &gappa::Ranges, input: &Input| {
        input.result.as_ref().and_then(|(name, _)| ranges.get(name).copied()).unwrap_or(0.0)
    };
    let mut worst: Vec<_> = inputs.iter().zip(ranges).collect();
    worst.sort_by(|(a, x), (b, y)| error(y, b).total_cmp(&error(x, a)));
    let (input, ranges) = worst.first().context("no theorems")?;
    let (name, bound) = input.result.as_ref().context("no theorem has a bound")?;
    let half = (error(ranges, input) / 2.0).log2().floor() as i32;
    let text = input.text.replace(&format!("|{name}| <= {bound}"), &format!("|{name}| <= 1b{half}"));
    ensure!(text != input.text, "the bound of {} was not found", input.label);
    let planted = Input { text, ..(*input).clone() };
    ensure!(gappa::prove(&planted).is_err(), "{}: half of the proven error was accepted", input.label);
    Ok(())
}
