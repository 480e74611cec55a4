//! The office and its days: who comes when, which PC shows the wrong time, what the admin changes in the calendar, and the
//! evening, when everything is handed over and held against the book.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::rights::Role;
use lakon_sync::replica::Page;
use uuid::Uuid;

use crate::acts::Mind;
use crate::book::{Book, Kind};
use crate::chief::{Amendment, Chief};
use crate::days::{HOUR, MINUTE, Wall, day_number, day_of, instant};
use crate::diary::{Diary, Did};
use crate::dice::Dice;
use crate::held;
use crate::pc::Pc;

/// PCs by their place: three officers, then the heads of two sections.
pub const OFFICERS: usize = 3;
pub const SECTIONS: [&str; 2] = ["PD", "BANK"];
/// The officer whose PC shows the wrong time now and then, and the one who goes out with a laptop.
const WRONG: usize = 2;
const OUTSIDE: usize = 1;
/// A clock off by no more than this is not worth a word; stamps heal it (design/sync.md invariant 8).
const UNNOTICED: i64 = 4;
/// Until when somebody notices a clock that is hours off, minutes after midnight.
const NOTICED: i64 = 11 * 60;
/// Cases a day.
const A_DAY: i64 = 20;
/// Days within which a case that ended may be opened again.
const REOPENED_WITHIN: i64 = 3;

/// What is to be done at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Todo {
    New,
    Touch(usize),
    Head(usize),
    Reopen(usize),
}

/// One case: its records in the order in which they were written, and its diary.
pub struct Case {
    pub id: Uuid,
    pub events: Vec<Filed>,
    pub diary: Diary,
    pub mind: Mind,
    /// Whose it is.
    pub pc: usize,
    /// A PC that was hours off wrote in it.
    pub tainted: bool,
    pub opened_on: i64,
    pub ended_on: Option<i64>,
    /// What "Urungkan" would take back: the event, its line, and how things stood before.
    pub undo: Option<(Uuid, usize, Mind)>,
    touched: bool,
}

/// How much happened, so that a test can see that it was a lot.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub cases: usize,
    pub records: usize,
    pub compared: usize,
    pub duties: usize,
    pub kinds_of_duty_state: [usize; 5],
}

pub struct Office {
    pub dice: Dice,
    pub pcs: Vec<Pc>,
    pub cases: Vec<Case>,
    pub book: Book,
    pub chief: Chief,
    /// The true time.
    pub now: i64,
    pub counts: Counts,
    /// Differences between the program and the book.
    pub differences: Vec<String>,
    /// Every page that was handed over, in that order, and every change that was announced.
    pub pages: Vec<Page>,
    pub announced: Vec<Amendment>,
    amendments: Vec<(i64, Amendment)>,
    /// A real store takes every record in and is held against the book too.
    stored: bool,
    hours_off: bool,
    working_days: i64,
    number: u32,
}

impl Office {
    pub fn new(seed: u64, first_day: &str, stored: bool) -> Self {
        let mut dice = Dice::new(seed);
        let first = day_number(first_day);
        let now = instant(first, 6 * 60);
        let chief = Chief::new(now, &mut dice);
        let mut pcs = Vec::new();
        for name in ["Dewi Contoh", "Agus Contoh", "Rudi Contoh"] {
            pcs.push(Pc::new(name, Role::Officer, now, &mut dice));
        }
        for name in ["Sri Contoh", "Bambang Contoh"] {
            pcs.push(Pc::new(name, Role::SectionHead, now, &mut dice));
        }
        chief.enrol(&pcs);
        let day = day_number;
        let amendments = vec![
            // Announced in the middle of the day, for days on which something is due.
            (day("2026-01-12"), Amendment::CutiBersama(day("2026-01-15"))),
            (day("2026-01-21"), Amendment::CutiBersama(day("2026-01-22"))),
            (day("2026-02-11"), Amendment::Moved { from: day("2026-02-17"), to: day("2026-02-13") }),
            (day("2026-02-16"), Amendment::Ramadan { from: day("2026-02-18"), until: day("2026-03-18") }),
            (day("2026-02-23"), Amendment::ProgressEvery { days: 2, from: day("2026-03-02") }),
            (day("2026-04-20"), Amendment::ProgressEvery { days: 1, from: day("2026-04-13") }),
            (day("2026-05-26"), Amendment::CutiBersama(day("2026-05-29"))),
            (day("2026-08-12"), Amendment::Moved { from: day("2026-08-25"), to: day("2026-08-18") }),
            (day("2026-12-21"), Amendment::CutiBersama(day("2026-12-28"))),
        ];
        Self {
            dice,
            pcs,
            cases: Vec::new(),
            book: Book::new(Wall::new()),
            chief,
            now,
            counts: Counts::default(),
            differences: Vec::new(),
            pages: Vec::new(),
            announced: Vec::new(),
            amendments,
            stored,
            hours_off: false,
            working_days: 0,
            number: 0,
        }
    }

