//! The background sync: woken by own writes and by the server's hints, polling where there are none, and telling truly how it stands.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use lakon_domain::hlc::LARGEST_LEAD_MS;
use lakon_store::Store;
use lakon_sync::agreed;
use lakon_sync::backoff::Backoff;
use lakon_sync::client::Client;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::files::Lane;
use lakon_sync::report::Report;
use lakon_sync::session::{hand_in_files, sync_records};
use lakon_sync::wake;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::api::{Nothing, SyncState};
use crate::app::{App, Desk};
use crate::failure::Failure;
use crate::line::Line;
use crate::sync_state::{LAST, said, sentence, set, state};
use crate::sync_told::Runs;
use crate::words::Sentence;
use crate::{heard, moving, sync_pause, sync_told};

/// Between two syncs while the server's hints are heard: a lost hint costs at most this.
const POLL_WHEN_WOKEN: Duration = Duration::from_secs(60);
/// Writes that follow each other this closely go in one sync.
const GATHER: Duration = Duration::from_millis(30);
/// The time of the last sync is written down this often at most, milliseconds: an idle PC should not write all day.
const NOTE_EVERY_MS: i64 = 5 * 60 * 1000;

/// Syncs as long as the program runs.
pub(crate) async fn run(app: Arc<App>) {
    let mut backoff = Backoff::default();
    loop {
        let open = app.state().session.as_ref().map(|session| (session.number, session.store.clone()));
        if let Some((_, store)) = &open
            && sync_pause::waits(&app, store).await
        {
            continue;
        }
        let line = open.and_then(|(session, store)| match Line::open(session, &store) {
            Ok(line) => line,
            Err(error) => {
                failed(&app, &error);
                None
            }
        });
        let Some(line) = line else {
            app.written.notified().await;
            continue;
        };
        // A new connection each time: the old one may have been with somebody else's proxy.
        let over = async {
            if let Some(error) = stand(&app, &line, &mut backoff).await {
                sync_pause::after_failure(&app, &mut backoff, is_back(&line, &error)).await;
            }
        };
        tokio::select! {
            () = over => {}
            () = app.reconnect.notified() => {}
            () = app.calls.paused() => {}
        }
    }
}

/// Syncs over one line until it breaks, which is the error, or its session ends.
async fn stand(app: &Arc<App>, line: &Line, backoff: &mut Backoff) -> Option<SyncError> {
    let heard = Notify::new();
    // Nothing else asks before a sync has come to its end: a server that is not there or refuses this PC is asked as often as the
    // back-off says.
    if let Err(broken) = records(app, line, backoff).await {
        return broken;
    }
    tokio::select! {
        broken = keep(app, line, &heard, backoff) => broken,
        never = moving::keep(app, line, &heard) => match never {},
        never = listen(app, line, &heard) => match never {},
    }
}

async fn keep(app: &Arc<App>, line: &Line, heard: &Notify, backoff: &mut Backoff) -> Option<SyncError> {
    loop {
        tokio::select! {
            () = app.written.notified() => tokio::time::sleep(GATHER).await,
            () = heard.notified() => {}
            () = tokio::time::sleep(POLL_WHEN_WOKEN) => {}
        }
        if let Err(broken) = records(app, line, backoff).await {
            return broken;
        }
    }
}

/// Records, and then whoever moves attachments looks.
async fn records(app: &Arc<App>, line: &Line, backoff: &mut Backoff) -> Result<(), Option<SyncError>> {
    let worked = round(app, line).await;
    if !is_current(app, line.session) {
        return Err(None);
    }
    worked.map_err(Some)?;
    backoff.reset();
    app.moving.look();
    Ok(())
}

/// Whether the server can be spoken with again, where it was the line that failed. Whoever was answered has nothing to look for.
async fn is_back(line: &Line, error: &SyncError) -> bool {
    if !matches!(error, SyncError::Unreachable(_) | SyncError::Cut(_)) {
        return false;
    }
    match Line::open(line.session, &line.store) {
        Ok(Some(line)) => line.client.lane().await.is_ok(),
        _ => false,
    }
}

