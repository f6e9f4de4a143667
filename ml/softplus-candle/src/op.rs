//! candle's custom operations: a function, its backward pass, and the backward pass of that.

use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, CustomOp3, DType, Error, Layout, MetalStorage, Result,
    Shape, Tensor, WithDType, backend::BackendStorage, bail,
};
use half::{bf16, f16};
use softplus_activation::{Float, Function, View, backward, double_backward, forward};

/// What an operation computes, once for all types.
trait Kernel<const A: usize> {
    fn run<T: Float>(&self, inputs: [View<T>; A]) -> Vec<T>;
}

/// f(x).
pub struct Forward(pub Function);
/// grad·f′(x).
pub struct Backward(pub Function);
/// `grad_grad`·grad·f″(x).
pub struct DoubleBackward(pub Function);

impl Kernel<1> for Forward {
    fn run<T: Float>(&self, [x]: [View<T>; 1]) -> Vec<T> {
        forward(self.0, &x)
    }
}

impl Kernel<2> for Backward {
    fn run<T: Float>(&self, [grad, x]: [View<T>; 2]) -> Vec<T> {
        backward(self.0, &grad, &x)
    }
}

impl Kernel<3> for DoubleBackward {
    fn run<T: Float>(&self, [grad_grad, grad, x]: [View<T>; 3]) -> Vec<T> {
        double_backward(self.0, &grad_grad, &grad, &x)
    }
}

impl CustomOp1 for Forward {
    fn name(&self) -> &'static str {
        self.0.names()[0]
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        on_cpu(self.name(), self, [(x, layout)])
    }

    fn cuda_fwd(&self, _: &CudaStorage, _: &Layout) -> Result<(CudaStorage, Shape)> {
        elsewhere(self.name(), "CUDA")
    }

    fn metal_fwd(&self, _: &MetalStorage, _: &Layout) -> Result<(MetalStorage, Shape)> {
        elsewhere(self.name(), "Metal")
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(grad.apply_op2(x, Backward(self.0))?))
    }
}

impl CustomOp2 for Backward {
    fn name(&self) -> &'static str {
        self.0.names()[1]
    }

    fn cpu_fwd(
        &self,
        grad: &CpuStorage,
        grad_layout: &Layout,
        x: &CpuStorage,
        x_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        on_cpu(self.name(), self, [(grad, grad_layout), (x, x_layout)])
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        elsewhere(self.name(), "CUDA")
    }

    fn metal_fwd(
        &self,
        _: &MetalStorage,
        _: &Layout,
        _: &MetalStorage,
        _: &Layout,
    ) -> Result<(MetalStorage, Shape)> {
        elsewhere(self.name(), "Metal")
    }

    fn bwd(
        &self,
        grad: &Tensor,
        x: &Tensor,
        _: &Tensor,
        grad_grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let in_grad = grad.track_op().then(|| grad_grad.apply_op2(x, Backward(self.0))).transpose()?;
        let in_x = x.track_op().then(|| grad_grad.apply_op3(grad, x, DoubleBackward(self.0))).transpose()?;
        Ok((in_grad, in_x))
    }
}

impl CustomOp3 for DoubleBackward {
    fn name(&self) -> &'static str {
        self.0.names()[2]
    }

    fn cpu_fwd(
        &self,
        grad_grad: &CpuStorage,
        grad_grad_layout: &Layout,
        grad: &CpuStorage,
        grad_layout: &Layout,
        x: &CpuStorage,
        x_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        on_cpu(self.name(), self, [(grad_grad, grad_grad_layout), (grad, grad_layout), (x, x_layout)])
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        elsewhere(self.name(), "CUDA")
    }

    fn metal_fwd(
        &self,
        _: &MetalStorage,
        _: &Layout,
        _: &MetalStorage,
        _: &Layout,
        _: &MetalStorage,
        _: &Layout,
    ) -> Result<(MetalStorage, Shape)> {
        elsewhere(self.name(), "Metal")
    }

    fn bwd(
        &self,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        bail!(
            "{} can be differentiated twice, and this is the third time: detach the second gradient, or build the \
             third from candle's own operations",
            self.0.name()
        )
    }
}

/// The kernel of inputs of any layout.
fn on_cpu<K: Kernel<A>, const A: usize>(
    name: &'static str,
    kernel: &K,
    inputs: [(&CpuStorage, &Layout); A],
) -> Result<(CpuStorage, Shape)> {
    let (storage, layout) = inputs[A - 1];
    for (other, other_layout) in inputs {
        if other_layout.shape() != layout.shape() {
            let (lhs, rhs) = (other_layout.shape().clone(), layout.shape().clone());
            return Err(Error::ShapeMismatchBinaryOp { lhs, rhs, op: name }.bt());
        }
        if other.dtype() != storage.dtype() {
            let (lhs, rhs) = (other.dtype(), storage.dtype());
            return Err(Error::DTypeMismatchBinaryOp { lhs, rhs, op: name }.bt());
        }
    }
    let out = match storage.dtype() {
        DType::F16 => of_type::<f16, K, A>(kernel, inputs),
        DType::BF16 => of_type::<bf16, K, A>(kernel, inputs),
        DType::F32 => of_type::<f32, K, A>(kernel, inputs),
        DType::F64 => of_type::<f64, K, A>(kernel, inputs),
        other => bail!(
            "{name}: the tensor has type {other:?}, and this function takes F16, BF16, F32 and F64: convert it first, \
             as in `x.to_dtype(DType::F32)?`"
        ),
    }?;
    Ok((out, layout.shape().clone()))
}

fn of_type<T: WithDType + Float, K: Kernel<A>, const A: usize>(
    kernel: &K,
    inputs: [(&CpuStorage, &Layout); A],
) -> Result<CpuStorage> {
    let mut slices = [&[][..]; A];
    for (slice, (storage, _)) in slices.iter_mut().zip(inputs) {
        *slice = T::cpu_storage_as_slice(storage)?;
    }
    let view = |i: usize| {
        let layout: &Layout = inputs[i].1;
        let strides = layout.stride().iter().map(|stride| *stride as isize);
        View::new(slices[i], layout.start_offset(), layout.dims(), strides)
    };
    Ok(T::to_cpu_storage_owned(kernel.run(std::array::from_fn(view))))
}

fn elsewhere<S>(name: &str, device: &str) -> Result<(S, Shape)> {
    bail!(
        "{name}: the tensor is on a {device} device, and this function is computed on the CPU: move it there first, as in \
         `x.to_device(&Device::Cpu)?`, or use candle's own operations on the device"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Devices that are not there cannot hold a tensor; their error can be asked for.
    #[test]
    fn other_devices_are_refused_by_name() {
        for (device, error) in [
            ("CUDA", elsewhere::<CudaStorage>("softplus", "CUDA").map(drop)),
            ("Metal", elsewhere::<MetalStorage>("softplus", "Metal").map(drop)),
        ] {
            let message = error.expect_err("no such device").to_string();
            assert!(message.contains("softplus") && message.contains(device), "{message}");
            assert!(message.contains("to_device(&Device::Cpu)"), "{message}");
        }
    }
}
