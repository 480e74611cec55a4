//! The check of all logs finds every way to tamper with a real encrypted database, and names the first record that does not fit.

use crate::support::*;
use ed25519_dalek::SigningKey;
use lakon_domain::event::{DeviceAdded, DeviceRevoked, RecordErased};
use lakon_domain::ids::PublicKey;
use lakon_domain::record::{Record, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_log::{Audit, Audited, Judges, Wrong};
use lakon_sync::replica::{Replica, Source};
use rusqlite::params;
use uuid::Uuid;

fn audit_in(node: &Node, piece: usize) -> Audited {
    node.read(|connection| {
        let office_key = Some(PublicKey(office_key().verifying_key().to_bytes()));
        let mut audit = Audit::begin(connection, Judges { office_key, alone: false })?;
        while audit.step(connection, piece)? {
            assert!(audit.done() <= audit.total());
        }
        assert_eq!(audit.done(), audit.total(), "all the way was told of");
        Ok(audit.end())
    })
}

/// What is wrong where, by every size of a piece.
fn wrong(node: &Node) -> Vec<(u64, Wrong)> {
    let whole = audit_in(node, 1_000);
    for piece in [1, 2, 3] {
        assert_eq!(audit_in(node, piece).misfits, whole.misfits, "pieces of {piece}");
    }
    whole.misfits.iter().map(|misfit| (misfit.seq, misfit.wrong)).collect()
}

/// A server that holds its own log and one of a desk: five records, sealed by the desk and received by the server.
fn office() -> (Node, Node) {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let head = Head { seq: 5, chain: desk.chains(desk.log, &[5]).unwrap()[0].unwrap() };
    server.put_seal(&server.seal(desk.log, head).unwrap().unwrap()).unwrap();
    assert_eq!(wrong(&server), []);
    (server, desk)
}

/// Runs SQL on a replica's database; `?1` is the desk's log.
fn tamper(node: &Node, desk: &Node, sql: &str) {
    let changed = node.read(|connection| Ok(connection.execute(sql, [desk.log.0])?));
    assert!(changed > 0, "{sql}");
}

const NO: &str = "(SELECT no FROM log WHERE log = ?1)";

fn place(seq: u64) -> String {
    format!("({NO} << 40 | {seq})")
}

#[test]
fn an_honest_office_is_found_whole() {
    let (server, desk) = office();
    let found = audit_in(&server, 2);
    assert_eq!((found.logs, found.records, found.lacking), (2, 8, 0));
    assert_eq!(found.seals, 2, "the desk's proof and the server's receipt");
    // At a desk that knows the office, and at one the office log has not reached.
    desk.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    assert_eq!(wrong(&desk), []);
    assert_eq!(wrong(&Node::desk(7)), []);
}

#[test]
fn an_altered_body_is_named() {
    for column in ["facts", "header"] {
        let (server, desk) = office();
        tamper(
            &server,
            &desk,
            &format!(
                "UPDATE record SET {column} = CAST(replace({column}, '0', '9') AS BLOB) WHERE place = {}",
                place(3)
            ),
        );
        let found = wrong(&server);
        assert_eq!(found.len(), 1, "{column}");
        assert_eq!(found[0].0, 3, "{column}");
        assert!(matches!(found[0].1, Wrong::Altered | Wrong::OtherPlace), "{column}: {found:?}");
    }
}

#[test]
fn swapped_records_are_named() {
    let (server, desk) = office();
    let spare = place(99);
    for (from, to) in [(place(3), spare.clone()), (place(4), place(3)), (spare, place(4))] {
        tamper(&server, &desk, &format!("UPDATE record SET place = {to} WHERE place = {from}"));
    }
    assert_eq!(wrong(&server), [(3, Wrong::OtherPlace)]);
}

#[test]
fn a_missing_tail_is_named_by_the_seal_somebody_holds() {
    let (server, desk) = office();
    tamper(&server, &desk, &format!("DELETE FROM record WHERE place > {}", place(3)));
    assert_eq!(wrong(&server), [(4, Wrong::MissingTail)]);
    // Also where the head was set back with it.
    let chain = desk.chains(desk.log, &[3]).unwrap()[0].unwrap();
    server.read(|c| Ok(c.execute("UPDATE log SET seq = 3, chain = ?2 WHERE log = ?1", params![desk.log.0, chain.0])?));
    assert_eq!(wrong(&server), [(4, Wrong::MissingTail)]);
    // And where everything but the seals is gone.
    tamper(&server, &desk, &format!("DELETE FROM record WHERE place > {}", place(0)));
    server.read(|c| Ok(c.execute("UPDATE log SET seq = 0 WHERE log = ?1", params![desk.log.0])?));
    assert_eq!(wrong(&server), [(1, Wrong::MissingTail)]);
}

#[test]
fn a_hole_is_named() {
    let (server, desk) = office();
    tamper(&server, &desk, &format!("DELETE FROM record WHERE place = {}", place(2)));
    assert_eq!(wrong(&server), [(2, Wrong::Hole)]);
}

#[test]
fn records_without_a_log_are_named() {
    let (server, desk) = office();
    server.read(|c| Ok(c.execute_batch("PRAGMA foreign_keys = OFF")?));
    tamper(&server, &desk, "DELETE FROM log WHERE log = ?1");
    let found = audit_in(&server, 10);
    assert_eq!(found.misfits.len(), 1);
    assert_eq!((found.misfits[0].log, found.misfits[0].wrong), (desk.log, Wrong::NoLog));
}

#[test]
fn an_altered_private_part_is_named_and_a_missing_one_is_only_counted() {
    let (server, desk) = office();
    tamper(
        &server,
        &desk,
        &format!(
            "UPDATE record SET private = CAST(replace(private, 'question', 'objection') AS BLOB) WHERE place = {}",
            place(4)
        ),
    );
    assert_eq!(wrong(&server), [(4, Wrong::Private)]);
    tamper(&server, &desk, &format!("UPDATE record SET private = NULL WHERE place = {}", place(4)));
    assert_eq!(wrong(&server), []);
    assert_eq!(audit_in(&server, 10).lacking, 1);
    // The hash it must fit is part of the chain.
    tamper(&server, &desk, &format!("UPDATE record SET private_hash = zeroblob(32) WHERE place = {}", place(4)));
    assert_eq!(wrong(&server), [(4, Wrong::Altered)]);
}

#[test]
fn a_private_part_that_was_erased_may_not_be_here() {
    let (server, desk) = office();
    let kept = server.record(desk.log, 3).unwrap();
    let id = kept.read_header().unwrap().id;
    server.append(&[RecordErased { erases: vec![id], private: Some(Default::default()) }.into()]);
    assert_eq!(wrong(&server), [], "the chain stays whole");
    server.read(|c| {
        Ok(c.execute("UPDATE record SET private = ?2 WHERE event = ?1", params![id.as_bytes(), kept.private])?)
    });
    assert_eq!(wrong(&server), [(3, Wrong::Kept)]);
}

#[test]
fn a_list_of_what_is_erased_that_no_record_bears_out_is_named() {
    let (server, desk) = office();
    let event = |seq| server.record(desk.log, seq).unwrap().read_header().unwrap().id;
    let (kept, taken) = (event(3), event(4));
    let set = |sql: &str, event: Uuid| server.read(|c| Ok(c.execute(sql, [event.as_bytes()])?));
    // A private part was taken away, and the list says it was erased.
    let held = server.record(desk.log, 4).unwrap();
    set("UPDATE record SET private = NULL WHERE event = ?1", taken);
    set("INSERT INTO erasure (event) VALUES (?1)", taken);
    assert_eq!(wrong(&server), [(4, Wrong::Unordered)]);
    set("DELETE FROM erasure WHERE event = ?1", taken);
    let sql = "UPDATE record SET private = ?2 WHERE event = ?1";
    server.read(|c| Ok(c.execute(sql, params![taken.as_bytes(), held.private])?));
    assert_eq!(wrong(&server), []);
    // What was erased is not listed any more: sync would ask for it. And it was put back.
    let whole = server.record(desk.log, 3).unwrap();
    server.append(&[RecordErased { erases: vec![kept], private: Some(Default::default()) }.into()]);
    set("DELETE FROM erasure WHERE event = ?1", kept);
    assert_eq!(wrong(&server), [(3, Wrong::Unordered)]);
    server.read(|c| Ok(c.execute(sql, params![kept.as_bytes(), whole.private])?));
    assert_eq!(wrong(&server), [(3, Wrong::Kept)]);
}

#[test]
fn what_is_erased_during_the_check_is_no_fault() {
    let (server, desk) = office();
    let event = server.record(desk.log, 4).unwrap().read_header().unwrap().id;
    let office_key = Some(PublicKey(office_key().verifying_key().to_bytes()));
    let mut audit = server.read(|c| Audit::begin(c, Judges { office_key, alone: false }));
    while audit.done() == 0 {
        assert!(server.read(|c| audit.step(c, 1)));
    }
    server.append(&[RecordErased { erases: vec![event], private: Some(Default::default()) }.into()]);
    while server.read(|c| audit.step(c, 1)) {}
    let found = audit.end();
    assert_eq!((found.misfits, found.lacking), (vec![], 0));
}

/// Takes off what a replica holds of the desk's log above a record, with seals and head.
fn cut_off(node: &Node, desk: &Node, after: u64) {
    let chain = desk.chains(desk.log, &[after]).unwrap()[0].unwrap();
    tamper(node, desk, &format!("DELETE FROM record WHERE place > {}", place(after)));
    tamper(node, desk, &format!("DELETE FROM seal WHERE no = {NO}"));
    let sql = "UPDATE log SET seq = ?2, chain = ?3 WHERE log = ?1";
    let after = i64::try_from(after).unwrap();
    node.read(|c| Ok(c.execute(sql, params![desk.log.0, after, chain.0])?));
}

#[test]
fn a_tail_cut_off_with_its_seals_is_named_by_what_is_written_elsewhere() {
    let (server, desk) = office();
    cut_off(&server, &desk, 3);
    assert_eq!(wrong(&server), [], "nothing is left to tell of it");
    // A seal above what is held, of which a PC told.
    let chain = desk.chains(desk.log, &[5]).unwrap()[0].unwrap();
    let told = desk.seal(desk.log, Head { seq: 5, chain }).unwrap().unwrap();
    assert!(server.write(|tx, _| lakon_log::put_ahead(tx, &told, None)).unwrap());
    assert_eq!(wrong(&server), [(4, Wrong::MissingTail)]);
    // By a key that does not count it proves nothing.
    server.read(|c| Ok(c.execute("UPDATE ahead SET by = zeroblob(32)", [])?));
    assert_eq!(wrong(&server), []);

    // The head the office took last.
    let (server, desk) = office();
    let chain = desk.chains(desk.log, &[5]).unwrap()[0].unwrap();
    let private = Some(Default::default());
    let revoked = DeviceRevoked { device: desk.device, log: desk.log, seq: 5, chain, answers: None, private };
    server.append(&[revoked.into()]);
    assert_eq!(wrong(&server), []);
    cut_off(&server, &desk, 3);
    assert_eq!(wrong(&server), [(4, Wrong::MissingTail)]);
    // Another PC may have heard of it before it got the records.
    let other = Node::desk(7);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    other.receive(&server.sealed(desk.log, 0), Source::Other).unwrap();
    assert_eq!(wrong(&other), []);
}

/// Writes a log's records from `from` on anew, each with another text, as somebody would who can compute hashes but not sign.
fn write_anew(server: &Node, desk: &Node, from: u64) {
    let mut chain = match from {
        1 => chain_start(desk.log),
        from => server.chains(desk.log, &[from - 1]).unwrap()[0].unwrap(),
    };
    for seq in from..=5 {
        let held = server.record(desk.log, seq).unwrap();
        let facts = String::from_utf8(held.facts.clone()).unwrap().replacen('{', "{ ", 1).into_bytes();
        let record = Record { facts, ..held };
        chain = record.hash(&chain);
        let sql = format!("UPDATE record SET facts = ?2, chain = ?3 WHERE place = {}", place(seq));
        server.read(|c| Ok(c.execute(&sql, params![desk.log.0, record.facts, chain.0])?));
    }
    server.read(|c| Ok(c.execute("UPDATE log SET chain = ?2 WHERE log = ?1", params![desk.log.0, chain.0])?));
}

#[test]
fn a_history_that_was_written_anew_breaks_on_its_seals() {
    let (server, desk) = office();
    write_anew(&server, &desk, 3);
    assert_eq!(wrong(&server), [(5, Wrong::Rewritten)]);
}

#[test]
fn a_forged_seal_is_named_whoever_made_it() {
    let (server, desk) = office();
    write_anew(&server, &desk, 3);
    let chain = server.chains(desk.log, &[5]).unwrap()[0].unwrap();
    // The old seals are taken away and one by a key of the forger's own is put in their place.
    let forger = SigningKey::from_bytes(&[66; 32]);
    let forged = seal(desk.log, Head { seq: 5, chain }, Time(NOW), &forger);
    tamper(&server, &desk, &format!("DELETE FROM seal WHERE no = {NO}"));
    let put = |by: PublicKey, signature: [u8; 64]| {
        let sql = format!("INSERT INTO seal (no, seq, by, chain, at, signature) VALUES ({NO}, 5, ?2, ?3, ?4, ?5)");
        server.read(|c| Ok(c.execute(&sql, params![desk.log.0, by.0, chain.0, NOW, signature])?));
    };
    put(forged.by, forged.signature.0);
    assert_eq!(wrong(&server), [(5, Wrong::Forged)]);
    // With the desk's name on it.
    tamper(&server, &desk, &format!("DELETE FROM seal WHERE no = {NO}"));
    put(desk.public_key(), forged.signature.0);
    assert_eq!(wrong(&server), [(5, Wrong::Forged)]);
}

#[test]
fn a_replaced_log_is_named() {
    let (server, desk) = office();
    // Another desk's log under the name of this one: chain and seals are all right by its own key.
    let other = Node::desk(12);
    let opened = other.record(other.log, 1).unwrap();
    let header =
        String::from_utf8(opened.header.clone()).unwrap().replace(&other.log.to_string(), &desk.log.to_string());
    let record = Record { header: header.into_bytes(), ..opened };
    let id = record.read_header().unwrap().id;
    let chain = record.hash(&chain_start(desk.log));
    tamper(&server, &desk, &format!("DELETE FROM seal WHERE no = {NO}"));
    tamper(&server, &desk, &format!("DELETE FROM record WHERE place > {}", place(0)));
    let sql = format!(
        "INSERT INTO record (place, event, kind, header, facts, chain) VALUES ({}, ?2, 'log.opened', ?3, ?4, ?5)",
        place(1)
    );
    server.read(|c| Ok(c.execute(&sql, params![desk.log.0, id.as_bytes(), record.header, record.facts, chain.0])?));
    let sql = "UPDATE log SET seq = 1, chain = ?2, signing_key = ?3 WHERE log = ?1";
    server.read(|c| Ok(c.execute(sql, params![desk.log.0, chain.0, other.public_key().0])?));
    // The table of members agrees with the forger; the office log does not.
    server.read(|c| {
        Ok(c.execute("UPDATE member SET signing_key = ?2 WHERE log = ?1", params![desk.log.0, other.public_key().0])?)
    });
    let found = audit_in(&server, 10);
    assert_eq!((found.misfits[0].seq, found.misfits[0].wrong), (1, Wrong::Replaced));
    assert_eq!((found.misfits[0].device, found.misfits[0].name.as_str()), (Some(desk.device), "PC loket"));
}

#[test]
fn a_log_no_office_log_names_is_named() {
    let (server, _) = office();
    let stranger = Node::desk(13);
    // Taken while the table of members had been tampered with.
    let sql = "INSERT INTO member (log, signing_key, device) VALUES (?1, ?2, ?3)";
    let (log, key, device) = (stranger.log.0, stranger.public_key().0, stranger.device.into_bytes());
    server.read(|c| Ok(c.execute(sql, params![log, key, device])?));
    server.receive(&stranger.sealed(stranger.log, 0), Source::Author).unwrap();
    assert_eq!(wrong(&server), [(1, Wrong::Unnamed)]);
}

#[test]
fn a_server_log_without_the_office_keys_statement_is_named() {
    let (server, _) = office();
    let other = SigningKey::from_bytes(&[77; 32]);
    let found = server.read(|connection| {
        let office_key = Some(PublicKey(other.verifying_key().to_bytes()));
        let mut audit = Audit::begin(connection, Judges { office_key, alone: false })?;
        while audit.step(connection, 10)? {}
        Ok(audit.end())
    });
    assert_eq!((found.misfits[0].log, found.misfits[0].seq, found.misfits[0].wrong), (server.log, 2, Wrong::NotStated));
}

#[test]
fn a_head_that_is_not_the_last_record_is_named() {
    let (server, desk) = office();
    server.read(|c| Ok(c.execute("UPDATE log SET seq = 4 WHERE log = ?1", [desk.log.0])?));
    assert_eq!(wrong(&server), [(5, Wrong::Head)]);
    server.read(|c| Ok(c.execute("UPDATE log SET seq = 5, chain = zeroblob(32) WHERE log = ?1", [desk.log.0])?));
    assert_eq!(wrong(&server), [(5, Wrong::Head)]);
}

#[test]
fn what_the_database_lists_a_record_under_is_checked() {
    let (server, desk) = office();
    tamper(&server, &desk, &format!("UPDATE record SET kind = 'case.opened' WHERE place = {}", place(4)));
    assert_eq!(wrong(&server), [(4, Wrong::Listing)]);
}

#[test]
fn every_log_that_does_not_fit_is_named_once() {
    let (server, desk) = office();
    let second = Node::desk(3);
    server.append(&[DeviceAdded {
        device: second.device,
        log: second.log,
        signing_key: second.public_key(),
        recipient: recipient(),
        user: Uuid::from_u128(6),
        roles: vec![],
        private: pc_name(),
    }
    .into()]);
    second.ask(3);
    server.receive(&second.sealed(second.log, 0), Source::Author).unwrap();
    for node in [&desk, &second] {
        for seq in [2, 3] {
            tamper(&server, node, &format!("UPDATE record SET chain = zeroblob(32) WHERE place = {}", place(seq)));
        }
    }
    assert_eq!(wrong(&server), [(2, Wrong::Altered), (2, Wrong::Altered)]);
}

#[test]
fn a_log_that_grows_during_the_check_is_no_fault() {
    let (server, _) = office();
    let office_key = Some(PublicKey(office_key().verifying_key().to_bytes()));
    let mut audit = server.read(|c| Audit::begin(c, Judges { office_key, alone: false }));
    server.ask(3);
    let head = server.heads().unwrap().into_iter().find(|head| head.log == server.log).unwrap();
    server.put_seal(&server.seal(server.log, head.head()).unwrap().unwrap()).unwrap();
    while server.read(|c| audit.step(c, 2)) {}
    assert_eq!(audit.end().misfits, []);
}
