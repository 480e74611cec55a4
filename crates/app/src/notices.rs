//! The bell, which always tells what is true, and what pops up on the system's screen: once each, only while the office works,
//! and with nothing in it that a visitor must not read.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lakon_domain::calendar::Counting;
use lakon_domain::notices::{Notice, NoticeKind as Kind, Reader, may_pop};
use lakon_domain::shape::Time;
use uuid::Uuid;

use crate::api::{GoTo, Nothing, NoticeKeys, NoticeKind, NoticeRow, NoticeRows, NoticeSetting};
use crate::app::{App, Desk};
use crate::case_view::ms;
use crate::failure::Failure;
use crate::host::Push;
use crate::notice_words as words;
use crate::sync_state::count;

/// Most rows the bell shows; more is no list but Tindak Lanjut.
const ROWS: usize = 200;
/// Milliseconds between two looks where nothing changed: a duty falls due while nobody writes.
const EVERY_MS: i64 = 60_000;
/// Topics of the page after which there may be something new to tell.
const NEWS: [&str; 4] = ["session", "cases", "escalations", "settings"];
/// The setting of this PC; on where it is missing.
const SETTING: &str = "system_notices";

/// Between two looks.
#[derive(Default)]
pub(crate) struct Watch {
    news: AtomicBool,
    looked_at: AtomicI64,
    /// Whose bell told what at the last look.
    told: Mutex<Option<(Uuid, BTreeSet<String>)>>,
}

impl Watch {
    /// Something changed.
    pub fn hear<S: AsRef<str>>(&self, topics: &[S]) {
        if topics.iter().any(|topic| NEWS.contains(&topic.as_ref())) {
            self.news.store(true, Ordering::SeqCst);
        }
    }

    /// Whether it is time to look, which it then no more is. A clock that was set back does not stop the looks.
    fn is_due(&self, now: Time) -> bool {
        let since = now.0.saturating_sub(self.looked_at.load(Ordering::SeqCst));
        let due = self.news.swap(false, Ordering::SeqCst) || !(0..EVERY_MS).contains(&since);
        if due {
            self.looked_at.store(now.0, Ordering::SeqCst);
        }
        due
    }

    /// Whether the bell tells something else than at the last look.
    fn differs(&self, user: Uuid, told: &[Notice]) -> bool {
        let now = Some((user, told.iter().map(|one| one.key.clone()).collect()));
        let mut before = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let differs = *before != now;
        *before = now;
        differs
    }
}

/// Looks where something changed or a minute has gone by.
pub(crate) fn tick(app: &Arc<App>) {
    if app.watch.is_due(app.now()) {
        look(app);
    }
}

/// Shows on the system's screen what is new to whoever is signed in, locked or not.
pub(crate) fn look(app: &Arc<App>) {
    let Some(desk) = watched(app) else { return };
    if let Err(failure) = look_at(&desk) {
        tracing::warn!(sentence = ?failure.sentence, "nothing was told");
    }
}

/// The session, behind a lock too: a lock hides the page and not that something is due.
fn watched(app: &Arc<App>) -> Option<Desk> {
    let state = app.state();
    let session = state.session.as_ref()?;
    let (store, user, language) = (session.store.clone(), session.user, state.preferences.language);
    Some(Desk { app: app.clone(), store, user, language })
}

fn look_at(desk: &Desk) -> Result<(), Failure> {
    desk.store.turn_duties()?;
    let (app, now) = (&desk.app, desk.app.now());
    let told = told(desk)?;
    if app.watch.differs(desk.user, &told) {
        app.changed(["notices"]);
    }
    let rules = desk.store.rules();
    if !may_pop(&rules.calendar, now, Counting::new(rules.zone)) {
        return Ok(());
    }
    let seen = desk.store.notices_seen(desk.user)?;
    let new: Vec<&Notice> = told.iter().filter(|one| !seen.contains_key(&one.key)).collect();
    let Some(first) = new.first() else { return Ok(()) };
    // Remembered first: what could not be remembered would pop up every minute.
    let keys: Vec<String> = new.iter().map(|one| one.key.clone()).collect();
    desk.store.notices_mark(desk.user, &keys, false)?;
    let case = first.case.to_string();
    let (text, case) = if new.len() == 1 {
        (words::one(first.kind, &number(desk, first.case)?, desk.language), Some(case.as_str()))
    } else {
        (words::several(new.iter().map(|one| one.kind), desk.language), None)
    };
    if let Some(host) = app.host().filter(|_| system_on(desk).unwrap_or(true)) {
        host.notify(words::TITLE, &text, case);
    }
    Ok(())
}

