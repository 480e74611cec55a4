//! Recovery slots: a device hands in its own, anybody who names its log gets it back, and nothing else is taken.

use crate::support::*;
use ed25519_dalek::SigningKey;
use lakon_domain::ids::LogId;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::slot::{self, HandSlot, Handed, LARGEST_SLOT};
use lakon_sync::transport::Endpoint::HandSlot as Hand;

#[tokio::test]
async fn a_slot_that_was_handed_in_is_given_to_whoever_names_its_log() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    slot::hand(&one, b"sealed".to_vec()).await.unwrap();
    slot::hand(&one, b"sealed anew".to_vec()).await.unwrap();
    let line = office.line.as_ref();
    let fetched = slot::fetch(line, &office_key(), office.one.log).await.unwrap();
    assert_eq!(fetched.as_deref(), Some(&b"sealed anew"[..]));
    assert_eq!(slot::fetch(line, &office_key(), office.two.log).await.unwrap(), None);
    // Whoever holds the seed of another office asks nothing of this server.
    let other = slot::fetch(line, &SigningKey::from_bytes(&[77; 32]), office.one.log).await;
    assert!(matches!(other, Err(SyncError::BadStatement)));
}

#[tokio::test]
async fn a_slot_of_another_log_an_empty_and_a_large_one_are_refused() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    let own = office.one.log;
    for (log, slot) in
        [(office.two.log, vec![1]), (LogId([9; 16]), vec![1]), (own, vec![]), (own, vec![1; LARGEST_SLOT + 1])]
    {
        let refused = one.ask::<_, Handed>(Hand, &HandSlot { log, slot }).await;
        assert!(matches!(refused, Err(SyncError::Problem(Problem::BadMessage))), "{refused:?}");
    }
    let body = lakon_sync::wire::encode(&HandSlot { log: own, slot: vec![1] }).unwrap();
    let stranger = office.line.server.serve(Hand, None, &body, &mut Seeded::new(1));
    assert_eq!(stranger.unwrap_err(), Problem::NoSession);
    assert!(office.server.slots.lock().unwrap().is_empty());
}
