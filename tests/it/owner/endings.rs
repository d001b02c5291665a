//! Where an authorization ends: code, error, page, another place, dead end; told apart, and kept raw.

use assay::exchange::Ending;
use assay::scenario::Owner;
use wiremock::ResponseTemplate;

use super::stage::{
    BACK, REFUSED, Stage, authorize, dead_end, granted, login_page, lost, page, to, walk,
};

/// A server that redirects at once to a `Location` of these octets.
async fn location(octets: &'static [u8]) -> Stage {
    Stage::start(move |_| ResponseTemplate::new(302).insert_header("location", octets)).await
}

#[tokio::test]
async fn the_location_of_the_answer_is_kept_octet_for_octet() {
    for raw in [
        "https://client.example/callback?code=a%2Fb%2fc+d%20e&state=%7e~%7E%zz%&&=&code=2",
        "https://client.example/callback?state='\"<>\\^`{|}&code=x",
        "https://client.example/callback?code=x#_=_",
        "https://client.example/callback?&code=%00%0d%0A&iss=https://as%2eexample",
    ] {
        let record = location(raw.as_bytes()).await.grant().await;
        assert_eq!(record.ending, Ending::Code(raw.to_owned()));
    }
}

#[tokio::test]
async fn octets_beyond_ascii_in_a_location_are_lost_nowhere() {
    let record =
        location(b"https://client.example/callback?code=x&state=\xfc\x80").await.grant().await;
    let kept = "https://client.example/callback?code=x&state=\u{fc}\u{80}";
    assert_eq!(record.ending, Ending::Code(kept.to_owned()), "read as Latin-1, octet by octet");
}

#[tokio::test]
async fn the_state_that_was_sent_is_the_state_that_comes_back() {
    let stage = Stage::start(|ask| {
        let raw = ask.query.split('&').find(|pair| pair.starts_with("state="));
        to(&format!("https://client.example/callback?code=c&{}", raw.unwrap_or_default()))
    })
    .await;
    let mut step = authorize(Owner::Grants);
    let state = "a b+c%2F/\u{fc}&=\"'<>";
    step.set.insert("state".to_owned(), state.to_owned());
    let record = walk(stage.target(""), step).await;
    let Ending::Code(url) = &record.ending else { panic!("{:?}", record.ending) };
    let sent = stage.only("GET /authorize").await;
    let raw = sent.query.split('&').find(|pair| pair.starts_with("state="));
    assert_eq!(url.split_once('&').map(|(_, state)| state), raw, "the raw text is untouched");
    let decoded = sent.parameters().into_iter().find(|(name, _)| name == "state");
    assert_eq!(decoded.map(|(_, value)| value).as_deref(), Some(state));
}

#[tokio::test]
async fn the_browser_never_goes_to_the_callback() {
    let client = Stage::start(|_| ResponseTemplate::new(200)).await;
    let callback = format!("{}/callback", client.origin());
    let answer = format!("{callback}?code=stage-code");
    let stage = Stage::start(move |_| to(&answer)).await;
    let mut target = stage.target(&format!("origins = [\"{}\"]", client.origin()));
    target.clients[0].redirect_uris = vec![callback.clone()];
    let record = walk(target, authorize(Owner::Grants)).await;
    assert_eq!(record.ending, Ending::Code(format!("{callback}?code=stage-code")));
    assert!(client.lines().await.is_empty());
}

#[tokio::test]
async fn an_error_redirect_before_any_login_ends_the_way() {
    let answer = "https://client.example/callback?error=invalid_scope&error_description=no";
    let stage = Stage::start(move |_| to(answer)).await;
    assert_eq!(stage.grant().await.ending, Ending::Error(answer.to_owned()));
}

#[tokio::test]
async fn an_error_redirect_after_the_login_ends_the_way() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" => to(REFUSED),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, Ending::Error(REFUSED.to_owned()));
}

#[tokio::test]
async fn a_code_beside_an_error_is_an_error() {
    let answer = "https://client.example/callback?code=x&error=server_error";
    let stage = Stage::start(move |_| to(answer)).await;
    assert_eq!(stage.grant().await.ending, Ending::Error(answer.to_owned()));
}

