//! What may come next and why not, and the step a case is at: KEP-57/PB/2023 as tables.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::case::{CaseState, STEPS, WHY_NOT, Way, next_steps, stage};
use lakon_domain::event::{Event, PartySet, PartyWords};
use lakon_domain::shape::Code;
use lakon_domain::standing::Standing;

use crate::acts::*;
use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

/// A case that came in by this channel, and what followed a minute apart.
fn case(channel: &str, events: Vec<Event>) -> CaseState {
    let mut desks = Desks::default();
    let mut opening = opened();
    opening.channel = code(channel);
    desks.write(1, 1, opening);
    for (at, event) in (2..).zip(events) {
        desks.write(1, at, event);
    }
    fold(&desks)
}

fn who() -> Event {
    PartySet {
        case: CASE,
        person: Some(id(20)),
        organisation: None,
        stakeholder_type: code("UMUM"),
        role: None,
        replaces: vec![],
        private: Some(PartyWords::default()),
    }
    .into()
}

/// Everything an answer needs.
fn whole() -> Vec<Event> {
    vec![who(), question("Mengapa?", &[]).into(), topic("PD-01", &[]).into(), answer("Karena.", &[]).into()]
}

fn with(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

/// By step, why it is not allowed; `-` where it is.
fn why(state: &CaseState) -> BTreeMap<&'static str, &'static str> {
    next_steps(state)
        .into_iter()
        .map(|step| {
            assert_eq!(step.allowed, step.why_not.is_none());
            (step.code, step.why_not.unwrap_or("-"))
        })
        .collect()
}

/// Compares the steps a row names.
fn check(name: &str, state: &CaseState, row: &[(&str, &str)]) {
    let steps = why(state);
    for (step, expected) in row {
        assert_eq!(steps[step], *expected, "{name}: {step}");
    }
}

#[test]
fn every_step_stands_in_the_list_once_and_every_reason_has_a_code() {
    assert_eq!(STEPS.iter().collect::<BTreeSet<_>>().len(), STEPS.len());
    assert_eq!(WHY_NOT.iter().collect::<BTreeSet<_>>().len(), WHY_NOT.len());
    assert!(STEPS.iter().chain(&WHY_NOT).all(|word| Code::new(*word).is_ok()));
    assert_eq!(next_steps(&case("tatap_muka", vec![])).iter().map(|step| step.code).collect::<Vec<_>>(), STEPS);
}

#[test]
fn an_answer_needs_stakeholder_question_topic_and_answer_in_this_order() {
    let parts = whole();
    for (n, missing) in ["no_party", "no_question", "no_topic", "no_answer", "-"].into_iter().enumerate() {
        check("tatap_muka", &case("tatap_muka", parts[..n].to_vec()), &[("resolve", missing), ("answer", "not_hai")]);
        let hai = if missing == "-" { "not_answered" } else { missing };
        check("haicso", &case("haicso", parts[..n].to_vec()), &[("resolve", hai), ("answer", missing)]);
        check("surel", &case("surel", parts[..n].to_vec()), &[("resolve", missing), ("answer", "not_hai")]);
    }
}

#[test]
fn face_to_face_the_session_cannot_end_without_an_answer_until_there_is_a_contact_or_a_refusal() {
    let asked = || vec![question("Mengapa?", &[]).into()];
    let bare: &[(&str, &str)] =
        &[("promise", "no_question"), ("escalate", "no_question"), ("escalate_leaving", "no_question")];
    check("nothing asked", &case("tatap_muka", vec![]), bare);
    let needs: &[(&str, &str)] =
        &[("promise", "needs_contact"), ("escalate", "-"), ("escalate_leaving", "needs_contact")];
    check("no contact", &case("tatap_muka", asked()), needs);
    let free: &[(&str, &str)] = &[("promise", "-"), ("escalate", "-"), ("escalate_leaving", "-")];
    check("contact", &case("tatap_muka", with(asked(), [contact("Rina", &[]).into()])), free);
    check("refused", &case("tatap_muka", with(asked(), [declined(&[]).into()])), free);
    check("emptied", &case("tatap_muka", with(asked(), [contact("", &[]).into()])), needs);
    let online: &[(&str, &str)] = &[("promise", "-"), ("escalate", "-"), ("escalate_leaving", "online")];
    check("online", &case("whatsapp", asked()), online);
}

#[test]
fn every_open_fact_opens_and_shuts_its_own_steps() {
    type Row = (&'static str, &'static str, Vec<Event>, Vec<(&'static str, &'static str)>);
    let asked = || vec![question("Mengapa?", &[]).into(), contact("Rina", &[]).into()];
    let rows: Vec<Row> = vec![
        (
            "running",
            "tatap_muka",
            asked(),
            vec![("start_clock", "clock_runs"), ("pause", "-"), ("resume", "not_paused"), ("reopen", "open")],
        ),
        (
            "paused",
            "tatap_muka",
            with(asked(), [paused(4).into()]),
            vec![("start_clock", "clock_runs"), ("pause", "paused"), ("resume", "-"), ("promise", "-")],
        ),
        (
            "not begun online",
            "telepon",
            asked(),
            vec![("start_clock", "-"), ("pause", "clock_stands"), ("resume", "not_paused")],
        ),
        (
            "promised",
            "tatap_muka",
            with(asked(), [promised(5).into()]),
            vec![
                ("promise", "promised"),
                ("escalate_leaving", "clock_stands"),
                ("start_clock", "-"),
                ("pause", "clock_stands"),
                ("progress", "-"),
                ("request_document", "-"),
                ("cancel", "-"),
            ],
        ),
        (
            "forwarded",
            "haicso",
            with(asked(), [forwarded(5).into()]),
            vec![("forward", "forwarded"), ("return", "-"), ("escalate", "-")],
        ),
        ("not forwarded", "haicso", asked(), vec![("forward", "-"), ("return", "not_forwarded")]),
        (
            "offered",
            "tatap_muka",
            with(asked(), [offered(60, at_desk(2), 5).into()]),
            vec![("hand_over", "offered"), ("duplicate", "-"), ("contact", "-")],
        ),
        (
            "answered",
            "haicso",
            with(whole(), [answered(9).into()]),
            vec![
                ("answer", "answered"),
                ("resolve", "-"),
                ("chase", "-"),
                ("promise", "answered"),
                ("reopen", "-"),
                ("hand_over", "-"),
            ],
        ),
        ("not answered", "haicso", whole(), vec![("chase", "not_answered"), ("answer", "-"), ("reopen", "open")]),
    ];
    for (name, channel, events, row) in rows {
        check(name, &case(channel, events), &row);
    }
}

#[test]
fn a_case_that_ended_can_only_be_reopened() {
    let ends: [Event; 3] = [resolved(9).into(), cancelled(9).into(), duplicate(OTHER, 9).into()];
    for end in ends {
        let state = case("tatap_muka", with(whole(), [end.clone()]));
        for (step, reason) in why(&state) {
            assert_eq!(reason, if step == "reopen" { "-" } else { "closed" }, "{}: {step}", end.kind());
        }
        let open = case("tatap_muka", with(whole(), [end, reopened(20).into()]));
        check("reopened", &open, &[("resolve", "-"), ("reopen", "open"), ("start_clock", "-")]);
    }
}

#[test]
fn the_stage_is_a_step_of_the_table_on_both_ways() {
    let mut table = csv::Reader::from_reader(include_str!("../data/procedure-steps.csv").as_bytes());
    let steps: BTreeMap<String, String> =
        table.records().map(Result::unwrap).map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let parts = whole();
    let after = |event: Event| with(parts[..3].to_vec(), [event]);
    let rows: Vec<(&str, Vec<Event>, &str, &str)> = vec![
        ("nothing", vec![], "1", "8"),
        ("party", parts[..1].to_vec(), "2", "8"),
        ("question", parts[..2].to_vec(), "3", "9"),
        ("topic", parts[..3].to_vec(), "4", "10"),
        ("document asked", after(asked(60, 5).into()), "5", "11"),
        ("answer typed", parts.clone(), "6", "12"),
        ("escalated", after(raised(61, "PD", 5).into()), "7a", "13a"),
        ("promised", after(promised(5).into()), "7b", "13b"),
        ("forwarded", after(forwarded(5).into()), "7b", "13b"),
        ("resolved", with(parts.clone(), [resolved(9).into()]), "6", "12"),
        ("cancelled", vec![who(), cancelled(9).into()], "2", "8"),
        ("escalated and documents", after(raised(61, "PD", 5).into()), "7a", "13a"),
    ];
    for (name, events, face_to_face, online) in rows {
        assert_eq!(stage(&case("tatap_muka", events.clone())), face_to_face, "{name}");
        assert_eq!(stage(&case("surel", events)), online, "{name}");
        assert_eq!(steps[face_to_face], "Tatap muka", "{name}");
        assert_eq!(steps[online], "Daring", "{name}");
    }
    assert_eq!(stage(&case("haicso", with(parts, [answered(9).into()]))), "12");
}

/// What a step of the standard is done with: steps of [`STEPS`]; empty where it is done by typing (who asks, the question, the
/// channel, the topic, the answer), which nothing holds up.
fn done_with(step: &str) -> &'static [&'static str] {
    match step {
        "1" | "2" | "3" | "8" | "9" => &[],
        "4" | "10" => &["reference"],
        "5" | "11" => &["request_document"],
        "6" | "12" => &["resolve", "answer"],
        "7a" => &["escalate", "escalate_leaving"],
        "13a" => &["escalate"],
        "7b" | "13b" => &["contact", "promise", "progress"],
        other => panic!("the standard has a step more: {other}"),
    }
}

