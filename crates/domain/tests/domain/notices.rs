//! What is told to whom and when, and when something may pop up.

use lakon_domain::calendar::Calendar;
use lakon_domain::case::CaseState;
use lakon_domain::duty;
use lakon_domain::event::Event;
use lakon_domain::notices::{Notice, NoticeKind, NoticeKind::*, Reader, may_pop, of_case, told};
use lakon_domain::number::Zone;
use lakon_domain::settings::SettingsState;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::calendar::{WITA, wita};
use crate::world::*;

const HEAD_DESK: u8 = 2;

/// A reader who heads these sections.
fn reader(desk: u8, heads: &[&str]) -> Reader {
    Reader { user: at_desk(desk), heads: heads.iter().map(|section| code(section)).collect() }
}

fn officer() -> Reader {
    reader(1, &[])
}

fn all(desks: &Desks, now: Time) -> Vec<Notice> {
    let state = CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap();
    let calendar = Calendar::shipped();
    let duties = duty::of_case(&state, &SettingsState::default(), &calendar, Zone::Wita, now);
    of_case(&state, &duties, &calendar, WITA)
}

fn told_at(desks: &Desks, reader: &Reader, now: &str) -> Vec<NoticeKind> {
    told(all(desks, wita(now)), reader, wita(now)).into_iter().map(|one| one.kind).collect()
}

fn keys(desks: &Desks, reader: &Reader, now: &str) -> Vec<String> {
    told(all(desks, wita(now)), reader, wita(now)).into_iter().map(|one| one.key).collect()
}

/// A face-to-face case of Wednesday, 1 July 2026, 08:00, and what desk 1 made of it.
fn case(steps: &[(i64, Event)]) -> Desks {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    for (at, step) in steps {
        desks.write(1, *at, step.clone());
    }
    desks
}

/// Its answer was promised: the solution is due on Monday the 6th at 16:00.
fn owing() -> Desks {
    case(&[(20, promised(20).into())])
}

#[test]
fn something_pops_up_only_while_the_office_works() {
    let calendar = Calendar::shipped();
    let table = [
        ("2026-07-01 07:29", false),
        ("2026-07-01 07:30", true),
        ("2026-07-01 11:59", true),
        ("2026-07-01 12:00", false),
        ("2026-07-01 12:59", false),
        ("2026-07-01 13:00", true),
        ("2026-07-01 15:59", true),
        ("2026-07-01 16:00", false),
        ("2026-07-01 00:00", false),
        // Friday has hours of its own.
        ("2026-07-03 11:29", true),
        ("2026-07-03 11:30", false),
        ("2026-07-03 12:59", false),
        ("2026-07-03 13:00", true),
        ("2026-07-03 16:29", true),
        ("2026-07-03 16:30", false),
        // A Saturday, a Sunday, Independence Day on a Monday, cuti bersama.
        ("2026-07-04 10:00", false),
        ("2026-07-05 10:00", false),
        ("2026-08-17 10:00", false),
        ("2026-12-24 10:00", false),
    ];
    for (at, pops) in table {
        assert_eq!(may_pop(&calendar, wita(at), WITA), pops, "{at}");
    }
    let last = Time(wita("2026-07-01 07:30").0 - 1);
    assert!(!may_pop(&calendar, last, WITA), "not a millisecond before the office opens");
}

#[test]
fn whoever_holds_a_case_is_told_what_it_owes_as_the_days_go_by() {
    let desks = owing();
    let table: [(&str, &[NoticeKind]); 9] = [
        ("2026-07-01 15:00", &[]),
        ("2026-07-01 23:59", &[]),
        ("2026-07-02 00:00", &[ProgressOwed]),
        ("2026-07-02 20:00", &[ProgressOwed]),
        ("2026-07-03 08:00", &[ProgressOwed]),
        // On the day of the solution its own notice says it all.
        ("2026-07-06 08:00", &[DueToday]),
        ("2026-07-06 16:00", &[DueToday]),
        ("2026-07-06 16:01", &[Overdue]),
        ("2026-07-07 08:00", &[Overdue, ProgressOwed]),
    ];
    for (now, kinds) in table {
        assert_eq!(told_at(&desks, &officer(), now), kinds, "{now}");
        assert_eq!(told_at(&desks, &reader(2, &["PD"]), now), [], "{now}: it is not theirs");
    }
    let late = Time(wita("2026-07-06 16:00").0 + 1);
    let kinds: Vec<NoticeKind> = told(all(&desks, late), &officer(), late).into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Overdue], "from one moment to the next, never neither");
}

