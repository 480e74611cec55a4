//! The one connection that writes. Whoever sits in front of the PC gets it before sync and other long work.
//!
//! A turn instead of a thread of its own: the closure of a write then runs where it was called, may borrow from there and fail
//! with the caller's own error, and there is still exactly one writer.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::error::{Result, StoreError};

/// Who waits for the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody sits in front of it.
    Officer,
    /// Sync and other work that may wait.
    Behind,
    /// Work of sync that the next sync would do again, such as keeping a receipt: it may wait, and the disk is not waited for.
    /// The next durable commit carries it along; a power cut before that costs one more question to the server.
    Again,
}

struct State {
    /// `None` while lent, and for ever once closed.
    connection: Option<Connection>,
    officers_waiting: usize,
    closed: bool,
    /// Counts every lending and every return.
    moves: u64,
}

/// Lends the writing connection to one caller at a time.
pub(crate) struct Writer {
    state: Mutex<State>,
    returned: Condvar,
}

/// The connection while it is lent; finds its way back when a write panics too.
pub(crate) struct Turn<'w> {
    writer: &'w Writer,
    connection: Option<Connection>,
}

impl Writer {
    pub(crate) fn new(connection: Connection) -> Self {
        let state = State { connection: Some(connection), officers_waiting: 0, closed: false, moves: 0 };
        Self { state: Mutex::new(state), returned: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements, also where a holder panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the connection.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub(crate) fn turn(&self, lane: Lane) -> Result<Turn<'_>> {
        let mut state = self.state();
        if lane == Lane::Officer {
            state.officers_waiting += 1;
        }
        let taken = loop {
            if state.closed {
                break None;
            }
            if (lane == Lane::Officer || state.officers_waiting == 0)
                && let Some(connection) = state.connection.take()
            {
                break Some(connection);
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        if lane == Lane::Officer {
            state.officers_waiting -= 1;
        }
        state.moves += u64::from(taken.is_some());
        drop(state);
        match taken {
            Some(connection) => Ok(Turn { writer: self, connection: Some(connection) }),
            None => {
                self.returned.notify_all();
                Err(StoreError::Closed)
            }
        }
    }

    /// Another number than before where anybody may have written since. Asked before a look at the database, it vouches for what was seen.
    pub(crate) fn moves(&self) -> u64 {
        self.state().moves
    }

    /// Waits for the write that is under way, then closes the database.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        while !state.closed && state.connection.is_none() {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.closed = true;
        state.connection = None;
        drop(state);
        self.returned.notify_all();
    }
}

impl Turn<'_> {
    pub(crate) fn connection(&mut self) -> Result<&mut Connection> {
        self.connection.as_mut().ok_or(StoreError::Closed)
    }

    /// Closes the connection and goes on with the one `f` opens; without one the writer is closed.
    ///
    /// # Errors
    /// [`StoreError::Closed`], or what `f` fails with.
    pub(crate) fn reopen(&mut self, f: impl FnOnce() -> Result<Connection>) -> Result<()> {
        let old = self.connection.take().ok_or(StoreError::Closed)?;
        // One that does not close keeps the file busy, and `f` will say so.
        drop(old);
        self.connection = Some(f()?);
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.writer.state();
        state.connection = self.connection.take();
        state.moves += 1;
        // A connection that could not be opened again never comes back, and nobody may wait for it.
        state.closed |= state.connection.is_none();
        drop(state);
        // All: a waiting sync must not swallow the call meant for an officer.
        self.writer.returned.notify_all();
    }
}
