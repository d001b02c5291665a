//! Consent pages: which form and which button, what is sent with it, and how to refuse.

use assay::exchange::Ending;
use assay::scenario::Owner;

use super::stage::{
    Ask, BACK, REFUSED, Stage, authorize, dead_end, form, granted, login_page, lost, page, to, walk,
};

/// A server whose login is followed by this consent page; `decide` answers what is sent from it.
async fn consent(
    html: &'static str,
    decide: impl Fn(&Ask) -> Option<&'static str> + Send + Sync + 'static,
) -> Stage {
    Stage::start(move |ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        "POST /login" if ask.logs_in() => page(html),
        _ => decide(ask).map_or_else(|| lost(ask), to),
    })
    .await
}

fn refused() -> Ending {
    Ending::Error(REFUSED.to_owned())
}

#[tokio::test]
async fn allow_and_deny_stand_in_forms_of_their_own() {
    let html = "<form method=post action=/deny><input type=hidden name=a value=1><button>Deny</button></form>\
                <form method=post action=/allow><input type=hidden name=b value=2><button>Allow</button></form>";
    let decide = |ask: &Ask| match ask.line().as_str() {
        "POST /deny" if ask.form() == form(&[("a", "1")]) => Some(REFUSED),
        "POST /allow" if ask.form() == form(&[("b", "2")]) => Some(BACK),
        _ => None,
    };
    assert_eq!(consent(html, decide).await.grant().await.ending, granted());
    assert_eq!(consent(html, decide).await.deny().await.ending, refused());
}

#[tokio::test]
async fn a_button_overrides_action_and_method_of_its_form() {
    let html = "<form action=/nowhere><input type=hidden name=request value=r-1>\
                <button formaction=/allow formmethod=post name=d value=y>Allow</button>\
                <button formaction='/deny?old=1' formmethod=get name=d value=n>Deny</button></form>";
    let decide = |ask: &Ask| match ask.line().as_str() {
        "POST /allow" if ask.form() == form(&[("request", "r-1"), ("d", "y")]) => Some(BACK),
        // HTML: a GET submission replaces the query of the action.
        "GET /deny" if ask.parameters() == form(&[("request", "r-1"), ("d", "n")]) => Some(REFUSED),
        _ => None,
    };
    assert_eq!(consent(html, decide).await.grant().await.ending, granted());
    assert_eq!(consent(html, decide).await.deny().await.ending, refused());
}

#[tokio::test]
async fn every_box_is_ticked_and_one_of_each_radio_group_chosen() {
    let html = "<form method=post action=/allow><input type=checkbox name=scope value=read>\
                <input type=checkbox name=scope value=write checked><input type=checkbox name=sure>\
                <input type=radio name=for value=once><input type=radio name=for value=ever checked>\
                <input type=radio name=as value=me><input type=radio name=as value=you>\
                <button>Authorize</button></form>";
    let stage = consent(html, |ask| (ask.line() == "POST /allow").then_some(BACK)).await;
    assert_eq!(stage.grant().await.ending, granted());
    let sent = form(&[
        ("scope", "read"),
        ("scope", "write"),
        ("sure", "on"),
        ("for", "ever"),
        ("as", "me"),
    ]);
    assert_eq!(stage.only("POST /allow").await.form(), sent);
}

#[tokio::test]
async fn a_select_and_a_textarea_are_sent_as_they_show() {
    let html = "<form method=post action=/allow><select name=account><option value=1>One\
                <option value=2 selected>Two</select><select name=team><option>Red &amp; blue</select>\
                <textarea name=note>\nas it  stands &lt;here&gt;</textarea>\
                <input name=off value=1 disabled><button name=go>Accept</button></form>";
    let stage = consent(html, |ask| (ask.line() == "POST /allow").then_some(BACK)).await;
    assert_eq!(stage.grant().await.ending, granted());
    let sent = stage.only("POST /allow").await.form();
    let named = |name: &str| {
        let found = sent.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone())
    };
    assert_eq!(named("account").as_deref(), Some("2"));
    assert_eq!(named("team").as_deref(), Some("Red & blue"));
    assert_eq!(named("note").as_deref(), Some("as it  stands <here>"));
    assert_eq!(named("off"), None, "a disabled field is not sent");
    assert_eq!(named("go").as_deref(), Some(""));
}