/// Passes the server's hints on. While there are none, looks as often as somebody at the counter would want to know.
async fn listen(app: &App, line: &Line, heard: &Notify) -> Infallible {
    loop {
        if let Ok(true) = line.client.agrees_on(agreed::WAKE).await
            && let Ok(Some(lane)) = line.client.lane().await
        {
            wake::listen(&lane.http, &lane.base, &lane.token, || heard.notify_one()).await;
        }
        tokio::time::sleep(pause(app)).await;
        heard.notify_one();
    }
}

fn pause(app: &App) -> Duration {
    wake::poll_delay(app.config.surroundings.on_battery(), &mut app.config.random.clone())
}

pub(crate) fn is_current(app: &App, session: u64) -> bool {
    app.state().session.as_ref().is_some_and(|open| open.number == session)
}

/// One sync of records, and what became of it. False where a pause ended it.
async fn round(app: &Arc<App>, line: &Line) -> Result<bool, SyncError> {
    let _one_at_a_time = app.syncing.lock().await;
    let runs = Runs::begin(app);
    sync_told::begins(app);
    let before = line.client.traffic();
    let tell = |step| sync_told::records(app, step, before, line.client.traffic());
    let synced = tokio::select! {
        synced = async {
            let (app_here, store_here) = (app.clone(), line.store.clone());
            let known = tokio::task::spawn_blocking(move || crate::joining_file::complete(&app_here, &store_here)).await;
            if let Ok(Err(error)) = known {
                return Err(error);
            }
            let synced = sync_records(&line.client, &tell).await;
            if matches!(synced, Err(SyncError::Problem(Problem::Revoked))) {
                hand_in_files(&line.client, &line.blobs).await;
            }
            synced
        } => synced,
        // What was acknowledged stays; the next one goes on from there.
        () = app.calls.stopped() => return Ok(false),
    };
    // Part of the sync: whoever waits for its end must find the line quiet afterwards.
    if synced.is_ok() && is_current(app, line.session) {
        crate::recovery::hand_over(app, &line.client, &line.store).await;
        let news = synced.as_ref().is_ok_and(|report| report.records_down > 0);
        crate::aside::hear(app, &line.client, &line.store, news).await;
    }
    drop(runs);
    match synced {
        Ok(mut report) => {
            line.leave(report.server.take());
            let (app, store) = (app.clone(), line.store.clone());
            let noted = tokio::task::spawn_blocking(move || {
                note(&app, &store, &report);
                if report.records_down > 0 {
                    crate::usb_held::take_again(&app, &store);
                }
            })
            .await;
            if noted.is_err() {
                tracing::error!("noting a sync panicked");
            }
            Ok(true)
        }
        Err(error) => {
            if is_current(app, line.session) {
                failed(app, &error);
            }
            Err(error)
        }
    }
}

fn note(app: &Arc<App>, store: &Store, report: &Report) {
    if let Err(error) = store.set_clock_offset(report.clock_offset_ms) {
        tracing::warn!(%error, "the server's clock was not noted");
    }
    if report.carried_on {
        // Said once, where somebody sits; the server keeps the key of this PC's database for the new log too.
        app.state().notices.push(Sentence::CarriedOn.into());
        app.changed(["session"]);
        crate::recovery::slot_changed(app);
    }
    if let Some(seq) = report.own_log_ahead {
        tracing::error!(seq, "the server holds more of the own log than this PC");
    }
    for refusal in &report.refused {
        tracing::warn!(%refusal, "a page was refused");
    }
    let forked = report.own_log_ahead.is_some() || !report.differences.is_empty();
    let clock_off = report.clock_offset_ms.saturating_abs() > LARGEST_LEAD_MS;
    let now = app.now();
    let moved = report.records_up + report.records_down > 0;
    let due = {
        let mut state = app.state();
        let due = moved || state.sync.noted_at.is_none_or(|noted| now.since(noted) >= NOTE_EVERY_MS);
        if due {
            state.sync.noted_at = Some(now);
        }
        due
    };
    let text = now.0.to_string();
    if due && let Err(error) = store.set_setting(LAST, Some(&text)) {
        tracing::warn!(%error, "the time of the sync was not noted");
    }
    set(app, |standing| {
        standing.reachable = true;
        standing.last_at = Some(now);
        sync_told::ends(&mut standing.told, report, clock_off);
        standing.problem = match () {
            () if forked => Some(Sentence::LogForked),
            () if !report.refused.is_empty() => Some(Sentence::RecordsRefused),
            () if clock_off => Some(Sentence::ClockOff),
            () => None,
        };
    });
    if heard::note(store, &report.heard) || moved {
        app.changed(["sync"]);
    }
    if moved {
        app.changed(["files"]);
    }
    if report.records_up > 0 {
        moving::own_first(app, store);
    }
    crate::erasures::tell(app, store);
    if report.records_down > 0 {
        crate::escalations::mark_delivered(app);
    }
}

