//! Requests to the token, revocation and introspection endpoints.

use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::{credentials, parameters, send};
use crate::exchange::{Ending, Endpoint, Request};
use crate::oauth::forms::{self, Parameter};
use crate::oauth::{ClientAuthMethod, GrantType, jwt};
use crate::runner::flow::Flow;
use crate::runner::fresh::tampered;
use crate::runner::spoken;
use crate::scenario::{Action, BodyKind, Place, Step};
use crate::target::{Client, Key, Resource};

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let (endpoint, url) = place(flow, step)?;
    let client = acting_client(flow, step)?;
    let mut sent = match step.action {
        Action::Token => token_parameters(flow, step)?,
        Action::Refresh => refresh_parameters(flow, step)?,
        _ => token_to_ask_about(flow, step),
    };
    let mut request = Request::new(step.method.as_deref().unwrap_or("POST"), url);
    let mut in_query = credentials::add(flow, step, client, &mut request, &mut sent)?;
    parameters::bend(flow, step, &mut sent)?;
    let requested = forms::first(&sent, "scope").map(str::to_owned);
    let dialect = &flow.context.target.dialect;
    if endpoint == Endpoint::Token {
        spoken::refresh(dialect, step, &mut request, &mut sent);
        spoken::rename(dialect, step, &mut sent);
        spoken::rename(dialect, step, &mut in_query);
    }
    write(step, spoken::body(dialect, step), &mut request, sent, &in_query);
    parameters::bend_headers(flow, step, &mut request)?;
    send(flow, endpoint, request).await;
    if matches!(step.action, Action::Token | Action::Refresh) {
        note_tokens(flow, step, requested);
    }
    Ok(Ending::Answered)
}

fn place(flow: &mut Flow<'_>, step: &Step) -> Result<(Endpoint, String), String> {
    let own = &flow.context.target.endpoints;
    let (endpoint, url) = match step.action {
        Action::Revoke => (Endpoint::Revocation, &own.revocation),
        Action::Introspect => (Endpoint::Introspection, &own.introspection),
        _ => (Endpoint::Token, &own.token),
    };
    let url = match &step.url {
        Some(url) => flow.resolve(url)?,
        None => spoken::refresh_url(&flow.context.target.dialect, step)
            .or_else(|| url.clone())
            .ok_or_else(|| format!("the target has no {endpoint}"))?,
    };
    Ok((endpoint, url))
}

/// Introspection is a resource server's business: its own client does it if there is one, and else
/// a client that can authenticate.
fn acting_client<'a>(flow: &Flow<'a>, step: &Step) -> Result<&'a Client, String> {
    let own = flow.client.ok_or("no client acts")?;
    let chosen = matches!(step.client.as_deref(), Some("second" | "public" | "resource-server"));
    if step.action != Action::Introspect || chosen {
        return Ok(own);
    }
    let target = &flow.context.target;
    let has_secret = |client: &&Client| client.auth != ClientAuthMethod::None;
    let introspecting = target.client("resource-server", None).or(Some(own).filter(has_secret));
    introspecting
        .or_else(|| target.client("confidential", None))
        .ok_or_else(|| "no client can introspect".to_owned())
}

fn token_parameters(flow: &Flow<'_>, step: &Step) -> Result<Vec<Parameter>, String> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let grant =
        step.set.get("grant_type").map_or(GrantType::AuthorizationCode.as_str(), String::as_str);
    let mut sent = vec![pair("grant_type", grant.to_owned())];
    let code = flow.earlier(step, &["authorize"], "code");
    match (GrantType::parse(grant), code) {
        (Some(GrantType::AuthorizationCode), code) => {
            if let Some(code) = code {
                sent.push(pair("code", code));
            } else if !step.set.contains_key("code") && !step.drop.contains(&"code".to_owned()) {
                return Err("there is no code to redeem".to_owned());
            }
            let redirect_uri = flow.earlier(step, &["authorize"], "redirect_uri");
            sent.extend(redirect_uri.map(|uri| pair("redirect_uri", uri)));
            // RFC 7636 section 4.5: the verifier goes with a challenge, and only with one.
            if flow.earlier(step, &["authorize"], "code_challenge").is_some() {
                let verifier = flow.earlier(step, &["authorize"], "code_verifier");
                sent.extend(verifier.map(|verifier| pair("code_verifier", verifier)));
            }
        }
        (Some(GrantType::RefreshToken), _) => {
            sent.extend(refresh_parameters(flow, step)?.into_iter().skip(1))
        }
        _ => {
            let scope = flow.client.and_then(|own| flow.target().scope_for(own));
            sent.extend(scope.map(|scope| pair("scope", scope.clone())));
        }
    }
    Ok(sent)
}

