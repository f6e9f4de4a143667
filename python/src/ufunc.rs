//! The ufunc objects.

use std::ffi::{CString, c_char, c_int, c_long, c_longlong, c_ulong, c_ulonglong, c_void};

use half::{bf16, f16};
use numpy::npyffi::{NPY_TYPES, PY_UFUNC_API, PyUFuncGenericFunction};
use pyo3::{
    Bound, Py, PyAny, PyErr, PyResult, Python,
    exceptions::PyRuntimeError,
    ffi::PyObject,
    pyfunction,
    types::{PyAnyMethods as _, PyCapsule, PyCapsuleMethods as _, PyFloat, PyModule, PyModuleMethods as _},
};

use crate::{
    loops::run,
    promotion::integers_to_double,
    routines::{Routine, for_each_routine},
};

/// The types of the inputs and of the output, and the loop.
type Loop = (NPY_TYPES, NPY_TYPES, PyUFuncGenericFunction);

/// The loops of a routine, in the order in which NumPy looks for one: integers become float64 whatever their size, so
/// they stand before float16, which would hold the small ones. A function that `reduce` starts has no loops for them:
/// NumPy asks for the start in each type, and infinity is no integer. `promotion` says what they become there.
fn loops<R: Routine<A>, const A: usize>() -> Vec<Loop> {
    use NPY_TYPES::{
        NPY_BOOL, NPY_BYTE, NPY_DOUBLE, NPY_FLOAT, NPY_HALF, NPY_INT, NPY_LONG, NPY_LONGLONG, NPY_SHORT,
        NPY_UBYTE, NPY_UINT, NPY_ULONG, NPY_ULONGLONG, NPY_USHORT,
    };
    let floats: [Loop; 3] = [
        (NPY_HALF, NPY_HALF, Some(run::<R, f16, f16, A>)),
        (NPY_FLOAT, NPY_FLOAT, Some(run::<R, f32, f32, A>)),
        (NPY_DOUBLE, NPY_DOUBLE, Some(run::<R, f64, f64, A>)),
    ];
    if R::IDENTITY.is_some() {
        return floats.to_vec();
    }
    let integers: [Loop; 11] = [
        (NPY_BOOL, NPY_DOUBLE, Some(run::<R, f64, bool, A>)),
        (NPY_BYTE, NPY_DOUBLE, Some(run::<R, f64, i8, A>)),
        (NPY_UBYTE, NPY_DOUBLE, Some(run::<R, f64, u8, A>)),
        (NPY_SHORT, NPY_DOUBLE, Some(run::<R, f64, i16, A>)),
        (NPY_USHORT, NPY_DOUBLE, Some(run::<R, f64, u16, A>)),
        (NPY_INT, NPY_DOUBLE, Some(run::<R, f64, c_int, A>)),
        (NPY_UINT, NPY_DOUBLE, Some(run::<R, f64, u32, A>)),
        (NPY_LONG, NPY_DOUBLE, Some(run::<R, f64, c_long, A>)),
        (NPY_ULONG, NPY_DOUBLE, Some(run::<R, f64, c_ulong, A>)),
        (NPY_LONGLONG, NPY_DOUBLE, Some(run::<R, f64, c_longlong, A>)),
        (NPY_ULONGLONG, NPY_DOUBLE, Some(run::<R, f64, c_ulonglong, A>)),
    ];
    integers.into_iter().chain(floats).collect()
}

/// `PyUFunc_FromFuncAndDataAndSignatureAndIdentity`, which the crate `numpy` leaves out: its place in NumPy's table …
const FROM_FUNCTIONS_WITH_IDENTITY: usize = 42;
/// … and its type.
type FromFunctionsWithIdentity = unsafe extern "C" fn(
    *mut PyUFuncGenericFunction,
    *mut *mut c_void,
    *mut c_char,
    c_int,
    c_int,
    c_int,
    c_int,
    *const c_char,
    *const c_char,
    c_int,
    *const c_char,
    *mut PyObject,
) -> *mut PyObject;

/// An entry of NumPy's table of functions for ufuncs, which has it in this version.
pub(crate) fn entry(py: Python<'_>, number: usize) -> PyResult<*const c_void> {
    let core = if numpy::npyffi::is_numpy_2(py) { "numpy._core" } else { "numpy.core" };
    let umath = PyModule::import(py, format!("{core}._multiarray_umath"))?;
    let capsule = umath.getattr("_UFUNC_API")?.cast_into::<PyCapsule>()?;
    let table = capsule.pointer_checked(None)?.cast::<*const c_void>();
    // SAFETY: by the caller's word, the table has this entry.
    let entry = unsafe { table.add(number) };
    // SAFETY: NumPy keeps its table.
    Ok(unsafe { entry.read() })
}

