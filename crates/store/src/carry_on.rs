//! Carrying on in a new log where the one this PC wrote may have been written on by somebody else: a restored or copied database, a
//! fork. Design, invariant 12: "**New incarnation.** … A new log starts when: no slot is readable; the machine differs; the database is
//! behind the file or lacks its hash; or at hello the other side holds a record of my log that I do not."

use std::collections::HashSet;
use std::sync::Arc;

use lakon_domain::Random;
use lakon_domain::event::LogOpened;
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::number::waiting_label;
use lakon_domain::record::FORMAT;
use lakon_domain::shape::{Code, Time};
use lakon_log::{Appended, Moment};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::device::Device;
use crate::error::Result;
use crate::pin::Pin;
use crate::store::lock;
use crate::tx::Tx;
use crate::unsent::receipt;

/// Draws before a label that is in use is taken all the same; two cases may then show one number, which is told by "-2".
const DRAWS: u32 = 1_000;

/// Why a log ends and another begins.
pub(crate) struct Cause<'a> {
    pub why: &'static str,
    /// What the file outside the database says.
    pub evidence: Option<&'a str>,
    pub machine: Option<&'a str>,
}

/// Begins the next log of a database that is being opened, in a transaction of its own.
pub(crate) fn at_opening(
    connection: &mut Connection,
    device: &Device,
    cause: &Cause<'_>,
    now: Time,
    random: &mut dyn Random,
) -> Result<Device> {
    tracing::warn!(cause.why, log = %device.log, "this database may be a copy: it goes on in a new log");
    let pin = Pin::load(connection)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (next, label, _) = begin(&tx, device, pin.as_ref(), cause, now, random)?;
    if let Some(pin) = pin {
        Pin { label, ..pin }.save(&tx)?;
    }
    tx.commit()?;
    Ok(next)
}

/// Begins the next log: the evidence is kept, the former log stays as it is, and the PC has the label of a new incarnation.
fn begin(
    conn: &Connection,
    device: &Device,
    pin: Option<&Pin>,
    cause: &Cause<'_>,
    now: Time,
    random: &mut dyn Random,
) -> Result<(Device, Option<Code>, Appended)> {
    let sql =
        "INSERT INTO incarnation (log, incarnation, ended_at, why, evidence, machine) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    conn.execute(
        sql,
        params![device.log.0, device.incarnation.as_bytes(), now.0, cause.why, cause.evidence, cause.machine],
    )?;
    let label = label(conn, device, pin, random)?;
    // What of the former log has no receipt counts as unsent until it has; the numbers of the rows are those of the new log.
    let confirmed = receipt(conn, &device.log.0)?;
    conn.execute("UPDATE case_row SET own_seq = own_seq > ?1 WHERE own_seq > 0", [confirmed])?;
    let next = device.next(now, random);
    next.save_log(conn)?;
    let opened = LogOpened {
        format: FORMAT,
        device: next.device,
        incarnation: next.incarnation,
        signing_key: next.signing_public(),
        server: false,
    };
    let moment = Moment { author: Uuid::nil(), now, offset: None };
    let appended = lakon_log::begin_again(conn, next.log, &opened, &moment, random)?;
    Ok((next, label, appended))
}

/// Design, "Case numbers": "a new incarnation, until the server labels it, uses its old label and two random digits". None that is found
/// in any log. `None` where the PC had no label yet.
fn label(conn: &Connection, device: &Device, pin: Option<&Pin>, random: &mut dyn Random) -> Result<Option<Code>> {
    let office = crate::office::fold(conn, device, pin)?;
    let old = office.labels.get(&device.log).or(pin.and_then(|pin| pin.label.as_ref()));
    let Some(old) = old.map(Code::as_str) else { return Ok(None) };
    let mut taken: HashSet<String> = conn
        .prepare("SELECT DISTINCT label FROM number_run")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    taken.extend(office.labels.values().map(|label| label.as_str().to_owned()));
    let mut drawn = waiting_label(old, random);
    for _ in 0..DRAWS {
        if !taken.contains(drawn.as_str()) {
            break;
        }
        drawn = waiting_label(old, random);
    }
    Ok(Some(drawn))
}

