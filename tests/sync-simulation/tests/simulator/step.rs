//! What each step of a run does.

use std::sync::{Arc, LazyLock};

use lakon_server_store::{ServerFolder, StoreError};
use lakon_simulation_tests::dice::Dice;
use lakon_sync::replica::{PageLimit, Replica, Source};

use crate::desk::Desk;
use crate::ledger::Who;
use crate::line::Weather;
use crate::op::Op;
use crate::run::{told, weather};
use crate::server::{DATABASE_KEY, kill};
use crate::shared::{Shared, Wrong, lock};
use crate::{machines, raw, stick, stock};

/// PCs of a run with those that come later.
const MOST_DESKS: usize = 4;
/// Records to a page where a run leaves the protocol's own bound.
const PAGE: i64 = 6;

/// How many records are written to fill pages to a number, as they are counted.
pub const PAGES: [&str; 6] = ["no record", "one record", "a page but one", "a page", "a page and one", "two pages"];

/// Steps that are left out of every run, by name: to find out which of them it takes to make a seed fail.
static WITHOUT: LazyLock<String> = LazyLock::new(|| std::env::var("LAKON_WITHOUT").unwrap_or_default());

fn left_out() -> impl Iterator<Item = &'static str> {
    WITHOUT.split(',').map(str::trim)
}

/// Takes one step.
///
/// # Errors
/// Where a PC cannot be set up; everything else that is wrong is complained about.
pub async fn step(shared: &Arc<Shared>, op: Op) -> Result<(), Wrong> {
    let desks = &shared.desks();
    if left_out().any(|name| name == op.name()) {
        return Ok(());
    }
    if !matches!(op, Op::Join { .. } | Op::Clone { .. }) {
        shared.count(op.name());
    }
    match op {
        Op::Open { desk, dice } => desks[desk].open_case(&mut Dice::new(dice)),
        Op::Edit { desk, dice } => desks[desk].edit(&mut Dice::new(dice)),
        Op::End { desk, dice } => desks[desk].end(&mut Dice::new(dice)),
        Op::Pages { desk, dice, step } => {
            let page = shared.page_records.map_or(PAGE, |page| page.max(1) as i64);
            let at = usize::try_from(step).unwrap();
            let records = [0, 1, page - 1, page, page + 1, 2 * page][at];
            shared.count(PAGES[at]);
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
        Op::DieWriting { desk, dice } => desks[desk].die_writing(&mut Dice::new(dice)),
        Op::KillServer => kill(shared),
        Op::Rebuild { desk } => rebuild(shared, &desks[desk]),
        Op::Jump { desk, days } => {
            let clock = desk.map_or(&shared.server_clock, |desk| &desks[desk].clock);
            clock.pass(days * 86_400_000);
        }
        Op::Strip { desk, most } => {
            let gone = match desk {
                Some(desk) => {
                    let gone = raw::strip(&desks[desk].database(), &desks[desk].raw_key, most);
                    // As if they had come without: what was folded from them goes too.
                    rebuild(shared, &desks[desk]);
                    gone
                }
                None => raw::strip(&shared.service().folder.join("lakon.db"), &DATABASE_KEY, most),
            };
            shared.tell(format!("    {gone} private parts gone"));
            if gone > 0 {
                shared.count("private parts stripped");
            }
            // Where their author was put back, these may have been the last.
            stock::take(shared);
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
        Op::Join { dice, calm } => {
            if desks.len() < MOST_DESKS {
                shared.count(op.name());
                let desk = Desk::joined(shared, desks.len(), false, weather(dice, calm)).await?;
                machines::keep_desk(shared, &desk);
                shared.add_desk(desk);
            }
        }
        Op::Erase { desk, dice } => desks[desk].erase(&mut Dice::new(dice)),
        Op::Keep { all: true, .. } => machines::keep_all(shared),
        Op::Keep { desk: Some(desk), .. } => machines::keep_desk(shared, &desks[desk]),
        Op::Keep { desk: None, .. } => machines::keep_server(shared),
        Op::PutBack { desk, what } => machines::put_back_desk(shared, &desks[desk], what),
        Op::PutBackServer => machines::put_back_server(shared).await,
        Op::PutBackAll => machines::put_back_all(shared).await,
        Op::Clone { desk, same_machine } => {
            if desks.len() < MOST_DESKS {
                shared.count(op.name());
                machines::clone_desk(shared, &desks[desk], same_machine);
            }
        }
        Op::LoseServer => machines::lose_server(shared).await,
        Op::Revoke { desk } => desks[0].revoke(&desks[desk]),
        Op::Decide { take } => decide(shared, take),
        Op::StickOut { from, all } => stick::write(shared, from, all),
        Op::StickIn { to, dice } => stick::take(shared, to, &mut Dice::new(dice)),
        Op::SecondServer => {
            let second = ServerFolder::take(&shared.service().folder);
            if !matches!(second, Err(StoreError::Held)) {
                shared.complain(Err("a second server process took a folder that is in use".into()));
            }
        }
    }
    Ok(())
}

fn rebuild(shared: &Shared, desk: &Desk) {
    if let Err(error) = desk.store().rebuild(&|_, _| {}) {
        shared.complain(Err(format!("desk {}: the projections were not made anew: {error}", desk.number)));
    }
}

/// The admin's word about everything that revoked PCs handed in.
pub fn decide(shared: &Shared, take: bool) {
    let service = shared.service();
    let waited = stock::quarantine(&service.folder.join("lakon.db"));
    for kept in service.store.kept_aside().unwrap() {
        shared.count(if take { "handed in and taken" } else { "handed in and refused" });
        let decided = if take {
            service.store.take_aside(kept.log).map(|records| shared.tell(format!("    {records} records taken")))
        } else {
            service.store.refuse_aside(kept.log)
        };
        if let Err(error) = decided {
            shared.complain(Err(format!("what {} handed in: {error}", kept.log)));
        }
    }
    if !take {
        stock::refused(shared, &waited);
    }
    let mut ledger = lock(&shared.ledger);
    shared.complain(ledger.author(Who::Server, service.store.as_ref()));
    shared.complain(ledger.heads(Who::Server, service.store.as_ref()));
}

/// A desk hands another everything it holds and the other lacks, the office's logs first, each up to its newest seal. In pages of this
/// run: whoever passes them on needs a seal in each.
fn relay(shared: &Shared, from: &Desk, to: &Desk) {
    let (source, target) = (from.replica(), to.store());
    let office = source.office_logs().unwrap();
    let mut heads = source.heads().unwrap();
    heads.sort_by_key(|head| !office.contains(&head.log));
    for head in heads.into_iter().filter(|head| head.log != to.log()) {
        let mut held = target.heads().unwrap().iter().find(|held| held.log == head.log).map_or(0, |held| held.seq);
        while let Some(mut cut) = source.page(head.log, held, head.seq, PageLimit::default()).unwrap() {
            if source.wrote(head.log).unwrap() {
                cut.page.seals.extend(source.seal(head.log, cut.end).unwrap());
            }
            let taken = target.receive(&cut.page, Source::Other);
            let goes_on = taken.as_ref().is_ok_and(|received| !received.new.is_empty());
            let told = taken.map_or_else(|error| error.to_string(), |received| format!("{} taken", received.new.len()));
            shared.tell(format!("    {} after {held}: {told}", head.log));
            if !goes_on {
                break;
            }
            held = cut.end.seq;
        }
    }
    to.note();
}
