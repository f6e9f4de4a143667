//! burn and candle, whose functions take tensors of their own.

use std::{
    ffi::c_void,
    panic::{AssertUnwindSafe, catch_unwind},
    slice,
};

use burn::prelude::Device as BurnDevice;
use candle_core::{Device, Tensor};

use crate::dispatch::for_type;

type BurnTensor = burn::prelude::Tensor<1>;

/// Inputs and the last results of one rival.
pub enum Work {
    /// burn on its backend `flex`.
    Burn(Box<(BurnTensor, Option<BurnTensor>)>),
    /// candle on the CPU.
    Candle(Tensor, Option<Tensor>),
}

/// What candle's models compute where they need softplus (candle-transformers, models/mamba.rs): ln(e^x + 1), without
/// care for large x; candle has no public function.
fn candle_formula(x: &Tensor) -> candle_core::Result<Tensor> {
    (x.exp()? + 1.0)?.log()
}

impl Work {
    fn run(&mut self) -> Option<()> {
        match self {
            Self::Burn(work) => work.1 = Some(burn::tensor::activation::softplus(work.0.clone(), 1.0)),
            Self::Candle(x, y) => *y = Some(candle_formula(x).ok()?),
        }
        Some(())
    }

    fn read<T>(&self, out: &mut [T]) -> Option<()>
    where
        T: burn::tensor::Element + candle_core::WithDType,
    {
        match self {
            Self::Burn(work) => out.copy_from_slice(work.1.clone()?.into_data().as_slice::<T>().ok()?),
            Self::Candle(_, y) => out.copy_from_slice(&y.as_ref()?.to_vec1::<T>().ok()?),
        }
        Some(())
    }
}

fn new<T>(candle: bool, xs: &[T]) -> Option<Work>
where
    T: burn::tensor::Element + candle_core::WithDType,
{
    Some(if candle {
        Work::Candle(Tensor::from_slice(xs, xs.len(), &Device::Cpu).ok()?, None)
    } else {
        let data = burn::tensor::TensorData::new(xs.to_vec(), [xs.len()]);
        Work::Burn(Box::new((BurnTensor::from_data(data, (&BurnDevice::flex(), T::dtype())), None)))
    })
}

/// Runs what may panic; `None` then.
fn caught<R>(body: impl FnOnce() -> Option<R>) -> Option<R> {
    catch_unwind(AssertUnwindSafe(body)).ok().flatten()
}

/// A tensor of burn, or of candle, with a copy of the inputs. Null if there is none of that type.
///
/// # Safety
/// See the crate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_new(
    candle: bool,
    dtype: u32,
    x: *const c_void,
    count: usize,
) -> *mut Work {
    let mut work = None;
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let xs: &[T] = unsafe { slice::from_raw_parts(x.cast(), count) };
        work = caught(|| new::<T>(candle, xs));
        true
    });
    work.map_or(std::ptr::null_mut(), |work| Box::into_raw(Box::new(work)))
}

/// softplus of the tensor; the result stays with it. `false` if the rival cannot compute it.
///
/// # Safety
/// `work` is from [`bench_tensor_new`], and not null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_run(work: *mut Work) -> bool {
    // SAFETY: the caller's promise.
    let work = unsafe { &mut *work };
    caught(|| work.run()).is_some()
}

/// The last result.
///
/// # Safety
/// `work` is from [`bench_tensor_new`], and not null; `out` is aligned and has room for as many elements of its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_read(
    work: *const Work,
    dtype: u32,
    out: *mut c_void,
    count: usize,
) -> bool {
    // SAFETY: the caller's promise.
    let work = unsafe { &*work };
    for_type!(dtype, T in [f32, f64, f16, bf16] => {
        // SAFETY: the caller's promise.
        let ys: &mut [T] = unsafe { slice::from_raw_parts_mut(out.cast(), count) };
        caught(|| work.read(ys)).is_some()
    })
}

/// Frees the tensor.
///
/// # Safety
/// `work` is from [`bench_tensor_new`], not null, and not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_free(work: *mut Work) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(work) });
}
