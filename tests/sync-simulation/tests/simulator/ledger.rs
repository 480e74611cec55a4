//! The book beside the office: every record its author's store said it kept, every head a replica ever named, every attachment. It is
//! filled from what the stores acknowledge, and knows nothing of the sync. What may be missing in the end is `stock`'s to say.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::{DeviceRevoked, Event};
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

/// What may have become of an event by the machines that were put back, copied and lost. Nothing of it: then it has to be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fate {
    /// The last machine that held it was put back to a time before it, or is lost.
    pub gone: bool,
    /// Who wrote it does not hold it any more, nor does the server: it may end set aside, as the tail of a branch that gave way.
    pub loose: bool,
    /// The last private part of it went with a machine.
    pub bare: bool,
}

/// An attachment some record names.
#[derive(Debug, Clone)]
pub struct KeptFile {
    pub bytes: Vec<u8>,
    /// The only copy there was has been damaged, or put back to a time before it, and nobody else had it: nobody can have it any more.
    pub lost: bool,
}

#[derive(Default)]
pub struct Ledger {
    /// By place and chain hash: a log two machines wrote has several records at one place.
    written: BTreeMap<LogId, BTreeMap<(u64, Hash), Record>>,
    /// Up to where what an author wrote is taken down.
    tips: BTreeMap<(Who, LogId), (u64, Hash)>,
    /// Every event anybody wrote.
    pub events: BTreeMap<Uuid, Fate>,
    /// Logs that were written at two machines, and from which number on.
    forks: BTreeMap<LogId, u64>,
    /// Logs of devices that were revoked.
    pub revoked: BTreeSet<LogId>,
    pub files: BTreeMap<Hash, KeptFile>,
    /// Events their author had no right to make.
    pub rightless: Vec<Uuid>,
    heads: BTreeMap<(Who, LogId), (u64, Hash)>,
}

/// Without a bound: the whole of a log at once.
pub const ALL: PageLimit = PageLimit { records: usize::MAX, bytes: usize::MAX };

/// Beyond every number.
const END: u64 = u64::MAX >> 25;

impl Ledger {
    /// Takes down what an author's store has of its own log beyond what is known, and holds what is known against it.
    ///
    /// # Errors
    /// Where a record that was acknowledged is not there or is another.
    pub fn author(&mut self, who: Who, replica: &dyn Replica) -> Result<(), Wrong> {
        let log = replica.own_log().map_err(|fault| fault.to_string())?;
        let (mut held, mut chain) = self.tips.get(&(who, log)).copied().unwrap_or((0, chain_start(log)));
        loop {
            // A page ends at a seal, so there may be more behind it.
            let cut = replica.page(log, held, END, ALL).map_err(|fault| fault.to_string())?;
            let records = cut.map_or_else(Vec::new, |cut| cut.page.records);
            if records.is_empty() {
                break;
            }
            for record in records {
                held += 1;
                chain = record.hash(&chain);
                let header = record.read_header().map_err(|bad| format!("{log} {held}: {bad}"))?;
                if (header.log, header.seq) != (log, held) {
                    return Err(format!("{log}: its author wrote {} where {held} comes next", header.seq));
                }
                self.keep(log, held, chain, header.id, record);
            }
        }
        self.tips.insert((who, log), (held, chain));
        Ok(())
    }

    fn keep(&mut self, log: LogId, seq: u64, chain: Hash, event: Uuid, record: Record) {
        if let Ok(header) = record.read_header()
            && header.kind == DeviceRevoked::KIND
            && let Ok(Event::DeviceRevoked(revoked)) = Event::read(&header.kind, &record.facts, None)
        {
            self.revoked.insert(revoked.log);
        }
        self.events.entry(event).or_default();
        let places = self.written.entry(log).or_default();
        if places.range((seq, Hash([0; 32]))..=(seq, Hash([255; 32]))).any(|((_, held), _)| *held != chain) {
            let from = self.forks.entry(log).or_insert(seq);
            *from = (*from).min(seq);
        }
        places.entry((seq, chain)).or_insert(record);
    }

