//! The f32 kernels: their rounding tests are tried at every input, which no bound of each rounding by itself replaces
//! (see `ends` in kernel/softplus/direct.rs).

use anyhow::{Context, Result, ensure};

use super::{Proven, constants::Constants, expand::Input, record, script::Script};
use crate::{check, tables::grouped};

/// The kernels' names in the record.
pub const KERNELS: [&str; 4] = ["direct, f32", "fine, f32", "sigmoid, f32", "backward, f32"];

const SCRIPT: &str = "proofs/softplus/single.quotes";
/// Their tables and constants.
const TABLES: [&str; 8] = [
    "softplus_SINGLE",
    "softplus_RAISED",
    "softplus_FINE",
    "softplus_LIMIT",
    "softplus_ENDS",
    "softplus_SIGMOID",
    "sigmoid_LIMIT",
    "sigmoid_ENDS",
];
/// The ways to round.
pub const ARITHMETICS: [&str; 3] = ["directed", "fused", "unfused"];

/// The digest of what the outcome is about: the kernels' lines, their tables and constants.
pub fn digest(constants: &Constants) -> Result<String> {
    let script = Script::read(&[SCRIPT])?;
    for quote in &script.quotes {
        quote.check()?;
    }
    let values = constants.values();
    let used = values.iter().filter(|(name, _)| TABLES.iter().any(|table| name.starts_with(table)));
    let text: Vec<String> = used.map(|(name, value)| format!("{name} = {value}")).collect();
    let text = text.join("\n") + "\n";
    Ok(record::digest(&[Input { label: KERNELS[0].to_owned(), text, result: None }], &script))
}

/// Runs the oracle over all inputs.
pub fn prove(constants: &Constants) -> Result<Vec<Proven>> {
    let sha256 = digest(constants)?;
    let values = constants.values();
    let mut all = Vec::new();
    for line in check::oracle_output("ends")?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [function, arithmetic, inputs, below, _, above, _, fine_inputs, fine, _] = words[..] else {
            anyhow::bail!("not understood: {line}");
        };
        let end = |i: usize| {
            let name = format!("{function}_ENDS_{arithmetic}_{i}");
            let value = values.get(&name).and_then(|value| super::gappa::number(value));
            value.with_context(|| format!("no {name}"))
        };
        let pair = |below: &str, above: &str| format!("{below} below, {above} above, in 2^-24 of the rest");
        println!(
            "{function}, {arithmetic}: {inputs} inputs, needed {below} below, {above} above; with a bound, {fine} of it"
        );
        let by = |inputs: &str| -> Result<String> { Ok(format!("{} inputs", grouped(inputs.parse()?))) };
        let (kernels, used) = match function {
            "softplus" => (&KERNELS[..2], "its bound"),
            _ => (&KERNELS[2..], "7/9 of its bound"),
        };
        let outcomes = [
            (pair(below, above), pair(&end(0)?.to_string(), &end(1)?.to_string()), by(inputs)?),
            (format!("{fine} of its bound"), used.to_owned(), by(fine_inputs)?),
        ];
        for (&kernel, (proven, used, by)) in kernels.iter().zip(outcomes) {
            all.push(Proven {
                kernel: kernel.to_owned(),
                arithmetic: arithmetic.to_owned(),
                proven,
                used,
                by,
                sha256: sha256.clone(),
            });
        }
    }
    ensure!(
        all.len() == KERNELS.len() * ARITHMETICS.len(),
        "this CPU does not round in all the ways that the f32 kernels know: {}",
        ARITHMETICS.join(", ")
    );
    Ok(all)
}
