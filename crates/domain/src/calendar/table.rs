//! The holidays the program comes with: 2025 to 2027, from the joint decrees named in each row.

use std::sync::LazyLock;

use super::{Holiday, HolidayKind};
use crate::catalogue::rows;
use crate::shape::Code;

static HOLIDAYS: LazyLock<Vec<Holiday>> =
    LazyLock::new(|| rows(include_str!("../../data/holidays-2025-2027.csv")).iter().filter_map(read).collect());

/// All rows of the table, oldest first; those on weekends too.
pub fn shipped_holidays() -> &'static [Holiday] {
    &HOLIDAYS
}

fn read(row: &csv::StringRecord) -> Option<Holiday> {
    let kind = row.get(3)?;
    Some(Holiday {
        day: row.get(0)?.parse().ok()?,
        kind: HolidayKind::ALL.into_iter().find(|one| one.code() == kind)?,
        status: Code::new(row.get(6)?).ok()?,
        name: row.get(2)?.to_owned(),
        source: row.get(7)?.to_owned(),
    })
}
