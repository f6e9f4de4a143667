//! A .npy file to another, as a stream.

use std::{
    io::{BufReader, Write},
    path::Path,
};

use anyhow::{Context, Result};
use half::f16;
use indicatif::{ProgressBar, ProgressStyle};
use softplus::slice;

use crate::{
    figure,
    histogram::Histogram,
    npy::{self, Element, Kind, Reader},
    output::Output,
};

/// Elements in memory at a time: enough for all cores.
const CHUNK: usize = 1 << 20;

/// The histograms of the data, for the figure.
struct Histograms {
    before: Histogram,
    after: Histogram,
}

/// Evaluates the file `input` into the file `output`.
pub fn run(input: &Path, output: &Path, plot: Option<&Path>, force: bool) -> Result<()> {
    let mut reader = Reader::open(input)?;
    // Before the work: its name may be wrong.
    let figure = plot.map(|path| figure::File::create(path, force)).transpose()?;
    let mut target = Output::create(output, force)?;
    let mut histograms =
        figure.as_ref().map(|_| Histograms { before: Histogram::default(), after: Histogram::default() });
    let header = reader.header().clone();
    let written = format!("cannot write {}", output.display());
    header.write(&mut target).with_context(|| written.clone())?;
    let mut job = Job {
        reader: &mut reader,
        target: &mut target,
        histograms: histograms.as_mut(),
        input,
        written: &written,
    };
    match header.kind {
        Kind::F16 => job.run::<f16>(),
        Kind::F32 => job.run::<f32>(),
        Kind::F64 => job.run::<f64>(),
    }?;
    if let (Some(file), Some(Histograms { before, after })) = (figure, &histograms) {
        let name = input.file_name().unwrap_or_default().to_string_lossy();
        let title = format!("softplus of {name} {}", header.shape_text());
        file.finish(&figure::histogram(before, after, &title))?;
    }
    target.commit()?;
    eprintln!("{}: {} {}, every element exact", output.display(), header.shape_text(), header.kind);
    Ok(())
}

struct Job<'a> {
    reader: &'a mut Reader<BufReader<std::fs::File>>,
    target: &'a mut Output,
    histograms: Option<&'a mut Histograms>,
    input: &'a Path,
    written: &'a str,
}

impl Job<'_> {
    fn run<T: Element>(&mut self) -> Result<()> {
        let bar = progress(self.reader.left());
        let (mut elements, mut bytes) = (Vec::<T>::new(), Vec::new());
        loop {
            let next = self.reader.next(CHUNK, &mut elements);
            next.with_context(|| format!("cannot read {}", self.input.display()))?;
            if elements.is_empty() {
                bar.finish_and_clear();
                return Ok(());
            }
            if let Some(Histograms { before, .. }) = &mut self.histograms {
                before.push(&elements);
            }
            slice::par_softplus_in_place(&mut elements);
            if let Some(Histograms { after, .. }) = &mut self.histograms {
                after.push(&elements);
            }
            bytes.clear();
            npy::encode(&elements, self.reader.header().big_endian, &mut bytes);
            self.target.write_all(&bytes).with_context(|| self.written.to_owned())?;
            bar.inc(elements.len() as u64);
        }
    }
}

/// A bar on a terminal, for work that takes longer than a blink.
fn progress(elements: u64) -> ProgressBar {
    if elements < 16 * CHUNK as u64 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "softplus {wide_bar} {percent:>3} % of {human_len} elements, {eta} left",
    );
    ProgressBar::new(elements).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
