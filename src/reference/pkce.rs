//! Both ends of PKCE: what an authorization request binds, and what a token request must prove
//! (RFC 7636 sections 4.3 to 4.6, RFC 9700 section 2.1.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use sha2::{Digest, Sha256};

use crate::oauth::{CodeChallengeMethod, code_challenge_s256};

use super::fault::{Fault, Faults};
use super::oauth_error::OAuthError;
use super::request::Parameters;
use super::server::Server;
use super::settings::Client;
use super::store::Store;

/// What the token request must prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    /// No challenge was sent.
    Unbound,
    /// A fault decided not to look at PKCE at all.
    Ignored,
    /// The verifier behind this challenge.
    Challenge {
        /// `code_challenge`.
        challenge: String,
        /// `code_challenge_method`.
        method: CodeChallengeMethod,
    },
}

/// Reads the PKCE part of an authorization request.
pub(crate) fn bind(
    server: &Server,
    client: &Client,
    parameters: &Parameters,
) -> Result<Binding, OAuthError> {
    let faults = &server.faults;
    if client.is_public()
        && parameters.is_empty_value("code_challenge")
        && faults.has(Fault::PkceEmptyChallengeAccepted)
    {
        return Ok(Binding::Ignored);
    }
    let sent_method = parameters.get("code_challenge_method");
    let Some(challenge) = parameters.get("code_challenge") else {
        return without_challenge(faults, client, sent_method);
    };
    let Some(method) = method(faults, sent_method)? else {
        return Ok(Binding::Ignored);
    };
    // RFC 7636 section 4.2: code-challenge = 43*128unreserved
    let well_formed = (43..=128).contains(&challenge.len()) && is_unreserved(challenge);
    if !well_formed && faults.has(Fault::PkceBadChallengeAccepted) {
        return Ok(Binding::Ignored);
    }
    if !well_formed {
        return Err(OAuthError::invalid_request(
            "code_challenge must be 43 to 128 unreserved characters",
        ));
    }
    Ok(Binding::Challenge { challenge: challenge.to_owned(), method })
}

fn without_challenge(
    faults: &Faults,
    client: &Client,
    sent_method: Option<&str>,
) -> Result<Binding, OAuthError> {
    if client.is_public() && faults.has(Fault::PkceOptionalForPublicClients) {
        return Ok(Binding::Ignored);
    }
    // RFC 9700 section 2.1.1: public clients MUST use PKCE. RFC 7636 section 4.4.1 names the error.
    if client.is_public() {
        let code = if faults.has(Fault::PkceMissingChallengeWrongError) {
            "access_denied"
        } else {
            "invalid_request"
        };
        return Err(OAuthError::new(code, "code challenge required"));
    }
    if sent_method.is_some() && faults.has(Fault::PkceMethodAloneIgnored) {
        return Ok(Binding::Ignored);
    }
    if sent_method.is_some() {
        return Err(OAuthError::invalid_request("code_challenge_method without code_challenge"));
    }
    Ok(Binding::Unbound)
}

/// The transformation to use; `None` when a fault gives PKCE up.
fn method(faults: &Faults, sent: Option<&str>) -> Result<Option<CodeChallengeMethod>, OAuthError> {
    let method = match sent {
        // RFC 7636 section 4.3: the method defaults to plain.
        None if faults.has(Fault::PkceMissingMethodAsS256) => Some(CodeChallengeMethod::S256),
        None => Some(CodeChallengeMethod::Plain),
        Some(sent) if faults.has(Fault::PkceMethodCaseIgnored) => {
            [CodeChallengeMethod::S256, CodeChallengeMethod::Plain]
                .into_iter()
                .find(|method| method.as_str().eq_ignore_ascii_case(sent))
        }
        Some(sent) => CodeChallengeMethod::parse(sent),
    };
    match method {
        Some(CodeChallengeMethod::S256) => Ok(method),
        Some(CodeChallengeMethod::Plain) if faults.has(Fault::PkcePlainAccepted) => Ok(method),
        None if faults.has(Fault::PkceUnknownMethodIgnored) => Ok(None),
        // RFC 7636 section 4.4.1: "transform algorithm not supported".
        _ => Err(OAuthError::invalid_request(
            "transform algorithm not supported: code_challenge_method must be S256",
        )),
    }
}