#[test]
fn over_a_weekend_the_report_of_friday_is_owed_until_monday_begins() {
    let desks = owing();
    assert_eq!(keys(&desks, &officer(), "2026-07-03 08:00"), keys(&desks, &officer(), "2026-07-04 10:00"));
    assert_eq!(told_at(&desks, &officer(), "2026-07-05 10:00"), [ProgressOwed]);
}

#[test]
fn a_key_lasts_as_long_as_what_it_tells_and_each_day_has_its_own_report() {
    let desks = owing();
    let at = |now| keys(&desks, &officer(), now);
    assert_eq!(at("2026-07-07 07:30"), at("2026-07-07 15:59"));
    assert_eq!(at("2026-07-07 08:00")[0], at("2026-07-09 08:00")[0], "late is late");
    assert_ne!(at("2026-07-07 08:00")[1], at("2026-07-08 08:00")[1]);
    assert_ne!(at("2026-07-06 10:00"), at("2026-07-06 17:00"), "that it became late is new");
}

#[test]
fn what_is_done_is_told_no_more() {
    let day = 24 * 60;
    let mut desks = owing();
    desks.write(1, day + 60, progress(70, day + 60));
    assert_eq!(told_at(&desks, &officer(), "2026-07-02 10:00"), [], "the stakeholder was told today");
    assert_eq!(told_at(&desks, &officer(), "2026-07-03 10:00"), [ProgressOwed]);
    desks.write(1, 2 * day + 120, resolved(2 * day + 120));
    for now in ["2026-07-03 11:00", "2026-07-06 10:00", "2026-07-09 10:00"] {
        assert_eq!(told_at(&desks, &officer(), now), [], "{now}");
    }
    assert_eq!(
        told_at(&case(&[(20, promised(20).into()), (30, cancelled(30).into())]), &officer(), "2026-07-09 10:00"),
        []
    );
}

/// Each row: what the head's desk did, what the officer is told, and what the head of PD is.
#[test]
fn a_question_to_a_section_head_is_told_to_whom_it_waits_for() {
    let head = at_desk(HEAD_DESK);
    let raised = || raised(60, "PD", 5);
    let table: Vec<(&str, Vec<Event>, &[NoticeKind], &[NoticeKind])> = vec![
        ("waiting", vec![], &[], &[EscalationArrived]),
        ("asked back", vec![asked_back(60, "PD", 6).into()], &[EscalationAskedBack], &[]),
        ("replied", vec![asked_back(60, "PD", 6).into(), replied(60, 7).into()], &[], &[EscalationArrived]),
        ("referred", vec![referred(60, "PD", "MSKI", 6).into()], &[], &[]),
        ("answered", vec![decided(60, "PD", 6).into()], &[EscalationAnswered], &[]),
        ("withdrawn", vec![withdrawn(60, 6).into()], &[], &[]),
        ("given on", vec![decided(60, "PD", 6).into(), answered(8).into()], &[], &[]),
        ("resolved", vec![decided(60, "PD", 6).into(), resolved(8).into()], &[], &[]),
        ("resolved unanswered", vec![resolved(8).into()], &[], &[]),
        ("by telephone", vec![by_telephone(60, "PD", head, 6).into()], &[EscalationAnswered], &[EscalationToConfirm]),
        (
            "by telephone, resolved",
            vec![by_telephone(60, "PD", head, 6).into(), resolved(8).into()],
            &[],
            &[EscalationToConfirm],
        ),
    ];
    for (name, steps, to_officer, to_head) in table {
        let mut desks = case(&[(5, raised().into())]);
        for (at, step) in (6..).zip(steps) {
            desks.write(HEAD_DESK, at, step);
        }
        let now = "2026-07-01 10:00";
        assert_eq!(told_at(&desks, &officer(), now), to_officer, "{name}");
        assert_eq!(told_at(&desks, &reader(HEAD_DESK, &["PD"]), now), to_head, "{name}");
        assert_eq!(told_at(&desks, &reader(3, &["PD"]), now), to_head, "{name}: a substitute is told the same");
    }
}

