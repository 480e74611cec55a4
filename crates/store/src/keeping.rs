//! Which contents this PC keeps: the policy, what somebody asked for or let go beside it, what is still to be fetched, and the copies
//! that may go.

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use lakon_sync::files::LARGEST_FILE;
use lakon_sync::replica::BlobRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::content::{held, tell_of};
use crate::drafts::setting;
use crate::error::Result;
use crate::keys::KeyFile;
use crate::store::{Store, lock};
use crate::tries::RESTS;

/// Name of the setting that holds the policy.
const SETTING: &str = "keeps";

/// Nothing should be here that is not, and no rest ends by itself: so it stays until somebody writes. A look goes through every content
/// the records name, some hundred thousand in a big office, and an idle sync has none to fetch.
pub(crate) struct NothingWanted {
    moves: u64,
    keeps: Keeps,
    /// Whose cases count, which stands outside the database.
    users: String,
}

/// Which contents this PC fetches by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keeps {
    /// Every content of the office.
    #[default]
    All,
    /// Those of cases this PC's users work on.
    Mine,
    /// None: they come when they are opened.
    OnDemand,
}

impl Keeps {
    fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::OnDemand => "on_demand",
        }
    }

    fn read(code: Option<&str>) -> Self {
        match code {
            Some("mine") => Self::Mine,
            Some("on_demand") => Self::OnDemand,
            _ => Self::All,
        }
    }
}

/// What lies on this PC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    pub files: u64,
    pub bytes: u64,
    /// Those among them that the policy would not fetch.
    pub spare_files: u64,
    pub spare_bytes: u64,
}

/// Which copies are to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetGo {
    /// Those that came before this moment.
    OlderThan(Time),
    /// Those the policy would not fetch.
    Spare,
}

pub(crate) fn read_ref(row: &Row<'_>) -> rusqlite::Result<BlobRef> {
    Ok(BlobRef { address: Hash(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs() })
}

/// Whether the policy wants the content `{0}.address`, in SQL. The users of this PC stand in parameter 1 as a JSON list of hexadecimal
/// ids.
fn wants(keeps: Keeps, table: &str) -> String {
    match keeps {
        Keeps::All => "(?1 IS NOT NULL)".to_owned(),
        Keeps::OnDemand => "(?1 IS NULL)".to_owned(),
        // The cases somebody here holds or opened, or wrote in.
        Keeps::Mine => format!(
            "EXISTS (SELECT 1 FROM file_row AS g JOIN case_row AS c ON c.id = g.case_id WHERE g.address = {table}.address
               AND (c.own_seq > 0 OR hex(c.officer) IN (SELECT value FROM json_each(?1))
                    OR hex(c.holder) IN (SELECT value FROM json_each(?1))))"
        ),
    }
}

/// Whether a content that is not here comes by itself, in SQL: somebody asked for it, the copy that was here is gone or spoiled, or the
/// policy wants it and it was not let go. Of the rows `b` of `blob` and `w` of `blob_wish`; parameter 1 as in [`wants`].
pub(crate) fn comes(keeps: Keeps, table: &str) -> String {
    let wants = wants(keeps, table);
    format!("(w.asked = 1 OR b.fault IS NOT NULL OR (w.asked IS NULL AND {wants}))")
}

/// The copies that hold a recorded content, sound as far as is known, and no draft's.
const COPIES: &str = "b.fault IS NULL AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)
    AND NOT EXISTS (SELECT 1 FROM staged AS s WHERE s.address = b.address)";

/// A server of the office gave a receipt for every record that names the content: one that only other records name there goes with
/// those when they are erased. A record's place is its log's number and its sequence number (`crates/log/migrations/01-log.sql`).
const RECEIPTED: &str = "NOT EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address
      AND NOT EXISTS (SELECT 1 FROM record AS r JOIN seal AS s ON s.no = r.place >> 40 AND s.seq >= (r.place & 0xffffffffff)
                       WHERE r.event = f.event AND s.by IN (SELECT signing_key FROM log WHERE server = 1)))";

