//! The histogram of a file before and after softplus.

use anyhow::{Context, Result, bail};
use half::f16;
use softplus::slice;

use super::Place;
use crate::{
    cli::HistogramArgs,
    figure,
    histogram::Histogram,
    npy::{Element, Kind, Reader},
};

/// Elements in memory at a time: enough for all cores.
const CHUNK: usize = 1 << 20;

/// Draws the histogram.
pub fn run(args: &HistogramArgs) -> Result<()> {
    let kind = Reader::open(&args.data)?.header().kind;
    match kind {
        Kind::F16 => draw::<f16>(args),
        Kind::F32 => draw::<f32>(args),
        Kind::F64 => draw::<f64>(args),
    }
}

fn draw<T: Element>(args: &HistogramArgs) -> Result<()> {
    let mut reader = Reader::open(&args.data)?;
    if reader.left() == 0 {
        bail!("{} has no elements; there is nothing to draw", args.data.display());
    }
    let place = Place::new(&args.file)?;
    let (mut before, mut after) = (Histogram::default(), Histogram::default());
    let mut elements: Vec<T> = Vec::new();
    loop {
        let next = reader.next(CHUNK, &mut elements);
        next.with_context(|| format!("cannot read {}", args.data.display()))?;
        if elements.is_empty() {
            break;
        }
        before.push(&elements);
        slice::par_softplus_in_place(&mut elements);
        after.push(&elements);
    }
    let name = args.data.file_name().unwrap_or_default().to_string_lossy();
    let title = format!("softplus of {name} {}", reader.header().shape_text());
    place.finish(
        || figure::histogram(&before, &after, &title),
        |size| figure::histogram_text(&before, &after, &title, size),
    )
}
