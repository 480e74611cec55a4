//! Checking every log held, record by record, and naming the first record of each that does not fit. It trusts nothing the
//! database says about a log: keys come from the pinned office key and from what the office logs themselves say.

mod proofs;
mod walk;

use std::collections::{BTreeMap, VecDeque};

use lakon_domain::event::{Event, LogOpened, ServerStated};
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::statement::ServerStatement;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::page::read_record;
use crate::{LogError, Member, SEQ_BITS, place, unplace};

/// Why a record does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The log does not begin with a record that opens it.
    Beginning,
    /// The key of record 1 is not the one the office log names: another log stands in its place.
    Replaced,
    /// No office log names this log.
    Unnamed,
    /// Record 2 of a server's log is no statement of the office key for this log's key.
    NotStated,
    /// Nothing stands at this number, although something does above it.
    Hole,
    /// The record names another log or another number.
    OtherPlace,
    /// Kind and event as the database lists them are not those of the record.
    Listing,
    /// The record does not hash to the chain: it was altered after it was written.
    Altered,
    /// The private part is not the one the record names.
    Private,
    /// The private part is here although it was erased.
    Kept,
    /// The database lists the private part as erased and no record orders that, or the other way round.
    Unordered,
    /// The seal on this number was made by no key that counts, or its signature is not right.
    Forged,
    /// The seal on this number is genuine and stands on other content: what leads up to here was written anew.
    Rewritten,
    /// Somebody sealed this number, or the head names it, and nothing is here any more.
    MissingTail,
    /// The log's head is not its last record.
    Head,
    /// Records without a log.
    NoLog,
}

impl Wrong {
    /// A word for it that never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Beginning => "beginning",
            Self::Replaced => "replaced",
            Self::Unnamed => "unnamed",
            Self::NotStated => "not_stated",
            Self::Hole => "hole",
            Self::OtherPlace => "other_place",
            Self::Listing => "listing",
            Self::Altered => "altered",
            Self::Private => "private",
            Self::Kept => "kept",
            Self::Unordered => "unordered",
            Self::Forged => "forged",
            Self::Rewritten => "rewritten",
            Self::MissingTail => "missing_tail",
            Self::Head => "head",
            Self::NoLog => "no_log",
        }
    }
}

/// The first record of a log that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub log: LogId,
    /// Whose log it is, where that is known.
    pub device: Option<Uuid>,
    /// What the office calls that PC; empty where it does not say.
    pub name: String,
    pub seq: u64,
    pub wrong: Wrong,
}

/// What was looked at, and what does not fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audited {
    pub logs: u64,
    pub records: u64,
    pub seals: u64,
    /// Private parts that are neither here nor erased. No fault: sync asks for them.
    pub lacking: u64,
    /// At most one of each log, in the order in which the logs were looked at: those of the office first.
    pub misfits: Vec<Misfit>,
}

/// By whom the logs are judged.
#[derive(Debug, Clone, Copy)]
pub struct Judges {
    /// The office key this replica has pinned; `None` before an office was joined.
    pub office_key: Option<PublicKey>,
    /// The own log is the office log: a PC that is its own office.
    pub alone: bool,
}

/// A log as its row says it, and where its last record stands.
#[derive(Debug, Clone)]
struct Row {
    no: i64,
    log: LogId,
    own: bool,
    server: bool,
    key: PublicKey,
    seq: u64,
    chain: Hash,
    /// 0 where no record is there.
    last: u64,
}

/// A check under way. It reads a bounded piece at a time, so that nobody who writes waits for it.
pub struct Audit {
    logs: VecDeque<Row>,
    walk: Option<walk::Walk>,
    /// Keys that seal a server's log and give receipts.
    servers: Vec<PublicKey>,
    /// The own log is the office log.
    alone: bool,
    members: BTreeMap<LogId, Member>,
    names: BTreeMap<Uuid, String>,
    proofs: proofs::Proofs,
    total: u64,
    so_far: Audited,
}

