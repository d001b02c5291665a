//! Login pages: one, two or three of them, and what their forms hold.

use assay::exchange::{Ending, Endpoint};
use assay::scenario::Owner;
use wiremock::ResponseTemplate;

use super::stage::{
    Ask, BACK, PASSWORD, REFUSED, Stage, authorize, dead_end, form, granted, login_page, lost,
    page, to, walk,
};

#[tokio::test]
async fn one_page_leads_from_the_request_to_the_code() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" if ask.logs_in() => to(BACK),
        _ => lost(ask),
    })
    .await;
    let record = stage.grant().await;
    assert_eq!(record.ending, granted());
    assert_eq!(stage.lines().await, ["GET /authorize", "POST /login"]);
    let kinds: Vec<Endpoint> = record.exchanges.iter().map(|own| own.endpoint).collect();
    assert_eq!(kinds, [Endpoint::Authorization, Endpoint::OwnerPage]);
    let code = record.facts.get("authorize.code").map(String::as_str);
    assert_eq!(code, Some("stage-code"));
}

#[tokio::test]
async fn one_page_may_ask_for_login_and_decision_at_once() {
    let html = "<form method=post action=/decide><input name=username><input type=password name=password>\
                <input type=checkbox name=scope value=read>\
                <button name=decision value=allow>Allow</button><button name=decision value=deny>Deny</button></form>";
    let script = move |ask: &Ask| match ask.line().as_str() {
        "GET /authorize" => page(html),
        "POST /decide" if ask.logs_in() && ask.sent("decision", "deny") => to(REFUSED),
        "POST /decide" if ask.logs_in() && ask.sent("scope", "read") => to(BACK),
        _ => lost(ask),
    };
    let stage = Stage::start(script).await;
    assert_eq!(stage.grant().await.ending, granted());
    let refused = Stage::start(script).await.deny().await;
    assert_eq!(refused.ending, Ending::Error(REFUSED.to_owned()));
}

#[tokio::test]
async fn login_and_consent_stand_on_two_pages() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" if ask.logs_in() => {
            page("<form method=post action=/consent><button name=ok value=1>Allow</button></form>")
        }
        "POST /consent" if ask.sent("ok", "1") => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}

#[tokio::test]
async fn login_name_password_and_consent_stand_on_three_pages() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<title>Who are you?</title><form method=post action=/name>\
             <input type=email name=identifier><button>Next</button></form>",
        ),
        "POST /name" if ask.form() == form(&[("identifier", "alice")]) => page(
            "<title>Welcome</title><form method=post action=/password><input type=hidden name=identifier value=alice>\
             <input type=password name=secret><button>Log in</button></form>",
        ),
        "POST /password" if ask.form() == form(&[("identifier", "alice"), ("secret", PASSWORD)]) => {
            page("<form method=post action=/consent><button>Continue</button></form>")
        }
        "POST /consent" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    let lines = ["GET /authorize", "POST /name", "POST /password", "POST /consent"];
    assert_eq!(stage.lines().await, lines);
}

#[tokio::test]
async fn hidden_fields_and_cookies_go_back_as_they_came() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<form method=post action='/login?next=%2Fa%20b'><input type=hidden name=csrf value='a&amp;b &quot;c&quot;'>\
             <input type=hidden name=empty><input name=username><input type=password name=password>\
             <input type=checkbox name=remember value=yes><button name=go>Go</button></form>",
        )
        .append_header("set-cookie", "csrf=cookie-1; Path=/; HttpOnly")
        .append_header("set-cookie", "elsewhere=2; Path=/other"),
        "POST /login" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    let login = stage.only("POST /login").await;
    assert_eq!(login.query, "next=%2Fa%20b");
    assert_eq!(login.header("cookie"), "csrf=cookie-1");
    assert_eq!(login.header("origin"), stage.origin());
    assert!(login.header("referer").starts_with(&format!("{}/authorize?", stage.origin())));
    let sent = form(&[
        ("csrf", "a&b \"c\""),
        ("empty", ""),
        ("username", "alice"),
        ("password", PASSWORD),
        ("go", ""),
    ]);
    assert_eq!(login.form(), sent, "an unticked box is not sent, a hidden field without value is");
}

