//! The functions as XLA's custom calls on CPUs: over XLA's own buffers, on all cores, without Python and its lock.
//!
//! The structures are what a handler needs of `xla/ffi/api/c_api.h`, the same in versions 0.1 to 0.3 of that interface
//! (jaxlib 0.5 to 0.10). Each begins with the size that XLA gives it, which is checked before anything else of it is read.
//! When a handler is registered, XLA asks for its version of the interface, and refuses one that it does not serve.

use std::{
    any, array, cmp,
    ffi::{CString, c_char, c_int, c_void},
    panic, ptr, slice,
};

use half::{bf16, f16};
use pyo3::pyfunction;
use softplus::Float;

use crate::{
    chunks::{Helpers, in_chunks},
    routines::{Routine, for_each_routine},
};

/// The newest version with these structures; XLA's own, if that is older.
const NEWEST: [c_int; 2] = [0, 3];
/// The version of a runtime that asks for one and does not say its own.
const OLDEST: [c_int; 2] = [0, 1];

const METADATA: c_int = 1;
const EXECUTE: c_int = 3;
const BUFFER: c_int = 1;
const INVALID_ARGUMENT: c_int = 3;

#[repr(C)]
struct Head {
    size: usize,
    extension: *const Extension,
}

#[repr(C)]
struct Extension {
    size: usize,
    kind: c_int,
    next: *const Extension,
    /// Of this kind of extension only: one of another may end before it.
    metadata: *mut Metadata,
}

#[repr(C)]
struct Metadata {
    size: usize,
    version: Version,
}

#[repr(C)]
struct Version {
    head: Head,
    number: [c_int; 2],
}

#[repr(C)]
struct Api {
    head: Head,
    version: Version,
    internal: *const c_void,
    create_error: unsafe extern "C" fn(*mut ErrorArguments) -> *mut c_void,
}

#[repr(C)]
struct ErrorArguments {
    head: Head,
    message: *const c_char,
    code: c_int,
}

#[repr(C)]
struct Buffer {
    head: Head,
    dtype: c_int,
    data: *mut c_void,
    rank: i64,
    dims: *const i64,
}

#[repr(C)]
struct Buffers {
    head: Head,
    count: i64,
    kinds: *const c_int,
    values: *const *const Buffer,
}

#[repr(C)]
struct Frame {
    head: Head,
    api: *const Api,
    context: *const c_void,
    stage: c_int,
    arguments: Buffers,
    results: Buffers,
}

/// XLA's structure, if it has all the fields that are declared here.
///
/// # Safety
///
/// The pointer is null, or one to a structure that begins with its size.
unsafe fn structure<'a, S>(at: *const S) -> Result<&'a S, String> {
    let (name, expected) = (any::type_name::<S>(), size_of::<S>());
    if at.is_null() {
        return Err(format!("XLA gave no {name}"));
    }
    // SAFETY: the structure begins with its size.
    let size = unsafe { *at.cast::<usize>() };
    if size < expected {
        return Err(format!("{name} of this version of XLA has {size} bytes, and {expected} are needed"));
    }
    // SAFETY: it has all its fields, and lives as long as the call.
    Ok(unsafe { &*at })
}

/// XLA's array; where it is empty, the pointer may be any.
///
/// # Safety
///
/// There are `len` elements at the pointer if it is not null.
unsafe fn array<'a, T>(at: *const T, len: i64) -> Result<&'a [T], String> {
    if len == 0 {
        return Ok(&[]);
    }
    match usize::try_from(len) {
        // SAFETY: they are there.
        Ok(len) if !at.is_null() && at.is_aligned() => Ok(unsafe { slice::from_raw_parts(at, len) }),
        _ => Err(format!("XLA gave {len} elements at {at:p}")),
    }
}

impl Buffers {
    fn get(&self, count: usize) -> Result<Vec<&Buffer>, String> {
        // SAFETY: these are `count` elements, by XLA's header.
        let kinds = unsafe { array(self.kinds, self.count) }?;
        if self.head.size < size_of::<Self>() || kinds != vec![BUFFER; count] {
            return Err(format!("XLA passed {} values, and {count} arrays are needed", self.count));
        }
        // SAFETY: the same.
        let buffers = unsafe { array(self.values, self.count) }?;
        // SAFETY: its kind says that it is a buffer, which begins with its size.
        buffers.iter().map(|&buffer| unsafe { structure(buffer) }).collect()
    }
}

impl Buffer {
    fn dims(&self) -> Result<&[i64], String> {
        // SAFETY: `rank` is their number, by XLA's header.
        unsafe { array(self.dims, self.rank) }
    }

    /// The elements, of the type that `dtype` says.
    fn elements<T>(&self) -> Result<&[T], String> {
        // SAFETY: the product is their number, by XLA's header.
        unsafe { array(self.data.cast::<T>(), self.dims()?.iter().product()) }
    }
}

