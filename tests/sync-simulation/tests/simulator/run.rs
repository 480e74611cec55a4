//! One run: an office is set up, lives through its list of steps, comes to rest without faults, and is looked over.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use lakon_simulation_tests::dice::Dice;
use lakon_sync::error::SyncError;
use lakon_sync::report::Report;

use crate::breaks::Break;
use crate::check;
use crate::desk::Desk;
use crate::line::Weather;
use crate::machines;
use crate::op::Op;
use crate::server::Service;
use crate::shared::{Shared, Wrong};
use crate::step;
use crate::stick;

/// Steps of a run.
pub const LENGTH: usize = 26;
/// Rounds in which every desk syncs once, until nothing moves. Two carry everything from any desk to any other; a log that has to go
/// through a desk that stood apart, private parts and large attachments take a few more.
const ROUNDS: usize = 10;

pub struct Done {
    pub tale: Vec<String>,
    pub counts: BTreeMap<&'static str, u64>,
}

pub struct Told {
    pub tale: Vec<String>,
    pub wrong: Wrong,
}

/// Runs one seed, as it is or with an invariant broken; a seed without the step at which that would show is passed over.
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
    let desks = usize::try_from(dice.between(2, 3)).unwrap();
    let ops = Op::list(&mut dice, desks, LENGTH);
    if broken.is_some_and(|broken| !ops.iter().any(|op| broken.shows_at(op))) {
        return Ok(Done { tale: Vec::new(), counts: BTreeMap::new() });
    }
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
    shared.end();
    let tale = shared.tale();
    match ended {
        Ok(()) => Ok(Done { tale, counts: shared.counts() }),
        Err(wrong) => Err(Told { tale, wrong }),
    }
}

async fn live(shared: &Arc<Shared>, count: usize, ops: &[Op]) -> Result<(), Wrong> {
    shared.set_service(Service::begin(shared));
    for number in 0..count {
        let desk = Desk::joined(shared, number, number == 0, Weather::calm()).await?;
        shared.add_desk(desk);
    }
    machines::keep_all(shared);
    shared.arm();
    for (at, op) in ops.iter().enumerate() {
        shared.tell(format!("{at:3} {op:?}"));
        step::step(shared, *op).await?;
        shared.verdict()?;
        for desk in shared.desks() {
            desk.clock.pass(60_000);
        }
        shared.server_clock.pass(60_000);
    }
    come_to_rest(shared).await?;
    shared.verdict()?;
    check::everything(shared)?;
    // What revoked PCs handed in is decided about at last, one way or the other.
    if shared.service().store.kept_aside().unwrap().is_empty() {
        return Ok(());
    }
    step::decide(shared, shared.seed.is_multiple_of(2));
    shared.verdict()?;
    come_to_rest(shared).await?;
    shared.verdict()?;
    check::everything(shared)
}

/// Without faults everybody syncs until nothing moves any more.
async fn come_to_rest(shared: &Shared) -> Result<(), Wrong> {
    shared.take_late();
    let mut desks = shared.desks();
    // What a revoked one hands in moves nothing of its own, and the others fetch it.
    desks.sort_by_key(|desk| !desk.is_revoked());
    for desk in &desks {
        desk.leave_room(None);
    }
    let mut moved = Vec::new();
    for round in 1..=ROUNDS {
        moved.clear();
        for desk in &desks {
            match desk.sync(Weather::calm()).await {
                Ok(report) if is_still(&report) => {}
                Ok(report) => moved.push(format!("desk {}: {}", desk.number, words(&report))),
                // What it has more is kept aside, and was before.
                Err(error) if stick::is_revoked(&error) && desk.is_revoked() => {}
                Err(error) => moved.push(format!("desk {}: {error}", desk.number)),
            }
            shared.verdict()?;
        }
        shared.tell(format!("rest {round}: {moved:?}"));
        if moved.is_empty() {
            return Ok(());
        }
    }
    Err(format!("the office does not come to rest: {}", moved.join("; ")))
}

fn is_still(report: &Report) -> bool {
    report.in_step
        && report.records_up + report.records_down + report.privates_up + report.privates_down == 0
        && report.refused.is_empty()
        && report.files.iter().all(|outcome| outcome.result.is_err())
}

pub fn words(report: &Report) -> String {
    let Report { in_step, records_up, records_down, privates_up, privates_down, refused, files, differences, .. } =
        report;
    let arrived = files.iter().filter(|outcome| outcome.result.is_ok()).count();
    format!(
        "in step {in_step}, up {records_up}+{privates_up}, down {records_down}+{privates_down}, files {arrived}/{}, refused {refused:?}, differ {differences:?}",
        files.len()
    )
}

pub fn told(shared: &Shared, desk: &Desk, result: &Result<Report, SyncError>) {
    let told = match result {
        Ok(report) => words(report),
        Err(error) => error.to_string(),
    };
    shared.tell(format!("    desk {}: {told}", desk.number));
}

pub fn weather(dice: u64, calm: i64) -> Weather {
    Weather { dice: Dice::new(dice), calm, ..Weather::calm() }
}
