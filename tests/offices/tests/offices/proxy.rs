//! The office server is on the same network: whatever proxy a PC was given for the web, Lakon goes past it.

use lakon_office_tests::{Scene, typed};
use serde_json::json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");
/// A port nobody listens on: whoever goes there is refused.
const DEAD: &str = "http://127.0.0.1:1";

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_proxy_in_the_environment_keeps_no_desk_from_its_server() {
    let scene = Scene::new(PROGRAM);
    let (_server, address) = scene.server(None).await;
    let mut desk = scene
        .join_amid("desk", &address, &|command| {
            for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
                command.env(name, DEAD).env(name.to_lowercase(), DEAD);
            }
            command.env_remove("NO_PROXY").env_remove("no_proxy");
        })
        .await;
    let case = typed(&mut desk, &json!({ "question": "Sampai tanpa proxy?" })).await;
    desk.ok("case.record", json!({ "case": case })).await;
    let sent = |state: &serde_json::Value| state["reachable"] == true && state["unsent_records"] == 0;
    desk.until("sync.state", json!({}), sent).await;
    desk.kill().await;
}
