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
            ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
                match function {
                    $(stringify!($name) => {
                        let public = Public { value: softplus::$name::<T>, slice: softplus::slice::$name::<T> };
                        self.run::<probe::$marker, T>(&public, memory);
                    })*
                    _ => return Err("unknown function"),
                }
            };
        }
        softplus::for_each_unary!(find);
        Ok(())
    }

    fn run<F: probe::Unary, T: Float>(&self, public: &Public<T>, memory: &mut impl Memory) {
        let accurate = |x: T| {
            if x.to_f64().is_finite() { probe::accurate::<F, T>(x) } else { (public.value)(x) }
        };
        memory.with_elements(self.offset, |xs, ys| {
            match self.way {
                // The level was forced: the public function takes it.
                Way::Slice => (public.slice)(xs, ys),
                Way::InPlace => {
                    ys.copy_from_slice(xs);
                    probe::slice_in_place::<F, T>(self.level, ys);
                }
                Way::Value => each(xs, ys, public.value),
                Way::Accurate => each(xs, ys, accurate),
            }
            if let Some(y) = self.fault.and_then(|index| ys.get_mut(index)) {
                *y = T::from_bits_u64(y.to_bits_u64() + 1);
            }
        });
    }
}

/// A function as its users call it.
struct Public<T> {
    value: fn(T) -> T,
    slice: fn(&[T], &mut [T]),
}

fn each<T: Float>(xs: &[T], ys: &mut [T], function: impl Fn(T) -> T) {
    for (&x, y) in xs.iter().zip(ys) {
        *y = function(x);
    }
}