/// `PyUFunc_None` and `PyUFunc_IdentityValue` of NumPy's headers.
const NO_IDENTITY: c_int = -1;
const IDENTITY_VALUE: c_int = -3;

/// The ufunc of a routine. What it is made of stays for the process, as the ufunc itself may.
fn make<R: Routine<A>, const A: usize>(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let loops = loops::<R, A>();
    let count = loops.len() as c_int;
    let types: Vec<c_char> = loops
        .iter()
        .flat_map(|&(input, output, _)| [vec![input as c_char; A], vec![output as c_char]].concat())
        .collect();
    let functions: Vec<PyUFuncGenericFunction> = loops.into_iter().map(|(_, _, function)| function).collect();
    let data = vec![std::ptr::null_mut::<c_void>(); functions.len()];
    let (functions, data, types) = (functions.leak(), data.leak(), types.leak());
    let value = R::IDENTITY.map(|value| PyFloat::new(py, value));
    let (identity, value) = match &value {
        Some(value) => (IDENTITY_VALUE, value.as_ptr()),
        None => (NO_IDENTITY, std::ptr::null_mut()),
    };
    let (name, doc) = (CString::new(R::NAME)?.into_raw(), CString::new(R::DOC)?.into_raw());
    let maker = entry(py, FROM_FUNCTIONS_WITH_IDENTITY)?;
    // SAFETY: NumPy's headers give this entry this type, since 1.16.
    let maker = unsafe { std::mem::transmute::<*const c_void, FromFunctionsWithIdentity>(maker) };
    // SAFETY: the arrays are as long as the counts say and stay, the strings are C strings of the program, and the
    // interpreter is attached.
    let ufunc = unsafe {
        maker(
            functions.as_mut_ptr(),
            data.as_mut_ptr(),
            types.as_mut_ptr(),
            count,
            A as c_int,
            1,
            identity,
            name,
            doc,
            0,
            std::ptr::null(),
            value,
        )
    };
    // SAFETY: a new object, or null with an exception set.
    let ufunc = unsafe { Bound::from_owned_ptr_or_err(py, ufunc) }?;
    if R::IDENTITY.is_some() {
        integers_to_double(py, &ufunc)?;
    }
    Ok(ufunc)
}

/// Adds all ufuncs to the module.
pub(crate) fn add_all(module: &Bound<'_, PyModule>) -> PyResult<()> {
    macro_rules! add {
        ($($marker:ident: $count:literal),*) => {
            $(
                let ufunc = make::<crate::routines::$marker, $count>(module.py())?;
                module.add(crate::routines::$marker::NAME, ufunc)?;
            )*
        };
    }
    for_each_routine!(add);
    Ok(())
}

/// Gives all ufuncs of the module a loop for the type of bfloat16, which a package registered under this number.
#[pyfunction]
#[pyo3(pass_module)]
pub(crate) fn register_bfloat16(module: &Bound<'_, PyModule>, number: c_int) -> PyResult<()> {
    macro_rules! register {
        ($($marker:ident: $count:literal),*) => {
            $(register::<crate::routines::$marker, $count>(module, number)?;)*
        };
    }
    for_each_routine!(register);
    Ok(())
}

fn register<R: Routine<A>, const A: usize>(module: &Bound<'_, PyModule>, number: c_int) -> PyResult<()> {
    let py = module.py();
    let ufunc: Py<PyAny> = module.getattr(R::NAME)?.unbind();
    let mut types = vec![number; A + 1];
    // SAFETY: the object is a ufunc of A inputs and one output, and there are as many types; NumPy copies them.
    let outcome = unsafe {
        PY_UFUNC_API.PyUFunc_RegisterLoopForType(
            py,
            ufunc.as_ptr().cast(),
            number,
            Some(run::<R, bf16, bf16, A>),
            types.as_mut_ptr(),
            std::ptr::null_mut(),
        )
    };
    if outcome == 0 {
        return Ok(());
    }
    Err(PyErr::take(py)
        .unwrap_or_else(|| PyRuntimeError::new_err("NumPy does not take the loops for bfloat16")))
}
