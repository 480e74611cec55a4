//! Desks and the server are killed in the middle of their work, again and again: what was acknowledged is there afterwards, everywhere.

use lakon_office_tests::{Child, Desk, Scene, Wire, content, filled, now_ms, typed};
use lakon_sync::files::PIECE;
use serde_json::json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");

/// Kills on every day; a deep run names more in `LAKON_KILLS`.
const KILLS: usize = 10;
/// Every so often a file is dropped too, larger than the piece an upload goes on from.
const FILE_EVERY: usize = 3;
const FILE_BYTES: usize = 1_500_000;
const DESKS: [&str; 2] = ["satu", "dua"];

fn kills() -> usize {
    std::env::var("LAKON_KILLS").map_or(KILLS, |number| number.parse().unwrap())
}

/// A number below `sides` that depends on the round and the question alone.
fn dice(round: usize, question: &str, sides: usize) -> usize {
    let hash = blake3::hash(format!("{round} {question}").as_bytes());
    usize::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) % sides
}

/// What a desk was told is kept.
#[derive(Default)]
struct Ledger {
    /// Case and answer.
    cases: Vec<(String, String)>,
    /// File and the number its content is made from.
    files: Vec<(String, u64)>,
}

/// An officer's work: a whole case, acknowledged, and now and then a file.
async fn work(scene: &Scene, desk: &mut Child, ledger: &mut Ledger, seed: usize) {
    let answer = format!("Jawaban contoh {seed}");
    let case = typed(desk, &json!({ "question": format!("Pertanyaan contoh {seed}"), "answer": answer })).await;
    desk.ok("case.record", json!({ "case": case })).await;
    if dice(seed, "file", FILE_EVERY) == 0 {
        let path = scene.plain(&format!("{seed}.bin"), &content(seed as u64, FILE_BYTES));
        let file = desk.attach(&case, "berkas.bin", &path).await.unwrap();
        ledger.files.push((file["file"].as_str().unwrap().to_owned(), seed as u64));
    }
    ledger.cases.push((case, answer));
}

/// What a desk was ordered without anybody waiting for it.
struct Ordered {
    case: String,
    /// Kept once the case was recorded.
    answer: String,
}

impl Ordered {
    /// Answers that will come: the draft, the records, the sync.
    const ANSWERS: usize = 3;
    /// Which of them says that the case is recorded.
    const RECORDED: usize = 1;

    async fn begin(desk: &mut Child, seed: usize) -> Self {
        let answer = format!("Jawaban tergesa {seed}");
        let case = typed(desk, &json!({ "question": format!("Pertanyaan tergesa {seed}") })).await;
        let fields = filled(desk, &case, &json!({ "answer": answer })).await;
        desk.send("draft.save", json!({ "case": case, "fields": fields, "first_key_at": now_ms() })).await;
        desk.send("case.record", json!({ "case": case })).await;
        desk.send("sync.now", json!({})).await;
        Self { case, answer }
    }

    /// Hears so many of the answers and notes what they promise.
    async fn hear(self, desk: &mut Child, ledger: &mut Ledger, answers: usize) {
        for heard in 0..answers {
            let answer = desk.answer().await;
            // Of the three only the sync may fail: the server may be the one that was killed.
            assert!(answer.is_ok() || heard > Self::RECORDED, "{answer:?}");
            if heard == Self::RECORDED {
                ledger.cases.push((self.case.clone(), self.answer.clone()));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_while_it_works_nothing_acknowledged_is_lost() {
    let scene = Scene::new(PROGRAM);
    let (server, address) = scene.server(None).await;
    let mut server = Some(server);
    let mut desks = Vec::new();
    for name in DESKS {
        desks.push(scene.join(name, &address).await);
    }
    let mut ledger = Ledger::default();
    for round in 0..kills() {
        let mut orders = Vec::new();
        for (at, desk) in desks.iter_mut().enumerate() {
            let seed = round * DESKS.len() + at;
            work(&scene, desk, &mut ledger, seed).await;
            orders.push(Ordered::begin(desk, seed).await);
        }
        // One of the two desks, or the server.
        let victim = dice(round, "victim", DESKS.len() + 1);
        if victim == DESKS.len()
            && let Some(server) = server.take()
        {
            // While both speak with it.
            server.kill().await;
        }
        let mut left = Vec::new();
        for ((at, mut desk), order) in desks.into_iter().enumerate().zip(orders) {
            if at == victim {
                // After some of its answers, with the next order under way.
                order.hear(&mut desk, &mut ledger, dice(round, "heard", Ordered::ANSWERS)).await;
                desk.kill().await;
                desk = scene.desk(DESKS[at]);
                desk.sign_in().await;
            } else {
                order.hear(&mut desk, &mut ledger, Ordered::ANSWERS).await;
            }
            left.push(desk);
        }
        desks = left;
        if server.is_none() {
            server = Some(scene.server(Some(&address)).await.0);
        }
    }
    for desk in desks {
        desk.kill().await;
    }

    let (here, there) = (Desk::again(&scene.at(DESKS[0])).await, Desk::again(&scene.at(DESKS[1])).await);
    for desk in [&here, &there, &here, &there] {
        desk.sync().await;
    }
    for desk in [&here, &there] {
        assert_eq!(desk.unsent().await, (0, 0));
        for (case, answer) in &ledger.cases {
            assert_eq!(desk.view(case).await["fields"]["answer"], *answer);
        }
        for (file, seed) in &ledger.files {
            assert!(desk.content(file).await.unwrap() == content(*seed, FILE_BYTES), "another content");
        }
    }
    assert!(!ledger.files.is_empty() && here.shows().await == there.shows().await, "the desks show the same");
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_inside_one_large_file_only_what_was_on_its_way_goes_again() {
    let scene = Scene::new(PROGRAM);
    let (_server, address) = scene.server(None).await;
    let wire = Wire::to(address.parse().unwrap()).await;
    let mut desk = scene.join("satu", &wire.address()).await;
    let case = typed(&mut desk, &json!({ "question": "Berkas besar" })).await;
    desk.ok("case.record", json!({ "case": case })).await;
    desk.ok("sync.now", json!({})).await;
    let bytes = content(3, 9 * PIECE + 5);
    let before = wire.up();
    // Shortly before a piece is whole.
    wire.stands_after(5 * PIECE as u64 - 60_000);
    desk.attach(&case, "besar.bin", &scene.plain("besar.bin", &bytes)).await.unwrap();
    desk.send("sync.now", json!({})).await;
    wire.stood(1).await;
    desk.kill().await;
    wire.flows();
    let mut desk = scene.desk("satu");
    desk.sign_in().await;
    desk.ok("sync.now", json!({})).await;
    desk.until("sync.state", json!({}), |state| state["unsent_files"] == 0).await;
    let sent = wire.up() - before;
    let most = (bytes.len() + bytes.len() / 500 + 160 * 1024) as u64;
    assert!(
        sent >= bytes.len() as u64 && sent <= most,
        "{sent} bytes went for {} of content, {most} at most",
        bytes.len()
    );
}
