//! The loops that NumPy calls: arrays as an address and a step in bytes, of any sign and size, on the way to slices.
//!
//! Contiguous arrays are slices already. Others are copied in blocks that the first cache holds. Where the output
//! overlaps an input in another way than element by element, as in `reduce` and `accumulate`, each result may be the
//! next argument, and the elements go one by one.

use std::{
    ffi::{c_char, c_void},
    mem::size_of,
    slice,
};

use half::{bf16, f16};
use numpy::npyffi::npy_intp;
use softplus::Float;

use crate::{environment::Environment, flags::report, routines::Routine};

/// Elements of a block: several of them fit into the first cache.
const BLOCK: usize = 1024;
/// The same where no copy is made, but results are looked at once more.
const CHUNK: usize = 8192;

/// What an array's element becomes.
pub(crate) trait Element<T>: Copy + 'static {
    fn value(self) -> T;
}

macro_rules! elements {
    ($($from:ty => $to:ty: $value:expr;)*) => {
        $(impl Element<$to> for $from {
            #[inline]
            fn value(self) -> $to {
                let convert: fn($from) -> $to = $value;
                convert(self)
            }
        })*
    };
}
elements! {
    f16 => f16: |x| x;
    bf16 => bf16: |x| x;
    f32 => f32: |x| x;
    f64 => f64: |x| x;
    bool => f64: |x| f64::from(u8::from(x));
    i8 => f64: |x| x.into();
    u8 => f64: |x| x.into();
    i16 => f64: |x| x.into();
    u16 => f64: |x| x.into();
    i32 => f64: |x| x.into();
    u32 => f64: |x| x.into();
    i64 => f64: |x| x as f64;
    u64 => f64: |x| x as f64;
}

/// An array of a call: its first element, and from one to the next so many bytes.
#[derive(Clone, Copy)]
struct Operand {
    start: *mut u8,
    step: isize,
}

impl Operand {
    /// # Safety
    /// The array has an element of this type at this place.
    unsafe fn at<E>(self, i: usize) -> *mut E {
        // SAFETY: by the contract.
        unsafe { self.start.byte_offset(self.step * i.cast_signed()) }.cast()
    }

    /// The addresses of the first byte and behind the last one.
    fn extent<E>(self, len: usize) -> (usize, usize) {
        let (start, way) = (self.start as usize, self.step * (len.cast_signed() - 1));
        let last = start.wrapping_add_signed(way);
        (start.min(last), start.max(last) + size_of::<E>())
    }

    fn is_slice<E>(self) -> bool {
        self.step.unsigned_abs() == size_of::<E>() && self.step > 0 && self.start.cast::<E>().is_aligned()
    }
}

/// A loop's arrays.
struct Call<const A: usize> {
    inputs: [Operand; A],
    output: Operand,
    len: usize,
}

impl<const A: usize> Call<A> {
    /// # Safety
    /// The pointers are what NumPy gives to a loop of `A` inputs and one output.
    unsafe fn new(args: *mut *mut c_char, dimensions: *mut npy_intp, steps: *mut npy_intp) -> Self {
        let operand = |i: usize| {
            // SAFETY: by the contract, there are A + 1 pointers, and as many steps.
            let start = unsafe { args.add(i) };
            // SAFETY: the same.
            let step = unsafe { steps.add(i) };
            // SAFETY: the same.
            let start = unsafe { start.read() };
            // SAFETY: the same.
            let step = unsafe { step.read() };
            Operand { start: start.cast(), step }
        };
        // SAFETY: by the contract, there is one dimension.
        let len = unsafe { *dimensions };
        Self {
            inputs: std::array::from_fn(operand),
            output: operand(A),
            len: usize::try_from(len).unwrap_or(0),
        }
    }

    /// Whether a result may be stored where a later argument is read.
    fn is_sequential<I, T>(&self) -> bool {
        let (start, end) = self.output.extent::<T>(self.len);
        self.output.step == 0
            || self.inputs.iter().any(|input| {
                let (first, last) = input.extent::<I>(self.len);
                let same = input.start == self.output.start && input.step == self.output.step;
                first < end && start < last && !same
            })
    }
}

