//! One run: an office is set up, lives through its list of steps, comes to rest without faults, and is looked over.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use lakon_domain::event::{AnswerSet, PersonAdded, QuestionSet, Reason, RecordErased};
use lakon_server_store::{ServerFolder, StoreError};
use lakon_simulation_tests::dice::Dice;
use lakon_sync::error::SyncError;
use lakon_sync::replica::{Replica, Source};
use lakon_sync::report::Report;

use crate::breaks::Break;
use crate::check;
use crate::desk::Desk;
use crate::ledger::ALL;
use crate::line::Weather;
use crate::op::Op;
use crate::raw;
use crate::server::{self, DATABASE_KEY, Service, kill};
use crate::shared::{Shared, Wrong, lock};

/// Steps of a run.
const LENGTH: usize = 26;
/// PCs of a run with those that come later.
const MOST_DESKS: usize = 4;
/// Rounds in which every desk syncs once, until nothing moves. Two carry everything from any desk to any other; a log that has to go
/// through a desk that stood apart, private parts and large attachments take a few more.
const ROUNDS: usize = 8;
/// Records to a page where a run leaves the protocol's own bound.
const PAGE: i64 = 6;

pub struct Done {
    pub tale: Vec<String>,
    pub counts: BTreeMap<&'static str, u64>,
}

pub struct Told {
    pub tale: Vec<String>,
    pub wrong: Wrong,
}

/// Runs one seed, as it is or with an invariant broken.
///
/// # Errors
/// What is wrong, with everything that led there.
pub fn run(seed: u64, broken: Option<Break>) -> Result<Done, Told> {
    // A disk in memory where there is one: nothing here survives the run anyway.
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let mut dice = Dice::new(seed);
    let page_records = *dice.pick(&[None, Some(0), Some(1), Some(2), Some(3), Some(5)]);
    let shared = Shared::new(seed, broken, root.path(), page_records);
    let (desks, length) = (usize::try_from(dice.between(2, 3)).unwrap(), LENGTH);
    let ops = Op::list(&mut dice, desks, length);
    shared.tell(format!("seed {seed}: {desks} desks, pages of {page_records:?} records"));
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            // One thing at a time on every disk, in the order in which it was asked for.
            .max_blocking_threads(1)
            .build()
            .unwrap();
        runtime.block_on(live(&shared, desks, &ops))
    }));
    let ended = match lived {
        Ok(lived) => lived.and_then(|()| shared.verdict()),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            Err(format!("panicked: {}", words.unwrap_or_default()))
        }
    };
    shared.close();
    let tale = shared.tale();
    match ended {
        Ok(()) => Ok(Done { tale, counts: shared.counts() }),
        Err(wrong) => Err(Told { tale, wrong }),
    }
}

async fn live(shared: &Arc<Shared>, count: usize, ops: &[Op]) -> Result<(), Wrong> {
    shared.set_service(Service::begin(shared));
    let mut desks = Vec::new();
    for number in 0..count {
        desks.push(Desk::joined(shared, number, number == 0, Weather::calm()).await?);
    }
    shared.arm();
    for (at, op) in ops.iter().enumerate() {
        shared.tell(format!("{at:3} {op:?}"));
        match *op {
            Op::Join { dice, calm } if desks.len() < MOST_DESKS => {
                shared.count(op.name());
                desks.push(Desk::joined(shared, desks.len(), false, weather(dice, calm)).await?);
            }
            op => step(shared, &desks, op).await,
        }
        shared.verdict()?;
        for desk in &desks {
            desk.clock.pass(60_000);
        }
        shared.server_clock.pass(60_000);
    }
    come_to_rest(shared, &desks).await?;
    shared.verdict()?;
    check::everything(shared, &desks)
}

/// Without faults everybody syncs until nothing moves any more.
async fn come_to_rest(shared: &Shared, desks: &[Arc<Desk>]) -> Result<(), Wrong> {
    shared.take_late();
    for desk in desks {
        desk.leave_room(None);
    }
    for round in 1..=ROUNDS {
        let mut moved = Vec::new();
        for desk in desks {
            match desk.sync(Weather::calm()).await {
                Ok(report) if is_still(&report) => {}
                Ok(report) => moved.push(format!("desk {}: {}", desk.number, words(&report))),
                Err(error) => moved.push(format!("desk {}: {error}", desk.number)),
            }
            shared.verdict()?;
        }
        shared.tell(format!("rest {round}: {moved:?}"));
        if moved.is_empty() {
            return Ok(());
        }
    }
    Err("the office does not come to rest".into())
}

fn is_still(report: &Report) -> bool {
    report.in_step
        && report.records_up + report.records_down + report.privates_up + report.privates_down == 0
        && report.refused.is_empty()
        && report.files.iter().all(|outcome| outcome.result.is_err())
}

fn words(report: &Report) -> String {
    let Report { in_step, records_up, records_down, privates_up, privates_down, refused, files, .. } = report;
    let arrived = files.iter().filter(|outcome| outcome.result.is_ok()).count();
    format!(
        "in step {in_step}, up {records_up}+{privates_up}, down {records_down}+{privates_down}, files {arrived}/{}, refused {refused:?}",
        files.len()
    )
}

fn told(shared: &Shared, desk: &Desk, result: &Result<Report, SyncError>) {
    let told = match result {
        Ok(report) => words(report),
        Err(error) => error.to_string(),
    };
    shared.tell(format!("    desk {}: {told}", desk.number));
}

fn weather(dice: u64, calm: i64) -> Weather {
    Weather { dice: Dice::new(dice), calm, ..Weather::calm() }
}

