//! The CPU's floating-point exceptions, which NumPy turns into warnings after each loop.
//!
//! The kernels raise some on the way to results that deserve none: they are put back as they were. What does deserve a
//! warning is raised by what the results are: NaN from numbers, and an infinity at a pole.

use softplus::Float;

/// x86-64: the exceptions are six bits of a register that two instructions move. The C library's functions also look after
/// the old floating-point unit, which takes longer than everything else in a call for one number.
#[cfg(target_arch = "x86_64")]
mod control {
    use std::arch::asm;

    pub(super) const INVALID: u32 = 0x01;
    pub(super) const DIVIDE_BY_ZERO: u32 = 0x04;

    pub(super) fn get() -> u32 {
        let mut status = 0_u32;
        // SAFETY: stores four bytes.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut status, options(nostack, preserves_flags)) };
        status
    }

    pub(super) fn set(status: u32) {
        // SAFETY: the value comes from `get`, with exceptions added; they are masked, as everywhere in Rust.
        unsafe {
            asm!("ldmxcsr [{}]", in(reg) &raw const status, options(nostack, preserves_flags, readonly));
        }
    }
}

/// Elsewhere: the C library.
#[cfg(not(target_arch = "x86_64"))]
mod control {
    use std::ffi::c_int;

    #[cfg(target_arch = "x86")]
    pub(super) const DIVIDE_BY_ZERO: u32 = 0x04;
    #[cfg(not(target_arch = "x86"))]
    pub(super) const DIVIDE_BY_ZERO: u32 = 0x02;
    pub(super) const INVALID: u32 = 0x01;
    const ALL: c_int = if cfg!(target_arch = "x86") { 0x3d } else { 0x1f };

    #[cfg_attr(unix, link(name = "m"))]
    unsafe extern "C" {
        fn fetestexcept(which: c_int) -> c_int;
        fn feclearexcept(which: c_int) -> c_int;
        fn feraiseexcept(which: c_int) -> c_int;
    }

    pub(super) fn get() -> u32 {
        // SAFETY: reads the exceptions.
        unsafe { fetestexcept(ALL) }.cast_unsigned()
    }

    pub(super) fn set(raised: u32) {
        // SAFETY: changes the exceptions alone.
        unsafe { feclearexcept(ALL) };
        // SAFETY: any set of exceptions may be raised; traps are not enabled.
        unsafe { feraiseexcept(raised.cast_signed()) };
    }
}

/// The exceptions as they were when this was made; they are so again when it is dropped, but for those reported to it.
pub(crate) struct Flags {
    saved: u32,
    raise: u32,
}

impl Flags {
    pub(crate) fn save() -> Self {
        Self { saved: control::get(), raise: 0 }
    }

    /// NaN from numbers is "invalid value", an infinity from finite numbers "divide by zero".
    pub(crate) fn report<T: Float, const A: usize>(&mut self, xs: [&[T]; A], ys: &[T]) {
        // Without branches, so that it runs in vectors; the slow look is for the few slices that need it.
        if !ys.iter().fold(false, |found, y| found | !y.to_f64().is_finite()) {
            return;
        }
        for (i, y) in ys.iter().map(|y| y.to_f64()).enumerate() {
            let mut inputs = xs.iter().map(|xs| xs[i].to_f64());
            if y.is_nan() && !inputs.any(f64::is_nan) {
                self.raise |= control::INVALID;
            } else if y.is_infinite() && inputs.all(f64::is_finite) {
                self.raise |= control::DIVIDE_BY_ZERO;
            }
        }
    }
}

impl Drop for Flags {
    fn drop(&mut self) {
        control::set(self.saved | self.raise);
    }
}
