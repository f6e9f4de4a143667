//! The sealed trait [`Float`]: the types that every function of the family takes.

use core::fmt::{Debug, Display};

pub(crate) mod sealed {
    use crate::{
        kernel::{Function, Pieces},
        lanes::{Backend, Doubles, Lanes},
    };

    /// What the kernels need from a type; not nameable outside of the crate.
    pub trait Sealed: Sized {
        /// The vectors that the direct kernel computes in.
        type Vector<B: Backend>: Lanes<Token = B::Token>;
        /// The first elements, as many as the vector has lanes.
        fn load<B: Backend>(token: B::Token, xs: &[Self]) -> Self::Vector<B>;
        /// Into the first elements, rounded to the type.
        fn store<B: Backend>(y: Self::Vector<B>, out: &mut [Self]);
        /// The direct kernel: results, to be stored, and the unsure lanes.
        fn direct<F: Pieces<A>, B: Backend, const A: usize>(x: [Self::Vector<B>; A]) -> Direct<Self, B>;
        /// Whether there is a finer kernel in the same vectors.
        const FINE: bool = false;
        /// The finer kernel for the lanes that the direct one left unsure.
        #[inline(always)]
        fn fine<F: Pieces<A>, B: Backend, const A: usize>(x: [Self::Vector<B>; A]) -> Direct<Self, B> {
            Self::direct::<F, B, A>(x)
        }
        /// The fast phase: results in lanes of doubles, each a value of the type, and the unsure lanes.
        fn fast<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask);
        /// The same of functions without direct kernels, where it decides most elements.
        fn first<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask);
        /// What lanes of doubles are loaded from.
        type Wide: Copy + Default;
        /// The first elements, as many as the lanes.
        fn load_wide<L: Doubles>(token: L::Token, xs: &[Self::Wide]) -> L;
        /// Into the first elements; each lane is a value of the type already.
        fn store_wide<L: Doubles>(y: L, out: &mut [Self::Wide]);
        /// The elements for these loads: in `room`, which is as long, if not where they are.
        fn widen<'a, B: Backend>(
            token: B::Token,
            xs: &'a [Self],
            room: &'a mut [Self::Wide],
        ) -> &'a [Self::Wide];
        /// Where these stores go: to `room`, which is as long, if not to `out`.
        fn target<'a>(out: &'a mut [Self], room: &'a mut [Self::Wide]) -> &'a mut [Self::Wide];
        /// To `out` what was stored to `room`.
        fn narrow<B: Backend>(token: B::Token, room: &[Self::Wide], out: &mut [Self]);
    }

    /// Results and unsure lanes.
    pub type Direct<T, B> = (<T as Sealed>::Vector<B>, <<T as Sealed>::Vector<B> as Lanes>::Mask);
}

use sealed::Direct;

use crate::{
    kernel::{Function, Pieces, rounding},
    lanes::{Backend, Doubles, Lanes},
};

/// A binary floating-point type: `f32`, `f64`, and with the feature `half` also `half::f16` and `half::bf16`.
///
/// The trait is sealed.
pub trait Float:
    sealed::Sealed + Copy + Default + PartialEq + PartialOrd + Debug + Display + Send + Sync + 'static
{
    /// The type's name in short: `"f16"`, `"bf16"`, `"f32"`, `"f64"`.
    const NAME: &'static str;
    /// Bits of the significand, the hidden one included (24 for `f32`).
    const MANTISSA_DIGITS: u32;
    /// Exponent e of the smallest normal number 2^e (−126 for `f32`).
    const MIN_EXPONENT: i32;
    /// Exponent e of the largest binade \[2^e, 2^(e+1)) (127 for `f32`).
    const MAX_EXPONENT: i32;
    /// Width in bits of the encoding.
    const BITS: u32;

    /// The same value as `f64` (exact).
    fn to_f64(self) -> f64;
    /// The nearest value to `x`, ties to even, rounded once.
    fn from_f64(x: f64) -> Self;
    /// The encoding, in the low bits.
    fn to_bits_u64(self) -> u64;
    /// The value with this encoding (the low `BITS` bits of `bits`).
    fn from_bits_u64(bits: u64) -> Self;
}

