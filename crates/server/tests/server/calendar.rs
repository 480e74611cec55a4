//! `lakon-server calendar due`, as somebody checking a due date runs it.

use std::process::{Command, Output};

fn due(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lakon-server")).args(["calendar", "due"]).args(arguments).output().unwrap()
}

/// What it prints, line by line.
fn lines(arguments: &[&str]) -> Vec<String> {
    let output = due(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_first_line_is_the_answer_of_the_table() {
    let table = include_str!("../../../domain/tests/data/due-date-vectors.csv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 20);
    for row in rows {
        let answers = [
            lines(&[row[0], "--hari", "1"]),
            lines(&[row[0], "--hari", "2"]),
            lines(&[row[0], "--hari", "3"]),
            lines(&[row[0], "--tanpa-cuti-bersama"]),
        ];
        assert_eq!(answers.each_ref().map(|lines| lines[0].as_str()), row[2..6], "{}", row[0]);
        assert_eq!(lines(&[row[0]]), answers[2], "three working days unless said otherwise");
        assert!(answers[0][1].starts_with(&format!("{} ", row[1])), "{}", answers[0][1]);
    }
}

#[test]
fn every_day_is_explained() {
    assert_eq!(
        lines(&["2026-12-22"]),
        [
            "2026-12-29",
            "Selasa 22 Des 2026: hari konsultasi (hari ke-0)",
            "Rabu 23 Des 2026: hari kerja ke-1",
            "Kamis 24 Des 2026: cuti bersama Natal, tidak dihitung",
            "Jumat 25 Des 2026: libur nasional Natal, tidak dihitung",
            "Sabtu 26 Des 2026: akhir pekan, tidak dihitung",
            "Minggu 27 Des 2026: akhir pekan, tidak dihitung",
            "Senin 28 Des 2026: hari kerja ke-2",
            "Selasa 29 Des 2026: hari kerja ke-3",
        ]
    );
    assert_eq!(
        lines(&["2026-12-22", "--hari", "2", "--tanpa-cuti-bersama"]),
        [
            "2026-12-24",
            "Selasa 22 Des 2026: hari konsultasi (hari ke-0)",
            "Rabu 23 Des 2026: hari kerja ke-1",
            "Kamis 24 Des 2026: hari kerja ke-2 (cuti bersama Natal, tetap dihitung)",
        ]
    );
}

#[test]
fn what_rests_on_a_holiday_that_is_not_certain_says_sementara() {
    let unsure = lines(&["2026-12-31"]);
    assert_eq!(unsure[2], "Jumat 1 Jan 2027: libur nasional Tahun Baru Masehi (sementara), tidak dihitung");
    assert_eq!(unsure.last().unwrap(), "Sementara: jatuh tempo ini bertumpu pada hari libur yang belum pasti.");
    assert!(lines(&["2026-12-22"]).iter().all(|line| !line.to_lowercase().contains("sementara")));
}

#[test]
fn a_year_without_holidays_says_so() {
    let note = "Hari libur tahun 2028 belum tersedia; jatuh tempo dihitung tanpa hari libur dan perlu diperiksa.";
    assert_eq!(lines(&["2027-12-30"]).last().unwrap(), note);
    assert!(!lines(&["2027-12-27"]).contains(&note.to_owned()));
}

#[test]
fn what_is_no_date_or_no_count_is_refused_in_one_sentence_with_exit_code_2() {
    let cases: [(&[&str], &str); 5] = [
        (&["20-11-2026"], "Tanggal \"20-11-2026\" tidak dikenal."),
        (&["2026-02-30"], "Tanggal \"2026-02-30\" tidak dikenal."),
        (&["besok"], "Tanggal \"besok\" tidak dikenal."),
        (&["2026-11-20", "--hari", "4"], "Jumlah hari kerja tidak dikenal."),
        (&["2026-11-20", "--hari", "tiga"], "Jumlah hari kerja tidak dikenal."),
    ];
    for (arguments, sentence) in cases {
        let output = due(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(sentence) && said.lines().count() == 1, "{said}");
    }
}
