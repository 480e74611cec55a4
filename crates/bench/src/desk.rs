//! A desk to measure: a store in a folder of its own, alone or enrolled at a server, and the cases it writes.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use lakon_domain::Random;
use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::event::*;
use lakon_domain::ids::PublicKey;
use lakon_domain::rights::Role;
use lakon_domain::shape::{AgeRecipient, BadShape, CaseNumber, Code, Time};
use lakon_store::{Clock, DbKey, Enrolled, Folder, NewDevice, Randomness, Store, StoreError, Tx};
use lakon_sync::client::{Client, Credentials};
use lakon_sync::enrol;
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use uuid::Uuid;

/// Events of one whole case as [`whole_case`] writes it.
pub const EVENTS_A_CASE: usize = 8;

struct SystemClock;
impl Clock for SystemClock {
    fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemRandom;
impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) {
        // A bench without randomness measures the same; it keeps no secret.
        let _ = getrandom::fill(buffer);
    }
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

pub fn random() -> Randomness {
    Randomness::new(SystemRandom)
}

/// A desk that is its own office.
pub fn alone(path: &Path) -> Result<(Store, Uuid)> {
    let folder = Folder::open(path)?;
    let (mut random, clock) = (random(), clock());
    let device = NewDevice::random(clock.now(), &mut random)?;
    let user = lakon_domain::ids::new_id(clock.now().0, &mut random);
    let roles = vec![Role::Officer, Role::Admin];
    let recovery = device.recipient().clone();
    let events: Vec<Event> = vec![
        OfficeBegun {
            office: user,
            code: Code::new("046")?,
            zone: Code::new("WITA")?,
            office_key: PublicKey([7; 32]),
            recovery: recovery.clone(),
            private: Some(Name { name: "Kantor Contoh".into() }),
        }
        .into(),
        UserAdded { user, roles: roles.clone(), answers: None, private: Some(Name { name: "Petugas Contoh".into() }) }
            .into(),
        device_added(&device, recovery, user, roles),
        LabelGiven { device: device.device, log: device.log, label: Code::new("QX")? }.into(),
    ];
    let store = Store::create(&folder, &DbKey::random(&mut random), device, clock, random.clone())?;
    store.transact(user, |tx| events.into_iter().try_for_each(|event| tx.write(event)))?;
    Ok((store, user))
}

fn device_added(device: &NewDevice, recipient: AgeRecipient, user: Uuid, roles: Vec<Role>) -> Event {
    DeviceAdded {
        device: device.device,
        log: device.log,
        signing_key: device.signing_public(),
        recipient,
        user,
        roles,
        private: Some(Name { name: "Komputer Contoh".into() }),
    }
    .into()
}

/// A device, and what an office is told of it.
pub fn new_device(random: &mut dyn Random) -> Result<(NewDevice, DeviceKeys)> {
    let device = NewDevice::random(clock().now(), random)?;
    let keys = DeviceKeys {
        device: device.device,
        log: device.log,
        signing_key: device.signing_public(),
        recipient: device.recipient().clone(),
    };
    Ok((device, keys))
}

/// A desk enrolled at a server, and its way there.
pub async fn enrolled(path: &Path, address: &str, invitation: &Invitation) -> Result<(Store, Arc<Client>, Uuid)> {
    let folder = Folder::open(path)?;
    let (mut random, clock) = (random(), clock());
    let (device, keys) = new_device(&mut random)?;
    let first = Http::new(address, Pin::First)?;
    let (statement, joined) = enrol::join(&first, invitation, &keys, &mut random).await?;
    let credentials = Credentials {
        device: device.device,
        log: device.log,
        signing_key: device.signing_key().clone(),
        office_key: statement.office_key,
    };
    let transport = Arc::new(Http::new(address, Pin::Key(statement.tls_key))?);
    let store = Store::create(&folder, &DbKey::random(&mut random), device, clock, random)?;
    let user = joined.offer.user;
    store.enrol(Enrolled { statement, address: address.to_owned(), user, label: Some(joined.label) })?;
    let client = Arc::new(Client::new(transport, credentials, Arc::new(store.clone())));
    Ok((store, client, user))
}

