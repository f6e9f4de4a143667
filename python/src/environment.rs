//! The CPU's floating-point environment.
//!
//! A caller may have changed it: XLA and TensorFlow flush subnormal numbers to zero in their threads, from which threads
//! that start there inherit it, and PyTorch does so on request. A correctly rounded result may be subnormal, and the
//! kernels need their rounding to be to nearest.
//!
//! And it collects exceptions, which NumPy turns into warnings after each loop. The kernels raise some on the way to
//! results that deserve none; what does deserve a warning is told by what the results are (`flags.rs`).

/// x86-64: one register holds both. The C library's functions also look after the old floating-point unit, which takes
/// longer than everything else in a call for one number.
#[cfg(target_arch = "x86_64")]
mod control {
    use std::arch::asm;

    pub(super) type State = u32;
    /// All exceptions masked, none raised; to nearest.
    pub(super) const DEFAULT: State = 0x1f80;
    pub(super) const INVALID: State = 0x01;
    pub(super) const DIVIDE_BY_ZERO: State = 0x04;

    pub(super) fn get() -> State {
        let mut word = 0;
        // SAFETY: stores four bytes.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut word, options(nostack, preserves_flags)) };
        word
    }

    pub(super) fn set(word: State) {
        // SAFETY: the value is the default, or what the caller had with exceptions added; they are masked, as everywhere in
        // Rust.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const word, options(nostack, preserves_flags)) };
    }
}

/// AArch64: one register says how to round, in the lower half here, and one has the exceptions.
#[cfg(target_arch = "aarch64")]
mod control {
    use std::arch::asm;

    pub(super) type State = u64;
    pub(super) const DEFAULT: State = 0;
    pub(super) const INVALID: State = 1 << 32;
    pub(super) const DIVIDE_BY_ZERO: State = 2 << 32;

    pub(super) fn get() -> State {
        let (rounding, exceptions): (u64, u64);
        // SAFETY: reads registers that every process may read.
        unsafe { asm!("mrs {}, fpcr", out(reg) rounding, options(nostack, preserves_flags)) };
        // SAFETY: the same.
        unsafe { asm!("mrs {}, fpsr", out(reg) exceptions, options(nostack, preserves_flags)) };
        exceptions << 32 | rounding
    }

    pub(super) fn set(state: State) {
        // SAFETY: the value is the default, or what the caller had.
        unsafe { asm!("msr fpcr, {}", in(reg) state & 0xffff_ffff, options(nostack, preserves_flags)) };
        // SAFETY: the same, with exceptions added.
        unsafe { asm!("msr fpsr, {}", in(reg) state >> 32, options(nostack, preserves_flags)) };
    }
}

/// Elsewhere: the exceptions, by the C library. Nobody is known to change the rest there.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod control {
    use std::ffi::c_int;

    pub(super) type State = u32;
    pub(super) const DEFAULT: State = 0;
    const RISCV: bool = cfg!(any(target_arch = "riscv32", target_arch = "riscv64"));
    const X86: bool = cfg!(target_arch = "x86");
    // From fenv.h of each; ARM's are the last ones.
    pub(super) const INVALID: State = if RISCV { 0x10 } else { 0x01 };
    pub(super) const DIVIDE_BY_ZERO: State = if RISCV {
        0x08
    } else if X86 {
        0x04
    } else {
        0x02
    };
    const ALL: c_int = if X86 { 0x3d } else { 0x1f };

    #[cfg_attr(unix, link(name = "m"))]
    unsafe extern "C" {
        fn fetestexcept(which: c_int) -> c_int;
        fn feclearexcept(which: c_int) -> c_int;
        fn feraiseexcept(which: c_int) -> c_int;
    }

    pub(super) fn get() -> State {
        // SAFETY: reads the exceptions.
        unsafe { fetestexcept(ALL) }.cast_unsigned()
    }

    pub(super) fn set(raised: State) {
        // SAFETY: changes the exceptions alone.
        unsafe { feclearexcept(ALL) };
        // SAFETY: any set of exceptions may be raised; traps are not enabled.
        unsafe { feraiseexcept(raised.cast_signed()) };
    }
}

/// The default environment in this thread, as Rust's code needs it; when this is dropped, the caller's is back, with the
/// exceptions as they were, and those that were asked for.
pub(crate) struct Environment {
    callers: control::State,
}

impl Environment {
    pub(crate) fn default_here() -> Self {
        let callers = control::get();
        control::set(control::DEFAULT);
        Self { callers }
    }

    pub(crate) fn raise_invalid(&mut self) {
        self.callers |= control::INVALID;
    }

    pub(crate) fn raise_divide_by_zero(&mut self) {
        self.callers |= control::DIVIDE_BY_ZERO;
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        control::set(self.callers);
    }
}
