//! All theorems of a kernel: their inputs, their proofs, and planted faults.

use std::{
    io::Write as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    constants::Constants,
    errors::Errors,
    expand::{self, Input, Values},
    gappa::{self, Ranges},
    script::{Arithmetic, Script},
};

/// What Gappa reads: one input for each theorem, and for each member of its family.
pub fn inputs(
    script: &Script,
    arithmetic: Arithmetic,
    constants: &Constants,
    errors: &Errors,
) -> Result<Vec<Input>> {
    let (all, bounds) = (constants.values(), errors.values());
    let mut inputs = Vec::new();
    let chosen = script.theorems.iter().filter(|theorem| theorem.only.is_none_or(|only| only == arithmetic));
    for theorem in chosen {
        let mut members = vec![(String::new(), Values::new())];
        if let Some(family) = &theorem.family {
            members =
                constants.family(family)?.into_iter().map(|(i, values)| (format!(" {i}"), values)).collect();
        }
        for (number, mut values) in members {
            let at = number.trim().parse().unwrap_or_default();
            let error = theorem.family.as_ref().and_then(|family| errors.of(family, at));
            values.extend(error.map(|bound| ("error".to_owned(), bound)));
            let mut input = expand::input(script, theorem, arithmetic, &[&values, &bounds, &all])
                .with_context(|| format!("theorem {}", theorem.name))?;
            input.label = theorem.name.clone() + &number;
            inputs.push(input);
        }
    }
    Ok(inputs)
}

/// Proves all inputs, on all cores.
pub fn prove(title: &str, inputs: &[Input]) -> Result<Vec<Ranges>> {
    let start = Instant::now();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results = Mutex::new(vec![None; inputs.len()]);
    let work = || -> Result<()> {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(at) else { return Ok(()) };
            // The others need not go on after a failure.
            let ranges = gappa::prove(input).inspect_err(|_| next.store(inputs.len(), Ordering::Relaxed))?;
            if let Ok(mut results) = results.lock() {
                results[at] = Some(ranges);
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(10) || done == inputs.len() {
                print!("\r{title}: {done} of {} theorems", inputs.len());
                std::io::stdout().flush()?;
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let outcomes: Vec<Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<()>>| thread.join();
        threads.into_iter().map(|thread| join(thread).unwrap_or_else(|_| bail!("a thread failed"))).collect()
    });
    println!(", {:.0} s", start.elapsed().as_secs_f64());
    outcomes.into_iter().collect::<Result<()>>()?;
    let results = results.into_inner().ok().context("a thread failed")?;
    results.into_iter().collect::<Option<_>>().context("a theorem was left out")
}

/// The proven range of the theorem's result.
fn error(input: &Input, ranges: &Ranges) -> Option<f64> {
    ranges.get(&input.result.as_ref()?.0).copied()
}

/// The largest proven error of a kernel, and the bound that it is proven against.
pub fn outcome(inputs: &[Input], ranges: &[Ranges]) -> Result<(f64, f64)> {
    let mut proven = 0.0_f64;
    let mut used = None;
    for (input, ranges) in inputs.iter().zip(ranges) {
        if let Some((name, bound)) = &input.result {
            proven = proven.max(error(input, ranges).with_context(|| format!("no range of {name}"))?);
            used = Some(gappa::number(bound).with_context(|| format!("not a number: {bound}"))?);
        }
    }
    Ok((proven, used.context("no theorem of the kernel ends in its bound")?))
}

/// Planted faults: half of the largest proven error must not be provable; nor must nonsense be, as it would be from
/// assumptions that contradict each other, for one member of each theorem.
pub fn refuse_faults(inputs: &[Input], ranges: &[Ranges]) -> Result<()> {
    let errors = inputs.iter().zip(ranges).filter_map(|(input, ranges)| Some((input, error(input, ranges)?)));
    let (input, error) = errors.max_by(|a, b| a.1.total_cmp(&b.1)).context("no theorem has a result")?;
    let (name, bound) = input.result.as_ref().context("no result")?;
    let half = input.with_goal(&format!("|{name}| <= 1b{}", (error / 2.0).log2().floor() as i32));
    ensure!(half.text != input.text, "the bound {bound} of {} was not found", input.label);
    ensure!(gappa::prove(&half).is_err(), "{}: half of the proven error was accepted", input.label);
    for pair in inputs.windows(2) {
        let name = |input: &Input| input.label.split(' ').next().map(str::to_owned);
        if name(&pair[0]) != name(&pair[1]) {
            refuse_nonsense(&pair[0])?;
        }
    }
    inputs.last().map_or(Ok(()), refuse_nonsense)
}

fn refuse_nonsense(input: &Input) -> Result<()> {
    ensure!(
        gappa::prove(&input.with_goal("1 - 2 >= 0")).is_err(),
        "{}: the assumptions contradict each other",
        input.label
    );
    Ok(())
}
