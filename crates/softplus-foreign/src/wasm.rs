//! The module for WebAssembly, without the standard library; `run.mjs` gives it memory and streams.

use core::{fmt, slice, str};

use softplus::Float;

use crate::Memory;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Answers a request; the reply's length.
///
/// # Safety
/// `line` and `line_length` are readable UTF-8; `xs` and `ys` are `bytes` bytes to be read and written, aligned for the
/// request's type, `reply` is `capacity` bytes to be written. None of them overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer(
    line: *const u8,
    line_length: usize,
    xs: *const u8,
    ys: *mut u8,
    bytes: usize,
    reply: *mut u8,
    capacity: usize,
) -> usize {
    // SAFETY: the caller's promise.
    let line = unsafe { slice::from_raw_parts(line, line_length) };
    // SAFETY: the caller's promise.
    let line = unsafe { str::from_utf8_unchecked(line) };
    // SAFETY: the caller's promise.
    let mut reply = Reply { bytes: unsafe { slice::from_raw_parts_mut(reply, capacity) }, length: 0 };
    let written = crate::answer(line, &mut Raw { xs, ys, bytes }, &mut reply);
    if written.is_ok() { reply.length } else { 0 }
}

/// Elements where the host put them.
struct Raw {
    xs: *const u8,
    ys: *mut u8,
    bytes: usize,
}

impl Memory for Raw {
    /// The host has applied the offset.
    fn with_elements<T: Float>(&mut self, _: usize, work: impl FnOnce(&[T], &mut [T])) {
        let count = self.bytes / size_of::<T>();
        // SAFETY: so many aligned bytes may be read, by the promise of `answer`; every encoding is a value of T.
        let xs = unsafe { slice::from_raw_parts(self.xs.cast(), count) };
        // SAFETY: the same for writing, and nothing else points there.
        let ys = unsafe { slice::from_raw_parts_mut(self.ys.cast(), count) };
        work(xs, ys);
    }
}

/// Text in a fixed place.
struct Reply<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl fmt::Write for Reply<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let free = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(fmt::Error)?;
        free.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}
