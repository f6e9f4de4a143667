//! Long arrays in tasks for all cores.

use rayon::prelude::*;

use crate::environment::Environment;

/// Elements of one task: some ten microseconds.
pub(crate) const CHUNK: usize = 1 << 14;

/// Calls the task with each chunk of `out` and the number of its first element, on all cores if that is wanted and there
/// are several.
///
/// Each task sets the default environment by itself: rayon's threads have what the thread had that started them.
pub(crate) fn in_chunks<T: Send>(out: &mut [T], parallel: bool, task: impl Fn(usize, &mut [T]) + Sync) {
    let of_chunk = |(number, out): (usize, &mut [T])| {
        let _default = Environment::default_here();
        task(number * CHUNK, out);
    };
    if parallel && out.len() > CHUNK {
        out.par_chunks_mut(CHUNK).enumerate().for_each(of_chunk);
    } else {
        out.chunks_mut(CHUNK).enumerate().for_each(of_chunk);
    }
}
