//! From a save on one desk to its showing on another: two whole programs and a server, woken by server-sent events.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, Push};
use lakon_domain::code::Invitation;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::Size;
use crate::figure::{Report, median};
use crate::server::Server;

/// What an officer should at most wait for another desk's save, milliseconds.
const GOAL_MS: f64 = 2_000.0;

async fn call(app: &Arc<App>, name: &str, input: Value) -> Result<Value> {
    app.call(name, input).await.map_err(|UiError { code, message, .. }| anyhow!("{name}: {code}: {message}"))
}

async fn join(folder: &Path, address: &str, code: &Invitation) -> Result<Arc<App>> {
    let app = App::new(AppConfig::desktop(folder.to_owned(), false));
    tokio::spawn(app.clone().run());
    call(&app, "office.join", json!({"address": address, "code": code.text()})).await?;
    call(&app, "office.join_finish", json!({"password": "kata sandi contoh"})).await?;
    Ok(app)
}

/// `save_to_other_desk`, against the goal.
pub async fn save_to_other_desk(report: &mut Report, size: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let here = join(&dir.path().join("a"), &server.address, &server.invitation()?).await?;
    let there = join(&dir.path().join("b"), &server.address, &server.invitation()?).await?;
    call(&here, "sync.now", json!({})).await?;
    call(&there, "sync.now", json!({})).await?;
    let mut heard = there.subscribe();
    let mut times = Vec::new();
    for round in 0..size.of(30).max(5) {
        let case = call(&here, "draft.new", json!({})).await?["case"].as_str().context("a case")?.to_owned();
        let mut fields = call(&here, "case.view", json!({"case": case})).await?["fields"].clone();
        fields["question"] = json!(format!("Pertanyaan contoh {round}"));
        let first_key = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis() as f64;
        call(&here, "draft.save", json!({"case": case, "fields": fields, "first_key_at": first_key})).await?;
        let start = Instant::now();
        call(&here, "case.record", json!({"case": case})).await?;
        let topic = format!("case:{case}");
        timeout(Duration::from_secs(60), async {
            loop {
                if let Ok(Push::Changed(changed)) = heard.recv().await
                    && changed.topics.contains(&topic)
                {
                    break;
                }
            }
        })
        .await
        .context("the other desk never showed the case")?;
        times.push(start.elapsed());
    }
    here.stop();
    there.stop();
    report.put("save_to_other_desk", median(times).as_secs_f64() * 1000.0, "ms", Some(GOAL_MS));
    Ok(())
}
