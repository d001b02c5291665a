//! `login = "manual"`: a person logs in, assay waits at the loopback redirect URI.

use std::time::Duration;

use assay::exchange::{Ending, StepRecord};
use assay::runner::{Context, Flow, Transport};
use assay::scenario::Owner;
use assay::target::Target;
use assay::verdict::Event;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::stage::{authorize, read};

/// Far below the patience that assay has with a person, far above what a visit takes.
const SOON: Duration = Duration::from_secs(10);

/// A target whose client listens at `path` of a free port.
async fn target(path: &str) -> (Target, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let target = read(&format!(
        r#"
        [endpoints]
        authorization = "https://as.example/authorize?tenant=1"
        token         = "https://as.example/token"
        [[client]]
        role   = "public"
        id     = "app"
        grants = ["authorization_code"]
        native = true
        redirect_uris = ["http://127.0.0.1:{port}{path}"]
        [[resource_owner]]
        login = "manual"
        "#
    ));
    (target, port)
}

/// Waits for the URL that the person is shown, then lets `person` act; both within [`SOON`].
async fn log_in<F: Future<Output = ()>>(
    target: Target,
    person: impl FnOnce(String) -> F,
) -> StepRecord {
    let transport = Transport::new(&target).expect("a transport");
    let (events, mut heard) = mpsc::unbounded_channel();
    let context = Context::new(target, transport, 7, events);
    let steps = [authorize(Owner::Grants)];
    let shown = async {
        match heard.recv().await {
            Some(Event::OwnerNeeded(url)) => person(url).await,
            other => panic!("no URL is shown but {other:?}"),
        }
    };
    let both = async { tokio::join!(Flow::new(&context, "owner/manual").run(&steps), shown) };
    let (mut transcript, ()) = timeout(SOON, both).await.expect("the visit ends the wait");
    transcript.steps.remove(0)
}

/// Visits as a browser does, and returns the answer.
async fn visit(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("somebody listens");
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: text/html\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn a_person_logs_in_and_the_answer_is_kept_raw() {
    let (target, port) = target("/callback").await;
    let record = log_in(target, |url| async move {
        assert!(
            url.starts_with("https://as.example/authorize?tenant=1&response_type=code&"),
            "{url}"
        );
        let answer = visit(port, "/callback?code=c%2F1&state=%7e+x").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("close this window"), "{answer}");
    })
    .await;
    let expected = format!("http://127.0.0.1:{port}/callback?code=c%2F1&state=%7e+x");
    assert_eq!(record.ending, Ending::Code(expected));
    assert_eq!(record.facts.get("authorize.code").map(String::as_str), Some("c/1"));
}

#[tokio::test]
async fn an_error_may_be_what_the_person_comes_back_with() {
    let (target, port) = target("/callback").await;
    let record = log_in(target, |_| async move {
        visit(port, "/callback?error=access_denied").await;
    })
    .await;
    let expected = format!("http://127.0.0.1:{port}/callback?error=access_denied");
    assert_eq!(record.ending, Ending::Error(expected));
}

#[tokio::test]
async fn other_visitors_are_not_taken_for_the_answer() {
    let (target, port) = target("/callback").await;
    let record = log_in(target, |_| async move {
        visit(port, "/favicon.ico").await;
        visit(port, "/callbackery?code=no").await;
        drop(TcpStream::connect(("127.0.0.1", port)).await.expect("somebody listens"));
        visit(port, "/callback?code=yes").await;
    })
    .await;
    let expected = format!("http://127.0.0.1:{port}/callback?code=yes");
    assert_eq!(record.ending, Ending::Code(expected));
}

#[tokio::test]
async fn a_connection_kept_in_reserve_does_not_keep_the_answer_waiting() {
    let (target, port) = target("/callback").await;
    let record = log_in(target, |_| async move {
        // Browsers open a connection ahead of the one that they use.
        let idle = TcpStream::connect(("127.0.0.1", port)).await.expect("somebody listens");
        visit(port, "/callback?code=yes").await;
        drop(idle);
    })
    .await;
    assert!(matches!(record.ending, Ending::Code(_)), "{:?}", record.ending);
}

#[tokio::test]
async fn a_redirect_uri_without_a_path_is_reached_at_the_root() {
    let (target, port) = target("").await;
    let record = log_in(target, |_| async move {
        visit(port, "/?code=yes").await;
    })
    .await;
    assert!(matches!(record.ending, Ending::Code(_)), "{:?}", record.ending);
}

#[tokio::test]
async fn a_redirect_uri_that_nobody_can_listen_on_is_told() {
    let (mut target, _) = target("/callback").await;
    target.clients[0].redirect_uris = vec!["https://client.example/callback".to_owned()];
    let record = super::stage::walk(target, authorize(Owner::Grants)).await;
    let Ending::Impossible(reason) = &record.ending else { panic!("{:?}", record.ending) };
    assert!(reason.contains("loopback redirect URI"), "{reason}");
    assert!(reason.contains("https://client.example/callback"), "{reason}");
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let (target, port) = target("/callback").await;
    let _taken = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    let record = super::stage::walk(target, authorize(Owner::Grants)).await;
    let Ending::Impossible(reason) = &record.ending else { panic!("{:?}", record.ending) };
    assert!(reason.contains(&format!("127.0.0.1:{port}")), "{reason}");
}
