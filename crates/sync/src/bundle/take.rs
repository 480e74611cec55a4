//! A bundle on its way in: every page and every attachment is taken as from anybody else, so what does not verify is left and what is
//! here already changes nothing. Whatever is whole before a cut stays.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::LogId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::aside::{self, Aside, FileAside};
use super::frame::{self, Broken};
use super::{Answer, BundleError, Head, Item, Tell, UNIT, VERSION, invitation, key};
use crate::enrol::Invitations;
use crate::error::Problem;
use crate::office::Office;
use crate::replica::{BlobRef, BlobWrite, Blobs, Page, ReceiveError, Received, Refusal, Replica, Source, StoreFault};

/// Where a bundle goes in.
pub struct Door<'a> {
    pub replica: &'a dyn Replica,
    pub blobs: &'a dyn Blobs,
    /// The office this replica belongs to; no other's bundle is taken.
    pub office: Uuid,
    /// At a server: who answers a device that joined with an invitation file, and keeps what a revoked one wrote beside the logs.
    pub enrol: Option<(&'a dyn Office, &'a dyn Invitations)>,
}

/// How the reading ended. Everything up to there was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    Whole,
    /// The file ends too early, between two parts that age encrypts as one.
    Cut,
    /// Bytes of it were altered, or it ends too early inside such a part: age cannot tell them apart.
    Damaged,
    /// The stick does not give the rest.
    Unreadable,
    /// Stopped by the person.
    Stopped,
}

/// What a bundle brought. It can be handed from one process to another.
#[derive(Debug, Serialize, Deserialize)]
pub struct Taken {
    pub head: Head,
    pub ended: Ended,
    /// Records that were not here.
    pub records: u64,
    /// Records that were here without their private part.
    pub filled: u64,
    /// Attachments that were not here.
    pub files: u64,
    /// Attachments that are here already.
    pub files_passed: u64,
    /// Attachments that are not here and that no record here names.
    #[serde(default)]
    pub files_unnamed: u64,
    /// Attachments whose bytes are not those of their address, or that came in part.
    pub files_spoiled: u64,
    /// Logs of devices that this replica does not know yet, and how many of their records were in the bundle. They can be taken from
    /// the same bundle once the office log that names the device is here.
    pub unknown: BTreeMap<LogId, u64>,
    /// The first reason for which the rest of a log was left, one for each log.
    pub refused: Vec<Refusal>,
    /// At a server: records and attachments of revoked devices that it keeps beside the logs now, and records it does not keep, because
    /// an admin refused them or there is no room.
    #[serde(default)]
    pub aside: u64,
    #[serde(default)]
    pub files_aside: u64,
    #[serde(default)]
    pub aside_left: u64,
    /// At a server: what became of the device's answer to an invitation file.
    pub answered: Option<Result<(), Problem>>,
    /// Whose answer it was, and to which invitation.
    pub answerer: Option<(DeviceKeys, u16)>,
}

/// Takes a bundle.
///
/// # Errors
/// [`BundleError`] before anything was taken; [`BundleError::Store`] also later, and then what was taken stays.
pub fn take(
    door: &Door<'_>,
    identity: &dyn age::Identity,
    input: impl Read,
    tell: Tell<'_>,
) -> Result<Taken, BundleError> {
    let mut input = key::open(identity, input)?;
    let head = read_head(&mut input)?;
    if head.office != door.office {
        return Err(BundleError::OtherOffice);
    }
    let of = head.units();
    let taken = Taken {
        head,
        ended: Ended::Whole,
        records: 0,
        filled: 0,
        files: 0,
        files_passed: 0,
        files_unnamed: 0,
        files_spoiled: 0,
        unknown: BTreeMap::new(),
        refused: Vec::new(),
        aside: 0,
        files_aside: 0,
        aside_left: 0,
        answered: None,
        answerer: None,
    };
    let mut taking = Taking { door, taken, left: BTreeSet::new(), file: None, there: Vec::new(), done: 0 };
    taking.taken.ended = loop {
        let item = match frame::next(&mut input) {
            Ok(Item::End) => break ended(frame::ends(&mut input)),
            Ok(item) => item,
            Err(broken) => break ended(Err(broken)),
        };
        if !taking.item(item)? {
            break Ended::Damaged;
        }
        if !tell(taking.done.min(of), of) {
            break Ended::Stopped;
        }
    };
    taking.end_file();
    door.blobs.arrived(&taking.there)?;
    Ok(taking.taken)
}

