//! How moving contents ended, kept for the officer's list and for the next try: a failure that repeats rests longer each time.

use lakon_domain::ids::Hash;
use lakon_sync::files::{FileTrouble, LONGEST_REST_MS, Outcome, rest_ms};
use rusqlite::{Connection, OptionalExtension, params};

use crate::content::tell_of;
use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// Whether the content of the row `t` of `blob_trouble` still rests at the moment in parameter 2, in SQL. A rest longer than any we give
/// comes from a clock that was set back, and does not count.
pub(crate) const RESTS: &str = "(t.next_at > ?2 AND t.next_at - ?2 <= 21600000)";
const _: () = assert!(LONGEST_REST_MS == 21_600_000, "the number stands in RESTS too");

/// A code for a file that did not arrive, kept for the officer's list.
fn trouble_code(trouble: &FileTrouble) -> &'static str {
    match trouble {
        FileTrouble::NotHere => "not_here",
        FileTrouble::NotThere => "not_there",
        FileTrouble::WrongContent => "wrong_content",
        FileTrouble::TooLarge => "too_large",
        FileTrouble::Refused(_) => "refused",
        FileTrouble::NoSession => "no_session",
        FileTrouble::NotLakon => "not_lakon",
        FileTrouble::Cut(_) => "cut",
        FileTrouble::Unreachable(_) => "unreachable",
        FileTrouble::Store(_) => "store",
    }
}

/// How one move ended.
#[derive(Clone, Copy)]
struct Failure {
    code: &'static str,
    rests: bool,
}

impl Store {
    /// Keeps how transfers ended, for the officer's list: that the server has a content, or why it was not moved and when it is tried
    /// again. Shown only; the server is asked again before anything depends on it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn note_outcomes<'a>(&self, outcomes: impl IntoIterator<Item = &'a Outcome>) -> Result<()> {
        let failure = |trouble: &FileTrouble| Failure { code: trouble_code(trouble), rests: trouble.rests() };
        let ended: Vec<_> = outcomes
            .into_iter()
            .map(|outcome| (outcome.blob.address, outcome.result.as_ref().map(|_| ()).map_err(failure)))
            .collect();
        if ended.is_empty() {
            return Ok(());
        }
        self.behind(|tx| {
            for (address, result) in &ended {
                if note(tx, address, *result)? > 0 {
                    tell_of(tx, address)?;
                }
            }
            Ok(())
        })
    }

    /// Ends every rest: somebody said "try again".
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn try_all_again(&self) -> Result<()> {
        let resting =
            self.read(|conn| Ok(conn.prepare_cached("SELECT 1 FROM blob_trouble WHERE next_at > 0")?.exists([])?))?;
        if !resting {
            return Ok(());
        }
        self.behind(|tx| {
            tx.conn.execute("UPDATE blob_trouble SET next_at = 0", [])?;
            Ok(())
        })
    }

    pub(crate) fn is_ready(&self, address: &Hash) -> Result<bool> {
        let now = self.inner.clock.now();
        self.read(|conn| {
            let sql = format!("SELECT 1 FROM blob_trouble AS t WHERE t.address = ?1 AND {RESTS}");
            Ok(!conn.prepare_cached(&sql)?.exists(params![address.0, now.0])?)
        })
    }
}

/// Returns how many rows it changed: what ends as it ended before, without a rest, is no news.
fn note(tx: &mut Tx<'_>, address: &Hash, result: std::result::Result<(), Failure>) -> Result<usize> {
    let Failure { code, rests } = match result {
        Ok(()) => return moved(tx.conn, address),
        Err(failure) => failure,
    };
    let before: Option<u32> = tx
        .conn
        .prepare_cached("SELECT failures FROM blob_trouble WHERE address = ?1")?
        .query_row([address.0], |row| row.get(0))
        .optional()?;
    let failures = before.unwrap_or(0).saturating_add(1);
    let next_at = if rests { tx.now().0.saturating_add(rest_ms(failures, &mut tx.inner.random.clone())) } else { 0 };
    Ok(tx
        .conn
        .prepare_cached(
            "INSERT INTO blob_trouble (address, reason, failures, next_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, failures = excluded.failures, next_at = excluded.next_at
               WHERE reason <> excluded.reason OR next_at <> excluded.next_at",
        )?
        .execute(params![address.0, code, failures, next_at])?)
}

fn moved(conn: &Connection, address: &Hash) -> Result<usize> {
    let there = "UPDATE blob SET on_server = 1 WHERE address = ?1 AND on_server = 0";
    let mended = "DELETE FROM blob_trouble WHERE address = ?1";
    Ok(conn.prepare_cached(there)?.execute([address.0])? + conn.prepare_cached(mended)?.execute([address.0])?)
}
