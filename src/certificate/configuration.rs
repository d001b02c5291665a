//! What was tested and how, without secrets: enough to repeat the run.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::exchange::Transcript;
use crate::target::{Client, Deviation, Target};

/// The configuration of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// SHA-256 over the source of the binary.
    pub source_hash: String,
    /// Circumstances of the run.
    pub run: Circumstances,
    /// The target file's meaning: names and settings, and whether there is a secret.
    pub target: Value,
}

/// What the command line said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Circumstances {
    /// The seed of every random value.
    pub seed: u64,
    /// Scenarios at once.
    pub jobs: usize,
    /// Generated cases of each trial.
    pub cases: u32,
    /// Cases that a trial might spend on finding a smaller one.
    pub max_shrink: u32,
    /// Requests a second at the most.
    pub rate: Option<u32>,
}

impl Configuration {
    /// Of a run against a target. Whatever is a secret of the target file is replaced wherever it
    /// stands, even as part of something else.
    #[must_use]
    pub fn of(target: &Target, run: Circumstances) -> Self {
        let replacement = target.redactor().knowing(&Transcript::default());
        let mut told = described(target);
        texts(&mut told, &|text| replacement.text(text));
        Self { source_hash: super::SOURCE_HASH.to_owned(), run, target: told }
    }
}

fn described(target: &Target) -> Value {
    let ends = &target.endpoints;
    let scopes = &target.scopes;
    let policies = &target.policies;
    let resources = target.resources.iter().map(|own| {
        json!({
            "method": own.method, "url": own.url, "scope": own.scope,
            "reports_scope": own.reports_scope,
            "indicator": own.indicator,
            "mcp": own.mcp,
            "name": own.name, "also": own.also, "json": own.json, "open": own.open, "test": own.test,
        })
    });
    let owners = target.owners.iter().map(|own| {
        let password = own.password.is_some();
        json!({ "username": own.username, "login": words(&own.login), "password": password })
    });
    let keys = target.keys.iter().map(|own| {
        let scopes = own.scopes.to_string();
        let changes = own.change.is_some();
        json!({ "name": own.name, "scopes": scopes, "place": words(&own.place), "changes": changes })
    });
    json!({
        "name": target.name,
        "issuer": target.issuer,
        "endpoints": {
            "authorization": ends.authorization, "token": ends.token, "revocation": ends.revocation,
            "introspection": ends.introspection, "metadata": ends.metadata,
        },
        "clients": target.clients.iter().map(client).collect::<Vec<_>>(),
        "resource_owners": owners.collect::<Vec<_>>(),
        "scopes": {
            "allowed": scopes.allowed, "separator": scopes.separator, "aliases": scopes.aliases,
            "implies": scopes.implies, "reserved": scopes.reserved, "unused": scopes.unused,
            "default": scopes.default.as_ref().map(ToString::to_string),
        },
        "resources": resources.collect::<Vec<_>>(),
        "dialect": words(&target.dialect),
        "keys": keys.collect::<Vec<_>>(),
        "declared": target.declared,
        "denied": target.denied,
        "policies": words(policies),
        "race": words(&target.race),
        "lag": words(&target.lag),
        "known_deviations": target.known.entries.iter().map(known).collect::<Vec<_>>(),
    })
}

fn client(own: &Client) -> Value {
    json!({
        "role": words(&own.role),
        "id": own.id,
        "secret": own.secret.is_some(),
        "auth": own.auth.as_str(),
        "grants": own.grants.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "redirect_uris": own.redirect_uris,
        "native": own.native,
        "scopes": own.scopes,
    })
}

fn known(own: &Deviation) -> Value {
    json!({
        "scenario": own.scenario,
        "requirement": own.finding.requirement,
        "check": own.finding.check,
        "actual": own.finding.actual,
        "grade": own.grade,
        "reason": own.reason,
        "link": own.link,
        "until": own.until.map(|day| day.to_string()),
        "tries": own.tries,
    })
}

/// Settings that have no spelling of their own in JSON.
fn words(own: &impl std::fmt::Debug) -> String {
    format!("{own:?}")
}

fn texts(value: &mut Value, replaced: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = replaced(text),
        Value::Array(items) => items.iter_mut().for_each(|own| texts(own, replaced)),
        Value::Object(members) => members.values_mut().for_each(|own| texts(own, replaced)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
