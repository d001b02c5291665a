//! What a client asks to be registered as, read and found valid (RFC 7591 section 2).

use serde_json::{Map, Value};
use url::Url;

use crate::oauth::{ClientAuthMethod, GrantType};
use crate::reference::oauth_error::OAuthError;

/// Client metadata that this server can serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// `client_name`.
    pub(super) name: Option<String>,
    /// `redirect_uris`.
    pub(super) redirect_uris: Vec<String>,
    /// `grant_types`.
    pub(super) grants: Vec<GrantType>,
    /// `token_endpoint_auth_method`.
    pub(super) auth: ClientAuthMethod,
    /// `scope`.
    pub(super) scopes: Option<Vec<String>>,
    /// `application_type` is `native`, or a redirect URI leads to the client's own machine.
    pub(super) native: bool,
}

impl Wanted {
    /// Reads the metadata; what this server does not know of them is ignored.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, OAuthError> {
        let grants = grants(members)?;
        let auth = auth(members, &grants)?;
        let redirect_uris = redirect_uris(members, &grants)?;
        let on_own_machine = redirect_uris.iter().any(|uri| is_loopback(uri));
        let native = text(members, "application_type")?.as_deref() == Some("native");
        Ok(Self {
            name: text(members, "client_name")?,
            scopes: text(members, "scope")?.map(|own| own.split(' ').map(str::to_owned).collect()),
            native: native || on_own_machine && auth == ClientAuthMethod::None,
            redirect_uris,
            grants,
            auth,
        })
    }
}

fn invalid(description: &str) -> OAuthError {
    OAuthError::new("invalid_client_metadata", description)
}

fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, OAuthError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(invalid(&format!("{name} is no string"))),
    }
}

fn list(members: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, OAuthError> {
    let Some(value) = members.get(name) else { return Ok(None) };
    let items = value.as_array().into_iter().flatten();
    let all: Vec<String> = items.filter_map(Value::as_str).map(str::to_owned).collect();
    if value.as_array().is_some_and(|own| own.len() == all.len()) {
        return Ok(Some(all));
    }
    Err(invalid(&format!("{name} is no list of strings")))
}

/// `grant_types` with the `response_types` that go with them; the default of both is the code.
fn grants(members: &Map<String, Value>) -> Result<Vec<GrantType>, OAuthError> {
    let wanted = list(members, "grant_types")?;
    let wanted = wanted.unwrap_or_else(|| vec![GrantType::AuthorizationCode.as_str().to_owned()]);
    let read = wanted.iter().map(|own| GrantType::parse(own)).collect::<Option<Vec<_>>>();
    let grants = read.ok_or_else(|| invalid("grant_types has one that is not supported"))?;
    let types = list(members, "response_types")?;
    // RFC 7591 section 2.1: the two must not contradict each other.
    let by_code = grants.contains(&GrantType::AuthorizationCode);
    let fits = types.is_none_or(|own| match by_code {
        true => own == ["code"],
        false => own.is_empty(),
    });
    if fits { Ok(grants) } else { Err(invalid("response_types does not go with grant_types")) }
}

fn auth(
    members: &Map<String, Value>,
    grants: &[GrantType],
) -> Result<ClientAuthMethod, OAuthError> {
    use ClientAuthMethod::{ClientSecretBasic, ClientSecretPost, None as Nothing};
    let wanted = text(members, "token_endpoint_auth_method")?;
    let Some(wanted) = wanted else { return Ok(ClientSecretBasic) };
    let known = [ClientSecretBasic, ClientSecretPost, Nothing];
    let own = known.into_iter().find(|own| own.as_str() == wanted);
    let own = own.ok_or_else(|| invalid("token_endpoint_auth_method is not supported"))?;
    // RFC 6749 section 4.4: this grant is for confidential clients only.
    if own == Nothing && grants.contains(&GrantType::ClientCredentials) {
        return Err(invalid("client_credentials takes a client that authenticates"));
    }
    Ok(own)
}

fn redirect_uris(
    members: &Map<String, Value>,
    grants: &[GrantType],
) -> Result<Vec<String>, OAuthError> {
    let wrong = |description: &str| OAuthError::new("invalid_redirect_uri", description);
    let uris = list(members, "redirect_uris")?.unwrap_or_default();
    if uris.is_empty() && grants.contains(&GrantType::AuthorizationCode) {
        return Err(wrong("authorization_code takes a redirect URI"));
    }
    match uris.iter().find(|uri| !is_sound(uri)) {
        None => Ok(uris),
        Some(_) => Err(wrong("a redirect URI is absolute, without fragment, and safe to send to")),
    }
}

/// RFC 6749 section 3.1.2: absolute and without fragment. Without TLS a code would be read on its
/// way, but for the client's own machine and for schemes of its own (RFC 8252 section 7).
fn is_sound(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let safe = match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => is_loopback(uri),
        scheme => scheme.contains('.'),
    };
    safe && url.fragment().is_none()
}

fn is_loopback(uri: &str) -> bool {
    let host = Url::parse(uri).ok().filter(|own| own.scheme() == "http");
    let host = host.and_then(|own| own.host_str().map(str::to_owned));
    matches!(host.as_deref(), Some("127.0.0.1" | "[::1]" | "localhost"))
}
