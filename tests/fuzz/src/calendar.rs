//! Days pasted into the calendar or read from a CSV file, and the day of which somebody asks when its answer is due.

use lakon_domain::calendar::{Calendar, Counting, Day, Pasted, paste};
use lakon_domain::number::Zone;

use crate::measure::bounded;

/// Each line becomes a row of cells and its own text; the reader of a line has a buffer of its own.
const PER_BYTE: usize = 400;
const MOST: usize = 256 * 1024;

/// Any text.
pub fn calendar(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(day) = text.parse::<Day>() {
        let calendar = Calendar::shipped();
        for (days, works_on_cuti_bersama) in [(1, false), (3, true)] {
            let due = calendar.due(day, days, Counting { zone: Zone::Wita, works_on_cuti_bersama });
            assert!(due.day >= day, "no answer is due before it is asked");
        }
    }
    let lines = bounded(data, MOST + PER_BYTE * data.len(), || paste(text));
    assert!(lines.len() <= text.lines().count());
    let read = lines.into_iter().filter_map(|line| line.read.ok());
    // A line with a tab or a semicolon is parted there, so a table parted by commas has none.
    let good: Vec<Pasted> = read.filter(|day| !day.name.contains(['\t', ';'])).collect();
    let again: Vec<Pasted> = paste(&table(&good)).into_iter().filter_map(|line| line.read.ok()).collect();
    assert_eq!(again, good, "the table of what was read is read as the same");
}

/// The table as the program's own list of holidays is written.
fn table(days: &[Pasted]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["tanggal", "jenis", "status", "nama"]).unwrap();
    for day in days {
        writer.write_record([&day.day.to_string(), day.kind.code(), day.status.as_str(), &day.name]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
