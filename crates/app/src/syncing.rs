//! The background sync: woken by own writes and by the server's hints, polling where there are none, and telling truly how it stands.

use std::sync::Arc;
use std::time::Duration;

use lakon_domain::hlc::LARGEST_LEAD_MS;
use lakon_store::Store;
use lakon_sync::agreed;
use lakon_sync::backoff::Backoff;
use lakon_sync::client::{Client, Credentials};
use lakon_sync::error::SyncError;
use lakon_sync::files::{Lane, Outcome};
use lakon_sync::http::Http;
use lakon_sync::replica::{Blobs, Replica};
use lakon_sync::report::{Report, Step};
use lakon_sync::session::{sync_once, sync_records};
use lakon_sync::tls::Pin;
use lakon_sync::wake;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::api::{Nothing, SyncState};
use crate::app::{App, Desk};
use crate::failure::Failure;
use crate::sync_state::{LAST, said, sentence, set, state};
use crate::words::Sentence;
use crate::{file_view, sync_pause, sync_told, transfers};

/// Between two syncs while the server's hints are heard: a lost hint costs at most this.
const POLL_WHEN_WOKEN: Duration = Duration::from_secs(60);
/// Writes that follow each other this closely go in one sync.
const GATHER: Duration = Duration::from_millis(30);
/// The time of the last sync is written down this often at most, milliseconds: an idle PC should not write all day.
const NOTE_EVERY_MS: i64 = 5 * 60 * 1000;

/// How much a sync brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Records,
    All,
}

/// A store that has a server, and the way to it.
struct Line {
    /// The session it was opened in.
    session: u64,
    store: Store,
    client: Client,
    blobs: Arc<dyn Blobs>,
}

impl Line {
    fn open(session: u64, store: &Store) -> Result<Option<Self>, SyncError> {
        let Some(pin) = store.pin().filter(|pin| !pin.alone) else { return Ok(None) };
        let Some(address) = pin.address else { return Ok(None) };
        // Whoever answers must show a statement by the pinned office key for the very key of this connection before anything else is
        // said (`hello::greet`), so a server that was made anew is taken without asking and no other is.
        let transport = Arc::new(Http::new(&address, Pin::First)?);
        let device = store.device();
        let credentials = Credentials {
            device: device.device,
            log: device.log,
            signing_key: device.signing_key().clone(),
            office_key: pin.office_key,
        };
        let replica: Arc<dyn Replica> = Arc::new(store.clone());
        let blobs: Arc<dyn Blobs> = Arc::new(store.clone());
        Ok(Some(Self { session, store: store.clone(), client: Client::new(transport, credentials, replica), blobs }))
    }
}

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
        match line {
            // A new connection each time: the old one may have been with somebody else's proxy.
            Some(line) => {
                let heard = Notify::new();
                tokio::select! {
                    () = keep(&app, &line, &heard, &mut backoff) => {}
                    () = listen(&app, &line, &heard) => {}
                    () = app.reconnect.notified() => {}
                    () = app.calls.paused() => {}
                }
            }
            None => app.written.notified().await,
        }
    }
}

/// Syncs one line until it breaks or its session ends.
async fn keep(app: &Arc<App>, line: &Line, heard: &Notify, backoff: &mut Backoff) {
    loop {
        let worked = round(app, line, Reach::All).await;
        if !is_current(app, line.session) {
            return;
        }
        if worked.is_err() {
            return sync_pause::after_failure(app, backoff).await;
        }
        backoff.reset();
        tokio::select! {
            () = app.written.notified() => tokio::time::sleep(GATHER).await,
            () = heard.notified() => {}
            () = tokio::time::sleep(POLL_WHEN_WOKEN) => {}
        }
    }
}