fn refresh_parameters(flow: &Flow<'_>, step: &Step) -> Result<Vec<Parameter>, String> {
    let token = latest(flow, step, "refresh_token");
    let named =
        step.set.contains_key("refresh_token") || step.drop.contains(&"refresh_token".to_owned());
    if token.is_none() && !named {
        return Err("the server issued no refresh token".to_owned());
    }
    let mut sent = vec![("grant_type".to_owned(), GrantType::RefreshToken.as_str().to_owned())];
    sent.extend(token.map(|token| ("refresh_token".to_owned(), token)));
    Ok(sent)
}

fn token_to_ask_about(flow: &mut Flow<'_>, step: &Step) -> Vec<Parameter> {
    flow.key = choose_key(flow, step).map(|(key, _)| key);
    let key = flow.key.map(|own| own.value.expose_secret().to_owned());
    let token = key.or_else(|| latest(flow, step, "access_token"));
    token.map(|token| ("token".to_owned(), token)).into_iter().collect()
}

/// The key that a step means, and the resource that it means by that.
pub(super) fn choose_key<'a>(flow: &Flow<'a>, step: &Step) -> Option<(&'a Key, &'a Resource)> {
    flow.target().key(step.key.as_deref()?, step.resource.as_deref())
}

/// The token of the step named by `from`, else the one that was issued last.
pub(super) fn latest(flow: &Flow<'_>, step: &Step, kind: &str) -> Option<String> {
    match &step.from {
        Some(from) => flow.facts.get(&format!("{from}.{kind}")).cloned(),
        None => flow.facts.get(&format!("latest.{kind}")).cloned(),
    }
}

/// Puts the parameters where the step wants them.
fn write(
    step: &Step,
    kind: BodyKind,
    request: &mut Request,
    parameters: Vec<Parameter>,
    in_query: &[Parameter],
) {
    let default = if request.method == "GET" { Place::Query } else { Place::Body };
    let (query, body) = match step.place.unwrap_or(default) {
        // A form without parameters, so that nothing but their place is unusual.
        Place::Query if request.method == "POST" => {
            ([in_query, &parameters].concat(), Some(Vec::new()))
        }
        Place::Query => ([in_query, &parameters].concat(), None),
        Place::Body => (in_query.to_vec(), Some(parameters)),
    };
    if !query.is_empty() {
        request.url = forms::append_query(&request.url, &forms::encode(&query));
    }
    if let Some(parameters) = body {
        parameters::write_body(kind, request, parameters);
    }
}

/// What a token answer leaves for later steps. Without `scope` it grants what was requested
/// (RFC 6749 section 5.1): by the request itself, by the authorization request behind the code, or,
/// for a refresh, by the grant before (section 6).
fn note_tokens(flow: &mut Flow<'_>, step: &Step, requested: Option<String>) {
    let response = flow.exchanges.last().and_then(|exchange| exchange.response());
    let Some(json) = response.filter(|own| own.status < 300).and_then(|own| own.json().ok()) else {
        return;
    };
    let Some(access_token) = json.text("access_token").map(str::to_owned) else {
        return;
    };
    let implied = match step.grant() {
        Some(GrantType::AuthorizationCode) => flow.earlier(step, &["authorize"], "scope"),
        Some(GrantType::RefreshToken) => requested.or_else(|| match &step.from {
            Some(from) => flow.facts.get(&format!("{from}.scope")).cloned(),
            None => flow.facts.get("latest.scope").cloned(),
        }),
        _ => requested,
    };
    let scope = json.text("scope").map(str::to_owned).or(implied);
    let refresh_token = json.text("refresh_token").map(str::to_owned);
    let expires_in = json.member("expires_in").and_then(Value::as_u64);
    let mut note = |member: &str, value: String| {
        flow.note(step, member, value.clone());
        flow.facts.insert(format!("latest.{member}"), value);
    };
    note("aud", audiences(&access_token).join(" "));
    note("alg", algorithm(&access_token));
    note("access_token_tampered", tampered(&access_token));
    note("access_token", access_token);
    if let Some(scope) = scope {
        note("scope", scope);
    }
    if let Some(token) = refresh_token {
        note("refresh_token", token);
    }
    if let Some(seconds) = expires_in {
        note("expires_in", seconds.to_string());
    }
}

/// The algorithm that signs an access token that is a JWT; `none` for one without a signature
/// (RFC 7519 section 6).
fn algorithm(access_token: &str) -> String {
    match jwt::algorithm(access_token) {
        Some(_) if access_token.ends_with('.') => "none".to_owned(),
        found => found.unwrap_or_default(),
    }
}

/// The audiences that an access token names itself, if it is a JWT (RFC 7519 section 4.1.3).
fn audiences(access_token: &str) -> Vec<String> {
    match jwt::claims(access_token).as_ref().and_then(|claims| claims.get("aud")) {
        Some(Value::String(only)) => vec![only.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
