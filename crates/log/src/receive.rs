//! Taking a page from outside: everything is checked before anything is written, so a refused page leaves no trace.

use lakon_domain::event::{Event, LogOpened, ServerStated};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::{Header, Record, chain_start};
use lakon_domain::seal::{Head, Seal};
use lakon_domain::statement::ServerStatement;
use lakon_sync::replica::{Page, ReceiveError, Received, Refusal, Source};
use rusqlite::{Connection, OptionalExtension, params};

use crate::page::chain_at;
use crate::{LogError, append, office, place, privates, revoked, seals};

/// Records that are at most added to a part because they were saved with the last of it: twice those of a whole case.
const TOGETHER: usize = 16;

/// What is known about the page's log before it is taken.
struct Held {
    /// `None` where nothing of the log is here.
    no: Option<i64>,
    /// This replica writes it.
    own: bool,
    /// It wrote or writes it.
    wrote: bool,
    server: bool,
    key: PublicKey,
    seq: u64,
    chain: Hash,
}

/// A new record that has its place in the chain.
struct Checked<'p> {
    record: &'p Record,
    header: Header,
    chain: Hash,
}

/// A page that was found good, to be written whole or in parts.
pub struct Examined<'p> {
    page: &'p Page,
    held: Held,
    fitting: Vec<(u64, &'p Record)>,
    new: Vec<Checked<'p>>,
    seals: Vec<&'p Seal>,
}

/// Takes a page in the caller's transaction, or refuses it before anything is written. `office_key` is the pinned one: it decides
/// which server logs speak for the office; a device's log is taken when such a log names it.
///
/// # Errors
/// [`ReceiveError::Refused`] with the [`Refusal`]; [`ReceiveError::Store`] when the database fails (the caller rolls back).
pub fn receive(
    tx: &Connection,
    page: &Page,
    from: Source,
    office_key: Option<&PublicKey>,
) -> Result<Received, ReceiveError> {
    let Examined { held, fitting, new, seals, .. } = examine(tx, page, from, office_key)?;
    write(tx, page, &held, &fitting, &new, &seals)
}

/// Looks at a page as [`receive`] does and writes nothing: a reading connection will do.
///
/// # Errors
/// As [`receive`].
pub fn examine<'p>(
    tx: &Connection,
    page: &'p Page,
    from: Source,
    office_key: Option<&PublicKey>,
) -> Result<Examined<'p>, ReceiveError> {
    let log = page.log;
    let held = held(tx, page, office_key)?;
    // Design, invariant 3: "A receiver holds of each log a prefix without holes".
    if page.after > held.seq {
        return Err(Refusal::Gap { log, have: held.seq }.into());
    }
    let mut prev = match page.after {
        0 => chain_start(log),
        seq if seq == held.seq => held.chain,
        seq => stored_chain(tx, &held, seq)?,
    };
    let (mut fitting, mut new, mut receipted) = (Vec::new(), Vec::new(), None);
    for (seq, record) in (page.after + 1..).zip(&page.records) {
        let bad = Refusal::BadRecord { log, seq };
        record.check().map_err(|_| bad.clone())?;
        let chain = record.hash(&prev);
        if seq <= held.seq {
            // Design, invariant 4: "Receiving is idempotent. Same (log, seq), same hash: nothing changes, except that a missing private
            // part that fits its hash and that no erasure names is filled in. Other hash: the log has forked".
            if stored_chain(tx, &held, seq)? != chain {
                return Err(Refusal::Fork { log, seq }.into());
            }
            if record.private.is_some() {
                fitting.push((seq, record));
            }
        } else {
            let header = record.read_header().map_err(|_| bad.clone())?;
            if header.log != log || header.seq != seq {
                return Err(bad.into());
            }
            // "From its author's own device a record is refused without its private part unless an erasure names it." Where a server of the
            // office has taken it before, it came whole then: both were put back since, and this is what is left of it.
            if from == Source::Author && record.lacks_private() && !office::erased(tx, &header.id)? {
                let upto = match receipted {
                    Some(upto) => upto,
                    None => *receipted.insert(receipted_upto(tx, page)?),
                };
                if seq > upto {
                    return Err(Refusal::NoPrivate { log, seq }.into());
                }
            }
            new.push(Checked { record, header, chain });
        }
        prev = chain;
    }
    let end = if held.own { None } else { revoked::end(tx, log)? };
    let ends = keep_below(end, log, &mut new)?;
    let seals = good_seals(tx, page, &held, from, &new)?;
    if let Some(first) = new.first() {
        let first = first.header.seq;
        if held.own {
            return Err(Refusal::OwnLog { log, seq: first }.into());
        }
        // Design, invariant 14: "A log is taken from anyone up to its newest valid seal." What lies beyond stays outside.
        let newest = seals.iter().map(|seal| seal.seq).chain(ends).max().unwrap_or(0);
        new.retain(|checked| checked.header.seq <= newest);
        if new.is_empty() {
            return Err(Refusal::NoSeal { log, seq: first }.into());
        }
    }
    Ok(Examined { page, held, fitting, new, seals })
}

