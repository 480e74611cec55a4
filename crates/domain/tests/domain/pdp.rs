//! Every duty of UU 27/2022 has a function or a stated reason in docs/SECURITY.md, and every function named there exists.

use std::path::Path;

const DUTIES: &str = include_str!("../data/pdp-duties.csv");
const SECURITY: &str = include_str!("../../../../docs/SECURITY.md");

/// Duty, article and what is said of it, of each row of the table.
fn table() -> Vec<[String; 3]> {
    let rows = SECURITY.lines().skip_while(|line| !line.starts_with("| kewajiban")).skip(2);
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    rows.take_while(|line| line.starts_with('|')).map(|line| cells(line).try_into().unwrap()).collect()
}

#[test]
fn each_duty_has_a_row_and_each_row_is_a_duty() {
    let mut csv = csv::Reader::from_reader(DUTIES.as_bytes());
    let duties: Vec<[String; 2]> =
        csv.records().map(|row| row.unwrap()).map(|row| [row[0].to_owned(), row[1].to_owned()]).collect();
    let rows: Vec<[String; 2]> = table().into_iter().map(|[duty, article, _]| [duty, article]).collect();
    assert_eq!(rows, duties);
}

#[test]
fn each_row_names_a_file_that_exists_or_says_why_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for [duty, _, said] in table() {
        let files: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        for file in &files {
            assert!(root.join(file).is_file(), "{duty}: {file}");
        }
        assert!(!files.is_empty() || said.starts_with("Not in the program"), "{duty}");
        assert!(said.len() > 40, "{duty}");
    }
}
