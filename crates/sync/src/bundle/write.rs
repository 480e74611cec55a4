//! A bundle on its way out: what is held when it begins, page by page and piece by piece, straight into the encrypted file.

use std::collections::BTreeSet;
use std::io::{Read, Write};

use lakon_domain::shape::AgeRecipient;
use serde_bytes::ByteBuf;
use uuid::Uuid;

use super::{BundleError, Head, Item, PIECE, Tell, UNIT, VERSION, frame, key};
use crate::push::seal_end;
use crate::replica::{BlobRef, Blobs, LogHead, PageLimit, Replica, StoreFault};

/// Attachments asked for at once.
const FILES_AT_ONCE: usize = 1000;

/// How much goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Every log and every attachment that is here.
    All,
    /// What no server has given a receipt for, and the attachments not seen there. Only for a way to the server.
    Unsent,
    /// Every log, no attachment.
    Records,
}

/// Who writes.
pub struct Out<'a> {
    pub replica: &'a dyn Replica,
    pub blobs: &'a dyn Blobs,
    pub office: Uuid,
    /// This device or server.
    pub by: Uuid,
    pub server: bool,
    pub what: What,
    /// An invitation or an answer to one, between head and logs.
    pub first: Option<Item>,
}

/// What went in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    pub records: u64,
    pub files: u64,
    /// Bytes of attachments.
    pub bytes: u64,
    /// Records on which no seal stands: nobody would take them.
    pub left_out: u64,
    /// Attachments that cannot be read back.
    pub unreadable: u64,
}

/// Writes a bundle and returns its output, with everything handed to it; making that durable is the caller's.
///
/// # Errors
/// [`BundleError`]: the output is worth nothing then.
pub fn write<W: Write>(
    out: &Out<'_>,
    recipients: &BTreeSet<AgeRecipient>,
    output: W,
    tell: Tell<'_>,
) -> Result<(Written, W), BundleError> {
    let mut output = key::encrypt(recipients.iter().cloned(), output)?;
    output.write_all(frame::MAGIC).map_err(BundleError::File)?;
    let logs = logs(out)?;
    let (files, bytes) = count(out)?;
    let records = logs.iter().map(|(after, head)| head.seq.saturating_sub(*after)).fold(0, u64::saturating_add);
    let (office, by, server, at) = (out.office, out.by, out.server, out.replica.now());
    let head = Head { version: VERSION, office, by, server, at, records, files, bytes, refused: None };
    frame::put(&mut output, &Item::Head(head.clone()))?;
    if let Some(first) = &out.first {
        frame::put(&mut output, first)?;
    }
    let mut writing = Writing { out, output, tell, done: 0, of: head.units(), written: Written::default() };
    for (after, head) in logs {
        writing.log(after, &head)?;
    }
    each_file(out, |blob| writing.file(blob))?;
    let Writing { mut output, written, .. } = writing;
    frame::put(&mut output, &Item::End)?;
    Ok((written, output.finish().map_err(BundleError::File)?))
}

/// Every log that has something to carry and after which record, those of the office first: they say whose other logs are to be taken.
fn logs(out: &Out<'_>) -> Result<Vec<(u64, LogHead)>, StoreFault> {
    let office = out.replica.office_logs()?;
    let mut logs = Vec::new();
    for head in out.replica.heads()? {
        let after = if out.what == What::Unsent { out.replica.receipted(head.log)? } else { 0 };
        if after < head.seq {
            logs.push((after, head));
        }
    }
    logs.sort_by_key(|(_, head)| office.iter().position(|log| *log == head.log).unwrap_or(usize::MAX));
    Ok(logs)
}

fn count(out: &Out<'_>) -> Result<(u64, u64), BundleError> {
    let (mut files, mut bytes) = (0, 0u64);
    each_file(out, |blob| {
        files += 1;
        bytes = bytes.saturating_add(blob.size);
        Ok(())
    })?;
    Ok((files, bytes))
}

fn each_file(out: &Out<'_>, mut each: impl FnMut(&BlobRef) -> Result<(), BundleError>) -> Result<(), BundleError> {
    match out.what {
        What::Records => {}
        What::Unsent => out.blobs.to_carry()?.iter().try_for_each(each)?,
        What::All => {
            let mut after = None;
            loop {
                let blobs = out.blobs.held(after.as_ref(), FILES_AT_ONCE)?;
                blobs.iter().try_for_each(&mut each)?;
                match blobs.last() {
                    Some(last) => after = Some(last.address),
                    None => break,
                }
            }
        }
    }
    Ok(())
}

struct Writing<'a, W: Write> {
    out: &'a Out<'a>,
    output: W,
    tell: Tell<'a>,
    done: u64,
    of: u64,
    written: Written,
}

impl<W: Write> Writing<'_, W> {
    /// The records after `after`, never beyond the head that was read first.
    fn log(&mut self, mut after: u64, head: &LogHead) -> Result<(), BundleError> {
        while after < head.seq {
            let cut = self.out.replica.page(head.log, after, head.seq, PageLimit::default())?;
            let Some(mut cut) = cut else { break };
            seal_end(self.out.replica, &mut cut)?;
            if cut.page.seals.is_empty() {
                break;
            }
            let records = cut.end.seq.saturating_sub(after);
            frame::put(&mut self.output, &Item::Page(cut.page))?;
            (self.written.records, after) = (self.written.records + records, cut.end.seq);
            self.advance(records)?;
        }
        self.written.left_out += head.seq.saturating_sub(after);
        Ok(())
    }

    /// Design, invariant 9: "one bad attachment never stops another."
    fn file(&mut self, blob: &BlobRef) -> Result<(), BundleError> {
        let mut content = match self.out.blobs.read(&blob.address) {
            Ok(Some((size, content))) if size == blob.size => content,
            other => {
                tracing::warn!(gone = matches!(other, Ok(None)), "an attachment is not carried: it cannot be opened");
                self.written.unreadable += 1;
                return Ok(());
            }
        };
        frame::put(&mut self.output, &Item::File(*blob))?;
        let mut left = blob.size;
        while left > 0 {
            let mut piece = Vec::new();
            let most = left.min(PIECE as u64);
            match content.by_ref().take(most).read_to_end(&mut piece) {
                Ok(read) if read > 0 => {}
                // What has gone out of it is dropped by whoever takes it.
                _ => {
                    tracing::warn!("an attachment is not carried: it cannot be read to its end");
                    self.written.unreadable += 1;
                    return Ok(());
                }
            }
            let read = piece.len() as u64;
            left -= read.min(left);
            frame::put(&mut self.output, &Item::Piece(ByteBuf::from(piece)))?;
            self.advance(read / UNIT)?;
        }
        self.written.files += 1;
        self.written.bytes += blob.size;
        Ok(())
    }

    fn advance(&mut self, by: u64) -> Result<(), BundleError> {
        self.done += by;
        if (self.tell)(self.done.min(self.of), self.of) { Ok(()) } else { Err(BundleError::Stopped) }
    }
}