#[tokio::test]
async fn an_error_page_is_no_dead_end() {
    for status in [200, 400, 403] {
        let stage = Stage::start(move |_| {
            ResponseTemplate::new(status).set_body_raw(
                "<title>Error</title><p>The redirect URI is not registered.",
                "text/html",
            )
        })
        .await;
        assert_eq!(stage.grant().await.ending, Ending::Page, "{status}");
    }
}

#[tokio::test]
async fn a_refusal_without_a_page_is_an_error_page_too() {
    let stage = Stage::start(|_| {
        ResponseTemplate::new(400)
            .set_body_raw(r#"{"error":"invalid_request"}"#, "application/json")
    })
    .await;
    assert_eq!(stage.grant().await.ending, Ending::Page);
}

#[tokio::test]
async fn a_success_without_a_page_is_a_dead_end() {
    let stage =
        Stage::start(|_| ResponseTemplate::new(200).set_body_raw("{}", "application/json")).await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("/authorize") && reason.contains("200"), "{reason}");
}

#[tokio::test]
async fn a_page_drawn_by_a_script_is_a_dead_end_that_names_it() {
    let stage = Stage::start(|_| {
        page(
            "<!doctype html><title>Acme login</title><body><noscript>You need to enable JavaScript to run this app.\
             </noscript><div id=root></div><script src=/app.js></script><script>start()</script>",
        )
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("needs JavaScript"), "{reason}");
    assert!(reason.contains("\"Acme login\""), "{reason}");
    assert!(reason.contains(&format!("{}/authorize", stage.origin())), "{reason}");
    assert!(reason.contains("before"), "the cure is named: {reason}");
}

#[tokio::test]
async fn a_page_drawn_by_a_script_from_elsewhere_is_told_alike() {
    let stage = Stage::start(|_| {
        page("<!doctype html><title>Acme login</title><body><div id=root></div><script src=/app.js></script>")
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("needs JavaScript") && reason.contains("\"Acme login\""), "{reason}");
}

#[tokio::test]
async fn a_redirect_with_a_code_to_another_place_is_told_as_that() {
    let thief = Stage::start(|_| page("thanks")).await;
    let answer = format!("{}/callback?code=stolen&state=s", thief.origin());
    let own = answer.clone();
    let stage = Stage::start(move |_| to(&own)).await;
    let expected = Ending::Foreign { to: answer, via: "redirect".to_owned() };
    assert_eq!(stage.grant().await.ending, expected);
    assert!(thief.lines().await.is_empty());
}

#[tokio::test]
async fn an_unregistered_uri_is_seen_in_every_way_to_it() {
    let uri = "https://evil.example/cb";
    let ways: [(&str, &str); 4] = [
        ("redirect", ""),
        (
            "meta refresh",
            "<meta http-equiv=refresh content='0;url=https://evil.example/cb?error=x'>",
        ),
        (
            "form",
            "<form method=post action='https://evil.example/cb'><input type=hidden name=code value=c></form>",
        ),
        ("script", "<script>window.location = 'https://evil.example/cb?code=c'</script>"),
    ];
    for (way, html) in ways {
        let stage = Stage::start(move |_| match html {
            "" => to("https://evil.example/cb?error=invalid_request"),
            html => page(html),
        })
        .await;
        let mut step = authorize(Owner::Grants);
        step.set.insert("redirect_uri".to_owned(), uri.to_owned());
        let record = walk(stage.target(""), step).await;
        let Ending::Foreign { to, via } = &record.ending else {
            panic!("{way}: {:?}", record.ending)
        };
        assert_eq!(via, way);
        assert!(to.starts_with(uri), "{to}");
    }
}

#[tokio::test]
async fn a_redirect_that_is_no_url_is_a_dead_end() {
    let stage = location(b"http://[::1").await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("http://[::1") && reason.contains("no URL"), "{reason}");
}

#[tokio::test]
async fn a_redirect_without_a_location_is_a_dead_end() {
    let stage = Stage::start(|_| ResponseTemplate::new(302)).await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("302"), "{reason}");
}

#[tokio::test]
async fn the_code_may_come_after_any_page() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" => to("/wait"),
        "GET /wait" => page("<meta http-equiv=refresh content='1; url=/done'><p>You are being redirected, please wait a moment."),
        "GET /done" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}