    /// A machine is another from now on: put back, copied or made anew. What it holds of its own log has been written before.
    ///
    /// # Errors
    /// Where it holds an own log nobody wrote.
    pub fn adopt(&mut self, who: Who, replica: &dyn Replica) -> Result<(), Wrong> {
        self.tips.retain(|(of, _), _| *of != who);
        self.heads.retain(|(of, _), _| *of != who);
        let log = replica.own_log().map_err(|fault| fault.to_string())?;
        let heads = replica.heads().map_err(|fault| fault.to_string())?;
        let mut known = (0, chain_start(log));
        if let Some(head) = heads.iter().find(|head| head.log == log)
            && let Some(places) = self.written.get(&log)
        {
            // The newest of it that is known: a new log begins with the start of the program.
            let seqs: Vec<u64> = (1..=head.seq).collect();
            let chains = replica.chains(log, &seqs).map_err(|fault| fault.to_string())?;
            for (seq, chain) in seqs.into_iter().zip(chains) {
                match chain {
                    Some(chain) if places.contains_key(&(seq, chain)) => known = (seq, chain),
                    _ => break,
                }
            }
        }
        self.tips.insert((who, log), known);
        self.author(who, replica)?;
        self.heads(who, replica)
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
        let wrote: BTreeSet<LogId> =
            self.tips.keys().filter(|(of, _)| *of == Who::Server).map(|(_, log)| *log).collect();
        for ((_, log), noted) in self.heads.range_mut((who, LogId([0; 16]))..=(who, LogId([255; 16]))) {
            let held = heads.iter().find(|head| head.log == *log);
            // Where two machines wrote, one branch gives way; of a revoked device what lies beyond the head named is put aside. The
            // branch that stays is the server's, which gives way only in a log of its own it was put back in.
            let forked = self.forks.get(log).is_some_and(|from| *from <= noted.0);
            let may = self.revoked.contains(log) || (forked && (who != Who::Server || wrote.contains(log)));
            let stands = held.is_some_and(|head| (head.seq, head.chain) == *noted);
            if noted.0 > 0 && !stands && !may {
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

    /// The newest own head of a machine that is taken down.
    pub fn tip(&self, who: Who, log: LogId) -> Option<(u64, Hash)> {
        self.tips.get(&(who, log)).copied()
    }

    /// What was written at a place with this chain hash.
    pub fn written(&self, log: LogId, seq: u64, chain: Hash) -> Option<&Record> {
        self.written.get(&log)?.get(&(seq, chain))
    }

    /// Every log, place and record anybody wrote.
    pub fn all(&self) -> impl Iterator<Item = (LogId, u64, &Record)> {
        self.written.iter().flat_map(|(log, places)| places.iter().map(|((seq, _), record)| (*log, *seq, record)))
    }

    /// Records in a log, whichever branch.
    pub fn count(&self, log: LogId) -> usize {
        self.written.get(&log).map_or(0, BTreeMap::len)
    }

    /// The event of the newest record of a machine's own log.
    pub fn newest(&self, who: Who, log: LogId) -> Option<Uuid> {
        let (seq, chain) = self.tip(who, log)?;
        Some(self.written(log, seq, chain)?.read_header().ok()?.id)
    }

    /// Whether any log was written at two machines.
    pub fn any_fork(&self) -> bool {
        !self.forks.is_empty()
    }

    /// Events that stand in several logs: they were written again when a log gave way, with their stamps.
    pub fn written_again(&self) -> BTreeSet<Uuid> {
        let mut places: BTreeMap<Uuid, LogId> = BTreeMap::new();
        let mut again = BTreeSet::new();
        for (log, _, record) in self.all() {
            let Ok(header) = record.read_header() else { continue };
            if *places.entry(header.id).or_insert(log) != log {
                again.insert(header.id);
            }
        }
        again
    }
}
