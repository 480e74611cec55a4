//! A desk's log written by hand: events into records, records into a sealed page, the page to the server.

use ed25519_dalek::SigningKey;
use lakon_domain::event::{Event, LogOpened};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, new_id};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::seal::{self, Head};
use lakon_domain::shape::Time;
use lakon_server::SystemRandom;
use lakon_sync::error::SyncError;
use lakon_sync::push::{Push, PushAnswer};
use lakon_sync::replica::Page;
use lakon_sync::transport::{Endpoint, Transport};
use lakon_sync::wire;
use uuid::Uuid;

use super::Desk;

pub struct Log {
    log: LogId,
    key: SigningKey,
    seq: u64,
    chain: Hash,
    /// Event ids in the order they were written.
    pub ids: Vec<Uuid>,
    waiting: Vec<Record>,
    sent: u64,
}

impl Log {
    /// Begins the desk's log with its record 1.
    pub fn of(desk: &Desk) -> Self {
        let log = desk.keys.log;
        let mut new = Self {
            log,
            key: desk.key.clone(),
            seq: 0,
            chain: chain_start(log),
            ids: Vec::new(),
            waiting: Vec::new(),
            sent: 0,
        };
        let opened = LogOpened {
            format: FORMAT,
            device: desk.keys.device,
            incarnation: new_id(0, &mut SystemRandom),
            signing_key: desk.keys.signing_key,
            server: false,
        };
        new.write(Uuid::nil(), opened);
        new
    }

    /// Writes an event and returns its id.
    pub fn write(&mut self, author: Uuid, event: impl Into<Event>) -> Uuid {
        self.seq += 1;
        let id = new_id(1_000, &mut SystemRandom);
        let stamp =
            Stamp { log: self.log, seq: self.seq, id, hlc: Hlc::new(1_000, 0), author, at: Time(1_000), offset: None };
        let record = Record::write(&event.into(), &stamp, &mut SystemRandom).unwrap();
        self.chain = record.hash(&self.chain);
        self.waiting.push(record);
        self.ids.push(id);
        id
    }

    /// Sends what waits as one page.
    pub async fn push(&mut self, desk: &Desk) -> Result<PushAnswer, SyncError> {
        let head = Head { seq: self.seq, chain: self.chain };
        let seals = vec![seal::seal(self.log, head, Time(1_000), &self.key)];
        let page = Page { log: self.log, after: self.sent, records: self.waiting.clone(), seals };
        let body = wire::encode(&Push { page, more: false }).unwrap();
        let answer = desk.http.send(Endpoint::Push, Some(&desk.token), body).await?;
        self.waiting.clear();
        self.sent = self.seq;
        Ok(wire::decode(&answer).unwrap())
    }
}
