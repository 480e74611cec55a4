//! What revoked PCs handed in and waits at the server: hearing of it, and the admin's decision, which works offline and waits for the
//! server like every request.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::{AsideDecisionRequested, Reason};
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_store::{AsideDecision, Store};
use lakon_sync::aside_list::{self, Waiting};
use lakon_sync::client::Client;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::api::{AsideDecided, AsideWaits, DecideAside, DeviceAside, DeviceAsides, Nothing};
use crate::app::{App, Desk};
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::settings_office::write;
use crate::sync_state::count;
use crate::syncing;
use crate::words::Sentence;

/// Name of the setting that holds what the server said last.
const HEARD: &str = "aside_waiting";
/// Between two questions of the background sync, milliseconds: nobody waits for the answer, and an idle sync stays one round trip.
const ASK_EVERY_MS: i64 = 10 * 60 * 1000;

/// What the server said: numbers and times, kept so that a decision needs no network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Heard {
    at: Option<Time>,
    waiting: Vec<Waiting>,
}

fn heard(store: &Store) -> Result<Heard, Failure> {
    let text = store.setting(HEARD)?;
    // What cannot be read is asked for again.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Whether there is anything to ask: only an admin's PC is told, and only where a PC was revoked.
fn concerns(store: &Store) -> bool {
    let (office, device) = (store.office(), store.device().device);
    let admin = office.devices.get(&device).is_some_and(|held| office.roles(held.user, device).contains(&Role::Admin));
    admin && office.devices.keys().any(|device| office.revoked.holds(*device))
}

/// After a sync: asks now and then, and at once where records came. A failure is no harm, the next sync asks again.
pub(crate) async fn hear(app: &App, client: &Client, store: &Store, news: bool) {
    let now = app.now();
    let due = {
        let mut state = app.state();
        let due = news || state.sync.aside_asked.is_none_or(|asked| now.since(asked) >= ASK_EVERY_MS);
        if due {
            state.sync.aside_asked = Some(now);
        }
        due
    };
    if due && concerns(store) {
        ask(app, client, store).await;
    }
}

async fn ask(app: &App, client: &Client, store: &Store) {
    let waiting = match aside_list::ask(client).await {
        Ok(waiting) => waiting,
        Err(error) => return tracing::info!(%error, "what revoked PCs handed in was not heard of"),
    };
    let (store, at) = (store.clone(), app.now());
    let noted = tokio::task::spawn_blocking(move || -> Result<bool, Failure> {
        let differs = heard(&store)?.waiting != waiting;
        let text = serde_json::to_string(&Heard { at: Some(at), waiting }).map_err(|_| Sentence::Broken)?;
        store.set_setting(HEARD, Some(&text))?;
        Ok(differs)
    });
    match noted.await {
        Ok(Ok(true)) => app.changed(["users", "sync"]),
        Ok(Ok(false)) => {}
        Ok(Err(failure)) => tracing::warn!(sentence = ?failure.sentence, "what revoked PCs handed in was not noted"),
        Err(_) => tracing::warn!("what revoked PCs handed in was not noted"),
    }
}

/// How many PCs have something that waits for a decision, as far as was heard.
pub(crate) fn open(desk: &Desk) -> Result<Vec<Waiting>, Failure> {
    let decided = decisions(desk)?;
    let waiting = heard(&desk.store)?.waiting.into_iter();
    Ok(waiting.filter(|one| decided.get(&one.device).is_none_or(|decision| !is_waiting(decision))).collect())
}

fn decisions(desk: &Desk) -> Result<BTreeMap<Uuid, AsideDecision>, Failure> {
    Ok(desk.store.aside_decisions()?.into_iter().map(|decision| (decision.device, decision)).collect())
}

fn is_waiting(decision: &AsideDecision) -> bool {
    !decision.done && decision.refused.is_none()
}

/// What waits, as the server said last.
pub fn view(desk: &Desk, _: Nothing) -> Result<DeviceAsides, Failure> {
    let (office, Heard { at, waiting }) = (desk.store.office(), heard(&desk.store)?);
    let decided = decisions(desk)?;
    let waiting: BTreeMap<Uuid, Waiting> = waiting.into_iter().map(|one| (one.device, one)).collect();
    let devices: BTreeSet<Uuid> = waiting.keys().chain(decided.keys()).copied().collect();
    let row = |device: Uuid| DeviceAside {
        device: device.to_string(),
        waits: waiting.get(&device).map(|one| AsideWaits {
            records: count(one.records),
            cases: count(one.cases),
            since: ms(one.since),
            until: ms(one.until),
            files: count(one.files),
            files_missing: count(one.files_missing),
            at: ms(one.at),
        }),
        decided: decided.get(&device).map(|decision| AsideDecided {
            take: decision.take,
            by: name_of(&office, decision.by),
            at: ms(decision.at),
            waiting: is_waiting(decision),
            refused: decision.refused.as_ref().map(|cause| refusal(cause.as_str()).words(desk.language).to_owned()),
        }),
    };
    Ok(DeviceAsides { told_at: at.map(ms), rows: devices.into_iter().map(row).collect() })
}

/// The same, asked of the server first where it can be reached.
pub fn look(desk: &Desk, _: Nothing) -> Result<DeviceAsides, Failure> {
    if concerns(&desk.store)
        && let Ok(Some(client)) = syncing::client(desk)
    {
        Handle::current().block_on(ask(&desk.app, &client, &desk.store));
    }
    view(desk, Nothing {})
}

/// Takes or refuses everything that waits of a PC.
pub fn decide(desk: &Desk, input: DecideAside) -> Result<DeviceAsides, Failure> {
    let device: Uuid = input.device.parse().map_err(|_| Sentence::UnknownDevice)?;
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Sentence::NeedReason.fields(&["reason"]));
    }
    if !desk.store.office().revoked.holds(device) {
        return Err(Sentence::UnknownDevice.into());
    }
    if decisions(desk)?.get(&device).is_some_and(is_waiting) {
        return Err(Sentence::AsideAsked.into());
    }
    if !heard(&desk.store)?.waiting.iter().any(|one| one.device == device) {
        return Err(Sentence::NothingAside.into());
    }
    let private = Some(Reason { reason });
    write(desk, vec![AsideDecisionRequested { device, take: input.take, private }.into()])?;
    desk.app.changed(["users", "sync"]);
    view(desk, Nothing {})
}

/// Why the server did not do it, from the cause its record names.
fn refusal(cause: &str) -> Sentence {
    match cause {
        "no_right" => Sentence::UserNoRight,
        "aside_unfit" => Sentence::AsideUnfit,
        _ => Sentence::NothingAside,
    }
}