/// The head of an opened bundle.
pub(super) fn read_head(input: &mut impl Read) -> Result<Head, BundleError> {
    let nothing = |broken| match broken {
        Broken::Cut | Broken::Damaged => BundleError::NotABundle,
        Broken::File(error) => BundleError::File(error),
    };
    frame::begin(input).map_err(nothing)?;
    match frame::next(input).map_err(nothing)? {
        Item::Head(head) if head.version <= VERSION => Ok(head),
        Item::Head(head) => Err(BundleError::Newer(head.version)),
        _ => Err(BundleError::NotABundle),
    }
}

fn ended(at_end: Result<bool, Broken>) -> Ended {
    match at_end {
        Ok(true) => Ended::Whole,
        Ok(false) | Err(Broken::Damaged) => Ended::Damaged,
        Err(Broken::Cut) => Ended::Cut,
        Err(Broken::File(error)) => {
            tracing::warn!(%error, "a bundle cannot be read to its end");
            Ended::Unreadable
        }
    }
}

/// An attachment being taken.
struct Coming {
    blob: BlobRef,
    /// Bytes that have come.
    seen: u64,
    to: To,
}

/// Where its bytes go.
enum To {
    Here(Box<dyn BlobWrite>),
    Aside(FileAside),
}

struct Taking<'a> {
    door: &'a Door<'a>,
    taken: Taken,
    /// Logs of which nothing more is taken from this bundle.
    left: BTreeSet<LogId>,
    file: Option<Coming>,
    /// Attachments that are here and, as a server's bundle shows, there.
    there: Vec<BlobRef>,
    done: u64,
}