pub(crate) fn failed(app: &App, error: &SyncError) {
    tracing::info!(%error, transient = error.transient(), "sync did not reach its end");
    let sentence = said(error);
    set(app, |standing| {
        standing.reachable = false;
        // That there is no network is no problem: it is said by `reachable` and by the time of the last sync.
        standing.problem = (sentence != Sentence::ServerUnreachable).then_some(sentence);
    });
}

fn session(app: &App) -> u64 {
    app.state().session.as_ref().map_or(0, |open| open.number)
}

/// F5: syncs now and says how it went, attachments too. A sync under way is followed by another, not waited for.
pub fn now(desk: &Desk, _: Nothing) -> Result<SyncState, Failure> {
    let app = &desk.app;
    // Somebody asks: nothing rests.
    desk.store.try_all_again()?;
    if app.syncing.try_lock().is_err() {
        app.written.notify_one();
        return state(desk, Nothing {});
    }
    let line = Line::open(session(app), &desk.store).map_err(|error| sentence(&error))?;
    if let Some(line) = line {
        let goes_on = Handle::current().block_on(round(app, &line)).map_err(|error| said(&error))?;
        // Whoever waits after a failure need not wait any longer.
        app.calls.again();
        if goes_on {
            Handle::current().block_on(moving::now(app, &line)).map_err(|error| said(&error))?;
        }
    }
    state(desk, Nothing {})
}

/// The first sync of a PC that has just joined and has no session yet, so that it knows its office. Records alone: nobody waits for the
/// attachments of years. Failing is no harm, the next one comes by itself.
pub(crate) fn first(app: &Arc<App>, store: &Store) {
    match Line::open(session(app), store) {
        Ok(Some(line)) => {
            let _ = Handle::current().block_on(round(app, &line));
        }
        Ok(None) => {}
        Err(error) => failed(app, &error),
    }
}

/// A way of its own to the office server, proven as every sync's is.
pub(crate) fn lane(desk: &Desk) -> Result<Lane, Failure> {
    let open = |error: SyncError| Failure::from(sentence(&error));
    let line = Line::open(session(&desk.app), &desk.store).map_err(open)?.ok_or(Sentence::OnlyCopies)?;
    Handle::current().block_on(line.client.lane()).map_err(open)?.ok_or_else(|| Sentence::OnlyCopies.into())
}

/// A conversation of its own with the office server; none where this PC has no server.
pub(crate) fn client(desk: &Desk) -> Result<Option<Client>, SyncError> {
    Ok(Line::open(session(&desk.app), &desk.store)?.map(|line| line.client))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pc_on_battery_asks_once_a_minute_and_one_at_the_counter_every_few_seconds() {
        struct Battery(bool);
        impl crate::surroundings::Surroundings for Battery {
            fn judge_folder(&self, _: &std::path::Path) -> Result<(), lakon_platform::BadFolder> {
                Ok(())
            }
            fn idle_ms(&self) -> Option<i64> {
                None
            }
            fn on_battery(&self) -> bool {
                self.0
            }
            fn is_elevated(&self) -> bool {
                false
            }
        }
        let pause_with = |battery| {
            let config = crate::app::AppConfig::desktop("unused".into(), false);
            pause(&App::new(crate::app::AppConfig { surroundings: Arc::new(Battery(battery)), ..config })).as_secs_f64()
        };
        assert!((3.7..6.3).contains(&pause_with(false)));
        assert!((45.0..75.1).contains(&pause_with(true)));
    }
}
