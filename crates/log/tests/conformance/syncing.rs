//! The steps between replicas that reach each other: what travels, and in how many requests.

use crate::support::*;
use lakon_sync::replica::*;
use lakon_sync::transport::Endpoint::{Heads, Pull, Push};

#[tokio::test]
async fn two_desks_that_worked_apart_hold_the_same_afterwards() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(5);
    office.two.ask(7);
    let first = sync(&one).await;
    assert_eq!((first.records_up, first.records_down, first.in_step), (6, 4, true));
    let second = sync(&two).await;
    assert_eq!((second.records_up, second.records_down, second.in_step), (8, 10, true));
    let third = sync(&one).await;
    assert_eq!((third.records_up, third.records_down, third.in_step), (0, 8, true));
    assert_eq!(office.one.heads().unwrap(), office.two.heads().unwrap());
    assert_eq!(office.one.heads().unwrap(), office.server.heads().unwrap());
    for seq in 1..=8 {
        assert_eq!(office.one.record(office.two.log, seq), office.two.record(office.two.log, seq));
    }
}

#[tokio::test]
async fn an_idle_sync_is_one_small_round_trip() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    office.one.ask(5);
    sync(&one).await;
    office.line.steps();
    let idle = sync(&one).await;
    assert_eq!((idle.records_up, idle.records_down, idle.in_step), (0, 0, true));
    assert!(idle.traffic.bytes_up + idle.traffic.bytes_down < 200, "{:?}", idle.traffic);
    assert_eq!(office.line.steps(), [Heads]);
}

#[tokio::test]
async fn a_few_new_records_are_one_round_trip_and_are_fetched_in_two() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    sync(&one).await;
    sync(&two).await;
    sync(&one).await;
    office.line.steps();
    office.one.ask(10);
    assert!(sync(&one).await.in_step);
    assert_eq!(office.line.steps(), [Push]);
    assert!(sync(&two).await.in_step);
    assert_eq!(office.line.steps(), [Heads, Pull]);
}

#[tokio::test]
async fn receipts_are_kept_by_the_desk_and_proofs_by_the_server() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(3);
    sync(&one).await;
    sync(&two).await;
    let by = |node: &Node| {
        node.read(|c| lakon_log::seals_at(c, office.one.log, 4)).iter().map(|seal| seal.by).collect::<Vec<_>>()
    };
    assert_eq!(by(&office.one), [office.server.public_key()]);
    assert_eq!(by(&office.server), [office.one.public_key()]);
    // Relayed to the other desk.
    assert_eq!(by(&office.two), [office.one.public_key()]);
}

/// A log of this many records is pushed by one desk and pulled by the other, in pages of the real size.
async fn cross(count: usize, size: usize) -> (usize, usize) {
    let office = Fixture::new();
    let (one, two) = office.clients();
    let texts: Vec<_> = (0..count - 1).map(|n| question(&format!("{n} {}", "x".repeat(size)))).collect();
    office.one.append(&texts);
    let up = sync(&one).await;
    assert_eq!((up.records_up, up.in_step), (count as u64, true));
    let pushes = office.line.steps().iter().filter(|step| **step == Push).count();
    let down = sync(&two).await;
    assert!(down.in_step);
    let pulls = office.line.steps().iter().filter(|step| **step == Pull).count();
    assert_eq!(office.two.heads().unwrap(), office.server.heads().unwrap());
    (pushes, pulls)
}

#[tokio::test]
async fn one_record_crosses_in_one_page() {
    assert_eq!(cross(1, 0).await, (1, 1));
}

#[tokio::test]
async fn page_minus_one_crosses_in_one_page() {
    assert_eq!(cross(PAGE_RECORDS - 1, 0).await.0, 1);
}

#[tokio::test]
async fn an_exact_page_crosses_in_one_page() {
    assert_eq!(cross(PAGE_RECORDS, 0).await.0, 1);
}

#[tokio::test]
async fn page_plus_one_crosses_in_two_pages() {
    assert_eq!(cross(PAGE_RECORDS + 1, 0).await.0, 2);
}

#[tokio::test]
async fn two_pages_cross_in_two_pages() {
    assert_eq!(cross(2 * PAGE_RECORDS, 0).await.0, 2);
}

#[tokio::test]
async fn the_largest_records_cross_three_to_a_page() {
    // Each just below the bound of a record: a page of 1 MiB holds five of 200 KB.
    let (pushes, pulls) = cross(13, 200_000).await;
    assert_eq!((pushes, pulls), (3, 3));
}
