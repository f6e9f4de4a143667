//! The phases by themselves, so that the oracle can test each where the other would hide its faults.

mod constants;
mod operations;
mod parts;

use core::marker::PhantomData;

pub use self::{
    constants::{
        BACKWARD_ERROR, DIRECT_ERROR, LOG_SUM_ERROR, MIDDLE_ERROR, NARROW_ERROR, WIDE_ERROR, constants,
        ln2_limbs,
    },
    operations::{WrongOperation, check_operations, count},
    parts::{Ends, Parts},
};
use crate::{
    Float, accurate,
    kernel::{Input, Scaled, Twofold},
    lanes::{Backend, Doubles, Lanes, Level, MAX_COUNT, Singles, Task, dispatch},
};
pub use crate::{
    kernel::{Function, Pieces, family::*},
    lanes::Arithmetic,
};

/// The accurate phase's result, special values included.
#[must_use]
pub fn accurate<F: Function<A>, T: Float, const A: usize>(x: [T; A]) -> T {
    accurate::decide::<F, T, A>(x.map(T::to_f64))
}

/// Whether the function has a special value there, which no kernel computes.
#[must_use]
pub fn is_special<F: Function<A>, const A: usize>(x: [f64; A]) -> bool {
    F::special(x).is_some()
}

/// What the accurate phase computes with N limbs of 64 bits before it rounds: whether it is negative; the significand in
/// \[1/2, 1\), the least significant limb first; its exponent; and the exponent of the power of two that bounds the error.
#[must_use]
pub fn accurate_limbs<F: Function<A>, const A: usize, const N: usize>(
    x: [f64; A],
) -> (bool, [u64; N], i32, i32) {
    let accurate::Ball { value, error } = F::accurate(x.map(crate::num::wide::Wide::<N>::from_f64));
    (value.negative, value.limbs, value.exponent, error)
}

/// The slice function as one level computes it; other threads keep theirs.
///
/// # Panics
/// If the slices differ in length.
pub fn slice<F: Function<A>, T: Float, const A: usize>(level: Level, inputs: [&[T]; A], out: &mut [T]) {
    for input in inputs {
        assert_eq!(input.len(), out.len(), "probe::slice: lengths");
    }
    F::run(level, inputs.map(Input::Each), out);
}

/// The slice function in place of its first argument as one level computes it.
///
/// # Panics
/// If the slices differ in length.
pub fn slice_in_place<F: Function<A>, T: Float, const A: usize>(
    level: Level,
    inputs: [&[T]; A],
    out: &mut [T],
) {
    let mut inputs = inputs.map(Input::Each);
    inputs[0] = Input::Output;
    F::run(level, inputs, out);
}

/// The narrow kernel's values before rounding, as (value, bound of the error).
pub fn narrow<F: Function<A>, const A: usize>(level: Level, xs: &[[f64; A]], out: &mut [[f64; 2]]) {
    dispatch(level, InDoubles { xs, out, kernel: PhantomData::<Narrow<F>> });
}

/// The wide kernel's values before rounding, or the middle formula's, as (hi, lo, bound of the error, scale).
pub fn wide<F: Function<A>, const A: usize>(
    level: Level,
    middle: bool,
    xs: &[[f64; A]],
    out: &mut [[f64; 4]],
) {
    if middle {
        dispatch(level, InDoubles { xs, out, kernel: PhantomData::<Middle<F>> });
    } else {
        dispatch(level, InDoubles { xs, out, kernel: PhantomData::<Wide<F>> });
    }
}

/// The direct kernel's f64 values before rounding, as (sum, rest, bound of the error).
pub fn direct<F: Parts<A>, const A: usize>(level: Level, xs: &[[f64; A]], out: &mut [[f64; 3]]) {
    dispatch(level, InDoubles { xs, out, kernel: PhantomData::<Direct<F>> });
}

/// The direct kernel's f32 values before rounding, as (sum, rest).
pub fn single<F: Ends>(level: Level, xs: &[f32], out: &mut [[f32; 2]]) {
    dispatch(level, InSingles { xs: xs.as_chunks().0, out, kernel: PhantomData::<Single<F>> });
}

/// The f32 values before rounding of the kernel with a bound, as (sum, rest, bound of the error).
pub fn fine<F: Parts<A>, const A: usize>(level: Level, xs: &[[f32; A]], out: &mut [[f32; 3]]) {
    dispatch(level, InSingles { xs, out, kernel: PhantomData::<Fine<F>> });
}

