//! The bridge over a real socket: who gets in, what every answer carries, and that commands, pieces and bytes pass through.
#![allow(clippy::unwrap_used)]

use lakon_app::AppConfig;
use lakon_bridge::{Options, Running, TOKEN_HEADER};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

struct Bridge {
    running: Running,
    address: String,
    token: String,
    _temp: tempfile::TempDir,
}

impl Bridge {
    async fn start() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dist = temp.path().join("dist");
        std::fs::create_dir(&dist).unwrap();
        std::fs::write(dist.join("index.html"), "<title>Lakon</title>").unwrap();
        let config = AppConfig::desktop(temp.path().join("data"), false);
        let running =
            lakon_bridge::start(config, Options { dist, port: 0, picks: Vec::new(), save_as: None }).await.unwrap();
        let (base, token) = running.url.split_once("/?token=").unwrap();
        let (address, token) = (base.trim_start_matches("http://").to_owned(), token.to_owned());
        Self { running, address, token, _temp: temp }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        if headers.iter().all(|(name, _)| *name != "host") {
            request.push_str(&format!("host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: answer[end + 4..].to_vec() }
    }

    async fn with_token(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
        let headers = [&[(TOKEN_HEADER, self.token.as_str()), ("content-type", "application/json")], more].concat();
        self.ask(method, path, &headers, body).await
    }

    async fn call(&self, name: &str, input: serde_json::Value) -> (u16, serde_json::Value) {
        let answer = self.with_token("POST", &format!("/call/{name}"), &[], input.to_string().as_bytes()).await;
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_this_runs_token_gets_in() {
    let bridge = Bridge::start().await;
    for headers in [vec![], vec![(TOKEN_HEADER, "0000")], vec![("cookie", "lakon_1=0000")]] {
        for path in ["/", "/index.html", "/events", "/bytes?file=x&offset=0&length=1"] {
            assert_eq!(bridge.ask("GET", path, &headers, b"").await.status, 403, "{path}");
        }
        assert_eq!(bridge.ask("POST", "/call/session.state", &headers, b"{}").await.status, 403);
    }
    let elsewhere = [(TOKEN_HEADER, bridge.token.as_str()), ("host", "evil.example")];
    assert_eq!(bridge.ask("GET", "/", &elsewhere, b"").await.status, 403);
    bridge.running.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_address_opens_the_page_and_its_cookie_stays() {
    let bridge = Bridge::start().await;
    let first = bridge.ask("GET", &format!("/?token={}", bridge.token), &[], b"").await;
    assert_eq!((first.status, first.body.as_slice()), (200, b"<title>Lakon</title>".as_slice()));
    let policy = lakon_app::CONTENT_POLICY.to_lowercase();
    assert!(first.head.contains(&format!("content-security-policy: {policy}")), "{}", first.head);
    assert!(first.head.contains("httponly; samesite=strict"), "{}", first.head);
    let port = bridge.address.rsplit(':').next().unwrap();
    let cookie = format!("lakon_{port}={}", bridge.token);
    assert_eq!(bridge.ask("GET", "/", &[("cookie", &cookie)], b"").await.status, 200);
    assert_eq!(bridge.ask("GET", "/../data/version", &[("cookie", &cookie)], b"").await.status, 404);
    bridge.running.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_list_is_served() {
    let bridge = Bridge::start().await;
    for command in lakon_app::commands::list() {
        // Nobody is signed in: what matters is that the name is known.
        let (_, answer) = bridge.call(command.name, serde_json::Value::Null).await;
        let unknown = answer["message"].as_str().is_some_and(|message| message.contains("tidak dikenal"));
        assert!(!unknown, "{} is not served", command.name);
    }
    let (status, answer) = bridge.call("case.destroy", serde_json::json!({})).await;
    assert_eq!((status, answer["code"].as_str()), (400, Some("failed")));
    bridge.running.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_passes_in_pieces_and_comes_back() {
    let bridge = Bridge::start().await;
    let begin = serde_json::json!({ "language": "id", "code": "046", "office_name": "KPPN Contoh", "zone": "Asia/Makassar",
        "name": "Dewi Contoh", "password": "rahasia-sekali" });
    assert_eq!(bridge.call("office.begin", begin).await.0, 200);
    let case = bridge.call("draft.new", serde_json::json!({})).await.1["case"].clone();
    let bytes: Vec<u8> = (0..1_500_000_u32).map(|i| i.to_le_bytes()[1]).collect();
    let stage = serde_json::json!({ "case": case, "name": "a.bin", "size": bytes.len() });
    let staged = bridge.call("file.stage", stage).await.1["staged"].as_str().unwrap().to_owned();
    let mut offset = 0;
    for piece in bytes.chunks(1024 * 1024) {
        let place = offset.to_string();
        let answer = bridge.with_token("POST", "/piece", &[("staged", &staged), ("offset", &place)], piece).await;
        assert_eq!(answer.status, 200);
        offset += piece.len();
    }
    let (status, file) = bridge.call("file.finish", serde_json::json!({ "staged": staged })).await;
    assert_eq!(status, 200, "{file}");
    let path = format!("/bytes?file={}&offset=0&length=2000000", file["file"].as_str().unwrap());
    assert!(bridge.with_token("GET", &path, &[], b"").await.body == bytes);
    bridge.running.stop();
}
