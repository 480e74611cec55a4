//! The HTTPS transport against a real TLS server that behaves, and against ones that do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lakon_domain::ids::Hash;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::http::Http;
use lakon_sync::tls::{Pin, Shown};
use lakon_sync::transport::{Endpoint, Transport};
use lakon_sync::wire;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

struct Fake {
    address: String,
    shown: Shown,
    connections: Arc<AtomicUsize>,
}

fn acceptor() -> (TlsAcceptor, Shown) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(vec!["lakon".to_owned()]).unwrap();
    // Long over: dates are ignored.
    parameters.not_after = rcgen::date_time_ymd(2001, 1, 1);
    let certificate: CertificateDer<'static> = parameters.self_signed(&key).unwrap().into();
    let shown = Shown::of(&certificate).unwrap();
    assert_eq!(shown.key, Hash(*blake3::hash(&rcgen::PublicKeyData::subject_public_key_info(&key)).as_bytes()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), shown)
}

/// Answers every request on every connection with these bytes; closes the connection where `close` is set.
async fn fake(answer: Vec<u8>, close: bool) -> Fake {
    let (acceptor, shown) = acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = vec![0; 64 * 1024];
                while let Ok(1..) = stream.read(&mut buffer).await {
                    if stream.write_all(&answer).await.is_err() || close {
                        break;
                    }
                }
                let _ = stream.shutdown().await;
            });
        }
    });
    Fake { address, shown, connections }
}

fn answer(status: &str, content_type: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

async fn ask(fake: &Fake) -> Result<Vec<u8>, SyncError> {
    let http = Http::new(&fake.address, Pin::Key(fake.shown.key)).unwrap();
    http.send(Endpoint::Heads, Some("token"), vec![1, 2, 3]).await
}

#[tokio::test]
async fn answers_come_over_one_kept_connection_and_every_byte_is_counted() {
    let whole = answer("200 OK", wire::CONTENT_TYPE, 4, b"body");
    let fake = fake(whole.clone(), false).await;
    let http = Http::new(&fake.address, Pin::Key(fake.shown.key)).unwrap();
    assert_eq!(http.shown(), None);
    for _ in 0..3 {
        assert_eq!(http.send(Endpoint::Heads, Some("token"), vec![1, 2, 3]).await.unwrap(), b"body");
    }
    assert_eq!((http.shown(), fake.connections.load(Ordering::SeqCst)), (Some(fake.shown), 1));
    let traffic = http.traffic();
    assert_eq!((traffic.round_trips, traffic.bytes_down), (3, 3 * whole.len() as u64));
    assert!((150..300).contains(&(traffic.bytes_up / 3)), "{traffic:?}");
}

#[tokio::test]
async fn a_server_with_another_key_is_refused_before_anything_is_sent() {
    let fake = fake(answer("200 OK", wire::CONTENT_TYPE, 4, b"body"), false).await;
    let http = Http::new(&fake.address, Pin::Key(Hash([1; 32]))).unwrap();
    let refused = http.send(Endpoint::Heads, Some("token"), vec![]).await.unwrap_err();
    assert!(matches!(&refused, SyncError::OtherKey { seen } if *seen == Some(fake.shown.key)));
    assert!(!refused.transient());
}

#[tokio::test]
async fn a_proxy_that_answers_html_is_named_as_such() {
    let html = b"<html>Please sign in</html>";
    for status in ["200 OK", "302 Found", "407 Proxy Authentication Required"] {
        let fake = fake(answer(status, "text/html; charset=utf-8", html.len(), html), false).await;
        let refused = ask(&fake).await.unwrap_err();
        assert!(matches!(&refused, SyncError::NotLakon { content_type, .. } if content_type.starts_with("text/html")));
        assert!(refused.transient());
    }
}

#[tokio::test]
async fn half_an_answer_is_a_cut() {
    let fake = fake(answer("200 OK", wire::CONTENT_TYPE, 400, b"half a page"), true).await;
    let cut = ask(&fake).await.unwrap_err();
    assert!(matches!(cut, SyncError::Cut(_)) && cut.transient(), "{cut:?}");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused_by_its_length_and_by_its_bytes() {
    let claimed = fake(answer("200 OK", wire::CONTENT_TYPE, wire::LARGEST_BODY + 1, b"x"), false).await;
    assert!(matches!(ask(&claimed).await, Err(SyncError::TooLarge)));
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {}\r\nconnection: close\r\n\r\n", wire::CONTENT_TYPE);
    let endless = fake([head.as_bytes(), &vec![0; wire::LARGEST_BODY + 1]].concat(), true).await;
    assert!(matches!(ask(&endless).await, Err(SyncError::TooLarge)));
}

#[tokio::test]
async fn a_problem_keeps_its_meaning_over_the_wire() {
    let body = wire::encode(&Problem::TooMany { after_s: 30 }).unwrap();
    let fake = fake(answer("429 Too Many Requests", wire::CONTENT_TYPE, body.len(), &body), false).await;
    assert!(matches!(ask(&fake).await, Err(SyncError::Problem(Problem::TooMany { after_s: 30 }))));
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let http = Http::new(&address, Pin::First).unwrap();
    let gone = http.send(Endpoint::Heads, None, vec![]).await.unwrap_err();
    assert!(matches!(gone, SyncError::Unreachable(_)) && gone.transient(), "{gone:?}");
}

#[tokio::test]
async fn a_first_contact_stays_with_the_certificate_it_saw_first() {
    let body = answer("200 OK", wire::CONTENT_TYPE, 4, b"body");
    let first = fake(body.clone(), true).await;
    let http = Http::new(&first.address, Pin::First).unwrap();
    http.send(Endpoint::Greet, None, vec![]).await.unwrap();
    assert_eq!(http.shown(), Some(first.shown));
    // The address answers with another certificate on the next connection.
    let (acceptor, _) = acceptor();
    let (config, _) = lakon_sync::tls::client_config(Pin::First).unwrap();
    let seen = {
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let dial = async |address: &str| {
            let stream = tokio::net::TcpStream::connect(address).await.unwrap();
            connector.connect("lakon".try_into().unwrap(), stream).await
        };
        assert!(dial(&first.address).await.is_ok());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let _ = acceptor.accept(stream).await;
        });
        let refused = dial(&address).await.is_err();
        serving.await.unwrap();
        refused
    };
    assert!(seen);
}
