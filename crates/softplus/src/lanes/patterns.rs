//! Patterns that the backends are made from: what differs between them is the names of their instructions.
//!
//! Soundness: a backend's `Token` exists only on a CPU with its instructions, a vector is made only from a token or
//! from another vector, so each intrinsic may run where a token or a vector is. "`SAFETY`: proof" refers to this.

#![allow(unused_macros, unused_imports, reason = "each CPU takes some of them")]

/// A backend whose instructions need no proof: they are there wherever it is compiled.
macro_rules! unconditional {
    ($doc:literal, $name:ident, $single:ident, $double:ident) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl crate::lanes::Backend for $name {
            type Token = ();
            type Single = $single;
            type Half = $single;
            type Double = $double;
            type Settling = $double;

            #[inline(never)]
            fn enter<K: crate::lanes::Task>((): (), task: K) -> K::Output {
                task.run::<Self>(())
            }
        }
    };
}
pub(super) use unconditional;

/// A vector type with its operators.
macro_rules! vector {
    ($doc:literal, $name:ident, $raw:ident, $element:ident, $add:ident, $sub:ident, $mul:ident) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub(super) $raw);

        vector!(operator $name, $element, Add, add, $add);
        vector!(operator $name, $element, Sub, sub, $sub);
        vector!(operator $name, $element, Mul, mul, $mul);
    };
    (operator $name:ident, $element:ident, $trait:ident, $method:ident, $intrinsic:ident) => {
        impl core::ops::$trait for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $intrinsic(self.0, other.0) })
            }
        }
        impl core::ops::$trait<$element> for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: $element) -> Self {
                self.$method(self.splat(other))
            }
        }
    };
}
pub(super) use vector;

/// The operations of [`Lanes`](super::Lanes) that are one instruction everywhere, and the two that are one on x86-64.
macro_rules! common {
    (
        $token:ty, $element:ident, $count:literal, $load:ident, $store:ident, $splat:ident
        $(, $max:ident, $min:ident)?
    ) => {
        type Element = $element;
        type Token = $token;
        const COUNT: usize = $count;

        #[inline(always)]
        fn load(_: $token, xs: &[$element]) -> Self {
            let xs = &xs[..Self::COUNT];
            // SAFETY: as many elements may be read; proof.
            Self(unsafe { $load(xs.as_ptr().cast()) })
        }
        #[inline(always)]
        fn store(self, out: &mut [$element]) {
            let out = &mut out[..Self::COUNT];
            // SAFETY: as many elements may be written; proof.
            unsafe { $store(out.as_mut_ptr().cast(), self.0) }
        }
        #[inline(always)]
        fn splat(self, value: $element) -> Self {
            // SAFETY: proof.
            Self(unsafe { $splat(value) })
        }
        $(
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $min(self.0, other.0) })
            }
        )?
    };
}
pub(super) use common;

/// The operations that a fused multiply-add gives.
macro_rules! fused {
    ($fmadd:ident, $fmsub:ident) => {
        const FUSED: bool = true;

        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $fmadd(self.0, b.0, c.0) })
        }
        #[inline(always)]
        fn two_prod(self, b: Self) -> (Self, Self) {
            let product = self * b;
            // SAFETY: proof.
            (product, Self(unsafe { $fmsub(self.0, b.0, product.0) }))
        }
        #[inline(always)]
        fn residue(self, b: Self, c: Self) -> Self {
            self.mul_add(b, c)
        }
    };
}
pub(super) use fused;

/// Without one: two roundings, and exact products by the default of [`Lanes`](super::Lanes).
macro_rules! unfused {
    () => {
        const FUSED: bool = false;

        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            self * b + c
        }
    };
}
pub(super) use unfused;

/// The operations of [`Lanes`](super::Lanes) with signs and masks, where each is a function of vectors, and the CPU
/// needs no proof.
macro_rules! masked {
    ($mask:ident, $abs:ident, $lt:ident, $ne:ident, $select:ident) => {
        type Mask = $mask;

        #[inline(always)]
        fn token(self) {}
        #[inline(always)]
        fn abs(self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $abs(self.0) })
        }
        #[inline(always)]
        fn lt(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $lt(self.0, other.0) })
        }
        #[inline(always)]
        fn ne(self, other: Self) -> $mask {
            // SAFETY: proof.
            $mask(unsafe { $ne(self.0, other.0) })
        }
        #[inline(always)]
        fn select(mask: $mask, yes: Self, no: Self) -> Self {
            // SAFETY: proof.
            Self(unsafe { $select(mask.0, yes.0, no.0) })
        }
    };
}
pub(super) use masked;

/// A mask that is a vector of ones and zeros.
macro_rules! vector_mask {
    ($name:ident, $raw:ident, $and:ident, $or:ident, $movemask:ident) => {
        /// Truth values as vectors of ones and zeros.
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub(super) $raw);

        impl core::ops::BitAnd for $name {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $and(self.0, other.0) })
            }
        }
        impl core::ops::BitOr for $name {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                // SAFETY: proof.
                Self(unsafe { $or(self.0, other.0) })
            }
        }
        impl crate::lanes::Mask for $name {
            #[inline(always)]
            fn bits(self) -> u32 {
                // SAFETY: proof.
                (unsafe { $movemask(self.0) }) as u32
            }
        }
    };
}
pub(super) use vector_mask;
