//! What the target lacks is skipped, with the reason.

use assay::cli::embedded_target;
use assay::plan::Decision;
use assay::target::Target;

use super::{ISSUER, capabilities, catalog, decision, embedded, metadata, plan, skipped};

#[test]
fn the_embedded_server_has_everything_that_the_catalog_takes_but_for_what_an_emulation_shows() {
    let plan = plan(&embedded(metadata()), &[]);
    let catalog = catalog();
    for (id, reason) in skipped(&plan) {
        let elsewhere = catalog.scenarios[id].catches.iter().all(|own| own.contains(':'));
        assert!(elsewhere, "{id} is shown on no emulation, and here {reason}");
    }
    let held = catalog.scenarios.keys().filter(|id| catalog.suites["oauth20"].holds(id)).count();
    assert_eq!(plan.running() + skipped(&plan).len(), held);
}

#[test]
fn what_the_target_lacks_is_skipped_with_the_reason() {
    let mut without = metadata();
    without.remove("introspection_endpoint");
    let plan = plan(&embedded(without), &[]);
    let skipped = skipped(&plan);
    let reason = "no introspection: it takes an introspection endpoint, and a client with a secret";
    assert!(skipped.contains(&("introspection/live-token", reason)), "{skipped:?}");
    assert!(skipped.contains(&("revocation/access-token", reason)), "{skipped:?}");
    let here = skipped_of_all();
    let others = skipped.iter().filter(|own| !here.contains(&own.0.to_owned()));
    let others = others.filter(|(_, own)| !own.starts_with("no introspection"));
    assert_eq!(others.count(), 0, "{skipped:?}");
    assert!(decision(&plan, "pkce/wrong-verifier").is_some());
    assert_eq!(plan.running() + skipped.len(), plan.items.len());
}

/// What the embedded server skips as it is.
fn skipped_of_all() -> Vec<String> {
    let plan = plan(&embedded(metadata()), &[]);
    skipped(&plan).into_iter().map(|(id, _)| id.to_owned()).collect()
}

#[test]
fn what_the_target_file_denies_is_skipped_by_its_word_and_what_it_declares_runs() {
    let mut target = embedded_target(ISSUER);
    target.denied = vec!["revocation".to_owned()];
    let plan = plan(&capabilities(target, metadata()), &["revocation/"]);
    let reasons: Vec<_> = skipped(&plan).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons.len(), plan.items.len());
    assert!(reasons.iter().all(|own| *own == "the target file denies revocation"), "{reasons:?}");

    let mut silent = metadata();
    silent.remove("code_challenge_methods_supported");
    let mut target = embedded_target(ISSUER);
    let wrong_verifier = |target: &Target| {
        let plan = super::plan(&capabilities(target.clone(), silent.clone()), &["pkce/"]);
        decision(&plan, "pkce/wrong-verifier").is_some()
    };
    assert!(!wrong_verifier(&target));
    target.declared = vec!["pkce:S256".to_owned()];
    assert!(wrong_verifier(&target));
}

#[test]
fn of_a_bare_issuer_only_what_needs_no_client_runs() {
    let plan = plan(&capabilities(Target::of_issuer(ISSUER), metadata()), &[]);
    let running = plan.items.iter().filter(|item| matches!(item.decision, Decision::Run(_)));
    let running: Vec<&str> = running.map(|item| item.scenario.id.as_str()).collect();
    assert_eq!(
        running,
        [
            "metadata/forwarding-headers",
            "metadata/grant-types",
            "metadata/jwk-set",
            "metadata/openid-document",
            "metadata/other-issuer",
            "metadata/published",
            "metadata/well-known",
        ]
    );
    assert!(skipped(&plan).iter().all(|(_, reason)| reason.starts_with("no ")));
}
