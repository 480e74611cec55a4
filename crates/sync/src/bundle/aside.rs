//! What a stick brings of a revoked device to a server: kept beside the logs by the calls that keep what such a device hands in over the
//! network (`aside.rs`, `aside_files.rs`), until an admin takes the whole or refuses it.

use lakon_domain::ids::Hash;

use crate::aside_files::{FilePiece, HandFiles};
use crate::error::Problem;
use crate::files::PIECE;
use crate::office::Office;
use crate::replica::{BlobRef, Page, Refusal, StoreFault};

/// What became of a page.
pub(super) enum Aside {
    /// So many of its records are kept now that were not before.
    Kept(u64),
    /// So many of them are not: an admin refused what this device hands in, or there is no room.
    Left(u64),
    /// It is not what a revoked device's log goes on with.
    Not,
    /// It is, and does not verify.
    Refused(Refusal),
}

/// Keeps what of a page is not there yet.
///
/// # Errors
/// [`StoreFault`].
pub(super) fn keep_page(office: &dyn Office, page: &Page) -> Result<Aside, StoreFault> {
    let end = page.after.saturating_add(page.records.len() as u64);
    let asks = Page { log: page.log, after: 0, records: Vec::new(), seals: Vec::new() };
    let held = match office.keep_aside(&asks) {
        Ok(held) => held,
        Err(problem) => return other(problem),
    };
    if held.have >= end {
        return Ok(Aside::Kept(0));
    }
    if !held.open {
        return Ok(Aside::Left(end - held.have.max(page.after)));
    }
    // The page may begin among what is there: a bundle is cut where its writer's receipts end.
    let Some(known) = held.have.checked_sub(page.after) else { return Ok(Aside::Not) };
    let records = page.records.get(usize::try_from(known).unwrap_or(usize::MAX)..).unwrap_or_default().to_vec();
    let rest = Page { log: page.log, after: held.have, records, seals: page.seals.clone() };
    match office.keep_aside(&rest) {
        Ok(kept) if kept.have > held.have => Ok(Aside::Kept(kept.have - held.have)),
        Ok(_) => Ok(Aside::Left(end - held.have)),
        Err(problem) => other(problem),
    }
}

fn other(problem: Problem) -> Result<Aside, StoreFault> {
    match problem {
        Problem::Refused(refusal) => Ok(Aside::Refused(refusal)),
        Problem::Unavailable => Err(StoreFault::new(problem, true)),
        _ => Ok(Aside::Not),
    }
}

/// An attachment that a record kept aside names.
pub(super) struct FileAside {
    address: Hash,
    size: u64,
    /// Bytes that are there.
    have: u64,
    /// Bytes that came and are not there yet, fewer than make a piece.
    held: Vec<u8>,
}

impl FileAside {
    /// `None` where no record kept aside names it, or it is there.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub(super) fn begin(office: &dyn Office, blob: &BlobRef) -> Result<Option<Self>, StoreFault> {
        let ask = HandFiles { offered: vec![*blob], piece: None };
        let kept = office.keep_files_aside(&ask).map_err(|problem| StoreFault::new(problem, true))?;
        let wanted = kept.wanted.into_iter().find(|wanted| wanted.blob == *blob);
        Ok(wanted.map(|w| Self { address: blob.address, size: blob.size, have: w.have, held: Vec::new() }))
    }

    /// Takes bytes that begin at `from`. False where the bytes are not those of the address.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub(super) fn take(&mut self, office: &dyn Office, from: u64, bytes: &[u8]) -> Result<bool, StoreFault> {
        let known = self.have.saturating_add(self.held.len() as u64).saturating_sub(from);
        self.held.extend_from_slice(bytes.get(usize::try_from(known).unwrap_or(usize::MAX)..).unwrap_or_default());
        loop {
            let last = self.have + self.held.len() as u64 >= self.size && self.held.len() <= PIECE;
            if !last && self.held.len() < PIECE {
                return Ok(true);
            }
            let rest = self.held.split_off(self.held.len().min(PIECE));
            let piece = std::mem::replace(&mut self.held, rest);
            let next = self.have + piece.len() as u64;
            let piece = FilePiece { address: self.address, offset: self.have, bytes: piece };
            match office.keep_files_aside(&HandFiles { offered: Vec::new(), piece: Some(piece) }) {
                // Whole, and wanted no more.
                Ok(kept) if kept.wanted.is_empty() => return Ok(last),
                Ok(kept) if !last && kept.wanted.first().is_some_and(|wanted| wanted.have == next) => self.have = next,
                Ok(_) | Err(Problem::BadMessage) => return Ok(false),
                Err(problem) => return Err(StoreFault::new(problem, true)),
            }
        }
    }
}