    /// Lives through the days from the first to the last.
    pub fn live(&mut self, first_day: &str, last_day: &str) {
        for day in day_number(first_day)..=day_number(last_day) {
            // The office works when its own calendar says so, whatever was announced.
            let works = self.book.wall.is_working_day(day);
            self.morning(day);
            if works {
                self.working_day(day);
            } else {
                self.day_off(day);
            }
            self.now = instant(day, 18 * 60).max(self.now);
            self.evening();
        }
        self.compare(|_| true);
    }

    fn morning(&mut self, day: i64) {
        self.now = instant(day, 7 * 60);
        self.working_days += i64::from(self.book.wall.is_working_day(day));
        self.hours_off = false;
        self.pcs[WRONG].off_by = self.dice.between(-UNNOTICED, UNNOTICED) * MINUTE;
        match self.working_days % 17 {
            5 => (self.pcs[WRONG].off_by, self.hours_off) = (3 * HOUR, true),
            11 => (self.pcs[WRONG].off_by, self.hours_off) = (-26 * HOUR, true),
            _ => {}
        }
        self.pcs[OUTSIDE].away = self.working_days % 9 == 4;
        let due: Vec<Amendment> =
            self.amendments.iter().filter(|(on, _)| *on == day).map(|(_, amendment)| *amendment).collect();
        for amendment in due {
            self.amend(amendment);
        }
    }

    fn amend(&mut self, amendment: Amendment) {
        self.chief.set_clock(self.now);
        self.chief.announce(amendment, &mut self.dice);
        self.announced.push(amendment);
        match amendment {
            Amendment::CutiBersama(day) => self.book.wall.close(day, true),
            Amendment::Moved { from, to } => {
                self.book.wall.open(from);
                self.book.wall.close(to, false);
            }
            Amendment::Ramadan { from, until } => self.book.wall.ramadan = Some((from, until)),
            Amendment::ProgressEvery { days, from } => {
                self.book.progress_days.push((from, days));
                self.book.progress_days.sort_unstable();
            }
        }
        // Every case, open or not: what was met in time may have been in time all along.
        self.compare(|_| true);
        self.compare_store();
    }

    fn working_day(&mut self, day: i64) {
        let mut agenda = BinaryHeap::new();
        let mut at = |minute: i64, todo: Todo| agenda.push(Reverse((minute, todo)));
        for _ in 0..A_DAY {
            at(self.dice.between(450, 930), Todo::New);
        }
        for (index, case) in self.cases.iter().enumerate() {
            if !case.mind.ended {
                if self.dice.chance(75) {
                    at(self.dice.between(460, 1_020), Todo::Touch(index));
                }
                if !case.mind.asked.is_empty() && self.dice.chance(60) {
                    at(self.dice.between(480, 960), Todo::Head(index));
                }
            } else if case.ended_on.is_some_and(|on| on < day && day - on <= REOPENED_WITHIN) && self.dice.chance(2) {
                at(self.dice.between(480, 900), Todo::Reopen(index));
            }
        }
        while let Some(Reverse((minute, todo))) = agenda.pop() {
            // Seconds apart, so that no two things happen in one millisecond.
            self.now = instant(day, minute).max(self.now) + 1_000;
            if self.hours_off && minute >= NOTICED {
                self.pcs[WRONG].off_by = 0;
            }
            let (index, next) = match todo {
                Todo::New => self.open_case(),
                Todo::Touch(index) => (index, self.touch(index)),
                Todo::Head(index) => (index, self.head(index)),
                Todo::Reopen(index) => (index, self.reopen(index)),
            };
            if let Some(minutes) = next {
                agenda.push(Reverse((minute + minutes, Todo::Touch(index))));
            }
        }
    }

    /// Somebody answers the office's WhatsApp on a Saturday now and then.
    fn day_off(&mut self, day: i64) {
        for index in 0..self.cases.len() {
            let mind = &self.cases[index].mind;
            if !mind.ended && !mind.awaiting && self.dice.chance(6) {
                self.now = instant(day, self.dice.between(540, 1_000)).max(self.now) + 1_000;
                self.report(index);
            }
        }
    }

