//! The same server gives the same fingerprint: whatever the seed, the port, the order of its header
//! fields and the values that are new each time.

use assay::snapshot::{Reading, differences};
use assay::target::Target;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::desk::{all_probes, ask, print_of};

#[tokio::test]
async fn seeds_and_ports_leave_no_trace() {
    for probe in all_probes() {
        let one = print_of(&[], &probe.name, 11).await;
        let other = print_of(&[], &probe.name, 12).await;
        assert_eq!(one.render(), other.render(), "{}", probe.name);
    }
}

/// A metadata document with fields that are new each time, in an order of their own.
async fn document(time: u64, reversed: bool) -> Reading {
    let server = MockServer::start().await;
    let id = format!("{:08x}-{time:04x}-4{time:03x}-a{time:03x}-{:012x}", time * 7, time * 91);
    let mut fields = vec![
        ("x-request-id", id.clone()),
        ("server", "odd/1.0".to_owned()),
        ("x-runtime", format!("0.{time:05}")),
        ("set-cookie", format!("sid={id}{time}; Path=/; HttpOnly")),
        ("etag", format!("\"{id}\"")),
        ("cache-control", "public, max-age=60".to_owned()),
    ];
    if reversed {
        fields.reverse();
        fields.retain(|(name, _)| *name != "cache-control");
        fields.push(("cache-control", "max-age=60, public".to_owned()));
    }
    let issuer = server.uri();
    let names = ["trace", "token_endpoint"];
    let values = [format!("request {id} of {}", server.address()), format!("{issuer}/token")];
    let order = if reversed { [1, 0] } else { [0, 1] };
    let members = order.map(|at| format!("\"{}\": \"{}\"", names[at], values[at])).join(", ");
    let body = format!("{{\"issuer\": \"{issuer}\", {members}}}");
    let answer = fields.iter().fold(ResponseTemplate::new(200), |own, (name, value)| {
        own.append_header(*name, value.as_str())
    });
    let answer = answer.set_body_raw(body, "application/json");
    let well_known = path("/.well-known/oauth-authorization-server");
    Mock::given(method("GET")).and(well_known).respond_with(answer).mount(&server).await;
    ask(Target::of_issuer(&issuer), "metadata", time).await
}

#[tokio::test]
async fn what_is_new_each_time_leaves_no_trace_either() {
    let (one, other) = (document(1, false).await, document(77, true).await);
    assert_eq!(one, other);
    let Reading::Seen { fingerprint, .. } = one else { panic!("{one:?}") };
    let text = fingerprint.render();
    for word in ["<request id>", "request <uuid> of <host>", "<issuer>/token", "<etag>", "odd/1.0"]
    {
        assert!(text.contains(word), "no {word} in {text}");
    }
}

#[tokio::test]
async fn what_differs_between_two_performances_is_no_drift_later() {
    let read = |reading: Reading| match reading {
        Reading::Seen { fingerprint, .. } => fingerprint,
        other => panic!("{other:?}"),
    };
    let print = |counter: &str, hint: bool| {
        let hint = if hint { ", \"hint\": \"x\"" } else { "" };
        let body = format!("{{\"issuer\": \"ISSUER\", \"counter\": \"{counter}\"{hint}}}");
        async move {
            let server = MockServer::start().await;
            let body = body.replace("ISSUER", &server.uri());
            let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
            Mock::given(method("GET")).respond_with(answer).mount(&server).await;
            read(ask(Target::of_issuer(server.uri()), "metadata", 1).await)
        }
    };
    let settled = print("one", false).await.settled_with(&print("two", true).await);
    for later in [print("three", false).await, print("four", true).await] {
        assert_eq!(differences(Some(&settled), &later), []);
        assert_eq!(later.marked_like(&settled), settled);
    }
}
