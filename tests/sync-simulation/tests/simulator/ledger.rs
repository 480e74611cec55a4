//! The book beside the office: every record its author's store said it kept, every head a replica ever named, every attachment. It is
//! filled from what the stores acknowledge, and knows nothing of the sync.

use std::collections::BTreeMap;

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, chain_start};
use lakon_sync::replica::{PageLimit, Replica};
use uuid::Uuid;

use crate::shared::Wrong;

/// Who holds something: the server, or the desk of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Server,
    Desk(usize),
}

/// A record as its author wrote it.
#[derive(Debug, Clone)]
pub struct Kept {
    pub record: Record,
    pub chain: Hash,
}

/// An attachment some record names.
#[derive(Debug, Clone)]
pub struct KeptFile {
    pub bytes: Vec<u8>,
    /// The only copy there was has been damaged before anybody else had it: nobody can have it any more.
    pub lost: bool,
}

#[derive(Default)]
pub struct Ledger {
    pub records: BTreeMap<LogId, Vec<Kept>>,
    pub files: BTreeMap<Hash, KeptFile>,
    /// Events their author had no right to make.
    pub rightless: Vec<Uuid>,
    /// Events whose private part the office has erased.
    pub erased: Vec<Uuid>,
    heads: BTreeMap<(Who, LogId), (u64, Hash)>,
}

/// Without a bound: the whole of a log at once.
pub const ALL: PageLimit = PageLimit { records: usize::MAX, bytes: usize::MAX };

impl Ledger {
    /// A record as it has to be held: without its private part where that was erased.
    pub fn expected(&self, kept: &Kept) -> Record {
        let gone = kept.record.read_header().is_ok_and(|header| self.erased.contains(&header.id));
        Record { private: kept.record.private.clone().filter(|_| !gone), ..kept.record.clone() }
    }

    /// Takes down what an author's store has of its own log beyond what is known, and holds what is known against it.
    ///
    /// # Errors
    /// Where a record that was acknowledged is not there or is another.
    pub fn author(&mut self, replica: &dyn Replica) -> Result<(), Wrong> {
        let log = replica.own_log().map_err(|fault| fault.to_string())?;
        let known = self.records.entry(log).or_default();
        let held = known.len() as u64;
        let mut chain = known.last().map_or(chain_start(log), |last| last.chain);
        let cut = replica.page(log, held, u64::MAX >> 25, ALL).map_err(|fault| fault.to_string())?;
        for (seq, record) in (held + 1..).zip(cut.into_iter().flat_map(|cut| cut.page.records)) {
            chain = record.hash(&chain);
            let header = record.read_header().map_err(|bad| format!("{log} {seq}: {bad}"))?;
            if (header.log, header.seq) != (log, seq) {
                return Err(format!("{log}: its author wrote {} where {seq} comes next", header.seq));
            }
            known.push(Kept { record, chain });
        }
        Ok(())
    }

    /// Takes down what a replica says it holds. What it said before it has to hold still.
    ///
    /// # Errors
    /// Where something acknowledged is gone or is another.
    pub fn heads(&mut self, who: Who, replica: &dyn Replica) -> Result<(), Wrong> {
        let heads = replica.heads().map_err(|fault| fault.to_string())?;
        for head in &heads {
            self.heads.entry((who, head.log)).or_insert((0, Hash::ZERO));
        }
        for ((_, log), noted) in self.heads.range_mut((who, LogId([0; 16]))..=(who, LogId([255; 16]))) {
            let held = heads.iter().find(|head| head.log == *log);
            if noted.0 > 0 {
                let chain = replica.chains(*log, &[noted.0]).map_err(|fault| fault.to_string())?;
                if chain != [Some(noted.1)] || held.is_none_or(|head| head.seq < noted.0) {
                    return Err(format!(
                        "{who:?} had acknowledged {log} up to {} and does not hold it any more",
                        noted.0
                    ));
                }
            }
            if let Some(head) = held {
                *noted = (head.seq, head.chain);
            }
        }
        Ok(())
    }
}
