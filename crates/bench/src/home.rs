//! What an office with much under way waits for: Beranda, and a change of the calendar that moves every due date.

use anyhow::{Result, ensure};
use lakon_app::{App, AppConfig};
use lakon_domain::event::{HolidaySet, Name};
use lakon_domain::shape::{Code, Time};
use lakon_store::{Store, StoreError};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::big::{Big, PASSWORD, said};
use crate::figure::{Report, in_turn};
use crate::{Size, desk};

/// Rows of each sort of duty and of newest cases that Beranda shows.
const DUTIES: u32 = 20;
const RECENT: u32 = 8;
const DAY: i64 = 24 * 3_600_000;

/// `home_100k`: the whole answer of `home.view`, against reading the rows and the records it shows raw.
pub fn home(report: &mut Report, size: Size, big: &Big) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let app = App::new(AppConfig::desktop(big.dir.path().to_owned(), false));
    let call = |name: &str, input: Value| runtime.block_on(app.call(name, input)).map_err(said);
    call("session.state", json!({}))?;
    call("session.sign_in", json!({ "user": big.user.to_string(), "password": PASSWORD }))?;
    let shown = call("home.view", json!({}))?;
    ensure!(shown["open"].as_u64() == u64::try_from(big.open).ok(), "Beranda counts what is open: {}", shown["open"]);
    if !size.is_small() {
        for duties in ["overdue", "next_days"] {
            ensure!(shown[duties].as_array().is_some_and(|rows| rows.len() == DUTIES as usize), "{duties} is full");
        }
    }
    let now = desk::clock().now();
    let (ours, raw) = in_turn(41, |_| call("home.view", json!({})).map(|_| ()), |_| Ok(read_raw(&big.store, now)?))?;
    report.time("home_100k", ours, raw);
    app.stop();
    Ok(())
}

/// The newest cases, the first duties of each sort, and the lines and records of their cases.
fn read_raw(store: &Store, now: Time) -> Result<(), StoreError> {
    store.read(|conn| {
        let mut newest = conn.prepare_cached("SELECT * FROM case_row ORDER BY place DESC LIMIT ?1")?;
        let mut rows = newest.query([RECENT])?;
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(0)?);
        }
        let mut duties = conn.prepare_cached(
            "SELECT case_id FROM duty_row WHERE due_at >= ?1 AND due_at < ?2 ORDER BY due_at, case_id, kind LIMIT ?3",
        )?;
        let mut line = conn.prepare_cached("SELECT * FROM case_row WHERE id = ?1")?;
        let mut records = conn.prepare_cached(
            "SELECT r.header, r.facts, r.private FROM subject AS s JOIN record AS r ON r.place = s.place WHERE s.subject = ?1",
        )?;
        let tomorrow = now.0 + DAY;
        for (from, until) in [(i64::MIN, now.0), (now.0, tomorrow), (tomorrow, i64::MAX)] {
            let cases: Vec<[u8; 16]> =
                duties.query_map((from, until, DUTIES), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            for case in cases {
                let mut rows = line.query([case])?;
                while let Some(row) = rows.next()? {
                    std::hint::black_box(row.get_ref(0)?);
                }
                let mut rows = records.query([case])?;
                while let Some(row) = rows.next()? {
                    std::hint::black_box((row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?));
                }
            }
        }
        Ok(())
    })
}

/// `duties_100k`: a day off is announced and every open case is counted anew in one durable transaction, against reading the
/// records of these cases raw.
pub fn duties(report: &mut Report, big: &Big) -> Result<()> {
    let today = big.store.rules().day(desk::clock().now());
    let days: Vec<_> = today.following().take(40).collect();
    let before = due(&big.store)?;
    let (ours, raw) = in_turn(
        7,
        |round| {
            let (sort, status) = (Code::new("cuti_bersama")?, Code::new("ditetapkan")?);
            let private = Some(Name { name: "Cuti bersama contoh".into() });
            // Each round another day, weekends too: the calendar changes, and with it everything is counted.
            let day = days[round];
            let event = HolidaySet { day, sort, status, removed: false, replaces: vec![], private };
            big.store.transact::<_, StoreError>(big.user, |tx| tx.write(event))?;
            Ok(())
        },
        |_| Ok(read_open(&big.store)?),
    )?;
    ensure!(due(&big.store)? > before, "due dates moved");
    report.time("duties_100k", ours, raw);
    Ok(())
}

/// The latest due date.
fn due(store: &Store) -> Result<i64, StoreError> {
    store.read(|conn| Ok(conn.query_row("SELECT coalesce(max(due_at), 0) FROM duty_row", [], |row| row.get(0))?))
}

fn read_open(store: &Store) -> Result<(), StoreError> {
    store.read(|conn| {
        let mut open = conn.prepare_cached("SELECT id FROM case_row WHERE status NOT IN (2, 3, 9)")?;
        let cases: Vec<Uuid> =
            open.query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut records = conn.prepare_cached(
            "SELECT r.header, r.facts, r.private FROM subject AS s JOIN record AS r ON r.place = s.place WHERE s.subject = ?1",
        )?;
        for case in cases {
            let mut rows = records.query([case.as_bytes()])?;
            while let Some(row) = rows.next()? {
                std::hint::black_box((row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?));
            }
        }
        Ok(())
    })
}