macro_rules! primitive {
    ($type:ident, $bits:ident, $width:literal, $vector:ident, |$a:ident| $first:expr, $fast:expr, $load:ident, $store:ident, |$x:ident| $direct:expr $(, fine: $fine:expr)?) => {
        impl sealed::Sealed for $type {
            type Vector<B: Backend> = B::$vector;
            #[inline(always)]
            fn load<B: Backend>(token: B::Token, xs: &[Self]) -> B::$vector {
                B::$vector::load(token, xs)
            }
            #[inline(always)]
            fn store<B: Backend>(y: B::$vector, out: &mut [Self]) {
                y.store(out);
            }
            #[inline(always)]
            fn direct<F: Pieces<A>, B: Backend, const A: usize>($x: [B::$vector; A]) -> Direct<Self, B> {
                $direct
            }
            $(
                const FINE: bool = true;
                #[inline(always)]
                fn fine<F: Pieces<A>, B: Backend, const A: usize>($x: [B::$vector; A]) -> Direct<Self, B> {
                    $fine
                }
            )?
            #[inline(always)]
            fn fast<F: Function<A>, L: Doubles, const A: usize>($a: [L; A]) -> (L, L::Mask) {
                $fast
            }
            #[inline(always)]
            fn first<F: Function<A>, L: Doubles, const A: usize>($a: [L; A]) -> (L, L::Mask) {
                $first
            }
            type Wide = Self;
            #[inline(always)]
            fn load_wide<L: Doubles>(token: L::Token, xs: &[Self]) -> L {
                L::$load(token, xs)
            }
            #[inline(always)]
            fn store_wide<L: Doubles>(y: L, out: &mut [Self]) {
                y.$store(out);
            }
            #[inline(always)]
            fn widen<'a, B: Backend>(_: B::Token, xs: &'a [Self], _: &'a mut [Self]) -> &'a [Self] {
                xs
            }
            #[inline(always)]
            fn target<'a>(out: &'a mut [Self], _: &'a mut [Self]) -> &'a mut [Self] {
                out
            }
            #[inline(always)]
            fn narrow<B: Backend>(_: B::Token, _: &[Self], _: &mut [Self]) {}
        }
        impl Float for $type {
            const NAME: &'static str = stringify!($type);
            const MANTISSA_DIGITS: u32 = $type::MANTISSA_DIGITS;
            const MIN_EXPONENT: i32 = $type::MIN_EXP - 1;
            const MAX_EXPONENT: i32 = $type::MAX_EXP - 1;
            const BITS: u32 = $width;

            fn to_f64(self) -> f64 {
                self.into()
            }
            fn from_f64(x: f64) -> Self {
                x as $type
            }
            fn to_bits_u64(self) -> u64 {
                self.to_bits().into()
            }
            fn from_bits_u64(bits: u64) -> Self {
                $type::from_bits(bits as $bits)
            }
        }
    };
}
primitive!(
    f32,
    u32,
    32,
    Single,
    |a| rounding::narrow::<F, Self, L, A>(a),
    rounding::narrow_and_finer::<F, Self, L, A>(a),
    load_f32,
    store_f32,
    |x| F::single(x),
    fine: F::fine(x)
);
primitive!(
    f64,
    u64,
    64,
    Double,
    |a| rounding::middle::<F, L, A>(a),
    rounding::wide::<F, L, A>(a),
    load,
    store,
    |x| F::double(x)
);

#[cfg(feature = "half")]
use crate::{
    lanes::Singles,
    num::{round::round, wide::Wide},
};

#[cfg(feature = "half")]
macro_rules! half_type {
    ($type:ident, $digits:literal, $min:literal, $max:literal, $load:ident, $store:ident) => {
        impl sealed::Sealed for half::$type {
            type Vector<B: Backend> = B::Half;
            #[inline(always)]
            fn load<B: Backend>(token: B::Token, xs: &[Self]) -> B::Half {
                B::Half::$load(token, xs)
            }
            #[inline(always)]
            fn store<B: Backend>(y: B::Half, out: &mut [Self]) {
                y.$store(out);
            }
            #[inline(always)]
            fn direct<F: Pieces<A>, B: Backend, const A: usize>(x: [B::Half; A]) -> Direct<Self, B> {
                const DROPPED: u32 = f32::MANTISSA_DIGITS - $digits;
                const SMALLEST_NORMAL: f32 = f32::from_bits(((127 + $min) as u32) << 23);
                F::half::<B::Half, DROPPED>(x, SMALLEST_NORMAL)
            }
            #[inline(always)]
            fn first<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask) {
                rounding::narrow::<F, Self, L, A>(x)
            }
            #[inline(always)]
            fn fast<F: Function<A>, L: Doubles, const A: usize>(x: [L; A]) -> (L, L::Mask) {
                rounding::narrow_and_finer::<F, Self, L, A>(x)
            }
            type Wide = f32;
            #[inline(always)]
            fn load_wide<L: Doubles>(token: L::Token, xs: &[f32]) -> L {
                L::load_f32(token, xs)
            }
            #[inline(always)]
            fn store_wide<L: Doubles>(y: L, out: &mut [f32]) {
                y.store_f32(out);
            }
            // By the vectors' own conversions: half's, called for each vector, took nearly as long as the kernel.
            #[inline(always)]
            fn widen<'a, B: Backend>(token: B::Token, xs: &'a [Self], room: &'a mut [f32]) -> &'a [f32] {
                let step = B::Half::COUNT;
                for (xs, room) in xs.chunks_exact(step).zip(room.chunks_exact_mut(step)) {
                    B::Half::$load(token, xs).store(room);
                }
                room
            }
            #[inline(always)]
            fn target<'a>(_: &'a mut [Self], room: &'a mut [f32]) -> &'a mut [f32] {
                room
            }
            #[inline(always)]
            fn narrow<B: Backend>(token: B::Token, room: &[f32], out: &mut [Self]) {
                let step = B::Half::COUNT;
                for (room, out) in room.chunks_exact(step).zip(out.chunks_exact_mut(step)) {
                    B::Half::load(token, room).$store(out);
                }
            }
        }
        impl Float for half::$type {
            const NAME: &'static str = stringify!($type);
            const MANTISSA_DIGITS: u32 = $digits;
            const MIN_EXPONENT: i32 = $min;
            const MAX_EXPONENT: i32 = $max;
            const BITS: u32 = 16;

            fn to_f64(self) -> f64 {
                half::$type::to_f64(self)
            }
            fn from_f64(x: f64) -> Self {
                // half's own conversion goes through f32 on some CPUs and then rounds twice.
                let rounds = x.is_finite() && x != 0.0;
                if rounds { round(&Wide::<1>::from_f64(x)) } else { half::$type::from_f32(x as f32) }
            }
            fn to_bits_u64(self) -> u64 {
                self.to_bits().into()
            }
            fn from_bits_u64(bits: u64) -> Self {
                half::$type::from_bits(bits as u16)
            }
        }
    };
}
#[cfg(feature = "half")]
half_type!(f16, 11, -14, 15, load_f16, store_f16);
#[cfg(feature = "half")]
half_type!(bf16, 8, -126, 127, load_bf16, store_bf16);