#[test]
fn every_step_of_the_standard_can_be_done_on_its_way_or_says_why_not() {
    let mut table = csv::Reader::from_reader(include_str!("../data/procedure-steps.csv").as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let mut met = BTreeSet::new();
    for row in &rows {
        let (step, face_to_face) = (&row[0], &row[1] == "Tatap muka");
        let channels: &[&str] =
            if face_to_face { &["tatap_muka"] } else { &["surel", "telepon", "whatsapp", "haicso"] };
        for channel in channels {
            let ready = case(channel, with(whole(), [contact("Rina", &[]).into()]));
            let (ready, bare) = (why(&ready), why(&case(channel, vec![])));
            let hai = *channel == "haicso";
            for doing in done_with(step) {
                met.insert(*doing);
                // HAI CSO answers first and resolves after the confirmation; the other channels resolve.
                let expected = match *doing {
                    "resolve" if hai => "not_answered",
                    "answer" if !hai => "not_hai",
                    _ => "-",
                };
                assert_eq!(ready[doing], expected, "step {step} over {channel}: {doing}");
                assert!(WHY_NOT.contains(&bare[doing]) || bare[doing] == "-", "step {step} over {channel}: {doing}");
            }
            let finish = if hai { "answer" } else { "resolve" };
            assert_eq!(bare[finish], "no_party", "step {step} over {channel}");
        }
    }
    let numbers: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7a", "7b", "8", "9", "10", "11", "12", "13a", "13b"]);
    // What is left belongs to the clock and to how a case ends or changes hands.
    let others: Vec<&str> = STEPS.into_iter().filter(|step| !met.contains(step)).collect();
    let beside =
        ["pause", "resume", "start_clock", "forward", "return", "chase", "hand_over", "duplicate", "cancel", "reopen"];
    assert_eq!(others, beside);
}

#[test]
fn a_channel_of_the_office_s_own_means_what_the_office_says() {
    let mut desks = Desks::default();
    let mut opening = opened();
    opening.channel = code("gerai");
    desks.write(1, 1, opening);
    let standing = Standing::default();
    let unknown = CaseState::fold(&desks.events, &standing).unwrap();
    assert_eq!((unknown.way, unknown.clock.is_empty()), (Way { online: true, hai: false }, true));
    let desk = |_: &str| Way { online: false, hai: false };
    let known = CaseState::fold_with(&desks.events, &standing, desk).unwrap();
    assert_eq!((known.way.online, known.clock.running_since()), (false, Some(minute(0))));
}
