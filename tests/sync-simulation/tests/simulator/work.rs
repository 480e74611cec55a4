//! What an officer does at a desk: whole cases, edits of what others edit too, files; and what an admin, or somebody who is none, asks.

use lakon_domain::calendar::Day;
use lakon_domain::event::{
    AnswerSet, CaseOpened, CasePromised, CaseResolved, DeviceRevocationRequested, ErasureRequested, EscalationRaised,
    Event, EventReverted, FileAdded, FileData, HolidaySet, Name, PartySet, PartyWords, PersonAdded, PersonData,
    QuestionSet, Reason, Text, TopicSet, UserRequested, VisitOpened,
};
use lakon_domain::ids::Hash;
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use lakon_simulation_tests::dice::Dice;
use lakon_store::{CaseFilter, StoreError, Tx};
use lakon_sync::replica::Blobs;
use uuid::Uuid;

use crate::desk::Desk;
use crate::ledger::{KeptFile, Who};
use crate::line::bytes;
use crate::shared::lock;

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn text(dice: &mut Dice) -> Option<Text> {
    let words = ["retur", "SP2D", "gaji", "rekening", "LPJ", "supplier", "kontrak", "revisi"];
    let length = if dice.chance(3) { 4_000 } else { dice.between(1, 6) };
    Some(Text { text: (0..length).map(|_| *dice.pick(&words)).collect::<Vec<_>>().join(" ") })
}

impl Desk {
    /// A case of this desk's view, by chance; `None` where it knows none.
    fn some_case(&self, dice: &mut Dice) -> Option<Uuid> {
        let rows = self.store().case_rows(&CaseFilter::default(), None, 100).unwrap().rows;
        if rows.is_empty() { None } else { Some(dice.pick(&rows).case) }
    }

    /// A transaction of the officer; a full disk takes nothing, says so, and has changed nothing.
    fn act<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> Option<T> {
        let before = lock(&self.shared.ledger).count(self.log());
        let done = self.store().transact(self.user, work);
        self.after_writing();
        let after = lock(&self.shared.ledger).count(self.log());
        match done {
            Ok((value, _)) => Some(value),
            Err(StoreError::DiskFull { .. }) => {
                self.shared.count("officer met a full disk");
                if after != before {
                    self.shared.complain(Err(format!("desk {}: a write that failed left a record", self.number)));
                }
                None
            }
            Err(error) => {
                self.shared.complain(Err(format!("desk {}: an officer's write failed: {error}", self.number)));
                None
            }
        }
    }

    fn write(&self, events: impl IntoIterator<Item = Event>) -> bool {
        self.act(|tx| events.into_iter().try_for_each(|event| tx.write(event))).is_some()
    }

    /// A whole case: visit, number, question, sometimes who asks.
    pub fn open_case(&self, dice: &mut Dice) {
        let (question, with_party, again) = (text(dice), dice.chance(40), dice.roll(3));
        self.act(|tx| {
            let (case, visit, now) = (tx.new_id(), tx.new_id(), tx.now());
            let number = tx.next_number(now)?;
            tx.write(VisitOpened { visit, happened_at: now })?;
            let channel = code("tatap_muka");
            tx.write(CaseOpened { case, number, visit, channel, opened_at: now, started_at: now })?;
            tx.write(QuestionSet { case, replaces: vec![], private: question.clone() })?;
            if with_party {
                let person = tx.new_id();
                let name = format!("Orang {again}");
                tx.write(PersonAdded { person, private: Some(PersonData { name, ..PersonData::default() }) })?;
                tx.write(PartySet {
                    case,
                    person: Some(person),
                    organisation: None,
                    stakeholder_type: code("SATKER"),
                    role: None,
                    replaces: vec![],
                    private: Some(PartyWords::default()),
                })?;
            }
            for _ in 0..again {
                let state = tx.case(case)?.ok_or(StoreError::NotFound("the case just opened"))?;
                tx.write(QuestionSet { case, replaces: state.question.tips.clone(), private: question.clone() })?;
            }
            Ok(())
        });
    }

