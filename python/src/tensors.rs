//! The functions over memory that another library owns, on all cores: what the adapters of frameworks call, without an
//! array object for each tensor.

use std::mem::transmute;

use half::{bf16, f16};
use pyo3::{PyResult, Python, exceptions::PyValueError, pyfunction};
use softplus::Float;

use crate::{
    chunks::{CHUNK, Helpers, StartTeam, in_chunks},
    routines::{Routine, for_each_routine},
};

/// The function `name` of `len` contiguous elements of `dtype` at these addresses, into those at `out`; `numbers` are the
/// last arguments, the same for all elements. `out` may be one of the inputs.
///
/// `threads` is 1 for the calling thread alone; else all cores work, with `team`, the address of OpenMP's `GOMP_parallel`,
/// so many of its threads.
///
/// The caller vouches for the addresses.
#[allow(clippy::too_many_arguments, reason = "it is called from Python, by position")]
#[pyfunction]
#[pyo3(signature = (name, dtype, inputs, numbers, out, len, threads=0, team=0))]
pub(crate) fn apply(
    py: Python<'_>,
    name: &str,
    dtype: &str,
    inputs: Vec<usize>,
    numbers: Vec<f64>,
    out: usize,
    len: usize,
    threads: u32,
    team: usize,
) -> PyResult<()> {
    let call = Call { inputs, numbers, out, len, helpers: helpers(threads, team) };
    macro_rules! find {
        ($($marker:ident: $count:literal),*) => {
            match name {
                $(_ if crate::routines::$marker::NAME == name => {
                    call.check::<$count>(name)?;
                    py.detach(|| call.of_type::<crate::routines::$marker, $count>(dtype))
                })*
                _ => Err(format!("there is no function {name:?}")),
            }
        };
    }
    for_each_routine!(find).map_err(PyValueError::new_err)
}

fn helpers(threads: u32, team: usize) -> Helpers {
    match (threads, team) {
        (1, _) => Helpers::Nobody,
        (_, 0) => Helpers::Rayon,
        // SAFETY: the caller vouches for the address.
        (threads, team) => Helpers::OpenMp(unsafe { transmute::<usize, StartTeam>(team) }, threads),
    }
}

struct Call {
    inputs: Vec<usize>,
    numbers: Vec<f64>,
    out: usize,
    len: usize,
    helpers: Helpers,
}

impl Call {
    fn check<const A: usize>(&self, name: &str) -> PyResult<()> {
        let count = self.inputs.len() + self.numbers.len();
        if self.inputs.is_empty() {
            return Err(PyValueError::new_err(format!("{name} needs an array")));
        }
        if count != A {
            return Err(PyValueError::new_err(format!("{name} has {A} arguments, not {count}")));
        }
        Ok(())
    }

    fn of_type<R: Routine<A>, const A: usize>(&self, dtype: &str) -> Result<(), String> {
        match dtype {
            "float16" => self.run::<R, f16, A>(),
            "bfloat16" => self.run::<R, bf16, A>(),
            "float32" => self.run::<R, f32, A>(),
            "float64" => self.run::<R, f64, A>(),
            _ => return Err(format!("{dtype:?} is not float16, bfloat16, float32 or float64")),
        }
        Ok(())
    }

    fn run<R: Routine<A>, T: Float, const A: usize>(&self) {
        let constants: Vec<Vec<T>> =
            self.numbers.iter().map(|&number| vec![T::from_f64(number); CHUNK.min(self.len)]).collect();
        if self.len == 0 {
            return; // perhaps at no address
        }
        // SAFETY: the caller vouches for so many elements, which nobody else looks at.
        let out = unsafe { std::slice::from_raw_parts_mut(self.out as *mut T, self.len) };
        in_chunks(out, self.helpers, |first, out| self.chunk::<R, T, A>(&constants, first, out));
    }

    /// Some of the elements, through a copy where an input is the output.
    fn chunk<R: Routine<A>, T: Float, const A: usize>(
        &self,
        constants: &[Vec<T>],
        first: usize,
        out: &mut [T],
    ) {
        let len = out.len();
        let copy = if self.inputs.contains(&self.out) { out.to_vec() } else { Vec::new() };
        let xs: [&[T]; A] = std::array::from_fn(|i| match self.inputs.get(i) {
            Some(&address) if address == self.out => &copy,
            Some(&address) => {
                let start = (address as *const T).wrapping_add(first);
                // SAFETY: the caller vouches for so many elements, and they are not the output.
                unsafe { std::slice::from_raw_parts(start, len) }
            }
            None => &constants[i - self.inputs.len()][..len],
        });
        R::slices(xs, out);
    }
}
