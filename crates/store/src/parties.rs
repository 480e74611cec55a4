//! People and organisations: found while typing, listed by name, with what they came for before.

use lakon_domain::case::Status;
use lakon_domain::party::{OrganisationState, PersonState, phone_digits};
use lakon_domain::shape::{SatkerCode, Time};
use lakon_domain::standing::TextState;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::cases::{COLUMNS, CaseRow, Page, fts_words, read_row};
use crate::error::Result;
use crate::project_case::{state_of, status_of};
use crate::store::Store;
use crate::tx::Tx;

/// Digits from which on a typed number is looked for as a code or a telephone number.
const FEWEST_DIGITS: usize = 2;

/// Characters of an id in the key of a page.
const ID_LENGTH: usize = 36;

/// Somebody found while typing: a person, an organisation, or a person as seen with an organisation last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartyFound {
    pub person: Option<Uuid>,
    pub organisation: Option<Uuid>,
    /// Of the person, or empty.
    pub name: String,
    /// Of the organisation, or empty.
    pub organisation_name: String,
    pub satker_code: Option<String>,
    pub phone: String,
    /// As in their last case, or the organisation's own.
    pub stakeholder_type: Option<String>,
    pub role: Option<String>,
}

/// The last case of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub at: Time,
    pub topic: Option<String>,
    pub status: Status,
    /// Cases in all.
    pub cases: u64,
}

/// One line of the list of stakeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRow {
    pub id: Uuid,
    pub is_organisation: bool,
    pub name: String,
    /// The telephone number of a person, or the e-mail address; the satker code of an organisation.
    pub detail: String,
    pub satker_code: Option<String>,
    pub stakeholder_type: Option<String>,
    pub cases: u64,
    pub last_at: Option<Time>,
    /// Of the name.
    pub state: TextState,
}

/// A party row as looked up while typing.
struct Hit {
    id: Uuid,
    is_organisation: bool,
    name: String,
    phone: String,
    satker_code: Option<String>,
    stakeholder_type: Option<String>,
}

const HIT: &str = "p.id, p.is_organisation, p.name, p.phone, p.satker_code, p.stakeholder_type";

fn read_hit(row: &Row<'_>) -> rusqlite::Result<Hit> {
    Ok(Hit {
        id: Uuid::from_bytes(row.get(0)?),
        is_organisation: row.get(1)?,
        name: row.get(2)?,
        phone: row.get(3)?,
        satker_code: row.get(4)?,
        stakeholder_type: row.get(5)?,
    })
}

pub(crate) const LINE: &str = "p.id, p.is_organisation, p.name, p.phone, p.email, p.satker_code, p.stakeholder_type,
    (SELECT count(*) FROM case_row AS c WHERE c.person = p.id) + (SELECT count(*) FROM case_row AS c WHERE c.organisation = p.id),
    (SELECT max(at) FROM (SELECT max(c.opened_at) AS at FROM case_row AS c WHERE c.person = p.id
        UNION ALL SELECT max(c.opened_at) FROM case_row AS c WHERE c.organisation = p.id)), p.sort, p.state";

/// Reads [`LINE`].
pub(crate) fn read_line(row: &Row<'_>) -> rusqlite::Result<PartyRow> {
    let (phone, email): (String, String) = (row.get(3)?, row.get(4)?);
    let satker_code: Option<String> = row.get(5)?;
    let detail = [phone, email, satker_code.clone().unwrap_or_default()]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    Ok(PartyRow {
        id: Uuid::from_bytes(row.get(0)?),
        is_organisation: row.get(1)?,
        name: row.get(2)?,
        detail,
        satker_code,
        stakeholder_type: row.get(6)?,
        cases: row.get::<_, i64>(7)?.unsigned_abs(),
        last_at: row.get::<_, Option<i64>>(8)?.map(Time),
        state: state_of(row.get(10)?),
    })
}

/// The text after every text that begins with `prefix` of ASCII characters.
fn beyond(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// A typed text that is a number: only digits and what people put between them.
fn as_digits(text: &str) -> Option<String> {
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '+' | '(' | ')'));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (plain && digits.len() >= FEWEST_DIGITS).then_some(digits)
}

fn hits(conn: &Connection, text: &str, limit: u32) -> Result<Vec<Hit>> {
    if let Some(typed) = as_digits(text) {
        let phone = phone_digits(text);
        let sql = format!(
            "SELECT * FROM (SELECT {HIT} FROM party_row AS p WHERE p.satker_code >= ?1 AND p.satker_code < ?2 ORDER BY p.satker_code LIMIT ?5)
             UNION ALL SELECT * FROM (SELECT {HIT} FROM party_row AS p WHERE p.digits >= ?3 AND p.digits < ?4 AND p.digits <> '' ORDER BY p.digits LIMIT ?5)"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![typed, beyond(&typed), phone, beyond(&phone), limit], read_hit)?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    }
    let Some(words) = fts_words(text) else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {HIT} FROM party_fts AS f CROSS JOIN party_row AS p ON p.place = f.rowid WHERE party_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![words, limit], read_hit)?.collect::<rusqlite::Result<_>>()?)
}

