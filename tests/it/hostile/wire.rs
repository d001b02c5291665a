//! The transport alone against broken answers: what it keeps, what it cuts, when it gives up.

use std::time::{Duration, Instant};

use assay::exchange::{Endpoint, Exchange, Failure, FailureKind, Reply, Request, Response};
use assay::runner::Transport;
use assay::target::Target;

use super::raw::{Play, Raw, answer};

const FIRST: Duration = Duration::from_millis(400);
const WHOLE: Duration = Duration::from_millis(800);

/// More than the deadlines by what a busy machine may add.
const LATEST: Duration = Duration::from_secs(20);

async fn ask(url: &str) -> Exchange {
    let mut target = Target::of_issuer(url);
    target.manners.connect_timeout = FIRST;
    target.manners.first_byte_timeout = FIRST;
    target.manners.timeout = WHOLE;
    let transport = Transport::new(&target).expect("a transport");
    let begun = Instant::now();
    let exchange = transport.send(Endpoint::Token, Request::new("GET", url), "hostile/wire").await;
    assert!(begun.elapsed() < LATEST, "took {:?}", begun.elapsed());
    exchange
}

async fn hear(plays: Vec<Play>) -> Exchange {
    let raw = Raw::always(plays).await;
    ask(raw.origin()).await
}

fn send(octets: &[u8]) -> Play {
    Play::Send(octets.to_vec())
}

fn failure(exchange: &Exchange) -> &Failure {
    match &exchange.reply {
        Reply::Failure(failure) => failure,
        Reply::Response(response) => panic!("an answer: {response:?}"),
    }
}

fn response(exchange: &Exchange) -> &Response {
    exchange.response().unwrap_or_else(|| panic!("no answer: {:?}", exchange.reply))
}

#[tokio::test]
async fn a_refused_connection_is_told() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let exchange = ask(&url).await;
    let failure = failure(&exchange);
    assert_eq!(failure.kind, FailureKind::Connection);
    assert!(failure.detail.contains("refused"), "{}", failure.detail);
}

#[tokio::test]
async fn a_reset_is_a_failed_connection_before_and_within_an_answer() {
    for plays in [
        vec![Play::Reset],
        vec![send(b"HTTP/1.1 200 OK\r\ncontent-le"), Play::Reset],
        vec![send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access"), Play::Reset],
    ] {
        let exchange = hear(plays.clone()).await;
        assert_eq!(failure(&exchange).kind, FailureKind::Connection, "{plays:?}: {exchange:?}");
    }
}

#[tokio::test]
async fn a_connection_closed_without_a_word_is_a_failed_connection() {
    let exchange = hear(Vec::new()).await;
    assert_eq!(failure(&exchange).kind, FailureKind::Connection, "{exchange:?}");
}

#[tokio::test]
async fn an_answer_shorter_than_it_says_is_no_answer() {
    for head in ["content-length: 50\r\n", "transfer-encoding: chunked\r\n"] {
        let plays = vec![Play::Send(
            format!("HTTP/1.1 200 OK\r\n{head}\r\n1A\r\n{{\"access_token\":\"abcdefgh")
                .into_bytes(),
        )];
        let exchange = hear(plays).await;
        assert!(failure(&exchange).detail.contains("broke off"), "{exchange:?}");
    }
}

#[tokio::test]
async fn a_slow_first_byte_runs_into_its_deadline() {
    for plays in [
        vec![Play::Hang],
        vec![send(b"HTTP/1.1 200 OK\r\n"), Play::Hang],
        vec![Play::Drip(vec![b'H'; 100], FIRST)],
    ] {
        let exchange = hear(plays).await;
        let failure = failure(&exchange);
        assert_eq!(failure.kind, FailureKind::Timeout);
        assert!(failure.detail.contains("no answer within 0.4 s"), "{}", failure.detail);
    }
}

#[tokio::test]
async fn interim_answers_without_end_run_into_the_deadline_too() {
    let raw =
        Raw::always(vec![Play::Flood(b"HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n".to_vec())]);
    let exchange = ask(raw.await.origin()).await;
    assert!(matches!(exchange.reply, Reply::Failure(_)), "{exchange:?}");
}

#[tokio::test]
async fn a_slow_body_runs_into_the_deadline_of_the_whole() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    for rest in [Play::Hang, Play::Drip(vec![b' '; 100], FIRST / 4)] {
        let exchange = hear(vec![send(head), rest]).await;
        let failure = failure(&exchange);
        assert_eq!(failure.kind, FailureKind::Timeout);
        assert!(failure.detail.contains("no end of the answer within 0.8 s"), "{}", failure.detail);
    }
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    let raw = Raw::always(vec![send(head), Play::Flood(vec![b'x'; 1 << 16])]).await;
    let mut target = Target::of_issuer(raw.origin());
    target.manners.timeout = LATEST;
    let transport = Transport::new(&target).expect("a transport");
    let request = Request::new("GET", raw.origin());
    let exchange = transport.send(Endpoint::Token, request, "hostile/wire").await;
    let response = response(&exchange);
    assert!(response.cut);
    assert_eq!(response.body.len(), 1 << 20);
}