impl Examined<'_> {
    /// How many records there are to write: new ones, and private parts that may be missing here.
    pub fn work(&self) -> usize {
        self.fitting.len() + self.new.len()
    }

    /// How many records go in a part that should have about `most`: what was saved in one moment is not parted, so that a case is folded
    /// once and its words are indexed once, but for a moment of more than 16 records.
    pub fn part(&self, most: usize) -> usize {
        let most = most.min(self.work());
        let Some(last) = most.checked_sub(self.fitting.len() + 1).and_then(|last| self.new.get(last)) else {
            return most;
        };
        let saved = |checked: &Checked<'_>| (checked.header.author, checked.header.at);
        let rest = self.new[most - self.fitting.len()..].iter().take(TOGETHER);
        most + rest.take_while(|next| saved(next) == saved(last)).count()
    }

    /// Writes at most `most` records in the caller's transaction and keeps the rest for the next call. Design: "a pull, import or
    /// rebuild holds the writer at most 50 ms". What was written is a prefix without holes at every moment; a seal is kept with the
    /// part that reaches it. `None` where the log has moved since the page was looked at: it has to be examined anew.
    ///
    /// # Errors
    /// [`ReceiveError::Store`] when the database fails (the caller rolls back).
    pub fn write_part(&mut self, tx: &Connection, most: usize) -> Result<Option<Received>, ReceiveError> {
        let sql = "SELECT no, seq, chain FROM log WHERE log = ?1";
        let now: Option<(i64, i64, [u8; 32])> = tx
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                statement.query_row([self.page.log.0], read).optional()
            })
            .map_err(LogError::from)?;
        let stands = match (now, self.held.no) {
            // Of the own log only private parts are filled in, wherever its head is meanwhile.
            (Some((no, seq, chain)), Some(held)) => {
                no == held && (self.held.own || (seq.unsigned_abs(), Hash(chain)) == (self.held.seq, self.held.chain))
            }
            (None, None) => true,
            _ => false,
        };
        if !stands {
            return Ok(None);
        }
        let fitting: Vec<_> = self.fitting.drain(..self.fitting.len().min(most)).collect();
        let new: Vec<_> = self.new.drain(..self.new.len().min(most - fitting.len())).collect();
        let received = write(tx, self.page, &self.held, &fitting, &new, &self.seals)?;
        if let Some(last) = new.last() {
            (self.held.seq, self.held.chain) = (last.header.seq, last.chain);
            self.held.no = crate::page::number(tx, self.page.log)?;
        }
        Ok(Some(received))
    }
}

/// Leaves out what lies above the last head of a revoked device's log. Where the page holds that very head, the office log vouches for it
/// as a seal does, and its place is returned.
/// Design, invariant 14: "`device.revoked` names the last head taken; seals above it do not count."
fn keep_below(end: Option<Head>, log: LogId, new: &mut Vec<Checked<'_>>) -> Result<Option<u64>, Refusal> {
    let Some((end, first)) = end.zip(new.first().map(|first| first.header.seq)) else { return Ok(None) };
    if first > end.seq {
        return Err(Refusal::Revoked { log, upto: end.seq });
    }
    new.retain(|checked| checked.header.seq <= end.seq);
    match new.last().filter(|last| last.header.seq == end.seq) {
        Some(last) if last.chain != end.chain => Err(Refusal::Fork { log, seq: end.seq }),
        last => Ok(last.map(|last| last.header.seq)),
    }
}

fn stored_chain(tx: &Connection, held: &Held, seq: u64) -> Result<Hash, LogError> {
    let chain = match held.no {
        Some(no) => chain_at(tx, no, seq)?,
        None => None,
    };
    chain.ok_or(LogError::Damaged("a log has a hole"))
}

/// The log as it is here or, where it is new, whether it belongs to the office and by which key.
fn held(tx: &Connection, page: &Page, office_key: Option<&PublicKey>) -> Result<Held, ReceiveError> {
    let log = page.log;
    let row = tx
        .prepare_cached("SELECT no, own, server, signing_key, seq, chain FROM log WHERE log = ?1")
        .and_then(|mut statement| {
            statement
                .query_row([log.0], |row| {
                    Ok(Held {
                        no: Some(row.get(0)?),
                        own: row.get::<_, i64>(1)? == 1,
                        wrote: row.get::<_, i64>(1)? != 0,
                        server: row.get(2)?,
                        key: PublicKey(row.get(3)?),
                        seq: row.get::<_, i64>(4)?.unsigned_abs(),
                        chain: Hash(row.get(5)?),
                    })
                })
                .optional()
        })
        .map_err(LogError::from)?;
    if let Some(held) = row {
        return Ok(held);
    }
    if page.after > 0 {
        return Err(Refusal::Gap { log, have: 0 }.into());
    }
    let opened = page.records.first().and_then(read_opened).ok_or(Refusal::BadRecord { log, seq: 1 })?;
    let belongs = if opened.server {
        office_key.is_some_and(|pinned| is_stated(page.records.get(1), &opened, pinned))
    } else {
        office::member(tx, log)?.is_some_and(|member| member.signing_key == opened.signing_key)
    };
    if !belongs {
        return Err(Refusal::UnknownLog { log }.into());
    }
    Ok(Held {
        no: None,
        own: false,
        wrote: false,
        server: opened.server,
        key: opened.signing_key,
        seq: 0,
        chain: chain_start(log),
    })
}

