//! Pages of the authorization server cannot be framed, load nothing from elsewhere and keep their URL
//! to themselves.
//!
//! Each HTML page of the authorization endpoint and behind it, but for error pages, has `frame-ancestors`
//! in a Content-Security-Policy or `X-Frame-Options`, at best both (RFC 9700 section 4.16); each names no image,
//! script, style sheet, frame or link of another site, and has a `Referrer-Policy` (section 4.2.4).

use url::{Host, Url};

use super::super::subject::Mismatch;
use crate::exchange::{Endpoint, Exchange, Response, StepRecord};

pub(super) const ID: &str = "page-protection";
pub(super) const TITLE: &str = "Protection of every page of the authorization server";
pub(super) const VERIFIES: &[&str] = &[
    "authorize-frame-protection",
    "authorize-csp-used",
    "authorize-frame-protection-combined",
    "authorize-no-third-party-content",
    "authorize-state-not-leaked-in-referrer",
    "authorize-referrer-policy",
];
pub(super) const CATCHES: &[&str] = &["pages-unguarded", "page-with-foreign-image"];
pub(super) const EXERCISED_BY: &[&str] = &["state/echoed", "authorize/unknown-client"];

/// What a page has that does something when it is clicked.
const CLICKED: [&str; 4] = ["<form", "<button", "<input", "<script"];

pub(super) fn applies(_: &StepRecord, exchange: &Exchange) -> bool {
    matches!(exchange.endpoint, Endpoint::Authorization | Endpoint::OwnerPage)
        && exchange.response().is_some_and(|response| response.is_html() && response.status < 500)
        && exchange.response().is_some_and(|response| response.header("location").is_none())
}

pub(super) fn judge(_: &StepRecord, exchange: &Exchange) -> Vec<Mismatch> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let mut found = Vec::new();
    let page = response.body.to_ascii_lowercase();
    // On an error page nothing can be clicked that means something, whatever its status.
    if response.status < 400 && CLICKED.iter().any(|own| page.contains(own)) {
        judge_framing(response, &mut found);
    }
    let meta = page.contains("name=\"referrer\"") || page.contains("name='referrer'");
    if response.header("referrer-policy").is_none() && !meta {
        found.push(Mismatch::new("a Referrer-Policy", "none").of("authorize-referrer-policy"));
    }
    let requirement = if response.status >= 400 {
        "authorize-state-not-leaked-in-referrer"
    } else {
        "authorize-no-third-party-content"
    };
    for host in foreign_hosts(&exchange.request.url, &response.body) {
        let mismatch = Mismatch::new(
            "a page without content and links of others",
            format!("something at {host}"),
        );
        found.push(mismatch.of(requirement));
    }
    found
}

fn judge_framing(response: &Response, found: &mut Vec<Mismatch>) {
    let mut policies = response.headers_named("content-security-policy");
    let by_policy = policies.any(|own| own.to_ascii_lowercase().contains("frame-ancestors"));
    let options = response.header("x-frame-options").map(str::trim).map(str::to_ascii_lowercase);
    let by_options = options.is_some_and(|own| matches!(own.as_str(), "deny" | "sameorigin"));
    if !by_policy && !by_options {
        let expected = "frame-ancestors or X-Frame-Options";
        found.push(Mismatch::new(expected, "neither").of("authorize-frame-protection"));
    }
    if !by_policy {
        let expected = "Content-Security-Policy with frame-ancestors";
        found.push(Mismatch::new(expected, "none").of("authorize-csp-used"));
    }
    if by_policy && !by_options {
        let expected = "X-Frame-Options beside frame-ancestors";
        found.push(Mismatch::new(expected, "none").of("authorize-frame-protection-combined"));
    }
}

/// Whether two URLs are of one site, as far as names tell: the last two labels are the same.
fn is_related(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => {
            let mut labels = name.rsplit('.').take(2).map(str::to_owned);
            [labels.next(), labels.next()]
        }
        host => [host.map(|own| own.to_string()), None],
    };
    site(one) == site(other)
}

/// Hosts other than the page's own in `src` and `href`, each once.
fn foreign_hosts(url: &str, body: &str) -> Vec<String> {
    let Ok(own) = Url::parse(url) else { return Vec::new() };
    let mut hosts: Vec<String> = Vec::new();
    for attribute in ["src=", "href="] {
        for (at, _) in body.match_indices(attribute) {
            let value = body[at + attribute.len()..].trim_start_matches(['"', '\'']);
            let value = value.split(['"', '\'', ' ', '>']).next().unwrap_or_default();
            let Ok(target) = own.join(value) else { continue };
            let foreign = target.scheme().starts_with("http") && !is_related(&target, &own);
            if let Some(host) =
                target.host_str().filter(|host| foreign && !hosts.iter().any(|own| own == host))
            {
                hosts.push(host.to_owned());
            }
        }
    }
    hosts
}
