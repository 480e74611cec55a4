//! Days of the calendar pasted or from a CSV file: first what they would do, then the good ones in one transaction.

use std::collections::BTreeSet;
use std::io::Read;

use lakon_domain::calendar::{Day, Holiday, Line, Pasted, Unread, paste};
use lakon_domain::event::Event;
use lakon_store::Rules;

use crate::api::{BadLine, CalendarLine, CalendarPreview, CalendarText, Language, LineEffect, Nothing, PickedText};
use crate::app::Desk;
use crate::calendar_year::{event, sort};
use crate::duty_view::{kind_words, short_name};
use crate::failure::Failure;
use crate::settings_office::write;
use crate::words::{Sentence, fill};

/// Largest file that is read, bytes: a calendar of many years is far smaller.
const LARGEST: u64 = 1024 * 1024;

/// What the lines would do, line by line.
pub fn preview(desk: &Desk, input: CalendarText) -> Result<CalendarPreview, Failure> {
    let lines = read(&input.text)?;
    Ok(seen(desk, &desk.store.rules(), &lines))
}

/// Takes the good lines; what stands already is not recorded again.
pub fn import(desk: &Desk, input: CalendarText) -> Result<CalendarPreview, Failure> {
    let lines = read(&input.text)?;
    let rules = desk.store.rules();
    let seen = seen(desk, &rules, &lines);
    if seen.good.is_empty() {
        return Err(Sentence::NothingRead.fields(&["text"]));
    }
    let mut events: Vec<Event> = Vec::new();
    let mut done: BTreeSet<Day> = BTreeSet::new();
    for line in &lines {
        let Ok(Pasted { day, kind, status, name }) = line.read.clone() else { continue };
        if done.contains(&day) || effect(&rules, line).0 == LineEffect::Same {
            continue;
        }
        done.insert(day);
        events.push(event(&rules, day, kind, status, name, false)?.into());
    }
    write(desk, events)?;
    Ok(seen)
}

fn read(text: &str) -> Result<Vec<Line>, Failure> {
    let lines = paste(text);
    if lines.is_empty() { Err(Sentence::NothingRead.fields(&["text"])) } else { Ok(lines) }
}

fn seen(desk: &Desk, rules: &Rules, lines: &[Line]) -> CalendarPreview {
    let mut preview = CalendarPreview { good: Vec::new(), bad: Vec::new(), added: 0, changed: 0, same: 0 };
    let mut done: BTreeSet<Day> = BTreeSet::new();
    for line in lines {
        let pasted = match &line.read {
            Ok(pasted) => pasted,
            Err(why) => {
                let (line, text) = (line.number, line.text.clone());
                preview.bad.push(BadLine { line, text, problem: problem(*why, desk.language) });
                continue;
            }
        };
        let (mut effect, before) = effect(rules, line);
        if done.contains(&pasted.day) {
            effect = LineEffect::Same;
        }
        done.insert(pasted.day);
        match effect {
            LineEffect::Added => preview.added += 1,
            LineEffect::Changed => preview.changed += 1,
            LineEffect::Same => preview.same += 1,
        }
        preview.good.push(CalendarLine {
            line: line.number,
            day: pasted.day.to_string(),
            sort: sort(pasted.kind),
            confirmed: pasted.status == lakon_domain::calendar::certain(true),
            name: pasted.name.clone(),
            effect,
            before: before.filter(|_| effect == LineEffect::Changed).map(|held| words(&held, desk.language)),
        });
    }
    preview
}

/// What a good line does, and the holiday that stands there now.
fn effect(rules: &Rules, line: &Line) -> (LineEffect, Option<Holiday>) {
    let Ok(pasted) = &line.read else { return (LineEffect::Same, None) };
    let held = rules.settings.holidays_of(pasted.day);
    let same = |one: &Holiday| (one.kind, &one.status, &one.name) == (pasted.kind, &pasted.status, &pasted.name);
    let effect = match held.as_slice() {
        [] => LineEffect::Added,
        [one] if same(one) => LineEffect::Same,
        _ => LineEffect::Changed,
    };
    (effect, held.into_iter().next())
}

/// "cuti bersama Natal (belum ditetapkan)"
fn words(holiday: &Holiday, language: Language) -> String {
    let unsure = match (holiday.is_confirmed(), language) {
        (true, _) => "",
        (false, Language::Id) => " (sementara)",
        (false, Language::En) => " (provisional)",
    };
    format!("{} {}{unsure}", kind_words(holiday.kind, language), short_name(&holiday.name))
}

fn problem(why: Unread, language: Language) -> String {
    let (sentence, gaps) = match why {
        Unread::NoDay => (Sentence::LineNoDay, Vec::new()),
        Unread::NoKind => (Sentence::LineNoKind, Vec::new()),
        Unread::NoName => (Sentence::LineNoName, Vec::new()),
        Unread::Twice(line) => (Sentence::LineTwice, vec![line.to_string()]),
    };
    fill(sentence.words(language), &gaps)
}

/// Lets the person choose a file and reads it; nothing is changed by that.
pub fn pick(desk: &Desk, _: Nothing) -> Result<PickedText, Failure> {
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let Some(path) = host.pick_files().into_iter().next() else {
        return Ok(PickedText { name: None, text: String::new() });
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let refused = || Sentence::NotAText.with(&name);
    let file = std::fs::File::open(&path).map_err(|_| refused())?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| refused())?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(refused());
    }
    let text = String::from_utf8(bytes).map_err(|_| refused())?;
    Ok(PickedText { name: Some(name), text })
}