    /// So many small records in one case, to fill pages to a number.
    pub fn write_records(&self, dice: &mut Dice, records: usize) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let words = text(dice);
        self.write((0..records).map(|_| AnswerSet { case, replaces: vec![], private: words.clone() }.into()));
    }

    /// Another value of a field, over whatever this desk knows of it.
    pub fn edit(&self, dice: &mut Dice) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let Some(state) = self.store().case(case).unwrap() else { return };
        let event: Event = match dice.roll(5) {
            0 | 1 => QuestionSet { case, replaces: state.question.tips, private: text(dice) }.into(),
            2 => AnswerSet { case, replaces: state.answer.tips, private: text(dice) }.into(),
            3 => {
                let topic = *dice.pick(&["PD-01", "PD-02", "BANK-01"]);
                TopicSet { case, topic: Some(code(topic)), section: Some(code("PD")), replaces: state.topic.tips }
                    .into()
            }
            _ => PartySet {
                case,
                person: None,
                organisation: None,
                stakeholder_type: code("UMUM"),
                role: None,
                replaces: state.party.tips,
                private: Some(PartyWords::default()),
            }
            .into(),
        };
        self.write([event]);
    }

    /// A case ends, or its solution is promised, which is a duty.
    pub fn end(&self, dice: &mut Dice) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let (what, private) = (dice.roll(4), text(dice));
        self.act(|tx| {
            let (now, escalation) = (tx.now(), tx.new_id());
            match what {
                0 | 1 => tx.write(CasePromised { case, promised_at: now, private }),
                2 => tx.write(CaseResolved { case, resolved_at: now }),
                _ => {
                    let section = code("PD");
                    tx.write(EscalationRaised { case, escalation, section, raised_at: now, leaves: true, private })
                }
            }
        });
    }

    /// The program dies between what a write puts into the log and its end: nothing of it is there when it starts again.
    pub fn die_writing(&self, dice: &mut Dice) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let (folder, private) = (self.folder(), text(dice));
        let mut disk = None;
        let died = self.store().transact::<(), StoreError>(self.user, |tx| {
            tx.write(AnswerSet { case, replaces: vec![], private })?;
            disk = Some(self.shared.image(&folder));
            Err(StoreError::NotFound("the program, which has died"))
        });
        let Some(disk) = disk.filter(|_| died.is_err()) else { return };
        let before = lock(&self.shared.ledger).count(self.log());
        self.restart_on(disk);
        if lock(&self.shared.ledger).count(self.log()) != before {
            self.shared.complain(Err(format!("desk {}: a write that was not finished left a record", self.number)));
        }
    }

    /// The newest question of a case counts as if it had never been.
    fn revert(&self, dice: &mut Dice) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let Some(state) = self.store().case(case).unwrap() else { return };
        if let Some(reverts) = state.question.tips.first() {
            self.write([EventReverted { case, reverts: *reverts }.into()]);
        }
    }

    /// A file is dropped onto a case.
    pub fn attach(&self, dice: &mut Dice, size: usize) {
        let Some(case) = self.some_case(dice) else { return self.open_case(dice) };
        let content = bytes(dice, size);
        let store = self.store();
        let staged = store.stage_begin(case, "surat.pdf", size as u64).and_then(|id| {
            for (at, piece) in content.chunks(lakon_store::PIECE).enumerate() {
                store.stage_piece(id, (at * lakon_store::PIECE) as u64, piece)?;
            }
            store.stage_end(id)
        });
        let staged = match staged {
            Ok(staged) => staged,
            Err(StoreError::DiskFull { .. }) => return,
            Err(error) => {
                self.shared.complain(Err(format!("desk {}: a file was not taken: {error}", self.number)));
                return;
            }
        };
        let private = Some(FileData { name: staged.name.clone(), address: staged.address.to_string() });
        let event = FileAdded { case, file: staged.file, size: staged.size, media: staged.media.clone(), private };
        if self.write([event.into()]) {
            let kept = KeptFile { bytes: content, lost: false };
            lock(&self.shared.ledger).files.entry(staged.address).or_insert(kept);
        }
    }

    /// The disk spoils the copies of attachments here that are on no other machine yet.
    pub fn spoil_files(&self) {
        let store = self.store();
        let service = self.shared.service();
        let others = self.shared.desks().into_iter().filter(|desk| desk.number != self.number).collect::<Vec<_>>();
        let alone: Vec<Hash> = store
            .unsent_blobs(None, 100)
            .unwrap()
            .into_iter()
            .map(|blob| blob.address)
            .filter(|address| !matches!(service.uploads.open(address), Ok(Some(_))))
            .filter(|address| others.iter().all(|desk| !desk.store().have(address).unwrap()))
            .collect();
        // Which file is whose is the store's secret, so all of them go or none.
        if alone.is_empty() || self.held().len() != alone.len() {
            return;
        }
        self.shared.count("files spoilt");
        for entry in std::fs::read_dir(self.files()).unwrap() {
            std::fs::write(entry.unwrap().path(), b"spoilt").unwrap();
        }
        let mut ledger = lock(&self.shared.ledger);
        for address in alone {
            ledger.files.get_mut(&address).unwrap().lost = true;
        }
    }

    /// Asks the server for somebody new, or declares a holiday: as an admin, or without the right to.
    pub fn rule(&self, dice: &mut Dice) {
        let private = Some(Name { name: format!("Baru {}", dice.roll(4)) });
        let event: Event = if dice.chance(50) {
            let user = Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_1000 + dice.roll(5).unsigned_abs() as u128);
            UserRequested { user, roles: vec![Role::Officer], private }.into()
        } else {
            let day = Day::new(2026, 11, u32::try_from(dice.between(23, 30)).unwrap()).unwrap();
            let (sort, status) = (code("cuti_bersama"), code("ditetapkan"));
            HolidaySet { day, sort, status, removed: dice.chance(20), replaces: vec![], private }.into()
        };
        if self.write([event]) && !self.admin {
            self.shared.count("ruled without a right");
            self.had_no_right();
        }
    }

    /// Takes down that only an admin had the right to what was written last.
    fn had_no_right(&self) {
        if !self.admin {
            let mut ledger = lock(&self.shared.ledger);
            let event = ledger.newest(Who::Desk(self.number), self.log()).unwrap();
            ledger.rightless.push(event);
        }
    }

    /// Asks that a case, or a person with or without all cases that name them, goes for good: as an admin, or without the right to.
    pub fn erase(&self, dice: &mut Dice) {
        let Some(case) = self.some_case(dice) else { return };
        let people = self.store().party_rows("", None, 20).map(|page| page.rows).unwrap_or_default();
        let party = people.first().filter(|_| dice.chance(30)).map(|row| row.id);
        let case = party.is_none().then_some(case);
        let (whole, private) = (party.is_some() && dice.chance(50), Some(Reason { reason: "atas permintaan".into() }));
        let asked = ErasureRequested { case, party, whole, private };
        if self.act(|tx| tx.ask_erasure(asked)).is_some() {
            self.shared.count(if self.admin { "erasure asked" } else { "erasure asked without a right" });
            self.had_no_right();
        }
    }

    /// Asks that a PC writes here no more.
    pub fn revoke(&self, other: &Self) {
        let device = other.store().device().device;
        if device != self.store().device().device {
            let private = Some(Reason { reason: "hilang".into() });
            if self.write([DeviceRevocationRequested { device, private }.into()]) {
                self.shared.count("revocation asked");
            }
        }
    }

    /// Any of it.
    pub fn write_something(&self, dice: &mut Dice) {
        match dice.roll(6) {
            0 => self.open_case(dice),
            1..4 => self.edit(dice),
            4 => self.revert(dice),
            _ => self.end(dice),
        }
    }
}
