//! Days of the calendar as somebody pastes them: rows of the table of holidays, or loose lines such as
//! "2026-12-24; cuti bersama; Natal". Nothing is guessed: a line that does not say day, sort and name is not read.

use std::collections::BTreeMap;

use super::{CONFIRMED, Day, HolidayKind};
use crate::shape::Code;

/// One line that was read, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1; empty lines and the head of the table are counted and left out.
    pub number: u32,
    pub text: String,
    pub read: Result<Pasted, Unread>,
}

/// A day as a line gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    pub day: Day,
    pub kind: HolidayKind,
    pub status: Code,
    pub name: String,
}

/// Why a line was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It begins with nothing that is a day.
    NoDay,
    /// It says neither "libur nasional" nor "cuti bersama".
    NoKind,
    NoName,
    /// The line of this number says something else of the same day.
    Twice(u32),
}

/// Status of a day of which a line says that it is not certain, without saying why.
const UNCERTAIN: &str = "belum_ditetapkan";
/// First word of the head of the table.
const HEAD: &str = "tanggal";

/// Reads pasted lines or a CSV file, line by line.
pub fn paste(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut said: BTreeMap<Day, (u32, Pasted)> = BTreeMap::new();
    for (at, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let cells = cells(text);
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.first().is_some_and(|cell| cell.eq_ignore_ascii_case(HEAD)) {
            columns = Columns::of(&cells);
            continue;
        }
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let read = match &columns {
            Some(columns) => columns.read(&cells),
            None => loose(&cells),
        };
        let read = read.and_then(|pasted| once(pasted, number, &mut said));
        lines.push(Line { number, text: text.trim().to_owned(), read });
    }
    lines
}

/// A day said twice in the same words is no trouble; in other words nobody knows which is meant.
fn once(pasted: Pasted, number: u32, said: &mut BTreeMap<Day, (u32, Pasted)>) -> Result<Pasted, Unread> {
    match said.entry(pasted.day).or_insert_with(|| (number, pasted.clone())) {
        (_, before) if *before == pasted => Ok(pasted),
        (line, _) => Err(Unread::Twice(*line)),
    }
}

/// The cells of a line, parted by tabs, else semicolons, else commas.
fn cells(text: &str) -> Vec<String> {
    let part = ['\t', ';'].into_iter().find(|part| text.contains(*part)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(part).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let row = reader.records().next().and_then(Result::ok).unwrap_or_default();
    row.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Where the head of a table says that something stands.
struct Columns {
    day: usize,
    kind: usize,
    name: usize,
    status: Option<usize>,
}

impl Columns {
    fn of(head: &[String]) -> Option<Self> {
        let at = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        Some(Self { day: at(HEAD)?, kind: at("jenis")?, name: at("nama")?, status: at("status") })
    }

    fn read(&self, cells: &[String]) -> Result<Pasted, Unread> {
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let status = self.status.map(cell).filter(|text| !text.is_empty());
        Ok(Pasted {
            day: day(cell(self.day)).ok_or(Unread::NoDay)?,
            kind: kind(cell(self.kind)).ok_or(Unread::NoKind)?,
            status: status.map_or_else(|| certain(true), |text| self::status(text).unwrap_or_else(|| certain(false))),
            name: Some(cell(self.name)).filter(|name| !name.is_empty()).ok_or(Unread::NoName)?.to_owned(),
        })
    }
}

/// The day first; then in any order its sort, its name, and whether it is certain. A name "Cuti Bersama Natal" says its sort.
fn loose(cells: &[String]) -> Result<Pasted, Unread> {
    let (first, rest) = cells.split_first().ok_or(Unread::NoDay)?;
    let day = day(first).ok_or(Unread::NoDay)?;
    let rest: Vec<&str> = rest.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let said = rest.iter().find_map(|cell| kind(cell));
    let known_status = rest.iter().find_map(|cell| status_words(cell));
    let mut words = rest.iter().filter(|cell| kind(cell).is_none() && status_words(cell).is_none());
    let name = words.next().copied().unwrap_or_default();
    let in_name = name.to_lowercase().starts_with("cuti bersama").then_some(HolidayKind::CutiBersama);
    Ok(Pasted {
        day,
        kind: said.or(in_name).ok_or(Unread::NoKind)?,
        status: certain(known_status.unwrap_or(true)),
        name: Some(name).filter(|name| !name.is_empty()).ok_or(Unread::NoName)?.to_owned(),
    })
}

/// The status of a day that is certain, and of one that is not.
pub fn certain(certain: bool) -> Code {
    let text = if certain { CONFIRMED } else { UNCERTAIN };
    Code::new(text).unwrap_or_else(|_| unreachable!("both are codes"))
}

fn kind(text: &str) -> Option<HolidayKind> {
    match text.to_lowercase().replace(['_', '-'], " ").trim() {
        "libur nasional" | "nasional" | "libur" | "hari libur nasional" => Some(HolidayKind::National),
        "cuti bersama" | "cuti" | "cb" => Some(HolidayKind::CutiBersama),
        _ => None,
    }
}

fn status_words(text: &str) -> Option<bool> {
    match text.to_lowercase().replace('_', " ").trim() {
        "ditetapkan" | "resmi" | "pasti" => Some(true),
        "belum ditetapkan" | "sementara" | "usulan" | "perkiraan" => Some(false),
        _ => None,
    }
}

fn status(text: &str) -> Option<Code> {
    status_words(text).map(certain).or_else(|| Code::new(text.to_lowercase().replace(' ', "_")).ok())
}

/// `2026-12-24`, `24-12-2026`, `24/12/2026`, `24.12.2026`, `24 Desember 2026`, with or without a weekday before it.
fn day(text: &str) -> Option<Day> {
    let text = text.split_once(',').map_or(text, |(_, after)| after).trim();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let [one, month, other] = parts.as_slice() else { return None };
    let month = month.parse().ok().or_else(|| month_named(month))?;
    let (year, date) = if one.len() == 4 { (one, other) } else { (other, one) };
    if year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month, date.parse().ok()?).ok()
}

fn month_named(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"];
    let text = text.to_lowercase();
    let at = MONTHS.iter().position(|month| text.starts_with(month))?;
    u32::try_from(at + 1).ok()
}
