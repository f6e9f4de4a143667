//! `cargo xtask prove`: the kernels' error bounds, checked by Gappa; proofs/README.md says what is proven.

mod constants;
mod ends;
mod errors;
mod expand;
mod gappa;
mod quotes;
mod record;
mod script;
mod theorems;

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use constants::Constants;
use errors::Errors;
pub use record::{Proven, read as recorded};
use script::{Arithmetic, Script};

use crate::tools;

/// A kernel and its scripts, which are read as one.
struct Kernel {
    name: &'static str,
    scripts: &'static [&'static str],
}

const KERNELS: [Kernel; 5] = [
    Kernel { name: "direct, f64", scripts: &["proofs/softplus/double.gappa"] },
    Kernel { name: "direct, f16 and bf16", scripts: &["proofs/softplus/half.gappa"] },
    Kernel { name: "narrow", scripts: &["proofs/softplus/narrow.gappa"] },
    Kernel {
        name: "middle",
        scripts: &[
            "proofs/softplus/wide_exp.gappa",
            "proofs/softplus/twofold.gappa",
            "proofs/softplus/middle.gappa",
        ],
    },
    Kernel {
        name: "wide",
        scripts: &[
            "proofs/softplus/wide_exp.gappa",
            "proofs/softplus/wide_log1p.gappa",
            "proofs/softplus/twofold.gappa",
            "proofs/softplus/wide.gappa",
        ],
    },
];
/// Steps that the scripts share.
const SHARED: &str = "proofs/softplus/arithmetic.gappa";

/// Options of `prove`.
#[derive(clap::Args)]
pub struct Args {
    /// Only the kernels whose names contain this text; the record of the others stays.
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
    let start = Instant::now();
    let constants = Constants::of_the_kernels()?;
    let partial = args.only.is_some() || args.theorem.is_some();
    let errors = match Errors::read(&constants) {
        Ok(errors) if partial => errors,
        _ => Errors::compute(&constants)?,
    };
    let wanted = |name: &str| args.only.as_ref().is_none_or(|text| name.contains(text.as_str()));
    let mut all = Vec::new();
    for kernel in KERNELS.iter().filter(|kernel| wanted(kernel.name)) {
        let script = read_script(kernel.scripts)?;
        for arithmetic in Arithmetic::ALL {
            let proven = one(args, kernel, &script, arithmetic, &constants, &errors)
                .with_context(|| format!("kernel `{}`, {}", kernel.name, arithmetic.word()))?;
            all.extend(proven);
        }
    }
    if ends::KERNELS.into_iter().any(wanted) && args.theorem.is_none() {
        all.extend(ends::prove(&constants)?);
    }
    println!("{:.0} s", start.elapsed().as_secs_f64());
    if args.theorem.is_some() { Ok(()) } else { record::update(all) }
}

/// Proves one kernel for one kind of arithmetic, or only shows what Gappa finds for some theorems.
fn one(
    args: &Args,
    kernel: &Kernel,
    script: &Script,
    arithmetic: Arithmetic,
    constants: &Constants,
    errors: &Errors,
) -> Result<Option<Proven>> {
    let mut inputs = theorems::inputs(script, arithmetic, constants, errors)?;
    if let Some(text) = &args.theorem {
        inputs.retain(|input| input.label.contains(text.as_str()));
    }
    if let Some(folder) = &args.keep {
        for input in &inputs {
            let name = format!("{} {} {}.gappa", kernel.name, arithmetic.word(), input.label);
            std::fs::write(folder.join(name.replace([' ', ','], "_")), &input.text)?;
        }
    }
    let ranges = theorems::prove(&format!("{}, {}", kernel.name, arithmetic.word()), &inputs)?;
    if args.theorem.is_some() {
        for (input, ranges) in inputs.iter().zip(&ranges) {
            for (name, largest) in ranges {
                println!("   {}: |{name}| <= 2^{:.3}", input.label, largest.log2());
            }
        }
        return Ok(None);
    }
    let (proven, used) = theorems::outcome(&inputs, &ranges)?;
    theorems::refuse_faults(&inputs, &ranges)?;
    println!("   proven {}, used {}; half of it is refused", power(proven), power(used));
    Ok(Some(Proven {
        kernel: kernel.name.to_owned(),
        arithmetic: arithmetic.word().to_owned(),
        proven: power(proven),
        used: power(used),
        by: format!("{} theorems", inputs.len()),
        sha256: record::digest(&inputs, script),
    }))
}

/// As a power of two, to a hundredth.
fn power(number: f64) -> String {
    let exponent = format!("{:.2}", number.log2());
    format!("2^{}", exponent.trim_end_matches(".00"))
}

/// Without Gappa and Sollya: that the kernels are still those of the proofs, and the proofs those of the record.
pub fn check() -> Result<()> {
    let constants = Constants::of_the_kernels()?;
    let errors = Errors::read(&constants)?;
    let known = record::read()?;
    let compare = |kernel: &str, arithmetic: &str, sha256: &str| {
        let same = |proven: &&Proven| proven.kernel == kernel && proven.arithmetic == arithmetic;
        let proven = known.iter().find(same);
        ensure!(
            proven.is_some_and(|proven| proven.sha256 == sha256),
            "the kernel `{kernel}` ({arithmetic}), its tables or its proof are not those that were proven: run `cargo \
             xtask prove`",
        );
        Ok(())
    };
    for arithmetic in Arithmetic::ALL {
        for kernel in &KERNELS {
            let script = read_script(kernel.scripts)?;
            let inputs = theorems::inputs(&script, arithmetic, &constants, &errors)?;
            compare(kernel.name, arithmetic.word(), &record::digest(&inputs, &script))?;
        }
    }
    let tried = ends::digest(&constants)?;
    for kernel in ends::KERNELS {
        for arithmetic in ends::ARITHMETICS {
            compare(kernel, arithmetic, &tried)?;
        }
    }
    Ok(())
}

/// The scripts as one, whose quotations hold.
fn read_script(files: &[&str]) -> Result<Script> {
    let files: Vec<&str> = std::iter::once(&SHARED).chain(files).copied().collect();
    let script = Script::read(&files)?;
    for quote in &script.quotes {
        quote.check()?;
    }
    Ok(script)
}
