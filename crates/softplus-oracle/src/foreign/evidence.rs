//! What a foreign level must show: T0, T1 and the digest of a strided part of all f32.

use anyhow::{Context, Result, bail, ensure};
use half::{bf16, f16};
use softplus::{Float, Level};

use super::{Program, Way};
use crate::{
    cases, digest,
    functions::Function,
    harness::{Report, Slices, both, compare, compare_groups},
    inputs, progress,
    record::Record,
};

/// Inputs between two steps of a bar.
const BLOCK: usize = 1 << 15;
/// Elements of one request for the digest.
const REQUEST: usize = 1 << 16;

/// Chooses the level.
const VARIABLE: &str = "SOFTPLUS_LEVEL";

/// What one level showed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The level.
    pub level: Level,
    /// All its comparisons with MPFR.
    pub report: Report,
    /// Its digest of every [`digest::STRIDE`]-th f32.
    pub sha256: String,
}

/// A program under test, and the levels of it that are.
pub struct Evidence<'a> {
    program: &'a Program,
    levels: &'a [Level],
    /// The longest vector of these levels.
    lanes: usize,
}

impl<'a> Evidence<'a> {
    /// Fails if the machine lacks one of the levels, computes it with one lane, or has a wrong operation.
    pub fn new(program: &'a Program, levels: &'a [Level]) -> Result<Self> {
        let machine = program.machine()?;
        let mut lanes = 1;
        for level in levels {
            let Some((_, count)) = machine.levels.iter().find(|(known, _)| known == level) else {
                bail!("the machine does not have the level {level}: it has {:?}", machine.levels);
            };
            ensure!((*count == 1) == (*level == Level::Scalar), "{level} computes {count} at a time");
            lanes = lanes.max(*count);
            println!("{level}: {} results of single operations are right", program.operations(*level)?);
        }
        Ok(Self { program, levels, lanes })
    }

    /// All of the evidence, `random` inputs of f32 and f64 each.
    pub fn collect<F: Function<A>, const A: usize>(&self, random: u64) -> Result<Vec<Outcome>> {
        let mut reports = vec![Report::default(); self.levels.len()];
        let mut add = |what: &str, new: Vec<Report>| {
            for (level, report) in self.levels.iter().zip(&new) {
                println!("{} {level}, {what}: {report}", F::NAME);
            }
            reports = both(std::mem::take(&mut reports), new);
        };
        add("f16: all, or random", self.compare::<F, f16, A>(&all_or_random()));
        add("bf16: all, or random", self.compare::<F, bf16, A>(&all_or_random()));
        add("f32: special values and thresholds", self.compare::<F, f32, A>(&special_and_thresholds()));
        add("f64: special values and thresholds", self.compare::<F, f64, A>(&special_and_thresholds()));
        add("f64: hard cases", self.compare::<F, f64, A>(&cases::points::<F, A>()?));
        add("f16: short slices", self.short::<F, f16, A>());
        add("bf16: short slices", self.short::<F, bf16, A>());
        add("f32: short slices", self.short::<F, f32, A>());
        add("f64: short slices", self.short::<F, f64, A>());
        add("f32: one value at every place", self.at_every_place::<F, A>());
        add("f32: random", self.random::<F, f32, A>(random));
        add("f64: random", self.random::<F, f64, A>(random));
        let outcome = |(&level, report)| Outcome { level, report, sha256: self.digest::<F, A>(level) };
        Ok(self.levels.iter().zip(reports).map(outcome).collect())
    }

