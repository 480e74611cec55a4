//! How the logs of the office's devices stand on this PC: how far each is held, when it was last heard of, what of it is lacking.

use lakon_domain::hlc::Hlc;
use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use rusqlite::params;

use crate::error::Result;
use crate::store::Store;

/// One log as it stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogStanding {
    pub log: LogId,
    /// Records held.
    pub records: u64,
    /// The newest moment its records are stamped with or a seal by its own key stands on; `None` where nothing of it is here.
    pub last: Option<Time>,
}

/// Records of one log whose private part should be here and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LackingParts {
    pub log: LogId,
    pub records: u64,
}

/// More than so many are not counted one by one.
const MOST_COUNTED: usize = 10_000;

impl Store {
    /// Every log held here.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn log_standings(&self) -> Result<Vec<LogStanding>> {
        self.read(|conn| {
            let mut logs = conn.prepare_cached(
                "SELECT l.log, l.seq, l.hlc, (SELECT max(s.at) FROM seal AS s WHERE s.no = l.no AND s.by = l.signing_key)
                   FROM log AS l ORDER BY l.no",
            )?;
            let rows = logs.query_map(params![], |row| {
                let stamp = row.get::<_, String>(2)?.parse::<Hlc>().unwrap_or_default().ms();
                let sealed: Option<i64> = row.get(3)?;
                let last = Some(stamp.max(sealed.unwrap_or(0))).filter(|ms| *ms > 0).map(Time);
                Ok(LogStanding { log: LogId(row.get(0)?), records: row.get::<_, i64>(1)?.unsigned_abs(), last })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Records that show "belum diterima", counted by log.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn lacking_parts(&self) -> Result<Vec<LackingParts>> {
        let places = self.read(|conn| Ok(lakon_log::missing_private(conn, None, MOST_COUNTED)?))?;
        let mut found: Vec<LackingParts> = Vec::new();
        for place in places {
            match found.iter_mut().find(|one| one.log == place.log) {
                Some(one) => one.records += 1,
                None => found.push(LackingParts { log: place.log, records: 1 }),
            }
        }
        Ok(found)
    }
}
