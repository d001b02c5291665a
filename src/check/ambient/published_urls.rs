//! Every URL that the target publishes, and every one at which it answers, is https.
//!
//! Loopback addresses are let off, since nothing leaves the machine there. Judged are the issuer, the
//! endpoints and `jwks_uri` in the metadata (RFC 8414 section 2), endpoint URLs without a fragment
//! (RFC 6749 sections 3.1 and 3.2), and each request that was answered.

use super::super::subject::Mismatch;
use super::metadata_document::is_about_the_server;
use crate::exchange::{Endpoint, Exchange, StepRecord};
use crate::oauth::forms::split_url;

pub(super) const ID: &str = "published-urls";
pub(super) const TITLE: &str = "TLS at every URL of the target";
pub(super) const VERIFIES: &[&str] = &[
    "tls-all-oauth-urls-https",
    "metadata-issuer-url-form",
    "metadata-jwks-uri-https",
    "disc-https-only",
    "tls-authorize-endpoint",
    "tls-token-endpoint",
    "tls-enduser-pages",
    "tls-revocation-url-https",
    "tls-revocation-http-not-published",
    "tls-introspection",
    "tls-resource-server",
    "tls-resource-metadata",
    "authorize-no-fragment-in-url",
    "token-no-fragment-in-url",
];
pub(super) const CATCHES: &[&str] = &["metadata-http-endpoints"];
pub(super) const EXERCISED_BY: &[&str] = &["metadata/well-known"];

/// Members that hold a URL, and what a plain http URL there breaches.
const MEMBERS: &[(&str, &str)] = &[
    ("issuer", "metadata-issuer-url-form"),
    ("authorization_endpoint", "tls-authorize-endpoint"),
    ("token_endpoint", "tls-token-endpoint"),
    ("revocation_endpoint", "tls-revocation-http-not-published"),
    ("introspection_endpoint", "tls-introspection"),
    ("jwks_uri", "metadata-jwks-uri-https"),
    ("registration_endpoint", "tls-all-oauth-urls-https"),
    ("pushed_authorization_request_endpoint", "tls-all-oauth-urls-https"),
    ("device_authorization_endpoint", "tls-all-oauth-urls-https"),
];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    // An error and a redirect, to https as a rule, serve nothing without TLS.
    exchange.response().is_some_and(|response| (200..300).contains(&response.status))
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let url = &exchange.request.url;
    if is_plain(url) {
        let mismatch =
            Mismatch::new("an answer by TLS alone", format!("an answer at {}", split_url(url).0));
        found.push(mismatch.of(breached_by(exchange)));
    }
    if is_about_the_server(exchange) {
        judge_document(exchange, &mut found);
    }
    found
}

fn breached_by(exchange: &Exchange) -> &'static str {
    match exchange.endpoint {
        Endpoint::Authorization => "tls-authorize-endpoint",
        Endpoint::OwnerPage => "tls-enduser-pages",
        Endpoint::Token => "tls-token-endpoint",
        Endpoint::Revocation => "tls-revocation-url-https",
        Endpoint::Introspection => "tls-introspection",
        Endpoint::Resource => "tls-resource-server",
        Endpoint::Metadata if exchange.request.url.contains("/oauth-protected-resource") => {
            "tls-resource-metadata"
        }
        Endpoint::Metadata => "disc-https-only",
        Endpoint::Administration | Endpoint::Registration => "tls-all-oauth-urls-https",
    }
}

fn judge_document(exchange: &Exchange, found: &mut Vec<Mismatch>) {
    let Some(Ok(json)) = exchange.response().map(|response| response.json()) else { return };
    for (name, requirement) in MEMBERS {
        let Some(url) = json.text(name) else { continue };
        let odd = *name == "issuer" && url.contains(['?', '#']);
        if is_plain(url) || odd {
            let expected = format!(
                "{name}: an https URL{}",
                if odd { " without query and fragment" } else { "" }
            );
            found.push(Mismatch::new(expected, format!("{name}: {url}")).of(requirement));
        }
    }
    for (name, requirement) in [
        ("authorization_endpoint", "authorize-no-fragment-in-url"),
        ("token_endpoint", "token-no-fragment-in-url"),
    ] {
        if let Some(url) = json.text(name).filter(|url| url.contains('#')) {
            found.push(Mismatch::new(format!("{name} without a fragment"), url).of(requirement));
        }
    }
}

/// Plain http to another machine.
pub(super) fn is_plain(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    !(host == "localhost" || host.starts_with("127.") || host == "[::1]" || authority == "[::1]")
}
