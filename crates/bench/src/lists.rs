//! The list of cases in a big office: its first page, and a page by text.

use anyhow::{Result, ensure};
use lakon_domain::case::Status;
use lakon_store::{CaseFilter, Store};

use crate::big::Big;
use crate::figure::{Report, in_turn};

const PAGE: u32 = 60;

/// Opens a pool and fills caches: the first page of the day is `cold_start`'s.
fn page(store: &Store, filter: &CaseFilter) -> Result<usize> {
    Ok(store.case_rows(filter, None, PAGE)?.rows.len())
}

/// `list_page_100k` and `filter_100k`, against the same rows read by a bare query.
pub fn lists(report: &mut Report, big: &Big) -> Result<()> {
    let store = &big.store;
    let rounds = 41;

    let all = CaseFilter::default();
    let open = CaseFilter { status: Some(Status::Resolved), ..CaseFilter::default() };
    ensure!(page(store, &all)? > 0 && page(store, &open)? > 0, "the list has a page");
    let (ours, raw) = in_turn(
        rounds,
        |_| page(store, &all).map(|_| ()),
        |_| {
            store.read(|conn| {
                let mut rows = conn.prepare_cached("SELECT * FROM case_row ORDER BY place DESC LIMIT ?1")?;
                let mut rows = rows.query([PAGE])?;
                while let Some(row) = rows.next()? {
                    std::hint::black_box(row.get_ref(0)?);
                }
                Ok(())
            })?;
            Ok(())
        },
    )?;
    report.time("list_page_100k", ours, raw);

    let text = CaseFilter { text: "rekening aktif".into(), ..CaseFilter::default() };
    ensure!(page(store, &text)? > 0, "the words are in the list");
    let (ours, raw) = in_turn(
        rounds,
        |_| page(store, &text).map(|_| ()),
        |_| {
            store.read(|conn| {
                let mut rows = conn.prepare_cached(
                    "SELECT c.* FROM case_fts AS f CROSS JOIN case_row AS c ON c.place = f.rowid
                      WHERE case_fts MATCH '\"rekening\"* \"aktif\"*' ORDER BY f.rowid DESC LIMIT ?1",
                )?;
                let mut rows = rows.query([PAGE])?;
                while let Some(row) = rows.next()? {
                    std::hint::black_box(row.get_ref(0)?);
                }
                Ok(())
            })?;
            Ok(())
        },
    )?;
    report.time("filter_100k", ours, raw);
    Ok(())
}
