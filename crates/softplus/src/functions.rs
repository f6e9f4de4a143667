//! The table of the family: one line for each function, read by everything that treats all functions alike.

/// Calls the macro `$callback` with the table.
///
/// A line holds: the function's name, the marker type of its kernel, and its definition for the MPFR oracle
/// (`x` is the input, `max0` its maximum with zero and `nabs` is −|x|, all exact; only the oracle expands it).
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_unary {
    ($callback:ident) => {
        $callback! {
            softplus: Softplus, |x, max0, nabs| max0 + nabs.exp().ln_1p();
        }
    };
}
