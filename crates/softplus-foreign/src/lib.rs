//! The core as a program that answers requests, so that the oracle, which needs MPFR, can question it on a machine
//! that has none. Not published.
//!
//! A request is a line and the elements that it announces, little-endian. The answer is a line, and as many results if
//! it starts with `ok`; else it is `refused` and the reason. The last word of every request is the number of bytes
//! that follow it.
//!
//! | request | answer |
//! |---|---|
//! | `levels 0` | `ok`, the current level, whether the environment is read (`std`, `core`), and `NAME=LANES` for each level that there is |
//! | `operations LEVEL 0` | `ok`, and how many results of the level's operations equal plain arithmetic |
//! | `FUNCTION TYPE WAY LEVEL OFFSET FAULT BYTES` | `ok`, and the results |
//!
//! WAY is `slice`, `in-place`, `value` or `accurate` (the accurate phase alone); OFFSET moves the elements away from an
//! aligned place, by so many of them; FAULT is the index of a result to be made wrong by one unit in the last place, for
//! the oracle's test of itself, or `-`.

#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "std")]
mod serve;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod wasm;

use core::fmt;

use softplus::{Float, Level, probe};

#[cfg(feature = "std")]
pub use serve::serve;

/// Where a request's elements are, and its results go.
pub trait Memory {
    /// Runs the work on elements that lie `offset` places behind an aligned one, and results as many.
    fn with_elements<T: Float>(&mut self, offset: usize, work: impl FnOnce(&[T], &mut [T]));
}

/// Answers the request of this line.
///
/// # Errors
/// If the reply cannot be written.
pub fn answer(line: &str, memory: &mut impl Memory, reply: &mut impl fmt::Write) -> fmt::Result {
    let mut words = line.split(' ');
    match words.next().unwrap_or_default() {
        "levels" => levels(reply),
        "operations" => operations(words.next().unwrap_or_default(), reply),
        function => match Request::parse(words).and_then(|request| request.evaluate(function, memory)) {
            Ok(()) => write!(reply, "ok"),
            Err(reason) => write!(reply, "refused: {reason}: {line}"),
        },
    }
}

fn levels(reply: &mut impl fmt::Write) -> fmt::Result {
    let library = if cfg!(feature = "std") { "std" } else { "core" };
    write!(reply, "ok {} {library}", Level::current())?;
    for level in Level::available() {
        write!(reply, " {level}={}", probe::count(level))?;
    }
    Ok(())
}

fn operations(level: &str, reply: &mut impl fmt::Write) -> fmt::Result {
    match available(level).map(probe::check_operations) {
        Ok(Ok(count)) => write!(reply, "ok {count}"),
        Ok(Err(wrong)) => {
            write!(reply, "refused: {level}, lane {}: `{}` is wrong", wrong.lane, wrong.operation)
        }
        Err(reason) => write!(reply, "refused: {reason}: {level}"),
    }
}

/// Why a request is refused.
type Reason = &'static str;

/// The level, if this machine has it.
fn available(name: &str) -> Result<Level, Reason> {
    let level: Level = name.parse().map_err(|_| "unknown level")?;
    level.force().map_err(|_| "this machine does not have the level")?;
    Ok(level)
}

enum Way {
    Slice,
    InPlace,
    Value,
    Accurate,
}

struct Request<'a> {
    dtype: &'a str,
    way: Way,
    level: Level,
    offset: usize,
    fault: Option<usize>,
}

impl<'a> Request<'a> {
    fn parse(mut words: impl Iterator<Item = &'a str>) -> Result<Self, Reason> {
        let mut next = || words.next().ok_or("too few words");
        let dtype = next()?;
        let way = match next()? {
            "slice" => Way::Slice,
            "in-place" => Way::InPlace,
            "value" => Way::Value,
            "accurate" => Way::Accurate,
            _ => return Err("unknown way"),
        };
        let level = available(next()?)?;
        let offset = next()?.parse().map_err(|_| "the offset is no number")?;
        let fault = match next()? {
            "-" => None,
            index => Some(index.parse().map_err(|_| "the fault's index is no number")?),
        };
        Ok(Self { dtype, way, level, offset, fault })
    }

    fn evaluate(&self, function: &str, memory: &mut impl Memory) -> Result<(), Reason> {
        match self.dtype {
            "f16" => self.of_type::<half::f16>(function, memory),
            "bf16" => self.of_type::<half::bf16>(function, memory),
            "f32" => self.of_type::<f32>(function, memory),
            "f64" => self.of_type::<f64>(function, memory),
            _ => Err("unknown type"),
        }
    }

    fn of_type<T: Float>(&self, function: &str, memory: &mut impl Memory) -> Result<(), Reason> {
        macro_rules! find {
            ($($name:ident: $marker:ident($($argument:ident),+);)*) => {
                match function {
                    $(stringify!($name) => {
                        self.run::<probe::$marker, T, { [$(stringify!($argument)),+].len() }>(memory);
                    })*
                    _ => return Err("unknown function"),
                }
            };
        }
        softplus::for_each_function!(find);
        Ok(())
    }

    /// The elements are those of the first argument, then those of the second …; the results take the first places.
    fn run<F: probe::Function<A>, T: Float, const A: usize>(&self, memory: &mut impl Memory) {
        memory.with_elements(self.offset, |xs, ys| {
            let count = xs.len() / A;
            let ys = &mut ys[..count];
            let columns: [&[T]; A] = core::array::from_fn(|a| &xs[a * count..(a + 1) * count]);
            match self.way {
                Way::Slice => probe::slice::<F, T, A>(self.level, columns, ys),
                Way::InPlace => {
                    ys.copy_from_slice(columns[0]);
                    probe::slice_in_place::<F, T, A>(self.level, columns, ys);
                }
                Way::Value => each(columns, ys, F::value),
                Way::Accurate => each(columns, ys, probe::accurate::<F, T, A>),
            }
            if let Some(y) = self.fault.and_then(|index| ys.get_mut(index)) {
                *y = T::from_bits_u64(y.to_bits_u64() + 1);
            }
        });
    }
}

fn each<T: Float, const A: usize>(columns: [&[T]; A], ys: &mut [T], function: impl Fn([T; A]) -> T) {
    for (i, y) in ys.iter_mut().enumerate() {
        *y = function(columns.map(|xs| xs[i]));
    }
}
