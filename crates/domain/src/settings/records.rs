//! Records of settings by what they set, each folded like a field; and those that stand over no list of this program:
//! texts of the office, holidays, working hours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calendar::Day;
use crate::event::Event;
use crate::filed::Once;
use crate::shape::Code;
use crate::standing::{Standing, TextState};
use crate::tips::{Edit, Field, Mark, Value, private_value, typed};

/// A text of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeText {
    pub text: Value<String>,
    /// Events a new edit has to name; so are the `tips` of every other setting. Empty where no record stands.
    pub tips: Vec<Uuid>,
}

/// A day that was set by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub day: Day,
    /// `libur_nasional` or `cuti_bersama`.
    pub sort: Code,
    /// `ditetapkan` where the decree is out; a due date resting on another is "sementara".
    pub status: Code,
    pub name: Value<String>,
    /// It is no holiday, whatever the table says.
    pub removed: bool,
    pub tips: Vec<Uuid>,
}

/// Working hours of some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub hours: Uuid,
    pub name: Value<String>,
    /// First and last day; open where it has none.
    pub from: Option<Day>,
    pub until: Option<Day>,
    /// 1 Monday .. 7 Sunday.
    pub weekdays: Vec<u32>,
    /// Minutes of the day.
    pub opens: u32,
    pub closes: u32,
    /// Minutes.
    pub rest: u32,
    pub removed: bool,
    pub tips: Vec<Uuid>,
}

/// The events, each once.
pub struct Records<'a> {
    pub once: &'a [Once<'a>],
    pub standing: &'a Standing,
}

impl<'a> Records<'a> {
    /// What stands under each key; `read` gives key, replaced events and value of a record it knows.
    pub fn fields<K: Ord, T: Clone + PartialEq>(
        &self,
        read: impl Fn(Uuid, &'a Event, TextState) -> Option<(K, &'a Vec<Uuid>, T)>,
    ) -> BTreeMap<K, Field<T>> {
        let mut edits: BTreeMap<K, Vec<Edit<T>>> = BTreeMap::new();
        for one in self.once {
            let state = self.standing.state(one.filed.id, one.event, one.private_missing);
            let Some((key, replaces, value)) = read(one.filed.id, one.event, state) else { continue };
            edits.entry(key).or_default().push(Edit {
                id: one.filed.id,
                order: one.filed.order(),
                replaces: replaces.clone(),
                live: self.standing.counts(one.filed.id),
                value: Value::Known(value),
            });
        }
        let fold = |(key, edits): (K, Vec<Edit<T>>)| (key, Field::fold(&edits, Mark::Silent));
        edits.into_iter().map(fold).filter(|(_, field)| field.value.is_set()).collect()
    }

    /// The same, each value with the events that stand, through `with`.
    pub fn values<K: Ord, T: Clone + PartialEq>(
        &self,
        read: impl Fn(Uuid, &'a Event, TextState) -> Option<(K, &'a Vec<Uuid>, T)>,
        with: impl Fn(&mut T, Vec<Uuid>),
    ) -> BTreeMap<K, T> {
        let shown = |(key, field): (K, Field<T>)| {
            let mut value = field.value.known().cloned()?;
            with(&mut value, field.tips);
            Some((key, value))
        };
        self.fields(read).into_iter().filter_map(shown).collect()
    }
}

/// A word of a private part.
pub fn words(state: TextState, text: Option<&String>) -> Value<String> {
    private_value(state, text.cloned()).and_then(|text| typed(&text))
}

pub fn texts(records: &Records) -> BTreeMap<Code, OfficeText> {
    records.values(
        |_, event, state| match event {
            Event::OfficeTextSet(e) => {
                let text = words(state, e.private.as_ref().map(|p| &p.text));
                Some((e.field.clone(), &e.replaces, OfficeText { text, tips: Vec::new() }))
            }
            _ => None,
        },
        |text, tips| text.tips = tips,
    )
}

pub fn holidays(records: &Records) -> BTreeMap<Day, Holiday> {
    records.values(
        |_, event, state| match event {
            Event::HolidaySet(e) => Some((
                e.day,
                &e.replaces,
                Holiday {
                    day: e.day,
                    sort: e.sort.clone(),
                    status: e.status.clone(),
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    removed: e.removed,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |holiday, tips| holiday.tips = tips,
    )
}

pub fn hours(records: &Records) -> Vec<Hours> {
    let hours = records.values(
        |_, event, state| match event {
            Event::HoursSet(e) => Some((
                e.hours,
                &e.replaces,
                Hours {
                    hours: e.hours,
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    from: e.from,
                    until: e.until,
                    weekdays: e.weekdays.clone(),
                    opens: e.opens,
                    closes: e.closes,
                    rest: e.rest,
                    removed: e.removed,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |hours, tips| hours.tips = tips,
    );
    hours.into_values().collect()
}
