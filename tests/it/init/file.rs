//! The proposed file: it loads as it is, and every line of it once its comments are taken away.

use std::path::Path;

use assay::document::Document;
use assay::oauth::Metadata;
use assay::target::{Proposal, Source, Target, read};
use serde_json::json;
use wiremock::MockServer;

use super::desk::{Desk, beside, server};
use crate::cli::{Served, assay};

fn load(text: &str) -> Target {
    let source = Source { folder: Path::new("."), env: &|name| Some(format!("value of {name}")) };
    read(&Document::new("t.toml", text), &source).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The file as it is when every placeholder is taken out of its comment.
fn uncommented(text: &str) -> String {
    let is_key = |own: &str| {
        let word = own.split([' ', '=']).next().unwrap_or_default();
        let named = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        own.starts_with('[') && own.ends_with(']')
            || named && own[word.len()..].trim_start().starts_with('=')
    };
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        // It would need a file of that name.
        Some(own) if is_key(own) && !own.starts_with("ca_file") => own,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_file_made_from_metadata_is_written_once_and_can_be_planned_with() {
    let desk = Desk::new();
    let served = Served::start(&[], desk.path(".").as_path());
    let said = desk.init(&served.issuer, &[]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.contains("assay doctor --target"), "{}", said.out);
    assert!(!said.out.contains("--register"), "the server has no registration: {}", said.out);
    let planned = assay(&["plan", "--target", &desk.argument("t.toml")]);
    assert_eq!(planned.code, 0, "{}", planned.err);
    assert!(planned.out.contains(&format!("token         {}/token", served.issuer)));
    let target = load(&desk.read("t.toml"));
    assert_eq!(target.scopes.allowed, ["read", "write", "delete", "manage"]);
    assert!(target.clients.is_empty() && target.owners.is_empty());

    let text = desk.read("t.toml");
    let again = desk.init(&served.issuer, &[]);
    assert_eq!(again.code, 2, "{}", again.err);
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(desk.read("t.toml"), text, "it was overwritten");

    let printed = assay(&["init", &served.issuer, "--out", "-"]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert_eq!(printed.out, text.replace(&desk.argument("t.toml"), "FILE"));
}

#[test]
fn every_line_of_the_file_is_right_once_it_is_filled_in() {
    let metadata = |json: serde_json::Value| Metadata::from_object(json.as_object().expect("JSON"));
    let rich = metadata(json!({
        "issuer": "https://as.example", "token_endpoint": "https://as.example/t",
        "scopes_supported": ["openid", "read"], "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }));
    let poor = metadata(json!({ "issuer": "https://as.example" }));
    for found in [Some(&rich), Some(&poor), None] {
        let metadata = found.map(|own| (own, "https://as.example/.well-known/x"));
        let issuer = "https://as.example";
        let proposal = Proposal {
            issuer,
            path: "t.toml",
            metadata,
            ca_file: None,
            clients: &[],
            scopes: None,
        };
        let text = proposal.render();
        assert!(load(&text).clients.is_empty());
        let whole = uncommented(&text);
        let target = load(&whole);
        let roles: Vec<&str> = target.clients.iter().map(|own| own.role.as_str()).collect();
        assert_eq!(roles, ["confidential", "second", "public", "resource-server"], "{whole}");
        assert_eq!(target.owners.len(), 1);
        assert_eq!(target.resources.len(), 1);
        assert!(target.endpoints.token.is_some() && target.endpoints.introspection.is_some());
        assert_eq!(target.manners.rate, Some(20));
        assert!(!target.scopes.reserved.is_empty() && target.scopes.default.is_some());
        let first = target.scopes.allowed.first().map(String::as_str);
        assert_eq!(first, Some("read"), "OpenID Connect's own scopes stand behind");
    }
}

#[tokio::test]
async fn nothing_that_a_server_says_gets_out_of_its_place_in_the_file() {
    let odd = "x\"\n[[client]]\nrole = \"public\"\nid = \"evil\"\n#\u{202e}";
    let server = server(json!({
        "issuer": odd,
        "token_endpoint": odd,
        "scopes_supported": ["read", odd, "a b", "", "\u{7f}"],
        "grant_types_supported": [odd],
        "token_endpoint_auth_methods_supported": [odd],
    }))
    .await;
    let (desk, origin) = (Desk::new(), server.uri());
    let (desk, said) = beside(move || {
        let said = desk.init(&origin, &[]);
        (desk, said)
    })
    .await;
    assert_eq!(said.code, 0, "{}", said.err);
    let text = desk.read("t.toml");
    let target = load(&text);
    assert!(target.clients.is_empty(), "{text}");
    assert_eq!(target.scopes.allowed, ["read"]);
    assert_eq!(target.issuer.as_deref(), Some(server.uri().as_str()));
    assert!(
        !text.contains('\u{202e}')
            && !text.lines().any(|line| line.contains("[[client]]") && !line.starts_with('#'))
    );
}

#[tokio::test]
async fn without_metadata_a_skeleton_says_what_to_fill_in() {
    let server = MockServer::start().await;
    let (desk, origin) = (Desk::new(), server.uri());
    let (desk, said, planned) = beside(move || {
        let said = desk.init(&origin, &["--register"]);
        let planned = assay(&["plan", "--target", &desk.argument("t.toml")]);
        (desk, said, planned)
    })
    .await;
    assert_eq!(said.code, 3, "clients were asked for: {}", said.err);
    assert!(
        said.out.contains("is a skeleton") && said.err.contains("without metadata"),
        "{}",
        said.err
    );
    let text = desk.read("t.toml");
    assert!(text.contains("# [endpoints]") && text.contains("/token\""), "{text}");
    assert_eq!(planned.code, 3, "{}", planned.out);
    assert!(planned.err.contains("failed to find the target's endpoints"), "{}", planned.err);
    load(&text);
}

#[test]
fn what_makes_no_sense_is_told_and_leaves_no_file() {
    let desk = Desk::new();
    for (issuer, more, words, code) in [
        ("http://127.0.0.1:9", &[][..], "failed to reach the target", 3),
        ("as.example", &[], "is no http or https URL", 2),
        ("https://as.example/.well-known/openid-configuration", &[], "the URL of the metadata", 2),
        ("https://as.example", &["--ca-file", "/no/such.pem"], "failed to read /no/such.pem", 2),
        (
            "http://127.0.0.1:9",
            &["--register", "--initial-access-token-env", "ASSAY_NOT_SET"],
            "ASSAY_NOT_SET is not set",
            2,
        ),
    ] {
        let said = desk.init(issuer, more);
        assert_eq!(said.code, code, "{}", said.err);
        let flat = said.err.split_whitespace().filter(|own| *own != "│").collect::<Vec<_>>();
        assert!(flat.join(" ").contains(words), "{}", said.err);
        assert_eq!(desk.names(), Vec::<String>::new(), "{issuer}");
    }
    let printed = assay(&["init", "http://127.0.0.1:9", "--register", "--out", "-"]);
    assert_eq!(printed.code, 2, "{}", printed.err);
    assert!(printed.err.contains("never printed"), "{}", printed.err);
}