/// The loop of a routine, over inputs of the type `I`.
///
/// # Safety
/// NumPy calls it, with aligned arrays of these types.
pub(crate) unsafe extern "C" fn run<R: Routine<A>, T: Float, I: Element<T>, const A: usize>(
    args: *mut *mut c_char,
    dimensions: *mut npy_intp,
    steps: *mut npy_intp,
    _data: *mut c_void,
) {
    // SAFETY: NumPy's pointers are handed on.
    let call = unsafe { Call::<A>::new(args, dimensions, steps) };
    if call.len == 0 {
        return;
    }
    let mut environment = Environment::default_here();
    if call.len == 1 || call.is_sequential::<I, T>() {
        // SAFETY: the arrays have elements of these types.
        unsafe { one_by_one::<R, T, I, A>(&call, &mut environment) };
    } else if std::any::TypeId::of::<I>() == std::any::TypeId::of::<T>()
        && call.inputs.iter().all(|input| input.is_slice::<T>())
        && call.output.is_slice::<T>()
    {
        // SAFETY: the same, and they are contiguous.
        unsafe { contiguous::<R, T, I, A>(&call, &mut environment) };
    } else {
        // SAFETY: the same.
        unsafe { in_blocks::<R, T, I, A>(&call, &mut environment) };
    }
}

/// # Safety
/// The arrays have elements of these types.
unsafe fn one_by_one<R: Routine<A>, T: Float, I: Element<T>, const A: usize>(
    call: &Call<A>,
    environment: &mut Environment,
) {
    for i in 0..call.len {
        let x = call.inputs.map(|input| {
            // SAFETY: by the contract.
            let x = unsafe { input.at::<I>(i) };
            // SAFETY: by the contract, there is a value.
            unsafe { x.read() }.value()
        });
        let y = R::one(x);
        if R::HAS_POLES {
            report(environment, x.each_ref().map(slice::from_ref), &[y]);
        }
        // SAFETY: by the contract.
        let place = unsafe { call.output.at::<T>(i) };
        // SAFETY: by the contract, it may be written to.
        unsafe { place.write(y) };
    }
}

/// # Safety
/// The arrays are contiguous, of this type, and the output overlaps no input that is not the same array.
unsafe fn contiguous<R: Routine<A>, T: Float, I: Element<T>, const A: usize>(
    call: &Call<A>,
    environment: &mut Environment,
) {
    let out = call.output.start.cast::<T>();
    if call.inputs.iter().any(|input| input.start == call.output.start) {
        if A == 1 && !R::HAS_POLES {
            // SAFETY: by the contract; the only input is this same slice, and no other reference to it exists.
            let all = unsafe { slice::from_raw_parts_mut(out, call.len) };
            if R::in_place(all) {
                return;
            }
        }
        // SAFETY: the arrays have elements of this type.
        unsafe { in_blocks::<R, T, I, A>(call, environment) };
        return;
    }
    // SAFETY: by the contract; the inputs are elsewhere.
    let out = unsafe { slice::from_raw_parts_mut(out, call.len) };
    let inputs = call.inputs.map(|input| {
        // SAFETY: by the contract.
        unsafe { slice::from_raw_parts(input.start.cast::<T>().cast_const(), call.len) }
    });
    if !R::HAS_POLES {
        R::slices(inputs, out);
        return;
    }
    for (number, out) in out.chunks_mut(CHUNK).enumerate() {
        let inputs = inputs.map(|input| &input[number * CHUNK..][..out.len()]);
        R::slices(inputs, out);
        report(environment, inputs, out);
    }
}

/// Through copies of blocks, which also makes them elements of the right type.
///
/// # Safety
/// The arrays have elements of these types.
unsafe fn in_blocks<R: Routine<A>, T: Float, I: Element<T>, const A: usize>(
    call: &Call<A>,
    environment: &mut Environment,
) {
    let (mut inputs, mut out) = ([[T::default(); BLOCK]; A], [T::default(); BLOCK]);
    let mut first = 0;
    while first < call.len {
        let len = BLOCK.min(call.len - first);
        for (block, input) in inputs.iter_mut().zip(call.inputs) {
            let mut place = input.start.wrapping_byte_offset(input.step * first.cast_signed()).cast::<I>();
            for x in &mut block[..len] {
                // SAFETY: by the contract, there is a value.
                *x = unsafe { place.read() }.value();
                place = place.wrapping_byte_offset(input.step);
            }
        }
        let (xs, ys) = (inputs.each_ref().map(|block| &block[..len]), &mut out[..len]);
        R::slices(xs, ys);
        if R::HAS_POLES {
            report(environment, xs, ys);
        }
        let output = call.output;
        let mut place = output.start.wrapping_byte_offset(output.step * first.cast_signed()).cast::<T>();
        for y in ys {
            // SAFETY: by the contract, it may be written to.
            unsafe { place.write(*y) };
            place = place.wrapping_byte_offset(output.step);
        }
        first += len;
    }
}
