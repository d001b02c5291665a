//! Servers whose login page is a script over a JSON API: calls before the browser step.

use serde_json::Value;
use wiremock::ResponseTemplate;

use super::stage::{BACK, PASSWORD, Stage, dead_end, granted, login_page, lost, to};

const BEFORE: &str = r#"
authorize_with = ["g_continue", "lang=en%20GB"]

[[resource_owner.before]]
url    = "/api/auth?from=test"
json   = '{"user": "${username}", "pass": "${password}", "for": ["${client_id}"]}'
origin = "https://app.example"

[[resource_owner.before]]
method = "PUT"
url    = "/api/grant"
"#;

fn ok() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("{}", "application/json")
}

#[tokio::test]
async fn calls_before_the_browser_step_log_in() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "POST /api/auth" => ok().append_header("set-cookie", "session=s-1; Path=/"),
        "PUT /api/grant" if ask.header("cookie") == "session=s-1" => ResponseTemplate::new(204),
        "GET /authorize" if ask.header("cookie") == "session=s-1" => to(BACK),
        _ => lost(ask),
    })
    .await;
    assert_eq!(stage.grant_with(BEFORE).await.ending, granted());
    assert_eq!(stage.lines().await, ["POST /api/auth", "PUT /api/grant", "GET /authorize"]);

    let call = stage.only("POST /api/auth").await;
    assert_eq!(call.query, "from=test");
    assert_eq!(call.header("origin"), "https://app.example");
    assert_eq!(call.header("content-type"), "application/json");
    let body: Value = serde_json::from_str(&call.body).expect("JSON");
    assert_eq!(body, serde_json::json!({ "user": "alice", "pass": PASSWORD, "for": ["web"] }));

    let grant = stage.only("PUT /api/grant").await;
    assert_eq!((grant.body.as_str(), grant.header("content-type")), ("", String::new()));

    let asked = stage.only("GET /authorize").await;
    assert!(asked.query.starts_with("response_type=code&"), "{}", asked.query);
    assert!(asked.query.ends_with("&g_continue&lang=en%20GB"), "{}", asked.query);
}

#[tokio::test]
async fn a_password_of_any_characters_is_right_in_json() {
    for password in [r#"a"b\c"#, r#""quoted""#, "tab\there", "\u{1f511}"] {
        let stage = Stage::start(|_| to(BACK)).await;
        let mut target = stage.target(
            "[[resource_owner.before]]\nurl = \"/api\"\njson = '{\"p\": \"${password}\"}'\n",
        );
        target.owners[0].password = Some(password.to_owned().into());
        super::stage::walk(target, super::stage::authorize(assay::scenario::Owner::Grants)).await;
        let call = stage.only("POST /api").await;
        let body: Value = serde_json::from_str(&call.body)
            .unwrap_or_else(|error| panic!("{} for {password}: {error}", call.body));
        assert_eq!(body["p"], password);
    }
}

#[tokio::test]
async fn a_call_before_the_login_that_is_refused_is_a_dead_end() {
    let stage = Stage::start(|ask| match ask.line().as_str() {
        "POST /api/auth" => ResponseTemplate::new(403),
        _ => login_page(),
    })
    .await;
    let record = stage.grant_with(BEFORE).await;
    let reason = dead_end(&record);
    assert!(reason.contains("/api/auth") && reason.contains("403"), "{reason}");
    assert_eq!(stage.lines().await, ["POST /api/auth"], "nothing else is tried");
}

#[tokio::test]
async fn a_call_before_the_login_never_leaves_the_target() {
    let thief = Stage::start(|_| ok()).await;
    let stage = Stage::start(|_| login_page()).await;
    let call = format!(
        "[[resource_owner.before]]\nurl = \"{}/api\"\njson = '{{\"p\": \"${{password}}\"}}'\n",
        thief.origin()
    );
    let record = stage.grant_with(&call).await;
    let reason = dead_end(&record);
    assert!(reason.contains(&thief.origin()), "{reason}");
    assert!(thief.lines().await.is_empty());
}

#[tokio::test]
async fn a_call_before_the_login_without_an_answer_is_told_in_plain_words() {
    let gone = Stage::start(|_| ok()).await;
    let origin = gone.origin();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let target = super::stage::read(&format!(
        "[endpoints]\nauthorization = \"{origin}/authorize\"\ntoken = \"http://{address}/token\"\n\
         [[client]]\nrole = \"public\"\nid = \"app\"\ngrants = [\"authorization_code\"]\n\
         redirect_uris = [\"https://client.example/callback\"]\n\
         [[resource_owner]]\nusername = \"alice\"\n[[resource_owner.before]]\nurl = \"http://{address}/api\"\n"
    ));
    let step = super::stage::authorize(assay::scenario::Owner::Grants);
    let record = super::stage::walk(target, step).await;
    let reason = dead_end(&record);
    assert!(reason.contains(&format!("http://{address}/api")), "{reason}");
    assert!(reason.contains("did not answer"), "{reason}");
    assert!(!reason.contains("DeadEnd") && !reason.contains("\\\""), "{reason}");
}
