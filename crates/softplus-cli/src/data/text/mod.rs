//! Tables as text: CSV, and the same with tabs.
//!
//! Cells that are not evaluated are kept as they are written, with their quotes and spaces; hence no reader that takes the
//! quotes away.

mod cells;
mod reader;
mod split;
mod writer;

pub use cells::{Block, Dialect, TextColumn, quote};
pub use reader::Reader;
pub use writer::Writer;
