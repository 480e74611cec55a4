//! Tindak Lanjut and Beranda: what is owed, the first due first, until it is done.

use serde_json::{Value, json};

use crate::harness::{DAY, HOUR, TestDesk};

fn rows(desk: &TestDesk) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = desk.ok("follow_up.list", json!({ "after": after, "limit": 2 }));
        for row in page["rows"].as_array().unwrap() {
            all.push((text(&row["case"]), text(&row["duty"]["kind"]), text(&row["duty"]["state"])));
        }
        after = page["next"].clone();
        if after.is_null() {
            return all;
        }
    }
}

#[test]
fn what_is_owed_is_listed_by_its_due_date_and_stays_until_it_is_done() {
    let desk = TestDesk::begun();
    desk.asked();
    assert!(rows(&desk).is_empty(), "face to face a session that goes on owes nothing yet");
    let first = desk.promised();
    desk.return_after(DAY);
    let second = desk.asked_by("telepon");
    let row = |case: &String, kind: &str, state: &str| (case.clone(), kind.to_owned(), state.to_owned());
    let expected = [
        row(&first, "progress", "due_today"),
        row(&second, "progress", "open"),
        row(&first, "solution", "open"),
        row(&second, "solution", "open"),
    ];
    assert_eq!(rows(&desk), expected);
    let home = desk.ok("home.view", json!({}));
    let listed = |name: &str| home[name].as_array().unwrap().len();
    assert_eq!((listed("overdue"), listed("due_today"), listed("next_days")), (0, 1, 3));
    assert_eq!(home["due_today"][0]["who"], "Rina Contoh");
    assert_eq!(home["owed"], json!({ "overdue": 0, "today": 1, "later": 3 }));

    // Friday, after hours: the first is two days of nobody's word later and late.
    desk.return_after(3 * DAY + 8 * HOUR);
    let all = rows(&desk);
    assert_eq!(all[0], row(&first, "solution", "overdue"));
    assert!(all.contains(&row(&first, "progress", "overdue")), "{all:?}");
    assert_eq!(all.len(), 4);
    let home = desk.ok("home.view", json!({}));
    assert_eq!(home["overdue"][0]["duty"]["working_days_left"], -1);
    let late = all.iter().filter(|(.., state)| state == "overdue").count();
    assert_eq!((desk.ok("follow_up.counts", json!({}))["overdue"].as_u64(), late > 1), (Some(late as u64), true));
    desk.retype(&first, json!({ "answer": "Ajukan surat ralat." }));
    desk.ok("case.resolve", json!({ "case": first }));
    assert!(rows(&desk).iter().all(|(case, ..)| *case == second));
    desk.ok("case.cancel", json!({ "case": second, "reason": "Salah nomor." }));
    assert!(rows(&desk).is_empty());
    assert_eq!(desk.refused("follow_up.list", json!({ "after": "x", "limit": 5 })).code, "failed");
}