/// Some elements of an argument, each of which stands for `block` of the result's.
fn spread<T: Copy>(xs: &[T], block: usize, first: usize, len: usize) -> Vec<T> {
    let (from, to) = (first / block, (first + len - 1) / block);
    let ends = (block * (from + 1) - first..).step_by(block);
    let mut out = Vec::with_capacity(len);
    for (end, &x) in ends.zip(&xs[from..=to]) {
        out.resize(cmp::min(end, len), x);
    }
    out
}

fn run<R: Routine<A>, T: Float, const A: usize>(
    arguments: &[&Buffer],
    result: &Buffer,
) -> Result<(), String> {
    let len = result.elements::<T>()?.len();
    if len == 0 {
        return Ok(());
    }
    let mut xs: [&[T]; A] = [&[]; A];
    for (x, argument) in xs.iter_mut().zip(arguments) {
        if argument.dtype != result.dtype || !result.dims()?.starts_with(argument.dims()?) {
            return Err("an argument's type or shape does not fit the result's".to_owned());
        }
        *x = argument.elements()?;
    }
    // SAFETY: `elements` has checked it; no argument overlaps it, because JAX was not told that one may.
    let out = unsafe { slice::from_raw_parts_mut(result.data.cast::<T>(), len) };
    in_chunks(out, Helpers::Rayon, |first, out| {
        let all = |x: &[T]| x.len() == len;
        let spread = xs.map(|x| if all(x) { Vec::new() } else { spread(x, len / x.len(), first, out.len()) });
        let part = |i: usize| if all(xs[i]) { &xs[i][first..first + out.len()] } else { &spread[i] };
        R::slices(array::from_fn(part), out);
    });
    Ok(())
}

fn execute<R: Routine<A>, const A: usize>(frame: &Frame) -> Result<(), String> {
    if frame.stage != EXECUTE {
        return Err(format!("XLA called it in stage {}, not {EXECUTE}", frame.stage));
    }
    let (arguments, result) = (frame.arguments.get(A)?, frame.results.get(1)?[0]);
    match result.dtype {
        10 => run::<R, f16, A>(&arguments, result),
        11 => run::<R, f32, A>(&arguments, result),
        12 => run::<R, f64, A>(&arguments, result),
        16 => run::<R, bf16, A>(&arguments, result),
        other => Err(format!("XLA's type {other} is not float16, bfloat16, float32 or float64")),
    }
}

/// Writes the version into XLA's metadata. Where that cannot be, it stays 0.0, and XLA refuses the handler.
fn describe(metadata: *mut Metadata, api: *const Api) {
    // SAFETY: it is null, or begins with its size.
    if unsafe { structure(metadata) }.is_ok() {
        // SAFETY: the same.
        let version = unsafe { structure(api) }.map_or(OLDEST, |api| api.version.number);
        // SAFETY: `structure` has checked it, and XLA asks for the answer there.
        unsafe { (*metadata).version.number = cmp::min(NEWEST, version) };
    }
}

/// XLA's error object. The process ends where there is no way to make one: XLA would take what it gets for a result.
fn error(api: *const Api, message: &str) -> *mut c_void {
    // SAFETY: it begins with its size.
    let api = unsafe { structure(api) }.unwrap_or_else(|reason| panic!("{message}; {reason}"));
    let text = CString::new(message).unwrap_or_default();
    let head = Head { size: size_of::<ErrorArguments>(), extension: ptr::null() };
    let mut arguments = ErrorArguments { head, message: text.as_ptr(), code: INVALID_ARGUMENT };
    // SAFETY: the arguments are complete, and XLA copies the message.
    unsafe { (api.create_error)(&raw mut arguments) }
}

/// What XLA calls: null for success, else an error object.
extern "C" fn handler<R: Routine<A>, const A: usize>(frame: *const Frame) -> *mut c_void {
    // SAFETY: XLA passes a frame, which begins with its size.
    let Ok(frame) = (unsafe { structure(frame) }) else {
        return ptr::null_mut(); // the question for the version comes first: left without an answer, XLA asks no more
    };
    // SAFETY: it is null, or begins with its size.
    if let Ok(extension) = unsafe { structure(frame.head.extension) }
        && extension.kind == METADATA
    {
        describe(extension.metadata, frame.api);
        return ptr::null_mut();
    }
    match panic::catch_unwind(|| execute::<R, A>(frame)) {
        Ok(Ok(())) => ptr::null_mut(),
        Ok(Err(message)) => error(frame.api, &format!("softplus's {}: {message}", R::NAME)),
        Err(_) => error(frame.api, "softplus panicked; its message is on the standard error stream"),
    }
}

/// The names and addresses of the handlers: for `jax.ffi.register_ffi_target`, platform "cpu".
#[pyfunction]
pub(crate) fn xla_handlers() -> Vec<(&'static str, usize)> {
    macro_rules! list {
        ($($marker:ident: $count:literal),*) => {
            vec![$((
                <crate::routines::$marker as Routine<$count>>::NAME,
                handler::<crate::routines::$marker, $count> as *const () as usize,
            )),*]
        };
    }
    for_each_routine!(list)
}
