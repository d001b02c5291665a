//! Client authentication at the token, revocation and introspection endpoints
//! (RFC 6749 sections 2.3 and 3.2.1).

use crate::oauth::client_auth::parse_basic_credentials;

use super::fault::Fault;
use super::oauth_error::OAuthError;
use super::reply::Reply;
use super::request::{Incoming, Parameters};
use super::secret::same_secret;
use super::server::Server;
use super::settings::Client;

/// A client that is who it says, as far as its type allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Authenticated<'a> {
    /// The client.
    pub(crate) client: &'a Client,
    /// Whether it proved itself with a secret; a public client only names itself.
    pub(crate) with_secret: bool,
}

/// What the faults of one endpoint forgive.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lenience {
    /// Any secret will do.
    pub(crate) any_secret: bool,
    /// A confidential client may come with its `client_id` alone.
    pub(crate) id_alone: bool,
}

/// Why a client was not authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No credentials at all.
    Missing,
    /// A confidential client sent its `client_id` alone.
    SecretMissing,
    /// No such client.
    UnknownClient,
    /// The secret is not the client's.
    WrongSecret,
    /// The Basic credentials cannot be read.
    MalformedBasic,
    /// The `Authorization` header has another scheme.
    UnsupportedScheme,
    /// More than one way to authenticate.
    TwoMethods,
    /// The body names another client than the header.
    OtherClientId,
}

/// A refusal, with what it takes to answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Why.
    pub(crate) cause: Cause,
    /// Whether the client tried the `Authorization` header.
    pub(crate) by_header: bool,
}

/// Authenticates the client of a request.
pub(crate) fn authenticate<'a>(
    server: &'a Server,
    request: &Incoming,
    form: &Parameters,
    lenience: Lenience,
) -> Result<Authenticated<'a>, Refusal> {
    let refuse = |cause, by_header| Refusal { cause, by_header };
    let basic = basic(server, request).map_err(|cause| refuse(cause, true))?;
    let id = form.get("client_id");
    let secret = body_secret(server, form);
    let Some((basic_id, basic_secret)) = basic else {
        return match (id, secret) {
            (Some(_), Some(_)) if server.faults.has(Fault::BodyCredentialsRefused) => {
                Err(Cause::WrongSecret)
            }
            (Some(id), Some(secret)) => with_secret(server, id, secret, false, lenience),
            (Some(id), None) => by_id_alone(server, id, lenience),
            (None, _) => Err(Cause::Missing),
        }
        .map_err(|cause| refuse(cause, false));
    };
    // RFC 6749 section 2.3: not more than one authentication method in a request.
    if secret.is_some() && !server.faults.has(Fault::TwoMethodsAccepted) {
        return Err(refuse(Cause::TwoMethods, true));
    }
    let authenticated = with_secret(server, &basic_id, &basic_secret, true, lenience)
        .map_err(|cause| refuse(cause, true))?;
    if id.is_some() && server.faults.has(Fault::BasicWithClientIdRefused) {
        return Err(refuse(Cause::OtherClientId, true));
    }
    match id.filter(|id| *id != basic_id) {
        None => Ok(authenticated),
        Some(other) if server.faults.has(Fault::ClientIdMismatchHonoured) => {
            let client = server.client(other).ok_or(refuse(Cause::UnknownClient, true))?;
            Ok(Authenticated { client, ..authenticated })
        }
        Some(_) => Err(refuse(Cause::OtherClientId, true)),
    }
}

/// The credentials of the `Authorization` header, if there is one.
fn basic(server: &Server, request: &Incoming) -> Result<Option<(String, String)>, Cause> {
    let fields = request.header("authorization");
    let field = match fields.as_slice() {
        [] => return Ok(None),
        [field] => field.trim(),
        _ => return Err(Cause::TwoMethods),
    };
    let (scheme, credentials) = field.split_once(' ').unwrap_or((field, ""));
    // RFC 9110 section 11.1: scheme names ignore case.
    let is_basic = if server.faults.has(Fault::BasicSchemeCaseSensitive) {
        scheme == "Basic"
    } else {
        scheme.eq_ignore_ascii_case("Basic")
    };
    if !is_basic {
        return Err(Cause::UnsupportedScheme);
    }
    let decoded = if server.faults.has(Fault::BasicNotFormDecoded) {
        undecoded(credentials)
    } else {
        parse_basic_credentials(credentials)
    };
    decoded.map(Some).ok_or(Cause::MalformedBasic)
}

