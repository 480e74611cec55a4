//! Counts the memory a decoder takes. Only what Rust allocates is counted, which is where the sizes named by the bytes would end.

use std::sync::{Mutex, PoisonError};

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One measurement at a time: the books are the whole process's.
static TURN: Mutex<()> = Mutex::new(());

/// Runs `work` and fails when it held more than `most` bytes beyond `given` at any moment.
pub fn bounded<T>(given: &[u8], most: usize, work: impl FnOnce() -> T) -> T {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let done = work();
    let held = MEMORY.peak_usage().saturating_sub(before);
    assert!(held <= most, "{} bytes of input took {held} bytes of memory, at most {most} are allowed", given.len());
    done
}
