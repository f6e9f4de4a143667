//! The histogram of a data file before and after softplus.

use anyhow::{Result, bail};
use softplus::slice;
use softplus_family::Float;

use super::Place;
use crate::{
    cli::HistogramArgs,
    data::{Element, Series},
    figure, for_dtype,
    histogram::Histogram,
};

/// Draws the histogram.
pub fn run(args: &HistogramArgs) -> Result<()> {
    let options = args.data.options(args.dtype)?;
    let series = Series::open(&args.file, args.column.as_deref(), &options)?;
    for_dtype!(series.dtype, draw(args, series))
}

fn draw<T: Float + Element>(args: &HistogramArgs, mut series: Series) -> Result<()> {
    let place = Place::new(&args.picture)?;
    let (mut before, mut after) = (Histogram::default(), Histogram::default());
    let mut count = 0;
    while let Some(mut elements) = series.next_present::<T>()? {
        count += elements.len();
        before.push(&elements);
        slice::par_softplus_in_place(&mut elements);
        after.push(&elements);
    }
    if count == 0 {
        bail!("{} has no elements; there is nothing to draw", args.file.display());
    }
    if before.finite() == 0 {
        bail!("{} has no number that is finite in f32; there is nothing to draw", args.file.display());
    }
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let title = format!("softplus of {name} {}", series.about);
    place.finish(
        || figure::histogram(&before, &after, &title),
        |size| figure::histogram_text(&before, &after, &title, size),
    )
}
