//! Progress of long runs, on standard error.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `total` steps with the time that is left; indicatif hides it where standard error is no terminal.
#[must_use]
pub fn bar(what: &'static str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} % {elapsed} (left {eta})");
    ProgressBar::new(total)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(what)
}
