//! Panics of other people's readers and writers as errors.
//!
//! The crates for Arrow and Parquet check what they read, and still panic on some malformed files (an index beyond a
//! buffer, a length that does not fit). No reader or writer of ours holds anything that such a panic could leave half done: after
//! one nothing more is read or written.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use anyhow::{Result, anyhow};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What a reader gives, or its panic as an error; nothing is printed for it.
pub fn catch<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    quietly("it is malformed, or holds what is not supported", read).map_err(short)
}

/// What a writer gives, or its panic as an error.
pub fn write<T>(write: impl FnOnce() -> Result<T>) -> Result<T> {
    quietly("the format cannot hold this", write)
}

fn quietly<T>(why: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let other = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                other(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown");
        Err(anyhow!("{why}: {}", text.lines().next().unwrap_or_default()))
    })
}

/// The error in one line that people read: some have the trace of a parser.
fn short(error: anyhow::Error) -> anyhow::Error {
    const MOST: usize = 160;
    let text = format!("{error:#}");
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => anyhow!("{}…", &line[..end]),
        None if line.len() < text.len() => anyhow!("{line}"),
        None => error,
    }
}