    /// A function over slices that asks the program; what it cannot answer ends the run.
    fn ask<F: Function<A>, T: Float, const A: usize>(
        &self,
        how: (Way, Level),
        offset: usize,
    ) -> impl Fn(&[[T; A]], &mut [T]) + Sync + '_ {
        move |xs, ys| {
            if let Err(error) = self.program.evaluate::<F, T, A>(how, offset, None, xs, ys) {
                panic!("{error:#}");
            }
        }
    }

    /// Each level's report: slices, and in place; for the scalar level single values and the accurate phase too.
    fn at_offset<F: Function<A>, T: Float, const A: usize>(
        &self,
        inputs: &[[T; A]],
        offset: usize,
    ) -> Vec<Report> {
        let ways = |level: &Level| {
            let scalar: &[Way] = if *level == Level::Scalar { &[Way::Value, Way::Accurate] } else { &[] };
            let all = [Way::Slice, Way::InPlace].into_iter().chain(scalar.iter().copied());
            all.map(|way| self.ask::<F, T, A>((way, *level), offset)).collect::<Vec<_>>()
        };
        let functions: Vec<_> = self.levels.iter().map(ways).collect();
        let slices: Vec<Vec<Slices<T, A>>> = functions
            .iter()
            .map(|group| group.iter().map(|function| function as Slices<T, A>).collect())
            .collect();
        let groups: Vec<&[Slices<T, A>]> = slices.iter().map(Vec::as_slice).collect();
        compare_groups::<F, T, A>(inputs, &groups)
    }

    fn compare<F: Function<A>, T: Float, const A: usize>(&self, inputs: &[[T; A]]) -> Vec<Report> {
        let bar = progress::bar(T::NAME, inputs.len() as u64);
        let mut reports = vec![Report::default(); self.levels.len()];
        for inputs in inputs.chunks(BLOCK) {
            reports = both(reports, self.at_offset::<F, T, A>(inputs, 0));
            bar.inc(inputs.len() as u64);
        }
        bar.finish_and_clear();
        reports
    }

    /// Every length up to four vectors and one, at every offset of two vectors.
    fn short<F: Function<A>, T: Float, const A: usize>(&self) -> Vec<Report> {
        let all = inputs::special_points::<T, A>()
            .into_iter()
            .step_by(inputs::special::<T>().len().pow(A as u32 - 1) - (A - 1));
        let all: Vec<[T; A]> = all.chain(inputs::random_points(9, 0, 200)).collect();
        let mut reports = vec![Report::default(); self.levels.len()];
        for offset in 0..=2 * self.lanes {
            for &level in self.levels {
                // Nothing is nothing to compare: it must only be answered.
                self.ask::<F, T, A>((Way::Slice, level), offset)(&[], &mut []);
                self.ask::<F, T, A>((Way::InPlace, level), offset)(&[], &mut []);
            }
            for length in 1..=4 * self.lanes + 1 {
                let first = (7 * offset + 3 * length) % (all.len() - length);
                reports = both(reports, self.at_offset::<F, T, A>(&all[first..first + length], offset));
            }
        }
        reports
    }

    /// <https://github.com/pytorch/pytorch/issues/48235>: a value that has two results there, by the tensor's length.
    fn at_every_place<F: Function<A>, const A: usize>(&self) -> Vec<Report> {
        let mut reports = vec![Report::default(); self.levels.len()];
        for length in 1..=64 {
            for place in 0..length {
                let mut xs = vec![[3.0_f32; A]; length];
                xs[place] = [-1.105_291_4; A];
                reports = both(reports, self.at_offset::<F, f32, A>(&xs, 0));
            }
        }
        reports
    }

    fn random<F: Function<A>, T: Float, const A: usize>(&self, count: u64) -> Vec<Report> {
        self.compare::<F, T, A>(&inputs::random_points(u64::from(T::BITS), 0, count as usize))
    }

    fn digest<F: Function<A>, const A: usize>(&self, level: Level) -> String {
        let slices = self.ask::<F, f32, A>((Way::Slice, level), 0);
        digest::of::<f32, A>(digest::STRIDE, |xs| {
            let mut ys = vec![0.0; xs.len()];
            xs.chunks(REQUEST).zip(ys.chunks_mut(REQUEST)).for_each(|(xs, ys)| slices(xs, ys));
            digest::bytes(&ys)
        })
    }
}

impl Outcome {
    /// Fails unless every result is right, and the digest is this one.
    pub fn assert_exact<F: Function<A>, const A: usize>(&self, recorded: &str) -> Result<()> {
        let Self { level, report, sha256 } = self;
        ensure!(report.checked > 0 && report.misrounded == 0, "{} {level}: {report}", F::NAME);
        ensure!(
            sha256 == recorded,
            "{} {level}: every {}th f32: sha256 {sha256}, recorded {recorded}",
            F::NAME,
            digest::STRIDE
        );
        println!(
            "{} {level}: every {}th f32: the recorded digest {}…",
            F::NAME,
            digest::STRIDE,
            &sha256[..16]
        );
        Ok(())
    }
}

