//! Hostile authorization endpoints and login pages: the resource owner gives up in time and gives
//! nothing away.

use std::time::{Duration, Instant};

use assay::exchange::Ending;
use assay::scenario::Owner;
use wiremock::ResponseTemplate;

use super::binary::{Desk, target};
use super::raw::{Play, Raw};
use crate::owner::stage::{Stage, authorize, dead_end, login_page, lost, page, to, walk};

#[tokio::test]
async fn a_redirect_loop_is_left() {
    let stage = Stage::start(|ask| {
        let count: u32 = ask.query.parse().unwrap_or_default();
        to(&format!("/authorize?{}", count + 1))
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("redirect loop"), "{reason}");
    assert!(stage.lines().await.len() < 40);
}

#[tokio::test]
async fn a_redirect_loop_ends_the_command_with_3_and_shows_the_exchange() {
    let raw = Raw::always(vec![Play::Send(super::raw::answer(
        "302 Found",
        "location: /authorize\r\n",
        "",
    ))])
    .await;
    let outcome = Desk::new(&target(raw.origin())).outcome(&["state/echoed"]).await;
    assert_eq!(outcome.verdict("state/echoed"), "inconclusive");
    assert!(outcome.reason("state/echoed").contains("redirect loop"), "{outcome:?}");
    assert_eq!(outcome.said.code, Some(3));
    assert!(outcome.said.out.contains(raw.origin()), "{}", outcome.said.out);
}

#[tokio::test]
async fn a_loop_of_pages_is_left_too() {
    let stage =
        Stage::start(|_| page("<meta http-equiv=refresh content='0;url=/authorize'><p>Wait")).await;
    assert!(dead_end(&stage.grant().await).contains("redirect loop"));
}

#[tokio::test]
async fn nothing_of_the_login_leaves_the_targets_origins() {
    let thief = Stage::start(|_| login_page()).await;
    let there = thief.origin();
    let host = there.trim_start_matches("http://").to_owned();
    let ways: Vec<(u16, String)> = vec![
        (302, format!("{there}/login")),
        (307, format!("{there}/login")),
        (308, format!("//{host}/login")),
        (303, format!("\\\\{host}/login")),
        (302, format!("http://127.0.0.1@{host}/login")),
        (302, format!("http:{host}/login")),
    ];
    for (status, location) in ways {
        let own = location.clone();
        let stage = Stage::start(move |ask| match ask.line().as_str() {
            "GET /authorize" => login_page().append_header("set-cookie", "session=s-1; Path=/"),
            "POST /login" => ResponseTemplate::new(status).insert_header("location", own.as_str()),
            _ => lost(ask),
        })
        .await;
        stage.grant().await;
        assert_eq!(thief.lines().await, [""; 0], "{status} {location}");
    }
}

#[tokio::test]
async fn pages_cannot_send_the_login_elsewhere() {
    let thief = Stage::start(|_| login_page()).await;
    let there = thief.origin();
    let form = |attributes: &str, button: &str| {
        format!(
            "<form {attributes}><input name=username><input type=password name=password><button {button}>Go</button></form>"
        )
    };
    for html in [
        form(&format!("method=post action='{there}/login'"), ""),
        form(&format!("method=get action='{there}/login'"), ""),
        form("method=post action=/login", &format!("formaction='{there}/login'")),
        format!("<base href='{there}/'>{}", form("method=post action=login", "")),
        format!("<meta http-equiv=refresh content='0;url={there}/login'>Wait"),
    ] {
        let own = html.clone();
        let stage = Stage::start(move |ask| match ask.line().as_str() {
            "GET /authorize" => page(&own),
            _ => lost(ask),
        })
        .await;
        stage.grant().await;
        assert_eq!(thief.lines().await, [""; 0], "{html}");
    }
}

#[tokio::test]
async fn a_refusal_by_link_does_not_leave_either() {
    let thief = Stage::start(|_| login_page()).await;
    let link = format!(
        "<form method=post action=/x><button>Continue</button></form><a href='{}/no'>Cancel</a>",
        thief.origin()
    );
    let stage = Stage::start(move |_| page(&link)).await;
    let record = walk(stage.target(""), authorize(Owner::Denies)).await;
    assert!(dead_end(&record).contains(&thief.origin()));
    assert_eq!(thief.lines().await, [""; 0]);
}

#[tokio::test]
async fn cookies_stay_with_the_server_that_set_them() {
    let other = Stage::start(|_| login_page()).await;
    let there = other.origin();
    let stage = Stage::start(move |_| {
        to(&format!("{there}/login").replace("127.0.0.1", "localhost"))
            .append_header("set-cookie", "session=s-1; Path=/")
    })
    .await;
    let listed = other.origin().replace("127.0.0.1", "localhost");
    stage.grant_with(&format!("origins = [\"{listed}\"]")).await;
    let asked = other.asked().await;
    assert_eq!(asked.first().map(|ask| ask.line()).as_deref(), Some("GET /login"));
    assert_eq!(asked[0].header("cookie"), "");
}

#[tokio::test]
async fn pages_of_every_kind_of_rubbish_end_somewhere() {
    let latin = b"<title>Gr\xfc\xdfe</title><form><input type=password name=\xff></form>".to_vec();
    let mut zipped = vec![0x1f, 0x8b, 8, 0];
    zipped.extend([0xff; 2000]);
    for body in [
        latin,
        zipped,
        vec![0; 4096],
        b"<form><form><table><form method=post><input type=password".to_vec(),
    ] {
        let stage = Stage::start(move |_| {
            ResponseTemplate::new(200).set_body_raw(body.clone(), "text/html")
        })
        .await;
        let record = stage.grant().await;
        assert!(matches!(record.ending, Ending::DeadEnd(_) | Ending::Page), "{:?}", record.ending);
    }
}

/// Pages that take a reader minutes whose effort grows with the square of their size.
async fn is_left_in_time(html: String) {
    let stage = Stage::start(move |_| page(&html)).await;
    let begun = Instant::now();
    let record = stage.grant().await;
    assert!(begun.elapsed() < Duration::from_secs(15), "took {:?}", begun.elapsed());
    assert!(matches!(record.ending, Ending::DeadEnd(_) | Ending::Page), "{:?}", record.ending);
}

#[tokio::test]
async fn a_deeply_nested_page_is_left_in_time() {
    is_left_in_time("<span>x ".repeat(25_000)).await;
}

#[tokio::test]
async fn a_page_of_many_forms_is_left_in_time() {
    let forms = (0..10_000).map(|at| format!("<form id=f{at}></form><input form=f{at}>"));
    is_left_in_time(forms.collect()).await;
}

#[tokio::test]
async fn a_slow_login_page_runs_into_the_deadline() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>".to_vec();
    let drip = Play::Drip(vec![b'x'; 600], Duration::from_millis(100));
    let raw = Raw::always(vec![Play::Send(head), drip]).await;
    let outcome = Desk::new(&target(raw.origin())).outcome(&["state/echoed"]).await;
    assert_eq!(outcome.verdict("state/echoed"), "inconclusive");
    let reason = outcome.reason("state/echoed");
    assert!(reason.contains("timeout: no end of the answer within 2 s"), "{reason}");
    assert!(reason.contains(&format!("{}/authorize", raw.origin())), "{reason}");
    assert_eq!(outcome.said.code, Some(3));
}

#[tokio::test]
async fn a_crash_of_the_authorization_endpoint_is_no_error_page() {
    for status in [500, 503, 429] {
        let html = "<!doctype html><title>Oops</title><p>Something went wrong.";
        let stage =
            Stage::start(move |_| ResponseTemplate::new(status).set_body_raw(html, "text/html"))
                .await;
        let ids = ["redirect-uri/unregistered", "authorize/unknown-client", "state/echoed"];
        let outcome = Desk::new(&target(&stage.origin())).outcome(&ids).await;
        for id in ids {
            assert_eq!(outcome.verdict(id), "inconclusive", "{status} {:?}", outcome.result(id));
        }
        assert_eq!(outcome.said.code, Some(3));
    }
}
