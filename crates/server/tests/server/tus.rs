//! What stock tus clients rely on (tus 1.0 core, creation, termination, expiration), over real TLS.

use crate::common::blobs::{address, bytes};
use crate::common::{Desk, Office};
use data_encoding::BASE64;
use lakon_domain::ids::Hash;
use lakon_sync::files::{LARGEST_FILE, UPLOAD_EXPIRY_MS};
use reqwest::{Method, RequestBuilder, Response, StatusCode};

pub(crate) const MIB: usize = 1024 * 1024;
pub(crate) const OFFSET_STREAM: &str = "application/offset+octet-stream";

pub(crate) fn metadata(address: &Hash) -> String {
    format!("filename {},address {}", BASE64.encode(b"surat.pdf"), BASE64.encode(address.to_string().as_bytes()))
}

pub(crate) fn tus(desk: &Desk, method: Method, path: &str) -> RequestBuilder {
    desk.request(method, path).header("Tus-Resumable", "1.0.0")
}

pub(crate) fn creation(desk: &Desk, length: u64, address: &Hash) -> RequestBuilder {
    tus(desk, Method::POST, "/uploads").header("Upload-Length", length).header("Upload-Metadata", metadata(address))
}

pub(crate) async fn create(desk: &Desk, length: u64, address: &Hash) -> String {
    let answer = creation(desk, length, address).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    header(&answer, "location")
}

pub(crate) fn patch(desk: &Desk, place: &str, offset: usize, bytes: &[u8]) -> RequestBuilder {
    tus(desk, Method::PATCH, place)
        .header("Upload-Offset", offset)
        .header("Content-Type", OFFSET_STREAM)
        .body(bytes.to_vec())
}

pub(crate) async fn offset(desk: &Desk, place: &str) -> Option<usize> {
    let answer = tus(desk, Method::HEAD, place).send().await.unwrap();
    answer.status().is_success().then(|| header(&answer, "upload-offset").parse().unwrap())
}

pub(crate) async fn download(desk: &Desk, address: &Hash) -> Response {
    desk.request(Method::GET, &format!("/blobs/{address}")).send().await.unwrap()
}

