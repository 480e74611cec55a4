//! Writes the planned story into a store: one transaction a day, every record at its own moment.

use std::collections::{BTreeMap, HashMap};

use lakon_domain::catalogue;
use lakon_domain::event::{
    AnswerSet, CaseCancelled, CaseOpened, CaseResolved, ClockStarted, EventReverted, HaiSet, Name, OrganisationAdded,
    PartySet, PartyWords, PersonAdded, PersonData, QuestionSet, Reason, Text, TopicSet, VisitOpened,
};
use lakon_domain::ids::new_id;
use lakon_domain::number::Zone;
use lakon_domain::shape::{Code, SatkerCode, Time};
use lakon_store::{StagedFile, Store, Tx};
use uuid::Uuid;

use super::plan::{End, Plan, Planned, person_name};
use super::texts::{ORGANISATIONS, QUESTIONS, REASONS};
use super::{Dice, StoryClock, files};
use crate::draft::{Draft, empty};
use crate::failure::Failure;
use crate::seen::Seen;
use crate::words::Sentence;

const MINUTE: i64 = 60_000;

/// One thing that happens to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Open,
    Start,
    Attach,
    Answer,
    Undo,
    Close,
}

/// What has been written so far.
struct Story<'s> {
    plan: &'s Plan,
    dice: &'s mut Dice,
    cases: Vec<Uuid>,
    people: HashMap<usize, Uuid>,
    organisations: HashMap<usize, Uuid>,
    staged: HashMap<usize, Vec<StagedFile>>,
}

/// Writes everything; the two officers take turns by day.
pub fn write(
    store: &Store,
    clock: &StoryClock,
    plan: &Plan,
    officers: [Uuid; 2],
    now: Time,
    dice: &mut Dice,
) -> Result<(), Failure> {
    let cases = plan.cases.iter().map(|case| new_id(case.opened.0, dice)).collect();
    let staged = HashMap::new();
    let mut story = Story { plan, dice, cases, people: HashMap::new(), organisations: HashMap::new(), staged };
    story.stage(store)?;
    for (number, moments) in days(plan).into_values().enumerate() {
        store.transact::<_, Failure>(officers[number % 2], |tx| {
            for (at, act, index) in moments {
                clock.set(at);
                tx.look_at_clock();
                story.act(tx, act, index, at)?;
            }
            Ok(())
        })?;
    }
    clock.set(now);
    let running: Vec<Uuid> = story.cases.iter().rev().take(2).copied().collect();
    unfinished(store, &running, officers[0], now, story.dice)
}

/// What is open on the desk: the two cases whose clocks run, and a draft nobody has recorded yet.
fn unfinished(store: &Store, running: &[Uuid], officer: Uuid, now: Time, dice: &mut Dice) -> Result<(), Failure> {
    for case in running {
        store.tab_open(*case)?;
    }
    let case = new_id(now.0, dice);
    let mut draft = Draft::new(officer, Seen::default());
    draft.fields = crate::api::Fields {
        channel: "telepon".into(),
        stakeholder_type: "UMUM".into(),
        person_name: "Hadi Contoh".into(),
        question: "Menanyakan jadwal penutupan kontrak akhir tahun; akan ditelepon kembali.".into(),
        ..empty()
    };
    store.draft_save(case, &crate::drafts::write(&draft)?, Some(Time(now.0 - 4 * MINUTE)))?;
    store.tab_open(case)?;
    Ok(())
}

/// Everything that happens, by day on the office's wall and in order.
fn days(plan: &Plan) -> BTreeMap<chrono::NaiveDate, Vec<(Time, Act, usize)>> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut at =
        |time: Time, act: Act, index: usize| days.entry(Zone::Wita.date(time)).or_default().push((time, act, index));
    for (index, case) in plan.cases.iter().enumerate() {
        let online = case.channel != "tatap_muka";
        at(case.opened, Act::Open, index);
        if !case.files.is_empty() {
            at(Time(case.opened.0 + 30_000), Act::Attach, index);
        }
        let Some(closed) = case.closed else {
            if case.end == End::Identified && !online {
                at(Time(case.opened.0 + MINUTE), Act::Answer, index);
            }
            continue;
        };
        if online && case.end == End::Resolved {
            at(Time((closed.0 - case.minutes * MINUTE).max(case.opened.0 + 1)), Act::Start, index);
        }
        if case.end == End::Resolved {
            at(Time(closed.0 - 1), Act::Answer, index);
        }
        at(closed, Act::Close, index);
        if case.undone {
            at(Time(closed.0 + 5_000), Act::Undo, index);
            at(Time(closed.0 + 50_000), Act::Close, index);
        }
    }
    days.values_mut().for_each(|moments| moments.sort_unstable());
    days
}

fn code(text: &str) -> Result<Code, Failure> {
    Code::new(text).map_err(|_| Sentence::Broken.into())
}

fn text(text: &str) -> Option<Text> {
    Some(Text { text: text.to_owned() })
}

