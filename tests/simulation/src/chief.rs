//! The PC of the office head: a real encrypted store that takes in every other PC's records in the evening and says what is
//! owed. It is its own office log too, where the admin changes the calendar.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lakon_domain::calendar::Day;
use lakon_domain::duty::DutyKind;
use lakon_domain::event::{
    Event, HolidaySet, HoursSet, LabelGiven, Name, OfficeBegun, SectionDefined, SettingSet, Text, UserAdded,
};
use lakon_domain::ids::{PublicKey, new_id};
use lakon_domain::rights::Role;
use lakon_domain::shape::{AgeRecipient, Code, Time};
use lakon_store::{Clock, DbKey, Device, Folder, Randomness, Store, StoreError};
use lakon_sync::replica::{Page, Replica, Source};
use uuid::Uuid;

use crate::days::{day_number, day_text};
use crate::dice::Dice;
use crate::office::SECTIONS;
use crate::pc::Pc;

/// Most rows asked for at once.
const PAGE: u32 = 500;

/// A change of what the office counts by.
#[derive(Debug, Clone, Copy)]
pub enum Amendment {
    CutiBersama(i64),
    Moved { from: i64, to: i64 },
    Ramadan { from: i64, until: i64 },
    ProgressEvery { days: i64, from: i64 },
}

/// Shows the time it was set to.
pub struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn day(number: i64) -> Day {
    day_text(number).parse().unwrap()
}

/// The store and its clock.
pub struct Chief {
    pub store: Store,
    clock: Arc<Hand>,
    admin: Uuid,
    recipient: AgeRecipient,
    _dir: tempfile::TempDir,
}

impl Chief {
    pub fn new(now: i64, dice: &mut Dice) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path().join("data")).unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(now)));
        let random = Randomness::new(dice.clone());
        let key = DbKey::random(&mut random.clone());
        let device = Device::random(Time(now), &mut random.clone()).unwrap();
        let (recipient, id, log) = (device.recipient().clone(), device.device, device.log);
        let admin = new_id(now, dice);
        let store = Store::create(&folder, &key, device, clock.clone(), random).unwrap();
        let chief = Self { store, clock, admin, recipient: recipient.clone(), _dir: dir };
        chief.write([
            OfficeBegun {
                office: new_id(now, dice),
                code: code("046"),
                zone: code("WITA"),
                office_key: PublicKey([7; 32]),
                recovery: recipient,
                private: Some(Name { name: "KPPN Contoh".into() }),
            }
            .into(),
            UserAdded {
                user: admin,
                roles: vec![Role::Admin],
                answers: None,
                private: Some(Name { name: "Pengelola Contoh".into() }),
            }
            .into(),
            LabelGiven { device: id, log, label: code("QX") }.into(),
        ]);
        chief
    }

    pub fn set_clock(&self, now: i64) {
        self.clock.0.store(now, Ordering::SeqCst);
    }

    pub fn write(&self, events: impl IntoIterator<Item = Event>) {
        self.store
            .transact::<_, StoreError>(self.admin, |tx| events.into_iter().try_for_each(|event| tx.write(event)))
            .unwrap();
    }

    /// Takes the PCs into the office; the last ones are those of the section heads.
    pub fn enrol(&self, pcs: &[Pc]) {
        let first_head = pcs.len() - SECTIONS.len();
        for (place, pc) in pcs.iter().enumerate() {
            let private = Some(Name { name: pc.name.into() });
            self.write([
                UserAdded { user: pc.user, roles: vec![pc.role], answers: None, private: private.clone() }.into(),
                pc.added(self.recipient.clone()).into(),
            ]);
            if let Some(section) = place.checked_sub(first_head).map(|place| code(SECTIONS[place])) {
                let (head, replaces) = (Some(pc.user), Vec::new());
                self.write([SectionDefined { section, head, order: 1, retired: false, replaces, private }.into()]);
            }
        }
    }

    /// A day off that the table does not have, or one that is none after all.
    fn holiday(&self, number: i64, sort: &str, removed: bool) {
        let replaces = Vec::new();
        let private = Some(Name { name: "Hari contoh".into() });
        let (sort, status) = (code(sort), code("ditetapkan"));
        self.write([HolidaySet { day: day(number), sort, status, removed, replaces, private }.into()]);
    }

    /// Ramadan hours (Perpres 21/2023 article 4) from one day to another.
    fn ramadan(&self, from: i64, until: i64, dice: &mut Dice) {
        for (weekdays, closes, rest) in [(vec![1, 2, 3, 4], 15 * 60, 30), (vec![5], 15 * 60 + 30, 60)] {
            self.write([HoursSet {
                hours: new_id(from, dice),
                from: Some(day(from)),
                until: Some(day(until)),
                weekdays,
                opens: 8 * 60,
                closes,
                rest,
                removed: false,
                replaces: Vec::new(),
                private: Some(Name { name: "Ramadan".into() }),
            }
            .into()]);
        }
    }

    fn progress_days(&self, value: u32, from: i64) {
        let private = Some(Text { text: "KEP contoh".into() });
        let (setting, replaces) = (code("progress_days"), Vec::new());
        self.write([SettingSet { setting, value, from: day(from), replaces, private }.into()]);
    }

    /// Announces a change of what the office counts by.
    pub fn announce(&self, amendment: Amendment, dice: &mut Dice) {
        match amendment {
            Amendment::CutiBersama(day) => self.holiday(day, "cuti_bersama", false),
            Amendment::Moved { from, to } => {
                self.holiday(from, "libur_nasional", true);
                self.holiday(to, "libur_nasional", false);
            }
            Amendment::Ramadan { from, until } => self.ramadan(from, until, dice),
            Amendment::ProgressEvery { days, from } => self.progress_days(u32::try_from(days).unwrap(), from),
        }
    }

    pub fn take(&self, page: &Page) {
        self.store.receive(page, Source::Author).unwrap_or_else(|error| panic!("{error:?}"));
    }

    /// Everything owed: when it is due, of which case, and the solution (`true`) or a report.
    pub fn owed(&self) -> Vec<(i64, Uuid, bool)> {
        self.store.turn_duties().unwrap();
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.store.owed(Time(i64::MIN), Time(i64::MAX), after, PAGE).unwrap();
            all.extend(page.rows.iter().map(|one| (one.due_at.0, one.case, one.kind == DutyKind::Solution)));
            after = page.next;
            if after.is_none() {
                all.sort_unstable();
                return all;
            }
        }
    }
}

/// Numbers of the program's days.
pub fn number_of(day: Day) -> i64 {
    day_number(&day.to_string())
}
