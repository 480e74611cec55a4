//! Attachments whose bytes are moving between this PC and the server: which files of the page they are, how far they are, and what
//! the page is told of it.

use std::collections::HashMap;
use std::sync::Arc;

use lakon_domain::ids::Hash;
use lakon_store::Store;
use lakon_sync::files::{Going, Moved, Outcome, PIECE, Way};
use lakon_sync::replica::BlobRef;
use uuid::Uuid;

use crate::app::App;

/// What moves now, by address: several files move at once.
pub(crate) type Transfers = HashMap<Hash, Transfer>;

/// One content on its way.
#[derive(Debug, Clone)]
pub(crate) struct Transfer {
    way: Way,
    done: u64,
    total: u64,
    /// The files that have this content, each with its case; empty until they were looked up.
    files: Vec<(Uuid, Uuid)>,
}

/// Which way a content moves and how far it is, from 0 to 1; `None` while it rests.
#[allow(clippy::cast_precision_loss, reason = "files end at 100 MiB")]
pub(crate) fn of(app: &App, address: &Hash) -> Option<(Way, f64)> {
    let state = app.state();
    let Transfer { way, done, total, .. } = state.sync.moving.get(address)?;
    Some((*way, if *total == 0 { 1.0 } else { *done as f64 / *total as f64 }))
}

/// The contents that move now.
pub(crate) fn all(app: &App) -> Vec<Hash> {
    app.state().sync.moving.keys().copied().collect()
}

/// Whether files come and none goes.
pub(crate) fn only_come(app: &App) -> bool {
    let state = app.state();
    let moving = &state.sync.moving;
    !moving.is_empty() && moving.values().all(|transfer| transfer.way == Way::Down)
}

/// Sync told of a file. Returns at once: what needs the disk is done elsewhere.
pub(crate) fn told(app: &Arc<App>, store: &Store, moved: Moved) {
    if moved.going != Going::On {
        let ended = app.state().sync.moving.remove(&moved.address);
        if let Some(ended) = ended {
            let (app, store) = (app.clone(), store.clone());
            tokio::task::spawn_blocking(move || end(&app, &store, moved, &ended));
        }
        return;
    }
    let files = {
        let mut state = app.state();
        let known = state.sync.moving.get_mut(&moved.address);
        known.map(|transfer| {
            transfer.done = moved.done;
            transfer.files.clone()
        })
    };
    match files {
        Some(files) => {
            for (file, _) in files {
                app.progress(file.to_string(), moved.done, moved.total);
            }
        }
        None => {
            let transfer = Transfer { way: moved.way, done: moved.done, total: moved.total, files: Vec::new() };
            app.state().sync.moving.insert(moved.address, transfer);
            let (app, store) = (app.clone(), store.clone());
            tokio::task::spawn_blocking(move || begin(&app, &store, moved));
        }
    }
}

fn begin(app: &App, store: &Store, moved: Moved) {
    let files = look_up(store, &moved.address);
    let still = {
        let mut state = app.state();
        let transfer = state.sync.moving.get_mut(&moved.address);
        transfer.map(|transfer| transfer.files.clone_from(&files)).is_some()
    };
    if still {
        changed(app, moved.total, &files);
    }
}

fn end(app: &App, store: &Store, moved: Moved, ended: &Transfer) {
    // One that came was noted where it was stored.
    if moved.going == Going::Arrived && moved.way == Way::Up {
        let blob = BlobRef { address: moved.address, size: moved.total };
        if let Err(error) = store.note_outcomes(&[Outcome { blob, way: Way::Up, result: Ok(moved.total) }]) {
            tracing::warn!(%error, "that a file arrived was not noted");
        }
    }
    let looked_up = if ended.files.is_empty() { look_up(store, &moved.address) } else { ended.files.clone() };
    changed(app, moved.total, &looked_up);
}

/// Nothing moves any more, however it ended.
pub(crate) fn over(app: &App) {
    let left = std::mem::take(&mut app.state().sync.moving);
    for transfer in left.into_values() {
        changed(app, transfer.total, &transfer.files);
    }
}

fn look_up(store: &Store, address: &Hash) -> Vec<(Uuid, Uuid)> {
    store.files_with(address).unwrap_or_else(|error| {
        tracing::warn!(%error, "which files are moving was not found");
        Vec::new()
    })
}

/// A small file is over before a list of files could be drawn anew, and there may be thousands: only its case is told.
fn changed(app: &App, total: u64, files: &[(Uuid, Uuid)]) {
    let cases = files.iter().map(|(_, case)| format!("case:{case}"));
    let all = (total > PIECE as u64).then(|| "files".to_owned());
    app.changed(cases.chain(all));
}
