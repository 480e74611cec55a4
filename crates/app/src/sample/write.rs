//! Writes the planned story into a store: many moments in each transaction, every record at its own moment and by its author.

use std::collections::HashMap;

use lakon_domain::ids::new_id;
use lakon_domain::shape::Time;
use lakon_store::{StagedFile, Store};
use uuid::Uuid;

use super::course::Act;
use super::plan::{Plan, Planned};
use super::staff::Staff;
use super::texts::QUESTIONS;
use super::{Dice, StoryClock, files};
use crate::draft::{Draft, empty};
use crate::failure::Failure;
use crate::seen::Seen;

const MINUTE: i64 = 60_000;
/// Moments in one transaction: enough that a case is seldom folded twice, few enough that progress is seen.
const BATCH: usize = 1_000;

/// What has been written so far.
pub struct Story<'s> {
    pub plan: &'s Plan,
    pub staff: &'s Staff,
    pub dice: &'s mut Dice,
    pub people: HashMap<usize, Uuid>,
    pub organisations: HashMap<usize, Uuid>,
    pub staged: HashMap<usize, Vec<StagedFile>>,
    /// By case: the officer who has it now.
    pub holders: Vec<usize>,
    /// By case: what was begun and not ended.
    pub open: HashMap<usize, Open>,
    /// This PC, which heads read on too.
    pub device: Uuid,
}

/// Ids of what was begun in a case.
#[derive(Debug, Clone, Default)]
pub struct Open {
    /// Documents awaited.
    pub requests: Vec<Uuid>,
    /// The newest escalation, and the section that has it.
    pub escalation: Option<(Uuid, &'static str)>,
    pub handover: Option<Uuid>,
    /// The newest file.
    pub file: Option<Uuid>,
}

/// Writes everything; `told` hears how much of how much is done.
pub fn write(
    store: &Store,
    clock: &StoryClock,
    plan: &Plan,
    staff: &Staff,
    now: Time,
    dice: &mut Dice,
    told: &dyn Fn(u64, u64),
) -> Result<(), Failure> {
    let moments = moments(plan);
    let files = plan.cases.iter().flat_map(kinds).count();
    let all = u64::try_from(moments.len() + files).unwrap_or(u64::MAX);
    let mut story = Story {
        plan,
        staff,
        dice,
        people: HashMap::new(),
        organisations: HashMap::new(),
        staged: HashMap::new(),
        holders: plan.cases.iter().map(|case| case.officer).collect(),
        open: HashMap::new(),
        device: store.device().device,
    };
    told(0, all);
    story.stage(store)?;
    let mut done = u64::try_from(files).unwrap_or(0);
    for batch in moments.chunks(BATCH) {
        told(done, all);
        store.transact::<_, Failure>(staff.officers[0], |tx| {
            for (at, index, act) in batch {
                clock.set(*at);
                tx.look_at_clock();
                story.act(tx, *act, *index, *at)?;
            }
            Ok(())
        })?;
        done += u64::try_from(batch.len()).unwrap_or(0);
    }
    clock.set(now);
    // What time alone has changed since each case was written, so that nobody waits for it at the first look.
    store.turn_duties()?;
    let running = plan.cases.iter().rev().take(2).map(|case| case.case);
    unfinished(store, running, staff.officers[0], now, story.dice)?;
    told(all, all);
    Ok(())
}

/// What is open on the desk: the two cases whose clocks run, and a draft nobody has recorded yet.
fn unfinished(
    store: &Store,
    running: impl Iterator<Item = Uuid>,
    officer: Uuid,
    now: Time,
    dice: &mut Dice,
) -> Result<(), Failure> {
    for case in running {
        store.tab_open(case)?;
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

/// Everything that happens, in order.
fn moments(plan: &Plan) -> Vec<(Time, usize, Act)> {
    let mut all: Vec<(Time, usize, Act)> = Vec::new();
    for (index, case) in plan.cases.iter().enumerate() {
        all.extend(case.moments.iter().map(|(at, act)| (*at, index, *act)));
    }
    // Stable: what happens to a case in one moment keeps its order.
    all.sort_by_key(|(at, index, _)| (*at, *index));
    all
}

/// The files of a case.
fn kinds(case: &Planned) -> impl Iterator<Item = &'static str> + '_ {
    case.moments.iter().filter_map(|(_, act)| match act {
        Act::Attach(kind) => Some(*kind),
        _ => None,
    })
}

impl Story<'_> {
    /// Encrypts all attachments; the records name them when their moment comes.
    fn stage(&mut self, store: &Store) -> Result<(), Failure> {
        for (index, case) in self.plan.cases.iter().enumerate() {
            for kind in kinds(case) {
                let (name, bytes) = content(kind, index, case);
                let id = store.stage_begin(case.case, &name, u64::try_from(bytes.len()).unwrap_or(0))?;
                store.stage_piece(id, 0, &bytes)?;
                let staged = store.stage_end(id)?;
                self.staged.entry(index).or_default().push(staged);
            }
        }
        Ok(())
    }
}

/// Name and bytes of one attachment.
fn content(kind: &str, number: usize, case: &Planned) -> (String, Vec<u8>) {
    let (topic, question, _) = QUESTIONS[case.question];
    match kind {
        "pdf" => {
            let lines = ["Dokumen contoh (data rekaan)", topic, question].map(str::to_owned);
            (format!("surat-contoh-{number:04}.pdf"), files::pdf(&lines))
        }
        "png" => (format!("tangkapan-layar-{number:04}.png"), files::png(u8::try_from(number % 256).unwrap_or(0))),
        _ => (
            format!("catatan-contoh-{number:04}.txt"),
            format!("Catatan contoh (data rekaan)\n{topic}\n{question}\n").into_bytes(),
        ),
    }
}
