//! What is owed, asked and awaited: rows that follow every record, every change of the calendar and the passing of days.

use crate::common::{Desk, START, USER, code, dump, text};
use lakon_domain::duty::DutyKind;
use lakon_domain::event::{
    CasePromised, ChannelDefined, ChannelSet, DocumentArrived, DocumentRequested, EscalationDelivered,
    EscalationRaised, FileAdded, FileData, FileMoved, HolidaySet, Name, ProgressReported, SectionDefined, SettingSet,
};
use lakon_domain::shape::Time;
use lakon_store::{OwedCounts, Waits};
use uuid::Uuid;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Monday to Thursday at 16.00 on the office's wall; `START` is a Monday at 07.30.
const CLOSING: i64 = START + 8 * HOUR + HOUR / 2;
const EVER: (Time, Time) = (Time(i64::MIN), Time(i64::MAX));

fn promised(desk: &Desk, question: &str) -> Uuid {
    let case = desk.case(question);
    desk.write([CasePromised { case, promised_at: desk.clock_now(), private: text("") }.into()]);
    case
}

fn owed(desk: &Desk) -> Vec<(Uuid, DutyKind, i64)> {
    let page = desk.store.owed(EVER.0, EVER.1, None, 50).unwrap();
    page.rows.into_iter().map(|one| (one.case, one.kind, one.due_at.0)).collect()
}

#[test]
fn what_is_owed_pages_by_its_due_date_and_is_counted_by_the_moment() {
    let desk = Desk::alone("owed");
    let first = promised(&desk, "satu");
    desk.case("belum dijanjikan");
    desk.clock.pass(DAY);
    let second = promised(&desk, "dua");
    desk.store.turn_duties().unwrap();
    let expected = [
        (first, DutyKind::Progress, CLOSING + DAY),
        (second, DutyKind::Progress, CLOSING + 2 * DAY),
        (first, DutyKind::Solution, CLOSING + 3 * DAY),
        // Friday closes half an hour later.
        (second, DutyKind::Solution, CLOSING + 4 * DAY + HOUR / 2),
    ];
    assert_eq!(owed(&desk), expected);
    let (mut after, mut paged) = (None, Vec::new());
    loop {
        let page = desk.store.owed(EVER.0, EVER.1, after, 1).unwrap();
        paged.extend(page.rows.iter().map(|one| (one.case, one.kind, one.due_at.0)));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(paged, expected);
    let counts = desk.store.owed_counts(Time(CLOSING + DAY + 1), Time(CLOSING + 3 * DAY)).unwrap();
    assert_eq!(counts, OwedCounts { overdue: 1, soon: 1, later: 2 });
    assert_eq!(desk.store.solution_due(first).unwrap(), Some(Time(CLOSING + 3 * DAY)));
    desk.resolve(first, "jawab");
    assert_eq!(owed(&desk).len(), 2);
    assert_eq!(desk.store.solution_due(first).unwrap(), None);
}

#[test]
fn days_that_pass_make_another_report_due_and_reports_that_were_made_move_it() {
    let desk = Desk::alone("turn");
    let case = promised(&desk, "satu");
    let progress = |desk: &Desk| {
        desk.store.turn_duties().unwrap();
        owed(desk).into_iter().find(|(_, kind, _)| *kind == DutyKind::Progress).unwrap().2
    };
    assert_eq!(progress(&desk), CLOSING + DAY);
    desk.clock.pass(DAY);
    assert_eq!(progress(&desk), CLOSING + DAY);
    let (progress_id, channel) = (Uuid::from_u128(9), code("telepon"));
    let reported_at = desk.clock_now();
    desk.write(
        [ProgressReported { case, progress: progress_id, reported_at, channel, private: text("Dicek.") }.into()],
    );
    assert_eq!(progress(&desk), CLOSING + 2 * DAY);
    // Wednesday and Thursday pass without a word; the weekend belongs to Friday.
    desk.clock.pass(5 * DAY);
    assert_eq!(progress(&desk), CLOSING + 4 * DAY + HOUR / 2);
    desk.clock.pass(DAY);
    assert_eq!(progress(&desk), CLOSING + 7 * DAY);
    assert_eq!(desk.store.solution_due(case).unwrap(), Some(Time(CLOSING + 3 * DAY)), "late, and still there");
}

#[test]
fn what_was_counted_while_the_clock_was_ahead_is_counted_again_once_it_is_right() {
    let desk = Desk::alone("ahead");
    promised(&desk, "satu");
    let progress = || {
        desk.store.turn_duties().unwrap();
        owed(&desk).into_iter().find(|(_, kind, _)| *kind == DutyKind::Progress).unwrap().2
    };
    assert_eq!(progress(), CLOSING + DAY);
    desk.clock.pass(7 * DAY);
    assert_eq!(progress(), CLOSING + 7 * DAY);
    desk.clock.pass(-7 * DAY);
    assert_eq!(progress(), CLOSING + DAY);
}

#[test]
fn a_calendar_or_a_limit_that_changes_moves_the_due_dates_of_open_cases() {
    let desk = Desk::alone("calendar");
    let case = promised(&desk, "satu");
    let closed = promised(&desk, "dua");
    desk.resolve(closed, "jawab");
    let due = |desk: &Desk| desk.store.solution_due(case).unwrap().unwrap().0;
    assert_eq!(due(&desk), CLOSING + 3 * DAY);
    let holiday = |removed: bool, replaces: Vec<Uuid>| HolidaySet {
        day: "2026-11-25".parse().unwrap(),
        sort: code("cuti_bersama"),
        status: code("ditetapkan"),
        removed,
        replaces,
        private: Some(Name { name: "Cuti Bersama Contoh".into() }),
    };
    desk.write([holiday(false, vec![]).into()]);
    assert_eq!(due(&desk), CLOSING + 4 * DAY + HOUR / 2);
    assert_eq!(desk.store.solution_due(closed).unwrap(), None);
    let desk = desk.restart();
    assert_eq!(due(&desk), CLOSING + 4 * DAY + HOUR / 2);
    let tips = desk.store.rules().settings.holidays.values().next().unwrap().tips.clone();
    desk.write([holiday(true, tips).into()]);
    assert_eq!(due(&desk), CLOSING + 3 * DAY);
    desk.write([SettingSet {
        setting: code("solution_days"),
        value: 1,
        from: "2026-01-01".parse().unwrap(),
        replaces: vec![],
        private: text("KEP contoh"),
    }
    .into()]);
    assert_eq!(due(&desk), CLOSING + DAY);
}

#[test]
fn a_channel_the_office_defined_means_what_the_office_says() {
    let desk = Desk::alone("channel");
    let case = desk.case("satu");
    assert_eq!(desk.store.running_cases().unwrap(), [case]);
    desk.write([ChannelSet { case, channel: code("loket_bergerak"), replaces: vec![] }.into()]);
    assert!(desk.store.running_cases().unwrap().is_empty(), "an unknown channel starts no clock");
    desk.write([ChannelDefined {
        channel: code("loket_bergerak"),
        online: false,
        hai: false,
        order: 5,
        retired: false,
        replaces: vec![],
        private: Some(Name { name: "Loket bergerak".into() }),
    }
    .into()]);
    assert_eq!(desk.store.running_cases().unwrap(), [case]);
}

#[test]
fn escalations_stand_with_their_section_until_they_are_answered_and_know_whether_they_are_here() {
    let desk = Desk::alone("escalations");
    let case = desk.case("satu");
    let (escalation, device) = (Uuid::from_u128(5), desk.store.device().device);
    desk.write([
        SectionDefined {
            section: code("BANK"),
            head: Some(USER),
            order: 1,
            retired: false,
            replaces: vec![],
            private: Some(Name { name: "Bank".into() }),
        }
        .into(),
        EscalationRaised {
            case,
            escalation,
            section: code("BANK"),
            raised_at: desk.clock_now(),
            leaves: false,
            private: text("Boleh?"),
        }
        .into(),
    ]);
    let sections = desk.store.rules().sections_of(USER, desk.clock_now());
    assert_eq!(sections, [code("BANK")]);
    let row = desk.store.escalations_of(&sections).unwrap().pop().unwrap();
    assert_eq!((row.waits, row.question.as_str(), row.here), (Waits::Head, "Boleh?", false));
    desk.write([EscalationDelivered { case, escalation, device, delivered_at: desk.clock_now() }.into()]);
    assert!(desk.store.escalations_of(&sections).unwrap()[0].here);
    let before = dump(&desk.store);
    desk.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&desk.store), before);
    desk.resolve(case, "jawab");
    assert!(desk.store.escalations_of(&sections).unwrap().is_empty());
}

