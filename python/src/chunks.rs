//! Long arrays in pieces, for all cores.

use std::{
    ffi::{c_uint, c_void},
    hint, process,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::environment::Environment;

/// Elements of one piece: some ten microseconds.
pub(crate) const CHUNK: usize = 1 << 14;

/// `GOMP_parallel` of OpenMP's library: calls the function with the data in so many threads, of which the caller is one.
pub(crate) type StartTeam =
    unsafe extern "C" fn(unsafe extern "C" fn(*mut c_void), *mut c_void, c_uint, c_uint);

/// Who works on a long array beside the calling thread.
#[derive(Clone, Copy)]
pub(crate) enum Helpers {
    Nobody,
    /// Rayon's threads, which sleep between calls.
    Rayon,
    /// The threads of OpenMP, which PyTorch uses too: they wait for work in a loop, so that rayon's would have to share the
    /// cores with them.
    OpenMp(StartTeam, c_uint),
}

impl Helpers {
    /// What is done sooner without them. To wake a thread takes some fifty microseconds on a virtual machine.
    fn least_work(self) -> Duration {
        match self {
            Self::Nobody => Duration::MAX,
            Self::Rayon => Duration::from_micros(120),
            Self::OpenMp(..) => Duration::from_micros(15),
        }
    }
}

/// Calls the task with each chunk of `out` and the number of its first element: with helpers as soon as the first chunk has
/// shown that it is worth while. This thread works like the others.
///
/// Each thread sets the default environment by itself: it has what the thread had that started it.
pub(crate) fn in_chunks<T: Send>(out: &mut [T], helpers: Helpers, task: impl Fn(usize, &mut [T]) + Sync) {
    let (len, count) = (out.len(), out.len().div_ceil(CHUNK));
    let chunks = Mutex::new(out.chunks_mut(CHUNK).enumerate());
    // An own statement, so that the lock is free again during the task.
    let next = || chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
    let one = || next().map(|(number, out)| task(number * CHUNK, out)).is_some();
    let all = || {
        let _default = Environment::default_here();
        while one() {}
    };

    let start = Instant::now();
    let environment = Environment::default_here();
    one();
    drop(environment);
    let left = start.elapsed().mul_f64((len as f64 / CHUNK as f64 - 1.0).max(0.0));
    match helpers {
        _ if left < helpers.least_work() || is_forked() => all(),
        Helpers::Nobody => all(),
        Helpers::Rayon => with_rayon(&all, (rayon::current_num_threads() - 1).min(count - 1)),
        Helpers::OpenMp(start, threads) => with_team(&all, start, threads),
    }
}

/// The process that loaded this module.
static PROCESS: OnceLock<u32> = OnceLock::new();

/// Remembers this process, for [`is_forked`].
pub(crate) fn remember_process() {
    PROCESS.get_or_init(process::id);
}

/// Whether this process is a fork of the one that loaded the module. It has copies of the pools that had threads there, which
/// would wait for ever, but not the threads.
fn is_forked() -> bool {
    PROCESS.get() != Some(&process::id())
}

/// Calls `work` here and in other threads of rayon's.
fn with_rayon(work: &(impl Fn() + Sync), others: usize) {
    /// How often this thread looks whether the others are done before it goes to sleep, from which it would have to be woken.
    const LOOKS: usize = 20_000;
    let working = AtomicUsize::new(others);
    rayon::in_place_scope(|scope| {
        for _ in 0..others {
            scope.spawn(|_| {
                work();
                working.fetch_sub(1, Ordering::Release);
            });
        }
        work();
        for _ in 0..LOOKS {
            if working.load(Ordering::Acquire) == 0 {
                break;
            }
            hint::spin_loop();
        }
    });
}

/// Calls `work` in the threads of a team.
fn with_team<F: Fn() + Sync>(work: &F, start: StartTeam, threads: c_uint) {
    unsafe extern "C" fn member<F: Fn() + Sync>(work: *mut c_void) {
        // SAFETY: it is `work`, which outlives the call that starts the team.
        let work = unsafe { &*work.cast::<F>() };
        work();
    }
    // SAFETY: it is the function of that name, and returns when all members have.
    unsafe { start(member::<F>, (&raw const *work).cast_mut().cast(), threads, 0) };
}