#[tokio::test]
async fn a_flood_of_headers_is_no_answer() {
    let many: String = (0..2000).map(|at| format!("x-flood-{at}: {at}\r\n")).collect();
    let long = format!("x-flood: {}\r\n", "a".repeat(4 << 20));
    for headers in [many, long] {
        let exchange = hear(vec![Play::Send(answer("200 OK", &headers, "{}"))]).await;
        assert!(matches!(exchange.reply, Reply::Failure(_)), "{:.200?}", exchange.reply);
    }
    let endless = vec![send(b"HTTP/1.1 200 OK\r\n"), Play::Flood(b"x-flood: again\r\n".to_vec())];
    let exchange = hear(endless).await;
    assert!(matches!(exchange.reply, Reply::Failure(_)), "{:.200?}", exchange.reply);
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    for octets in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
    ] {
        let exchange = hear(vec![send(octets)]).await;
        let failure = failure(&exchange);
        assert!(!failure.detail.is_empty());
        let kinds = [FailureKind::Malformed, FailureKind::Connection];
        assert!(kinds.contains(&failure.kind), "{failure:?}");
    }
}

#[tokio::test]
async fn octets_that_are_no_utf_8_are_marked_and_kept_apart() {
    let mut octets =
        b"HTTP/1.1 200 OK\r\nx-odd: caf\xe9\r\ncontent-length: 5\r\nconnection: close\r\n\r\n"
            .to_vec();
    octets.extend(b"a\xff\xfeb\x80");
    let exchange = hear(vec![Play::Send(octets)]).await;
    let response = response(&exchange);
    assert_eq!(response.header("x-odd"), Some("caf\u{e9}"));
    assert!(response.not_utf8);
    assert_eq!(response.body, "a\u{fffd}\u{fffd}b\u{fffd}");
}

#[tokio::test]
async fn a_compressed_bomb_stays_compressed() {
    // 1 MiB of zeros as gzip is about 1 kB; only its head matters here: nobody unpacks it.
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    body.extend([0xed, 0xc1, 1, 1].iter().cycle().take(2000));
    let head = format!(
        "content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    let mut octets = format!("HTTP/1.1 200 OK\r\n{head}\r\n").into_bytes();
    octets.extend(&body);
    let raw = Raw::always(vec![Play::Send(octets)]).await;
    let exchange = ask(raw.origin()).await;
    let response = response(&exchange);
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert_eq!(response.body, String::from_utf8_lossy(&body), "the octets as they came");
    let request = raw.heard().concat().to_ascii_lowercase();
    assert!(!request.contains("gzip"), "nothing compressed is asked for: {request}");
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let elsewhere = Raw::always(Vec::new()).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let location = format!("location: {}/stolen\r\n", elsewhere.origin());
        let exchange = hear(vec![Play::Send(answer(status, &location, ""))]).await;
        let kept = format!("{}/stolen", elsewhere.origin());
        assert_eq!(response(&exchange).header("location"), Some(kept.as_str()), "{status}");
    }
    assert!(elsewhere.heard().is_empty());
}

#[tokio::test]
async fn repeated_header_fields_stay_apart_and_in_order() {
    let headers = "www-authenticate: Basic realm=\"a\"\r\nwww-authenticate: Bearer\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n";
    let exchange = hear(vec![Play::Send(answer("401 Unauthorized", headers, ""))]).await;
    let response = response(&exchange);
    let all = |name: &str| response.headers_named(name).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(all("www-authenticate"), ["Basic realm=\"a\"", "Bearer"]);
    assert_eq!(all("set-cookie"), ["a=1", "b=2"]);
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_is_told() {
    for url in ["no url at all", "ftp://127.0.0.1/x", "http://"] {
        let mut target = Target::of_issuer("http://127.0.0.1:1");
        target.manners.connect_timeout = FIRST;
        let transport = Transport::new(&target).expect("a transport");
        let exchange =
            transport.send(Endpoint::Token, Request::new("GET", url), "hostile/wire").await;
        let failure = failure(&exchange);
        assert_eq!(failure.kind, FailureKind::Unsendable, "{url}: {}", failure.detail);
    }
}
