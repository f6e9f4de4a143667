//! Errors of a file of results.

use std::{fmt::Write, fs::File, io::BufReader, path::Path};

use anyhow::{Context, Result, bail};
use half::f16;

use super::{
    Place,
    columns::{Columns, progress},
    error::{self, Series, grouped},
    spaced,
};
use crate::{
    accuracy::ulps,
    cli::{Dtype, ErrorArgs, Usage},
    npy::{Element, Kind, Reader},
    number,
};

/// Elements in memory at a time.
const CHUNK: usize = 1 << 18;
/// Elements that take longer than a blink.
const MANY: u64 = 1 << 22;

type Npy = Reader<BufReader<File>>;

/// Draws the errors of the file.
pub fn run(path: &Path, args: &ErrorArgs) -> Result<()> {
    if !args.formula.is_empty() {
        bail!(Usage("--formula and --outputs are two pictures: name one of them".to_owned()));
    }
    let outputs = Reader::open(path)?;
    let kind = outputs.header().kind;
    if outputs.left() == 0 {
        bail!("{} has no elements; there is nothing to draw", path.display());
    }
    let inputs = args.inputs.as_deref().map(|path| Ok::<_, anyhow::Error>((path, Reader::open(path)?)));
    let inputs = inputs.transpose()?;
    if let Some((input_path, inputs)) = &inputs {
        let (header, there) = (inputs.header(), outputs.header());
        if header.kind != kind {
            bail!(
                "{} has {} and {} has {kind}; inputs must be of the results' type",
                input_path.display(),
                header.kind,
                path.display()
            );
        }
        if inputs.left() != outputs.left() {
            bail!(
                "{} has the shape {} and {} has {}; each result needs its input",
                input_path.display(),
                header.shape_text(),
                path.display(),
                there.shape_text()
            );
        }
    }
    let inputs = inputs.map(|(_, reader)| reader);
    match kind {
        Kind::F16 => draw::<f16>(path, outputs, inputs, args, Dtype::F16),
        Kind::F32 => draw::<f32>(path, outputs, inputs, args, Dtype::F32),
        Kind::F64 => draw::<f64>(path, outputs, inputs, args, Dtype::F64),
    }
}

fn draw<T: Element>(
    path: &Path,
    outputs: Npy,
    inputs: Option<Npy>,
    args: &ErrorArgs,
    dtype: Dtype,
) -> Result<()> {
    let place = Place::new(&args.file)?;
    let count = error::columns(&place);
    let total = outputs.left();
    let mut pairs = Pairs { path, outputs, inputs, args, given: error::range(args, dtype)?, done: 0 };
    let (from, to) = pairs.range::<T>()?;
    let mut columns = Columns::new(from, to, count);
    let mut left_out = 0_u64;
    pairs.each(|x: T, y: T| {
        if (from..=to).contains(&x.to_f64()) {
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
            grouped(total)
        ),
    };
    // Writing to a string does not fail.
    let _ = write!(subtitle, "; {} element{}", grouped(drawn), if drawn == 1 { "" } else { "s" });
    if left_out > 0 {
        let _ = write!(subtitle, ", {} not drawn (x outside or not finite)", grouped(left_out));
    }
    let series = [Series { name: name.clone(), short: name.clone(), worst }];
    let title = format!("Error of {name} as softplus in {}", T::NAME);
    let figure = error::figure(&series, (from, to), title, subtitle);
    place.finish(|| figure.scene(), |size| figure.text(size))
}

/// Results with their inputs.
struct Pairs<'a> {
    path: &'a Path,
    outputs: Npy,
    inputs: Option<Npy>,
    args: &'a ErrorArgs,
    given: (f64, f64),
    done: u64,
}

impl Pairs<'_> {
    /// What is drawn: what was asked for, and else the inputs' own range.
    fn range<T: Element>(&self) -> Result<(f64, f64)> {
        let (Some(inputs), None, None) = (&self.args.inputs, self.args.from, self.args.to) else {
            return Ok(self.given);
        };
        let mut reader = Reader::open(inputs)?;
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut elements: Vec<T> = Vec::new();
        loop {
            reader.next(CHUNK, &mut elements).with_context(|| format!("cannot read {}", inputs.display()))?;
            if elements.is_empty() {
                break;
            }
            for x in elements.iter().map(|x| x.to_f64()).filter(|x| x.is_finite()) {
                (low, high) = (low.min(x), high.max(x));
            }
        }
        match low.total_cmp(&high) {
            std::cmp::Ordering::Less => Ok((low, high)),
            // One point is drawn in the middle.
            std::cmp::Ordering::Equal => {
                let around = 0.5 * low.abs().max(1.0);
                Ok((low - around, low + around))
            }
            std::cmp::Ordering::Greater => bail!("{} has no finite number", inputs.display()),
        }
    }

    /// Calls the function with each input and its result.
    fn each<T: Element>(&mut self, mut pair: impl FnMut(T, T)) -> Result<()> {
        let total = self.outputs.left();
        let (from, to) = self.given;
        let bar = progress(total, "elements", total > MANY);
        let (mut xs, mut ys): (Vec<T>, Vec<T>) = (Vec::new(), Vec::new());
        loop {
            self.outputs
                .next(CHUNK, &mut ys)
                .with_context(|| format!("cannot read {}", self.path.display()))?;
            if let Some(reader) = &mut self.inputs {
                reader.next(CHUNK, &mut xs).context("cannot read --inputs")?;
            } else {
                let numbers = self.done..self.done + ys.len() as u64;
                xs.clear();
                xs.extend(numbers.map(|i| T::from_f64(spaced(from, to, total, i))));
            }
            if ys.is_empty() {
                bar.finish_and_clear();
                return Ok(());
            }
            bar.inc(ys.len() as u64);
            self.done += ys.len() as u64;
            xs.iter().zip(&ys).for_each(|(&x, &y)| pair(x, y));
        }
    }
}