#[tokio::test]
async fn a_cookie_that_is_taken_back_is_not_sent_again() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page().append_header("set-cookie", "step=one; Path=/"),
        "POST /login" => to("/next").append_header("set-cookie", "step=gone; Path=/; Max-Age=0"),
        "GET /next" if ask.header("cookie").is_empty() => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    assert_eq!(stage.only("POST /login").await.header("cookie"), "step=one");
}

#[tokio::test]
async fn a_first_button_that_cancels_is_not_pressed() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<form method=post action=/login><input name=username><input type=password name=password>\
             <input type=submit name=cancel value=Cancel><input type=submit name=enter value='Sign in'></form>",
        ),
        "POST /login" if ask.logs_in() && ask.sent("enter", "Sign in") => page(
            "<form method=post action=/consent><button name=what value=no>No, cancel</button>\
             <button name=what value=yes>Yes</button></form>",
        ),
        "POST /consent" if ask.form() == form(&[("what", "yes")]) => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    let login = stage.only("POST /login").await;
    assert!(!login.form().iter().any(|(name, _)| name == "cancel"), "{login:?}");
}

#[tokio::test]
async fn the_login_form_is_found_among_others() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<form action=/search><input name=q><button>Search</button></form>\
             <form method=post action=/language><select name=lang><option>en</select><button>Continue</button></form>\
             <form method=post action=/login><input name=username><input type=password name=password><button>Go</button></form>\
             <form method=post action=/register><button>Create an account</button></form>",
        ),
        "POST /login" if ask.logs_in() => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
}

#[tokio::test]
async fn selectors_of_the_target_file_name_what_no_word_reveals() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => page(
            "<form method=post action=/login><input name=f1><input name=f2 class=who><input name=f3 class=pin>\
             <button name=b value=1>&rarr;</button></form>",
        ),
        "POST /login" if ask.form() == form(&[("f1", ""), ("f2", "alice"), ("f3", PASSWORD), ("b", "1")]) => page(
            "<form method=post action=/consent><button name=c value=1>&#10003;</button>\
             <button name=c value=2>&#10007;</button><button name=c value=3 class=nein>&#9888;</button></form>",
        ),
        "POST /consent" if ask.sent("c", "1") => to(BACK),
        "POST /consent" if ask.sent("c", "3") => to(REFUSED),
        _ => lost(ask),
    })
    .await;
    let fields = "[resource_owner.fields]\nusername = \".who\"\npassword = \".pin\"\n\
                  approve = \"[value='1'][name=c]\"\ndeny = \".nein\"\n";
    assert_eq!(stage.grant_with(fields).await.ending, granted());
    let refused = walk(stage.target(fields), authorize(Owner::Denies)).await;
    assert_eq!(refused.ending, Ending::Error(REFUSED.to_owned()));
}

#[tokio::test]
async fn a_wrong_password_is_told_at_the_page_that_came_back() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" | "POST /login" => login_page(),
        _ => lost(ask),
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("are username and password right?"), "{reason}");
    assert!(reason.contains("\"Sign in\""), "{reason}");
    assert!(reason.contains(&format!("{}/login", stage.origin())), "{reason}");
    assert!(!reason.contains(PASSWORD), "{reason}");
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_twice_on_one_page() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" | "POST /login" => login_page(),
        _ => lost(ask),
    })
    .await;
    stage.grant().await;
    let tries = stage.lines().await;
    let tries = tries.iter().filter(|line| *line == "POST /login").count();
    assert_eq!(tries, 1, "servers lock accounts after a few wrong passwords");
}

#[tokio::test]
async fn a_login_page_that_comes_back_as_401_is_told_like_one_by_200() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" => ResponseTemplate::new(401).set_body_raw(
            "<title>Try again</title><form method=post action=/login><input name=username>\
             <input type=password name=password><button>Sign in</button></form>",
            "text/html",
        ),
        _ => lost(ask),
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("\"Try again\"") && reason.contains("password right?"), "{reason}");
}

#[tokio::test]
async fn a_browser_without_a_person_stops_at_the_login_page() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        _ => lost(ask),
    })
    .await;
    let record = walk(stage.target(""), authorize(Owner::Absent)).await;
    assert_eq!(record.ending, Ending::Login);
    assert_eq!(stage.lines().await, ["GET /authorize"]);
}