/// Whether the file outside the database only lags behind the last new log of this PC: the power went between the commit and the file.
pub(crate) fn lags(conn: &Connection, body: &str, machine: Option<&str>) -> Result<bool> {
    let last: Option<(Option<String>, Option<String>)> = conn
        .query_row("SELECT evidence, machine FROM incarnation ORDER BY no DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(last.is_some_and(|(evidence, on)| evidence.as_deref() == Some(body) && on.as_deref() == machine))
}

impl Tx<'_> {
    /// Gives way to the office's server, which holds another continuation of a log of this PC after `common`: the own records from
    /// there on are set aside and appended again to the own log, a new one where it was the own log that forked. Returns the log this
    /// PC writes now, or `None` where another PC wrote `log`.
    ///
    /// Design, invariant 12: "After a fork the branch the server holds stays; my records from the fork on are appended again to the new
    /// log with their event ids". All of it is one durable transaction; the fold counts an event id once (invariant 5).
    pub(crate) fn carry_on(&mut self, log: LogId, common: u64) -> Result<Option<LogId>> {
        if !self.device.wrote(log) {
            return Ok(None);
        }
        tracing::warn!(%log, common, "the server holds another branch of a log of this PC, which goes on in a new one");
        if log == self.device.log {
            self.begin_again()?;
        }
        let own = self.device.log;
        let mut mark = self.move_aside(log, common)?;
        loop {
            let (aside, reached) = lakon_log::aside(self.conn, mark)?;
            if reached == mark {
                break;
            }
            mark = reached;
            for stored in aside {
                if let Some(again) = lakon_log::append_again(self.conn, own, &stored.record)? {
                    self.take_record(own, again.header.seq, &again.record)?;
                }
            }
        }
        // The copies alone, and only now. What was just appended goes to the server whole even where an order covers it: none lists it
        // yet, and a record without its private part that no order lists is taken from nobody. The server lists it as it comes.
        self.scrub_aside()?;
        self.appended = true;
        self.changed.add(Topic::Sync);
        Ok(Some(own))
    }

    fn begin_again(&mut self) -> Result<()> {
        let evidence = crate::incarnation::body(&self.inner.folder);
        let machine = lock(&self.inner.slots).machine();
        let cause = Cause { why: "fork", evidence: evidence.as_deref(), machine: machine.as_deref() };
        let (pin, now) = (self.pin(), self.now());
        let mut random = self.inner.random.clone();
        let (next, label, opened) = begin(self.conn, &self.device, pin.as_ref(), &cause, now, &mut random)?;
        self.device = Arc::new(next);
        self.device_changed = true;
        if let Some(pin) = pin {
            self.set_pin(Pin { label, ..pin })?;
        }
        self.take_record(self.device.log, opened.header.seq, &opened.record)
    }

    /// Takes the records of a log after `after` out of it and out of everything folded from them; they are kept beside. Returns the mark
    /// after which they are found there.
    pub(crate) fn set_aside(&mut self, log: LogId, after: u64) -> Result<i64> {
        let mark = self.move_aside(log, after)?;
        self.scrub_aside()?;
        Ok(mark)
    }

    /// The same with every private part it has, for what is appended again.
    fn move_aside(&mut self, log: LogId, after: u64) -> Result<i64> {
        let mark = lakon_log::set_aside(self.conn, log, after)?;
        let mut at = mark;
        loop {
            let (aside, reached) = lakon_log::aside(self.conn, at)?;
            if reached == at {
                break;
            }
            at = reached;
            for stored in aside {
                self.untake(&stored.record)?;
            }
        }
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.conn.execute("UPDATE folded SET seq = min(seq, ?2) WHERE log = ?1", params![log.0, after])?;
        self.changed.add(Topic::Sync);
        Ok(mark)
    }

    /// A record is not held in its log any more: what it told about is folded again without it.
    pub(crate) fn untake(&mut self, record: &lakon_domain::record::Record) -> Result<()> {
        match Filed::read(record) {
            Ok(filed) => self.touch_subjects(filed),
            Err(error) => {
                let kind = error.kind().to_owned();
                self.conn.prepare_cached("UPDATE skipped SET n = n - 1 WHERE kind = ?1 AND n > 0")?.execute([kind])?;
            }
        }
        Ok(())
    }
}
