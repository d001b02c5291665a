//! What scopes mean here (RFC 6749 section 3.3): which exist, what an alias stands for, and what one
//! scope implies.
//!
//! In: what a client asks for, or what a token holds. Out: what is granted, or whether it opens a
//! resource.

use crate::oauth::Scope;

use super::dialect::Dialect;
use super::fault::Fault;
use super::server::Server;
use super::settings::{Client, Settings};

/// The characters of a token's scope that the fault with a narrow column keeps.
const NARROW_COLUMN: usize = 16;

/// Whether a client may ask for a scope of that name.
pub(crate) fn is_offered(server: &Server, client: &Client, token: &str) -> bool {
    is_known(server, token) && is_allowed(server, client, token)
}

/// Aliases are compared by what they stand for, unless the dialect takes them by the letter.
fn is_allowed(server: &Server, client: &Client, token: &str) -> bool {
    let Some(allowed) = &client.allowed_scopes else {
        return true;
    };
    let dialect = server.settings.dialect.as_ref();
    if dialect.is_some_and(Dialect::opens_aliases_to_all) && server.settings.alias(token).is_some()
    {
        return true;
    }
    if dialect.is_some_and(Dialect::takes_scopes_literally) {
        return allowed.iter().any(|own| own == token);
    }
    expanded(server, &[token]).beyond(&expanded(server, allowed)).is_empty()
}

fn is_known(server: &Server, token: &str) -> bool {
    let settings = &server.settings;
    settings.scopes.iter().chain(&settings.identity_scopes).any(|own| own == token)
        || settings.alias(token).is_some()
        || server.faults.has(Fault::ReservedScopeGranted)
            && settings.reserved_scopes.iter().any(|own| own == token)
}

/// Every scope that clients may have.
pub(crate) fn all(server: &Server) -> Scope {
    Scope::from_tokens(server.settings.scopes.clone())
}

/// The tokens with aliases replaced by what they stand for, each once.
pub(crate) fn expanded<S: AsRef<str>>(server: &Server, tokens: &[S]) -> Scope {
    let mut all: Vec<String> = Vec::new();
    for token in tokens.iter().map(AsRef::as_ref) {
        let meant = match server.settings.alias(token) {
            Some(own) => meaning(server, own),
            None => vec![token.to_owned()],
        };
        for own in meant {
            if !all.contains(&own) {
                all.push(own);
            }
        }
    }
    Scope::from_tokens(all)
}

fn meaning(server: &Server, own: &[String]) -> Vec<String> {
    if server.faults.has(Fault::AliasHalfExpanded) {
        return own.iter().take(1).cloned().collect();
    }
    let more = server.faults.has(Fault::AliasGrantsMore);
    let first = server.settings.scopes.first().filter(|_| more);
    own.iter().chain(first).cloned().collect()
}

/// What is granted to who asks for these scopes, and whether the answer says so.
pub(crate) fn granted<S: AsRef<str>>(server: &Server, tokens: &[S]) -> (Scope, bool) {
    let faults = &server.faults;
    let scope = expanded(server, tokens);
    let named = |name: &str| tokens.iter().any(|token| token.as_ref() == name);
    if faults.has(Fault::ScopePairWidened) && named("write") && named("delete") {
        return (all(server), true);
    }
    let replaced = tokens.iter().any(|token| !scope.contains(token.as_ref()));
    let silent = replaced && faults.has(Fault::AliasExpansionNotReported);
    (scope, !silent)
}

/// The scopes added up as flags, 1 for the first and twice as much for each one more: a scope that
/// is named twice stands for the one behind it.
pub(crate) fn added_up(settings: &Settings, value: &str) -> Scope {
    let place = |token: &str| settings.scopes.iter().position(|own| own == token);
    let sum: u64 = value.split(' ').filter_map(place).map(|place| 1 << place.min(32)).sum();
    let bits = settings.scopes.iter().enumerate().filter(|(place, _)| sum >> place & 1 == 1);
    Scope::from_tokens(bits.map(|(_, own)| own.clone()))
}

/// Whether a token that holds a scope may do what takes another.
pub(crate) fn opens(server: &Server, held: &Scope, needed: &str) -> bool {
    let faults = &server.faults;
    if faults.has(Fault::ScopeNotEnforced)
        || faults.has(Fault::WriteOpensRead) && needed == "read" && held.contains("write")
    {
        return true;
    }
    if faults.has(Fault::FirstScopeEnforced) {
        return held.tokens().first().is_some_and(|first| first == needed);
    }
    let implied = || {
        let lists = |(name, own): &(String, Vec<String>)| {
            held.contains(name) && own.iter().any(|token| token == needed)
        };
        server.settings.implied_scopes.iter().any(lists)
    };
    held.contains(needed) || !faults.has(Fault::ImplicationNotHonoured) && implied()
}

/// What the memory keeps of a token's scope: all of it, unless a fault makes its column too narrow.
pub(crate) fn kept(server: &Server, scope: &Scope) -> Scope {
    if !server.faults.has(Fault::TokenScopeTruncated) {
        return scope.clone();
    }
    Scope::parse(&scope.to_string().chars().take(NARROW_COLUMN).collect::<String>())
}