#[tokio::test]
async fn the_request_replayed_in_hidden_fields_comes_back_whole() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => {
            let hidden: String = ask
                .parameters()
                .iter()
                .map(|(name, value)| format!("<input type=hidden name='{name}' value='{value}'>"))
                .collect();
            page(&format!(
                "<form method=post>{hidden}<input type=hidden name=csrf value=t-1>\
                 <input type=submit value=Cancel><input type=submit name=allow value=Authorize></form>"
            ))
            .append_header("set-cookie", "csrf=t-1; Path=/")
        }
        "POST /authorize" if ask.header("cookie") == "csrf=t-1" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant().await.ending, granted());
    let (asked, sent) = (stage.only("GET /authorize").await, stage.only("POST /authorize").await);
    let mut expected = asked.parameters();
    expected.extend(form(&[("csrf", "t-1"), ("allow", "Authorize")]));
    assert_eq!(sent.form(), expected);
    assert_eq!(sent.query, asked.query, "a form without action goes to the page's own URL");
}

#[tokio::test]
async fn a_button_outside_belongs_to_the_form_it_names() {
    let html = "<form id=one method=post action=/one></form><form id=two method=post action=/two>\
                <input type=hidden name=kept value=1></form>\
                <button form=one>Decline</button><button form=two name=x value=y>Approve</button>";
    let decide = |ask: &Ask| match ask.line().as_str() {
        "POST /one" => Some(REFUSED),
        "POST /two" if ask.form() == form(&[("kept", "1"), ("x", "y")]) => Some(BACK),
        _ => None,
    };
    assert_eq!(consent(html, decide).await.grant().await.ending, granted());
    assert_eq!(consent(html, decide).await.deny().await.ending, refused());
}

#[tokio::test]
async fn a_link_may_be_the_way_to_refuse() {
    let html = "<form method=post action=/allow><button autofocus>Continue</button></form>\
                <a href=/help>Help</a> <a href='abort?why=no%20thanks'>[ Cancel ]</a>";
    let decide = |ask: &Ask| match ask.line().as_str() {
        "POST /allow" => Some(BACK),
        "GET /abort" if ask.query == "why=no%20thanks" => Some(REFUSED),
        _ => None,
    };
    assert_eq!(consent(html, decide).await.grant().await.ending, granted());
    assert_eq!(consent(html, decide).await.deny().await.ending, refused());
}

#[tokio::test]
async fn a_link_to_the_client_itself_refuses_without_a_request() {
    let html = "<form method=post action=/allow><button>Continue</button></form>\
                <a href='https://client.example/callback?error=access_denied&amp;state=kept'>Cancel</a>";
    let stage = consent(html, |_| None).await;
    assert_eq!(stage.deny().await.ending, refused());
    assert_eq!(stage.lines().await, ["GET /authorize", "POST /login"]);
}

#[tokio::test]
async fn consent_given_earlier_leads_straight_to_the_code() {
    let stage = Stage::start(|_| to(BACK)).await;
    let record = stage.grant().await;
    assert_eq!(record.ending, granted());
    assert_eq!(stage.lines().await, ["GET /authorize"]);
}

#[tokio::test]
async fn what_nobody_is_asked_cannot_be_refused() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        _ => to(BACK),
    })
    .await;
    let record = stage.deny().await;
    let Ending::Impossible(reason) = &record.ending else { panic!("{:?}", record.ending) };
    assert!(reason.contains("no consent was asked for"), "{reason}");
}

#[tokio::test]
async fn a_page_without_a_button_that_grants_says_how_to_name_one() {
    let html = "<title>Hm</title><form method=post action=/x><button name=a>Foo</button>\
                <button name=b>Bar</button></form>";
    let stage = consent(html, |_| None).await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("\"Hm\"") && reason.contains("approve"), "{reason}");
    let record = walk(stage.target(""), authorize(Owner::Denies)).await;
    let reason = dead_end(&record);
    assert!(reason.contains("\"Hm\"") && reason.contains("deny"), "{reason}");
}

#[tokio::test]
async fn a_consent_page_that_never_ends_is_a_dead_end() {
    let html = "<title>Again</title><form method=post action=/again><button>Allow</button></form>";
    let stage = Stage::start(move |ask| match ask.line().as_str() {
        "GET /authorize" => login_page(),
        _ => page(html),
    })
    .await;
    let record = stage.grant().await;
    let reason = dead_end(&record);
    assert!(reason.contains("\"Again\"") && reason.contains("comes back"), "{reason}");
    let times = stage.lines().await.iter().filter(|line| *line == "POST /again").count();
    assert!(times <= 3, "{times} times");
}
