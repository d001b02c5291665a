//! The plan: what runs, what is skipped and why, what brackets it, and that running it twice gives
//! the same.

mod control;
mod running;
mod selection;
mod skip;

use assay::cli::embedded_target;
use assay::oauth::Metadata;
use assay::plan::{Decision, Plan, Selection};
use assay::scenario::Catalog;
use assay::target::{Capabilities, Target};
use serde_json::{Map, Value, json};

const ISSUER: &str = "http://127.0.0.1:8414";

fn catalog() -> Catalog {
    Catalog::load(&[]).expect("the built-in catalog")
}

fn metadata() -> Map<String, Value> {
    let document = json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "revocation_endpoint": format!("{ISSUER}/revoke"),
        "introspection_endpoint": format!("{ISSUER}/introspect"),
        "jwks_uri": format!("{ISSUER}/jwks"),
        "response_types_supported": ["code"],
        "scopes_supported": ["read", "write"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    document.as_object().cloned().expect("an object")
}

fn embedded(document: Map<String, Value>) -> Capabilities {
    capabilities(embedded_target(ISSUER), document)
}

fn capabilities(mut target: Target, document: Map<String, Value>) -> Capabilities {
    let metadata = Metadata::from_object(&document);
    target.endpoints.complete(&metadata);
    Capabilities::of(&target, Some(&metadata))
}

fn selection(selects: &[&str], suites: &[&str]) -> Selection {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Selection { selects: owned(selects), suites: owned(suites) }
}

fn plan(capabilities: &Capabilities, selects: &[&str]) -> Plan {
    Plan::of(&catalog(), capabilities, &selection(selects, &["oauth20"])).expect("a plan")
}

fn skipped(plan: &Plan) -> Vec<(&str, &str)> {
    let skips = plan.items.iter().filter_map(|item| match &item.decision {
        Decision::Skip(reason) => Some((item.scenario.id.as_str(), reason.as_str())),
        Decision::Run(_) => None,
    });
    skips.collect()
}

/// For a scenario that runs, what brackets it.
fn decision(plan: &Plan, id: &str) -> Option<Option<String>> {
    let item = plan.items.iter().find(|item| item.scenario.id == id)?;
    match item.decision {
        Decision::Run(control) => Some(control.map(|at| plan.controls[at].describe())),
        Decision::Skip(_) => None,
    }
}
