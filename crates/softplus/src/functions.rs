//! The table of the family: one line for each function, read by everything that treats all functions alike.

/// Calls the macro `$callback` with the table.
///
/// A line holds: the function's name, which names its three files too; the marker type of its kernels; and its
/// definition for the MPFR oracle (`x` is the input, `max0` its maximum with zero and `nabs` is −|x|, all exact; only
/// the oracle expands it).
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_unary {
    ($callback:ident) => {
        $callback! {
            softplus: Softplus, |x, max0, nabs| max0 + nabs.exp().ln_1p();
        }
    };
}

/// `mod name;` for each line: the crate's root, `kernel/` and `accurate/` have one file for each function.
macro_rules! declare_modules {
    ($($name:ident: $marker:ident, |$x:ident, $max0:ident, $nabs:ident| $definition:expr;)*) => {
        $(pub(crate) mod $name;)*
    };
}
