//! Attachments and private parts that nobody brings back to a server made anew are named.

use lakon_domain::event::{QuestionSet, Text};
use lakon_office_tests::{Desk, Line, Office, content, files_below, sealed_page};
use lakon_server::{LackingFiles, lacking, system_clock};
use serde_json::json;
use uuid::Uuid;

use crate::lost_server::moves;

#[tokio::test(flavor = "multi_thread")]
async fn attachments_and_private_parts_nobody_brought_are_named() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.line("budi").await);
    budi.sync().await;
    let brought = admin.case(json!({ "question": "Dengan berkas yang ada" })).await;
    admin.attach(&brought, "ada.pdf", &content(21, 30_000)).await;
    let mut cases = Vec::new();
    for (number, size) in [(22, 1_200_000), (23, 40_000), (24, 50_000)] {
        let case = admin.case(json!({ "question": "Dengan berkas yang hilang" })).await;
        admin.attach(&case, "hilang.bin", &content(number, size)).await;
        cases.push(case);
    }
    admin.sync().await;
    let nothing = lacking(&office.folder(), 10, system_clock()).unwrap();
    assert_eq!((nothing.files.count, nothing.parts.len()), (0, 0), "{nothing:?}");
    // Two cases lose their file at the server and on the PC; the third is erased, which is no loss.
    let mut numbers = Vec::new();
    for case in &cases[..2] {
        numbers.push(admin.view(case).await["number"].as_str().unwrap().to_owned());
    }
    admin
        .ok("erasure.ask", json!({ "id": cases[2], "party": false, "whole": false, "reason": "Diminta pemilik" }))
        .await;
    admin.sync().await;
    let folder = admin.leave().await;
    let whole = |path: &std::path::PathBuf| std::fs::metadata(path).unwrap().len() < 35_000;
    for path in files_below(&folder.join("files")).iter().filter(|path| !whole(path)) {
        std::fs::remove_file(path).unwrap();
    }
    office.stop().await;
    office.lose_and_recover().await;
    let admin = Desk::again(&folder).await;
    moves(&admin, &office).await;
    admin.sync().await;
    let found = lacking(&office.folder(), 10, system_clock()).unwrap();
    numbers.sort();
    let files = LackingFiles { count: 2, bytes: 1_240_000, cases: numbers.clone(), more: 0 };
    assert_eq!((found.files, found.parts), (files, vec![]));
    let bounded = lacking(&office.folder(), 1, system_clock()).unwrap().files;
    assert_eq!((bounded.count, bounded.cases, bounded.more), (2, numbers[..1].to_vec(), 1));

    // A log comes by somebody who has it without its private parts.
    budi.store.set_address(&office.address()).unwrap();
    let budi = Line::again(&budi.leave());
    budi.sync().await;
    budi.write(|_| {
        let text = |n: u128| QuestionSet {
            case: Uuid::from_u128(n),
            replaces: vec![],
            private: Some(Text { text: "Isi yang tidak sampai".into() }),
        };
        vec![text(1).into(), text(2).into()]
    });
    let (log, head) = (budi.log(), budi.head(budi.log()));
    let mut page = sealed_page(&budi.store, log, head.seq - 2, head.seq, vec![budi.seal(head)]);
    for record in &mut page.records {
        record.private = None;
    }
    let cici = office.line("cici").await;
    cici.sync().await;
    cici.push(page).await.unwrap();
    let parts = lacking(&office.folder(), 10, system_clock()).unwrap().parts;
    let of = |user: &str| parts.iter().find(|row| row.device.as_ref().is_some_and(|device| device.user == user));
    assert_eq!((parts.len(), of("budi").map(|row| (row.log, row.records))), (1, Some((log, 2))), "{parts:?}");
}
