//! A judgement that was lost with a server is made again, once, and voids nothing that was rightful when it was written.

use lakon_domain::calendar::Day;
use lakon_domain::event::{
    CaseOpened, ErasureRequested, HolidaySet, Name, QuestionSet, Reason, Text, UserRequested, VisitOpened,
};
use lakon_domain::office::Answer;
use lakon_domain::rights::Role;
use lakon_domain::shape::{CaseNumber, Code};
use lakon_office_tests::{AN_HOUR_MS, Line, Middle, Office, Treat, sealed_page};
use lakon_sync::error::SyncError;
use lakon_sync::replica::{LogHead, PageLimit, Replica, Source};
use lakon_sync::report::Report;
use serde_json::json;
use uuid::Uuid;

pub(crate) fn voided(office: &Office) -> Vec<Uuid> {
    office.running().store().office_state().standing.voided().collect()
}

fn at_server(office: &Office) -> Vec<LogHead> {
    office.running().store().heads().unwrap()
}

/// Something only an admin may do, by somebody who is none.
pub(crate) fn declares_a_holiday(line: &Line) {
    line.write(|_| {
        let (sort, status) = (Code::new("cuti_bersama").unwrap(), Code::new("ditetapkan").unwrap());
        let day = Day::new(2026, 11, 24).unwrap();
        vec![
            HolidaySet {
                day,
                sort,
                status,
                removed: false,
                replaces: vec![],
                private: Some(Name { name: "Cuti".into() }),
            }
            .into(),
        ]
    });
}

/// A sync that went on until it was to pull, and was refused that by something that is no Lakon server.
fn is_not_pulled(synced: Result<Report, SyncError>) -> bool {
    matches!(synced, Err(SyncError::NotLakon { status: 503, .. }))
}

/// Hands over something of budi's that the server voids, and nothing of that reaches a desk. The server's folder of before is kept.
async fn judged_unheard(office: &mut Office, budi: Line) -> (Line, Middle) {
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    let middle = Middle::witness(office.addr(), &office.folder()).await;
    middle.treats(|path| if path == "/pull" { Treat::Refuse } else { Treat::Pass });
    budi.store.set_address(&middle.address()).unwrap();
    let budi = Line::again(&budi.leave());
    budi.write_visits(1);
    declares_a_holiday(&budi);
    assert!(is_not_pulled(budi.try_sync().await));
    assert_eq!(voided(office).len(), 1);
    (budi, middle)
}

