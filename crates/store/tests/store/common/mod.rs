//! A desk for tests: a clock that only moves when told, randomness from a seed, and an office server's log to be enrolled at.

mod office;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lakon_domain::Random;
use lakon_domain::code::Seed;
use lakon_domain::event::{
    AnswerSet, CaseOpened, CaseResolved, Event, LabelGiven, Name, OfficeBegun, PartySet, PartyWords, PersonAdded,
    PersonData, QuestionSet, Text, TopicSet, UserAdded, VisitOpened,
};
use lakon_domain::ids::PublicKey;
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_domain::statement::{office_key, recovery_secret};
use lakon_store::{Clock, DbKey, Device, Folder, Randomness, Store, StoreError, recovery_recipient};
use lakon_sync::replica::{PageLimit, Replica, Source};
use tempfile::TempDir;
use uuid::Uuid;

pub use office::{Office, enrolled};

/// Monday, 23 November 2026, 07.30 in Makassar.
pub const START: i64 = 1_795_390_200_000;
pub const USER: Uuid = Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001);

/// Shows the time it was set to.
pub struct Hand(AtomicI64);

impl Hand {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START)))
    }

    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// BLAKE3 as a stream: the same bytes for the same seed.
pub struct Seeded(blake3::OutputReader);

impl Seeded {
    pub fn new(seed: &str) -> Self {
        Self(blake3::Hasher::new_derive_key("lakon store tests").update(seed.as_bytes()).finalize_xof())
    }
}

impl Random for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.0.fill(buffer);
    }
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn text(text: &str) -> Option<Text> {
    Some(Text { text: text.into() })
}

pub fn seed() -> Seed {
    Seed::new([7; 16])
}

/// A PC with its folder.
pub struct Desk {
    name: String,
    pub folder: Folder,
    pub key: DbKey,
    pub clock: Arc<Hand>,
    pub random: Randomness,
    pub store: Store,
    /// Last, so that it is removed last.
    pub dir: TempDir,
}

impl Desk {
    /// A PC that has a database and no office.
    pub fn bare(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path().join("data")).unwrap();
        let (clock, random) = (Hand::new(), Randomness::new(Seeded::new(name)));
        let key = DbKey::random(&mut random.clone());
        let device = Device::random(clock.now(), &mut random.clone()).unwrap();
        let store = Store::create(&folder, &key, device, clock.clone(), random.clone()).unwrap();
        Self { name: name.to_owned(), folder, key, clock, random, store, dir }
    }

    /// A PC that is its own office.
    pub fn alone(name: &str) -> Self {
        let desk = Self::bare(name);
        let device = desk.store.device();
        let (device, log) = (device.device, device.log);
        desk.write([
            OfficeBegun {
                office: Uuid::from_u128(46),
                code: code("046"),
                zone: code("WITA"),
                office_key: PublicKey(office_key(&seed()).verifying_key().to_bytes()),
                recovery: recovery_recipient(&recovery_secret(&seed())).unwrap(),
                private: Some(Name { name: "KPPN Contoh".into() }),
            }
            .into(),
            UserAdded {
                user: USER,
                roles: vec![Role::Officer, Role::Admin],
                answers: None,
                private: Some(Name { name: "Sari".into() }),
            }
            .into(),
            LabelGiven { device, log, label: code("QX") }.into(),
        ]);
        desk
    }

    pub fn clock_now(&self) -> Time {
        self.clock.now()
    }

    /// The database key again, from the seed it was drawn from.
    pub fn raw_key(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        Seeded::new(&self.name).fill(&mut bytes);
        bytes
    }

    pub fn write(&self, events: impl IntoIterator<Item = Event>) {
        self.store
            .transact(USER, |tx| {
                for event in events {
                    tx.write(event)?;
                }
                Ok::<(), StoreError>(())
            })
            .unwrap();
    }

    /// Opens a case with a question and returns its id.
    pub fn case(&self, question: &str) -> Uuid {
        self.clock.pass(1_000);
        let (case, _) = self
            .store
            .transact(USER, |tx| {
                let (case, visit, now) = (tx.new_id(), tx.new_id(), tx.now());
                let number = tx.next_number(now)?;
                let channel = code("tatap_muka");
                tx.write(VisitOpened { visit, happened_at: now })?;
                tx.write(CaseOpened { case, number, visit, channel, opened_at: now, started_at: now })?;
                tx.write(QuestionSet { case, replaces: vec![], private: text(question) })?;
                Ok::<Uuid, StoreError>(case)
            })
            .unwrap();
        case
    }

    /// Adds a person and makes them the party of a case.
    pub fn person(&self, case: Uuid, name: &str, phone: &str) -> Uuid {
        let (person, _) = self
            .store
            .transact(USER, |tx| {
                let person = tx.new_id();
                let data = PersonData { name: name.into(), phone: phone.into(), email: String::new() };
                tx.write(PersonAdded { person, private: Some(data) })?;
                tx.write(party(case, Some(person), None))?;
                Ok::<Uuid, StoreError>(person)
            })
            .unwrap();
        person
    }

    pub fn resolve(&self, case: Uuid, answer: &str) {
        self.clock.pass(60_000);
        let at = self.clock.now();
        self.write([
            TopicSet { case, topic: Some(code("PD-01")), section: Some(code("PD")), replaces: vec![] }.into(),
            AnswerSet { case, replaces: vec![], private: text(answer) }.into(),
            CaseResolved { case, resolved_at: at }.into(),
        ]);
    }

    /// The program dies (nothing is closed in order) and starts again.
    pub fn restart(mut self) -> Self {
        let (folder, clock, random) = (self.folder.clone(), self.clock.clone(), self.random.clone());
        let opened = Store::open(&folder, &self.key, clock, random).unwrap();
        std::mem::forget(std::mem::replace(&mut self.store, opened));
        self
    }

    /// Hands over what the own log holds beyond what the other has, sealed, in pages of at most so many records.
    pub fn send_to(&self, other: &Store, records: usize) {
        let own = self.store.device().log;
        let have = || other.heads().unwrap().into_iter().find(|head| head.log == own).map_or(0, |head| head.seq);
        let limit = PageLimit { records, bytes: usize::MAX };
        while let Some(cut) = self.store.page(own, have(), u64::MAX, limit).unwrap() {
            let mut page = cut.page;
            page.seals.push(self.store.seal(own, cut.end).unwrap().unwrap());
            other.receive(&page, Source::Other).unwrap();
        }
    }
}