async fn step(shared: &Arc<Shared>, desks: &[Arc<Desk>], op: Op) {
    if !matches!(op, Op::Join { .. } | Op::Erase { .. }) {
        shared.count(op.name());
    }
    match op {
        Op::Open { desk, dice } => desks[desk].open_case(&mut Dice::new(dice)),
        Op::Edit { desk, dice } => desks[desk].edit(&mut Dice::new(dice)),
        Op::End { desk, dice } => desks[desk].end(&mut Dice::new(dice)),
        Op::Pages { desk, dice, step } => {
            let page = shared.page_records.map_or(PAGE, |page| page.max(1) as i64);
            let records = [0, 1, page - 1, page, page + 1, 2 * page][usize::try_from(step).unwrap()];
            desks[desk].write_records(&mut Dice::new(dice), usize::try_from(records).unwrap());
        }
        Op::Attach { desk, dice, size } => desks[desk].attach(&mut Dice::new(dice), size),
        Op::Spoil { desk } => desks[desk].spoil_files(),
        Op::Rule { desk, dice } => desks[desk].rule(&mut Dice::new(dice)),
        Op::Sync { desk, dice, calm } => {
            let result = desks[desk].sync(weather(dice, calm)).await;
            told(shared, &desks[desk], &result);
        }
        Op::SyncBoth { one, other, dice, calm } => {
            let (a, b) = (&desks[one], &desks[other]);
            let (first, second) = tokio::join!(a.sync(weather(dice, calm)), b.sync(weather(dice + 1, calm)));
            told(shared, a, &first);
            told(shared, b, &second);
        }
        Op::Impostor { desk } => {
            desks[desk].hang_up();
            let result = desks[desk].sync(Weather { impostor: true, ..Weather::calm() }).await;
            if result.is_ok() {
                shared.complain(Err("a server of another office was taken for the own".into()));
            }
            told(shared, &desks[desk], &result);
            desks[desk].hang_up();
        }
        Op::Forged { desk, dice } => {
            let forger = Weather { forger: true, ..weather(dice, 100) };
            let result = desks[desk].sync(forger).await;
            told(shared, &desks[desk], &result);
        }
        Op::KillDesk { desk } => desks[desk].kill(),
        Op::KillServer => kill(shared),
        Op::Rebuild { desk } => {
            if let Err(error) = desks[desk].store().rebuild(&|_, _| {}) {
                shared.complain(Err(format!("desk {desk}: the projections were not made anew: {error}")));
            }
        }
        Op::Jump { desk, days } => {
            let clock = desk.map_or(&shared.server_clock, |desk| &desks[desk].clock);
            clock.pass(days * 86_400_000);
        }
        Op::Strip { desk, most } => {
            let gone = match desk {
                Some(desk) => raw::strip(&desks[desk].database(), &desks[desk].raw_key, most),
                None => raw::strip(&shared.service().folder.join("lakon.db"), &DATABASE_KEY, most),
            };
            shared.tell(format!("    {gone} private parts gone"));
        }
        Op::Relay { from, to } => relay(shared, &desks[from], &desks[to]),
        Op::FullDisk { desk, dice, pages } => {
            let (desk, mut dice) = (&desks[desk], Dice::new(dice));
            desk.leave_room(Some(u32::try_from(pages).unwrap()));
            for _ in 0..4 {
                desk.write_something(&mut dice);
            }
            let result = desk.sync(Weather::calm()).await;
            told(shared, desk, &result);
        }
        Op::Join { .. } => {}
        Op::Erase { dice } => erase(shared, &mut Dice::new(dice)),
        Op::SecondServer => {
            let second = ServerFolder::take(&shared.service().folder);
            if !matches!(second, Err(StoreError::Held)) {
                shared.complain(Err("a second server process took a folder that is in use".into()));
            }
        }
    }
}

/// The office's own hand, for which the server has no command yet: the erasure is appended to the office log while the server stands
/// still, and the server is started again.
fn erase(shared: &Arc<Shared>, dice: &mut Dice) {
    let erasable: Vec<_> = {
        let ledger = lock(&shared.ledger);
        let kept = ledger.records.values().flatten().filter_map(|kept| kept.record.read_header().ok());
        let texts = [QuestionSet::KIND, AnswerSet::KIND, PersonAdded::KIND];
        kept.filter(|header| texts.contains(&header.kind.as_str())).map(|header| header.id).collect()
    };
    if erasable.is_empty() {
        return;
    }
    shared.count("erase");
    let event = *dice.pick(&erasable);
    let folder = shared.service().folder.clone();
    server::append(
        shared,
        &folder,
        dice,
        RecordErased { erases: vec![event], private: Some(Reason::default()) }.into(),
    );
    lock(&shared.ledger).erased.push(event);
    kill(shared);
}

/// A desk hands another everything it holds and the other lacks, the office's logs first, each up to its newest seal.
fn relay(shared: &Shared, from: &Desk, to: &Desk) {
    let (source, target) = (from.store(), to.store());
    let office = source.office_logs().unwrap();
    let mut heads = source.heads().unwrap();
    heads.sort_by_key(|head| !office.contains(&head.log));
    for head in heads.into_iter().filter(|head| head.log != to.log) {
        let held = target.heads().unwrap().iter().find(|held| held.log == head.log).map_or(0, |held| held.seq);
        let Some(mut cut) = source.page(head.log, held, head.seq, ALL).unwrap() else { continue };
        if head.log == from.log {
            cut.page.seals.extend(source.seal(head.log, cut.end).unwrap());
        }
        let taken = target.receive(&cut.page, Source::Other);
        let told = taken.map_or_else(|error| error.to_string(), |received| format!("{} taken", received.new.len()));
        shared.tell(format!("    {} after {held}: {told}", head.log));
    }
    to.note();
}