/// How the level rounds f32.
#[must_use]
pub fn arithmetic(level: Level) -> Arithmetic {
    dispatch(level, HowToRound)
}

struct HowToRound;

impl Task for HowToRound {
    type Output = Arithmetic;
    fn run<B: Backend>(self, _: B::Token) -> Arithmetic {
        B::Single::ARITHMETIC
    }
}

/// A kernel in doubles, as a type: a closure would not be inlined, and run without the CPU's features.
trait Doubly<const A: usize, const PARTS: usize> {
    fn parts<L: Doubles>(x: [L; A]) -> [L; PARTS];
}

/// The same in singles.
trait Singly<const A: usize, const PARTS: usize> {
    fn parts<L: Singles>(x: [L; A]) -> [L; PARTS];
}

struct Narrow<F>(PhantomData<F>);

impl<F: Function<A>, const A: usize> Doubly<A, 2> for Narrow<F> {
    #[inline(always)]
    fn parts<L: Doubles>(x: [L; A]) -> [L; 2] {
        F::narrow(x).into()
    }
}

struct Middle<F>(PhantomData<F>);

impl<F: Function<A>, const A: usize> Doubly<A, 4> for Middle<F> {
    #[inline(always)]
    fn parts<L: Doubles>(x: [L; A]) -> [L; 4] {
        scaled(Scaled::new(F::formula::<L, Twofold<L, false>>(x)))
    }
}

struct Wide<F>(PhantomData<F>);

impl<F: Function<A>, const A: usize> Doubly<A, 4> for Wide<F> {
    #[inline(always)]
    fn parts<L: Doubles>(x: [L; A]) -> [L; 4] {
        scaled(F::wide(x))
    }
}

struct Direct<F>(PhantomData<F>);

impl<F: Parts<A>, const A: usize> Doubly<A, 3> for Direct<F> {
    #[inline(always)]
    fn parts<L: Doubles>(x: [L; A]) -> [L; 3] {
        F::double_parts(x).into()
    }
}

struct Single<F>(PhantomData<F>);

impl<F: Ends> Singly<1, 2> for Single<F> {
    #[inline(always)]
    fn parts<L: Singles>([x]: [L; 1]) -> [L; 2] {
        F::single_sum(x).into()
    }
}

struct Fine<F>(PhantomData<F>);

impl<F: Parts<A>, const A: usize> Singly<A, 3> for Fine<F> {
    #[inline(always)]
    fn parts<L: Singles>(x: [L; A]) -> [L; 3] {
        F::single_parts(x).into()
    }
}

#[inline(always)]
fn scaled<L>(Scaled { hi, lo, error, scale }: Scaled<L>) -> [L; 4] {
    [hi, lo, error, scale]
}

/// A kernel's parts at each point.
macro_rules! at_each_point {
    ($name:ident, $kernel:ident, $element:ident, $lanes:ident) => {
        struct $name<'a, K, const A: usize, const PARTS: usize> {
            xs: &'a [[$element; A]],
            out: &'a mut [[$element; PARTS]],
            kernel: PhantomData<K>,
        }

        impl<K: $kernel<A, PARTS>, const A: usize, const PARTS: usize> Task for $name<'_, K, A, PARTS> {
            type Output = ();
            #[inline(always)]
            fn run<B: Backend>(self, token: B::Token) {
                let count = B::$lanes::COUNT;
                for (xs, out) in self.xs.chunks(count).zip(self.out.chunks_mut(count)) {
                    let mut full = [[0.0; MAX_COUNT]; A];
                    for (i, point) in xs.iter().enumerate() {
                        for a in 0..A {
                            full[a][i] = point[a];
                        }
                    }
                    let mut x = [B::$lanes::load(token, &full[0]); A];
                    for a in 1..A {
                        x[a] = B::$lanes::load(token, &full[a]);
                    }
                    store(K::parts(x), out);
                }
            }
        }
    };
}
at_each_point!(InDoubles, Doubly, f64, Double);
at_each_point!(InSingles, Singly, f32, Single);

/// The lanes' values, part by part.
#[inline(always)]
fn store<L: Lanes, const PARTS: usize>(parts: [L; PARTS], out: &mut [[L::Element; PARTS]]) {
    for (number, part) in parts.into_iter().enumerate() {
        let mut values = [L::Element::default(); MAX_COUNT];
        part.store(&mut values);
        for (out, value) in out.iter_mut().zip(values) {
            out[number] = value;
        }
    }
}
