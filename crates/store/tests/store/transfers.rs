//! What a desk remembers of moves that failed, and which contents it still fetches and offers: rests, wishes, the policy.

use crate::common::{Desk, Office, enrolled};

use lakon_domain::event::{FileAdded, FileData};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Code;
use lakon_store::{Keeps, LetGo};
use lakon_sync::files::{FileTrouble, LONGEST_REST_MS, Outcome, Way};
use lakon_sync::replica::{BlobRef, Blobs, Replica};
use uuid::Uuid;

/// A record of an attachment whose content is elsewhere.
fn named(desk: &Desk, case: Uuid, n: u8) -> BlobRef {
    let blob = BlobRef { address: Hash([n; 32]), size: u64::from(n) };
    desk.write([FileAdded {
        case,
        file: Uuid::from_u128(u128::from(n)),
        size: blob.size,
        media: Code::new("bin").unwrap(),
        private: Some(FileData { name: "berkas.bin".into(), address: blob.address.to_string() }),
    }
    .into()]);
    blob
}

fn failed(desk: &Desk, blob: BlobRef, trouble: FileTrouble) {
    desk.store.note_outcomes(&[Outcome { blob, way: Way::Down, result: Err(trouble) }]).unwrap();
}

/// The server has everything this PC wrote.
fn receipt(office: &Office, desk: &Desk) {
    let log = desk.store.device().log;
    let head = desk.store.heads().unwrap().into_iter().find(|head| head.log == log).unwrap();
    assert!(desk.store.put_seal(&office.receipt(log, head.head())).unwrap());
}

/// Milliseconds until it is tried again.
fn rest(desk: &Desk, n: u8) -> i64 {
    let next = desk.store.file(Uuid::from_u128(u128::from(n))).unwrap().unwrap().next_try.unwrap();
    next.0 - desk.clock_now().0
}

#[test]
fn a_failure_that_repeats_rests_longer_each_time_and_never_longer_than_six_hours() {
    let desk = Desk::alone("rests");
    let blob = named(&desk, desk.case("Berkas gagal"), 5);
    let mut before = 0;
    for n in 0..14 {
        assert_eq!(desk.store.wanted(10).unwrap(), [blob], "try {n}");
        failed(&desk, blob, FileTrouble::WrongContent);
        let rest = rest(&desk, 5);
        assert!(
            rest > 0 && rest <= LONGEST_REST_MS && (rest >= before || rest > LONGEST_REST_MS / 2),
            "{before} {rest}"
        );
        before = rest;
        assert!(desk.store.wanted(10).unwrap().is_empty() && !desk.store.ready(&blob.address).unwrap());
        desk.clock.pass(rest - 1);
        assert!(desk.store.wanted(10).unwrap().is_empty());
        desk.clock.pass(1);
    }
    assert!(before > LONGEST_REST_MS / 2 - 1);
}

#[test]
fn a_rest_ends_when_somebody_asks_or_the_clock_was_set_back_and_is_forgotten_when_the_content_comes() {
    let desk = Desk::alone("asked");
    let blob = named(&desk, desk.case("Berkas gagal"), 5);
    failed(&desk, blob, FileTrouble::Cut("silent".into()));
    desk.store.try_all_again().unwrap();
    assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
    failed(&desk, blob, FileTrouble::Cut("silent".into()));
    desk.store.ask_for(&blob.address).unwrap();
    assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
    failed(&desk, blob, FileTrouble::Cut("silent".into()));
    assert!(desk.store.wanted(10).unwrap().is_empty());
    // Years back: a rest nobody could live to see the end of does not count.
    desk.clock.pass(-3 * 365 * 24 * 3_600_000);
    assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
    desk.store.note_outcomes(&[Outcome { blob, way: Way::Up, result: Ok(5) }]).unwrap();
    let file = desk.store.file(Uuid::from_u128(5)).unwrap().unwrap();
    assert_eq!((file.trouble, file.next_try), (None, None));
}

#[test]
fn a_stick_brings_and_carries_what_rests_or_is_not_fetched_by_itself() {
    let desk = Desk::alone("stick");
    let blob = named(&desk, desk.case("Berkas"), 5);
    desk.store.set_keeps(Keeps::OnDemand).unwrap();
    failed(&desk, blob, FileTrouble::WrongContent);
    assert!(desk.store.wanted(10).unwrap().is_empty() && desk.store.lacks(&blob).unwrap());
    assert!(!desk.store.lacks(&BlobRef { size: 6, ..blob }).unwrap(), "not the size a record names");

    let staged = desk.store.stage_begin(Uuid::from_u128(9), "surat.pdf", 4).unwrap();
    desk.store.stage_piece(staged, 0, b"ungu").unwrap();
    let address = desk.store.stage_end(staged).unwrap().address;
    desk.write([FileAdded {
        case: Uuid::from_u128(9),
        file: staged,
        size: 4,
        media: Code::new("bin").unwrap(),
        private: Some(FileData { name: "surat.pdf".into(), address: address.to_string() }),
    }
    .into()]);
    let here = BlobRef { address, size: 4 };
    assert!(!desk.store.lacks(&here).unwrap());
    desk.store.note_outcomes(&[Outcome { blob: here, way: Way::Up, result: Err(FileTrouble::WrongContent) }]).unwrap();
    assert!(desk.store.unsent_blobs(None, 10).unwrap().is_empty());
    assert_eq!(desk.store.to_carry().unwrap(), [here]);
}

