//! Mistakes in the target file of a right server.

use super::desk::{Desk, text};
use crate::cli::assay;

#[test]
fn the_embedded_server_and_its_target_file_are_right() {
    let said = assay(&["doctor"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    for words in ["ok           client        conf-client", "ok           login", "0 wrong"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let quiet = assay(&["doctor", "--quiet"]);
    assert!(quiet.code == 0 && !quiet.out.contains("conf-client"), "{}", quiet.out);
}

#[test]
fn each_mistake_is_blamed_on_its_key() {
    let desk = Desk::new(&[]);
    let right = desk.spoilt(&[]);
    assert_eq!(right.said.code, 0, "{}", right.said.out);
    for (change, key, words) in [
        (
            ("\"p0st-secret\"", "\"marked-wrong-secret\""),
            "[[client]] id = \"post-client\": secret",
            "invalid_client",
        ),
        (
            ("\"limited-client\"", "\"no-such-client\""),
            "[[client]] id = \"no-such-client\": redirect_uris",
            "error page",
        ),
        (
            ("\"https://second.example/callback\"", "\"https://second.example/other\""),
            "[[client]] id = \"second-client\": redirect_uris",
            "error page",
        ),
        (
            (
                "grants = [\"authorization_code\"]",
                "grants = [\"authorization_code\", \"client_credentials\"]",
            ),
            "[[client]] id = \"limited-client\": grants",
            "unauthorized_client",
        ),
        (
            ("\"rs-secret\"", "\"marked-wrong-secret\""),
            "[[client]] id = \"resource-server\": secret",
            "401",
        ),
        (
            ("\"delete\", \"manage\"]", "\"delete\", \"no-such-scope\"]"),
            "[scopes] allowed",
            "invalid_scope",
        ),
        (("default  = [\"read\"]", "default  = [\"write\"]"), "[scopes] default", "is given read"),
        (
            (
                "url    = \"/resource/write\"\nscope  = \"write\"",
                "url    = \"/resource/write\"\nscope  = \"read\"",
            ),
            "/resource/write\": scope",
            "403",
        ),
        (
            ("url    = \"/resource/write\"", "url    = \"/resource/none\""),
            "/resource/none\": url",
            "404",
        ),
        (
            (
                "url    = \"/resource/write\"",
                "url    = \"/.well-known/oauth-authorization-server\"",
            ),
            "/.well-known/oauth-authorization-server\": url",
            "nothing protects it",
        ),
        (
            ("[policies]", "[endpoints]\ntoken = \"ISSUER/nothing\"\n[policies]"),
            "[endpoints] token",
            "404",
        ),
    ] {
        let to = change.1.replace("ISSUER", desk.issuer());
        let own = desk.spoilt(&[(change.0, &to)]);
        assert_eq!(own.said.code, 2, "{key}: {}{}", own.said.out, own.said.err);
        let wrong =
            own.examinations.iter().find(|own| own["state"] == "wrong").expect("a complaint");
        assert!(text(wrong, "key").ends_with(key), "{key}: {}", own.said.out);
        assert!(text(wrong, "seen").contains(words), "{key}: {}", own.said.out);
        assert!(
            !text(wrong, "cure").is_empty() && !text(wrong, "exchange").is_empty(),
            "{}",
            own.said.out
        );
        let shown = own.said.out.contains(&format!("key           {}", text(wrong, "key")));
        assert!(shown && own.said.out.contains("to fix "), "{}", own.said.out);
        assert!(!own.said.out.contains("marked-wrong-secret"), "{}", own.said.out);
    }
}

#[test]
fn a_scope_that_opens_a_resource_is_named_in_the_cure() {
    let desk = Desk::new(&[]);
    let own = desk.spoilt(&[(
        "url    = \"/resource/write\"\nscope  = \"write\"",
        "url    = \"/resource/write\"\nscope  = \"read\"",
    )]);
    let cure = text(own.wrong(), "cure");
    assert!(cure.contains("it asks for \"write\""), "{cure}");
}

#[test]
fn a_wrong_password_is_tried_once_and_locks_nobody_out() {
    let desk = Desk::new(&[]);
    let own = desk.spoilt(&[("\"wonderland-1\"", "\"marked-wrong-password\"")]);
    assert_eq!(own.said.code, 2, "{}", own.said.out);
    assert_eq!(text(own.wrong(), "key"), "[[resource_owner]]: username, password");
    let untried = own.with("left-out").iter().filter(|own| own.starts_with("login ")).count();
    assert_eq!(untried, 4, "{}", own.said.out);
    assert!(!own.said.out.contains("marked-wrong-password"), "{}", own.said.out);
}

#[test]
fn an_issuer_with_a_slash_too_many_is_told_how_the_metadata_write_it() {
    let desk = Desk::new(&[]);
    let issuer = format!("issuer = \"{}", desk.issuer());
    let own = desk.spoilt(&[(&issuer, &format!("{issuer}/"))]);
    assert_eq!(own.said.code, 2, "{}", own.said.out);
    assert_eq!(text(own.wrong(), "key"), "issuer");
}

#[test]
fn a_server_that_is_gone_is_no_mistake_of_the_target_file() {
    let desk = Desk::new(&[]);
    let port = desk.issuer().rsplit_once(':').expect("a port").1.to_owned();
    let own = desk.spoilt(&[(port.as_str(), "9")]);
    assert_eq!(own.said.code, 3, "{}", own.said.out);
    assert_eq!(own.with("unreachable").len(), 1, "{}", own.said.out);
    let token = "[endpoints]\ntoken = \"http://127.0.0.1:9/token\"\n[policies]";
    let own = desk.spoilt(&[("[policies]", token)]);
    assert_eq!(own.said.code, 3, "{}", own.said.out);
    assert_eq!(own.with("unreachable"), ["endpoint token"], "{}", own.said.out);
    let resource = "url    = \"http://127.0.0.1:9/write\"";
    let own = desk.spoilt(&[("url    = \"/resource/write\"", resource)]);
    assert_eq!(own.said.code, 3, "{}", own.said.out);
    assert_eq!(own.with("unreachable"), ["resource http://127.0.0.1:9/write"], "{}", own.said.out);
}
