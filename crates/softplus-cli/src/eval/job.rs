//! A table to another, as a stream: one thread reads, all cores evaluate, one thread writes.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use softplus_family::Float;

use super::{
    function::Evaluator,
    plan::{Computed, Plan, Slot},
};
use crate::{
    data::{Batch, Column, Element, Numbers, Sink, Size, Source, present},
    for_dtype,
    histogram::Histogram,
};

/// Below this many elements or bytes there is no progress bar.
const A_BLINK: u64 = 1 << 24;

/// The histograms of the data, for the figure.
#[derive(Debug, Default)]
pub struct Histograms {
    /// Of the arguments.
    pub before: Histogram,
    /// Of the results.
    pub after: Histogram,
}

/// A stream from a source to a sink.
pub struct Job<'a> {
    /// What is done.
    pub plan: &'a Plan,
    /// The function.
    pub evaluator: &'a Evaluator,
    /// What is counted, if anything.
    pub histograms: Option<&'a mut Histograms>,
    /// What an error of the source begins with.
    pub cannot_read: String,
    /// What an error of the sink begins with.
    pub cannot_write: String,
}

impl Job<'_> {
    /// Reads everything, and writes the results. How many rows there were.
    ///
    /// # Errors
    /// Of the source, of the function, or of the sink.
    pub fn run(&mut self, source: Box<dyn Source>, sink: Box<dyn Sink + '_>) -> Result<u64> {
        let bar = progress(source.size());
        // One batch waits in each channel: more would only take memory.
        let (given, batches) = sync_channel(1);
        let (done, results) = sync_channel(1);
        let (evaluated, written) = thread::scope(|scope| {
            scope.spawn(move || read(source, &given));
            let writer = scope.spawn(move || write(&results, sink));
            let evaluated = self.evaluate_all(batches, &done, &bar);
            if evaluated.is_ok() {
                // Without it the writer does not finish what it writes.
                let _ = done.send(None);
            }
            drop(done);
            (evaluated, writer.join())
        });
        bar.finish_and_clear();
        let rows = evaluated?;
        let written = written.unwrap_or_else(|_| Err(anyhow!("the writer ended unexpectedly")));
        written.with_context(|| self.cannot_write.clone())?;
        Ok(rows)
    }

    /// Takes batches until there are no more, or the writer has ended, whose error then says why.
    fn evaluate_all(
        &mut self,
        batches: Receiver<Result<Batch>>,
        done: &SyncSender<Option<Batch>>,
        bar: &ProgressBar,
    ) -> Result<u64> {
        let mut rows = 0;
        for batch in batches {
            let batch = batch.and_then(|batch| {
                rows += batch.rows as u64;
                bar.inc(batch.read);
                self.evaluate(batch)
            });
            if done.send(Some(batch.with_context(|| self.cannot_read.clone())?)).is_err() {
                break;
            }
        }
        Ok(rows)
    }

    fn evaluate(&mut self, mut batch: Batch) -> Result<Batch> {
        let mut parsed = self.parsed(&batch)?;
        let mut results = Vec::new();
        for computed in &self.plan.results {
            let numbers = for_dtype!(computed.dtype, compute(self, computed, &batch, &parsed))?;
            results.push(Some(Column::Numbers(numbers)));
        }
        let mut kept: Vec<Option<Column>> =
            std::mem::take(&mut batch.columns).into_iter().map(Some).collect();
        let missing = || anyhow!("a column is used twice");
        for slot in &self.plan.slots {
            batch.columns.push(match *slot {
                Slot::Kept(index) => kept[index].take().ok_or_else(missing)?,
                Slot::Computed(index) => results[index].take().ok_or_else(missing)?,
                Slot::Parsed(index) => parsed.remove(&index).ok_or_else(missing)?,
            });
        }
        Ok(batch)
    }

    /// The arguments that are text, as numbers: read once, however many results they are for.
    fn parsed(&self, batch: &Batch) -> Result<BTreeMap<usize, Column>> {
        let mut parsed = BTreeMap::new();
        for computed in &self.plan.results {
            for &index in &computed.arguments {
                if let (Column::Text(_), Entry::Vacant(place)) = (&batch.columns[index], parsed.entry(index))
                {
                    let field = &self.plan.input.fields[index];
                    let numbers =
                        batch.columns[index].numbers(field, computed.dtype.into(), batch.first_row)?;
                    place.insert(Column::Numbers(numbers.into_owned()));
                }
            }
        }
        Ok(parsed)
    }
}

fn compute<T: Float + Element>(
    job: &mut Job,
    computed: &Computed,
    batch: &Batch,
    parsed: &BTreeMap<usize, Column>,
) -> Result<Numbers> {
    let (mut arguments, mut valid) = (Vec::new(), None::<Vec<bool>>);
    for &index in &computed.arguments {
        let field = &job.plan.input.fields[index];
        let column = parsed.get(&index).unwrap_or(&batch.columns[index]);
        let numbers = column.numbers(field, computed.dtype.into(), batch.first_row)?.into_owned();
        valid = both(valid, numbers.valid);
        arguments.push(
            T::unwrap(numbers.values).ok_or_else(|| anyhow!("column {:?} changed its type", field.name))?,
        );
    }
    if let Some(histograms) = &mut job.histograms {
        histograms.before.push(&present(&arguments[0], valid.as_deref()));
    }
    let results = job.evaluator.apply(arguments)?;
    if let Some(histograms) = &mut job.histograms {
        histograms.after.push(&present(&results, valid.as_deref()));
    }
    Ok(Numbers { values: T::wrap(results), valid })
}

/// A result is there where all its arguments are.
fn both(a: Option<Vec<bool>>, b: Option<Vec<bool>>) -> Option<Vec<bool>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.into_iter().zip(b).map(|(a, b)| a && b).collect()),
        (a, b) => a.or(b),
    }
}

/// Sends everything, and after an error nothing more.
fn read(mut source: Box<dyn Source>, given: &SyncSender<Result<Batch>>) {
    loop {
        let next = source.next().transpose();
        let Some(batch) = next else { return };
        let failed = batch.is_err();
        if given.send(batch).is_err() || failed {
            return;
        }
    }
}

/// Writes until `None`, the end; without that the output is left unfinished.
fn write(results: &Receiver<Option<Batch>>, mut sink: Box<dyn Sink + '_>) -> Result<()> {
    while let Ok(batch) = results.recv() {
        match batch {
            Some(batch) => sink.write(batch)?,
            None => return sink.finish(),
        }
    }
    Ok(())
}

/// A bar on a terminal, for work that takes longer than a blink.
fn progress(size: Size) -> ProgressBar {
    let (length, template) = match size {
        Size::Rows(rows) => {
            (Some(rows), "softplus {wide_bar} {percent:>3} % of {human_len} rows, {per_sec}, {eta} left")
        }
        Size::Bytes(bytes) => (
            Some(bytes),
            "softplus {wide_bar} {percent:>3} % of {total_bytes}, {binary_bytes_per_sec}, {eta} left",
        ),
        Size::Unknown => (None, "softplus {spinner} {bytes}, {binary_bytes_per_sec}"),
    };
    if length.is_some_and(|length| length < A_BLINK) {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    length.map_or_else(ProgressBar::no_length, ProgressBar::new).with_style(style)
}
