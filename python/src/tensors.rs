//! The functions over memory that another library owns, on all cores: what the adapters of frameworks call, without an
//! array object for each tensor.

use half::{bf16, f16};
use pyo3::{PyResult, Python, exceptions::PyValueError, pyfunction};
use rayon::prelude::*;
use softplus::Float;

use crate::{
    environment::Environment,
    routines::{Routine, for_each_routine},
};

/// Elements of one task.
const CHUNK: usize = 1 << 14;

/// The function `name` of `len` contiguous elements of `dtype` at these addresses, into those at `out`; `numbers` are the
/// last arguments, the same for all elements. `out` may be one of the inputs.
///
/// The caller vouches for the addresses.
#[allow(clippy::too_many_arguments, reason = "it is called from Python, by position")]
#[pyfunction]
#[pyo3(signature = (name, dtype, inputs, numbers, out, len, parallel=true))]
pub(crate) fn apply(
    py: Python<'_>,
    name: &str,
    dtype: &str,
    inputs: Vec<usize>,
    numbers: Vec<f64>,
    out: usize,
    len: usize,
    parallel: bool,
) -> PyResult<()> {
    let call = Call { inputs, numbers, out, len, parallel: parallel && len > CHUNK };
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

struct Call {
    inputs: Vec<usize>,
    numbers: Vec<f64>,
    out: usize,
    len: usize,
    parallel: bool,
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
        let chunk = |number: usize| {
            let first = number * CHUNK;
            let len = CHUNK.min(self.len - first);
            self.chunk::<R, T, A>(&constants, first, len);
        };
        let count = self.len.div_ceil(CHUNK);
        if self.parallel {
            (0..count).into_par_iter().for_each(chunk);
        } else {
            (0..count).for_each(chunk);
        }
    }

    /// Some of the elements, through a copy where an input is the output.
    fn chunk<R: Routine<A>, T: Float, const A: usize>(&self, constants: &[Vec<T>], first: usize, len: usize) {
        // Here, in the task's own thread, which inherited what the first caller had.
        let _default = Environment::default_here();
        let place = |address: usize| (address as *mut T).wrapping_add(first);
        let out = place(self.out);
        let copy: Vec<T> = if self.inputs.contains(&self.out) {
            // SAFETY: the caller vouches for so many elements, and no other task writes to these.
            unsafe { std::slice::from_raw_parts(out.cast_const(), len) }.to_vec()
        } else {
            Vec::new()
        };
        let xs: [&[T]; A] = std::array::from_fn(|i| match self.inputs.get(i) {
            Some(&address) if address == self.out => &copy,
            // SAFETY: the caller vouches for so many elements, and they are not the output.
            Some(&address) => unsafe { std::slice::from_raw_parts(place(address).cast_const(), len) },
            None => &constants[i - self.inputs.len()][..len],
        });
        // SAFETY: the same; no other reference to these elements is left.
        let out = unsafe { std::slice::from_raw_parts_mut(out, len) };
        R::slices(xs, out);
    }
}
