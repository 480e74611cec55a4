//! What the office set, over the lists it starts with.

use lakon_domain::case::Way;
use lakon_domain::catalogue;
use lakon_domain::event::{SectionDefined, SubstituteNamed, TopicDefined};
use lakon_domain::settings::{LATE_DAYS, PROGRESS_DAYS, SERVICE_MINUTES, SOLUTION_DAYS, SettingsState};
use lakon_domain::standing::Standing;
use lakon_domain::tips::Value;
use proptest::prelude::*;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

fn fold(desks: &Desks) -> SettingsState {
    SettingsState::fold(&desks.events, &Standing::fold(&desks.events))
}

#[test]
fn without_records_everything_is_as_the_standard_and_the_tables_say() {
    let start = SettingsState::default();
    let today = day("2026-07-01");
    let values =
        [SERVICE_MINUTES, SOLUTION_DAYS, PROGRESS_DAYS, LATE_DAYS, "unknown"].map(|code| start.setting(code, today));
    assert_eq!(values, [20, 3, 1, 7, 0]);
    assert_eq!(start.limit(SERVICE_MINUTES, today), None);
    let codes = |all: Vec<&lakon_domain::shape::Code>| all.into_iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        codes(start.topics.iter().map(|topic| &topic.code).collect()),
        codes(catalogue::topics().iter().map(|topic| &topic.code).collect())
    );
    assert_eq!(
        codes(start.channels.iter().map(|channel| &channel.code).collect()),
        codes(catalogue::channels().iter().map(|channel| &channel.code).collect())
    );
    assert_eq!(
        codes(start.sections.iter().map(|section| &section.code).collect()),
        codes(catalogue::sections().into_iter().map(|(code, _)| code).collect())
    );
    assert_eq!(start.complaints.len(), 10);
    assert_eq!((start.complaints[0].name.text(), &start.complaints[0].address), ("SP4N-LAPOR!", &Value::Empty));
    assert_eq!(start.topic("BANK-01").unwrap().documents.len(), 2);
    assert!(start.heads("PD", today).is_empty() && start.holidays.is_empty() && start.hours.is_empty());
}

#[test]
fn the_ids_of_the_complaint_channels_never_change() {
    let ids: Vec<String> = catalogue::complaint_channels().iter().map(|one| one.id.to_string()).collect();
    assert_eq!(ids.first().unwrap(), "6c616b6f-6e00-8000-8000-000000000001");
    assert_eq!(ids.last().unwrap(), "6c616b6f-6e00-8000-8000-00000000000a");
}

#[test]
fn a_limit_holds_from_its_day_on_and_the_older_one_before() {
    let mut desks = Desks::default();
    desks.write(1, 1, setting(SERVICE_MINUTES, 15, "2027-01-01", &[]));
    let first = desks.write(1, 2, setting(SERVICE_MINUTES, 25, "2026-07-01", &[]));
    let at = |desks: &Desks, on: &str| fold(desks).setting(SERVICE_MINUTES, day(on));
    let days = ["2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01", "2030-01-01"];
    assert_eq!(days.map(|on| at(&desks, on)), [20, 25, 25, 15, 15]);
    let limit = fold(&desks).limit(SERVICE_MINUTES, day("2026-08-01")).cloned().unwrap();
    assert_eq!((limit.event, limit.basis.text()), (first, "KEP-83/PB/2025"));
    desks.write(1, 3, setting(SERVICE_MINUTES, 30, "2026-09-01", &[first]));
    assert_eq!(days.map(|on| at(&desks, on)), [20, 20, 30, 15, 15], "a correction takes the day with it");
    desks.write(2, 4, setting(SERVICE_MINUTES, 12, "2027-01-01", &[]));
    assert_eq!(at(&desks, "2027-01-01"), 12, "of two from one day the newest");
    assert_eq!(fold(&desks).setting(SOLUTION_DAYS, day("2027-01-01")), 3);
}

