//! Registered clients: where their secrets go, and what comes of it when a server does not want all.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::desk::{Desk, beside, server};
use crate::cli::{Served, assay};

const PUBLIC: &str = "assay public";

fn mode(desk: &Desk, name: &str) -> u32 {
    fs::metadata(desk.path(name)).expect("the file").permissions().mode() & 0o777
}

fn clients(desk: &Desk) -> Vec<toml::Table> {
    let table = desk.toml();
    let all = table.get("client").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    all.iter().map(|own| own.as_table().expect("a table").clone()).collect()
}

/// Adds what no registration can bring.
fn fill_in(desk: &Desk) {
    let more = "\n[[resource_owner]]\nusername = \"alice\"\npassword = \"wonderland-1\"\n\
                [[resource]]\nurl = \"/resource/read\"\nscope = \"read\"\n";
    fs::write(desk.path("t.toml"), desk.read("t.toml") + more).expect("written");
}

#[test]
fn registered_clients_work_and_their_secrets_are_for_their_owner_alone() {
    let desk = Desk::new();
    let served = Served::start(&["--registration"], std::env::temp_dir().as_path());
    let said = desk.init(&served.issuer, &["--register"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let secrets = ["t.toml.confidential.secret", "t.toml.second.secret"];
    assert_eq!(desk.names(), ["t.toml", secrets[0], secrets[1]]);
    for name in secrets {
        assert_eq!(mode(&desk, name), 0o600, "{name}");
        let secret = desk.read(name);
        assert!(secret.trim().len() > 20);
        assert!(!said.out.contains(secret.trim()) && !desk.read("t.toml").contains(secret.trim()));
    }
    let roles: Vec<_> = clients(&desk).iter().map(|own| own["role"].to_string()).collect();
    assert_eq!(roles, ["\"confidential\"", "\"second\"", "\"public\""]);

    fill_in(&desk);
    let target = desk.argument("t.toml");
    let doctor = assay(&["doctor", "--target", &target]);
    assert_eq!(doctor.code, 0, "{}{}", doctor.out, doctor.err);
    let select = ["pkce/wrong-verifier", "client-auth/", "refresh/works", "code/"];
    let run = assay(&[&["run", "--target", &target, "--quiet"], &select[..]].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!run.out.contains(" 0 pass"), "{}", run.out);
}

#[test]
fn secrets_stand_in_the_target_file_only_if_that_is_asked_for() {
    let desk = Desk::new();
    let served = Served::start(&["--registration"], std::env::temp_dir().as_path());
    let said =
        desk.init(&served.issuer, &["--register", "--secrets-in-target", "--scope", "read nosuch"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.names(), ["t.toml"]);
    assert_eq!(mode(&desk, "t.toml"), 0o600);
    let secret = clients(&desk)[0]["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.len() > 20 && !said.out.contains(&secret));
    let allowed = desk.toml()["scopes"]["allowed"].to_string();
    assert_eq!(allowed, "[\"read\"]", "the server knows no `nosuch`");
}

#[test]
fn a_secret_file_that_is_there_is_not_overwritten_and_keeps_no_other_client_back() {
    let desk = Desk::new();
    let served = Served::start(&["--registration"], std::env::temp_dir().as_path());
    fs::write(desk.path("t.toml.second.secret"), "precious").expect("written");
    let said = desk.init(&served.issuer, &["--register"]);
    assert_eq!(said.code, 3, "{}", said.out);
    assert!(said.err.contains("second: ") && said.err.contains("is there already"), "{}", said.err);
    assert_eq!(desk.read("t.toml.second.secret"), "precious");
    let roles: Vec<_> = clients(&desk).iter().map(|own| own["role"].to_string()).collect();
    assert_eq!(roles, ["\"confidential\"", "\"public\""]);
}

async fn registering(server: &MockServer, name: &str, status: u16, answer: Value) {
    Mock::given(method("POST"))
        .and(path("/register"))
        .and(body_partial_json(json!({ "client_name": name })))
        .respond_with(ResponseTemplate::new(status).set_body_json(answer))
        .mount(server)
        .await;
}

#[tokio::test]
async fn what_the_server_registered_counts_and_what_it_refuses_is_told() {
    let server = server(json!({ "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"] })).await;
    let granted = json!({
        "client_id": "one\"two", "client_secret": "marked-secret-1",
        "grant_types": ["authorization_code", "urn:x:other"],
        "redirect_uris": ["https://other.example/cb"],
        "token_endpoint_auth_method": "client_secret_post",
        "registration_client_uri": "https://as.example/register/one",
        "registration_access_token": "marked-registration-token",
    });
    registering(&server, "assay confidential", 201, granted).await;
    let jwt = json!({ "client_id": "two", "token_endpoint_auth_method": "private_key_jwt" });
    registering(&server, "assay second", 201, jwt).await;
    let refused = json!({ "error": "invalid_redirect_uri", "error_description": "not that one" });
    registering(&server, PUBLIC, 400, refused).await;
    let (desk, origin) = (Desk::new(), server.uri());
    let (desk, said) = beside(move || {
        let said = desk.init(&origin, &["--register"]);
        (desk, said)
    })
    .await;
    assert_eq!(said.code, 3, "{}", said.out);
    let flat: String =
        said.err.split_whitespace().filter(|own| *own != "│").collect::<Vec<_>>().join(" ");
    for words in [
        "second: \"two\" was registered",
        "private_key_jwt",
        "public: ",
        "invalid_redirect_uri: not that one",
    ] {
        assert!(flat.contains(words), "{words}: {flat}");
    }
    let all = clients(&desk);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["id"].as_str(), Some("one\"two"));
    assert_eq!(all[0]["grants"].to_string(), "[\"authorization_code\"]");
    assert_eq!(all[0]["redirect_uris"].to_string(), "[\"https://other.example/cb\"]");
    assert_eq!(all[0]["auth"].as_str(), Some("client_secret_post"));
    let token = "t.toml.confidential.registration";
    assert_eq!(desk.names(), ["t.toml", token, "t.toml.confidential.secret"]);
    assert_eq!((mode(&desk, token), desk.read(token).trim()), (0o600, "marked-registration-token"));
    for secret in ["marked-secret-1", "marked-registration-token"] {
        let written = desk.read("t.toml") + &said.out + &said.err;
        assert!(!written.contains(secret), "{secret}: {written}");
    }
}

#[tokio::test]
async fn the_initial_access_token_is_sent_and_never_shown() {
    let server =
        server(json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic"] })).await;
    let token = "marked-initial-token";
    Mock::given(method("POST"))
        .and(header("authorization", format!("Bearer {token}")))
        .respond_with(ResponseTemplate::new(401).set_body_json(
            json!({ "error": "invalid_token", "error_description": format!("{token} is no good") }),
        ))
        .mount(&server)
        .await;
    let (desk, origin) = (Desk::new(), server.uri());
    let (desk, said) = beside(move || {
        let more = ["--register", "--initial-access-token-env", "INITIAL"];
        let said = desk.init_in(&origin, &more, ("INITIAL", token));
        (desk, said)
    })
    .await;
    assert_eq!(said.code, 3, "{}", said.out);
    assert!(said.err.contains("invalid_token"), "{}", said.err);
    assert!(
        said.out.contains("no public client: the metadata list no clients without a secret"),
        "{}",
        said.out
    );
    assert_eq!(desk.names(), ["t.toml"], "places without a secret are given back");
    let written = desk.read("t.toml") + &said.out + &said.err;
    assert!(!written.contains(token), "{written}");
    let sent = server.received_requests().await.expect("requests");
    let asked: Vec<_> = sent.iter().filter(|own| own.url.path() == "/register").collect();
    assert_eq!(asked.len(), 2, "one for each role with a secret");
    let first: Value = serde_json::from_slice(&asked[0].body).expect("JSON");
    assert_eq!(first["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(first["response_types"], json!(["code"]));
}
