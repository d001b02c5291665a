//! `grant_type=client_credentials` (RFC 6749 section 4.4) and its scope (section 3.3).

use crate::oauth::Scope;
use crate::oauth::scope::is_scope_token;
use crate::reference::audience;
use crate::reference::fault::{Fault, Faults};
use crate::reference::oauth_error::OAuthError;
use crate::reference::request::Parameters;
use crate::reference::scopes;
use crate::reference::secret::same_secret;
use crate::reference::server::Server;
use crate::reference::settings::Client;

use super::issue::{self, Holder, Issued};

/// Issues a token to the client itself.
pub(super) fn issue(
    server: &Server,
    client: &Client,
    form: &Parameters,
) -> Result<Issued, OAuthError> {
    issue_to(server, client, None, form)
}

/// Issues a token for a username and password (RFC 6749 section 4.3).
pub(super) fn issue_for_password(
    server: &Server,
    client: &Client,
    form: &Parameters,
) -> Result<Issued, OAuthError> {
    let typed =
        (form.get("username").unwrap_or_default(), form.get("password").unwrap_or_default());
    let mut owners = server.settings.owners.iter();
    let (owner, _) = owners
        .find(|(name, password)| name == typed.0 && same_secret(password, typed.1))
        .ok_or_else(|| OAuthError::invalid_grant("wrong username or password"))?;
    issue_to(server, client, Some(owner), form)
}

fn issue_to(
    server: &Server,
    client: &Client,
    owner: Option<&str>,
    form: &Parameters,
) -> Result<Issued, OAuthError> {
    let (scope, reported) = narrowed(server, form, scope(server, client, form)?);
    let audience = &audience::asked_for(server, form)?;
    let mut store = server.store();
    let holder = Holder { client, owner, audience, family: store.number(), generation: 0 };
    // RFC 6749 section 4.4.3: a refresh token SHOULD NOT be included.
    let refreshes = server.faults.has(Fault::ClientCredentialsRefreshToken);
    let refresh_token =
        refreshes.then(|| issue::refresh_token(server, &mut store, holder, &scope)).flatten();
    let access = issue::access_token(server, &mut store, holder, (scope, reported));
    Ok(Issued { refresh_token, ..access })
}

/// What is granted, and whether the answer says so.
fn scope(server: &Server, client: &Client, form: &Parameters) -> Result<(Scope, bool), OAuthError> {
    let faults = &server.faults;
    let existing = &server.settings.scopes;
    let last = existing.last().map(String::as_str);
    if faults.has(Fault::ListedScopeRefused) && last.is_some() && form.get("scope") == last {
        return Err(OAuthError::new("invalid_scope", "this scope is for others"));
    }
    let asked = match form.get("scope") {
        Some(value)
            if value.split(' ').any(str::is_empty)
                && faults.has(Fault::EmptyScopePartGrantsAll) =>
        {
            return Ok((scopes::all(server), true));
        }
        Some(value) => tokens(faults, existing, value)?,
        None => Vec::new(),
    };
    if faults.has(Fault::ScopeWidenedOnIssue) || faults.has(Fault::ScopeWidenedSilently) {
        let reported = !faults.has(Fault::ScopeWidenedSilently);
        return Ok((Scope::from_tokens(existing.clone()), reported));
    }
    if faults.has(Fault::ScopeWidenedUnderLoad) && server.pressure.client_credentials.strikes() {
        return Ok((Scope::from_tokens(existing.clone()), true));
    }
    if asked.is_empty() {
        return default_scope(server);
    }
    if faults.has(Fault::ScopeOrderMatters) && !asked.is_sorted() {
        return Ok((Scope::from_tokens(asked.into_iter().take(1)), true));
    }
    let (known, unknown): (Vec<_>, Vec<_>) =
        asked.iter().cloned().partition(|token| scopes::is_offered(server, client, token));
    if unknown.is_empty() && faults.has(Fault::ScopeFlagsAdded) {
        let value = form.get("scope").unwrap_or_default();
        return Ok((scopes::added_up(&server.settings, value), true));
    }
    if unknown.is_empty() || faults.has(Fault::UnknownScopeGranted) {
        let (scope, reported) = scopes::granted(server, &asked);
        return Ok((scope, reported && !faults.has(Fault::IdenticalScopeNotReported)));
    }
    if !known.is_empty() && faults.has(Fault::NarrowedScopeNotReported) {
        return Ok((Scope::from_tokens(known), false));
    }
    if faults.has(Fault::UnknownScopeIgnoredSilently) {
        let tokens = if known.is_empty() { server.settings.default_scopes.clone() } else { known };
        return Ok((Scope::from_tokens(tokens), false));
    }
    let wrong = faults.has(Fault::UnknownScopeWrongError);
    let code = if wrong { "invalid_request" } else { "invalid_scope" };
    Err(OAuthError::new(code, "scope names what does not exist"))
}

/// Every scope goes with every resource here; only a fault leaves less for one, without a word.
fn narrowed(server: &Server, form: &Parameters, granted: (Scope, bool)) -> (Scope, bool) {
    let narrows = server.faults.has(Fault::ResourceNarrowsScopeSilently);
    if narrows && form.get(audience::RESOURCE).is_some() {
        let first = granted.0.tokens().iter().take(1).cloned();
        return (Scope::from_tokens(first), false);
    }
    granted
}

/// The tokens that are asked for, each once (RFC 6749 section 3.3).
fn tokens(faults: &Faults, existing: &[String], value: &str) -> Result<Vec<String>, OAuthError> {
    let commas = faults.has(Fault::ScopeCommaSplit);
    let separators: &[char] = if commas { &[' ', ','] } else { &[' '] };
    let mut tokens: Vec<String> = Vec::new();
    for token in value.split(separators) {
        if !is_scope_token(token) {
            if faults.has(Fault::MalformedScopeIgnored) {
                continue;
            }
            return Err(OAuthError::new("invalid_scope", "scope is malformed"));
        }
        let mut token = token.to_owned();
        if faults.has(Fault::ScopeCaseIgnored)
            && let Some(own) = existing.iter().find(|own| own.eq_ignore_ascii_case(&token))
        {
            token.clone_from(own);
        }
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    Ok(tokens)
}

/// RFC 6749 section 3.3: without scope either a default is granted or the request fails with
/// invalid_scope; here there is a default.
fn default_scope(server: &Server) -> Result<(Scope, bool), OAuthError> {
    if server.faults.has(Fault::OmittedScopeWrongError) {
        return Err(OAuthError::invalid_request("scope is missing"));
    }
    if server.settings.default_scopes.is_empty() {
        return Err(OAuthError::new("invalid_scope", "scope is missing"));
    }
    let reported = !server.faults.has(Fault::DefaultScopeNotReported);
    Ok((Scope::from_tokens(server.settings.default_scopes.clone()), reported))
}
