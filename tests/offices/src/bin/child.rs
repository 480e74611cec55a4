//! One office program in a process of its own, for tests that kill it: `desk FOLDER` takes orders as lines of JSON and
//! answers each with one, beside what it tells its page; `server FOLDER ADDRESS` says where it listens and serves.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, Host, Push};
use lakon_server::{Config, Running, ServerError, start};
use serde_json::{Value, json};

/// A desktop without a screen: files that are opened lie where they were put.
struct NoScreen;

impl Host for NoScreen {
    fn pick_files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn save_as(&self, _: &str) -> Option<PathBuf> {
        None
    }

    /// One file has no program that opens it, and the system says so as systems do: with its path.
    fn open_path(&self, path: &Path) -> std::io::Result<()> {
        let unknown = path.to_string_lossy().contains("-tanpa-program.");
        if unknown { Err(std::io::Error::other(format!("no program opens {}", path.display()))) } else { Ok(()) }
    }

    fn open_link(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn notify(&self, _: &str, _: &str, _: Option<&str>) {}

    fn push(&self, push: &Push) {
        let (name, content) = push.event();
        println!("{}", json!({ "push": name, "content": content }));
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["desk", folder] => desk(Path::new(folder)).await,
        ["server", folder, address] => server(Path::new(folder), address).await,
        _ => panic!("desk FOLDER or server FOLDER ADDRESS"),
    }
}

async fn desk(folder: &Path) {
    let _logs = lakon_app::logs::to_folder(folder);
    let app = App::new(AppConfig::desktop(folder.to_owned(), false));
    app.attach(Arc::new(NoScreen));
    tokio::spawn(app.clone().run());
    while let Some(line) = order().await {
        let order: Value = serde_json::from_str(&line).unwrap();
        let done = match order["call"].as_str() {
            Some(name) => app.call(name, order["input"].clone()).await,
            None if order["piece"].is_string() => piece(&app, &order).await,
            None => attach(&app, &order).await,
        };
        let answer = done.map_or_else(|error| json!({ "error": error }), |ok| json!({ "ok": ok }));
        println!("{answer}");
    }
}

/// The next order; `None` when nobody gives any more.
async fn order() -> Option<String> {
    tokio::task::spawn_blocking(|| std::io::stdin().lines().next()).await.unwrap().transpose().unwrap()
}

async fn piece(app: &App, order: &Value) -> Result<Value, UiError> {
    let bytes = std::fs::read(order["piece"].as_str().unwrap()).unwrap();
    app.piece(order["staged"].as_str().unwrap(), 0, bytes).await.map(|()| Value::Null)
}

async fn attach(app: &App, order: &Value) -> Result<Value, UiError> {
    let bytes = std::fs::read(order["attach"].as_str().unwrap()).unwrap();
    let begin = json!({ "case": order["case"], "name": order["name"], "size": bytes.len() });
    let staged = app.call("file.stage", begin).await?;
    let id = staged["staged"].as_str().unwrap().to_owned();
    let piece = usize::try_from(staged["piece"].as_u64().unwrap()).unwrap();
    for (index, part) in bytes.chunks(piece).enumerate() {
        app.piece(&id, u64::try_from(index * piece).unwrap(), part.to_vec()).await?;
    }
    app.call("file.finish", json!({ "staged": id })).await
}

async fn server(folder: &Path, address: &str) {
    // Everything our own crates have to say, down to the smallest.
    let filter = "info,lakon_server=trace,lakon_server_store=trace,lakon_sync=trace,lakon_log=trace";
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let running = listening(folder, address.parse().unwrap()).await;
    println!("{}", json!({ "address": running.addr().to_string() }));
    std::future::pending::<()>().await;
}

/// Tries to have an address back which the system may have lent to an outgoing connection for a moment.
async fn listening(folder: &Path, address: SocketAddr) -> Running {
    for _ in 0..10_000 {
        match start(Config::new(folder, address)).await {
            Ok(running) => return running,
            Err(ServerError::Listen { .. }) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("{address} cannot be had back");
}
