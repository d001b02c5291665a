//! The way between the pages: redirects of every spelling, cookies on it, other origins.

use wiremock::ResponseTemplate;

use super::stage::{Ask, BACK, Stage, dead_end, granted, login_page, lost, page, to};

#[tokio::test]
async fn redirects_lead_on_in_every_spelling() {
    let stage = Stage::start(|ask| {
        let host = ask.header("host");
        match (ask.line().as_str(), ask.query.as_str()) {
            ("GET /authorize", _) => to("/app/start/"),
            ("GET /app/start/", "") => to("one?x=1"),
            ("GET /app/start/one", "x=1") => to("?x=2#part"),
            ("GET /app/start/one", "x=2") => to("../two"),
            ("GET /app/two", _) => to(&format!("//{host}/three")),
            ("GET /three", _) => to(&format!("http://{host}/login")),
            ("GET /login", _) => login_page(),
            ("POST /login", _) if ask.logs_in() => to("/done"),
            ("GET /done", _) => to(BACK),
            _ => lost(ask),
        }
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}

#[tokio::test]
async fn every_kind_of_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let stage = Stage::start(move |ask| match ask.line().as_str() {
            "GET /authorize" => ResponseTemplate::new(status).insert_header("location", "/login"),
            "GET /login" => login_page(),
            "POST /login" => to(BACK),
            _ => lost(ask),
        })
        .await;
        assert_eq!(stage.grant().await.ending, granted(), "{status}");
    }
}

#[tokio::test]
async fn after_a_form_303_asks_for_a_page_and_307_sends_the_form_again() {
    for (status, line) in
        [(302, "GET /next"), (303, "GET /next"), (307, "POST /next"), (308, "POST /next")]
    {
        let stage = Stage::start(move |ask| match ask.line().as_str() {
            "GET /authorize" => login_page(),
            "POST /login" => ResponseTemplate::new(status).insert_header("location", "/next"),
            own if own == line && (own.starts_with("GET") || ask.logs_in()) => to(BACK),
            _ => lost(ask),
        })
        .await;
        let record = stage.grant().await;
        assert_eq!(record.ending, granted(), "{status}: {:?}", stage.lines().await);
    }
}

#[tokio::test]
async fn cookies_set_on_the_way_are_sent_where_they_belong() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => to("/hop")
            .append_header("set-cookie", "session=s-1; Path=/; HttpOnly; SameSite=Lax")
            .append_header("set-cookie", "narrow=n-1; Path=/hop")
            .append_header("set-cookie", "far=f-1; Domain=elsewhere.example"),
        "GET /hop" => to("/login"),
        "GET /login" => login_page(),
        "POST /login" => to("/resume").append_header("set-cookie", "session=s-2; Path=/"),
        "GET /resume" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    let cookies = |asked: &[Ask]| {
        let own = asked.iter().map(|ask| (ask.line(), ask.header("cookie")));
        own.collect::<Vec<_>>()
    };
    let asked = stage.asked().await;
    for (line, cookie) in cookies(&asked) {
        let mut own: Vec<&str> = cookie.split("; ").filter(|own| !own.is_empty()).collect();
        own.sort_unstable();
        let expected: &[&str] = match line.as_str() {
            "GET /authorize" => &[],
            "GET /hop" => &["narrow=n-1", "session=s-1"],
            "GET /resume" => &["session=s-2"],
            _ => &["session=s-1"],
        };
        assert_eq!(own, expected, "{line}");
    }
}

#[tokio::test]
async fn a_meta_refresh_is_followed_like_a_redirect() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page("<meta http-equiv=Refresh content=\"0; URL='/login?a=1&amp;b=2'\"><p>One moment"),
        "GET /login" if ask.query == "a=1&b=2" => login_page(),
        "POST /login" if ask.logs_in() => page(
            "<meta http-equiv=refresh content='0;url=https://client.example/callback?code=stage-code&amp;state=kept'>",
        ),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}

#[tokio::test]
async fn a_form_resolves_against_the_base_of_its_page() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<head><base href='/app/'></head><form method=post action=login><input name=username>\
             <input type=password name=password><button>Go</button></form>",
        ),
        "POST /app/login" if ask.logs_in() => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}

#[tokio::test]
async fn a_login_page_on_a_listed_origin_is_used() {
    let login = Stage::start(|ask| match ask.line().as_str() {
        // Without an action the form goes to the page's own URL, so `back` stays in the query.
        "GET /login" => page(
            "<form method=post><input name=username><input type=password name=password><button>Go</button></form>",
        ),
        "POST /login" if ask.logs_in() => to(&ask.parameters()[0].1),
        _ => lost(ask),
    })
    .await;
    let elsewhere = login.origin();
    let stage = Stage::start(move |ask| match ask.line().as_str() {
        "GET /authorize" => {
            to(&format!("{elsewhere}/login?back=http://{}/resume", ask.header("host")))
                .append_header("set-cookie", "own=1; Path=/authorize")
        }
        "GET /resume" => to(BACK),
        _ => lost(ask),
    })
    .await;
    let more = format!("origins = [\"{}\"]", login.origin());
    assert_eq!(stage.grant_with(&more).await.ending, granted());
    assert_eq!(login.lines().await, ["GET /login", "POST /login"]);
    assert_eq!(login.only("POST /login").await.header("origin"), login.origin());
}

#[tokio::test]
async fn a_login_page_on_an_unlisted_origin_is_never_visited() {
    let login = Stage::start(|_| login_page()).await;
    let elsewhere = login.origin();
    let stage = Stage::start(move |_| to(&format!("{elsewhere}/login"))).await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains(&login.origin()), "{reason}");
    assert!(reason.contains("origins"), "the cure is named: {reason}");
    assert!(reason.contains(&format!("{}/authorize", stage.origin())), "{reason}");
    assert!(login.lines().await.is_empty());
}

#[tokio::test]
async fn a_form_that_would_send_the_login_elsewhere_is_not_sent() {
    let thief = Stage::start(|_| to(BACK)).await;
    let elsewhere = thief.origin();
    let stage = Stage::start(move |_| {
        page(&format!(
            "<form method=post action='{elsewhere}/login'><input name=username>\
             <input type=password name=password><button>Go</button></form>"
        ))
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains(&thief.origin()) && reason.contains("origins"), "{reason}");
    assert!(thief.lines().await.is_empty());
}
