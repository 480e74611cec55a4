//! A PC whose key file is gone: the recovery seed and the slot that was handed to the office server open its database again.

use std::path::Path;

use lakon_office_tests::{Desk, Middle, Office, PASSWORD, Treat};
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "kata sandi sesudah hilang";

fn lose_keys(folder: &Path) {
    std::fs::write(folder.join("keys-a.json"), b"{").unwrap();
    std::fs::remove_file(folder.join("keys-b.json")).unwrap();
}

fn restore(address: &str, seed: &str) -> Value {
    let groups: Vec<&str> = seed.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty()).collect();
    json!({ "address": address, "groups": groups, "password": NEW_PASSWORD })
}

async fn opens_again(folder: &Path, input: Value, case: &str) -> Desk {
    let desk = Desk::at(folder);
    assert_eq!(desk.refused("session.state", json!({})).await.code, "keys_lost");
    assert_eq!(desk.ok("session.restore", input).await["phase"], "open");
    assert_eq!(desk.view(case).await["fields"]["question"], "Sebelum kunci hilang");
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_and_the_servers_copy_open_a_pc_that_has_lost_its_key_file() {
    let office = Office::begin().await;
    let desk = office.officer("Petugas").await;
    let case = desk.case(json!({ "question": "Sebelum kunci hilang" })).await;
    desk.sync().await;
    let folder = desk.leave().await;
    lose_keys(&folder);
    let before = std::fs::read(folder.join("lakon.db")).unwrap();

    let desk = Desk::at(&folder);
    assert_eq!(desk.refused("session.state", json!({})).await.code, "keys_lost");
    let other = Office::begin().await;
    let refused = async |address: &str, seed: &str, part: &str| {
        let error = desk.refused("session.restore", restore(address, seed)).await;
        assert!(error.message.contains(part), "{error:?}");
    };
    refused(&other.address(), &office.seed, "bukan milik kantor").await;
    refused(&office.address(), &other.seed, "bukan milik kantor").await;
    refused(&other.address(), &other.seed, "tidak menyimpan salinan").await;
    refused("http://kantor/masuk", &office.seed, "alamat").await;
    let mut short = restore(&office.address(), &office.seed);
    short["password"] = json!("pendek");
    assert_eq!(desk.refused("session.restore", short).await.code, "invalid");
    assert!(std::fs::read(folder.join("lakon.db")).unwrap() == before && !folder.join("keys-b.json").exists());
    desk.leave().await;

    let desk = opens_again(&folder, restore(&office.address(), &office.seed), &case).await;
    let state = desk.ok("session.state", json!({})).await;
    assert_eq!((&state["me"]["name"], state["tiles"].as_array().unwrap().len()), (&json!("Petugas"), 1));
    desk.sync().await;
    // A key file that is there is never made anew from outside.
    let again = desk.refused("session.restore", restore(&office.address(), &office.seed)).await;
    assert!(again.message.contains("dapat dibaca kembali"), "{again:?}");
    desk.leave().await;
    let desk = Desk::at(&folder);
    let user = desk.ok("session.state", json!({})).await["tiles"][0]["user"].clone();
    let former = desk.refused("session.sign_in", json!({ "user": user, "password": PASSWORD })).await;
    assert_eq!(former.code, "wrong_password");
    desk.ok("session.sign_in", json!({ "user": user, "password": NEW_PASSWORD })).await;
    assert_eq!(desk.view(&case).await["fields"]["question"], "Sebelum kunci hilang");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_copy_follows_a_renewed_key() {
    let office = Office::begin().await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let admin = Desk::join(&office.path("admin"), &witness.address(), &office.invitation.text()).await;
    let case = admin.case(json!({ "question": "Sebelum kunci hilang" })).await;
    admin.sync().await;
    // Once a session, and again with another key; a server that fails in between gets it later.
    admin.sync().await;
    assert_eq!(witness.asked("/slot"), 1);
    let request = admin.ok("users.add", json!({ "name": "Agus Contoh", "roles": ["officer"] })).await;
    assert_eq!(request["rows"].as_array().unwrap().len(), 2);
    admin.sync().await;
    admin.sync().await;
    let users = admin.ok("users.list", json!({})).await;
    let agus = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "Agus Contoh").unwrap().clone();
    assert_eq!(agus["waiting"], false, "{users}");
    admin.ok("users.slot", json!({ "user": agus["user"], "password": "sandi agus" })).await;
    admin.ok("users.remove_slot", json!({ "user": agus["user"] })).await;
    witness.treats(|path| if path == "/slot" { Treat::Refuse } else { Treat::Pass });
    admin.sync().await;
    witness.treats(|_| Treat::Pass);
    admin.sync().await;
    admin.sync().await;
    assert_eq!(witness.asked("/slot"), 3);
    let folder = admin.leave().await;
    lose_keys(&folder);
    opens_again(&folder, restore(&office.address(), &office.seed), &case).await;
}