#[test]
fn documents_are_counted_while_an_open_case_waits_for_them() {
    let desk = Desk::alone("documents");
    let (case, request) = (desk.case("satu"), Uuid::from_u128(5));
    let requested_at = desk.clock_now();
    let private = Some(Name { name: "KTP".into() });
    desk.write([DocumentRequested { case, request, requested_at, until: None, private }.into()]);
    assert_eq!(desk.store.cases_awaiting_documents().unwrap(), 1);
    desk.write([DocumentArrived { case, request, file: None, arrived_at: requested_at }.into()]);
    assert_eq!(desk.store.cases_awaiting_documents().unwrap(), 0);
}

#[test]
fn a_moved_file_is_known_in_the_case_it_was_moved_to_also_after_a_rebuild() {
    let desk = Desk::alone("moved");
    let (from, to, file) = (desk.case("satu"), desk.case("dua"), Uuid::from_u128(5));
    let private = Some(FileData { name: "surat.pdf".into(), address: "07".repeat(32) });
    desk.write([FileAdded { case: from, file, size: 9, media: code("pdf"), private: private.clone() }.into()]);
    desk.write([FileMoved { case: from, file, to, size: 9, media: code("pdf"), private }.into()]);
    let before = dump(&desk.store);
    for _ in 0..2 {
        assert!(desk.store.files_of(from).unwrap().is_empty());
        assert_eq!(desk.store.files_of(to).unwrap()[0].name, "surat.pdf");
        assert_eq!(desk.store.file(file).unwrap().unwrap().case, to);
        desk.store.rebuild(&|_, _| {}).unwrap();
        assert_eq!(dump(&desk.store), before);
    }
}
