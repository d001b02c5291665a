//! Planted faults show as drift, each with the impact that it has.

use assay::reference::Fault;
use assay::snapshot::{Impact, differences};

use super::desk::print_of;

/// The hardest difference that a fault makes in the answers to a probe, as told.
async fn worst(fault: Fault, probe: &str) -> (Impact, String) {
    let right = print_of(&[], probe, 1).await;
    let wrong = print_of(&[fault], probe, 2).await;
    let found = differences(Some(&right), &wrong);
    let worst = found.into_iter().max_by_key(|own| own.impact);
    let worst = worst.unwrap_or_else(|| panic!("{} leaves {probe} as it was", fault.id()));
    (worst.impact, format!("{}: {}", worst.place, worst.text))
}

async fn shows(fault: Fault, probe: &str, impact: Impact, words: &str) {
    let (found, text) = worst(fault, probe).await;
    assert_eq!(found, impact, "{}: {text}", fault.id());
    assert!(text.contains(words), "{} lacks `{words}`: {text}", fault.id());
}

#[tokio::test]
async fn what_lets_clients_down_is_breaking() {
    use Impact::Breaking;
    for (fault, probe, words) in [
        (Fault::CodeReplayWrongError, "code-replayed", "`error` is `invalid_request` instead of"),
        (Fault::TokenResponseWithoutNoStore, "client-credentials", "`cache-control` is gone"),
        (Fault::WrongSecretWithoutChallenge, "client-wrong-secret", "`www-authenticate` is gone"),
        (Fault::ErrorStatus422, "code-unknown", "the status is 422 instead of 400"),
        (Fault::ErrorAsHtml, "token-unsupported-grant-type", "an error page instead of JSON"),
        (Fault::ErrorWithToken, "code-missing", "`access_token` is new: <access token: opaque>"),
        (Fault::ExpiresInString, "client-credentials", "`expires_in` is \"3600\" instead of 3600"),
        (Fault::MetadataTokenEndpointMissing, "metadata", "`token_endpoint` is gone"),
        (Fault::Revocation204, "revocation", "the status is 204 instead of 200"),
        (Fault::IntrospectionExpString, "introspection", "<time as text> instead of <time>"),
        (Fault::GarbageTokenActive, "introspection-unknown-token", "`active` is true instead of"),
        (Fault::InsufficientScopeAs401, "resource-insufficient-scope", "401 instead of 403"),
        (Fault::StateDropped, "code-grant", "state"),
        (Fault::CodeInFragment, "code-grant", "location"),
        (Fault::DuplicateMember, "client-credentials", "`access_token` stands twice"),
        (Fault::RefreshNotRotated, "refresh", "`refresh_token` is gone"),
        (Fault::AccessTokenWithQuotes, "client-credentials", "odd characters> instead of"),
        (Fault::AccessTokenMissing, "client-credentials", "`access_token` is gone"),
        (Fault::UnknownClientRedirects, "authorize-unknown-client", "the body is empty"),
    ] {
        shows(fault, probe, Breaking, words).await;
    }
}

#[tokio::test]
async fn what_somebody_should_have_wanted_is_notable() {
    for (fault, probe, words) in [
        (Fault::MetadataListsPlain, "metadata", "also lists `plain`"),
        (Fault::MetadataListsUnsupportedGrant, "metadata", "also lists `urn:"),
    ] {
        shows(fault, probe, Impact::Notable, words).await;
    }
}

#[tokio::test]
async fn what_nobody_notices_is_harmless() {
    for (fault, probe, words) in [
        (Fault::MetadataEmptyArray, "metadata", "`ui_locales_supported` is new: "),
        (Fault::ErrorDescriptionQuotes, "code-unknown", "`error_description` is "),
    ] {
        shows(fault, probe, Impact::Harmless, words).await;
    }
}
