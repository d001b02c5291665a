//! What a server sees of requests that are held: all but one octet of each, then the rest of all.

use std::io::ErrorKind;
use std::net::Ipv4Addr;

use assay::cli::embedded_target;
use assay::exchange::StepRecord;
use assay::runner::direct::{AtOnce, Contender, Dialler, at_once};
use assay::runner::{Context, Flow, Transport};
use assay::scenario::{Action, Step};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const REFUSAL: &str = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\
    content-length: 25\r\n\r\n{\"error\":\"invalid_grant\"}";

#[tokio::test]
async fn no_request_is_whole_before_all_are_there() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    for action in [Action::Token, Action::Metadata] {
        let (raced, ()) = tokio::join!(raced(port, action, 3), async {
            let mut streams = Vec::new();
            for _ in 0..3 {
                streams.push(listener.accept().await.expect("a connection").0);
            }
            let mut first = streams.pop().expect("a stream");
            let early = all_but_one(&mut first).await;
            first.read_exact(&mut [0]).await.expect("the last octet");
            // By the time that one request is whole, the others lack at most one octet.
            for other in &mut streams {
                let there = waiting(other).await;
                assert!(there.abs_diff(early) <= 1, "{there} octets, not about {early}");
            }
            streams.push(first);
            for mut stream in streams {
                stream.write_all(REFUSAL.as_bytes()).await.expect("an answer");
            }
        });
        let statuses = raced.records.iter().map(status).collect::<Vec<_>>();
        assert_eq!(statuses, [Some(400); 3], "{raced:?}");
        assert!(raced.spread.is_some());
    }
}

#[tokio::test]
async fn who_cannot_connect_is_not_waited_for() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let raced = raced(port, Action::Token, 2).await;
    assert!(raced.records.iter().all(|own| status(own).is_none()), "{raced:?}");
    assert_eq!(raced.spread, None);
}

async fn raced(port: u16, action: Action, contenders: usize) -> AtOnce {
    let mut target = embedded_target(&format!("http://127.0.0.1:{port}"));
    target.endpoints.token = Some(format!("http://127.0.0.1:{port}/token"));
    target.endpoints.metadata = Some(format!("http://127.0.0.1:{port}/metadata"));
    let transport = Transport::new(&target).expect("a transport");
    let dialler = Dialler::new(&target, false).expect("a dialler");
    let (events, _heard) = mpsc::unbounded_channel();
    let context = Context::new(target, transport, 1, events);
    let flow = Flow::new(&context, "race");
    let mut step = Step::conforming(action);
    if action == Action::Token {
        step.set.insert("grant_type".to_owned(), "client_credentials".to_owned());
    }
    let each = (0..contenders).map(|number| Contender {
        flow: &flow,
        // Labels of one length, so that requests have one length.
        label: format!("request {number}"),
        step: step.clone(),
        before: 0,
    });
    at_once(&dialler, &each.collect::<Vec<_>>()).await
}

fn status(record: &StepRecord) -> Option<u16> {
    record.answer().and_then(|own| own.response()).map(|own| own.status)
}

/// Reads a request but for its last octet, and says how long that is.
async fn all_but_one(stream: &mut TcpStream) -> usize {
    let mut seen = Vec::new();
    let whole = loop {
        seen.push(stream.read_u8().await.expect("an octet"));
        let text = String::from_utf8_lossy(&seen);
        let Some((head, _)) = text.split_once("\r\n\r") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        break head.len() + 4 + length.map_or(0, |own| own.parse().expect("a number"));
    };
    let mut rest = vec![0; whole - 1 - seen.len()];
    stream.read_exact(&mut rest).await.expect("all but one");
    whole - 1
}

/// How many octets are there, once the first one is.
async fn waiting(stream: &mut TcpStream) -> usize {
    let mut seen = 0;
    stream.readable().await.expect("something to read");
    loop {
        let mut octets = [0; 4096];
        match stream.try_read(&mut octets) {
            Ok(0) => return seen,
            Ok(count) => seen += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return seen,
            Err(error) => panic!("{error}"),
        }
    }
}