fn read_opened(record: &Record) -> Option<LogOpened> {
    let header = record.read_header().ok()?;
    match Event::read(&header.kind, &record.facts, None) {
        Ok(Event::LogOpened(opened)) => Some(opened),
        _ => None,
    }
}

/// Design, invariant 13: devices "pin the office key and take any server whose statement it signed without asking, refuse any other".
/// The statement is record 2 of every server log.
fn is_stated(second: Option<&Record>, opened: &LogOpened, pinned: &PublicKey) -> bool {
    let Some(record) = second else { return false };
    let Ok(event) = Event::read(ServerStated::KIND, &record.facts, None) else { return false };
    let named = record.read_header().is_ok_and(|header| header.kind == ServerStated::KIND);
    match event {
        Event::ServerStated(stated) if named => {
            let statement = ServerStatement::from(stated);
            statement.log_key == opened.signing_key && statement.verifies(pinned)
        }
        _ => false,
    }
}

/// Up to where the receipts in a page say that a server of the office has taken its log; 0 where none does. They need not stand on a record
/// of the page, so they prove nothing of what is in it.
fn receipted_upto(tx: &Connection, page: &Page) -> Result<u64, LogError> {
    let servers = office::server_logs(tx)?;
    let by_server = |seal: &&Seal| seal.log == page.log && servers.iter().any(|(_, key)| *key == seal.by);
    Ok(page.seals.iter().filter(by_server).filter(|seal| seal.verifies()).map(|seal| seal.seq).max().unwrap_or(0))
}

/// The page's seals that verify, are by a key that counts and stand on a record of the page.
/// Design: "Only the key named for that log proves it; the server's seal on a device's log is a receipt." A receipt does not stand in
/// for the seal of an author who hands in the own log.
fn good_seals<'p>(
    tx: &Connection,
    page: &'p Page,
    held: &Held,
    from: Source,
    new: &[Checked<'_>],
) -> Result<Vec<&'p Seal>, LogError> {
    let mut good = Vec::new();
    let servers = if from == Source::Other { office::server_logs(tx)? } else { Vec::new() };
    for seal in &page.seals {
        let counts = seal.by == held.key || servers.iter().any(|(_, key)| *key == seal.by);
        let chain = match new.first().map(|first| first.header.seq) {
            Some(first) if seal.seq >= first => {
                usize::try_from(seal.seq - first).ok().and_then(|at| new.get(at)).map(|checked| checked.chain)
            }
            _ => match held.no {
                Some(no) => chain_at(tx, no, seal.seq)?,
                None => None,
            },
        };
        if seal.log == page.log && counts && chain == Some(seal.chain) && seal.verifies() {
            good.push(seal);
        }
    }
    Ok(good)
}

fn write(
    tx: &Connection,
    page: &Page,
    held: &Held,
    fitting: &[(u64, &Record)],
    new: &[Checked<'_>],
    seals: &[&Seal],
) -> Result<Received, ReceiveError> {
    let mut received = Received::default();
    let no = match held.no {
        Some(no) => no,
        // An empty page of a log that is not here: nothing to begin.
        None if new.is_empty() => return Ok(received),
        None => begin(tx, page.log, held)?,
    };
    for (seq, record) in fitting {
        let private = record.private.as_deref().unwrap_or_default();
        if let Some(filled) = privates::fill(tx, place(no, *seq)?, private)? {
            received.filled.push((*seq, filled));
        }
    }
    let mut hlc = Hlc::default();
    for checked in new {
        let mut record = checked.record.clone();
        // Design, "Erasure": "Every door (push, pull, bundle, restore, refill) drops listed private parts".
        if record.private.is_some() && office::erased(tx, &checked.header.id)? {
            record.private = None;
        }
        append::insert(tx, no, &checked.header, &record, &checked.chain)?;
        // What the own log says about logs counts where the PC is its own office, in whichever incarnation it said it.
        if held.server || held.wrote {
            office::note(tx, &checked.header.kind, &record)?;
        }
        hlc = hlc.max(checked.header.hlc);
        received.new.push((checked.header.seq, record));
    }
    if let Some(last) = new.last() {
        append::move_head(tx, no, last.header.seq, &last.chain, hlc)?;
    }
    let last = new.last().map_or(held.seq, |last| last.header.seq);
    for seal in seals.iter().filter(|seal| seal.seq <= last) {
        seals::insert(tx, no, seal)?;
    }
    Ok(received)
}

fn begin(tx: &Connection, log: LogId, held: &Held) -> Result<i64, LogError> {
    tx.prepare_cached(
        "INSERT INTO log (log, own, server, signing_key, seq, chain, hlc) VALUES (?1, 0, ?2, ?3, 0, ?4, ?5)",
    )?
    .execute(params![log.0, held.server, held.key.0, held.chain.0, Hlc::default().to_string()])?;
    Ok(tx.last_insert_rowid())
}