impl Story<'_> {
    /// Encrypts all attachments; the records name them when their day comes.
    fn stage(&mut self, store: &Store) -> Result<(), Failure> {
        for (index, case) in self.plan.cases.iter().enumerate() {
            for (kind, number) in &case.files {
                let (name, bytes) = content(kind, *number, case);
                let id = store.stage_begin(self.cases[index], &name, u64::try_from(bytes.len()).unwrap_or(0))?;
                store.stage_piece(id, 0, &bytes)?;
                let staged = store.stage_end(id)?;
                self.staged.entry(index).or_default().push(staged);
            }
        }
        Ok(())
    }

    fn act(&mut self, tx: &mut Tx<'_>, act: Act, index: usize, at: Time) -> Result<(), Failure> {
        let planned = &self.plan.cases[index];
        let case = self.cases[index];
        match act {
            Act::Open => self.open(tx, index)?,
            Act::Start => tx.write(ClockStarted { case, started_at: at })?,
            Act::Attach => {
                for file in self.staged.remove(&index).unwrap_or_default() {
                    tx.write(crate::files::added(&file))?;
                }
            }
            Act::Answer => {
                tx.write(AnswerSet { case, replaces: Vec::new(), private: text(QUESTIONS[planned.question].2) })?
            }
            Act::Undo => {
                if let Some(reverts) = tx.case(case)?.and_then(|state| state.resolved_event) {
                    tx.write(EventReverted { case, reverts })?;
                }
            }
            Act::Close if planned.end == End::Cancelled => {
                let private = Some(Reason { reason: (*self.dice.pick(REASONS)).to_owned() });
                tx.write(CaseCancelled { case, cancelled_at: at, private })?;
            }
            Act::Close => tx.write(CaseResolved { case, resolved_at: at })?,
        }
        Ok(())
    }

    fn open(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<(), Failure> {
        let planned: &Planned = &self.plan.cases[index];
        let (case, at) = (self.cases[index], planned.opened);
        let (topic, question, _) = QUESTIONS[planned.question];
        let visit = new_id(at.0, self.dice);
        let number = tx.next_number(at)?;
        tx.write(VisitOpened { visit, happened_at: at })?;
        tx.write(CaseOpened { case, number, visit, channel: code(planned.channel)?, opened_at: at, started_at: at })?;
        let person = self.person(tx, planned.person)?;
        let organisation = planned.organisation.map(|organisation| self.organisation(tx, organisation)).transpose()?;
        let roles = catalogue::stakeholder_type(planned.kind).map(|kind| kind.roles.as_slice()).unwrap_or_default();
        let role = (!roles.is_empty()).then(|| roles[planned.person % roles.len()].0.clone());
        let party = PartySet {
            case,
            person: Some(person),
            organisation,
            stakeholder_type: code(planned.kind)?,
            role,
            replaces: Vec::new(),
            private: Some(PartyWords::default()),
        };
        tx.write(party)?;
        tx.write(QuestionSet { case, replaces: Vec::new(), private: text(question) })?;
        if planned.channel == "haicso" {
            let reference = format!("HAI-CONTOH-{:06}", 1000 + index);
            tx.write(HaiSet { case, replaces: Vec::new(), private: text(&reference) })?;
        }
        if planned.end != End::Received {
            let section = catalogue::topic(topic).map(|topic| topic.section.clone());
            tx.write(TopicSet { case, topic: Some(code(topic)?), section, replaces: Vec::new() })?;
        }
        Ok(())
    }

    fn person(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<Uuid, Failure> {
        if let Some(known) = self.people.get(&index) {
            return Ok(*known);
        }
        let person = tx.new_id();
        let name = person_name(index);
        let email = if index.is_multiple_of(3) {
            format!("{}{index}@contoh.example", name.split(' ').next().unwrap_or_default().to_lowercase())
        } else {
            String::new()
        };
        tx.write(PersonAdded {
            person,
            private: Some(PersonData { name, phone: format!("0800-0000-{index:04}"), email }),
        })?;
        self.people.insert(index, person);
        Ok(person)
    }

    fn organisation(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<Uuid, Failure> {
        if let Some(known) = self.organisations.get(&index) {
            return Ok(*known);
        }
        let (kind, name) = ORGANISATIONS[index];
        let organisation = tx.new_id();
        let has_code = catalogue::stakeholder_type(kind).is_some_and(|kind| kind.has_satker_code);
        let satker_code = has_code
            .then(|| SatkerCode::new(format!("{:06}", 990_001 + index)))
            .transpose()
            .map_err(|_| Sentence::Broken)?;
        let private = Some(Name { name: name.to_owned() });
        tx.write(OrganisationAdded { organisation, stakeholder_type: code(kind)?, satker_code, private })?;
        self.organisations.insert(index, organisation);
        Ok(organisation)
    }
}

/// Name and bytes of one attachment.
fn content(kind: &str, number: usize, case: &Planned) -> (String, Vec<u8>) {
    let (topic, question, _) = QUESTIONS[case.question];
    match kind {
        "pdf" => {
            let lines = ["Dokumen contoh (data rekaan)", topic, question].map(str::to_owned);
            (format!("surat-contoh-{number:03}.pdf"), files::pdf(&lines))
        }
        "png" => (format!("tangkapan-layar-{number:03}.png"), files::png(u8::try_from(number % 256).unwrap_or(0))),
        _ => (
            format!("catatan-contoh-{number:03}.txt"),
            format!("Catatan contoh (data rekaan)\n{topic}\n{question}\n").into_bytes(),
        ),
    }
}
