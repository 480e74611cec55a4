//! A USB stick: what a desk or the server writes on it, and who takes it later, whole, cut off or with a byte altered.

use std::collections::BTreeSet;

use lakon_domain::shape::AgeRecipient;
use lakon_server_store::Attachments;
use lakon_simulation_tests::dice::Dice;
use lakon_sync::bundle::{self, BundleError, Door, Ended, Out, What};
use lakon_sync::error::SyncError;

use crate::desk::Desk;
use crate::ledger::Who;
use crate::server::statement;
use crate::shared::{Shared, lock};

/// A bundle that was written.
#[derive(Clone)]
pub struct Stick {
    bytes: Vec<u8>,
    /// Who can open it.
    recipients: BTreeSet<AgeRecipient>,
}

/// Where a bundle is written or taken: the server, or a desk of this number.
pub type Place = Option<usize>;

fn desk_of(shared: &Shared, number: usize) -> std::sync::Arc<Desk> {
    shared.desks()[number].clone()
}

/// Writes a bundle and keeps it beside those written before.
pub fn write(shared: &Shared, at: Place, all: bool) {
    let recipients = match at {
        None => shared.service().store.bundle_recipients().unwrap(),
        Some(number) => desk_of(shared, number).store().bundle_recipients(),
    };
    let written = match at {
        None => {
            let service = shared.service();
            let blobs = Attachments(service.store.clone());
            let statement = service.store.statement();
            let out = Out {
                replica: service.replica.as_ref(),
                blobs: &blobs,
                office: statement.office,
                by: statement.server,
                server: true,
                what: What::All,
                first: None,
            };
            bundle::write(&out, &recipients, Vec::new(), &|_, _| true)
        }
        Some(number) => {
            let desk = desk_of(shared, number);
            let (store, replica) = (desk.store(), desk.replica());
            let out = Out {
                replica: replica.as_ref(),
                blobs: &store,
                office: statement(0).office,
                by: store.device().device,
                server: false,
                what: if all { What::All } else { What::Unsent },
                first: None,
            };
            bundle::write(&out, &recipients, Vec::new(), &|_, _| true)
        }
    };
    match written {
        Ok((written, bytes)) => {
            shared.tell(format!("    {} records, {} files on a stick", written.records, written.files));
            lock(&shared.sticks).push(Stick { bytes, recipients });
        }
        Err(error) => shared.complain(Err(format!("{at:?} cannot write a stick: {error}"))),
    }
}

/// Takes one of the sticks there are.
pub fn take(shared: &Shared, to: Place, dice: &mut Dice) {
    if lock(&shared.sticks).is_empty() {
        // Somebody writes one for whoever wants it.
        write(shared, if to.is_none() { Some(0) } else { None }, true);
    }
    let Stick { mut bytes, recipients } = {
        let sticks = lock(&shared.sticks);
        if sticks.is_empty() {
            return;
        }
        // The newest most of the time.
        let newest = sticks.len() - 1;
        sticks[if dice.chance(70) { newest } else { usize::try_from(dice.roll(sticks.len() as i64)).unwrap() }].clone()
    };
    // Counted from the end: age puts a few bytes of chance into the beginning.
    let back = usize::try_from(dice.between(1, 20_000)).unwrap().min(bytes.len().saturating_sub(2_000)).max(1);
    let at = bytes.len() - back;
    let whole = match dice.roll(4) {
        0 => {
            bytes.truncate(at);
            false
        }
        1 => {
            bytes[at] ^= 1;
            false
        }
        _ => true,
    };
    let own = match to {
        None => shared.service().store.file_keys().recipient().unwrap(),
        Some(number) => desk_of(shared, number).store().device().recipient().clone(),
    };
    let taken = match to {
        None => {
            let service = shared.service();
            let blobs = Attachments(service.store.clone());
            let office = service.store.statement().office;
            let door = Door { replica: service.replica.as_ref(), blobs: &blobs, office, enrol: None };
            let taken = bundle::take(&door, service.store.file_keys().opens(), bytes.as_slice(), &|_, _| true);
            let mut ledger = lock(&shared.ledger);
            shared.complain(ledger.author(Who::Server, service.store.as_ref()));
            shared.complain(ledger.heads(Who::Server, service.store.as_ref()));
            taken
        }
        Some(number) => {
            let desk = desk_of(shared, number);
            let (store, replica) = (desk.store(), desk.replica());
            let door = Door { replica: replica.as_ref(), blobs: &store, office: statement(0).office, enrol: None };
            let taken = bundle::take(&door, store.device().opens(), bytes.as_slice(), &|_, _| true);
            desk.note();
            taken
        }
    };
    match taken {
        Ok(taken) => {
            shared.count("stick taken");
            shared.tell(format!(
                "    {} new, {} files, {:?}, {:?}",
                taken.records, taken.files, taken.ended, taken.refused
            ));
            if whole != (taken.ended == Ended::Whole) {
                shared.complain(Err(format!("a stick ended {:?}", taken.ended)));
            }
        }
        // Not for a PC that was revoked, that came later, or for a server that was made anew since.
        Err(BundleError::NotForUs) if !recipients.contains(&own) => {
            shared.count("stick for others");
            shared.tell("    not for us");
        }
        Err(BundleError::NotABundle) if !whole => shared.tell("    no bundle any more"),
        Err(error) => shared.complain(Err(format!("{to:?} cannot take a stick: {error}"))),
    }
}

/// Whether an error only says that this PC was revoked.
pub fn is_revoked(error: &SyncError) -> bool {
    matches!(error, SyncError::Problem(lakon_sync::error::Problem::Revoked))
}
