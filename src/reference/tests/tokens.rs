//! The token, revocation and introspection endpoints.

use crate::reference::fault::Fault;

use super::browser::*;

#[test]
fn the_code_grant_answers_as_section_5_1_says() {
    let server = server(&[]);
    let reply = redeem(&server, &code(&server, &request()), VERIFIER);
    assert_eq!(reply.status, 200);
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    assert_eq!(header(&reply, "pragma"), Some("no-cache"));
    let body = json(&reply);
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&"Bearer".into(), &3600.into(), &"read write".into())
    );
    let claims = introspected(&server, &text(&body, "access_token"));
    assert_eq!(claims["client_id"], "conf-client");
    assert_eq!((&claims["username"], &claims["sub"]), (&"alice".into(), &"alice".into()));
    assert_eq!(claims["iss"], ISSUER);
    let lived = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((3600..=3601).contains(&lived), "{claims}");
}

#[test]
fn a_refused_attempt_leaves_the_code_and_a_replay_kills_its_tokens() {
    let server = server(&[]);
    let code = code(&server, &request());
    let invalid_grant = (400, "invalid_grant".to_owned());
    for wrong in ["", "short", &"a".repeat(43), &"a".repeat(129)] {
        assert_eq!(error(&redeem(&server, &code, wrong)), invalid_grant, "{wrong}");
    }
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];
    assert_eq!(error(&as_client(&server, "/token", CONF, &form)), invalid_grant);
    assert_eq!(error(&as_client(&server, "/token", SECOND, &form)), invalid_grant);
    let tokens = json(&redeem(&server, &code, VERIFIER));
    assert!(is_active(&server, &text(&tokens, "access_token")));
    assert_eq!(error(&redeem(&server, &code, VERIFIER)), invalid_grant);
    assert!(!is_active(&server, &text(&tokens, "access_token")));
    assert!(!is_active(&server, &text(&tokens, "refresh_token")));
}

#[test]
fn a_stray_verifier_is_refused() {
    let server = server(&[]);
    let parameters = with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = code(&server, &parameters);
    assert_eq!(error(&redeem(&server, &code, VERIFIER)).1, "invalid_grant");
    assert_eq!(redeem(&server, &code, "").status, 200);
}

fn refresh(
    server: &crate::reference::server::Server,
    token: &str,
    scope: &str,
) -> crate::reference::reply::Reply {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
    as_client(server, "/token", CONF, &form)
}

#[test]
fn refresh_tokens_rotate_and_their_reuse_kills_the_family() {
    let server = server(&[]);
    let first = text(&tokens(&server), "refresh_token");
    assert_eq!(error(&refresh(&server, &first, "read delete")).1, "invalid_scope");
    let narrowed = json(&refresh(&server, &first, "read"));
    assert_eq!(narrowed["scope"], "read");
    let second = text(&narrowed, "refresh_token");
    let full = json(&refresh(&server, &second, ""));
    assert_eq!(full["scope"], "read write");
    assert_eq!(error(&refresh(&server, &second, "")), (400, "invalid_grant".to_owned()));
    assert!(!is_active(&server, &text(&full, "access_token")));
    assert_eq!(error(&refresh(&server, &text(&full, "refresh_token"), "")).1, "invalid_grant");
}

#[test]
fn client_authentication_failures_are_challenged() {
    let server = server(&[]);
    let grant = ("grant_type", "client_credentials");
    let post_client = [grant, ("client_id", "post-client"), ("client_secret", "p0st-secret")];
    assert_eq!(server.answer(&post("/token", &post_client, &[])).status, 200);
    assert_eq!(as_client(&server, "/token", CONF, &[grant]).status, 200);
    let lower = basic(CONF).replacen("Basic", "basic", 1);
    assert_eq!(server.answer(&post("/token", &[grant], &[("authorization", &lower)])).status, 200);
    let id = ("client_id", "conf-client");
    for request in [
        post("/token", &[grant], &[]),
        post("/token", &[grant, id], &[]),
        post("/token", &[grant, id, ("client_secret", "wrong")], &[]),
        post("/token", &[grant, ("client_id", "nobody")], &[]),
        post("/token", &[grant], &[("authorization", &basic((CONF.0, "wrong")))]),
        post("/token", &[grant], &[("authorization", "Basic !!!")]),
        post("/token", &[grant], &[("authorization", "Bearer abc")]),
        post("/introspect", &[("token", "x"), ("client_id", "public-client")], &[]),
        post("/revoke", &[("token", "x")], &[]),
    ] {
        let reply = server.answer(&request);
        assert_eq!(error(&reply), (401, "invalid_client".to_owned()), "{request:?}");
        assert_eq!(header(&reply, "www-authenticate"), Some("Basic realm=\"assay reference\""));
        assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    }
    let own = basic(CONF);
    for form in [vec![grant, ("client_id", "other")], vec![grant, id, ("client_secret", "x")]] {
        let reply = server.answer(&post("/token", &form, &[("authorization", &own)]));
        assert_eq!(error(&reply), (400, "invalid_request".to_owned()), "{form:?}");
    }
    assert_eq!(as_client(&server, "/token", CONF, &[grant, id]).status, 200);
}

