//! The redirect that answers an authorization request has the right form.
//!
//! Each response parameter occurs once and in the query, a code is printable ASCII and never
//! stands beside an error, and the error members keep to their characters (RFC 6749 sections 3.1,
//! 4.1.2, 4.1.2.1 and A.11).

use super::super::subject::{Mismatch, asks_for_fragment};
use super::published_urls::is_plain;
use crate::exchange::{Ending, Exchange, StepRecord};
use crate::oauth::error_code::{AUTHORIZATION, ErrorCode, is_error_text, is_error_uri_text};
use crate::oauth::forms;

pub(super) const ID: &str = "authorization-response";
pub(super) const TITLE: &str = "Form of every redirect that answers an authorization request";
pub(super) const VERIFIES: &[&str] = &[
    "authorize-response-params-once",
    "authorize-success-code-in-query",
    "authorize-code-charset",
    "authorize-error-required",
    "authorize-error-no-credentials",
    "authorize-error-charset",
    "authorize-error-description-charset",
    "authorize-error-uri-syntax",
    "iss-url-form",
];
pub(super) const CATCHES: &[&str] = &[
    "state-twice",
    "code-in-fragment",
    "error-with-code",
    "authorize-error-description-quotes",
    "code-not-ascii",
];
pub(super) const EXERCISED_BY: &[&str] =
    &["state/echoed", "authorize/denied-consent", "authorize/unknown-response-type"];

pub(super) fn applies(step: &StepRecord, exchange: &Exchange) -> bool {
    matches!(step.ending, Ending::Code(_) | Ending::Error(_)) && step.answer() == Some(exchange)
}

pub(super) fn judge(step: &StepRecord, _: &Exchange) -> Vec<Mismatch> {
    let (Ending::Code(url) | Ending::Error(url)) = &step.ending else { return Vec::new() };
    let (_, query, fragment) = forms::split_url(url);
    let query = forms::parse(query.unwrap_or_default());
    let fragment = forms::parse(fragment.unwrap_or_default());
    // RFC 6749 section 4.2.2.1: who asked for a token finds the error in the fragment.
    let query = if forms::first(&query, "error").is_none() && asks_for_fragment(step) {
        fragment.clone()
    } else {
        query
    };
    let mut found = Vec::new();
    for name in ["code", "state", "error", "error_description", "error_uri", "iss"] {
        let times = forms::count(&query, name);
        if times > 1 {
            let actual = format!("{name} {times} times");
            found.push(
                Mismatch::new(format!("{name} at most once"), actual)
                    .of("authorize-response-params-once"),
            );
        }
    }
    if let Some(iss) = forms::first(&query, "iss").filter(|iss| is_no_issuer(iss)) {
        found.push(
            Mismatch::new("iss: an https URL without query and fragment", iss).of("iss-url-form"),
        );
    }
    if forms::first(&fragment, "code").is_some() {
        found.push(
            Mismatch::new("code in the query", "code in the fragment")
                .of("authorize-success-code-in-query"),
        );
    }
    let code = forms::first(&query, "code");
    if let Some(code) = code
        && (code.is_empty() || !code.bytes().all(|b| (0x20..=0x7E).contains(&b)))
    {
        found.push(
            Mismatch::new("a code of printable ASCII", format!("{code:?}"))
                .of("authorize-code-charset"),
        );
    }
    match forms::first(&query, "error") {
        Some(error) => judge_error(error, &query, code.is_some(), &mut found),
        None if ["code", "access_token"]
            .iter()
            .all(|own| forms::first(&fragment, own).is_none())
            && code.is_none() =>
        {
            found.push(Mismatch::new("code or error", "neither").of("authorize-error-required"));
        }
        None => {}
    }
    found
}

fn judge_error(
    error: &str,
    query: &[forms::Parameter],
    with_code: bool,
    found: &mut Vec<Mismatch>,
) {
    if with_code {
        found
            .push(Mismatch::new("error without code", "both").of("authorize-error-no-credentials"));
    }
    if !ErrorCode::new(error).is_defined_in(AUTHORIZATION) {
        let expected = "a code of RFC 6749 section 4.1.2.1 or of a registered extension";
        found.push(
            Mismatch::new(expected, format!("error={error:?}")).of("authorize-error-required"),
        );
    }
    if error.is_empty() || !is_error_text(error) {
        found.push(
            Mismatch::new("error in its characters", format!("{error:?}"))
                .of("authorize-error-charset"),
        );
    }
    if let Some(text) = forms::first(query, "error_description").filter(|text| !is_error_text(text))
    {
        let expected = "error_description within %x20-21 / %x23-5B / %x5D-7E";
        found.push(
            Mismatch::new(expected, format!("{text:?}")).of("authorize-error-description-charset"),
        );
    }
    if let Some(uri) = forms::first(query, "error_uri").filter(|uri| !is_error_uri_text(uri)) {
        found.push(
            Mismatch::new("error_uri that is a URI", format!("{uri:?}"))
                .of("authorize-error-uri-syntax"),
        );
    }
}

/// RFC 9207 section 2: the form of an issuer identifier; loopback addresses need no TLS.
fn is_no_issuer(iss: &str) -> bool {
    is_plain(iss) || !iss.contains("://") || iss.contains(['?', '#'])
}
