//! A big office: 100,000 cases over two years, 2,000 of them open with everything an open case can wait for.

use anyhow::{Context, Result};
use lakon_app::api::UiError;
use lakon_app::{App, AppConfig};
use lakon_domain::event::*;
use lakon_domain::shape::{Code, Time};
use lakon_store::{Folder, KeyFile, Store, StoreError, Tx};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Size, desk};

pub const PASSWORD: &str = "kata sandi contoh";
/// Cases in all, and how many of them are open.
const CASES: usize = 100_000;
const OPEN: usize = 2_000;
const DAY: i64 = 24 * 3_600_000;
/// From one case to the next: two years in all.
const APART: i64 = 2 * 365 * DAY / 100_000;
/// Days within which the open ones came.
const RECENT: i64 = 14;
/// Cases in one transaction.
const BATCH: usize = 500;

/// The office, its store open.
pub struct Big {
    pub store: Store,
    pub user: Uuid,
    pub open: usize,
    /// Last, so that it is removed last.
    pub dir: TempDir,
}

/// Begins an office as the program does and fills it.
pub fn office(size: Size) -> Result<Big> {
    let dir = tempfile::tempdir()?;
    begin(&dir)?;
    let folder = Folder::open(dir.path())?;
    let keys = KeyFile::load(&folder)?.file;
    let user = keys.tiles().first().context("somebody who may sign in")?.user;
    let store = Store::open(&folder, &keys.unlock(user, PASSWORD)?.key, desk::clock(), desk::random())?;
    let open = size.of(OPEN);
    let closed = size.of(CASES).saturating_sub(open);
    let now = desk::clock().now();
    for from in (0..closed).step_by(BATCH) {
        store.transact::<_, StoreError>(user, |tx| {
            (from..closed.min(from + BATCH)).try_for_each(|index| {
                let back = i64::try_from(closed - index).unwrap_or(0) * APART;
                desk::whole_case(tx, index, Time(now.0 - back))
            })
        })?;
    }
    for from in (0..open).step_by(BATCH) {
        store.transact::<_, StoreError>(user, |tx| {
            (from..open.min(from + BATCH)).try_for_each(|index| {
                let back = i64::try_from(index).unwrap_or(0) * (RECENT * DAY / 2_000).max(1);
                open_case(tx, closed + index, Time(now.0 - back))
            })
        })?;
    }
    store.turn_duties()?;
    Ok(Big { store, user, open, dir })
}

fn begin(dir: &TempDir) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let app = App::new(AppConfig::desktop(dir.path().to_owned(), false));
    let begin = json!({
        "language": "id", "code": "046", "office_name": "Kantor Contoh", "zone": "WITA", "name": "Petugas Contoh",
        "password": PASSWORD,
    });
    let begun = runtime.block_on(app.call("office.begin", begin));
    app.stop();
    begun.map(|_| ()).map_err(said)
}

/// An error of a command as one of the bench.
pub fn said(error: UiError) -> anyhow::Error {
    anyhow::anyhow!("{}: {}", error.code, error.message)
}

/// A promised case, told of progress once; some wait for a document or a section head too.
fn open_case(tx: &mut Tx<'_>, index: usize, at: Time) -> Result<(), StoreError> {
    let code = |text: &str| Code::new(text).map_err(|_| StoreError::Damaged("a code of the bench"));
    let case = desk::asked(tx, index, at)?;
    let text = |text: &str| Some(Text { text: text.into() });
    let private = Some(PersonData { name: format!("Orang Contoh {index}"), ..PersonData::default() });
    tx.write(ContactSet { case, declined: false, replaces: vec![], private })?;
    tx.write(CasePromised { case, promised_at: Time(at.0 + 600_000), private: text("Dijawab setelah dicek.") })?;
    let (progress, channel, private) = (tx.new_id(), code("telepon")?, text("Masih dicek."));
    tx.write(ProgressReported { case, progress, reported_at: Time(at.0 + 3_600_000), channel, private })?;
    if index.is_multiple_of(5) {
        let (request, private) = (tx.new_id(), Some(Name { name: "Surat permohonan".into() }));
        tx.write(DocumentRequested { case, request, requested_at: at, until: None, private })?;
    }
    if index.is_multiple_of(6) {
        let (escalation, section, private) = (tx.new_id(), code("BANK")?, text("Apakah dapat diproses?"));
        tx.write(EscalationRaised { case, escalation, section, raised_at: at, leaves: false, private })?;
    }
    Ok(())
}