fn party(conn: &Connection, id: [u8; 16]) -> Result<Option<Hit>> {
    Ok(conn
        .prepare_cached(&format!("SELECT {HIT} FROM party_row AS p WHERE p.id = ?1"))?
        .query_row([id], read_hit)
        .optional()?)
}

/// Somebody's last case: whom they came with, as what.
struct Last {
    other: Option<[u8; 16]>,
    stakeholder_type: Option<String>,
    role: Option<String>,
}

fn last_of_person(conn: &Connection, person: Uuid) -> Result<Option<Last>> {
    Ok(conn
        .prepare_cached(
            "SELECT organisation, stakeholder_type, role FROM case_row WHERE person = ?1 ORDER BY place DESC LIMIT 1",
        )?
        .query_row([person.as_bytes()], |row| {
            Ok(Last { other: row.get(0)?, stakeholder_type: row.get(1)?, role: row.get(2)? })
        })
        .optional()?)
}

/// The people last seen with an organisation, the newest first.
fn people_of(conn: &Connection, organisation: Uuid, limit: u32) -> Result<Vec<Last>> {
    let mut statement = conn.prepare_cached(
        "SELECT person, stakeholder_type, role, max(place) FROM case_row WHERE organisation = ?1 AND person IS NOT NULL
          GROUP BY person ORDER BY 4 DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![organisation.as_bytes(), limit], |row| {
        Ok(Last { other: row.get(0)?, stakeholder_type: row.get(1)?, role: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn found(person: Option<Hit>, organisation: Option<Hit>, last: Option<Last>) -> PartyFound {
    let own = organisation.as_ref().and_then(|organisation| organisation.stakeholder_type.clone());
    let (stakeholder_type, role) = last.map_or((None, None), |last| (last.stakeholder_type, last.role));
    let (person_id, name, phone) = person.map_or_else(Default::default, |hit| (Some(hit.id), hit.name, hit.phone));
    let (organisation_id, organisation_name, satker_code) =
        organisation.map_or_else(Default::default, |hit| (Some(hit.id), hit.name, hit.satker_code));
    PartyFound {
        person: person_id,
        organisation: organisation_id,
        name,
        organisation_name,
        satker_code,
        phone,
        stakeholder_type: stakeholder_type.or(own),
        role,
    }
}

/// People shown with an organisation that was found.
const PEOPLE_SHOWN: u32 = 3;

fn expand(conn: &Connection, hit: Hit) -> Result<Vec<PartyFound>> {
    if !hit.is_organisation {
        let last = last_of_person(conn, hit.id)?;
        let organisation = match last.as_ref().and_then(|last| last.other) {
            Some(id) => party(conn, id)?,
            None => None,
        };
        return Ok(vec![found(Some(hit), organisation, last)]);
    }
    let mut all = Vec::new();
    for last in people_of(conn, hit.id, PEOPLE_SHOWN)? {
        let Some(person) = last.other.map(|id| party(conn, id)).transpose()?.flatten() else { continue };
        let again = party(conn, hit.id.into_bytes())?;
        all.push(found(Some(person), again, Some(last)));
    }
    // The organisation alone, for somebody who comes for it the first time.
    all.push(found(None, Some(hit), None));
    Ok(all)
}

impl Store {
    /// People and organisations for a text being typed: a satker code or telephone number by its beginning, a name by the beginnings
    /// of its words. Those of `stakeholder_type` come first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn party_find(&self, text: &str, stakeholder_type: Option<&str>, limit: u32) -> Result<Vec<PartyFound>> {
        self.read(|conn| {
            let mut all: Vec<PartyFound> = Vec::new();
            for hit in hits(conn, text, limit)? {
                for one in expand(conn, hit)? {
                    if !all.iter().any(|held| (held.person, held.organisation) == (one.person, one.organisation)) {
                        all.push(one);
                    }
                }
            }
            if let Some(wanted) = stakeholder_type {
                all.sort_by_key(|one| one.stakeholder_type.as_deref() != Some(wanted));
            }
            all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(all)
        })
    }

    /// The last case of a person or an organisation other than `except`, and how many there were; `None` where there was none.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn past(&self, party: Uuid, except: Option<Uuid>) -> Result<Option<Past>> {
        let except = except.unwrap_or_default();
        self.read(|conn| {
            let cases: i64 = conn
                .prepare_cached("SELECT count(*) FROM case_row WHERE (person = ?1 OR organisation = ?1) AND id <> ?2")?
                .query_row([party.as_bytes(), except.as_bytes()], |row| row.get(0))?;
            Ok(conn
                .prepare_cached(
                    "SELECT opened_at, topic, status FROM case_row WHERE (person = ?1 OR organisation = ?1) AND id <> ?2 ORDER BY place DESC LIMIT 1",
                )?
                .query_row([party.as_bytes(), except.as_bytes()], |row| {
                    Ok(Past { at: Time(row.get(0)?), topic: row.get(1)?, status: status_of(row.get(2)?), cases: cases.unsigned_abs() })
                })
                .optional()?)
        })
    }

    /// A page of people and organisations by name, after the key of an earlier page.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn party_rows(&self, text: &str, after: Option<&str>, limit: u32) -> Result<Page<PartyRow, String>> {
        let most = i64::from(limit.max(1)) + 1;
        let (sort, id) = after
            .and_then(|key| key.split_at_checked(ID_LENGTH))
            .map_or((String::new(), Uuid::nil()), |(id, sort)| (sort.to_owned(), id.parse().unwrap_or_default()));
        let words = fts_words(text);
        let found = if words.is_some() {
            "p.place IN (SELECT rowid FROM party_fts WHERE party_fts MATCH ?4)"
        } else {
            "?4 IS NULL"
        };
        let sql = format!(
            "SELECT {LINE} FROM party_row AS p WHERE {found} AND (p.sort, p.id) > (?1, ?2) ORDER BY p.sort, p.id LIMIT ?3"
        );
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![sort, id.as_bytes(), most, words], |row| {
                Ok((read_line(row)?, row.get::<_, String>(9)?))
            })?;
            let mut found: Vec<(PartyRow, String)> = rows.collect::<rusqlite::Result<_>>()?;
            let whole = i64::try_from(found.len()).unwrap_or(i64::MAX) < most;
            if !whole {
                found.pop();
            }
            let next = if whole { None } else { found.last().map(|(row, sort)| format!("{}{sort}", row.id)) };
            Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
        })
    }

    /// The newest cases of a person or an organisation.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_of_party(&self, party: Uuid, limit: u32) -> Result<Vec<CaseRow>> {
        self.read(|conn| {
            let confirmed = self.confirmed(conn)?;
            let sql = format!("SELECT {COLUMNS} FROM case_row AS c WHERE c.person = ?1 OR c.organisation = ?1 ORDER BY c.place DESC LIMIT ?2");
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![party.as_bytes(), limit], |row| read_row(row, confirmed))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The organisations a person came for, or the people who came for an organisation; the newest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn related_parties(&self, party: Uuid, limit: u32) -> Result<Vec<PartyRow>> {
        self.read(|conn| {
            let sql = format!(
                "SELECT {LINE} FROM (
                    SELECT organisation AS other, max(place) AS newest FROM case_row WHERE person = ?1 AND organisation IS NOT NULL GROUP BY organisation
                    UNION ALL
                    SELECT person, max(place) FROM case_row WHERE organisation = ?1 AND person IS NOT NULL GROUP BY person
                 ) AS r JOIN party_row AS p ON p.id = r.other ORDER BY r.newest DESC LIMIT ?2"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![party.as_bytes(), limit], read_line)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// A person folded from its events.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn person(&self, person: Uuid) -> Result<Option<PersonState>> {
        let office = self.inner.office();
        let events = self.read(|conn| crate::events::of_party(conn, person, &office.adoptions))?;
        Ok(PersonState::fold(&events, &office.standing))
    }

    /// An organisation folded from its events.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn organisation(&self, organisation: Uuid) -> Result<Option<OrganisationState>> {
        let office = self.inner.office();
        let events = self.read(|conn| crate::events::of_party(conn, organisation, &office.adoptions))?;
        Ok(OrganisationState::fold(&events, &office.standing))
    }
}

impl Tx<'_> {
    /// In how many cases a person asks, as of the last refold.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_of_person(&self, person: Uuid) -> Result<u64> {
        count(self.conn, "SELECT count(*) FROM case_row WHERE person = ?1", person)
    }

    /// In how many cases an organisation asks, as of the last refold.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_of_organisation(&self, organisation: Uuid) -> Result<u64> {
        count(self.conn, "SELECT count(*) FROM case_row WHERE organisation = ?1", organisation)
    }

    /// The organisation with a satker code, the first known where several have it, as of the last refold.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn organisation_by_satker(&self, code: &SatkerCode) -> Result<Option<Uuid>> {
        Ok(self
            .conn
            .prepare_cached("SELECT id FROM party_row WHERE satker_code = ?1 ORDER BY place LIMIT 1")?
            .query_row([code.as_str()], |row| Ok(Uuid::from_bytes(row.get(0)?)))
            .optional()?)
    }
}

fn count(conn: &Connection, sql: &str, party: Uuid) -> Result<u64> {
    Ok(conn.prepare_cached(sql)?.query_row([party.as_bytes()], |row| row.get::<_, i64>(0))?.unsigned_abs())
}