#[test]
fn a_section_is_headed_by_its_head_and_on_their_days_by_substitutes() {
    let mut desks = Desks::default();
    desks.write(1, 1, section("PD", Some(id(14)), &[]));
    let named = desks.write(1, 2, substitute(60, "PD", id(18), "2026-07-06", "2026-07-10", &[]));
    desks.write(1, 3, substitute(61, "MSKI", id(14), "2026-07-06", "2026-07-06", &[]));
    let state = fold(&desks);
    let heads = |on: &str| state.heads("PD", day(on));
    assert_eq!(heads("2026-07-05"), [id(14)]);
    assert_eq!(heads("2026-07-06"), [id(14), id(18)]);
    assert_eq!(heads("2026-07-10"), [id(14), id(18)]);
    assert_eq!(heads("2026-07-11"), [id(14)]);
    let sections_of =
        |user: u128, on: &str| state.sections_of(id(user), day(on)).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(sections_of(14, "2026-07-06"), ["PD", "MSKI"]);
    assert_eq!((sections_of(14, "2026-07-07"), sections_of(18, "2026-07-11")), (vec!["PD".to_owned()], vec![]));
    let ended = SubstituteNamed { ended: true, ..substitute(60, "PD", id(18), "2026-07-06", "2026-07-10", &[named]) };
    desks.write(1, 4, ended);
    assert_eq!(fold(&desks).heads("PD", day("2026-07-07")), [id(14)]);
}

#[test]
fn a_head_cannot_end_the_substitute_of_another_section() {
    let mut desks = Desks::default();
    let named = desks.write(1, 1, substitute(60, "MSKI", id(18), "2026-07-06", "2026-07-10", &[]));
    let foreign = SubstituteNamed { ended: true, ..substitute(60, "PD", id(18), "2026-07-06", "2026-07-10", &[named]) };
    desks.write(2, 2, foreign);
    assert_eq!(fold(&desks).heads("MSKI", day("2026-07-07")), [id(18)]);
}

#[test]
fn records_override_rows_of_the_lists_and_add_others_at_their_place() {
    let mut desks = Desks::default();
    let set = desks.write(1, 1, topic_defined("PD-01", "SPM dan ralat", &[]));
    desks.write(1, 2, TopicDefined { retired: false, ..topic_defined("PD-99", "Baru", &[]) });
    desks.write(1, 3, channel_defined("gerai", false, &[]));
    let state = fold(&desks);
    let changed = state.topic("PD-01").unwrap();
    assert_eq!((changed.name.text(), changed.retired, &changed.tips[..]), ("SPM dan ralat", true, &[set][..]));
    assert_eq!((changed.keywords.len(), changed.documents.len()), (1, 2));
    let codes: Vec<&str> = state.topics.iter().take(4).map(|topic| topic.code.as_str()).collect();
    assert_eq!(codes, ["PD-02", "PD-01", "PD-99", "PD-03"]);
    assert_eq!(state.topics.len(), catalogue::topics().len() + 1);
    assert_eq!(state.way("gerai"), Way { online: false, hai: false });
    assert_eq!((state.way("haicso").hai, state.way("faks")), (true, Way { online: true, hai: false }));
    desks.write(9, 4, void(&[set]));
    assert_eq!(fold(&desks).topic("PD-01"), SettingsState::default().topic("PD-01"));
}

#[test]
fn a_row_whose_words_are_missing_says_so_and_keeps_its_facts() {
    let mut desks = Desks::default();
    desks.write(1, 1, topic_defined("PD-01", "SPM", &[]));
    let full = desks.clone();
    desks.events[0] = stripped(&desks.events[0]);
    let lacking = fold(&desks).topic("PD-01").cloned().unwrap();
    assert_eq!((lacking.name, lacking.retired, lacking.documents.len()), (Value::NotYet, true, 0));
    let mut erased = full;
    let event = erased.events[0].id;
    erased.write(9, 2, erase(&[event]));
    assert_eq!(fold(&erased).topic("PD-01").unwrap().name, Value::Erased);
    assert!(fold(&erased).topic("PD-01").unwrap().keywords.is_empty());
}

#[test]
fn texts_holidays_hours_and_complaint_channels_take_the_newest_edit_silently() {
    let mut desks = Desks::default();
    desks.write(1, 1, office_text("telepon", "0541 1", &[]));
    let phone = desks.write(2, 2, office_text("telepon", "0541 2", &[]));
    let on = desks.write(1, 3, holiday("2026-12-24", false, &[]));
    let ramadan = desks.write(1, 4, hours(60, &[]));
    let lapor = catalogue::complaint_channels()[0].id;
    desks.write(1, 5, complaint(lapor, &[]));
    let state = fold(&desks);
    let text = &state.texts[&code("telepon")];
    assert_eq!((text.text.text(), text.tips.len(), text.tips[0]), ("0541 2", 2, phone));
    let christmas = &state.holidays[&day("2026-12-24")];
    assert_eq!(
        (christmas.name.text(), christmas.sort.as_str(), christmas.removed),
        ("Cuti bersama Natal", "cuti_bersama", false)
    );
    assert_eq!((state.hours[0].opens, state.hours[0].rest, &state.hours[0].tips[..]), (480, 30, &[ramadan][..]));
    assert_eq!((state.complaints[0].address.text(), state.complaints.len()), ("https://www.lapor.go.id", 10));
    desks.write(1, 6, holiday("2026-12-24", true, &[on]));
    assert!(fold(&desks).holidays[&day("2026-12-24")].removed);
}

