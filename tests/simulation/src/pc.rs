//! A PC of the office: its clock, which may be wrong, its own log of real records, and what it hands over.

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::event::{DeviceAdded, Event, LogOpened, Name};
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, PublicKey, new_id};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::{AgeRecipient, Time};
use lakon_sync::replica::Page;
use uuid::Uuid;

use crate::dice::Dice;

/// One PC and who sits at it.
pub struct Pc {
    pub user: Uuid,
    pub name: &'static str,
    pub role: Role,
    /// PC clock minus true time, milliseconds.
    pub off_by: i64,
    /// Without a network today: hears nobody.
    pub away: bool,
    device: Uuid,
    log: LogId,
    key: SigningKey,
    seq: u64,
    chain: Hash,
    hlc: Hlc,
    /// Records nobody else has yet.
    unsent: Vec<Record>,
}

impl Pc {
    pub fn new(name: &'static str, role: Role, now: i64, dice: &mut Dice) -> Self {
        let mut seed = [0; 32];
        dice.fill(&mut seed);
        let log = LogId::random(dice);
        let mut pc = Self {
            user: new_id(now, dice),
            name,
            role,
            off_by: 0,
            away: false,
            device: new_id(now, dice),
            log,
            key: SigningKey::from_bytes(&seed),
            seq: 0,
            chain: chain_start(log),
            hlc: Hlc::default(),
            unsent: Vec::new(),
        };
        let (device, incarnation) = (pc.device, new_id(now, dice));
        let opened = LogOpened { format: FORMAT, device, incarnation, signing_key: pc.public_key(), server: false };
        pc.write(&opened.into(), now, Hlc::default(), dice);
        pc
    }

    fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    /// What the office log says of this PC.
    pub fn added(&self, recipient: AgeRecipient) -> DeviceAdded {
        DeviceAdded {
            device: self.device,
            log: self.log,
            signing_key: self.public_key(),
            recipient,
            user: self.user,
            roles: vec![self.role],
            private: Some(Name { name: self.name.into() }),
        }
    }

    pub fn device(&self) -> Uuid {
        self.device
    }

    /// The time this PC shows.
    pub fn clock(&self, now: i64) -> i64 {
        now + self.off_by
    }

    /// Its newest stamp, as others hear it.
    pub fn stamp(&self) -> Hlc {
        self.hlc
    }

    /// Appends an event at the true time `now`; `heard` is the newest stamp of the other PCs.
    pub fn write(&mut self, event: &Event, now: i64, heard: Hlc, dice: &mut Dice) -> Filed {
        let at = self.clock(now);
        let heard = if self.away { self.hlc } else { self.hlc.heard(heard, at) };
        self.hlc = heard.next(at);
        self.seq += 1;
        let stamp = Stamp {
            log: self.log,
            seq: self.seq,
            id: new_id(at, dice),
            hlc: self.hlc,
            author: self.user,
            at: Time(at),
            offset: None,
        };
        let record = Record::write(event, &stamp, dice).unwrap();
        self.chain = record.hash(&self.chain);
        let filed = Filed::read(&record).unwrap();
        self.unsent.push(record);
        filed
    }

    /// Whether it holds records that nobody else has.
    pub fn lags(&self) -> bool {
        !self.unsent.is_empty()
    }

    /// What was not handed over yet, sealed; nothing while the PC is away.
    pub fn hand_over(&mut self, now: i64) -> Option<Page> {
        if self.unsent.is_empty() || self.away {
            return None;
        }
        let records = std::mem::take(&mut self.unsent);
        let after = self.seq - records.len() as u64;
        let head = Head { seq: self.seq, chain: self.chain };
        let seals = vec![seal(self.log, head, Time(self.clock(now)), &self.key)];
        Some(Page { log: self.log, after, records, seals })
    }
}
