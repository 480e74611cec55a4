//! Holds the invariants of design/sync.md, their quotations in the code and the table of docs/SYNC.md together.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// Each invariant, words of it, and the file below `crates/` that keeps it and says so.
const KEPT: [(usize, &str, &str); 14] = [
    (1, "One writer per log. seq is one above the last.", "log/src/append.rs"),
    (2, "A record never changes; the log is a hash chain.", "domain/src/record.rs"),
    (3, "A receiver holds of each log a prefix without holes", "log/src/receive.rs"),
    (4, "Receiving is idempotent. Same (log, seq), same hash: nothing changes", "log/src/receive.rs"),
    (5, "State is a pure function of the set of records, whatever their order of arrival.", "domain/src/case/mod.rs"),
    (6, "An empty page never means done; equal heads do.", "sync/src/heads.rs"),
    (
        7,
        "Nothing is inferred from absence. Withdrawing, reverting, voiding, erasing are records.",
        "domain/src/standing.rs",
    ),
    (8, "Hearing a record never moves a PC's HLC more than 5 minutes past its own clock.", "log/src/append.rs"),
    (9, "Records never wait for attachments; one bad attachment never stops another.", "sync/src/session.rs"),
    (10, "What was acknowledged survives power loss on the side that acknowledged", "log/src/open.rs"),
    (11, "Every record of an enrolled device is kept.", "sync/src/replica.rs"),
    (
        12,
        "A file outside the database holds incarnation, machine id and last committed head",
        "store/src/incarnation.rs",
    ),
    (13, "take any server whose statement it signed without asking", "sync/src/hello.rs"),
    (14, "A log is taken from anyone up to its newest valid seal.", "log/src/receive.rs"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// The text with comment marks and line ends taken out, so that a quotation may run over several lines.
fn running(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches('/').trim_start_matches('!'));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Rows of the table of invariants: the number, and the files named in it.
fn table() -> Vec<(usize, Vec<String>)> {
    let text = std::fs::read_to_string(root().join("docs/SYNC.md")).unwrap();
    let (_, part) = text.split_once("## Invariants and where they are kept").unwrap();
    let rows = part.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let number: usize = cells.next()?.parse().ok()?;
        let files = cells.next_back()?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Some((number, files))
    });
    rows.collect()
}

#[test]
fn each_invariant_is_quoted_where_the_code_keeps_it() {
    for (number, words, file) in KEPT {
        let text = running(&std::fs::read_to_string(root().join("crates").join(file)).unwrap());
        let mark = format!("invariant {number}:");
        let quoted = text.split(&mark).skip(1).any(|after| after.chars().take(400).collect::<String>().contains(words));
        assert!(quoted, "crates/{file} does not say: Design, invariant {number}: \"{words}\"");
    }
}

#[test]
fn the_table_of_the_documents_has_each_invariant_once_and_names_files_that_are_there() {
    let table = table();
    let numbers: Vec<usize> = table.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<_>>());
    for (number, files) in &table {
        assert!(!files.is_empty(), "invariant {number} is kept nowhere");
        for file in files {
            assert!(root().join("crates").join(file).exists(), "invariant {number}: there is no crates/{file}");
        }
        let (_, _, kept) = KEPT[number - 1];
        assert!(files.iter().any(|file| file == kept), "the row of invariant {number} does not name {kept}");
    }
}