#[test]
fn token_request_errors_have_their_codes() {
    let server = server(&[]);
    let grant = ("grant_type", "client_credentials");
    for (form, code) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "")], "invalid_request"),
        (vec![("grant_type", "Client_Credentials")], "unsupported_grant_type"),
        (vec![("grant_type", "urn:example:x")], "unsupported_grant_type"),
        (vec![grant, grant], "invalid_request"),
        (vec![grant, ("scope", "nothing")], "invalid_scope"),
        (vec![grant, ("scope", "read\"")], "invalid_scope"),
        (vec![("grant_type", "authorization_code")], "invalid_request"),
        (vec![("grant_type", "authorization_code"), ("code", "x")], "invalid_grant"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
    ] {
        let reply = as_client(&server, "/token", CONF, &form);
        assert_eq!(error(&reply), (400, code.to_owned()), "{form:?}");
    }
    assert_eq!(error(&as_client(&server, "/token", LIMITED, &[grant])).1, "unauthorized_client");
    let public = post("/token", &[grant, ("client_id", "public-client")], &[]);
    assert_eq!(error(&server.answer(&public)), (400, "unauthorized_client".to_owned()));
    let lenient = [grant, ("scope", ""), ("unknown", "1"), ("unknown", "2")];
    let answer = json(&as_client(&server, "/token", CONF, &lenient));
    assert_eq!(answer["scope"], "read");
    assert_eq!(answer.get("refresh_token"), None);
    let get = server.answer(&get("/token?grant_type=client_credentials", &[]));
    assert_eq!((get.status, header(&get, "allow")), (405, Some("POST")));
    let mut query = post("/token", &[grant], &[("authorization", &basic(CONF))]);
    query.query = "client_id=conf-client".to_owned();
    assert_eq!(error(&server.answer(&query)), (400, "invalid_request".to_owned()));
    query.query = "tenant=1".to_owned();
    assert_eq!(server.answer(&query).status, 200);
}

#[test]
fn revocation_is_idempotent_and_cascades_from_the_refresh_token() {
    let server = server(&[]);
    let answer = tokens(&server);
    let (access, refresh) = (text(&answer, "access_token"), text(&answer, "refresh_token"));
    let foreign = as_client(&server, "/revoke", SECOND, &[("token", &access)]);
    assert_eq!(error(&foreign), (400, "invalid_grant".to_owned()));
    assert!(is_active(&server, &access));
    let hinted = [("token", refresh.as_str()), ("token_type_hint", "access_token")];
    for form in [&hinted[..], &hinted[..], &[("token", "unknown")]] {
        let reply = as_client(&server, "/revoke", CONF, form);
        assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    }
    assert!(!is_active(&server, &access) && !is_active(&server, &refresh));
    let missing = as_client(&server, "/revoke", CONF, &[]);
    assert_eq!(error(&missing), (400, "invalid_request".to_owned()));

    let answer = tokens(&server);
    let access = text(&answer, "access_token");
    assert_eq!(as_client(&server, "/revoke", CONF, &[("token", &access)]).status, 200);
    assert!(!is_active(&server, &access) && is_active(&server, &text(&answer, "refresh_token")));
}

#[test]
fn introspection_tells_a_foreign_client_nothing() {
    let server = server(&[]);
    let access = text(&tokens(&server), "access_token");
    let own = json(&as_client(&server, "/introspect", CONF, &[("token", &access)]));
    assert_eq!(own["active"], true);
    for (client, token) in [(SECOND, access.as_str()), (CONF, "garbage")] {
        let reply = as_client(&server, "/introspect", client, &[("token", token)]);
        assert_eq!(reply.body, "{\"active\":false}");
        assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    }
}

#[test]
fn faults_bend_the_token_answer() {
    let server = server(&[Fault::DuplicateMember, Fault::AccessTokenWithQuotes]);
    let form = [("grant_type", "client_credentials")];
    let reply = as_client(&server, "/token", CONF, &form);
    assert_eq!(reply.body.matches("\"access_token\":").count(), 2);
    let access = text(&json(&reply), "access_token");
    assert!(access.contains('"') && is_active(&server, &access));
}
