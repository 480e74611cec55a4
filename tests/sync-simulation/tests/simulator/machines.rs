//! Machines that are not what they were: put back to an older copy, copied, lost. Each is what a person does to a PC or to the server;
//! the program has to notice by itself.

use std::path::PathBuf;
use std::sync::Arc;

use lakon_domain::ids::{Hash, LogId};
use lakon_store::Mismatch;
use lakon_sync::replica::Replica;

use crate::breaks::Break;
use crate::desk::Desk;
use crate::ledger::Who;
use crate::line::Weather;
use crate::server::{self, Service};
use crate::shared::{Shared, lock};
use crate::stock;

/// A copy of a machine's disk.
#[derive(Clone)]
pub struct Image {
    pub folder: PathBuf,
    /// A desk's own log and its head then.
    pub log: LogId,
    pub seq: u64,
    pub chain: Hash,
}

/// What of a desk is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The database. The file beside it says what was written since.
    Database,
    /// The whole folder with that file: nothing on this PC tells of it.
    Folder,
}

/// Copies a desk's disk.
pub fn keep_desk(shared: &Shared, desk: &Desk) {
    let image = desk.image();
    lock(&shared.images).insert(Who::Desk(desk.number), image);
}

/// Copies the server's disk.
pub fn keep_server(shared: &Shared) {
    let folder = shared.image(&shared.service().folder);
    let image = Image { folder, log: LogId([0; 16]), seq: 0, chain: Hash::ZERO };
    lock(&shared.images).insert(Who::Server, image);
}

/// Copies every disk in one moment.
pub fn keep_all(shared: &Shared) {
    keep_server(shared);
    for desk in shared.desks() {
        keep_desk(shared, &desk);
    }
    let images = lock(&shared.images).clone();
    *lock(&shared.moment) = images;
}

/// What the file beside the database has to show: the program tells from it how many records are gone.
fn expected(now: &Image, then: &Image, what: What) -> Option<Mismatch> {
    if what == What::Folder {
        return None;
    }
    if now.log != then.log {
        return Some(Mismatch::OtherIncarnation);
    }
    match then.seq.cmp(&now.seq) {
        std::cmp::Ordering::Less => Some(Mismatch::Behind { database: then.seq, file: now.seq }),
        std::cmp::Ordering::Equal if then.chain != now.chain => Some(Mismatch::OtherHistory { at: now.seq }),
        _ => None,
    }
}

/// Yesterday's copy of a desk takes the place of what it is.
pub fn put_back_desk(shared: &Shared, desk: &Desk, what: What) {
    let Some(then) = lock(&shared.images).get(&Who::Desk(desk.number)).cloned() else { return };
    let now = desk.image();
    let expected = expected(&now, &then, what);
    // A newer database than the file: which of two histories it is, only the file's own head tells.
    let open = now.log == then.log && then.seq > now.seq;
    // On purpose: the file goes with the database, so that nothing at the PC notices.
    let slots = what == What::Folder || shared.is(Break::WritesOnInTheOldLog);
    let disk = if slots { shared.image(&then.folder) } else { now.folder.clone() };
    if !slots {
        for name in ["lakon.db", "lakon.db-wal"] {
            let _ = std::fs::remove_file(disk.join(name));
            if then.folder.join(name).exists() {
                std::fs::copy(then.folder.join(name), disk.join(name)).unwrap();
            }
        }
    }
    desk.run_on(disk);
    let found = desk.store().found().mismatch;
    shared.tell(format!("    {} of {} was {}: {found:?}", then.seq, then.log, now.seq));
    let late = found.is_none() && expected == Some(Mismatch::OtherIncarnation);
    if found != expected && !late && !open && !shared.is(Break::WritesOnInTheOldLog) {
        shared.complain(Err(format!("desk {} was put back and says {found:?}, not {expected:?}", desk.number)));
    }
    if found.is_some() {
        shared.count("carried on at opening");
    }
    desk.adopt();
    stock::take(shared);
}