pub(crate) fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).unwrap().to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_what_it_speaks() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let answer = desk.request(Method::OPTIONS, "/uploads").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&answer, "tus-version"), "1.0.0");
    assert_eq!(header(&answer, "tus-extension"), "creation,creation-with-upload,expiration,termination");
    assert_eq!(header(&answer, "tus-max-size"), LARGEST_FILE.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_small_portions_gets_its_file_stored() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(1, 2 * MIB + 12_345);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    let mut at = 0;
    for portion in content.chunks(300_000) {
        let answer = patch(&desk, &place, at, portion).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        at += portion.len();
        assert_eq!(header(&answer, "upload-offset"), at.to_string());
        assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    }
    assert_eq!(offset(&desk, &place).await, Some(content.len()));
    assert_eq!(download(&desk, &address(&content)).await.bytes().await.unwrap(), content);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_break_the_protocol_get_its_statuses() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(2, 3 * MIB);
    let wanted = address(&content);
    let length = content.len() as u64;

    let unversioned = desk
        .request(Method::POST, "/uploads")
        .header("Upload-Length", length)
        .header("Upload-Metadata", metadata(&wanted));
    let answer = unversioned.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(header(&answer, "tus-version"), "1.0.0");

    let nameless = tus(&desk, Method::POST, "/uploads").header("Upload-Length", length).send().await.unwrap();
    assert_eq!(nameless.status(), StatusCode::BAD_REQUEST);
    let unmeasured =
        tus(&desk, Method::POST, "/uploads").header("Upload-Metadata", metadata(&wanted)).send().await.unwrap();
    assert_eq!(unmeasured.status(), StatusCode::BAD_REQUEST);
    let huge = creation(&desk, LARGEST_FILE + 1, &wanted).send().await.unwrap();
    assert_eq!(huge.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(creation(&desk, LARGEST_FILE, &wanted).send().await.unwrap().status(), StatusCode::CREATED);

    let place = create(&desk, length, &wanted).await;
    let head = tus(&desk, Method::HEAD, &place).send().await.unwrap();
    assert_eq!(header(&head, "cache-control"), "no-store");
    assert_eq!(header(&head, "upload-length"), length.to_string());
    assert_eq!(header(&head, "upload-offset"), "0");

    let typeless = tus(&desk, Method::PATCH, &place).header("Upload-Offset", 0).body("x").send().await.unwrap();
    assert_eq!(typeless.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let ahead = patch(&desk, &place, MIB, b"x").send().await.unwrap();
    assert_eq!(ahead.status(), StatusCode::CONFLICT);
    let unversioned =
        desk.request(Method::PATCH, &place).header("Upload-Offset", 0).header("Content-Type", OFFSET_STREAM);
    assert_eq!(unversioned.body("x").send().await.unwrap().status(), StatusCode::PRECONDITION_FAILED);
    let too_much = patch(&desk, &place, 0, &[content.as_slice(), b"more"].concat()).send().await.unwrap();
    assert_eq!(too_much.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(offset(&desk, &place).await, Some(0));
    assert_eq!(offset(&desk, "/uploads/00000000-0000-7000-8000-000000000000").await, None);

    // The override header is the method.
    let overridden =
        tus(&desk, Method::POST, &place).header("X-HTTP-Method-Override", "PATCH").header("Upload-Offset", 0);
    let answer = overridden.header("Content-Type", OFFSET_STREAM).body(content[..MIB].to_vec()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(offset(&desk, &place).await, Some(MIB));

    assert_eq!(tus(&desk, Method::DELETE, &place).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(offset(&desk, &place).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_offset_is_the_full_length_only_once_the_whole_is_stored() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(3, 2 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    patch(&desk, &place, 0, &content[..MIB]).send().await.unwrap();
    assert_eq!(offset(&desk, &place).await, Some(MIB));
    assert_eq!(download(&desk, &address(&content)).await.status(), StatusCode::NOT_FOUND);
    patch(&desk, &place, MIB, &content[MIB..]).send().await.unwrap();
    assert_eq!(offset(&desk, &place).await, Some(2 * MIB));
    assert_eq!(download(&desk, &address(&content)).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_not_the_addressed_ones_are_refused_and_the_upload_is_gone() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    for length in [10, MIB, MIB + 1, 2 * MIB] {
        let content = bytes(4, length);
        let other = address(b"something else");
        let place = create(&desk, length as u64, &other).await;
        let answer = patch(&desk, &place, 0, &content).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{length} bytes");
        assert_eq!(offset(&desk, &place).await, None);
        assert_eq!(download(&desk, &other).await.status(), StatusCode::NOT_FOUND);
    }
    let along =
        creation(&desk, 3, &address(b"abc")).header("Content-Type", OFFSET_STREAM).body("abd").send().await.unwrap();
    assert_eq!(along.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_verified_when_it_is_created() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let answer = creation(&desk, 0, &address(b"")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(offset(&desk, &header(&answer, "location")).await, Some(0));
    assert_eq!(download(&desk, &address(b"")).await.bytes().await.unwrap().len(), 0);
    let wrong = creation(&desk, 0, &address(b"not empty")).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_uploads_of_one_file_both_succeed_and_one_copy_stays() {
    let office = Office::begin().await;
    let (desk, other) = (office.admin().await, office.officer("Kedua").await);
    let content = bytes(5, MIB + 5);
    let wanted = address(&content);
    let (first, second) =
        (create(&desk, content.len() as u64, &wanted).await, create(&other, content.len() as u64, &wanted).await);
    assert_ne!(first, second);
    let (one, two) = tokio::join!(patch(&desk, &first, 0, &content).send(), patch(&other, &second, 0, &content).send());
    assert_eq!((one.unwrap().status(), two.unwrap().status()), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT));
    assert_eq!(download(&desk, &wanted).await.bytes().await.unwrap(), content);
    assert_eq!(std::fs::read_dir(office.path().join("blobs")).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(office.path().join("staging")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_request_ends_the_one_that_writes_the_same_upload() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(6, 3 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    // The first request sends a piece and a half and then waits for ever.
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<std::io::Result<Vec<u8>>>();
    let body = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    });
    let stuck = tus(&desk, Method::PATCH, &place)
        .header("Upload-Offset", 0)
        .header("Content-Type", OFFSET_STREAM)
        .header("Content-Length", content.len())
        .body(reqwest::Body::wrap_stream(body));
    let stuck = tokio::spawn(stuck.send());
    sender.send(Ok(content[..MIB + MIB / 2].to_vec())).unwrap();
    // HEAD answers once the stuck request has given way; before, nothing of it may have arrived yet.
    let at = loop {
        match offset(&desk, &place).await.unwrap() {
            0 if !stuck.is_finished() => tokio::task::yield_now().await,
            at => break at,
        }
    };
    let answer = patch(&desk, &place, at, &content[at..]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    drop(sender);
    assert!(stuck.await.unwrap().is_ok_and(|answer| answer.status() == StatusCode::CONFLICT));
    assert_eq!(download(&desk, &address(&content)).await.bytes().await.unwrap(), content);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_nobody_continues_is_forgotten_after_fourteen_days() {
    let office = Office::begin().await;
    let mut desk = office.admin().await;
    let content = bytes(7, 2 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    office.later(UPLOAD_EXPIRY_MS - 60_000);
    desk.hello().await.unwrap();
    assert_eq!(patch(&desk, &place, 0, &content[..MIB]).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    // The days count from the last byte.
    office.later(UPLOAD_EXPIRY_MS - 60_000);
    desk.hello().await.unwrap();
    assert_eq!(offset(&desk, &place).await, Some(MIB));
    office.later(120_000);
    desk.hello().await.unwrap();
    for answer in [
        tus(&desk, Method::HEAD, &place).send().await.unwrap(),
        patch(&desk, &place, MIB, &content[MIB..]).send().await.unwrap(),
        tus(&desk, Method::DELETE, &place).send().await.unwrap(),
    ] {
        assert_eq!(answer.status(), StatusCode::GONE);
        assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    }
    assert_eq!(std::fs::read_dir(office.path().join("staging")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_says_until_when_it_may_go_on() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(17, 2 * MIB);
    let until = |answer: &Response| {
        let text = header(answer, "upload-expires");
        chrono::DateTime::parse_from_rfc2822(&text).unwrap().timestamp_millis()
    };
    let created = creation(&desk, content.len() as u64, &address(&content)).send().await.unwrap();
    let place = header(&created, "location");
    let first = until(&created);
    let fourteen_days =
        i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap()
            + UPLOAD_EXPIRY_MS;
    assert!((fourteen_days - first).abs() < 60_000, "{first}");
    office.later(600_000);
    let taken = patch(&desk, &place, 0, &content[..MIB]).send().await.unwrap();
    assert!(until(&taken) >= first + 600_000, "the days count from the last byte");
    let ended = patch(&desk, &place, MIB, &content[MIB..]).send().await.unwrap();
    assert!(ended.headers().get("upload-expires").is_none(), "what is complete does not run out");
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_ran_out_while_the_server_was_stopped_are_swept_when_it_starts() {
    let mut office = Office::begin().await;
    let mut desk = office.admin().await;
    let content = bytes(18, 2 * MIB);
    let old = create(&desk, content.len() as u64, &address(&content)).await;
    patch(&desk, &old, 0, &content[..MIB]).send().await.unwrap();
    let staging = office.path().join("staging");
    assert_eq!(std::fs::read_dir(&staging).unwrap().count(), 1);
    office.stop().await;
    office.later(UPLOAD_EXPIRY_MS + 60_000);
    office.start().await;
    // Nobody asks for it.
    let swept = async {
        while std::fs::read_dir(&staging).unwrap().count() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), swept).await.expect("it is still there");
    let address = office.address();
    desk.at(&address).await.unwrap();
    assert_eq!(tus(&desk, Method::HEAD, &old).send().await.unwrap().status(), StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_its_sender_gives_up_leaves_nothing_and_is_not_known_any_more() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(19, 2 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    patch(&desk, &place, 0, &content[..MIB]).send().await.unwrap();
    assert_eq!(tus(&desk, Method::DELETE, &place).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(std::fs::read_dir(office.path().join("staging")).unwrap().count(), 0);
    for method in [Method::HEAD, Method::DELETE] {
        assert_eq!(tus(&desk, method, &place).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(patch(&desk, &place, MIB, b"x").send().await.unwrap().status(), StatusCode::NOT_FOUND);
    // What the protocol does not have is answered in its own words, too.
    for (method, path, status) in [(Method::PUT, place.as_str(), 405), (Method::HEAD, "/uploads/surat", 404)] {
        let answer = tus(&desk, method, path).send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    }
    let options = desk.request(Method::OPTIONS, &place).send().await.unwrap();
    assert_eq!(options.status(), StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_may_begin_anywhere() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(8, MIB + 777);
    let wanted = address(&content);
    let place = create(&desk, content.len() as u64, &wanted).await;
    patch(&desk, &place, 0, &content).send().await.unwrap();
    let get = |range: &str| desk.request(Method::GET, &format!("/blobs/{wanted}")).header("Range", range).send();
    for from in [1, 65_535, 65_536, MIB, content.len() - 1] {
        let answer = get(&format!("bytes={from}-")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(header(&answer, "content-range"), format!("bytes {from}-{}/{}", content.len() - 1, content.len()));
        assert_eq!(answer.bytes().await.unwrap(), content[from..]);
    }
    assert_eq!(get("bytes=10-19").await.unwrap().bytes().await.unwrap(), content[10..20]);
    assert_eq!(get(&format!("bytes={}-", content.len())).await.unwrap().status(), StatusCode::RANGE_NOT_SATISFIABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_a_session_gets_or_brings_anything() {
    let office = Office::begin().await;
    let mut desk = office.admin().await;
    desk.token = "AAAA".to_owned();
    let wanted = address(b"x");
    let place = "/uploads/00000000-0000-7000-8000-000000000000";
    for request in [creation(&desk, 1, &wanted), tus(&desk, Method::HEAD, place), patch(&desk, place, 0, b"x")] {
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(header(&refused, "tus-resumable"), "1.0.0");
    }
    assert_eq!(download(&desk, &wanted).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(desk.request(Method::GET, "/wake").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(desk.request(Method::POST, "/blobs/ask").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_may_come_with_the_creation() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    for (length, along) in
        [(1000, 1000), (MIB, MIB), (MIB + 1, MIB + 1), (3 * MIB, 2 * MIB), (3 * MIB, 1000), (500, 100)]
    {
        let content = bytes(9, length + along);
        let content = &content[..length];
        let request = creation(&desk, length as u64, &address(content)).header("Content-Type", OFFSET_STREAM);
        let answer = request.body(content[..along].to_vec()).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{along} of {length}");
        assert_eq!(header(&answer, "upload-offset"), along.to_string());
        let place = header(&answer, "location");
        if along < length {
            assert_eq!(
                patch(&desk, &place, along, &content[along..]).send().await.unwrap().status(),
                StatusCode::NO_CONTENT
            );
        }
        assert_eq!(offset(&desk, &place).await, Some(length));
        assert_eq!(download(&desk, &address(content)).await.bytes().await.unwrap(), content);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_reaches_its_sender_while_a_large_body_is_on_its_way() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(7, 8 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    for _ in 0..5 {
        let ahead = patch(&desk, &place, MIB, &content[MIB..]).send().await.unwrap();
        assert_eq!(ahead.status(), StatusCode::CONFLICT);
        let unmeasured = tus(&desk, Method::POST, "/uploads")
            .header("Upload-Metadata", metadata(&address(&content)))
            .header("Content-Type", OFFSET_STREAM)
            .body(content.clone());
        assert_eq!(unmeasured.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    }
    assert_eq!(offset(&desk, &place).await, Some(0));
}