/// Id and secret as HTTP alone would read them (RFC 7617), without the form-encoding that
/// RFC 6749 section 2.3.1 puts inside.
fn undecoded(credentials: &str) -> Option<(String, String)> {
    use base64::Engine as _;
    let octets = base64::engine::general_purpose::STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(octets).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn body_secret<'a>(server: &Server, form: &'a Parameters) -> Option<&'a str> {
    let empty =
        form.is_empty_value("client_secret") && server.faults.has(Fault::EmptySecretAccepted);
    form.get("client_secret").or_else(|| empty.then_some(""))
}

fn with_secret<'a>(
    server: &'a Server,
    id: &str,
    secret: &str,
    by_header: bool,
    lenience: Lenience,
) -> Result<Authenticated<'a>, Cause> {
    let client = server.client(id).ok_or(Cause::UnknownClient)?;
    let faults = &server.faults;
    let right = client.secret.as_deref().is_some_and(|own| same_secret(own, secret));
    let forgiven = lenience.any_secret
        || faults.has(Fault::WrongSecretAccepted)
        || client.is_public() && faults.has(Fault::PublicClientSecretIgnored)
        || !by_header && faults.has(Fault::WrongSecretAcceptedInBody)
        || secret.is_empty() && faults.has(Fault::EmptySecretAccepted)
        || server.gives_way_to(Fault::SecretUncheckedUnderLoad);
    if right || forgiven {
        return Ok(Authenticated { client, with_secret: true });
    }
    Err(Cause::WrongSecret)
}

fn by_id_alone<'a>(
    server: &'a Server,
    id: &str,
    lenience: Lenience,
) -> Result<Authenticated<'a>, Cause> {
    let client = server.client(id).ok_or(Cause::UnknownClient)?;
    // RFC 6749 section 3.2.1: confidential clients MUST authenticate.
    if client.is_public() || lenience.id_alone {
        return Ok(Authenticated { client, with_secret: false });
    }
    Err(Cause::SecretMissing)
}

/// The challenge of every 401 (RFC 9110 section 11.6.1).
const BASIC_CHALLENGE: &str = "Basic realm=\"assay reference\"";

impl Refusal {
    /// The answer: 401 `invalid_client` with a challenge, unless the request itself is malformed
    /// (RFC 6749 section 5.2).
    pub(crate) fn reply(self, server: &Server) -> Reply {
        let faults = &server.faults;
        let broken = match self.cause {
            Cause::UnknownClient => faults.has(Fault::UnknownClientAs500),
            Cause::MalformedBasic => faults.has(Fault::MalformedBasicAs500),
            _ => false,
        };
        if broken {
            return Reply::text(500, "internal server error\n");
        }
        if matches!(self.cause, Cause::TwoMethods | Cause::OtherClientId) {
            return OAuthError::invalid_request(self.description()).reply(server);
        }
        let wrong_secret = self.cause == Cause::WrongSecret;
        if wrong_secret && self.by_header && faults.has(Fault::WrongSecretAs400) {
            return OAuthError::new("invalid_client", self.description()).reply(server);
        }
        let reply = OAuthError::new(self.code(server), self.description());
        let reply = reply.reply_with_status(server, 401);
        let unchallenged = match self.cause {
            Cause::WrongSecret => faults.has(Fault::WrongSecretWithoutChallenge),
            Cause::UnsupportedScheme => faults.has(Fault::UnsupportedSchemeWithoutChallenge),
            _ => false,
        };
        if unchallenged {
            return reply;
        }
        if wrong_secret && faults.has(Fault::WrongSecretChallengeOtherScheme) {
            return reply.with("www-authenticate", "Bearer realm=\"assay reference\"");
        }
        reply.with("www-authenticate", BASIC_CHALLENGE)
    }

    fn code(self, server: &Server) -> &'static str {
        let faults = &server.faults;
        match self.cause {
            Cause::WrongSecret if faults.has(Fault::WrongSecretWrongError) => "invalid_grant",
            Cause::UnknownClient if faults.has(Fault::UnknownClientWrongError) => "invalid_request",
            Cause::Missing if faults.has(Fault::MissingAuthenticationWrongError) => "invalid_scope",
            _ => "invalid_client",
        }
    }

    const fn description(self) -> &'static str {
        match self.cause {
            Cause::Missing => "client authentication is missing",
            Cause::SecretMissing => "this client must authenticate with its secret",
            // The same words for both, so that nobody learns which clients exist.
            Cause::UnknownClient | Cause::WrongSecret => "unknown client or wrong secret",
            Cause::MalformedBasic => "the Basic credentials cannot be read",
            Cause::UnsupportedScheme => "only the Basic scheme is supported",
            Cause::TwoMethods => "more than one way of client authentication",
            Cause::OtherClientId => "client_id is not the client of the Authorization header",
        }
    }
}
