//! What an erasure could not finish is finished at the next start.

use lakon_office_tests::{Office, content};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_an_erasure_and_the_removal_of_its_files_removes_them_when_it_starts() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    let case = admin.case(json!({ "question": "Yang dihapus" })).await;
    let other = admin.case(json!({ "question": "Yang tetap" })).await;
    admin.attach(&case, "hapus.pdf", &content(1, 50_000)).await;
    admin.attach(&case, "hapus-besar.pdf", &content(2, 1_500_000)).await;
    admin.sync().await;
    let gone = office.kept("blobs");
    let kept = admin.attach(&other, "tetap.pdf", &content(3, 60_000)).await;
    admin.sync().await;
    let before: Vec<_> = gone.iter().map(|path| (path, std::fs::read(path).unwrap())).collect();
    assert_eq!((before.len(), office.kept("blobs").len()), (2, 3));

    admin.ok("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": "Diminta pemilik" })).await;
    admin.sync().await;
    assert_eq!(office.kept("blobs").len(), 1);
    office.stop().await;
    // As the disk is where the process ended between the commit and the removal: the rows are gone, the files are not. One of them had
    // been set aside as damaged.
    for (path, bytes) in &before {
        std::fs::write(path, bytes).unwrap();
        std::fs::write(office.folder().join("aside").join(path.file_name().unwrap()), bytes).unwrap();
    }
    office.start().await;
    assert_eq!((office.kept("blobs").len(), office.kept("aside").len()), (1, 0));
    let reader = office.officer("dua").await;
    reader.sync().await;
    assert!(reader.content(&kept).await.unwrap() == content(3, 60_000));
}