    fn evening(&mut self) {
        self.compare(|case| !case.mind.ended || case.touched);
        for case in &mut self.cases {
            case.touched = false;
        }
        if !self.stored {
            return;
        }
        self.chief.set_clock(self.now);
        for pc in &mut self.pcs {
            if let Some(page) = pc.hand_over(self.now) {
                self.counts.records += page.records.len();
                self.chief.take(&page);
                self.pages.push(page);
            }
        }
        self.compare_store();
    }

    /// Holds the folds of cases against the book, their records in an order of chance.
    pub fn compare(&mut self, which: impl Fn(&Case) -> bool) {
        let rules = self.chief.store.rules();
        for case in self.cases.iter().filter(|case| which(case)) {
            let mut events = case.events.clone();
            self.dice.shuffle(&mut events);
            let state = held::fold(&events, &rules);
            self.counts.compared += 1;
            for owed in self.book.duties(&case.diary, self.now) {
                self.counts.duties += 1;
                self.counts.kinds_of_duty_state[match owed.state {
                    crate::book::State::Met { .. } => 0,
                    crate::book::State::Open => 1,
                    crate::book::State::Overdue => 2,
                    crate::book::State::Missed => 3,
                    crate::book::State::NotOwed => 4,
                }] += 1;
            }
            let found = held::differences(&state, &rules, &case.diary, &self.book, self.now);
            self.differences.extend(found.into_iter().map(|one| format!("{one}\n  {:?}", case.diary)));
        }
        self.counts.cases = self.cases.len();
    }

    /// Holds what the store lists as owed, and every open clock, against the book.
    fn compare_store(&mut self) {
        if !self.stored || self.pcs.iter().any(Pc::lags) {
            return;
        }
        let mut expected = Vec::new();
        for case in &self.cases {
            let duties = self.book.duties(&case.diary, self.now);
            for (kind, solution) in [(Kind::Solution, true), (Kind::Progress, false)] {
                if let Some(owed) = duties.iter().find(|owed| owed.kind == kind && owed.is_open()) {
                    expected.push((owed.due_at, case.id, solution));
                }
            }
        }
        expected.sort_unstable();
        let said = self.chief.owed();
        for one in said.iter().filter(|one| !expected.contains(one)) {
            self.differences.push(format!("the store says {one:?} is owed, the book does not"));
        }
        for one in expected.iter().filter(|one| !said.contains(one)) {
            self.differences.push(format!("the book says {one:?} is owed, the store does not"));
        }
    }

    /// The number of the next case.
    pub fn next_number(&mut self) -> String {
        self.number += 1;
        format!("046-B-26-{:04}", self.number)
    }

    /// Takes a new case in.
    pub fn add(&mut self, id: Uuid, pc: usize, online: bool) -> usize {
        self.cases.push(Case {
            id,
            events: Vec::new(),
            diary: Diary { online, lines: Vec::new() },
            mind: Mind::default(),
            pc,
            tainted: false,
            opened_on: day_of(self.now),
            ended_on: None,
            undo: None,
            touched: true,
        });
        self.cases.len() - 1
    }

    /// An event of a case, written at a PC; returns its id.
    pub fn write(&mut self, index: usize, pc: usize, event: impl Into<Event>) -> Uuid {
        let others = self.pcs.iter().enumerate().filter(|(other, one)| *other != pc && !one.away);
        let heard = others.map(|(_, one)| one.stamp()).max().unwrap_or_default();
        let filed = self.pcs[pc].write(&event.into(), self.now, heard, &mut self.dice);
        let case = &mut self.cases[index];
        case.tainted |= pc == WRONG && self.hours_off;
        case.touched = true;
        let id = filed.id;
        case.events.push(filed);
        id
    }

    /// The same, and a line in the diary with the time that PC shows.
    pub fn does(&mut self, index: usize, did: Did, event: impl Into<Event>) -> (Uuid, usize) {
        let pc = self.cases[index].pc;
        let at = self.pcs[pc].clock(self.now);
        let id = self.write(index, pc, event);
        (id, self.cases[index].diary.note(at, did))
    }

    /// What the PC of a case's officer shows.
    pub fn clock(&self, index: usize) -> lakon_domain::shape::Time {
        lakon_domain::shape::Time(self.pcs[self.cases[index].pc].clock(self.now))
    }

    /// Whether the PC of a case's officer is hours off today.
    pub fn is_hours_off(&self, index: usize) -> bool {
        self.is_hours_off_pc(self.cases[index].pc)
    }

    pub fn is_hours_off_pc(&self, pc: usize) -> bool {
        pc == WRONG && self.hours_off
    }

    pub fn is_away(&self, pc: usize) -> bool {
        self.pcs[pc].away
    }
}