#[test]
fn a_question_referred_is_told_to_the_other_head_and_one_that_came_back_anew() {
    let mut desks = case(&[(5, raised(60, "PD", 5).into())]);
    let head = reader(HEAD_DESK, &["PD"]);
    let now = "2026-07-01 10:00";
    let first = keys(&desks, &head, now);
    desks.write(HEAD_DESK, 6, asked_back(60, "PD", 6));
    desks.write(1, 7, replied(60, 7));
    let again = keys(&desks, &head, now);
    assert_eq!((first.len(), again.len()), (1, 1));
    assert_ne!(first, again, "a reply is news");
    desks.write(HEAD_DESK, 8, referred(60, "PD", "MSKI", 8));
    assert_eq!(told_at(&desks, &reader(4, &["MSKI"]), now), [EscalationArrived]);
    let both = reader(4, &["PD", "MSKI"]);
    assert_eq!(told_at(&desks, &both, now), [EscalationArrived], "once, whatever else they head");
}

#[test]
fn the_officer_who_wrote_down_a_decision_by_telephone_knows_it() {
    let head = at_desk(HEAD_DESK);
    let desks = case(&[(5, raised(60, "PD", 5).into()), (6, by_telephone(60, "PD", head, 6).into())]);
    assert_eq!(told_at(&desks, &officer(), "2026-07-01 10:00"), []);
    assert_eq!(told_at(&desks, &reader(HEAD_DESK, &["PD"]), "2026-07-01 10:00"), [EscalationToConfirm]);
}

#[test]
fn a_case_offered_is_told_to_whom_it_is_offered_and_then_what_it_owes() {
    let mut desks = owing();
    desks.write(1, 30, offered(61, at_desk(3), 30));
    assert_eq!(told_at(&desks, &reader(3, &[]), "2026-07-01 10:00"), [HandoverOffered]);
    assert_eq!(told_at(&desks, &reader(4, &[]), "2026-07-01 10:00"), []);
    desks.write(3, 31, taken(61, true, 31));
    assert_eq!(told_at(&desks, &reader(3, &[]), "2026-07-06 10:00"), [DueToday]);
    assert_eq!(told_at(&desks, &officer(), "2026-07-06 10:00"), [], "it is not theirs any more");
}

#[test]
fn after_three_working_days_without_a_word_the_officer_is_told_to_ask_again() {
    let mut desks = case(&[(20, promised(20).into()), (30, answered(30).into())]);
    let at = |desks: &Desks, now| told_at(desks, &officer(), now);
    assert_eq!(at(&desks, "2026-07-06 15:59"), []);
    assert_eq!(at(&desks, "2026-07-06 16:00"), [ConfirmationAwaited]);
    let first = keys(&desks, &officer(), "2026-07-07 08:00");
    // Asked again on Tuesday, 7 July, 08:00.
    let tuesday = 6 * 24 * 60;
    desks.write(1, tuesday, chased(tuesday));
    assert_eq!(at(&desks, "2026-07-10 16:29"), []);
    assert_eq!(at(&desks, "2026-07-10 16:30"), [ConfirmationAwaited]);
    assert_ne!(keys(&desks, &officer(), "2026-07-13 08:00"), first);
    desks.write(1, tuesday + 5, resolved(tuesday + 5));
    assert_eq!(at(&desks, "2026-07-20 08:00"), []);
}

#[test]
fn what_is_told_does_not_depend_on_the_order_in_which_it_arrived() {
    let mut desks = owing();
    desks.write(1, 25, raised(60, "PD", 25));
    desks.write(HEAD_DESK, 26, asked_back(60, "PD", 26));
    desks.write(1, 30, offered(61, at_desk(3), 30));
    let everybody = [officer(), reader(HEAD_DESK, &["PD"]), reader(3, &[])];
    let now = wita("2026-07-07 08:00");
    let at = |desks: &Desks| everybody.iter().map(|one| told(all(desks, now), one, now)).collect::<Vec<_>>();
    let before = at(&desks);
    assert_eq!(before.iter().map(Vec::len).collect::<Vec<_>>(), [3, 0, 1]);
    desks.events.reverse();
    assert_eq!(at(&desks), before);
}

#[test]
fn nobody_else_is_ever_told() {
    let mut desks = owing();
    desks.write(1, 25, raised(60, "PD", 25));
    let stranger = Reader { user: Uuid::nil(), heads: vec![code("MSKI")] };
    for now in ["2026-07-01 10:00", "2026-07-06 10:00", "2026-07-09 10:00"] {
        assert_eq!(told_at(&desks, &stranger, now), []);
    }
}