/// Checks the PKCE part of a token request against what the authorization request bound.
pub(crate) fn verify(
    server: &Server,
    client: &Client,
    binding: &Binding,
    form: &Parameters,
    store: &Store,
) -> Result<(), OAuthError> {
    let faults = &server.faults;
    let verifier = form.get("code_verifier");
    let (challenge, method) = match binding {
        Binding::Ignored => return Ok(()),
        Binding::Unbound => return unbound(faults, verifier),
        Binding::Challenge { challenge, method } => (challenge, *method),
    };
    if faults.has(Fault::PkceNotEnforced)
        || !client.is_public() && faults.has(Fault::PkceOptionalForConfidentialClients)
    {
        return Ok(());
    }
    let Some(verifier) = verifier else {
        if faults.has(Fault::PkceVerifierOptional) {
            return Ok(());
        }
        return Err(OAuthError::invalid_grant("code_verifier is missing"));
    };
    if !is_verifier(faults, verifier) {
        return Err(OAuthError::invalid_grant(
            "code_verifier must be 43 to 128 unreserved characters",
        ));
    }
    let derived = transform(faults, method, form, verifier);
    let matches = derived == *challenge
        || faults.has(Fault::PkceS256ComparedAsPlain) && verifier == challenge
        || faults.has(Fault::PkceChallengeOfAnyCode) && is_challenge_of_any(store, &derived);
    if matches {
        return Ok(());
    }
    // RFC 7636 section 4.6: "If the values are not equal, an error response indicating
    // invalid_grant MUST be returned."
    let code =
        if faults.has(Fault::PkceMismatchWrongError) { "invalid_request" } else { "invalid_grant" };
    Err(OAuthError::new(code, "code_verifier does not match the code_challenge"))
}

/// RFC 9700 section 4.8.2: a verifier without a challenge betrays a downgrade.
fn unbound(faults: &Faults, verifier: Option<&str>) -> Result<(), OAuthError> {
    if verifier.is_some() && !faults.has(Fault::PkceStrayVerifierIgnored) {
        return Err(OAuthError::invalid_grant(
            "code_verifier is there, but the authorization request had no code_challenge",
        ));
    }
    Ok(())
}

/// RFC 7636 section 4.1: code-verifier = 43*128unreserved
fn is_verifier(faults: &Faults, verifier: &str) -> bool {
    let shortest = if faults.has(Fault::Pkce43CharactersRefused) { 44 } else { 43 };
    let longest = if faults.has(Fault::Pkce128CharactersRefused) { 127 } else { 128 };
    let length = verifier.chars().count();
    (length >= shortest || faults.has(Fault::PkceShortVerifierAccepted))
        && (length <= longest || faults.has(Fault::PkceLongVerifierAccepted))
        && (is_unreserved(verifier) || faults.has(Fault::PkceVerifierCharsetUnchecked))
        && !(verifier.contains('~') && faults.has(Fault::PkceTildeRefused))
}

fn transform(
    faults: &Faults,
    method: CodeChallengeMethod,
    form: &Parameters,
    verifier: &str,
) -> String {
    let plain_asked = form.get("code_challenge_method") == Some("plain");
    if method == CodeChallengeMethod::Plain
        || plain_asked && faults.has(Fault::PkceMethodFromTokenRequest)
    {
        return verifier.to_owned();
    }
    if faults.has(Fault::PkcePaddedChallenge) {
        return URL_SAFE.encode(Sha256::digest(verifier.as_bytes()));
    }
    code_challenge_s256(verifier)
}

fn is_challenge_of_any(store: &Store, derived: &str) -> bool {
    store.codes.iter().any(
        |(_, code)| matches!(&code.pkce, Binding::Challenge { challenge, .. } if challenge == derived),
    )
}

fn is_unreserved(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}
