//! Correctly rounded softplus(x) = ln(1+eˣ).

#![cfg_attr(not(feature = "std"), no_std)]

#[macro_use]
mod functions;

mod accurate;
mod float;
#[cfg(feature = "std")]
pub mod formulas;
mod kernel;
mod lanes;
mod num;
pub mod slice;

for_each_unary!(declare_modules);

macro_rules! export {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(pub use crate::$name::$name;)*
    };
}
for_each_unary!(export);

pub use crate::float::Float;