/// The digest of every [`digest::STRIDE`]-th f32 that this kind of machine recorded.
pub fn recorded_digest<F: Function<A>, const A: usize>() -> Result<String> {
    let record = Record::read()?;
    let entry = record.find(F::NAME, f32::NAME, digest::STRIDE).with_context(|| {
        format!(
            "no digest of every {}th f32 is recorded: run `cargo xtask check --exhaustive --write`",
            digest::STRIDE
        )
    })?;
    Ok(entry.sha256.clone())
}

fn special_and_thresholds<T: Float, const A: usize>() -> Vec<[T; A]> {
    let thresholds = if A == 1 { inputs::thresholds() } else { Vec::new() };
    inputs::special_points().into_iter().chain(thresholds.into_iter().map(|x| [x; A])).collect()
}

/// All values of a type of 16 bits, or random points of several.
fn all_or_random<T: Float, const A: usize>() -> Vec<[T; A]> {
    if A > 1 {
        return inputs::random_points(16, 0, 1 << 16);
    }
    inputs::every_16_bit().into_iter().map(|x| [x; A]).collect()
}

/// The comparison must see one result that the program makes wrong by one unit; fails if it does not.
pub fn planted_faults<F: Function<A>, T: Float, const A: usize>(
    program: &Program,
    level: Level,
) -> Result<()> {
    let moderate = |x: &[T; A]| x.iter().all(|x| (0.01..16.0).contains(&x.to_f64()));
    let points = inputs::random_points::<T, A>(3, 0, 3000).into_iter().filter(moderate);
    let xs: Vec<[T; A]> = points.filter(|&x| F::of(x).to_f64().is_finite()).take(500).collect();
    for way in [Way::Slice, Way::InPlace, Way::Value, Way::Accurate] {
        for fault in [None, Some(0), Some(xs.len() / 2), Some(xs.len() - 1)] {
            let ask = |xs: &[[T; A]], ys: &mut [T]| {
                if let Err(error) = program.evaluate::<F, T, A>((way, level), 0, fault, xs, ys) {
                    panic!("{error:#}");
                }
            };
            let report = compare::<F, T, A>(&xs, &[&ask]);
            let seen = match (fault, report.worst) {
                (None, None) => report.misrounded == 0,
                (Some(at), Some(worst)) => {
                    (report.misrounded, worst.ulps, worst.input[0]) == (1, 1, xs[at][0].to_bits_u64())
                }
                _ => false,
            };
            ensure!(
                seen,
                "{} {} {level}, {way:?}: the planted fault {fault:?} gives {report}",
                F::NAME,
                T::NAME
            );
        }
    }
    Ok(())
}

/// The environment variable chooses the level where there is an environment, and the best is chosen otherwise; a level
/// that the machine lacks is not chosen.
pub fn choosing(command: &[String]) -> Result<()> {
    let plain = Program::start(command, &[])?.machine()?;
    let best = plain.levels.iter().map(|&(level, _)| level).max().context("the machine has no level")?;
    ensure!(plain.current == best, "the machine chooses {}, not {best}", plain.current);
    if !plain.reads_environment {
        return Ok(());
    }
    let chosen =
        |wish: &str| Ok::<_, anyhow::Error>(Program::start(command, &[(VARIABLE, wish)])?.machine()?.current);
    for &(level, _) in &plain.levels {
        let current = chosen(level.name())?;
        ensure!(current == level, "{VARIABLE}={level} chooses {current}");
    }
    let missing = [Level::Avx512, Level::Neon]
        .into_iter()
        .find(|level| !plain.levels.iter().any(|(known, _)| known == level));
    for wish in missing.iter().map(|level| level.name()).chain(["nonsense"]) {
        println!("{VARIABLE}={wish} must be refused:");
        let current = chosen(wish)?;
        ensure!(current == best, "{VARIABLE}={wish} chooses {current}");
    }
    Ok(())
}
