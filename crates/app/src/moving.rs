//! Attachments move beside the records: one pass at a time, after every sync that brought the records to their end, and at once where
//! somebody waits for a file. Design, invariant 9: "Records never wait for attachments".

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use lakon_store::Store;
use lakon_sync::backoff::Backoff;
use lakon_sync::error::SyncError;
use lakon_sync::files::Outcome;
use lakon_sync::heads::State;
use lakon_sync::report::{Report, Step};
use lakon_sync::session::{sync_files, sync_wished};
use tokio::sync::{Mutex, Notify};

use crate::app::App;
use crate::line::Line;
use crate::sync_told::Runs;
use crate::syncing::{failed, is_current};
use crate::{file_view, sync_told, transfers};

/// What wakes and orders the passes.
#[derive(Debug, Default)]
pub(crate) struct Passes {
    /// Held by the one that moves: two would move the same files.
    one: Mutex<()>,
    look: Notify,
    first: Notify,
}

impl Passes {
    /// There may be something to move.
    pub fn look(&self) {
        self.look.notify_one();
    }

    /// Somebody waits for a file: a pass under way ends where it stands, and the next one begins with what is waited for. What had come
    /// of the others stays, and they go on from there.
    pub fn first(&self) {
        self.first.notify_waiters();
        self.look();
    }
}

/// Moves attachments over a line as long as it stands.
pub(crate) async fn keep(app: &Arc<App>, line: &Line, heard: &Notify) -> Infallible {
    let mut backoff = Backoff::default();
    loop {
        app.moving.look.notified().await;
        match pass(app, line).await {
            Ok(()) => backoff.reset(),
            Err(error) => {
                if is_current(app, line.session) {
                    failed(app, &error);
                }
                // Whether it is the line, the records find out.
                heard.notify_one();
                tokio::time::sleep(backoff.failed(&mut app.config.random.clone())).await;
            }
        }
    }
}

/// One pass for whoever asked for a sync; where one is under way it is followed by another, not waited for.
pub(crate) async fn now(app: &Arc<App>, line: &Line) -> Result<(), SyncError> {
    if app.moving.one.try_lock().is_err() {
        app.moving.look();
        return Ok(());
    }
    pass(app, line).await.inspect_err(|error| {
        if is_current(app, line.session) {
            failed(app, error);
        }
    })
}

/// A file that was just attached here does not wait for those that come: there may be years of them.
pub(crate) fn own_first(app: &App, store: &Store) {
    if transfers::only_come(app) && store.unsent_blobs(None, 1).is_ok_and(|unsent| !unsent.is_empty()) {
        app.moving.first();
    }
}

async fn pass(app: &Arc<App>, line: &Line) -> Result<(), SyncError> {
    let _one_at_a_time = app.moving.one.lock().await;
    let mut server = line.left();
    loop {
        return tokio::select! {
            moved = all(app, line, server.take()) => moved,
            () = app.moving.first.notified() => continue,
            // What has come stays; the next one goes on from there.
            () = app.calls.stopped() => Ok(()),
        };
    }
}

/// What somebody waits for, then what the server lacks, then what is to lie here.
async fn all(app: &Arc<App>, line: &Line, server: Option<State>) -> Result<(), SyncError> {
    let moves = Moves { app, runs: OnceLock::new() };
    let tell = |step| {
        if let Step::File(moved) = step {
            moves.runs.get_or_init(|| Runs::begin(app));
            sync_told::file(app, moved);
            transfers::told(app, &line.store, moved);
        }
    };
    let wished = sync_wished(&line.client, &line.blobs, server.as_ref(), &tell).await?;
    // Before the rest is looked for: what has just failed rests.
    note(app, line, wished).await;
    let moved = sync_files(&line.client, &line.blobs, server, &tell).await?;
    note(app, line, moved).await;
    Ok(())
}

/// A pass that moves something, until it is dropped: also where it is ended in its middle.
struct Moves<'a> {
    app: &'a App,
    /// Since the first byte: a look that finds nothing is not told.
    runs: OnceLock<Runs<'a>>,
}

impl Drop for Moves<'_> {
    fn drop(&mut self) {
        transfers::over(self.app);
    }
}

async fn note(app: &Arc<App>, line: &Line, report: Report) {
    if report.files.is_empty() || !is_current(app, line.session) {
        return;
    }
    let (app, store) = (app.clone(), line.store.clone());
    let noted = tokio::task::spawn_blocking(move || {
        // Where other files moved, the line is not what is wrong.
        let any = report.files.iter().any(|outcome| outcome.result.is_ok());
        let told = |outcome: &&Outcome| {
            outcome.result.as_ref().map_or_else(|trouble| any || file_view::is_own(trouble), |_| true)
        };
        if let Err(error) = store.note_outcomes(report.files.iter().filter(told)) {
            tracing::warn!(%error, "how files fared was not noted");
        }
        // A file that fails again as before is no news; one that fails otherwise was told of when it was noted.
        if any {
            app.changed(["sync", "files"]);
        }
    });
    if noted.await.is_err() {
        tracing::error!("noting how files fared panicked");
    }
}