impl Audit {
    /// Looks which logs are there.
    ///
    /// # Errors
    /// [`LogError`] of the database.
    pub fn begin(connection: &Connection, judges: Judges) -> Result<Self, LogError> {
        let mut rows = rows(connection)?;
        let mut so_far = Audited::default();
        so_far.misfits.extend(strays(connection, &rows)?);
        let mut servers = Vec::new();
        for row in rows.iter().filter(|row| row.server) {
            servers.extend(stated(connection, row, judges.office_key.as_ref())?);
        }
        let office = |row: &Row| row.server || row.own && judges.alone;
        rows.sort_by_key(|row| (!office(row), row.no));
        let total = rows.iter().map(|row| row.last).sum();
        let proofs = proofs::Proofs::of(&rows);
        let (alone, logs) = (judges.alone, rows.into());
        let (members, names) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { logs, walk: None, servers, alone, members, names, proofs, total, so_far })
    }

    /// Records to look at in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Records looked at so far.
    pub fn done(&self) -> u64 {
        self.so_far.records
    }

    /// Looks at no more than `most` further records; false once everything was looked at.
    ///
    /// # Errors
    /// [`LogError`] of the database.
    pub fn step(&mut self, connection: &Connection, most: usize) -> Result<bool, LogError> {
        if self.proofs.gather(connection, most)? {
            return Ok(true);
        }
        if self.walk.is_none() {
            let Some(row) = self.logs.pop_front() else { return Ok(false) };
            self.so_far.logs += 1;
            let office = row.server || row.own && self.alone;
            self.walk = Some(walk::Walk::begin(row, office));
        }
        let Some(mut walk) = self.walk.take() else { return Ok(false) };
        match self.go_on(connection, &mut walk, most)? {
            walk::Found::More => self.walk = Some(walk),
            walk::Found::End => {}
            walk::Found::Misfit(seq, wrong) => {
                // What a log that does not fit still held is not looked at; it counts as done.
                self.total = self.total.saturating_sub(walk.left()).max(self.so_far.records);
                let device = self.members.get(&walk.log()).map(|member| member.device).or(walk.device());
                let name = device.and_then(|device| self.names.get(&device).cloned()).unwrap_or_default();
                self.so_far.misfits.push(Misfit { log: walk.log(), device, name, seq, wrong });
            }
        }
        Ok(true)
    }

    /// What came out.
    pub fn end(self) -> Audited {
        self.so_far
    }
}

fn rows(connection: &Connection) -> Result<Vec<Row>, LogError> {
    let mut statement =
        connection.prepare_cached("SELECT no, log, own, server, signing_key, seq, chain FROM log ORDER BY no")?;
    let rows = statement.query_map([], |row| {
        Ok(Row {
            no: row.get(0)?,
            log: LogId(row.get(1)?),
            own: row.get(2)?,
            server: row.get(3)?,
            key: PublicKey(row.get(4)?),
            seq: row.get::<_, i64>(5)?.unsigned_abs(),
            chain: Hash(row.get(6)?),
            last: 0,
        })
    })?;
    let mut rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
    for row in &mut rows {
        row.last = last(connection, row.no)?;
    }
    Ok(rows)
}

/// The last record there is of a log; 0 where there is none.
fn last(connection: &Connection, no: i64) -> Result<u64, LogError> {
    let mut statement = connection.prepare_cached("SELECT max(place) FROM record WHERE place >= ?1 AND place < ?2")?;
    let found: Option<i64> = statement.query_row(params![place(no, 0)?, place(no + 1, 0)?], |row| row.get(0))?;
    Ok(found.map_or(0, |found| unplace(found).1))
}

/// Records in places of no log.
fn strays(connection: &Connection, rows: &[Row]) -> Result<Vec<Misfit>, LogError> {
    let mut statement = connection
        .prepare_cached("SELECT place, header FROM record WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT 1")?;
    let mut found = Vec::new();
    let mut from = i64::MIN;
    let ends = rows.iter().map(|row| (row.no << SEQ_BITS, (row.no + 1) << SEQ_BITS));
    for (first, after) in ends.chain(std::iter::once((i64::MAX, i64::MAX))) {
        let stray = statement
            .query_row(params![from, first], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        if let Some((at, header)) = stray {
            let header = serde_json::from_slice::<lakon_domain::record::Header>(&header);
            let (log, seq) = header.map_or((LogId([0; 16]), unplace(at).1), |header| (header.log, header.seq));
            found.push(Misfit { log, device: None, name: String::new(), seq, wrong: Wrong::NoLog });
        }
        from = after;
    }
    Ok(found)
}

/// The key of a server's log, where its first two records say that the office key named it.
fn stated(connection: &Connection, row: &Row, pinned: Option<&PublicKey>) -> Result<Option<PublicKey>, LogError> {
    let mut statement =
        connection.prepare_cached("SELECT header, facts, private, private_hash FROM record WHERE place = ?1")?;
    let mut read = |seq| -> Result<Option<Event>, LogError> {
        let record = statement.query_row([place(row.no, seq)?], |row| read_record(row, 0)).optional()?;
        Ok(record.and_then(|record| {
            let header = record.read_header().ok()?;
            Event::read(&header.kind, &record.facts, None).ok()
        }))
    };
    let Some(Event::LogOpened(LogOpened { signing_key, server: true, .. })) = read(1)? else { return Ok(None) };
    let Some(Event::ServerStated(statement)) = read(2)? else { return Ok(None) };
    Ok(is_stated(&statement, &signing_key, pinned).then_some(signing_key))
}

fn is_stated(stated: &ServerStated, key: &PublicKey, pinned: Option<&PublicKey>) -> bool {
    let statement = ServerStatement::from(stated.clone());
    statement.log_key == *key && pinned.is_some_and(|pinned| statement.verifies(pinned))
}