#[test]
fn what_the_server_only_lacks_and_what_the_line_did_has_no_rest() {
    let desk = Desk::alone("lacking");
    let blob = named(&desk, Uuid::from_u128(9), 5);
    for trouble in [FileTrouble::NotThere, FileTrouble::NoSession, FileTrouble::Unreachable("x".into())] {
        failed(&desk, blob, trouble);
        assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
    }
}

#[test]
fn that_nothing_is_wanted_holds_until_somebody_writes() {
    let desk = Desk::alone("nothing");
    let case = desk.case("Berkas");
    let nothing = || desk.store.wanted(10).unwrap().is_empty() && desk.store.wanted(10).unwrap().is_empty();
    assert!(nothing());
    let blob = named(&desk, case, 5);
    assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
    desk.store.set_keeps(Keeps::OnDemand).unwrap();
    assert!(nothing());
    desk.store.ask_for(&blob.address).unwrap();
    assert_eq!(desk.store.wanted(10).unwrap(), [blob]);
}

#[test]
fn the_policy_says_what_is_wanted_and_what_may_go() {
    let mut office = Office::new();
    let desk = enrolled(&mut office, "policy", "A");
    office.send_to(&desk.store);
    let (mine, foreign) = (desk.case("Milik kami"), Uuid::from_u128(99));
    // Small first; the case somebody here opened has the larger file.
    let (large, small) = (named(&desk, mine, 9), named(&desk, foreign, 4));
    assert_eq!(desk.store.wanted(10).unwrap(), [small, large]);
    desk.store.set_keeps(Keeps::Mine).unwrap();
    assert_eq!(desk.store.wanted(10).unwrap(), [large]);
    desk.store.set_keeps(Keeps::OnDemand).unwrap();
    assert!(desk.store.wanted(10).unwrap().is_empty());
    desk.store.ask_for(&large.address).unwrap();
    assert_eq!(desk.store.wanted(10).unwrap(), [large]);

    let bytes = b"isi surat";
    let id = desk.store.stage_begin(foreign, "surat.pdf", bytes.len() as u64).unwrap();
    desk.store.stage_piece(id, 0, bytes).unwrap();
    let staged = desk.store.stage_end(id).unwrap();
    assert!(desk.store.copies_to_let_go(LetGo::Spare).unwrap().is_empty(), "a draft's file is nobody's copy");
    desk.write([FileAdded {
        case: foreign,
        file: staged.file,
        size: staged.size,
        media: staged.media.clone(),
        private: Some(FileData { name: staged.name.clone(), address: staged.address.to_string() }),
    }
    .into()]);
    let here = BlobRef { address: staged.address, size: staged.size };
    assert!(!desk.store.let_go(&here.address).unwrap(), "its record is nowhere else");
    receipt(&office, &desk);
    assert_eq!(desk.store.copies_to_let_go(LetGo::Spare).unwrap(), [here]);
    assert!(desk.store.copies_to_let_go(LetGo::OlderThan(desk.clock_now())).unwrap().is_empty());
    // A second record names it, and the server has only the first one.
    desk.write([FileAdded {
        case: foreign,
        file: Uuid::from_u128(77),
        size: here.size,
        media: Code::new("bin").unwrap(),
        private: Some(FileData { name: "salinan.pdf".into(), address: here.address.to_string() }),
    }
    .into()]);
    assert!(!desk.store.let_go(&here.address).unwrap());
    receipt(&office, &desk);
    desk.clock.pass(1);
    assert_eq!(desk.store.copies_to_let_go(LetGo::OlderThan(desk.clock_now())).unwrap(), [here]);
    desk.store.set_keeps(Keeps::All).unwrap();
    assert!(desk.store.copies_to_let_go(LetGo::Spare).unwrap().is_empty());
    assert_eq!(desk.store.kept_files().unwrap().files, 1);
    assert!(desk.store.let_go(&here.address).unwrap());
    assert!(!desk.store.let_go(&here.address).unwrap());
    assert_eq!(std::fs::read_dir(desk.folder.files()).unwrap().count(), 0);
    assert!(!desk.store.wanted(10).unwrap().contains(&here), "what was let go is not wanted by itself");
}

#[test]
fn what_this_pc_fetches_only_when_it_is_opened_is_neither_left_to_move_nor_on_the_way() {
    let desk = enrolled(&mut Office::new(), "way", "A");
    let case = desk.case("Banyak berkas");
    let later = |n| {
        desk.clock.pass(1);
        named(&desk, case, n)
    };
    let (four, five, six) = (later(4), later(5), later(6));
    let left = || {
        let left = desk.store.files_left().unwrap();
        (left.down, left.down_bytes)
    };
    // In pages of one, as a reader of many would have them.
    let listed = |moving: &[Hash]| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = desk.store.files_on_the_way(moving, after, 1).unwrap();
            found.extend(page.rows.into_iter().map(|row| row.size));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    assert_eq!((left(), listed(&[])), ((3, 15), vec![6, 5, 4]), "the newest first");
    assert_eq!(listed(&[four.address]), [4, 6, 5], "what moves stands before what waits");
    failed(&desk, five, FileTrouble::WrongContent);
    assert_eq!(listed(&[four.address]), [5, 4, 6], "and what failed");
    failed(&desk, six, FileTrouble::NotThere);
    assert_eq!(listed(&[four.address]), [5, 4, 6], "what the server only lacks waits");

    desk.store.set_keeps(Keeps::OnDemand).unwrap();
    assert_eq!((left(), listed(&[])), ((0, 0), vec![]));
    desk.store.ask_for(&four.address).unwrap();
    assert_eq!((left(), listed(&[])), ((1, 4), vec![4]));
    desk.store.set_keeps(Keeps::Mine).unwrap();
    assert_eq!(left(), (3, 15), "the case was opened here");
}
