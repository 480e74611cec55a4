//! A replica between the protocol and a real store: it cuts pages short where the run wants that, and breaks one invariant where it
//! is told to. Everything else passes through untouched.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use lakon_domain::event::{Event, QuestionSet};
use lakon_domain::filed::Filed;
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::chain_start;
use lakon_domain::seal::{self, Head, Seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::{
    Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received, Refusal, Replica, Source, StoreFault,
    Unreceipted,
};

use crate::breaks::Break;
use crate::ledger::Who;
use crate::raw;
use crate::shared::{Shared, lock};

pub struct Twisted {
    inner: Arc<dyn Replica>,
    shared: Arc<Shared>,
    who: Who,
    database: PathBuf,
    key: [u8; 32],
    /// Heads that are named and not held.
    claimed: Mutex<HashMap<LogId, LogHead>>,
}

impl Twisted {
    pub fn new(inner: Arc<dyn Replica>, shared: Arc<Shared>, who: Who, database: PathBuf, key: [u8; 32]) -> Self {
        Self { inner, shared, who, database, key, claimed: Mutex::default() }
    }

    fn is(&self, what: Break) -> bool {
        self.shared.is(what)
    }

    fn is_desk(&self) -> bool {
        self.who != Who::Server
    }

    /// Where a page ends, by its own bytes.
    fn end(&self, page: &Page) -> Result<Hash, StoreFault> {
        let start = match page.after {
            0 => chain_start(page.log),
            after => self.inner.chains(page.log, &[after])?.first().copied().flatten().unwrap_or(Hash::ZERO),
        };
        Ok(page.records.iter().fold(start, |chain, record| record.hash(&chain)))
    }

    /// Whether a page with something rightless comes with a receipt: a seal that is not by the log's own key.
    fn was_judged(&self, page: &Page) -> bool {
        let own = lock(&self.shared.keys).get(&page.log).map(|key| PublicKey(key.verifying_key().to_bytes()));
        let rightless = lock(&self.shared.ledger).rightless.clone();
        let mut headers = page.records.iter().filter_map(|record| record.read_header().ok());
        page.seals.iter().any(|seal| Some(seal.by) != own && seal.seq >= page.last())
            && headers.any(|header| rightless.contains(&header.id))
    }

    /// A seal nobody gave, by the right key: what not looking at seals comes to.
    fn sealed_anyway(&self, page: &Page) -> Result<Page, StoreFault> {
        let head = Head { seq: page.last(), chain: self.end(page)? };
        let mut page = page.clone();
        if let Some(key) = lock(&self.shared.keys).get(&page.log) {
            page.seals.push(seal::seal(page.log, head, self.inner.now(), key));
        }
        Ok(page)
    }

    /// A desk with a bad attachment in its office shows no more of its own log than the server has anyway.
    fn held_back(&self) -> Result<Option<LogHead>, StoreFault> {
        if !self.is(Break::RecordsWaitForABadFile) || !self.is_desk() || !self.shared.any_bad_file() {
            return Ok(None);
        }
        let log = self.inner.own_log()?;
        let seq = self.inner.receipted(log)?;
        Ok(self.inner.chains(log, &[seq])?[0].map(|chain| LogHead { log, seq, chain }))
    }

    fn claim(&self, page: &Page) -> Result<Received, StoreFault> {
        let head = LogHead { log: page.log, seq: page.last(), chain: self.end(page)? };
        lock(&self.claimed).insert(page.log, head);
        Ok(Received { new: (page.after + 1..).zip(page.records.iter().cloned()).collect(), filled: Vec::new() })
    }

    fn after_receiving(&self, received: &Received) {
        if self.is(Break::FollowsEveryClock) && self.is_desk() {
            raw::follow_every_clock(&self.database, &self.key);
        }
        if self.is(Break::LastToArriveWins) && self.is_desk() {
            for (_, record) in &received.new {
                if let Ok(Filed { event: Event::QuestionSet(QuestionSet { case, private: Some(text), .. }), .. }) =
                    Filed::read(record)
                {
                    raw::show_question(&self.database, &self.key, case, &text.text);
                }
            }
        }
    }
}

impl Replica for Twisted {
    fn now(&self) -> Time {
        self.inner.now()
    }

    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        let mut heads = self.inner.heads()?;
        for (log, claimed) in lock(&self.claimed).iter() {
            match heads.iter_mut().find(|head| head.log == *log) {
                Some(head) if head.seq < claimed.seq => *head = *claimed,
                Some(_) => {}
                None => heads.push(*claimed),
            }
        }
        if let Some(back) = self.held_back()? {
            heads.retain(|head| head.log != back.log);
            heads.push(back);
        }
        heads.sort_unstable();
        Ok(heads)
    }

    fn own_log(&self) -> Result<LogId, StoreFault> {
        self.inner.own_log()
    }

    fn wrote(&self, log: LogId) -> Result<bool, StoreFault> {
        self.inner.wrote(log)
    }

    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        if self.is(Break::KeepsTheOfficeToItself) && self.is_desk() && self.shared.generation() > 0 {
            return Ok(Vec::new());
        }
        self.inner.office_logs()
    }

    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        let limit = match self.shared.page_records {
            Some(records) => PageLimit { records: limit.records.min(records), ..limit },
            None => limit,
        };
        let mut cut = self.inner.page(log, after, upto, limit)?;
        if cut.as_ref().is_some_and(|cut| self.shared.page_records.is_some() && cut.page.last() < upto) {
            self.shared.count("short page");
        }
        if self.is(Break::WritesRecordsAnew) && !self.is_desk() {
            for record in cut.iter_mut().flat_map(|cut| &mut cut.page.records) {
                let header: serde_json::Value = serde_json::from_slice(&record.header).unwrap();
                record.header = serde_json::to_vec_pretty(&header).unwrap();
            }
        }
        Ok(cut)
    }

    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        if self.is(Break::AcknowledgesBeforeTheCommit) && !self.is_desk() {
            let folder = self.database.parent().unwrap();
            let lies = self.shared.root.join("before-the-last-page");
            let _ = std::fs::remove_dir_all(&lies);
            std::fs::rename(self.shared.image(folder), &lies).unwrap();
        }
        if self.is(Break::RefusesTheRightless) && !self.is_desk() {
            let rightless = lock(&self.shared.ledger).rightless.clone();
            for (seq, record) in (page.after + 1..).zip(&page.records) {
                if record.read_header().is_ok_and(|header| rightless.contains(&header.id)) {
                    return Err(Refusal::BadRecord { log: page.log, seq }.into());
                }
            }
        }
        if self.is(Break::TakesReceiptsForJudgements) && !self.is_desk() && self.was_judged(page) {
            return raw::receive(&self.database, &self.key, page, from);
        }
        if self.is(Break::NamesHeadsItLacks) && self.is_desk() && !self.inner.office_logs()?.contains(&page.log) {
            return Ok(self.claim(page)?);
        }
        if self.is(Break::NeverJudges) && !self.is_desk() {
            return raw::receive(&self.database, &self.key, page, from);
        }
        let received = if self.is(Break::SkipsSeals) && self.is_desk() {
            self.inner.receive(&self.sealed_anyway(page)?, from)?
        } else {
            self.inner.receive(page, from)?
        };
        self.after_receiving(&received);
        Ok(received)
    }

    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault> {
        self.inner.seal(log, head)
    }

    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        self.inner.put_seal(seal)
    }

    fn openings(&self) -> Result<Vec<Page>, StoreFault> {
        self.inner.openings()
    }

    fn carry_on(&self, log: LogId, common: u64) -> Result<Option<LogId>, StoreFault> {
        if self.is(Break::WritesOnInTheOldLog) {
            return Ok(None);
        }
        let before = self.inner.own_log()?;
        let own = self.inner.carry_on(log, common)?;
        if let Some(own) = own {
            self.shared.count("carried on at a sync");
            if self.is(Break::DropsTheForkedTail) && own != before {
                raw::forget(&self.database, &self.key, own, 1);
            }
        }
        Ok(own)
    }

    fn receive_branch(&self, page: &Page) -> Result<Received, ReceiveError> {
        let received = self.inner.receive_branch(page)?;
        self.after_receiving(&received);
        Ok(received)
    }

    fn receipted(&self, log: LogId) -> Result<u64, StoreFault> {
        self.inner.receipted(log)
    }

    fn newest_receipt(&self, log: LogId) -> Result<Option<Seal>, StoreFault> {
        self.inner.newest_receipt(log)
    }

    fn note_ahead(&self, seals: &[Seal], server: Option<PublicKey>) -> Result<(), StoreFault> {
        self.inner.note_ahead(seals, server)
    }

    fn untold(&self, server: &PublicKey, limit: usize) -> Result<Vec<Seal>, StoreFault> {
        self.inner.untold(server, limit)
    }

    fn told(&self, seals: &[Seal], server: &PublicKey) -> Result<(), StoreFault> {
        self.inner.told(seals, server)
    }

    fn unreceipted(&self) -> Result<Option<Unreceipted>, StoreFault> {
        if self.held_back()?.is_some() { Ok(None) } else { self.inner.unreceipted() }
    }

    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault> {
        self.inner.missing_private(after, limit)
    }

    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        self.inner.privates(places, bytes)
    }

    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault> {
        if self.is(Break::NeverFillsIn) && self.is_desk() { Ok(0) } else { self.inner.fill_private(parts) }
    }

    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        self.inner.chains(log, seqs)
    }
}
