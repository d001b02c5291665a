//! A server that dies in the middle of a run: nothing is concluded from its silence.

use super::binary::Desk;
use super::proxy::Proxy;

const EMBEDDED: &str = include_str!("../../../fixtures/targets/embedded.toml");

#[tokio::test]
async fn what_comes_after_the_death_of_a_server_is_inconclusive() {
    for requests in [40, 150] {
        let proxy = Proxy::dying_after(requests, &[]).await;
        let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", proxy.origin()));
        let outcome = desk.outcome(&["pkce/", "token/", "scope/", "redirect-uri/"]).await;
        assert_eq!(outcome.with_verdict("fail"), [""; 0], "{requests}: {:?}", outcome.said);
        assert_eq!(outcome.with_verdict("warn"), [""; 0], "{requests}");
        assert!(
            outcome.with_verdict("inconclusive").len() > 10,
            "{requests}: {:?}",
            outcome.json["summary"]
        );
        assert_eq!(outcome.said.code, Some(3), "{requests}");
        assert_eq!(outcome.json["interrupted"], false, "nobody pressed Ctrl-C");
        assert!(
            outcome.said.out.contains("refused") || outcome.said.out.contains("reset"),
            "{}",
            outcome.said.out
        );
    }
}

#[tokio::test]
async fn no_negative_passes_without_its_control_behind_it() {
    let whole = Proxy::start(&[]).await;
    let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", whole.origin()));
    let select = ["pkce/wrong-verifier", "--jobs", "1"];
    let outcome = desk.outcome(&select).await;
    assert_eq!(outcome.verdict("pkce/wrong-verifier"), "pass", "{outcome:?}");
    let requests = whole.recorded().matches(" HTTP/1.1\r\n").count();

    // The same run, but the server is gone before the last request of the control behind it.
    let dying = Proxy::dying_after(requests - 1, &[]).await;
    let desk = Desk::new(&EMBEDDED.replace("http://127.0.0.1:8414", dying.origin()));
    let outcome = desk.outcome(&select).await;
    assert_eq!(outcome.verdict("pkce/wrong-verifier"), "inconclusive", "{outcome:?}");
    let reason = outcome.reason("pkce/wrong-verifier");
    assert!(reason.contains("the conforming flow fails"), "{reason}");
    assert_eq!(outcome.said.code, Some(3));
}