impl Taking<'_> {
    /// False where an item stands where none of its sort may.
    fn item(&mut self, item: Item) -> Result<bool, BundleError> {
        match item {
            Item::Page(page) => {
                self.end_file();
                self.done += page.records.len() as u64;
                self.page(&page)?;
            }
            Item::File(blob) => {
                self.end_file();
                self.begin_file(blob)?;
            }
            Item::Piece(bytes) => {
                self.done += bytes.len() as u64 / UNIT;
                self.piece(&bytes)?;
            }
            Item::Answer(answer) => self.answer(&answer),
            Item::Invitation { .. } => {}
            Item::Head(_) | Item::End => return Ok(false),
        }
        Ok(true)
    }

    /// A device answers the invitation file it joined with; from then on its log is one of the office's.
    fn answer(&mut self, answer: &Answer) {
        if let Some((office, invitations)) = self.door.enrol {
            let served = invitation::serve_answer(office, invitations, answer);
            self.taken.answered = Some(served.map(|_| ()));
            self.taken.answerer = Some((answer.device.clone(), answer.invitation));
        }
    }

    fn page(&mut self, page: &Page) -> Result<(), StoreFault> {
        let records = page.records.len() as u64;
        if let Some(waiting) = self.taken.unknown.get_mut(&page.log) {
            *waiting += records;
            return Ok(());
        }
        if self.left.contains(&page.log) {
            return Ok(());
        }
        let refusal = match self.door.replica.receive(page, Source::Other) {
            Ok(received) => {
                self.taken.records += received.new.len() as u64;
                self.taken.filled += received.filled.len() as u64;
                match self.short_of(page, &received)? {
                    None => return Ok(()),
                    // The rest lies above the last head taken of a revoked device.
                    Some(upto) => Refusal::Revoked { log: page.log, upto },
                }
            }
            Err(ReceiveError::Refused(refusal)) => refusal,
            Err(ReceiveError::Store(fault)) => return Err(fault),
        };
        if let Some((office, _)) = self.door.enrol {
            match aside::keep_page(office, page)? {
                Aside::Kept(new) => {
                    self.taken.aside += new;
                    return Ok(());
                }
                Aside::Left(records) => {
                    self.taken.aside_left += records;
                    self.left.insert(page.log);
                    return Ok(());
                }
                Aside::Refused(refusal) => {
                    self.refuse(refusal);
                    return Ok(());
                }
                Aside::Not => {}
            }
        }
        match refusal {
            Refusal::UnknownLog { log } => {
                self.taken.unknown.insert(log, records);
            }
            refusal => self.refuse(refusal),
        }
        Ok(())
    }

    fn refuse(&mut self, refusal: Refusal) {
        tracing::warn!(%refusal, "a page of a bundle was refused");
        self.left.insert(refusal.log());
        self.taken.refused.push(refusal);
    }

    /// Up to where a page was taken, where that is not to its end.
    fn short_of(&self, page: &Page, received: &Received) -> Result<Option<u64>, StoreFault> {
        let end = page.after.saturating_add(page.records.len() as u64);
        let last = received.new.last().map(|(seq, _)| *seq);
        if last == Some(end) || page.records.is_empty() {
            return Ok(None);
        }
        let held = self.door.replica.chains(page.log, &[end])?.first().is_some_and(Option::is_some);
        Ok(if held { None } else { Some(last.unwrap_or(page.after)) })
    }

    fn begin_file(&mut self, blob: BlobRef) -> Result<(), StoreFault> {
        if self.door.blobs.have(&blob.address)? {
            if self.taken.head.server {
                self.there.push(blob);
            }
            self.taken.files_passed += 1;
            return Ok(());
        }
        // Only what a record names, and with the size it names: a stick fills no disk with anything else. What this PC would fetch by
        // itself does not matter: whoever carries a stick wants what is on it.
        let to = if self.door.blobs.lacks(&blob)? {
            Some(To::Here(self.door.blobs.write(&blob)?))
        } else if let Some((office, _)) = self.door.enrol {
            FileAside::begin(office, &blob)?.map(To::Aside)
        } else {
            None
        };
        let Some(to) = to else {
            self.taken.files_unnamed += 1;
            return Ok(());
        };
        self.file = Some(Coming { blob, seen: 0, to });
        if blob.size == 0 { self.piece(&[]) } else { Ok(()) }
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let Some(coming) = self.file.as_mut() else { return Ok(()) };
        let from = coming.seen;
        coming.seen = coming.seen.saturating_add(bytes.len() as u64);
        if coming.seen > coming.blob.size {
            self.end_file();
            return Ok(());
        }
        match &mut coming.to {
            To::Here(write) => {
                // What an earlier attempt has brought stands before the offset.
                let held = write.offset().saturating_sub(from);
                let new = bytes.get(usize::try_from(held).unwrap_or(usize::MAX)..).unwrap_or_default();
                if !new.is_empty() {
                    write.piece(new)?;
                }
            }
            To::Aside(file) => {
                let Some((office, _)) = self.door.enrol else { return Ok(()) };
                if !file.take(office, from, bytes)? {
                    self.end_file();
                    return Ok(());
                }
            }
        }
        if coming.seen == coming.blob.size { self.finish_file() } else { Ok(()) }
    }

    fn finish_file(&mut self) -> Result<(), StoreFault> {
        let Some(Coming { blob, to, .. }) = self.file.take() else { return Ok(()) };
        let To::Here(write) = to else {
            self.taken.files_aside += 1;
            return Ok(());
        };
        if !write.finish()? {
            tracing::warn!("an attachment of a bundle is not the one its address names");
            self.taken.files_spoiled += 1;
            return Ok(());
        }
        self.taken.files += 1;
        // A desk's stick says nothing about what the server has.
        if self.taken.head.server { Ok(()) } else { self.door.blobs.lacking(&[blob]) }
    }

    /// An attachment that did not come to its end.
    fn end_file(&mut self) {
        if self.file.take().is_some() {
            self.taken.files_spoiled += 1;
        }
    }
}
