//! Pasted days of the calendar: the table of holidays, loose lines, and lines that cannot be read.

use lakon_domain::calendar::{HolidayKind, Unread, certain, paste, shipped_holidays};

use crate::calendar::day;

const NATIONAL: HolidayKind = HolidayKind::National;
const LEAVE: HolidayKind = HolidayKind::CutiBersama;

#[test]
fn the_table_the_program_comes_with_is_read_whole() {
    let lines = paste(include_str!("../../data/holidays-2025-2027.csv"));
    assert_eq!(lines.len(), shipped_holidays().len());
    for (line, shipped) in lines.iter().zip(shipped_holidays()) {
        let read = line.read.as_ref().unwrap();
        assert_eq!((read.day, read.kind, &read.name), (shipped.day, shipped.kind, &shipped.name));
        assert_eq!(read.status, shipped.status);
    }
    assert_eq!(lines[0].number, 2, "the head is line 1");
}

#[test]
fn a_loose_line_says_day_sort_and_name_in_many_ways() {
    let table = [
        ("2026-12-24; cuti bersama; Natal", LEAVE, "Natal", true),
        ("2026-12-24;Natal;Cuti Bersama", LEAVE, "Natal", true),
        ("24-12-2026\tlibur nasional\tNatal", NATIONAL, "Natal", true),
        ("24/12/2026, nasional, Natal", NATIONAL, "Natal", true),
        ("24 Desember 2026; cuti_bersama; Natal", LEAVE, "Natal", true),
        ("Kamis, 24 Des 2026; libur; Natal", NATIONAL, "Natal", true),
        ("2026-12-24; Cuti Bersama Natal", LEAVE, "Cuti Bersama Natal", true),
        ("2026-12-24; cuti bersama; Natal; sementara", LEAVE, "Natal", false),
        ("2026-12-24; cuti bersama; belum ditetapkan; Natal", LEAVE, "Natal", false),
        ("2026-12-24,cuti bersama,\"Natal, hari kedua\"", LEAVE, "Natal, hari kedua", true),
    ];
    for (text, kind, name, sure) in table {
        let lines = paste(text);
        let read = lines[0].read.clone().unwrap_or_else(|why| panic!("{text}: {why:?}"));
        assert_eq!((read.day, read.kind, read.name.as_str()), (day("2026-12-24"), kind, name), "{text}");
        assert_eq!(read.status, certain(sure), "{text}");
    }
}

#[test]
fn a_bad_line_says_its_number_and_why_and_the_others_are_read() {
    let text = "\u{feff}2026-12-24; cuti bersama; Natal\n\nbesok; libur nasional; Natal\n2026-02-30; libur; X\r\n\
        2026-12-25; Natal\n2026-12-25; libur nasional;\n2026-12-24; cuti bersama; Natal\n2026-12-24; libur nasional; Natal\n";
    let lines = paste(text);
    let told: Vec<(u32, Option<Unread>)> =
        lines.iter().map(|line| (line.number, line.read.as_ref().err().copied())).collect();
    let bad = [
        (1, None),
        (3, Some(Unread::NoDay)),
        (4, Some(Unread::NoDay)),
        (5, Some(Unread::NoKind)),
        (6, Some(Unread::NoName)),
        (7, None),
        (8, Some(Unread::Twice(1))),
    ];
    assert_eq!(told, bad);
    assert_eq!(lines[1].text, "besok; libur nasional; Natal");
    assert!(paste(" \n\n").is_empty());
}

#[test]
fn a_table_with_its_columns_in_another_order_is_read_by_its_head() {
    let lines = paste(
        "tanggal;jenis;nama;status\n2027-01-01;libur_nasional;Tahun Baru;menunggu_skb\n2027-01-02;hari raya;X;\n",
    );
    let read = lines[0].read.as_ref().unwrap();
    assert_eq!((read.kind, read.name.as_str(), read.status.as_str()), (NATIONAL, "Tahun Baru", "menunggu_skb"));
    assert_eq!(lines[1].read, Err(Unread::NoKind));
}
