//! Ambient checks: what must hold of every exchange of a kind, whatever the scenario is about.
//!
//! In: a step and one of its exchanges. Out: mismatches that cite their requirements. Each check
//! says which requirements it verifies, which faults of the reference server turn it red and in
//! which scenarios those show, so that the kill matrix can hold it to its word.

use super::subject::Mismatch;
use crate::exchange::{Exchange, StepRecord};

mod signed_metadata;

/// A check that runs on every exchange of its kind.
#[derive(Debug)]
pub struct Ambient {
    /// Kebab-case id; results carry it as `ambient/<id>`.
    pub id: &'static str,
    /// One line for reports.
    pub title: &'static str,
    /// The requirements it may cite.
    pub verifies: &'static [&'static str],
    /// The faults that turn it red.
    pub catches: &'static [&'static str],
    /// Scenarios in which those faults show.
    pub exercised_by: &'static [&'static str],
    /// Whether an exchange is of its kind.
    pub applies: fn(&StepRecord, &Exchange) -> bool,
    /// The judgement.
    pub judge: fn(&StepRecord, &Exchange) -> Vec<Mismatch>,
    /// The source file, whose `//!` is the user page.
    pub source: &'static str,
}

macro_rules! ambient_checks {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+
        /// Every ambient check, in alphabetical order.
        pub const ALL: &[Ambient] = &[$(Ambient {
            id: $module::ID,
            title: $module::TITLE,
            verifies: $module::VERIFIES,
            catches: $module::CATCHES,
            exercised_by: $module::EXERCISED_BY,
            applies: $module::applies,
            judge: $module::judge,
            source: include_str!(concat!(stringify!($module), ".rs")),
        }),+];
    };
}

ambient_checks! {
    authorization_response,
    challenge_grammar,
    client_challenge,
    credential_strength,
    credentials_in_location,
    implicit_response,
    introspection_response,
    json_content_type,
    json_members_once,
    metadata_advice,
    metadata_document,
    no_store,
    page_protection,
    published_urls,
    redirect_status,
    request_credentials,
    resource_error_code,
    resource_metadata,
    token_cookie,
    token_error,
    token_response,
    token_without_code,
    unsigned_token,
}

/// The ambient check with that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Ambient> {
    ALL.iter().find(|check| check.id == id)
}
