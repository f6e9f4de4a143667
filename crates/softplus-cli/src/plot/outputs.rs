//! Errors of a file of results.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use softplus_family::Float;

use super::{
    Place,
    columns::{Columns, progress},
    error::{self, Series, grouped},
    spaced,
};
use crate::{
    accuracy::ulps,
    cli::{Dtype, ErrorArgs, Usage},
    data::{Element, Kind, Series as Numbers},
    for_dtype, number,
};

/// Elements that take longer than a blink.
const MANY: u64 = 1 << 22;

/// Draws the errors of the file.
pub fn run(path: &Path, args: &ErrorArgs) -> Result<()> {
    if !args.formula.is_empty() {
        bail!(Usage("--formula and --outputs are two pictures: name one of them".to_owned()));
    }
    if [Some(path), args.inputs.as_deref()].contains(&Some(Path::new("-"))) {
        bail!(Usage("results and inputs are read more than once: name files, not standard input".to_owned()));
    }
    let outputs = results(path, args)?;
    let dtype = outputs.dtype;
    if let (Some(input_path), Some(inputs)) = (&args.inputs, inputs(args)?) {
        let names = [input_path.display(), path.display()];
        if inputs.dtype != dtype {
            bail!(
                "{} has {} and {} has {}; inputs must be of the results' type",
                names[0],
                Kind::from(inputs.dtype),
                names[1],
                Kind::from(dtype)
            );
        }
        if let (Some(there), Some(here)) = (inputs.count, outputs.count)
            && there != here
        {
            bail!(
                "{} has {there} numbers and {} has {here}; each result needs its input",
                names[0],
                names[1]
            );
        }
    }
    for_dtype!(dtype, draw(path, outputs, args, dtype))
}

fn results(path: &Path, args: &ErrorArgs) -> Result<Numbers> {
    Numbers::open(path, args.column.as_deref(), &args.data.options(args.dtype)?)
}

fn inputs(args: &ErrorArgs) -> Result<Option<Numbers>> {
    let open =
        |path: &PathBuf| Numbers::open(path, args.input_column.as_deref(), &args.data.options(args.dtype)?);
    args.inputs.as_ref().map(open).transpose()
}

fn draw<T: Float + Element>(path: &Path, outputs: Numbers, args: &ErrorArgs, dtype: Dtype) -> Result<()> {
    let total = match outputs.count {
        Some(total) => total,
        None => count::<T>(results(path, args)?)?,
    };
    if total == 0 {
        bail!("{} has no elements; there is nothing to draw", path.display());
    }
    let place = Place::new(&args.file)?;
    let count = error::columns(&place);
    let given = error::range(args, dtype)?;
    let mut pairs = Pairs { path, outputs, inputs: inputs(args)?, args, given, total };
    let (from, to) = pairs.range::<T>()?;
    let mut columns = Columns::new(from, to, count);
    let mut left_out = 0_u64;
    pairs.each(|x: T, y: T| {
        if (from..=to).contains(&softplus::Float::to_f64(x)) {
            columns.push(x, y);
        } else {
            left_out += 1;
        }
    })?;
    let drawn = columns.count;
    let bar = progress(count as u64, "columns, exact errors", T::BITS == 64);
    let worst = columns.worst(&bar);
    bar.finish_and_clear();
    let most = worst.iter().flatten().max_by(|a, b| a.error.total_cmp(&b.error));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut subtitle = match most {
        Some(most) if most.error.is_infinite() => {
            format!("worst: {} at x = {}", number::shortest(most.y), number::shortest(most.x))
        }
        Some(most) => format!("worst: {} at x = {}", ulps(most.error), number::shortest(most.x)),
        None => bail!(
            "none of the {} inputs is in the range from {from:?} to {to:?}; see --from, --to and --inputs",
            grouped(pairs.total)
        ),
    };
    // Writing to a string does not fail.
    let _ = write!(subtitle, "; {} element{}", grouped(drawn), if drawn == 1 { "" } else { "s" });
    if left_out > 0 {
        let _ = write!(subtitle, ", {} outside or not finite", grouped(left_out));
    }
    let series = [Series { name: name.clone(), short: name.clone(), worst }];
    let title = format!("Error of {name} as softplus in {}", T::NAME);
    let figure = error::figure(&series, (from, to), title, subtitle);
    place.finish(|| figure.scene(), |size| figure.text(size))
}

/// How many numbers there are.
fn count<T: Element>(mut series: Numbers) -> Result<u64> {
    let mut total = 0;
    while let Some(piece) = series.next_whole::<T>()? {
        total += piece.len() as u64;
    }
    Ok(total)
}

/// Results with their inputs.
struct Pairs<'a> {
    path: &'a Path,
    outputs: Numbers,
    inputs: Option<Numbers>,
    args: &'a ErrorArgs,
    given: (f64, f64),
    total: u64,
}

impl Pairs<'_> {
    /// What is drawn: what was asked for, and else the inputs' own range.
    fn range<T: Float + Element>(&self) -> Result<(f64, f64)> {
        let (Some(path), Some(mut series), None, None) =
            (&self.args.inputs, inputs(self.args)?, self.args.from, self.args.to)
        else {
            return Ok(self.given);
        };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        while let Some(elements) = series.next_whole::<T>()? {
            for x in elements.iter().map(|&x| softplus::Float::to_f64(x)).filter(|x| x.is_finite()) {
                (low, high) = (low.min(x), high.max(x));
            }
        }
        // Where anything happens; an axis of all numbers would show nothing.
        let shown = (low.max(self.given.0), high.min(self.given.1));
        if shown.0 < shown.1 {
            return Ok(shown);
        }
        match low.total_cmp(&high) {
            std::cmp::Ordering::Less => Ok((low.max(f64::MIN / 4.0), high.min(f64::MAX / 4.0))),
            // One point is drawn in the middle.
            std::cmp::Ordering::Equal => {
                let around = 0.5 * low.abs().max(1.0);
                Ok((low - around, low + around))
            }
            std::cmp::Ordering::Greater => bail!("{} has no finite number", path.display()),
        }
    }

    /// Calls the function with each input and its result.
    fn each<T: Float + Element>(&mut self, mut pair: impl FnMut(T, T)) -> Result<()> {
        let (from, to) = self.given;
        let bar = progress(self.total, "elements", self.total > MANY);
        let (mut xs, mut done) = (Vec::<T>::new(), 0);
        while let Some(ys) = self.outputs.next_whole::<T>()? {
            while xs.len() < ys.len() {
                let Some(reader) = &mut self.inputs else {
                    xs.extend(
                        (done..done + ys.len() as u64).map(|i| T::from_f64(spaced(from, to, self.total, i))),
                    );
                    break;
                };
                let Some(more) = reader.next_whole::<T>()? else { bail!(self.unequal()) };
                xs.extend(more);
            }
            bar.inc(ys.len() as u64);
            done += ys.len() as u64;
            xs.drain(..ys.len()).zip(&ys).for_each(|(x, &y)| pair(x, y));
        }
        bar.finish_and_clear();
        let more = self.inputs.as_mut().map(Numbers::next_whole::<T>).transpose()?.flatten();
        if !xs.is_empty() || more.is_some() {
            bail!(self.unequal());
        }
        Ok(())
    }

    fn unequal(&self) -> String {
        format!("{} and --inputs differ in length; each result needs its input", self.path.display())
    }
}
