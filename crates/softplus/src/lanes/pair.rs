//! Two vectors as one: their operations alternate, so that one's arithmetic fills the other's latency.
//!
//! A CPU overlaps vectors by itself only as far as the operations that wait fit into its scheduler; a kernel is one long
//! chain of them.

use core::ops::{Add, BitAnd, BitOr, Div, Mul, Sub};

use super::{Doubles, Lanes, Mask, Rows, Singles, Table};

/// The truth values of a pair: the first vector's, and the second's.
#[derive(Debug, Clone, Copy)]
pub struct PairMask<M, const COUNT: usize>(M, M);

impl<M: Mask, const COUNT: usize> BitAnd for PairMask<M, COUNT> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }
}

impl<M: Mask, const COUNT: usize> BitOr for PairMask<M, COUNT> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }
}

impl<M: Mask, const COUNT: usize> Mask for PairMask<M, COUNT> {
    #[inline(always)]
    fn bits(self) -> u32 {
        self.0.bits() | self.1.bits() << COUNT
    }
}

/// A pair of vectors of one element type, `$count` lanes each.
macro_rules! pair {
    ($name:ident, $vectors:ident, $element:ident) => {
        #[doc = concat!("Two vectors of ", stringify!($element), ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name<L, const COUNT: usize>(L, L);

        pair!(operator $name, $vectors, $element, Add, add);
        pair!(operator $name, $vectors, $element, Sub, sub);
        pair!(operator $name, $vectors, $element, Mul, mul);

        impl<L: $vectors, const COUNT: usize> Lanes for $name<L, COUNT> {
            type Element = $element;
            type Token = L::Token;
            type Mask = PairMask<L::Mask, COUNT>;
            const COUNT: usize = 2 * COUNT;
            const FUSED: bool = L::FUSED;

            #[inline(always)]
            fn token(self) -> L::Token {
                self.0.token()
            }
            #[inline(always)]
            fn load(token: L::Token, xs: &[$element]) -> Self {
                const { assert!(COUNT == L::COUNT) };
                Self(L::load(token, xs), L::load(token, &xs[COUNT..]))
            }
            #[inline(always)]
            fn store(self, out: &mut [$element]) {
                self.0.store(out);
                self.1.store(&mut out[COUNT..]);
            }
            #[inline(always)]
            fn splat(self, value: $element) -> Self {
                Self(self.0.splat(value), self.1.splat(value))
            }
            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                Self(self.0.mul_add(b.0, c.0), self.1.mul_add(b.1, c.1))
            }
            #[inline(always)]
            fn abs(self) -> Self {
                Self(self.0.abs(), self.1.abs())
            }
            #[inline(always)]
            fn lt(self, other: Self) -> Self::Mask {
                PairMask(self.0.lt(other.0), self.1.lt(other.1))
            }
            #[inline(always)]
            fn ne(self, other: Self) -> Self::Mask {
                PairMask(self.0.ne(other.0), self.1.ne(other.1))
            }
            #[inline(always)]
            fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
                Self(L::select(mask.0, yes.0, no.0), L::select(mask.1, yes.1, no.1))
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self(self.0.max(other.0), self.1.max(other.1))
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self(self.0.min(other.0), self.1.min(other.1))
            }
            #[inline(always)]
            fn two_prod(self, b: Self) -> (Self, Self) {
                let ((first, first_error), (second, second_error)) =
                    (self.0.two_prod(b.0), self.1.two_prod(b.1));
                (Self(first, second), Self(first_error, second_error))
            }
            #[inline(always)]
            fn residue(self, b: Self, c: Self) -> Self {
                Self(self.0.residue(b.0, c.0), self.1.residue(b.1, c.1))
            }
        }
    };
    (operator $name:ident, $vectors:ident, $element:ident, $trait:ident, $method:ident) => {
        impl<L: $vectors, const COUNT: usize> $trait for $name<L, COUNT> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0), self.1.$method(other.1))
            }
        }
        impl<L: $vectors, const COUNT: usize> $trait<$element> for $name<L, COUNT> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: $element) -> Self {
                Self(self.0.$method(other), self.1.$method(other))
            }
        }
    };
}
pair!(PairSingle, Singles, f32);
pair!(PairDouble, Doubles, f64);
pair!(operator PairDouble, Doubles, f64, Div, div);

impl<L: Doubles, const COUNT: usize> Doubles for PairDouble<L, COUNT> {
    #[inline(always)]
    fn load_f32(token: L::Token, xs: &[f32]) -> Self {
        Self(L::load_f32(token, xs), L::load_f32(token, &xs[COUNT..]))
    }
    #[inline(always)]
    fn store_f32(self, out: &mut [f32]) {
        self.0.store_f32(out);
        self.1.store_f32(&mut out[COUNT..]);
    }
    #[inline(always)]
    fn to_single(self) -> Self {
        Self(self.0.to_single(), self.1.to_single())
    }
    #[inline(always)]
    fn binade(self) -> Self {
        Self(self.0.binade(), self.1.binade())
    }
    #[inline(always)]
    fn exponent_and_rounder(self) -> Self {
        Self(self.0.exponent_and_rounder(), self.1.exponent_and_rounder())
    }
    #[inline(always)]
    fn times_exp2<const STEP_BITS: u32>(self, biased: Self) -> Self {
        Self(self.0.times_exp2::<STEP_BITS>(biased.0), self.1.times_exp2::<STEP_BITS>(biased.1))
    }
    #[inline(always)]
    fn lookup<const N: usize>(self, table: &'static [f64; N]) -> Self {
        Self(self.0.lookup(table), self.1.lookup(table))
    }
    #[inline(always)]
    fn columns<const R: usize, const C: usize>(self, rows: &'static Rows<f64, R>) -> [Self; C] {
        alternate(self.0.columns(rows), self.1.columns(rows), Self)
    }
}

impl<L: Singles, const COUNT: usize> Singles for PairSingle<L, COUNT> {
    #[inline(always)]
    fn columns<const C: usize>(self, table: &'static Table<C>) -> [Self; C] {
        alternate(self.0.columns(table), self.1.columns(table), Self)
    }
    #[inline(always)]
    fn magnitude(self, limit: f32) -> Self {
        Self(self.0.magnitude(limit), self.1.magnitude(limit))
    }
    #[inline(always)]
    fn near_tie<const DROPPED: u32>(self, distance: u32) -> Self::Mask {
        PairMask(self.0.near_tie::<DROPPED>(distance), self.1.near_tie::<DROPPED>(distance))
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_f16(token: L::Token, xs: &[half::f16]) -> Self {
        Self(L::load_f16(token, xs), L::load_f16(token, &xs[COUNT..]))
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn load_bf16(token: L::Token, xs: &[half::bf16]) -> Self {
        Self(L::load_bf16(token, xs), L::load_bf16(token, &xs[COUNT..]))
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_f16(self, out: &mut [half::f16]) {
        self.0.store_f16(out);
        self.1.store_f16(&mut out[COUNT..]);
    }
    #[cfg(feature = "half")]
    #[inline(always)]
    fn store_bf16(self, out: &mut [half::bf16]) {
        self.0.store_bf16(out);
        self.1.store_bf16(&mut out[COUNT..]);
    }
}

/// The columns of both vectors in pairs.
#[inline(always)]
fn alternate<L: Copy, P: Copy, const C: usize>(first: [L; C], second: [L; C], pair: fn(L, L) -> P) -> [P; C] {
    let mut columns = [pair(first[0], second[0]); C];
    for c in 1..C {
        columns[c] = pair(first[c], second[c]);
    }
    columns
}
