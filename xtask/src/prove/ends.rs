//! The f32 kernel: its rounding test is tried at every input, which no bound of each rounding by itself replaces (see
//! `ENDS_FUSED` in kernel/softplus/direct.rs).

use anyhow::{Context, Result, ensure};

use super::{
    Proven,
    constants::Constants,
    expand::Input,
    record,
    script::{Arithmetic, Script},
};
use crate::{check, tables::grouped};

/// Its name in the record.
pub const KERNEL: &str = "direct, f32";

const SCRIPT: &str = "proofs/softplus/single.quotes";
/// Its table and constants.
const TABLES: [&str; 4] = ["softplus_SINGLE", "softplus_LIMIT", "softplus_ENDS_FUSED", "softplus_ENDS"];

/// The digest of what the outcome is about: the kernel's lines, its table and its constants.
pub fn digest(constants: &Constants) -> Result<String> {
    let script = Script::read(&[SCRIPT])?;
    for quote in &script.quotes {
        quote.check()?;
    }
    let values = constants.values();
    let used = values.iter().filter(|(name, _)| TABLES.iter().any(|table| name.starts_with(table)));
    let text: Vec<String> = used.map(|(name, value)| format!("{name} = {value}")).collect();
    let text = text.join("\n") + "\n";
    Ok(record::digest(&[Input { label: KERNEL.to_owned(), text, result: None }], &script))
}

/// Runs the oracle over all inputs.
pub fn prove(constants: &Constants) -> Result<Vec<Proven>> {
    let sha256 = digest(constants)?;
    let values = constants.values();
    let mut all = Vec::new();
    for line in check::oracle_output("ends")?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, arithmetic, inputs, below, _, above, _] = words[..] else {
            anyhow::bail!("not understood: {line}");
        };
        let table =
            if arithmetic == Arithmetic::Fused.word() { "softplus_ENDS_FUSED" } else { "softplus_ENDS" };
        let end = |i: usize| {
            let value = values.get(&format!("{table}_{i}")).and_then(|value| super::gappa::number(value));
            value.with_context(|| format!("no {table}"))
        };
        let pair = |below: &str, above: &str| format!("{below} below, {above} above, in 2^-24 of the rest");
        println!("{KERNEL}, {arithmetic}: {inputs} inputs, needed {below} below and {above} above");
        all.push(Proven {
            kernel: KERNEL.to_owned(),
            arithmetic: arithmetic.to_owned(),
            proven: pair(below, above),
            used: pair(&end(0)?.to_string(), &end(1)?.to_string()),
            by: format!("{} inputs", grouped(inputs.parse()?)),
            sha256: sha256.clone(),
        });
    }
    ensure!(
        all.len() == 2,
        "this CPU has no fused multiply-add, so that only half of the f32 kernel can be tried"
    );
    Ok(all)
}