pub fn party(case: Uuid, person: Option<Uuid>, organisation: Option<Uuid>) -> PartySet {
    let private = Some(PartyWords::default());
    PartySet { case, person, organisation, stakeholder_type: code("SATKER"), role: None, replaces: vec![], private }
}

/// Every row of every projection; keys of its own left out, so that stores can be compared.
pub fn dump(store: &Store) -> Vec<String> {
    let tables = [
        "SELECT hex(id), number, status, opened_at, channel, hex(person), who, hex(organisation), whose, question, topic, closed_ms,
            running_since, resolved_at, files, concurrent, needs_review, shared, awaited FROM case_row ORDER BY id",
        "SELECT r.number, f.who, f.question, f.answer, f.hai FROM case_fts AS f JOIN case_row AS r ON r.place = f.rowid
          ORDER BY r.id",
        "SELECT hex(p.id), p.name, p.sort, p.digits, p.state, f.name, f.code, f.phone FROM party_row AS p
           JOIN party_fts AS f ON f.rowid = p.place ORDER BY p.id",
        "SELECT hex(event), hex(file), name, state, hex(address), live FROM file_row ORDER BY event",
        "SELECT hex(case_id), number, hlc, hex(log) FROM case_number ORDER BY case_id",
        "SELECT r.number, f.number FROM case_fts AS f JOIN case_row AS r ON r.place = f.rowid ORDER BY r.id",
        "SELECT status, n FROM case_count WHERE n <> 0 ORDER BY status",
        "SELECT label, year, last FROM number_run ORDER BY label, year",
        "SELECT kind, n FROM skipped ORDER BY kind",
        "SELECT hex(case_id), kind, raised, due_at, turns_at FROM duty_row ORDER BY case_id, kind",
        "SELECT hex(escalation), hex(case_id), section, phase, raised_at, hex(raised_by), question, here FROM escalation_row
          ORDER BY escalation",
    ];
    store
        .read(|conn| {
            let mut lines = Vec::new();
            for sql in tables {
                let mut statement = conn.prepare(sql)?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let value = |at| format!("{:?}", row.get::<_, rusqlite::types::Value>(at).unwrap());
                    lines.push((0..columns).map(value).collect::<Vec<_>>().join(" | "));
                }
            }
            Ok(lines)
        })
        .unwrap()
}
