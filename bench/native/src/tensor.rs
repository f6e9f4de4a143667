//! burn and candle, whose functions take tensors of their own.

use std::{ffi::c_void, slice};

use burn::prelude::Device as BurnDevice;
use candle_core::{Device, Tensor};
use half::{bf16, f16};

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
    macro_rules! of {
        ($type:ty) => {{
            // SAFETY: the caller's promise.
            new::<$type>(candle, unsafe { slice::from_raw_parts(x.cast(), count) })
        }};
    }
    let work = match dtype {
        0 => of!(f32),
        1 => of!(f64),
        2 => of!(f16),
        3 => of!(bf16),
        _ => None,
    };
    work.map_or(std::ptr::null_mut(), |work| Box::into_raw(Box::new(work)))
}

/// softplus of the tensor; the result stays with it.
///
/// # Safety
/// `work` is from [`bench_tensor_new`], and not null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_run(work: *mut Work) -> bool {
    // SAFETY: the caller's promise.
    unsafe { &mut *work }.run().is_some()
}

/// The last result.
///
/// # Safety
/// `work` is from [`bench_tensor_new`], and not null; `out` has room for as many elements of its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bench_tensor_read(
    work: *const Work,
    dtype: u32,
    out: *mut c_void,
    count: usize,
) -> bool {
    // SAFETY: the caller's promise.
    let work = unsafe { &*work };
    macro_rules! of {
        ($type:ty) => {{
            // SAFETY: the caller's promise.
            work.read::<$type>(unsafe { slice::from_raw_parts_mut(out.cast(), count) }).is_some()
        }};
    }
    match dtype {
        0 => of!(f32),
        1 => of!(f64),
        2 => of!(f16),
        3 => of!(bf16),
        _ => false,
    }
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