impl Store {
    /// Which contents this PC fetches by itself.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn keeps(&self) -> Result<Keeps> {
        self.read(policy)
    }

    /// Chooses which contents this PC fetches by itself. What was let go before counts as any other from now on.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn set_keeps(&self, keeps: Keeps) -> Result<()> {
        self.transact(Uuid::nil(), |tx| {
            tx.set_setting(SETTING, Some(keeps.code()))?;
            tx.conn.execute("DELETE FROM blob_wish WHERE asked = 0", [])?;
            tx.changed.add(Topic::Files);
            Ok(())
        })
        .map(|_| ())
    }

    /// Somebody wants this content here, now: it is fetched whatever the policy says, and does not rest.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn ask_for(&self, address: &Hash) -> Result<()> {
        self.transact(Uuid::nil(), |tx| {
            tx.conn.prepare_cached("UPDATE blob_trouble SET next_at = 0 WHERE address = ?1")?.execute([address.0])?;
            let here = held(tx.conn, address)?.is_some_and(|held| held.fault.is_none());
            if !here {
                tx.conn
                    .prepare_cached(
                        "INSERT INTO blob_wish (address, asked) VALUES (?1, 1) ON CONFLICT (address) DO UPDATE SET asked = 1",
                    )?
                    .execute([address.0])?;
            }
            Ok(())
        })
        .map(|_| ())
    }

    /// Contents that should be here and are not: what somebody asked for first, then small first, those whose last try failed behind.
    pub(crate) fn wanted_blobs(&self, limit: usize) -> Result<Vec<BlobRef>> {
        let moves = self.inner.writer.moves();
        if let Some(seen) = lock(&self.inner.nothing_wanted).as_ref()
            && (seen.moves, &seen.users) == (moves, &self.users_here(seen.keeps))
        {
            return Ok(Vec::new());
        }
        let (keeps, now) = (self.keeps()?, self.inner.clock.now());
        let users = self.users_here(keeps);
        let comes = comes(keeps, "f");
        self.read(|conn| {
            let sql = format!(
                "SELECT f.address, max(f.size) AS bytes FROM file_row AS f
                   LEFT JOIN blob AS b ON b.address = f.address
                   LEFT JOIN blob_wish AS w ON w.address = f.address
                   LEFT JOIN blob_trouble AS t ON t.address = f.address
                  WHERE f.address IS NOT NULL AND (b.address IS NULL OR b.fault IS NOT NULL)
                    AND {comes}
                    AND NOT coalesce({RESTS}, 0)
                  GROUP BY f.address HAVING bytes <= ?3
                  ORDER BY coalesce(max(w.asked), 0) DESC, max(t.address IS NOT NULL), bytes, f.address LIMIT ?4"
            );
            let most = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![users, now.0, most, limit], read_ref)?;
            let wanted: Vec<BlobRef> = rows.collect::<rusqlite::Result<_>>()?;
            let mut rests = conn.prepare_cached("SELECT 1 FROM blob_trouble WHERE next_at > ?1 LIMIT 1")?;
            if wanted.is_empty() && !rests.exists([now.0])? {
                *lock(&self.inner.nothing_wanted) = Some(NothingWanted { moves, keeps, users: users.clone() });
            }
            Ok(wanted)
        })
    }

    /// Those of [`Store::wanted_blobs`] that somebody asked for.
    pub(crate) fn wished_blobs(&self, limit: usize) -> Result<Vec<BlobRef>> {
        let now = self.inner.clock.now();
        self.read(|conn| {
            let sql = format!(
                "SELECT w.address, max(f.size) AS bytes FROM blob_wish AS w
                   JOIN file_row AS f ON f.address = w.address
                   LEFT JOIN blob AS b ON b.address = w.address
                   LEFT JOIN blob_trouble AS t ON t.address = w.address
                  WHERE w.asked = 1 AND (b.address IS NULL OR b.fault IS NOT NULL) AND NOT coalesce({RESTS}, 0)
                  GROUP BY w.address HAVING bytes <= ?1 ORDER BY bytes, w.address LIMIT ?3"
            );
            let most = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![most, now.0, limit], read_ref)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What lies on this PC of the contents records name.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn kept_files(&self) -> Result<Kept> {
        let keeps = self.keeps()?;
        let users = self.users_here(keeps);
        let wants = wants(keeps, "b");
        self.read(|conn| {
            let sql = format!(
                "SELECT count(*), coalesce(sum(b.size), 0), coalesce(sum(NOT {wants}), 0), coalesce(sum(b.size * (NOT {wants})), 0)
                   FROM blob AS b WHERE {COPIES}"
            );
            let number = |row: &Row<'_>, at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
            Ok(conn.prepare_cached(&sql)?.query_row([users], |row| {
                Ok(Kept {
                    files: number(row, 0)?,
                    bytes: number(row, 1)?,
                    spare_files: number(row, 2)?,
                    spare_bytes: number(row, 3)?,
                })
            })?)
        })
    }

    /// The copies that may go if the server has them.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn copies_to_let_go(&self, which: LetGo) -> Result<Vec<BlobRef>> {
        let keeps = self.keeps()?;
        let users = self.users_here(keeps);
        let (chosen, before) = match which {
            LetGo::OlderThan(time) => ("(?1 IS NOT NULL AND b.stored_at < ?2)".to_owned(), time.0),
            LetGo::Spare => (format!("NOT {} AND ?2 IS NOT NULL", wants(keeps, "b")), 0),
        };
        self.read(|conn| {
            let sql = format!(
                "SELECT b.address, b.size FROM blob AS b WHERE {COPIES} AND {chosen} ORDER BY b.size, b.address"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![users, before], read_ref)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Removes the copy of a content. Only for one the present server has just confirmed: design, "A local copy is evicted only when the
    /// present server confirms it has the file." False where it may not go (any more), or no server has all records that name it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn let_go(&self, address: &Hash) -> Result<bool> {
        self.behind(|tx| {
            let gone: Option<String> = tx
                .conn
                .prepare_cached(&format!("DELETE FROM blob AS b WHERE b.address = ?1 AND {COPIES} AND {RECEIPTED} RETURNING local_name"))?
                .query_row([address.0], |row| row.get(0))
                .optional()?;
            let Some(local_name) = gone else { return Ok(false) };
            tx.conn
                .prepare_cached("INSERT INTO blob_wish (address, asked) VALUES (?1, 0) ON CONFLICT (address) DO UPDATE SET asked = 0")?
                .execute([address.0])?;
            tx.conn.prepare_cached("DELETE FROM blob_trouble WHERE address = ?1")?.execute([address.0])?;
            tx.unneeded.push(tx.inner.file_path(&local_name));
            tell_of(tx, address)?;
            Ok(true)
        })
    }

    /// Everybody who signs in on this PC, as the SQL of [`wants`] reads it; nobody where the policy does not ask.
    pub(crate) fn users_here(&self, keeps: Keeps) -> String {
        if keeps != Keeps::Mine {
            return "[]".to_owned();
        }
        let mut users = KeyFile::users(&self.inner.folder);
        users.extend(self.office().devices.get(&self.inner.device().device).map(|device| device.user));
        let quoted: Vec<String> =
            users.iter().map(|user| format!("\"{}\"", data_encoding::HEXUPPER.encode(user.as_bytes()))).collect();
        format!("[{}]", quoted.join(","))
    }
}

fn policy(conn: &Connection) -> Result<Keeps> {
    Ok(Keeps::read(setting(conn, SETTING)?.as_deref()))
}
