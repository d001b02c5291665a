//! What brackets which scenario.

use super::{decision, embedded, metadata, plan};

#[test]
fn a_negative_scenario_is_bracketed_by_the_conforming_flow() {
    let plan = plan(&embedded(metadata()), &[]);
    for (id, control) in [
        ("pkce/wrong-verifier", "authorize, token"),
        ("pkce/missing-challenge", "authorize"),
        ("redirect-uri/unregistered", "authorize"),
        ("code/tampered", "authorize, token"),
        ("refresh/widened-scope", "authorize, token, refresh"),
        ("revocation/repeated", "obtain, revoke"),
        ("introspection/expired-token", "token, introspect"),
        ("bearer/insufficient-scope", "obtain, resource"),
        ("client-auth/wrong-secret-basic", "token"),
        ("metadata/other-issuer", "metadata"),
    ] {
        assert_eq!(decision(&plan, id), Some(Some(control.to_owned())), "{id}");
    }
    let public = plan.controls.iter().find(|own| {
        own.describe() == "authorize, token" && own.steps[0].client.as_deref() == Some("public")
    });
    assert!(public.is_some(), "the control acts as the client of its scenario");
    let plain = plan.controls.iter().flat_map(|own| &own.steps);
    assert!(plain.clone().all(|step| step.drop.is_empty() && step.auth.is_none()));
    assert_eq!(plan.controls.iter().filter(|own| own.steps.is_empty()).count(), 0);
}

#[test]
fn a_deviation_that_is_the_client_s_identity_alone_is_bracketed_too() {
    let plan = plan(&embedded(metadata()), &[]);
    let expected = [
        ("code/foreign-client", "authorize, token"),
        ("refresh/foreign-client", "authorize, token, refresh"),
        ("introspection/foreign-client", "token, introspect"),
        ("revocation/foreign-client", "token, introspect, revoke"),
        ("introspection/client-id-alone", "authorize, token, introspect"),
        ("token/client-credentials-of-public-client", "token"),
    ];
    let seen = expected.map(|(id, _)| (id, decision(&plan, id).flatten().unwrap_or_default()));
    assert_eq!(seen, expected.map(|(id, control)| (id, control.to_owned())));
}

#[test]
fn a_conforming_scenario_is_its_own_control() {
    let plan = plan(&embedded(metadata()), &[]);
    for id in [
        "introspection/live-token",
        "token/client-credentials",
        "token/null-members",
        "metadata/well-known",
        "metadata/grant-types",
        "refresh/rotated",
        "client-auth/basic",
        "pkce/appendix-b-vector",
    ] {
        assert_eq!(decision(&plan, id), Some(None), "{id}");
    }
}

#[test]
fn destructive_scenarios_come_last_and_the_rest_by_id() {
    let plan = plan(&embedded(metadata()), &[]);
    let order: Vec<_> =
        plan.items.iter().map(|own| (own.scenario.destructive, &own.scenario.id)).collect();
    assert!(order.is_sorted(), "{order:?}");
    let last = plan.items.last().expect("a scenario");
    assert!(last.scenario.destructive && !plan.items[0].scenario.destructive);
    let wrong_secret =
        plan.items.iter().find(|own| own.scenario.id == "client-auth/wrong-secret-basic");
    assert!(wrong_secret.is_some_and(|own| own.scenario.destructive));
}