/// An older copy of the server takes its place.
pub async fn put_back_server(shared: &Arc<Shared>) {
    let then = lock(&shared.images).get(&Who::Server).cloned();
    if let Some(then) = then {
        replace_server(shared, shared.image(&then.folder), |_| {}).await;
    }
}

/// The server is gone with its disk, and a new one is made from the seed in the safe.
pub async fn lose_server(shared: &Arc<Shared>) {
    let generation = shared.service().generation + 1;
    // Its copies went with it; what of them could be put back has other keys.
    lock(&shared.moment).clear();
    lock(&shared.images).remove(&Who::Server);
    let disk = shared.root.join(format!("server-{generation}"));
    shared.set_generation(generation);
    replace_server(shared, disk, |service| service.store.begin_again().unwrap()).await;
    keep_server(shared);
}

async fn replace_server(shared: &Arc<Shared>, disk: PathBuf, made: impl FnOnce(&Arc<Service>)) {
    shared.close();
    let run = shared.next_run();
    match Service::start(shared, &disk, run) {
        Ok(service) => {
            made(&service);
            service.ready(shared);
            shared.set_service(service);
        }
        Err(error) => {
            shared.complain(Err(format!("the server does not start again: {error}")));
            return;
        }
    }
    stock::take(shared);
    for desk in shared.desks() {
        desk.hang_up();
    }
    who_knows_most(shared).await;
}

/// docs/OPERATIONS.md: after a server was made anew or put back, the PC of the office that synced last goes first. What the server
/// would write before, and others take, would stay a second branch of its log.
async fn who_knows_most(shared: &Arc<Shared>) {
    let knows = |desk: &Arc<Desk>| {
        let store = desk.store();
        let office = store.office_logs().unwrap();
        store.heads().unwrap().iter().filter(|head| office.contains(&head.log)).map(|head| head.seq).sum::<u64>()
    };
    let desks = shared.desks();
    let working = desks.iter().filter(|desk| !desk.store().office().revoked.holds(desk.store().device().device));
    let Some(first) = working.max_by_key(|desk| knows(desk)) else { return };
    if let Err(error) = first.sync(Weather::calm()).await {
        shared.tell(format!("    desk {} goes first: {error}", first.number));
    }
}

/// Every disk is what it was in one moment: nothing anywhere tells of what was written since.
pub async fn put_back_all(shared: &Arc<Shared>) {
    let images = lock(&shared.moment).clone();
    let Some(server) = images.get(&Who::Server) else { return };
    for desk in shared.desks() {
        if let Some(then) = images.get(&Who::Desk(desk.number)) {
            desk.run_on(shared.image(&then.folder));
            desk.adopt();
        }
    }
    replace_server(shared, shared.image(&server.folder), |_| {}).await;
}

/// A copy of a desk's whole folder goes on beside it.
pub fn clone_desk(shared: &Arc<Shared>, desk: &Arc<Desk>, same_machine: bool) {
    let copy = Desk::copied(desk, same_machine);
    let found = copy.store().found().mismatch;
    let expected = (!same_machine).then_some(Mismatch::OtherMachine);
    if found != expected {
        shared.complain(Err(format!("a copy of desk {} says {found:?}, not {expected:?}", desk.number)));
    }
    copy.adopt();
    keep_desk(shared, &copy);
    shared.add_desk(copy);
}

impl Service {
    /// What a server does when it starts: it says which age key it has. What it holds is taken down.
    pub fn ready(&self, shared: &Shared) {
        if let Err(error) = self.store.state_recipient() {
            shared.complain(Err(format!("the server cannot say its key: {error}")));
        }
        let log = self.store.own_log().unwrap();
        lock(&shared.keys).insert(log, server::log_key(self.generation));
        let mut ledger = lock(&shared.ledger);
        shared.complain(ledger.adopt(Who::Server, self.store.as_ref()));
    }
}
