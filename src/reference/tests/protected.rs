//! The protected resources and the metadata.

use crate::oauth::challenge;
use crate::reference::server::Server;

use super::browser::*;

fn access_token(server: &Server, scope: &str) -> String {
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    text(&json(&as_client(server, "/token", CONF, &form)), "access_token")
}

#[test]
fn a_token_with_the_scope_opens_the_resource() {
    let server = server(&[]);
    let token = access_token(&server, "read");
    for field in [format!("Bearer {token}"), format!("bearer   {token}")] {
        let reply = server.answer(&get("/resource/read", &[("authorization", &field)]));
        assert_eq!(json(&reply), serde_json::json!({"resource": "read", "scope": "read"}));
        assert_eq!(header(&reply, "cache-control"), Some("private, no-store"));
    }
    let open = get("/resource/open", &[("authorization", &format!("Bearer {token}"))]);
    assert_eq!(server.answer(&open).status, 200);
}

#[test]
fn refusals_carry_the_challenge_of_rfc_6750() {
    let server = server(&[]);
    let read = format!("Bearer {}", access_token(&server, "write"));
    let refresh = format!("Bearer {}", text(&tokens(&server), "refresh_token"));
    for (fields, status, error, scope) in [
        (vec![], 401, None, Some("read")),
        (vec!["Basic YTpi"], 401, None, Some("read")),
        (vec!["Bearer"], 400, Some("invalid_request"), None),
        (vec!["Bearer a b"], 400, Some("invalid_request"), None),
        (vec!["Bearer a", "Bearer a"], 400, Some("invalid_request"), None),
        (vec!["Bearer garbage"], 401, Some("invalid_token"), Some("read")),
        (vec![refresh.as_str()], 401, Some("invalid_token"), Some("read")),
        (vec![read.as_str()], 403, Some("insufficient_scope"), Some("read")),
    ] {
        let headers: Vec<_> = fields.iter().map(|field| ("authorization", *field)).collect();
        // A token in the query alone is not read; beside another one it is one too many.
        let query = if fields.is_empty() { "?access_token=garbage" } else { "" };
        let reply = server.answer(&get(&format!("/resource/read{query}"), &headers));
        assert_eq!(reply.status, status, "{fields:?}");
        let (challenges, irregular) = challenge::parse(header(&reply, "www-authenticate").unwrap());
        assert_eq!(irregular, []);
        assert!(challenges.len() == 1 && challenges[0].is("Bearer"));
        assert_eq!(challenges[0].parameter("realm"), Some("assay reference"));
        assert_eq!(challenges[0].parameter("error"), error, "{fields:?}");
        assert_eq!(challenges[0].parameter("scope"), scope);
    }
}

#[test]
fn the_metadata_belongs_to_one_issuer() {
    let server = server(&[]);
    let path = "/.well-known/oauth-authorization-server";
    let document = json(&server.answer(&get(path, &[])));
    assert_eq!(document["issuer"], ISSUER);
    assert_eq!(document["token_endpoint"], format!("{ISSUER}/token"));
    assert_eq!(document["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(server.answer(&get(&format!("{path}/other"), &[])).status, 404);
    assert_eq!(server.answer(&get("/elsewhere", &[])).status, 404);
}

#[test]
fn an_issuer_with_a_path_has_its_endpoints_under_it() {
    let settings = crate::reference::Settings::embedded(format!("{ISSUER}/tenant"));
    let server = Server::new(settings);
    let well_known = "/.well-known/oauth-authorization-server";
    let document = json(&server.answer(&get(&format!("{well_known}/tenant"), &[])));
    assert_eq!(document["token_endpoint"], format!("{ISSUER}/tenant/token"));
    assert_eq!(server.answer(&get(well_known, &[])).status, 404);
    let form = [("grant_type", "client_credentials")];
    assert_eq!(as_client(&server, "/tenant/token", CONF, &form).status, 200);
    assert_eq!(as_client(&server, "/token", CONF, &form).status, 404);
}
