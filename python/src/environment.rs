//! The CPU's floating-point environment, where a caller may have changed it: XLA and TensorFlow flush subnormal numbers to
//! zero in their threads, from which threads that start there inherit it, and PyTorch does so on request. A correctly
//! rounded result may be subnormal, and the kernels need their rounding to be to nearest.

/// x86-64: one register, of which the defaults mask all exceptions and round to nearest.
#[cfg(target_arch = "x86_64")]
mod control {
    use std::arch::asm;

    pub(super) type Word = u32;
    pub(super) const DEFAULT: Word = 0x1f80;

    pub(super) fn get() -> Word {
        let mut word = 0;
        // SAFETY: stores four bytes.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut word, options(nostack, preserves_flags)) };
        word
    }

    pub(super) fn set(word: Word) {
        // SAFETY: the value is the default, or what the caller had.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const word, options(nostack, preserves_flags, readonly)) };
    }
}

/// AArch64: likewise.
#[cfg(target_arch = "aarch64")]
mod control {
    use std::arch::asm;

    pub(super) type Word = u64;
    pub(super) const DEFAULT: Word = 0;

    pub(super) fn get() -> Word {
        let word;
        // SAFETY: reads a register that every process may read.
        unsafe { asm!("mrs {}, fpcr", out(reg) word, options(nostack, preserves_flags)) };
        word
    }

    pub(super) fn set(word: Word) {
        // SAFETY: the value is the default, or what the caller had.
        unsafe { asm!("msr fpcr, {}", in(reg) word, options(nostack, preserves_flags)) };
    }
}

/// Elsewhere there is nothing to set, or nobody known to set it.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod control {
    pub(super) type Word = ();
    pub(super) const DEFAULT: Word = ();

    pub(super) fn get() -> Word {}

    pub(super) fn set((): Word) {}
}

/// The default environment in this thread, as Rust's code needs it; when this is dropped, the caller's is back.
pub(crate) struct Environment(control::Word);

impl Environment {
    pub(crate) fn default_here() -> Self {
        let callers = control::get();
        control::set(control::DEFAULT);
        Self(callers)
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        control::set(self.0);
    }
}
