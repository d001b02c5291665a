//! Injected latency and stalls, as a client sees them.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::reference::{Running, Settings, start};

use super::host::ANY;

/// A client with one connection, which stays open.
struct Connection(TcpStream);

impl Connection {
    async fn to(server: &Running) -> Self {
        Self(TcpStream::connect(server.address).await.unwrap())
    }

    /// How long an answer takes, and its status line.
    async fn ask(&mut self, path: &str) -> (Duration, String) {
        let began = Instant::now();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 16 * 1024];
        let read = self.0.read(&mut answer).await.unwrap();
        let took = began.elapsed();
        let text = String::from_utf8_lossy(&answer[..read]).into_owned();
        (took, text.lines().next().unwrap_or_default().to_owned())
    }
}

async fn slow(change: impl FnOnce(&mut Settings)) -> Running {
    let make = |issuer| {
        let mut settings = Settings::embedded(issuer);
        change(&mut settings);
        settings
    };
    start(ANY, false, make).await.unwrap()
}

#[tokio::test]
async fn what_machines_ask_is_delayed_and_what_people_visit_is_not() {
    let server = slow(|own| own.latency = Some("300ms:100%".parse().unwrap())).await;
    let mut connection = Connection::to(&server).await;
    for (path, status) in [
        ("/token", "405 Method Not Allowed"),
        ("/introspect", "405 Method Not Allowed"),
        ("/revoke", "405 Method Not Allowed"),
        ("/resource/read", "401 Unauthorized"),
    ] {
        let (took, line) = connection.ask(path).await;
        assert_eq!(line, format!("HTTP/1.1 {status}"), "{path}");
        assert!(took >= Duration::from_millis(300), "{path} took {took:?}");
    }
    // The quickest of many: a busy machine may hold up each of them.
    let mut quickest = Duration::MAX;
    for path in ["/.well-known/oauth-authorization-server", "/authorize", "/nowhere"].repeat(5) {
        quickest = quickest.min(connection.ask(path).await.0);
    }
    assert!(quickest < Duration::from_millis(300), "{quickest:?}");
    server.stop().await;
}

#[tokio::test]
async fn in_a_stall_nothing_is_answered_until_its_end() {
    let server = slow(|own| own.stalls = vec!["300ms@0s".parse().unwrap()]).await;
    let first = async {
        let (took, _) = Connection::to(&server).await.ask("/resource/open").await;
        assert!(took >= Duration::from_millis(300), "{took:?}");
    };
    let others = async {
        let (took, _) = Connection::to(&server).await.ask("/nowhere").await;
        assert!(took < Duration::from_secs(5), "{took:?}");
    };
    tokio::join!(first, others);
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_is_stopped_lets_go_of_who_waits() {
    let server = slow(|own| own.latency = Some("1h:100%".parse().unwrap())).await;
    let mut connection = Connection::to(&server).await;
    let request = "GET /resource/open HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.0.write_all(request.as_bytes()).await.unwrap();
    // By then the first request has arrived, as a rule.
    Connection::to(&server).await.ask("/nowhere").await;
    server.stop().await;
    let mut answer = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(10), connection.0.read_to_end(&mut answer));
    drop(end.await.expect("the connection is still open"));
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 401 "), "{answer:?}");
}