async fn two_of(office: &Office) -> (Line, Line) {
    let (budi, cici) = (office.line("budi").await, office.line("cici").await);
    for line in [&budi, &cici, &budi] {
        line.sync().await;
    }
    (budi, cici)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_voided_before_it_was_put_back_is_voided_again_in_a_log_nobody_can_hold_otherwise() {
    let mut office = Office::begin().await;
    let (budi, cici) = two_of(&office).await;
    let log = office.running().store().own_log().unwrap();
    let (budi, middle) = judged_unheard(&mut office, budi).await;
    let before = voided(&office);
    let rulings = |office: &Office| office.running().store().office_state().standing.rulings(before[0]).len();

    // It is put back twice, and what anybody holds does not tell it so: only the receipt says that there was a judgement.
    for time in 1..=2 {
        office.stop().await;
        office.put_back("kemarin");
        office.start().await;
        assert!(voided(&office).is_empty());
        assert!(is_not_pulled(budi.try_sync().await));
        assert_eq!(voided(&office).len(), time);
        assert!(voided(&office).contains(&before[0]));
        // What is judged later stands in the same log.
        let own = office.running().store().own_log().unwrap();
        assert_ne!(own, log);
        declares_a_holiday(&budi);
        assert!(is_not_pulled(budi.try_sync().await));
        assert_eq!((voided(&office).len(), office.running().store().own_log().unwrap()), (1 + time, own));
        if time == 1 {
            cici.sync().await;
        }
    }
    // The other PC brings what it heard of the first time, and nothing differs anywhere.
    middle.treats(|_| Treat::Pass);
    for line in [&cici, &budi, &cici] {
        line.sync().await;
    }
    assert_eq!(voided(&office).len(), 3);
    assert_eq!(rulings(&office), 1);
    for line in [&budi, &cici] {
        assert_eq!(line.store.heads().unwrap(), at_server(&office));
        assert_eq!(line.store.office().standing, office.running().store().office_state().standing);
    }
    // A server that is told of the judgement before the record leaves it at that.
    office.stop().await;
    office.lose_and_recover().await;
    cici.store.set_address(&office.address()).unwrap();
    let cici = Line::again(&cici.leave());
    cici.sync().await;
    assert_eq!((voided(&office).len(), rulings(&office)), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_server_voided_is_voided_again_by_the_one_made_anew() {
    let mut office = Office::begin().await;
    let (budi, cici) = two_of(&office).await;
    let (budi, _middle) = judged_unheard(&mut office, budi).await;
    let asked = UserRequested { user: Uuid::from_u128(0x46), roles: vec![Role::Admin], private: Some(Name::default()) };
    budi.write(|_| vec![asked.into()]);
    assert!(is_not_pulled(budi.try_sync().await));
    let before = voided(&office);
    assert_eq!(before.len(), 2);
    office.stop().await;
    office.lose_and_recover().await;
    for line in [budi, cici] {
        line.store.set_address(&office.address()).unwrap();
        let line = Line::again(&line.leave());
        line.sync().await;
        assert_eq!(voided(&office), before);
        assert_eq!(line.store.office().standing.rulings(before[0]).len(), 1);
        // The request waits for nothing any more.
        let answers = line.store.office().answers.clone();
        assert!(before.iter().any(|event| matches!(answers.get(event), Some(Answer::Refused { .. }))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rightful_counts_however_late_the_log_comes_that_gave_the_right_and_took_it_back() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    let invited = office.invite_as("sari", &[Role::SectionHead], AN_HOUR_MS);
    let sari = Line::enrol(&office.path("sari"), &office.address(), &invited).await;
    sari.sync().await;
    admin.sync().await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    let roles = |roles: &[&str]| json!({ "user": sari.user, "name": "sari", "roles": roles });
    admin.ok("users.change", roles(&["officer", "section_head"])).await;
    admin.sync().await;
    sari.write_visits(2);
    sari.sync().await;
    admin.ok("users.change", roles(&["section_head"])).await;
    admin.sync().await;
    assert!(voided(&office).is_empty());

    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    // Her log arrives by a way on which the office log did not come first.
    let (log, store) = (sari.log(), office.running().store());
    let page = sealed_page(&sari.store, log, 0, sari.head(log).seq, sari.seals(log));
    store.receive(&page, Source::Other).unwrap();
    assert_eq!(voided(&office).len(), 2);
    admin.sync().await;
    sari.sync().await;
    assert!(voided(&office).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_to_erase_that_was_voided_is_not_carried_out_where_its_refusal_was_lost() {
    let mut office = Office::begin().await;
    let budi = office.line("budi").await;
    let (case, visit) = (Uuid::from_u128(0x46), Uuid::from_u128(0x47));
    budi.write(|store| {
        let (number, channel) = (CaseNumber::new("046-B-26-0001").unwrap(), Code::new("tatap_muka").unwrap());
        let (opened_at, private) = (store.now(), Some(Reason { reason: "atas permintaan".into() }));
        vec![
            VisitOpened { visit, happened_at: opened_at }.into(),
            CaseOpened { case, number, visit, channel, opened_at, started_at: opened_at }.into(),
            QuestionSet { case, replaces: vec![], private: Some(Text { text: "Kapan?".into() }) }.into(),
            ErasureRequested { case: Some(case), party: None, whole: false, private }.into(),
        ]
    });
    budi.sync().await;
    let first = office.running().store().own_log().unwrap();
    let his = sealed_page(&budi.store, budi.log(), 0, budi.head(budi.log()).seq, budi.seals(budi.log()));
    // Up to the void; what comes behind it is the refusal.
    let upto = budi.head(first).seq - 1;
    let told = office.running().store().page(first, 0, upto, PageLimit::default()).unwrap().unwrap().page;
    assert_eq!((voided(&office).len(), told.last()), (1, upto));

    office.stop().await;
    office.lose_and_recover().await;
    for page in [&told, &his] {
        office.running().store().receive(page, Source::Other).unwrap();
    }
    let state = office.running().store().office_state();
    assert_eq!((state.standing.voided().count(), state.standing.erased().count()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_log_a_server_left_to_judge_again_is_taken_from_whoever_holds_more_of_it() {
    let mut office = Office::begin().await;
    let (budi, cici) = two_of(&office).await;
    let (budi, middle) = judged_unheard(&mut office, budi).await;
    let (before, log) = (voided(&office), office.running().store().own_log().unwrap());
    cici.sync().await;
    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    // It writes on where cici holds something else, and leaves that log for the judgement it lacks.
    let eko = office.line("eko").await;
    assert!(is_not_pulled(budi.try_sync().await));
    assert_eq!(voided(&office), before);
    assert_ne!(office.running().store().own_log().unwrap(), log);

    middle.treats(|_| Treat::Pass);
    cici.sync().await;
    for line in [&eko, &budi, &cici] {
        line.sync().await;
        assert_eq!(line.store.heads().unwrap(), at_server(&office));
        assert!(line.store.office().users.contains_key(&eko.user));
        assert_eq!(line.store.office().standing.rulings(before[0]).len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_taken_in_by_an_office_log_that_comes_late_is_judged_when_it_comes() {
    let mut office = Office::begin().await;
    let budi = office.line("budi").await;
    let first = office.running().store().own_log().unwrap();
    budi.sync().await;
    office.stop().await;
    office.lose_and_recover().await;
    // The second server knows him by the first one's log, and names the log he writes since.
    budi.store.set_address(&office.address()).unwrap();
    let budi = Line::again_on(&budi.leave(), "mesin lain");
    budi.sync().await;
    let second = office.running().store().own_log().unwrap();
    let hand = |log, upto| sealed_page(&budi.store, log, 0, upto, budi.seals(log));
    let logs = [hand(first, budi.head(first).seq), hand(second, budi.head(second).seq)];
    declares_a_holiday(&budi);
    budi.write_visits(1);
    budi.sync().await;
    let before = voided(&office);
    let his = hand(budi.log(), budi.head(budi.log()).seq);

    office.stop().await;
    office.lose_and_recover().await;
    let store = office.running().store();
    store.receive(&logs[1], Source::Other).unwrap();
    store.receive(&his, Source::Other).unwrap();
    // Whether he is an admin, nothing says here.
    assert!(voided(&office).is_empty());
    store.receive(&logs[0], Source::Other).unwrap();
    assert_eq!((voided(&office).len(), voided(&office)), (1, before));
}