#[test]
fn a_retired_section_keeps_its_head_for_what_is_still_open() {
    let mut desks = Desks::default();
    desks.write(1, 1, SectionDefined { retired: true, ..section("PD", Some(id(14)), &[]) });
    assert_eq!(fold(&desks).heads("PD", day("2026-07-06")), [id(14)]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_arrival_and_no_copy_changes_the_settings(
        picks in prop::collection::vec((0..11_usize, 1..4_u8, 0..60_i64, 0..24_usize), 0..24),
        turn in 0..24_usize,
    ) {
        let mut desks = Desks::default();
        for (kind, desk, at, over) in picks {
            let over: Vec<Uuid> = desks.events.get(over).map(|filed| filed.id).into_iter().collect();
            let n = u128::try_from(at).unwrap() % 3;
            let text = format!("2026-07-{:02}", n + 1);
            match kind {
                0 => desks.write(desk, at, setting(SERVICE_MINUTES, 10 + u32::from(desk), &text, &over)),
                1 => desks.write(desk, at, office_text("telepon", &text, &over)),
                2 => desks.write(desk, at, section("PD", Some(id(n)), &over)),
                3 => desks.write(desk, at, substitute(60 + n, "PD", id(n), &text, "2026-07-05", &over)),
                4 => desks.write(desk, at, topic_defined(["PD-01", "PD-02", "X"][usize::try_from(n).unwrap()], &text, &over)),
                5 => desks.write(desk, at, channel_defined("gerai", n == 1, &over)),
                6 => desks.write(desk, at, complaint(id(60 + n), &over)),
                7 => desks.write(desk, at, holiday(&text, n == 1, &over)),
                8 => desks.write(desk, at, hours(60 + n, &over)),
                9 => desks.write(9, at, void(&over)),
                _ => desks.write(9, at, erase(&over)),
            };
        }
        let state = fold(&desks);
        let standing = Standing::fold(&desks.events);
        let mut more = desks.events.clone();
        more.extend(desks.events.iter().step_by(2).cloned());
        let length = more.len().max(1);
        more.rotate_left(turn % length);
        prop_assert_eq!(&SettingsState::fold(&more, &standing), &state);
        more.reverse();
        prop_assert_eq!(&SettingsState::fold(&more, &standing), &state);
    }
}

#[test]
fn the_calendar_of_an_office_is_the_table_with_what_was_set_by_hand_over_it() {
    use lakon_domain::calendar::{Calendar, Counting, Day};
    use lakon_domain::number::Zone;
    use lakon_domain::settings::{Hours, SettingsState};
    use lakon_domain::tips::Value;

    let mut settings = SettingsState::default();
    assert_eq!(settings.calendar(), Calendar::shipped());
    let counting = Counting::new(Zone::Wita);
    let day = |text: &str| text.parse::<Day>().unwrap();
    let mut week = Hours {
        hours: uuid::Uuid::from_u128(1),
        name: Value::Known("Ramadan".into()),
        from: Some(day("2026-02-18")),
        until: Some(day("2026-03-19")),
        weekdays: vec![1, 2, 3, 4],
        opens: 480,
        closes: 900,
        rest: 30,
        removed: false,
        tips: vec![],
    };
    settings.hours = vec![week.clone()];
    let closes = |settings: &SettingsState, on: &str| {
        let at = settings.calendar().closing(day(on), counting).unwrap();
        (at.0 - day(on).at(0, Zone::Wita).0) / 60_000
    };
    assert_eq!(closes(&settings, "2026-02-19"), 900);
    assert_eq!(closes(&settings, "2026-02-20"), 990, "Friday keeps the usual hours");
    assert_eq!(closes(&settings, "2026-03-26"), 960, "after Ramadan");
    week.removed = true;
    settings.hours = vec![week.clone()];
    assert_eq!(closes(&settings, "2026-02-19"), 960);
    // Hours that are none change nothing.
    week.removed = false;
    (week.opens, week.closes) = (900, 480);
    settings.hours = vec![week];
    assert_eq!(closes(&settings, "2026-02-19"), 960);
}