/// Passes the server's hints on. While there are none, looks as often as somebody at the counter would want to know.
async fn listen(app: &App, line: &Line, heard: &Notify) {
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

fn is_current(app: &App, session: u64) -> bool {
    app.state().session.as_ref().is_some_and(|open| open.number == session)
}

/// One sync, and what became of it.
async fn round(app: &Arc<App>, line: &Line, reach: Reach) -> Result<(), SyncError> {
    let _one_at_a_time = app.syncing.lock().await;
    let runs = Runs::begin(app);
    let before = line.client.traffic();
    let tell = |step| {
        sync_told::step(app, step, before, line.client.traffic());
        if let Step::File(moved) = step {
            transfers::told(app, &line.store, moved);
        }
    };
    let synced = tokio::select! {
        synced = async {
            let (app_here, store_here) = (app.clone(), line.store.clone());
            let known = tokio::task::spawn_blocking(move || crate::joining_file::complete(&app_here, &store_here)).await;
            match (known, reach) {
                (Ok(Err(error)), _) => Err(error),
                (_, Reach::Records) => sync_records(&line.client, &tell).await,
                (_, Reach::All) => sync_once(&line.client, &line.blobs, &tell).await,
            }
        } => synced,
        // What was acknowledged stays; the next one goes on from there.
        () = app.calls.stopped() => return Ok(()),
    };
    transfers::over(app);
    // Part of the sync: whoever waits for its end must find the line quiet afterwards.
    if synced.is_ok() && is_current(app, line.session) {
        crate::recovery::hand_over(app, &line.client, &line.store).await;
        let news = synced.as_ref().is_ok_and(|report| report.records_down > 0);
        crate::aside::hear(app, &line.client, &line.store, news).await;
    }
    drop(runs);
    match synced {
        Ok(report) => {
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
            Ok(())
        }
        Err(error) => {
            if is_current(app, line.session) {
                failed(app, &error);
            }
            Err(error)
        }
    }
}

/// A sync that runs, until it is dropped: also where it is ended in its middle.
struct Runs<'a>(&'a App);

impl<'a> Runs<'a> {
    fn begin(app: &'a App) -> Self {
        sync_told::begins(app);
        set(app, |standing| standing.running = true);
        Self(app)
    }
}

impl Drop for Runs<'_> {
    fn drop(&mut self) {
        transfers::over(self.0);
        set(self.0, |standing| standing.running = false);
    }
}

fn note(app: &Arc<App>, store: &Store, report: &Report) {
    if let Err(error) = store.set_clock_offset(report.clock_offset_ms) {
        tracing::warn!(%error, "the server's clock was not noted");
    }
    // Where other files moved, the line is not what is wrong.
    let line_works = report.files.iter().any(|outcome| outcome.result.is_ok());
    let told = |outcome: &&Outcome| {
        outcome.result.as_ref().map_or_else(|trouble| line_works || file_view::is_own(trouble), |_| true)
    };
    if let Err(error) = store.note_outcomes(report.files.iter().filter(told)) {
        tracing::warn!(%error, "how files fared was not noted");
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
    // A file that fails again as before is no news; one that fails otherwise was told of when it was noted.
    let moved =
        report.records_up + report.records_down > 0 || report.files.iter().any(|outcome| outcome.result.is_ok());
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
    if moved {
        app.changed(["sync", "files"]);
    }
    crate::erasures::tell(app, store);
    if report.records_down > 0 {
        crate::escalations::mark_delivered(app);
    }
}

fn failed(app: &App, error: &SyncError) {
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

/// F5: syncs now and says how it went. A sync under way is followed by another, not waited for: it may be sending a large file.
pub fn now(desk: &Desk, _: Nothing) -> Result<SyncState, Failure> {
    // Somebody asks: nothing rests.
    desk.store.try_all_again()?;
    if desk.app.syncing.try_lock().is_err() {
        desk.app.written.notify_one();
        return state(desk, Nothing {});
    }
    let line = Line::open(session(&desk.app), &desk.store).map_err(|error| sentence(&error))?;
    if let Some(line) = line {
        let worked = Handle::current().block_on(round(&desk.app, &line, Reach::All));
        worked.map_err(|error| said(&error))?;
        // Whoever waits after a failure need not wait any longer.
        desk.app.calls.again();
    }
    state(desk, Nothing {})
}

/// The first sync of a PC that has just joined and has no session yet, so that it knows its office. Records alone: nobody waits for the
/// attachments of years. Failing is no harm, the next one comes by itself.
pub(crate) fn first(app: &Arc<App>, store: &Store) {
    match Line::open(session(app), store) {
        Ok(Some(line)) => {
            let _ = Handle::current().block_on(round(app, &line, Reach::Records));
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
