//! NumPy's choice of a loop for integers, where the ufunc has none of them.

use std::ffi::{c_int, c_void};

use pyo3::{
    Bound, PyAny, PyErr, PyResult, Python,
    exceptions::PyRuntimeError,
    ffi::{self, PyObject},
    sync::PyOnceLock,
    types::{PyAnyMethods as _, PyCapsule, PyModule, PyTuple},
};

use crate::ufunc::entry;

/// `PyUFunc_AddPromoter`: its place in NumPy's table, since NumPy 2.0, and its type.
const ADD_PROMOTER: usize = 44;
type AddPromoter = unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int;

/// The class of the type float64.
static DOUBLE: PyOnceLock<pyo3::Py<PyAny>> = PyOnceLock::new();

/// For all operands of a ufunc of two inputs the type that the caller asks for, else float64.
unsafe extern "C" fn all_double(
    _ufunc: *mut PyObject,
    _given: *const *mut PyObject,
    signature: *const *mut PyObject,
    chosen: *mut *mut PyObject,
) -> c_int {
    // SAFETY: NumPy calls it with the interpreter attached.
    let py = unsafe { Python::assume_attached() };
    let Some(double) = DOUBLE.get(py) else { return -1 };
    // SAFETY: there are three operands; null stands for one that the caller leaves open.
    let asked = unsafe { std::slice::from_raw_parts(signature, 3) };
    let class = asked.iter().copied().find(|class| !class.is_null()).unwrap_or(double.as_ptr());
    for operand in 0..3 {
        // SAFETY: a new reference, which NumPy gives back.
        let class = unsafe { ffi::Py_NewRef(class) };
        // SAFETY: there are three operands.
        let place = unsafe { chosen.add(operand) };
        // SAFETY: NumPy's array of them is to be written to.
        unsafe { place.write(class) };
    }
    0
}

/// Integers and booleans become float64 in this ufunc of two inputs, whatever their size. NumPy 1 takes its own way there:
/// float16 for the smallest.
pub(crate) fn integers_to_double(py: Python<'_>, ufunc: &Bound<'_, PyAny>) -> PyResult<()> {
    if !numpy::npyffi::is_numpy_2(py) {
        return Ok(());
    }
    let numpy = PyModule::import(py, "numpy")?;
    let class = |name: &str| Ok::<_, PyErr>(numpy.call_method1("dtype", (name,))?.get_type());
    DOUBLE.get_or_try_init(py, || Ok::<_, PyErr>(class("float64")?.into_any().unbind()))?;
    let integer = class("int64")?.getattr("__mro__")?.get_item(1)?;
    let kinds = [integer, class("bool")?.into_any()];
    // SAFETY: NumPy's headers give this entry this type.
    let add = unsafe { std::mem::transmute::<*const c_void, AddPromoter>(entry(py, ADD_PROMOTER)?) };
    for a in &kinds {
        for b in &kinds {
            let operands = PyTuple::new(py, [Some(a), Some(b), None])?;
            let function = all_double as *const () as *mut c_void;
            // SAFETY: the name is a string of the program, and the function is never freed.
            let promoter = unsafe { ffi::PyCapsule_New(function, c"numpy._ufunc_promoter".as_ptr(), None) };
            // SAFETY: a new object, or null with an exception set.
            let promoter = unsafe { Bound::from_owned_ptr_or_err(py, promoter) }?;
            let promoter = promoter.cast_into::<PyCapsule>()?;
            // SAFETY: a ufunc, a tuple of its operands' classes, and a capsule of that name.
            if unsafe { add(ufunc.as_ptr(), operands.as_ptr(), promoter.as_ptr()) } != 0 {
                let silent = || PyRuntimeError::new_err("NumPy does not take the rule for integers");
                return Err(PyErr::take(py).unwrap_or_else(silent));
            }
        }
    }
    Ok(())
}