impl App {
    /// Somebody clicked the system's notice of a case: the page goes there, behind a lock once it is opened.
    pub fn notice_clicked(&self, case: &str) {
        // What comes back from the system is somebody else's text by now.
        if let Ok(case) = case.parse::<Uuid>() {
            self.push(Push::Go(GoTo { case: case.to_string() }));
        }
    }
}

fn told(desk: &Desk) -> Result<Vec<Notice>, Failure> {
    let now = desk.app.now();
    let reader = Reader { user: desk.user, heads: desk.store.rules().sections_of(desk.user, now) };
    Ok(desk.store.notices(&reader, now)?)
}

fn number(desk: &Desk, case: Uuid) -> Result<String, Failure> {
    Ok(desk.store.case_row(case)?.map(|row| row.number).unwrap_or_default())
}

/// Everything that is to be told now.
pub fn list(desk: &Desk, _: Nothing) -> Result<NoticeRows, Failure> {
    desk.store.turn_duties()?;
    let seen = desk.store.notices_seen(desk.user)?;
    let is_unread = |one: &Notice| !seen.get(&one.key).is_some_and(|seen| seen.read);
    let mut told = told(desk)?;
    let unread = told.iter().filter(|one| is_unread(one)).count();
    // What is read stands below, each part with the most urgent first.
    told.sort_by_key(|one| !is_unread(one));
    let mut rows = Vec::with_capacity(told.len().min(ROWS));
    for one in told.into_iter().take(ROWS) {
        // Gone between two looks.
        let Some(case) = desk.store.case_row(one.case)? else { continue };
        rows.push(NoticeRow {
            unread: is_unread(&one),
            kind: kind(one.kind),
            case: one.case.to_string(),
            number: case.number,
            who: if case.organisation.is_empty() { case.who } else { case.organisation },
            question: case.question,
            escalation: one.about.filter(|_| is_of_escalation(one.kind)).map(|id| id.to_string()),
            at: ms(one.at),
            key: one.key,
        });
    }
    Ok(NoticeRows { rows, unread: count(u64::try_from(unread).unwrap_or(u64::MAX)) })
}

/// The person has read these.
pub fn read(desk: &Desk, input: NoticeKeys) -> Result<NoticeRows, Failure> {
    // Only what is told can be read: the page may be behind.
    let told: BTreeSet<String> = told(desk)?.into_iter().map(|one| one.key).collect();
    let keys: Vec<String> = input.keys.into_iter().filter(|key| told.contains(key)).collect();
    desk.store.notices_mark(desk.user, &keys, true)?;
    desk.app.changed(["notices"]);
    list(desk, Nothing {})
}

/// Whether the system shows notices on this PC.
pub fn setting(desk: &Desk, _: Nothing) -> Result<NoticeSetting, Failure> {
    Ok(NoticeSetting { system: system_on(desk)? })
}

/// Says whether it does from now on.
pub fn set(desk: &Desk, input: NoticeSetting) -> Result<NoticeSetting, Failure> {
    desk.store.set_setting(SETTING, Some(if input.system { "on" } else { "off" }))?;
    setting(desk, Nothing {})
}

fn system_on(desk: &Desk) -> Result<bool, Failure> {
    Ok(desk.store.setting(SETTING)?.as_deref() != Some("off"))
}

fn is_of_escalation(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::EscalationArrived | Kind::EscalationToConfirm | Kind::EscalationAskedBack | Kind::EscalationAnswered
    )
}

fn kind(kind: Kind) -> NoticeKind {
    match kind {
        Kind::Overdue => NoticeKind::Overdue,
        Kind::DueToday => NoticeKind::DueToday,
        Kind::EscalationArrived => NoticeKind::EscalationArrived,
        Kind::EscalationToConfirm => NoticeKind::EscalationToConfirm,
        Kind::EscalationAskedBack => NoticeKind::EscalationAskedBack,
        Kind::EscalationAnswered => NoticeKind::EscalationAnswered,
        Kind::HandoverOffered => NoticeKind::HandoverOffered,
        Kind::ProgressOwed => NoticeKind::ProgressOwed,
        Kind::ConfirmationAwaited => NoticeKind::ConfirmationAwaited,
    }
}
