//! The extension module `softplus._softplus`: the family as NumPy ufuncs.
//!
//! `routines` says what is computed, `loops` walks through NumPy's arrays, `ufunc` makes the objects (`promotion` helps), and `flags` keeps
//! NumPy's floating-point warnings to those that a caller should see. `tensors` and `xla` are for frameworks: memory by its
//! address, and XLA's custom calls, both in `chunks` for all cores. The Python side adds what needs no Rust.

mod chunks;
mod environment;
mod flags;
mod loops;
mod promotion;
mod routines;
mod tensors;
mod ufunc;
mod xla;

use pyo3::{
    Bound, PyResult,
    types::{PyModule, PyModuleMethods as _},
    wrap_pyfunction,
};

#[pyo3::pymodule]
fn _softplus(module: &Bound<'_, PyModule>) -> PyResult<()> {
    chunks::remember_process();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("level", softplus::Level::current().to_string())?;
    ufunc::add_all(module)?;
    module.add_function(wrap_pyfunction!(ufunc::register_bfloat16, module)?)?;
    module.add_function(wrap_pyfunction!(tensors::apply, module)?)?;
    module.add_function(wrap_pyfunction!(xla::xla_handlers, module)?)
}
