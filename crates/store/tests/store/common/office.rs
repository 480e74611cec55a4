//! The log of an office server, without the server.

use ed25519_dalek::SigningKey;
use lakon_domain::event::{DeviceAdded, Event, LabelGiven, LogOpened, Name, OfficeBegun, ServerStated, UserAdded};
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, Seal, seal};
use lakon_domain::shape::Time;
use lakon_domain::statement::{Server, ServerStatement, office_key, recovery_secret};
use lakon_log::Moment;
use lakon_store::{Enrolled, Store, recovery_recipient};
use lakon_sync::replica::{PageLimit, Replica, Source};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use super::{Desk, START, Seeded, USER, code, seed};

pub struct Office {
    conn: Connection,
    pub log: LogId,
    key: SigningKey,
    pub statement: ServerStatement,
    random: Seeded,
    now: i64,
    _dir: TempDir,
}

impl Office {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut random = Seeded::new("office");
        let mut conn = lakon_log::open(&dir.path().join("server.db"), &[1; 32]).unwrap();
        lakon_log::migrate(&mut conn, lakon_log::MIGRATIONS).unwrap();
        let key = SigningKey::from_bytes(&[9; 32]);
        let public = PublicKey(key.verifying_key().to_bytes());
        let server = Server {
            office: Uuid::from_u128(46),
            server: Uuid::from_u128(47),
            tls_key: Hash([3; 32]),
            log_key: public,
            recovery: recovery_recipient(&recovery_secret(&seed())).unwrap(),
        };
        let statement = ServerStatement::sign(server, Time(START), &office_key(&seed()));
        let log = LogId::random(&mut random);
        let moment = Moment { author: Uuid::nil(), now: Time(START), offset: None };
        let (device, incarnation) = (Uuid::from_u128(47), Uuid::from_u128(48));
        let opened = LogOpened { format: 1, device, incarnation, signing_key: public, server: true };
        lakon_log::open_log(&conn, log, &opened, &moment, &mut random).unwrap();
        let mut office = Self { conn, log, key, statement: statement.clone(), random, now: START, _dir: dir };
        office.append([
            ServerStated::from(statement.clone()).into(),
            OfficeBegun {
                office: statement.office,
                code: code("046"),
                zone: code("WITA"),
                office_key: statement.office_key,
                recovery: statement.recovery,
                private: Some(Name { name: "KPPN Contoh".into() }),
            }
            .into(),
            UserAdded {
                user: USER,
                roles: vec![Role::Officer],
                answers: None,
                private: Some(Name { name: "Sari".into() }),
            }
            .into(),
        ]);
        office
    }

    pub fn append(&mut self, events: impl IntoIterator<Item = Event>) {
        self.now += 1;
        let events: Vec<Event> = events.into_iter().collect();
        let moment = Moment { author: Uuid::nil(), now: Time(self.now), offset: None };
        lakon_log::append(&self.conn, self.log, &events, &moment, &mut self.random).unwrap();
    }

    /// Enrols a bare PC and gives it a label.
    pub fn enrol(&mut self, desk: &Desk, label: &str) {
        let device = desk.store.device();
        self.append([
            DeviceAdded {
                device: device.device,
                log: device.log,
                signing_key: device.signing_public(),
                recipient: device.recipient().clone(),
                user: USER,
                roles: vec![Role::Officer],
                private: Some(Name { name: label.into() }),
            }
            .into(),
            LabelGiven { device: device.device, log: device.log, label: code(label) }.into(),
        ]);
        let (statement, label) = (self.statement.clone(), Some(code(label)));
        desk.store.enrol(Enrolled { statement, address: "127.0.0.1:1".into(), user: USER, label }).unwrap();
    }

    /// Hands over what the store lacks of the office log.
    pub fn send_to(&self, store: &Store) {
        let held = store.heads().unwrap().into_iter().find(|head| head.log == self.log).map_or(0, |head| head.seq);
        let limit = PageLimit { records: usize::MAX, bytes: usize::MAX };
        if let Some(cut) = lakon_log::page(&self.conn, self.log, held, u64::MAX, limit).unwrap() {
            let mut page = cut.page;
            page.seals.push(seal(self.log, cut.end, Time(self.now), &self.key));
            store.receive(&page, Source::Other).unwrap();
        }
    }

    /// The receipt the server gives for a head of a device's log.
    pub fn receipt(&self, log: LogId, head: Head) -> Seal {
        seal(log, head, Time(self.now), &self.key)
    }
}

/// A desk that belongs to the office and knows its log.
pub fn enrolled(office: &mut Office, name: &str, label: &str) -> Desk {
    let desk = Desk::bare(name);
    office.enrol(&desk, label);
    office.send_to(&desk.store);
    desk
}
