//! The index of words. What changes in it while subjects are folded is gathered and then written in one go, in ascending order: FTS5 gathers
//! words in memory too, but writes what it has, as a segment of its own that has to be merged later, whenever a row comes out of order or a
//! statement on another table needs a savepoint (`fts5SavepointMethod`, `sqlite3Fts5IndexBeginWrite`).

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

/// Gathered words are written before they take more memory than about this, bytes: a rebuild folds every case in one transaction.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The words of one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CaseWords {
    /// As it is shown.
    pub number: String,
    /// What the stakeholder is found by.
    pub who: String,
    pub question: String,
    pub answer: String,
    pub hai: String,
}

impl CaseWords {
    fn size(&self) -> usize {
        self.number.len() + self.who.len() + self.question.len() + self.answer.len() + self.hai.len()
    }
}

/// The words of one person or organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartyWords {
    pub name: String,
    pub code: String,
    pub phone: String,
}

/// What happens to the row of a case.
#[derive(Debug)]
enum CaseChange {
    /// All of its words; none where it goes.
    Whole(Option<CaseWords>),
    /// Only these, where the index has the case.
    Part { number: Option<String>, who: Option<String> },
}

/// What happens to the row of a party.
#[derive(Debug)]
struct PartyChange {
    /// The index has a row of it.
    held: bool,
    words: Option<PartyWords>,
}

/// Changes of the index that are not written yet, by the key of the row.
#[derive(Debug, Default)]
pub(crate) struct Index {
    cases: BTreeMap<i64, CaseChange>,
    parties: BTreeMap<i64, PartyChange>,
    bytes: usize,
}

impl Index {
    /// These are the words of the case.
    pub fn case(&mut self, place: i64, words: CaseWords) {
        self.bytes += words.size();
        self.cases.insert(place, CaseChange::Whole(Some(words)));
    }

    /// The case is found no more at this place.
    pub fn no_case(&mut self, place: i64) {
        self.cases.insert(place, CaseChange::Whole(None));
    }

    /// The case shows this number.
    pub fn number(&mut self, place: i64, text: &str) {
        match self.part(place) {
            CaseChange::Whole(Some(words)) => text.clone_into(&mut words.number),
            CaseChange::Whole(None) => {}
            CaseChange::Part { number, .. } => *number = Some(text.to_owned()),
        }
    }

    /// The stakeholder of the case is found by these words.
    pub fn who(&mut self, place: i64, text: String) {
        self.bytes += text.len();
        match self.part(place) {
            CaseChange::Whole(Some(words)) => words.who = text,
            CaseChange::Whole(None) => {}
            CaseChange::Part { who, .. } => *who = Some(text),
        }
    }

    fn part(&mut self, place: i64) -> &mut CaseChange {
        self.cases.entry(place).or_insert(CaseChange::Part { number: None, who: None })
    }

    /// These are the words of a party, none where it goes; `held` says whether its row was there before.
    pub fn party(&mut self, place: i64, held: bool, words: Option<PartyWords>) {
        self.bytes += words.as_ref().map_or(0, |words| words.name.len() + words.code.len() + words.phone.len());
        let change = self.parties.entry(place).or_insert(PartyChange { held, words: None });
        change.words = words;
    }

    /// Whether so much is gathered that it has to be written.
    pub fn is_full(&self) -> bool {
        self.bytes >= MOST_BYTES
    }

    /// Writes what was gathered.
    pub fn write(&mut self, conn: &Connection) -> Result<()> {
        self.bytes = 0;
        for (place, change) in std::mem::take(&mut self.parties) {
            write_party(conn, place, change)?;
        }
        for (place, change) in std::mem::take(&mut self.cases) {
            write_case(conn, place, change)?;
        }
        Ok(())
    }
}

fn write_party(conn: &Connection, place: i64, change: PartyChange) -> Result<()> {
    if change.held {
        conn.prepare_cached("DELETE FROM party_fts WHERE rowid = ?1")?.execute([place])?;
    }
    if let Some(words) = change.words {
        conn.prepare_cached("INSERT INTO party_fts (rowid, name, code, phone) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![place, words.name, words.code, words.phone])?;
    }
    Ok(())
}

/// Writes the words only where they changed: most events of a case change none, and the index is the dearest of the tables.
fn write_case(conn: &Connection, place: i64, change: CaseChange) -> Result<()> {
    let held = conn
        .prepare_cached("SELECT number, who, question, answer, hai FROM case_fts WHERE rowid = ?1")?
        .query_row([place], |row| {
            Ok(CaseWords {
                number: row.get(0)?,
                who: row.get(1)?,
                question: row.get(2)?,
                answer: row.get(3)?,
                hai: row.get(4)?,
            })
        })
        .optional()?;
    let words = match (change, &held) {
        (CaseChange::Whole(words), _) => words,
        (CaseChange::Part { number, who }, Some(held)) => Some(CaseWords {
            number: number.unwrap_or_else(|| held.number.clone()),
            who: who.unwrap_or_else(|| held.who.clone()),
            ..held.clone()
        }),
        (CaseChange::Part { .. }, None) => None,
    };
    if words == held {
        return Ok(());
    }
    if held.is_some() {
        conn.prepare_cached("DELETE FROM case_fts WHERE rowid = ?1")?.execute([place])?;
    }
    if let Some(words) = words {
        conn.prepare_cached(
            "INSERT INTO case_fts (rowid, number, who, question, answer, hai) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![place, words.number, words.who, words.question, words.answer, words.hai])?;
    }
    Ok(())
}