/// A whole case, from the visit to "Resolved"; its records are about 650 bytes each on average.
pub fn whole_case(tx: &mut Tx<'_>, index: usize, at: Time) -> Result<(), StoreError> {
    let (ids, number) = ([tx.new_id(), tx.new_id(), tx.new_id()], tx.next_number(at)?);
    let (_, events) = whole_case_events(ids, number, index, at).map_err(damaged)?;
    events.into_iter().try_for_each(|event| tx.write(event))
}

/// The same without its end.
pub fn asked(tx: &mut Tx<'_>, index: usize, at: Time) -> Result<Uuid, StoreError> {
    let (ids, number) = ([tx.new_id(), tx.new_id(), tx.new_id()], tx.next_number(at)?);
    let (case, events) = asked_events(ids, number, index, at).map_err(damaged)?;
    events.into_iter().try_for_each(|event| tx.write(event))?;
    Ok(case)
}

fn damaged(_: BadShape) -> StoreError {
    StoreError::Damaged("a code of the bench")
}

/// The events of [`whole_case`], whoever writes them, with ids for case, visit and person; and the case.
pub fn whole_case_events(
    ids: [Uuid; 3],
    number: CaseNumber,
    index: usize,
    at: Time,
) -> Result<(Uuid, Vec<Event>), BadShape> {
    let (case, mut events) = asked_events(ids, number, index, at)?;
    events.push(CaseResolved { case, resolved_at: Time(at.0 + 11 * 60_000) }.into());
    Ok((case, events))
}

fn asked_events(
    [case, visit, person]: [Uuid; 3],
    number: CaseNumber,
    index: usize,
    at: Time,
) -> Result<(Uuid, Vec<Event>), BadShape> {
    let topics = lakon_domain::catalogue::topics();
    let topic = &topics[index % topics.len()];
    let who =
        PersonData { name: format!("Orang Contoh {index}"), phone: format!("0800{index:08}"), email: String::new() };
    let channel = Code::new("tatap_muka")?;
    let party = PartySet {
        case,
        person: Some(person),
        organisation: None,
        stakeholder_type: Code::new("UMUM")?,
        role: None,
        replaces: vec![],
        private: Some(PartyWords::default()),
    };
    let text = format!("{} Kasus contoh nomor {index}. {}", topic.name, WORDS[index % WORDS.len()].repeat(8));
    let (code, section) = (Some(topic.code.clone()), Some(topic.section.clone()));
    let answer = format!("{text} {}", WORDS[(index + 1) % WORDS.len()].repeat(8));
    let events = vec![
        PersonAdded { person, private: Some(who) }.into(),
        VisitOpened { visit, happened_at: at }.into(),
        CaseOpened { case, number, visit, channel, opened_at: at, started_at: at }.into(),
        party.into(),
        QuestionSet { case, replaces: vec![], private: Some(Text { text }) }.into(),
        TopicSet { case, topic: code, section, replaces: vec![] }.into(),
        AnswerSet { case, replaces: vec![], private: Some(Text { text: answer }) }.into(),
    ];
    Ok((case, events))
}

/// When the case of an index came: the first is the newest, each further one a second older.
pub fn moment(tx: &Tx<'_>, index: usize) -> Time {
    Time(tx.now().0 - 1_000 * i64::try_from(index % 10_000_000).unwrap_or(0))
}

const WORDS: [&str; 5] = [
    "Rekening penerima tidak aktif sehingga dana kembali dan perlu diperbaiki datanya sebelum diajukan ulang. ",
    "Surat permohonan beserta lampirannya disampaikan paling lambat hari kerja ketiga melalui loket layanan. ",
    "Selisih rekonsiliasi pada akun belanja barang bulan berjalan berasal dari transaksi akhir bulan. ",
    "Pengguna aplikasi diganti dengan surat keputusan penunjukan yang ditandatangani kuasa pengguna anggaran. ",
    "Uang persediaan diajukan kembali setelah pertanggungjawaban mencapai batas yang ditetapkan. ",
];

/// Writes so many cases, many in each transaction.
pub fn write_cases(store: &Store, user: Uuid, from: usize, count: usize) -> Result<()> {
    const BATCH: usize = 500;
    let mut done = 0;
    while done < count {
        let batch = BATCH.min(count - done);
        store
            .transact(user, |tx| {
                (from + done..from + done + batch).try_for_each(|index| whole_case(tx, index, moment(tx, index)))
            })
            .context("write cases")?;
        done += batch;
    }
    Ok(())
}
