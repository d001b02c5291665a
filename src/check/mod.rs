//! Checks: pure functions over exchanges that yield mismatches.
//!
//! In: one step of a transcript and arguments. Out: [`Mismatch`]es, each an expectation with what
//! was there instead. A check knows no target, sends nothing and decides no strength: which
//! requirement a mismatch breaches comes from the scenario that cites it, how much it weighs from
//! the suite. Ambient checks (in `ambient/`) look at every exchange of their kind and cite
//! requirements themselves.

pub mod ambient;
mod arguments;
mod audience;
mod page;
mod subject;

pub use arguments::{Argument, Arguments};
pub use page::{doc_comment, explain};
pub use subject::{
    CALLBACK_TOKEN, CREDENTIALS, Mismatch, QUERY_SECRET, QUERY_TOKEN, SEPARATOR, Subject,
};

/// A check that scenarios name.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case id, the file's name.
    pub id: &'static str,
    /// What `with` may hold.
    pub arguments: &'static [Argument],
    /// The judgement.
    pub judge: fn(&Subject<'_>, &Arguments) -> Vec<Mismatch>,
    /// The source file, whose `//!` is the user page.
    pub source: &'static str,
}

macro_rules! checks {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+
        /// Every check, in alphabetical order.
        pub const ALL: &[Check] = &[$(Check {
            id: $module::ID,
            arguments: $module::ARGUMENTS,
            judge: $module::judge,
            source: include_str!(concat!(stringify!($module), ".rs")),
        }),+];
    };
}

checks! {
    active,
    audience_lacks,
    audience_stated,
    challenge_error,
    challenge_parameter,
    challenge_present,
    challenge_scheme,
    challenge_scope,
    challenge_scope_lacks,
    challenge_without_error,
    error_code,
    error_described,
    grant_includes,
    header_absent,
    inactive_minimal,
    iss_flag_agrees,
    jwk_set,
    jwt_signed,
    kept_from_caches,
    lifetime_stated,
    member_absent,
    member_differs,
    member_equals,
    member_filled,
    member_includes,
    member_lacks,
    member_present,
    members_not_null,
    page_informs,
    page_lacks,
    parameter_absent,
    parameter_equals,
    parameter_lacks,
    parameter_present,
    redirect_keeps,
    resource_identifier,
    scope_equals,
    scope_includes,
    scope_lacks,
    scope_reported,
    scope_within,
    token_differs,
}

/// The check with that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.id == id)
}
